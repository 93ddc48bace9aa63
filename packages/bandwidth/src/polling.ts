import { setTimeout as sleep } from "node:timers/promises";
import type { EventReader } from "@jackfield/contract";
import { type EventFilter, readEvents } from "./live/read-events.js";

/** Bandwidth's own command line asks every two seconds, for two minutes at most. */
const everySeconds = 2;
export const longestSeconds = 120;

type Polling = {
  readonly seconds: number;
  readonly signal: AbortSignal;
  /** Where webhooks are received: an event that fits is a reason to look again at once. */
  readonly events?: EventReader | undefined;
  readonly wakes: Pick<EventFilter, "names" | "matches">;
};

/** Looks at once and then every two seconds, until there is a result, the time is over or the caller gives up. */
export const poll = async <T>(
  look: () => Promise<T | undefined>,
  { seconds, signal, events, wakes }: Polling,
): Promise<T | undefined> => {
  const end = Date.now() + seconds * 1000;
  let cursor = await events?.newest().catch(() => undefined);
  const pause = async (pauseSeconds: number): Promise<void> => {
    const began = Date.now();
    if (events !== undefined && cursor !== undefined) {
      const wanted = { ...wakes, after: cursor, limit: 1, seconds: pauseSeconds };
      const reading = await readEvents(events, wanted, signal).catch(() => undefined);
      cursor = reading?.cursor;
      if (reading !== undefined) return;
    }
    const left = pauseSeconds * 1000 - (Date.now() - began);
    await sleep(Math.max(0, left), undefined, { signal }).catch(() => undefined);
  };
  for (;;) {
    const result = await look();
    const left = end - Date.now();
    if (result !== undefined || left <= 0 || signal.aborted) return result;
    await pause(Math.min(everySeconds, left / 1000));
  }
};
