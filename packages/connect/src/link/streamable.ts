import { messageOf } from "../failure.js";
import { discard, type Headers } from "../http/http.js";
import {
  codes,
  errorReply,
  type Frame,
  isReply,
  isRequest,
  notification,
  type Reply,
  type Request,
} from "../json-rpc.js";
import { Refusal, refusalOf } from "../refusal.js";
import { readAnswer } from "./answer.js";
import { accept, keepSession } from "./keep-session.js";
import { modernHeaders, modernVersion } from "./modern.js";
import { post, readRefused, saysUnknownSession, statusRefusal } from "./post.js";
import type { Link, LinkSettings } from "./settings.js";
import { type Cut, takeUp } from "./take-up.js";
import { createToolNotes, isRepeatable, type ToolNotes } from "./tool-notes.js";

/** A request of the host that has no answer yet. */
type PendingRequest = {
  readonly frame: Frame<Request>;
  readonly abort: AbortController;
  /** What has been tried once and is not tried again. */
  readonly tried: Set<"session" | "again" | "headers">;
};

type StreamableOptions = {
  /**
   * The first answer to `initialize` shows that this way of speaking does not fit the server. True when somebody else
   * takes the message over.
   */
  readonly onUnfit?: (reason: "modern" | "sse", frame: Frame<Request>) => boolean;
};

const modernErrors: ReadonlySet<number> = new Set([
  codes.headerMismatch,
  codes.missingCapability,
  codes.unsupportedVersion,
]);

/** Whether the answer to a legacy `initialize` shows a server of 2026-07-28 only. */
const isModernRefusal = (error: Reply | undefined): boolean =>
  error !== undefined &&
  "error" in error &&
  (modernErrors.has(error.error.code) || error.error.code === codes.methodNotFound);

