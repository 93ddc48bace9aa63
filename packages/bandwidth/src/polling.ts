import { setTimeout as sleep } from "node:timers/promises";

/** Bandwidth's own command line asks every two seconds, for two minutes at most. */
export const everySeconds = 2;
export const longestSeconds = 120;

/** Looks at once and then every two seconds, until there is a result, the time is over or the caller gives up. */
export const poll = async <T>(
  look: () => Promise<T | undefined>,
  patience: { readonly seconds: number; readonly signal: AbortSignal },
): Promise<T | undefined> => {
  const end = Date.now() + patience.seconds * 1000;
  for (;;) {
    const result = await look();
    const left = end - Date.now();
    if (result !== undefined || left <= 0 || patience.signal.aborted) return result;
    await sleep(Math.min(everySeconds * 1000, left), undefined, { signal: patience.signal }).catch(
      () => undefined,
    );
  }
};
