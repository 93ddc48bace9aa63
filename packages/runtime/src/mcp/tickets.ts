import { hkdfSync } from "node:crypto";
import type { Answer } from "@jackfield/contract";
import {
  createRequestStateCodec,
  type RequestStateCodec,
  type ServerContext,
} from "@modelcontextprotocol/server";
import type { Claims } from "../consent.js";

/** A person has this long to answer, in seconds. */
const answerSeconds = 600;

/** What travels with questions and comes back with the answers, sealed: the call that they belong to, and its own number. */
export type Ticket = {
  readonly call: string;
  readonly number: string;
  /** The person agreed to this call. */
  readonly agreed?: true;
  /** Names of the questions of the tool itself that are open. */
  readonly open: readonly string[];
  /** Answers of earlier rounds, by the name of their question. */
  readonly answers: Readonly<Record<string, Answer>>;
};

export type Tickets = {
  seal(ticket: Ticket): Promise<string>;
  /** Of a request's state: the ticket; undefined for one that is too old. Rejects for one that was not sealed here. */
  open(state: string): Promise<Ticket | undefined>;
  /** True for the first who uses this ticket. */
  use(ticket: Ticket): Promise<boolean>;
};

/** Tickets that all who share these claims can open, and that are good once. */
export const createTickets = (claims: Claims): Tickets => {
  let codec: Promise<RequestStateCodec<Ticket>> | undefined;
  const sealer = (): Promise<RequestStateCodec<Ticket>> => {
    codec ??= claims.secret().then((secret) =>
      createRequestStateCodec<Ticket>({
        key: new Uint8Array(hkdfSync("sha256", secret, "", "jackfield consent 1", 32)),
        ttlSeconds: answerSeconds,
      }),
    );
    codec.catch(() => {
      codec = undefined;
    });
    return codec;
  };
  return {
    seal: async (ticket) => (await sealer()).mint(ticket),
    async open(state) {
      // While the secret is out of reach a state is none; what asks next says so.
      const opener = await sealer().catch(() => undefined);
      // The binding is in the ticket, so the codec needs nothing of the context.
      return opener?.verify(state, undefined as unknown as ServerContext).catch((error: unknown) => {
        if (error instanceof Error && error.message === "expired") return undefined;
        throw error;
      });
    },
    use: ({ number }) => claims.claim(number, 2 * answerSeconds * 1000),
  };
};
