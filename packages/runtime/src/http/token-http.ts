import type { DocumentGet } from "../credentials/discovery.js";
import { type Authorized, noSecrets } from "../credentials/place.js";
import type { TokenPost } from "../credentials/token.js";
import { type ReadReply, readReply } from "../reply/index.js";
import { isInternalHost } from "./address.js";
import { sendFollowing } from "./redirect.js";
import type { OpenReply, Transport } from "./transport.js";

const timeout = 15_000;
const limits = { maxBytes: 256 * 1024, maxText: 64 * 1024 };

type Sendable = Pick<Authorized, "wire" | "publicOnly">;

/** A small JSON reply of an authorization server, within its time; throws when there is none. */
const ask = async (
  transport: Transport,
  open: (send: (request: Sendable) => Promise<OpenReply>) => Promise<OpenReply>,
): Promise<ReadReply> => {
  const signal = AbortSignal.timeout(timeout);
  const noReply = (): Error =>
    new Error(signal.aborted ? `no answer within ${timeout / 1000} s` : "it cannot be reached");
  const reply = await open(({ wire, publicOnly }) =>
    transport.send(wire, { signal, publicOnly }).catch(() => {
      throw noReply();
    }),
  );
  return readReply(reply, limits).catch(() => {
    throw signal.aborted ? noReply() : new Error("its reply cannot be read");
  });
};

const jsonOf = ({ body }: ReadReply): unknown => (body.kind === "json" ? body.value : undefined);

/** Some endpoints answer with a form, as drafts of OAuth 2.0 had it. */
const fieldsOf = (reply: ReadReply): unknown =>
  reply.body.kind === "text" && /^(?:application\/x-www-form-urlencoded|text\/plain)$/.test(reply.mediaType)
    ? Object.fromEntries(new URLSearchParams(reply.body.text.trim()))
    : jsonOf(reply);

/** Posts to token endpoints. Redirects are not followed: a secret goes nowhere but where it was meant to go. */
export const tokenPost =
  (transport: Transport): TokenPost =>
  async ({ url, authorization, body }) => {
    const headers = {
      ...(authorization === undefined ? {} : { authorization }),
      accept: "application/json",
      "content-type": "application/x-www-form-urlencoded",
    };
    const read = await ask(transport, (send) => send({ wire: { method: "POST", url, headers, body } }));
    return { status: read.status, body: fieldsOf(read) };
  };

/** Reads the metadata of authorization servers; redirects as in `sendFollowing`. */
export const documentGet =
  (transport: Transport): DocumentGet =>
  async ({ url, beside }) => {
    const publicOnly = !(await isInternalHost(new URL(beside).hostname));
    if (publicOnly && (await isInternalHost(new URL(url).hostname))) {
      throw new Error("its address is internal, and the API's is not");
    }
    const wire = { method: "GET", url, headers: { accept: "application/json" } };
    const read = await ask(transport, (send) => sendFollowing({ wire, publicOnly, ...noSecrets }, send));
    if (read.status !== 200) throw new Error(`it answered ${read.status}`);
    if (read.tooLarge) throw new Error(`it is larger than ${limits.maxBytes} bytes`);
    return jsonOf(read);
  };
