import { codes, type Frame, isReply, isRequest } from "../json-rpc.js";
import { modernVersion } from "./modern.js";
import type { Era, Link, LinkSettings } from "./settings.js";
import { createStreamable } from "./streamable.js";

export type Choice = {
  readonly protocol: "auto" | Era;
  readonly transport: "auto" | "http" | "sse";
  /** What this server spoke the last time. */
  readonly known?: Era | undefined;
  /** Called when it turns out what the server speaks. */
  readonly onEra?: (era: Era) => void;
};

/**
 * The link for what host and server speak. A host of 2026-07-28 is passed through. A host of the older revisions is passed
 * through too, unless the server refuses its `initialize` in the way of a server that speaks 2026-07-28 only, or knows
 * only the transport of 2024-11-05.
 */
export const createLink = (settings: LinkSettings, choice: Choice): Link => {
  const { protocol, transport, onEra } = choice;
  const queue: Frame[] = [];
  let switching = false;
  let inner: Link | undefined;

  const use = (link: Link, first?: Frame): void => {
    void inner?.close();
    inner = link;
    switching = false;
    if (first !== undefined) link.accept(first);
    for (const frame of queue.splice(0)) link.accept(frame);
  };
  const change = (first: Frame, make: () => Promise<Link>): boolean => {
    switching = true;
    void make().then((link) => use(link, first));
    return true;
  };
  const toSse = async (): Promise<Link> => (await import("./sse.js")).createSse(settings);
  const toModern = async (fallBack: boolean): Promise<Link> => {
    const { createTranslated } = await import("./translated.js");
    return createTranslated({ ...settings, deliver: fallBack ? checked : settings.deliver });
  };
  /** A server that was modern once and is not any more says so in its first answer. */
  const checked = (frame: Frame): Promise<void> => {
    const { message } = frame;
    const opening = firstFrame;
    const first =
      opening !== undefined &&
      isReply(message) &&
      "id" in opening.message &&
      message.id === opening.message.id;
    if (!first) return settings.deliver(frame);
    firstFrame = undefined;
    const outdated = "error" in message && fitsNot.has(message.error.code);
    if (!outdated) return settings.deliver(frame);
    onEra?.("legacy");
    use(legacy(), opening);
    return Promise.resolve();
  };
  const legacy = (): Link =>
    createStreamable(settings, {
      onUnfit(reason, frame) {
        if (reason === "sse") return transport === "auto" && change(frame, toSse);
        if (protocol === "legacy") return false;
        onEra?.("modern");
        settings.log.info("the server speaks 2026-07-28 only; translating");
        return change(frame, () => toModern(false));
      },
    });

  let firstFrame: Frame | undefined;
  const begin = (frame: Frame): void => {
    const opens = isRequest(frame.message) && frame.message.method === "initialize";
    if (!opens || modernVersion(frame.message) !== undefined) use(createStreamable(settings), frame);
    else if (transport === "sse") change(frame, toSse);
    else if (protocol === "modern") change(frame, () => toModern(false));
    else if (protocol === "auto" && choice.known === "modern") {
      firstFrame = frame;
      change(frame, () => toModern(true));
    } else use(legacy(), frame);
  };

  return {
    accept(frame) {
      if (switching) queue.push(frame);
      else if (inner === undefined) begin(frame);
      else inner.accept(frame);
    },
    woke: () => inner?.woke(),
    close: async () => inner?.close(),
  };
};

/** Answers to `server/discover` that mean that the server does not know it. */
const fitsNot: ReadonlySet<number> = new Set([
  codes.methodNotFound,
  codes.invalidRequest,
  codes.invalidParams,
  codes.upstreamHttp,
]);
