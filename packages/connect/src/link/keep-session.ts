import { messageOf } from "../failure.js";
import type { Headers } from "../http/http.js";
import { type Frame, notification, type Request } from "../json-rpc.js";
import { Refusal } from "../refusal.js";
import { readAnswer } from "./answer.js";
import { post, readRefused, statusRefusal } from "./post.js";
import { changedLists, newSession, type Session, sessionHeaders } from "./session.js";
import type { LinkSettings } from "./settings.js";
import { createStandAlone } from "./stand-alone.js";

export const accept = "application/json, text/event-stream";

/** The session with a server of the older revisions: begun by the host, renewed without it, ended at the end. */
type SessionKeeper = {
  readonly session: Readonly<Session>;
  readonly headers: () => Headers;
  /** Takes the server's answer to `initialize`: from here on there is a session. */
  begin(frame: Frame<Request>, answer: Frame, id: string | undefined): void;
  /** One new session for all who find that the session of this generation is gone. */
  recover(generation: number): Promise<void>;
  /** Opens the stream on which the server speaks unasked, or opens it again. */
  listen(): void;
  close(): void;
};

export const keepSession = (
  settings: LinkSettings,
  options: {
    readonly deliver: (frame: Frame) => Promise<void>;
    readonly sendPlain: (frame: Frame) => Promise<void>;
    readonly life: AbortSignal;
  },
): SessionKeeper => {
  const { log, most } = settings;
  const { deliver, sendPlain, life } = options;
  const session = newSession();
  let recovering: Promise<void> | undefined;
  let closed = false;
  const headers = (): Headers => sessionHeaders(session);
  const standAlone = createStandAlone(settings, {
    headers,
    lost: () => void recover(session.generation).catch((error) => log.warn(messageOf(error))),
  });

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
      signal: life,
    });
    if (reply.status >= 300) throw statusRefusal(settings, reply, (await readRefused(reply, most)).text);
    let answer: Frame | undefined;
    const reading = {
      wanted: opening.message.id,
      most,
      signal: life,
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

  return {
    session,
    headers,
    begin,
    recover,
    listen() {
      if (!closed && session.result !== undefined) standAlone.open();
    },
    close() {
      closed = true;
      standAlone.close();
    },
  };
};
