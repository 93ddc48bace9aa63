import { discard, type Headers } from "../http/http.js";
import { Refusal } from "../refusal.js";
import { type Outcome, type Reading, readStream } from "./answer.js";
import { post } from "./post.js";
import type { LinkSettings } from "./settings.js";

export type Cut = Outcome & { readonly kind: "cut" };

/** How often in a row a cut stream is asked to go on without anything new coming. */
const fruitless = 2;

/** Takes a stream up after its last event (2025-11-25). Undefined when the server does not do that. */
const goOn = async (
  settings: LinkSettings,
  from: string,
  reading: Reading,
  session: () => Headers,
  signal: AbortSignal,
): Promise<Outcome | undefined> => {
  const headers = (): Headers => ({ accept: "text/event-stream", ...session(), "last-event-id": from });
  const reply = await post(settings, { method: "GET", headers, signal });
  if (reply.status === 200) return readStream(reply, reading, from);
  discard(reply);
  return undefined;
};

/** Follows a cut stream until the answer has come: true. False when it cannot be taken up, or nothing more comes. */
export const takeUp = async (
  settings: LinkSettings,
  first: Cut,
  reading: Reading,
  session: () => Headers,
  signal: AbortSignal,
): Promise<boolean> => {
  let cut = first;
  let failures = 0;
  while (cut.lastEventId !== undefined && failures < fruitless) {
    const from = cut.lastEventId;
    await settings.clock.sleep(cut.retry ?? (failures === 0 ? 100 : 1_000), signal);
    try {
      const outcome = await goOn(settings, from, reading, session, signal);
      if (outcome === undefined) return false;
      if (outcome.kind === "answered") return true;
      failures = outcome.lastEventId === from ? failures + 1 : 0;
      cut = { ...outcome, retry: outcome.retry ?? cut.retry };
    } catch (error) {
      if (error instanceof Refusal && error.kind !== "unreachable") throw error;
      failures += 1;
    }
  }
  return false;
};
