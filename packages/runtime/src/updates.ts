/** A resource is another one now for all who read it with the rights of this tenant. */
export type Update = { readonly tenant: string; readonly uri: string };

/** Passes updates on, to all instances of a server. */
export type Updates = {
  /** An update that another instance misses is not sent again: the resource is right whenever it is read. */
  publish(update: Update): void;
  /** Calls `take` for every update, until what it gives is called. */
  listen(take: (update: Update) => void): () => void;
};

/** The updates of one process. */
export const memoryUpdates = (): Updates => {
  const listeners = new Set<(update: Update) => void>();
  return {
    publish(update) {
      for (const take of listeners) take(update);
    },
    listen(take) {
      listeners.add(take);
      return () => void listeners.delete(take);
    },
  };
};
