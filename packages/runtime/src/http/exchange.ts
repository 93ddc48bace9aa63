import type { Clock } from "../clock.js";
import type { Authorizer } from "../credentials/index.js";
import type { Authorized } from "../credentials/place.js";
import type { Redactor } from "../credentials/redact.js";
import { type ReadReply, type ReplyLimits, readReply } from "../reply/index.js";
import type { WireRequest } from "../request/index.js";
import type { Deadline } from "./deadline.js";
import { type Fault, faultOf, type Progress } from "./fault.js";
import { sendFollowing } from "./redirect.js";
import { retryAfter, retryDelay } from "./retry.js";
import type { OpenReply, Transport } from "./transport.js";

/** How an exchange ended: with a reply of any status, or with the last fault of the network. */
type Exchanged =
  | { readonly kind: "reply"; readonly reply: ReadReply; readonly retryAfter: number | undefined }
  | { readonly kind: "fault"; readonly fault: Fault };

type Exchange = {
  readonly wire: WireRequest;
  readonly authorizer: Authorizer;
  readonly transport: Transport;
  readonly deadline: Deadline;
  readonly limits: ReplyLimits;
  readonly clock: Clock;
  readonly progress: Progress;
  readonly redactor: Redactor;
  /** Whether the spec lists a status as an answer: a redirect that is not followed is one then. */
  isOutcome(status: number): boolean;
  /** Rejects with `CallError` when the call may not go out. */
  admit(): Promise<void>;
};

type Attempt =
  | { readonly kind: "open"; readonly reply: OpenReply; readonly retryAfter: number | undefined }
  | { readonly kind: "fault"; readonly fault: Fault };

/** A fault of the network as a value; anything else, and whatever comes after the deadline, is thrown on. */
const asFault = (error: unknown, deadline: Deadline): { readonly kind: "fault"; readonly fault: Fault } => {
  const fault = deadline.ended() === undefined ? faultOf(error) : undefined;
  if (fault === undefined) throw error;
  return { kind: "fault", fault };
};

const send = async (exchange: Exchange): Promise<OpenReply> => {
  const { wire, authorizer, transport, deadline, progress } = exchange;
  progress.stage = "getting credentials";
  progress.sent = false;
  const authorized = await authorizer.authorize(wire, deadline.signal);
  await exchange.admit();
  progress.stage = "connecting";
  const onSent = (): void => {
    progress.stage = "waiting for the reply";
    progress.sent = true;
  };
  const { signal } = deadline;
  const one = ({ wire, certificate, publicOnly }: Authorized): Promise<OpenReply> => {
    progress.url = wire.url;
    return transport.send(wire, { signal, onSent, certificate, publicOnly });
  };
  return sendFollowing(authorized, one, { isOutcome: exchange.isOutcome, shown: exchange.redactor.text });
};

const attempt = async (exchange: Exchange): Promise<Attempt> => {
  const { authorizer, clock, deadline } = exchange;
  try {
    let reply = await send(exchange);
    // A 401 comes before any effect, so the call may be repeated whatever its method; once.
    if (reply.status === 401 && authorizer.renew()) {
      reply.discard();
      reply = await send(exchange);
    }
    const header = reply.headers["retry-after"];
    const text = typeof header === "string" ? header : header?.[0];
    return { kind: "open", reply, retryAfter: retryAfter(text, clock.now()) };
  } catch (error) {
    return asFault(error, deadline);
  }
};

const counted = (body: AsyncIterable<Uint8Array>, progress: Progress): AsyncIterable<Uint8Array> => ({
  [Symbol.asyncIterator]() {
    const chunks = body[Symbol.asyncIterator]();
    return {
      next: () =>
        chunks.next().then((step) => {
          if (!step.done) progress.received += step.value.length;
          return step;
        }),
      // A reader who leaves early ends the source too.
      return: async () => (await chunks.return?.()) ?? { done: true, value: undefined },
    };
  },
});

const read = async (exchange: Exchange, opened: Attempt & { kind: "open" }): Promise<Exchanged> => {
  const { progress } = exchange;
  progress.stage = "reading the reply";
  progress.received = 0;
  try {
    const { status, headers, body } = opened.reply;
    const raw = { status, headers, body: counted(body, progress) };
    const reply = await readReply(raw, exchange.limits, exchange.deadline.left());
    return { kind: "reply", reply, retryAfter: opened.retryAfter };
  } catch (error) {
    return asFault(error, exchange.deadline);
  } finally {
    opened.reply.discard();
  }
};

/**
 * Sends a request until there is an answer to give: redirects, one new token after a 401, and the retries that
 * `retryDelay` allows, all inside the deadline. Throws `CallError`, or what ended the deadline.
 */
export const exchange = async (input: Exchange): Promise<Exchanged> => {
  const { wire, deadline, clock } = input;
  for (let retries = 0; ; retries += 1) {
    const opened = await attempt(input);
    const waitFor = (outcome: Attempt | Exchanged): number | undefined => {
      const known =
        outcome.kind === "open"
          ? ({ kind: "reply", status: outcome.reply.status, retryAfter: outcome.retryAfter } as const)
          : ({ kind: "fault" } as const);
      const delay = retryDelay({ method: wire.method, retries, outcome: known }, clock.random);
      return delay !== undefined && delay < deadline.left() ? delay : undefined;
    };
    let delay = waitFor(opened);
    if (opened.kind === "open" && delay === undefined) {
      const result = await read(input, opened);
      if (result.kind === "reply") return result;
      delay = waitFor(result);
      if (delay === undefined) return result;
    }
    if (opened.kind === "open") opened.reply.discard();
    else if (delay === undefined) return opened;
    await clock.sleep(delay ?? 0, deadline.signal);
  }
};
