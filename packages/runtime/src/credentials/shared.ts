import type { Clock } from "../clock.js";

/** A value that is expensive to get, and for how long it is good. */
export type Lasting<T> = { readonly value: T; readonly milliseconds: number };

type SharedEntry<T> = {
  known?: { readonly value: T; readonly staleAt: number };
  loading?: Promise<T>;
  failures: number;
  failure?: unknown;
  /** Until then the last failure is repeated without asking again. */
  quietUntil: number;
};

type Shared<T> = {
  /**
   * The value of a key: the known one, else what `load` brings, once for however many callers wait for it. A `refused`
   * value is not given again. Each caller gives up by its own signal; the loading itself goes on.
   */
  get(key: string, load: () => Promise<Lasting<T>>, signal: AbortSignal, refused?: T | undefined): Promise<T>;
};

const margin = 60_000;

const withSignal = <T>(promise: Promise<T>, signal: AbortSignal): Promise<T> =>
  new Promise((resolve, reject) => {
    const abort = (): void => reject(signal.reason);
    if (signal.aborted) return abort();
    signal.addEventListener("abort", abort, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener("abort", abort));
  });

/**
 * Values by key, each loaded by one caller for all, again when less than a minute of its life remains (half of it for
 * shorter lives). A failure is shared by all who wait, then repeated without asking again for 1, 2, 4 … 30 seconds.
 */
export const createShared = <T>(clock: Clock): Shared<T> => {
  const entries = new Map<string, SharedEntry<T>>();

  const fill = async (entry: SharedEntry<T>, load: () => Promise<Lasting<T>>): Promise<T> => {
    try {
      const { value, milliseconds } = await load();
      const staleAt = clock.now() + milliseconds - Math.min(margin, milliseconds / 2);
      entry.known = { value, staleAt };
      entry.failures = 0;
      entry.failure = undefined;
      return value;
    } catch (error) {
      entry.failure = error;
      entry.quietUntil = clock.now() + Math.min(30_000, 1000 * 2 ** entry.failures);
      entry.failures += 1;
      throw error;
    } finally {
      entry.loading = undefined;
    }
  };

  return {
    async get(key, load, signal, refused) {
      const entry: SharedEntry<T> = entries.get(key) ?? { failures: 0, quietUntil: 0 };
      entries.set(key, entry);
      const { known } = entry;
      if (known !== undefined && known.value !== refused && clock.now() < known.staleAt) return known.value;
      if (entry.loading === undefined) {
        if (entry.failures > 0 && clock.now() < entry.quietUntil) throw entry.failure;
        entry.loading = fill(entry, load);
        // A waiter may give up first; the failure must not count as unhandled then.
        entry.loading.catch(() => undefined);
      }
      return withSignal(entry.loading, signal);
    },
  };
};
