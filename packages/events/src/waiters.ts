/** Readers that wait for the next event of a tenant, inside one process. */
type Waiters = {
  /** Resolves when `wake` is called for the tenant, or when the signal aborts. */
  wait(tenant: string, signal: AbortSignal): Promise<void>;
  wake(tenant: string): void;
  wakeAll(): void;
};

export const createWaiters = (): Waiters => {
  const waiting = new Map<string, Set<() => void>>();
  const wake = (tenant: string): void => {
    for (const resolve of waiting.get(tenant) ?? []) resolve();
  };
  return {
    wait: (tenant, signal) =>
      new Promise((resolve) => {
        const own = waiting.get(tenant) ?? new Set();
        waiting.set(tenant, own);
        const done = (): void => {
          signal.removeEventListener("abort", done);
          own.delete(done);
          if (own.size === 0) waiting.delete(tenant);
          resolve();
        };
        own.add(done);
        signal.addEventListener("abort", done);
        if (signal.aborted) done();
      }),
    wake,
    wakeAll() {
      for (const tenant of [...waiting.keys()]) wake(tenant);
    },
  };
};
