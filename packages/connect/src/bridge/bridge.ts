import type { Readable, Writable } from "node:stream";
import {
  codes,
  errorReply,
  type Frame,
  type Id,
  isObject,
  isReply,
  isRequest,
  type Reply,
  type Request,
} from "../json-rpc.js";
import type { Link } from "../link/settings.js";
import type { Log } from "../log.js";
import { createChannel } from "../stdio/channel.js";
import { createProgress } from "../stdio/progress.js";
import { filteredList } from "./filters.js";

export type BridgeOptions = {
  readonly input: Readable;
  readonly output: Writable;
  readonly log: Log;
  /** Bytes of one message. */
  readonly most: number;
  readonly offered: (tool: string) => boolean;
  /** Makes the way to the server, which hands its messages to `deliver`. */
  readonly link: (deliver: (frame: Frame) => Promise<void>) => Link;
};

/** Why a bridge ended. */
export type BridgeEnd =
  | { readonly kind: "closed" }
  /** `initialize` failed and was answered so; `reason` is the kind of refusal. */
  | { readonly kind: "never-connected"; readonly reason: string };

export type Bridge = {
  readonly ended: Promise<BridgeEnd>;
  /** Ends at once in an orderly way: nothing new is read, running requests get a moment, the session is closed. */
  close(): Promise<void>;
  woke(): void;
};

/** Time for running requests once the host has gone, in milliseconds. */
const patience = 2_000;

const ownKind = (reply: Reply): string | undefined =>
  "error" in reply && isObject(reply.error.data) && reply.error.data.source === "connect"
    ? String(reply.error.data.kind)
    : undefined;

/** The host at our standard input and one server: every message goes through, every request gets exactly one answer. */
export const createBridge = (options: BridgeOptions): Bridge => {
  const { log, offered } = options;
  const running = new Map<Id, Request>();
  const progress = createProgress();
  let version: unknown;
  let whenIdle: () => void = () => undefined;
  let finish: (end: BridgeEnd) => void = () => undefined;
  const ended = new Promise<BridgeEnd>((resolve) => {
    finish = resolve;
  });

  const done = (id: Id): Request | undefined => {
    const request = running.get(id);
    running.delete(id);
    if (running.size === 0) whenIdle();
    return request;
  };

  const deliver = async (frame: Frame): Promise<void> => {
    const { message } = frame;
    if (!isReply(message)) {
      progress.passes(message);
      return channel.send(frame.text);
    }
    const waiting = message.id === null ? undefined : running.get(message.id);
    if (waiting !== undefined) await progress.settled(waiting);
    const request = message.id === null ? undefined : done(message.id);
    // An answer to what nobody asks any more: cancelled, or answered already.
    if (request === undefined) return log.debug("an answer to no request of the host is dropped");
    if (request.method === "initialize" && "result" in message) version = message.result.protocolVersion;
    const listed =
      request.method === "tools/list" ? filteredList({ message, text: frame.text }, offered, log) : frame;
    await channel.send(listed.text);
    const kind = request.method === "initialize" ? ownKind(message) : undefined;
    if (kind === undefined) return;
    answerRest("The server could not be reached");
    finish({ kind: "never-connected", reason: kind });
  };
  const link = options.link(deliver);
  const refuse = (id: Id, code: number, message: string): void =>
    void channel.send(errorReply(id, { code, message }).text);

  /** What nobody will answer any more still gets an answer. */
  const answerRest = (why: string): void => {
    for (const id of running.keys()) refuse(id, codes.unreachable, why);
    running.clear();
  };

  const onRequest = (message: Request): boolean => {
    const { id, method, params } = message;
    if (running.has(id)) {
      refuse(id, codes.invalidRequest, "A request with this id is still running");
      return false;
    }
    if (method === "tools/call" && typeof params?.name === "string" && !offered(params.name)) {
      refuse(
        id,
        codes.invalidParams,
        `The tool ${params.name} is switched off in the configuration of this bridge`,
      );
      return false;
    }
    running.set(id, message);
    return true;
  };

  const onFrame = (frame: Frame): void => {
    const { message } = frame;
    if (isRequest(message)) {
      if (!onRequest(message)) return;
    } else if ("method" in message && message.method === "notifications/cancelled") {
      const id = message.params?.requestId;
      if (typeof id === "string" || typeof id === "number") done(id);
    }
    link.accept(frame);
  };
  const channel = createChannel({
    input: options.input,
    output: options.output,
    most: options.most,
    onFrame,
    onBatch(frames) {
      if (version !== "2025-03-26") return false;
      for (const frame of frames) onFrame(frame);
      return true;
    },
    onInvalid: (reply) => void channel.send(reply.text),
  });

  const idle = (): Promise<void> =>
    new Promise((resolve) => {
      whenIdle = resolve;
      const endless = [...running.values()].every(({ method }) => method === "subscriptions/listen");
      if (endless) resolve();
      setTimeout(resolve, patience).unref();
    });
  let closing: Promise<void> | undefined;
  const close = (): Promise<void> => {
    closing ??= (async () => {
      channel.stop();
      await idle();
      answerRest("The bridge was ended before the answer came");
      await link.close();
      finish({ kind: "closed" });
    })();
    return closing;
  };
  void channel.ended.then((by) =>
    by === "output" ? link.close().then(() => finish({ kind: "closed" })) : close(),
  );
  return { ended, close, woke: () => link.woke() };
};