/** Streamable HTTP: each message of the host is a POST; the answer comes in its reply. Both eras. */
export const createStreamable = (
  settings: LinkSettings,
  options: StreamableOptions = {},
): Link & { readonly notes: ToolNotes } => {
  const { log, clock, most } = settings;
  const notes = createToolNotes();
  const pending = new Map<string | number, PendingRequest>();
  let ready: Promise<void> = Promise.resolve();
  let closed = false;
  const life = new AbortController();
  const deliver = (frame: Frame): Promise<void> => {
    const { message } = frame;
    if (isReply(message) && "result" in message) {
      const call = pending.get(message.id);
      if (call?.frame.message.method === "tools/list") notes.learn(message.result);
    }
    return settings.deliver(frame);
  };

  /** The headers of a frame at this moment. */
  const headersOf = ({ message }: Frame): Headers => ({
    accept,
    ...(modernVersion(message) === undefined ? keeper.headers() : modernHeaders(message, notes)),
  });

  const sendPlain = async (frame: Frame): Promise<void> => {
    const reply = await post(settings, {
      method: "POST",
      headers: () => headersOf(frame),
      body: frame.text,
      signal: life.signal,
    });
    discard(reply);
    if (reply.status >= 300) log.debug(`a message without an answer got HTTP ${reply.status}`);
  };

  const keeper = keepSession(settings, { deliver, sendPlain, life: life.signal });
  const { session } = keeper;

  const readingOf = (call: PendingRequest, onAnswer: (frame: Frame) => Promise<void>) => ({
    wanted: call.frame.message.id,
    most,
    signal: call.abort.signal,
    onMessage: deliver,
    onAnswer,
  });

  /** The server forgot the session, so the request has certainly not run: it goes out once more in a new one. */
  const inNewSession = async (call: PendingRequest, generation: number): Promise<void> => {
    if (call.tried.has("session"))
      throw new Refusal(
        "session-lost",
        "The server lost the session again, right after a new one was opened",
      );
    call.tried.add("session");
    await keeper.recover(generation);
    return attempt(call);
  };

  /** A reply that is not 2xx. */
  const onRefused = async (
    call: PendingRequest,
    reply: Awaited<ReturnType<typeof post>>,
    used: { readonly generation: number; readonly id: string | undefined },
  ): Promise<void> => {
    const { message } = call.frame;
    const { text, frame: error } = await readRefused(reply, most);
    const { status } = reply;
    if (message.method === "initialize") {
      if (status === 404 && (await settings.auth.gone?.())) return attempt(call);
      const reason = isModernRefusal(error) ? "modern" : [400, 404, 405].includes(status) ? "sse" : undefined;
      if (reason !== undefined && options.onUnfit?.(reason, call.frame)) return;
    } else if (
      used.id !== undefined &&
      (status === 404 || ([400, 503].includes(status) && saysUnknownSession(text)))
    )
      return inNewSession(call, used.generation);
    if (error === undefined || !("error" in error)) throw statusRefusal(settings, reply, text);
    if (error.error.code === codes.headerMismatch && (await refreshNotes(call))) return attempt(call);
    await deliver(errorReply(message.id, error.error));
  };

  /** The headers did not fit the tool: its schema has changed since we saw it. Read the list once more. */
  const refreshNotes = async (call: PendingRequest): Promise<boolean> => {
    const { message } = call.frame;
    if (message.method !== "tools/call" || call.tried.has("headers")) return false;
    call.tried.add("headers");
    const meta = message.params?._meta;
    const id = `jackfield-connect/list/${String(message.id)}`;
    const frame: Frame<Request> = {
      message: { jsonrpc: "2.0", id, method: "tools/list", params: { _meta: meta } },
      text: JSON.stringify({ jsonrpc: "2.0", id, method: "tools/list", params: { _meta: meta } }),
    };
    const reply = await post(settings, {
      method: "POST",
      headers: () => headersOf(frame),
      body: frame.text,
      signal: call.abort.signal,
    });
    const onAnswer = async ({ message: answer }: Frame): Promise<void> => {
      if ("result" in answer) notes.learn(answer.result);
    };
    await readAnswer(reply, { wanted: id, most, signal: call.abort.signal, onMessage: deliver, onAnswer });
    return true;
  };

  /** The stream ended without the answer: take it up again, or send the request again where that does no harm. */
  const onCut = async (call: PendingRequest, cut: Cut): Promise<void> => {
    const { frame, abort, tried } = call;
    const modern = modernVersion(frame.message) !== undefined;
    const reading = readingOf(call, deliver);
    if (!modern && (await takeUp(settings, cut, reading, keeper.headers, abort.signal))) return;
    if (isRepeatable(frame.message, notes) && !tried.has("again")) {
      tried.add("again");
      return attempt(call);
    }
    throw new Refusal(
      "stream-lost",
      "The connection broke before the answer came; the server may have run the request",
    );
  };

  const attempt = async (call: PendingRequest): Promise<void> => {
    const { frame, abort } = call;
    const { message } = frame;
    const opening = message.method === "initialize";
    if (!opening) await ready;
    const used = { generation: session.generation, id: session.id };
    const reply = await post(settings, {
      method: "POST",
      headers: () => (opening ? { accept } : headersOf(frame)),
      body: frame.text,
      signal: abort.signal,
      ...(opening ? { patience: settings.connectTimeout, insist: false } : {}),
    });
    if (reply.status >= 300) return onRefused(call, reply, used);
    let lost = false;
    const onAnswer = async (answer: Frame): Promise<void> => {
      if (opening) {
        const id = reply.headers["mcp-session-id"];
        keeper.begin(frame, answer, typeof id === "string" ? id : undefined);
      }
      lost =
        used.id !== undefined &&
        !opening &&
        !call.tried.has("session") &&
        "error" in answer.message &&
        answer.message.error.code !== codes.invalidParams &&
        saysUnknownSession(answer.message.error.message);
      if (!lost) await deliver(answer);
    };
    const outcome = await readAnswer(reply, readingOf(call, onAnswer));
    if (lost) return inNewSession(call, used.generation);
    if (abort.signal.aborted) throw abort.signal.reason;
    if (outcome.kind === "cut") await onCut(call, outcome);
  };

  /** A connection may break before the reply, for example one that the server has closed in this very moment. */
  const insist = async (call: PendingRequest): Promise<void> => {
    try {
      return await attempt(call);
    } catch (error) {
      const broke = refusalOf(error).details.cause === "reset";
      if (!broke || !isRepeatable(call.frame.message, notes) || call.tried.has("again")) throw error;
      call.tried.add("again");
      return attempt(call);
    }
  };

  /** At the start a server may still be on its way up, so `initialize` is tried until the connect timeout. */
  const untilReached = async (call: PendingRequest): Promise<void> => {
    const deadline = clock.steady() + settings.connectTimeout;
    for (let pause = 250; ; pause = Math.min(pause * 2, 2_000)) {
      try {
        return await attempt(call);
      } catch (error) {
        // Nothing else gets better by waiting: TLS, proxies, logins.
        const passing = ["refused", "dns", "reset"].includes(String(refusalOf(error).details.cause));
        if (!passing || clock.steady() + pause >= deadline) throw error;
        await clock.sleep(pause, call.abort.signal);
      }
    }
  };

  const timed = (call: PendingRequest): (() => void) => {
    const { requestTimeout } = settings;
    const { id, method } = call.frame.message;
    if (requestTimeout === 0 || method === "subscriptions/listen") return () => undefined;
    const timer = setTimeout(() => {
      const seconds = requestTimeout / 1_000;
      call.abort.abort(new Refusal("timeout", `The server did not answer ${method} within ${seconds} s`));
      const params = { requestId: id, reason: "timeout" };
      if (modernVersion(call.frame.message) === undefined)
        void sendPlain(notification("notifications/cancelled", params)).catch(() => undefined);
    }, requestTimeout);
    return () => clearTimeout(timer);
  };

  const ask = async (frame: Frame<Request>): Promise<void> => {
    const { id, method } = frame.message;
    const call: PendingRequest = { frame, abort: new AbortController(), tried: new Set() };
    pending.set(id, call);
    const untime = timed(call);
    try {
      await (method === "initialize" ? untilReached(call) : insist(call));
    } catch (error) {
      const reason: unknown = call.abort.signal.reason;
      const refusal = refusalOf(reason instanceof Refusal ? reason : error);
      if (!call.abort.signal.aborted || reason instanceof Refusal)
        await settings.deliver(errorReply(id, refusal.rpc));
    } finally {
      untime();
      pending.delete(id);
    }
  };

  const cancel = (frame: Frame): void => {
    const { message } = frame;
    const id = "method" in message ? message.params?.requestId : undefined;
    const call = typeof id === "string" || typeof id === "number" ? pending.get(id) : undefined;
    const modern = call !== undefined && modernVersion(call.frame.message) !== undefined;
    // Closing the stream is how a modern request is cancelled; the older revisions want to be asked.
    const notice = modern ? Promise.resolve() : ready.then(() => sendPlain(frame));
    void notice.catch((error) => log.debug(messageOf(error))).then(() => call?.abort.abort());
  };

  return {
    notes,
    accept(frame) {
      const { message } = frame;
      if (isRequest(message)) {
        void ask({ message, text: frame.text });
        return;
      }
      if ("method" in message && message.method === "notifications/cancelled") return cancel(frame);
      const sent = ready
        .then(() => sendPlain(frame))
        .catch((error) => (closed ? log.debug : log.warn)(messageOf(error)));
      if (!("method" in message) || message.method !== "notifications/initialized") return;
      // What follows has to wait until the server knows that the host is ready.
      ready = sent;
      void sent.then(keeper.listen);
    },
    woke() {
      settings.http.refresh();
      settings.auth.freshen?.();
      keeper.listen();
    },
    async close() {
      if (closed) return;
      closed = true;
      keeper.close();
      for (const { abort } of pending.values()) abort.abort();
      const headers = keeper.headers();
      if (session.id !== undefined) {
        const signal = AbortSignal.timeout(1_000);
        await post(settings, { method: "DELETE", headers: () => headers, signal })
          .then(discard)
          .catch((error) => log.debug(`the session could not be ended: ${messageOf(error)}`));
      }
      life.abort();
    },
  };
};
