import { isObject, type JsonObject, type Message } from "../json-rpc.js";

/** Milliseconds between the last progress note and the answer of a request that wants progress. */
const distance = 10;

/** Keeps answers away from progress notes. */
type Progress = {
  /** A message on its way to the host. */
  passes(message: Message): void;
  /** Resolves when the answer to this request may follow. */
  settled(request: { readonly params?: JsonObject }): Promise<void> | undefined;
};

/**
 * Hosts that are built on the SDK drop a progress note when they read it in one piece with the answer. A server in a
 * hurry sends both at once, so the answer is held back until the host has had the time to read the note.
 */
export const createProgress = (now: () => number = () => performance.now()): Progress => {
  let last = Number.NEGATIVE_INFINITY;
  return {
    passes(message) {
      if ("method" in message && message.method === "notifications/progress") last = now();
    },
    settled({ params }) {
      const meta = params?._meta;
      const rest = distance - (now() - last);
      if (rest <= 0 || !isObject(meta) || meta.progressToken === undefined) return undefined;
      return new Promise((resolve) => setTimeout(resolve, Math.ceil(rest)));
    },
  };
};
