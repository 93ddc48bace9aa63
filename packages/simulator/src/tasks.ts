/** Work that goes on after a request was answered: calls, deliveries. */
export type Tasks = {
  readonly start: (work: () => Promise<void>) => void;
  /** Ends when nothing is running any more, work started meanwhile included. Rejects with the first bug met. */
  readonly idle: () => Promise<void>;
};

export function createTasks(): Tasks {
  const running = new Set<Promise<void>>();
  const failures: unknown[] = [];
  return {
    start(work) {
      const task = work()
        .catch((failure: unknown) => void failures.push(failure))
        .finally(() => running.delete(task));
      running.add(task);
    },
    async idle() {
      while (running.size > 0) await Promise.all(running);
      if (failures.length > 0) throw failures[0];
    },
  };
}
