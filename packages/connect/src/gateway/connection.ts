import {
  errorReply,
  type Frame,
  frameOf,
  type Id,
  isObject,
  isReply,
  isRequest,
  type JsonObject,
  notification,
  type Reply,
  type Request,
  type RpcError,
  request,
  resultReply,
} from "../json-rpc.js";
import type { Link } from "../link/settings.js";
import { Refusal, type RefusalKind } from "../refusal.js";
import { version } from "../version.js";

type AskOptions = {
  readonly signal?: AbortSignal | undefined;
  /** Milliseconds; none when 0. */
  readonly timeout: number;
  readonly onProgress?: ((params: JsonObject) => void) | undefined;
};

/** A server that we speak to as a client. */
export type Connection = {
  /** The server's answer to `initialize`. */
  readonly welcome: JsonObject;
  /** The server's answer, an error of its own included. Rejects with a Refusal when none came. */
  ask(method: string, params: JsonObject, options: AskOptions): Promise<Reply>;
  woke(): void;
  close(): Promise<void>;
};

export type ConnectOptions = {
  readonly link: (deliver: (frame: Frame) => Promise<void>) => Link;
  /** What the host behind us can do for the server. */
  readonly capabilities: JsonObject;
  readonly timeout: number;
  /** A request of the server to the host; resolves with the result, or with an error. */
  readonly onRequest: (message: Request) => Promise<JsonObject | RpcError>;
  readonly onNotification: (method: string, params: JsonObject) => void;
};

const kinds: ReadonlySet<string> = new Set<RefusalKind>([
  "unreachable",
  "login-needed",
  "stream-lost",
  "session-lost",
  "timeout",
  "http",
  "invalid-answer",
]);

/** An error of our own link, as the refusal that it was. */
const ownRefusal = (reply: Reply): Refusal | undefined => {
  if (!("error" in reply) || !isObject(reply.error.data) || reply.error.data.source !== "connect")
    return undefined;
  const { kind, source: _, ...details } = reply.error.data;
  const known = typeof kind === "string" && kinds.has(kind) ? (kind as RefusalKind) : "unreachable"; // looked up above
  return new Refusal(known, reply.error.message, details);
};

const isError = (answer: JsonObject | RpcError): answer is RpcError =>
  typeof answer.code === "number" && typeof answer.message === "string";

/** Shakes hands with a server. Rejects with a Refusal when that does not work; the link is closed then. */
export const connect = async (options: ConnectOptions): Promise<Connection> => {
  const waiting = new Map<
    Id,
    { readonly done: (reply: Reply) => void; readonly onProgress: AskOptions["onProgress"] }
  >();
  let ids = 0;

  const onRequest = async (message: Request): Promise<void> => {
    const answer = message.method === "ping" ? {} : await options.onRequest(message);
    link.accept(isError(answer) ? errorReply(message.id, answer) : resultReply(message.id, answer));
  };
  const deliver = async ({ message }: Frame): Promise<void> => {
    if (isReply(message)) {
      if (message.id !== null) waiting.get(message.id)?.done(message);
    } else if (isRequest(message)) void onRequest(message);
    else if (message.method === "notifications/progress") {
      const token = message.params?.progressToken;
      if (typeof token === "number") waiting.get(token)?.onProgress?.(message.params ?? {});
    } else options.onNotification(message.method, message.params ?? {});
  };
  const link = options.link(deliver);

  const ask: Connection["ask"] = (method, params, { signal, timeout, onProgress }) =>
    new Promise<Reply>((resolve, reject) => {
      ids += 1;
      const id = ids;
      const timer =
        timeout > 0
          ? setTimeout(
              () => giveUp(new Refusal("timeout", `No answer to ${method} within ${timeout / 1_000} s`)),
              timeout,
            )
          : undefined;
      const onAbort = (): void =>
        giveUp(new Refusal("timeout", "The call was cancelled", { cancelled: true }));
      const end = (): void => {
        clearTimeout(timer);
        signal?.removeEventListener("abort", onAbort);
        waiting.delete(id);
      };
      const giveUp = (reason: Refusal): void => {
        end();
        link.accept(notification("notifications/cancelled", { requestId: id, reason: reason.message }));
        reject(reason);
      };
      signal?.addEventListener("abort", onAbort, { once: true });
      waiting.set(id, {
        onProgress,
        done(reply) {
          end();
          const refusal = ownRefusal(reply);
          if (refusal === undefined) resolve(reply);
          else reject(refusal);
        },
      });
      const meta = isObject(params._meta) ? params._meta : {};
      const sent = onProgress === undefined ? params : { ...params, _meta: { ...meta, progressToken: id } };
      link.accept(request(id, method, sent));
    });

  try {
    const clientInfo = { name: "jackfield-connect", version };
    const hello = { protocolVersion: "2025-11-25", capabilities: options.capabilities, clientInfo };
    const reply = await ask("initialize", hello, { timeout: options.timeout });
    if (!("result" in reply))
      throw new Refusal("invalid-answer", `The server refuses to shake hands: ${reply.error.message}`);
    link.accept(frameOf({ jsonrpc: "2.0", method: "notifications/initialized" }));
    return { welcome: reply.result, ask, woke: () => link.woke(), close: () => link.close() };
  } catch (error) {
    await link.close();
    throw error;
  }
};

/** All pages of a list. */
export const listAll = async (
  connection: Connection,
  method: string,
  field: string,
  timeout: number,
): Promise<{ readonly items: readonly JsonObject[]; readonly ttlMs: number | undefined }> => {
  const items: JsonObject[] = [];
  let cursor: unknown;
  let ttlMs: number | undefined;
  for (let pages = 0; pages < 1_000; pages += 1) {
    const reply = await connection.ask(method, cursor === undefined ? {} : { cursor }, { timeout });
    if (!("result" in reply))
      throw new Refusal("invalid-answer", `The server refuses ${method}: ${reply.error.message}`);
    const page = reply.result[field];
    if (Array.isArray(page)) items.push(...page.filter(isObject));
    if (typeof reply.result.ttlMs === "number") ttlMs = reply.result.ttlMs;
    const { nextCursor } = reply.result;
    if (nextCursor === undefined || nextCursor === null || nextCursor === cursor) break;
    cursor = nextCursor;
  }
  return { items, ttlMs };
};
