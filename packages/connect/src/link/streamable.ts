import { messageOf } from "../failure.js";
import { discard, type Headers } from "../http/http.js";
import {
  codes,
  errorReply,
  type Frame,
  isObject,
  isReply,
  isRequest,
  notification,
  type Reply,
  type Request,
} from "../json-rpc.js";
import { Refusal, refusalOf } from "../refusal.js";
import { type Outcome, readAnswer, readStream } from "./answer.js";
import { modernHeaders, modernVersion } from "./param-headers.js";
import { post, readRefused, saysUnknownSession, statusRefusal } from "./post.js";
import { changedLists, newSession, sessionHeaders } from "./session.js";
import type { Link, LinkSettings } from "./settings.js";
import { createStandAlone } from "./stand-alone.js";
import { createToolNotes, isRepeatable, type ToolNotes } from "./tool-notes.js";

/** A request of the host that has no answer yet. */
type Pending = {
  readonly frame: Frame<Request>;
  readonly abort: AbortController;
  /** What has been tried once and is not tried again. */
  readonly tried: Set<"session" | "again" | "headers">;
};

export type StreamableOptions = {
  /**
   * The first answer to `initialize` shows that this way of speaking does not fit the server. True when somebody else
   * takes the message over.
   */
  readonly onUnfit?: (reason: "modern" | "sse", frame: Frame<Request>) => boolean;
};

const accept = "application/json, text/event-stream";
/** How often in a row a cut stream is asked to go on without anything new coming. */
const fruitless = 2;

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
  const session = newSession();
  const notes = createToolNotes();
  const pending = new Map<string | number, Pending>();
  let ready: Promise<void> = Promise.resolve();
  let recovering: Promise<void> | undefined;
  let closed = false;
  const life = new AbortController();
  const standAlone = createStandAlone(settings, {
    headers: () => sessionHeaders(session),
    lost: () => void recover(session.generation).catch((error) => log.warn(messageOf(error))),
  });

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
    ...(modernVersion(message) === undefined ? sessionHeaders(session) : modernHeaders(message, notes)),
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

  /** Takes the server's answer to `initialize`: from here on there is a session. */
  const begin = (frame: Frame<Request>, answer: Frame, id: string | undefined): void => {
    if (!("result" in answer.message)) return;
    const { result } = answer.message;
    session.id = id;
    session.version = typeof result.protocolVersion === "string" ? result.protocolVersion : undefined;
    session.opening = frame;
    session.result ??= result;
  };

  /** A new session in place of one that the server has forgotten. The host does not see it. */
  const reopen = async (): Promise<void> => {
    const { opening, result: before } = session;
    if (opening === undefined)
      throw new Refusal("session-lost", "The server lost a session that was never opened");
    log.info("the server lost the session; opening a new one");
    session.id = undefined;
    session.version = undefined;
    const reply = await post(settings, {
      method: "POST",
      headers: () => ({ accept }),
      body: opening.text,
      signal: life.signal,
    });
    if (reply.status >= 300) throw statusRefusal(settings, reply, (await readRefused(reply, most)).text);
    let answer: Frame | undefined;
    const reading = {
      wanted: opening.message.id,
      most,
      signal: life.signal,
      onMessage: deliver,
      onAnswer: async (frame: Frame) => {
        answer = frame;
      },
    };
    await readAnswer(reply, reading);
    if (answer === undefined || !("result" in answer.message))
      throw new Refusal("session-lost", "The server lost the session and does not open a new one");
    const id = reply.headers["mcp-session-id"];
    begin(opening, answer, typeof id === "string" ? id : undefined);
    session.generation += 1;
    await sendPlain(notification("notifications/initialized"));
    standAlone.open();
    for (const kind of changedLists(before, answer.message.result))
      await settings.deliver(notification(`notifications/${kind}/list_changed`));
  };

  /** One new session for all who find that the session of this generation is gone. */
  const recover = (generation: number): Promise<void> => {
    if (closed || session.generation !== generation) return recovering ?? Promise.resolve();
    recovering ??= reopen().finally(() => {
      recovering = undefined;
    });
    return recovering;
  };

  const readingOf = (call: Pending, onAnswer: (frame: Frame) => Promise<void>) => ({
    wanted: call.frame.message.id,
    most,
    signal: call.abort.signal,
    onMessage: deliver,
    onAnswer,
  });

  /** The server forgot the session, so the request has certainly not run: it goes out once more in a new one. */
  const inNewSession = async (call: Pending, generation: number): Promise<void> => {
    if (call.tried.has("session"))
      throw new Refusal(
        "session-lost",
        "The server lost the session again, right after a new one was opened",
      );
    call.tried.add("session");
    await recover(generation);
    return attempt(call);
  };

  /** A reply that is not 2xx. */
  const onRefused = async (
    call: Pending,
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
  const refreshNotes = async (call: Pending): Promise<boolean> => {
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
  const onCut = async (call: Pending, first: Outcome & { kind: "cut" }): Promise<void> => {
    let cut = first;
    let failures = 0;
    const modern = modernVersion(call.frame.message) !== undefined;
    while (!modern && cut.lastEventId !== undefined && failures < fruitless) {
      const from = cut.lastEventId;
      await clock.sleep(cut.retry ?? (failures === 0 ? 100 : 1_000), call.abort.signal);
      const outcome = await takeUp(call, from).catch((error: unknown) => {
        if (error instanceof Refusal && error.kind !== "unreachable") throw error;
        return undefined;
      });
      if (outcome === "no") break;
      if (outcome?.kind === "answered") return;
      failures = outcome !== undefined && outcome.lastEventId !== from ? 0 : failures + 1;
      if (outcome !== undefined) cut = { ...outcome, retry: outcome.retry ?? cut.retry };
    }
    if (isRepeatable(call.frame.message, notes) && !call.tried.has("again")) {
      call.tried.add("again");
      return attempt(call);
    }
    throw new Refusal(
      "stream-lost",
      "The connection broke before the answer came; the server may have run the request",
    );
  };

  const takeUp = async (call: Pending, from: string): Promise<Outcome | "no"> => {
    const headers = (): Headers => ({
      accept: "text/event-stream",
      ...sessionHeaders(session),
      "last-event-id": from,
    });
    const reply = await post(settings, { method: "GET", headers, signal: call.abort.signal });
    if (reply.status === 200) return readStream(reply, readingOf(call, deliver), from);
    discard(reply);
    return "no";
  };

  const attempt = async (call: Pending): Promise<void> => {
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
      ...(opening ? { patience: settings.connectTimeout } : {}),
    });
    if (reply.status >= 300) return onRefused(call, reply, used);
    let lost = false;
    const onAnswer = async (answer: Frame): Promise<void> => {
      if (opening) {
        const id = reply.headers["mcp-session-id"];
        begin(frame, answer, typeof id === "string" ? id : undefined);
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

  /** At the start a server may still be on its way up, so `initialize` is tried until the connect timeout. */
  const untilReached = async (call: Pending): Promise<void> => {
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

  const timed = (call: Pending): (() => void) => {
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
    const call: Pending = { frame, abort: new AbortController(), tried: new Set() };
    pending.set(id, call);
    const untime = timed(call);
    try {
      await (method === "initialize" ? untilReached(call) : attempt(call));
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
    const said = modern ? Promise.resolve() : ready.then(() => sendPlain(frame));
    void said.catch((error) => log.debug(messageOf(error))).then(() => call?.abort.abort());
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
      const sent = ready.then(() => sendPlain(frame)).catch((error) => log.warn(messageOf(error)));
      if (!("method" in message) || message.method !== "notifications/initialized") return;
      // What follows has to wait until the server knows that the host is ready.
      ready = sent;
      void sent.then(() => {
        if (!closed && session.result !== undefined) standAlone.open();
      });
    },
    woke() {
      settings.http.refresh();
      settings.auth.freshen?.();
      if (session.result !== undefined && !closed) standAlone.open();
    },
    async close() {
      if (closed) return;
      closed = true;
      standAlone.close();
      for (const { abort } of pending.values()) abort.abort();
      const headers = sessionHeaders(session);
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

export const isConnectError = (reply: Reply): boolean =>
  "error" in reply && isObject(reply.error.data) && reply.error.data.source === "connect";
