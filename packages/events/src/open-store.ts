import type { EventStore, Limits, Now } from "./store.js";

export type OpenOptions = { readonly limits?: Partial<Limits>; readonly now?: Now };

/**
 * Opens the store that an address names: `memory:`, `sqlite:<file>`, `redis://…` or `rediss://…` (Valkey too). What a
 * store needs is loaded only here. Rejects with `StoreUnavailable` when it cannot be opened.
 */
export const openStore = async (address: string, options: OpenOptions = {}): Promise<EventStore> => {
  if (/^rediss?:/.test(address)) return (await import("./redis.js")).redisStore(address, options);
  const [, file] = /^sqlite:(.+)$/s.exec(address) ?? [];
  if (file !== undefined) return (await import("./sqlite.js")).sqliteStore(file, options);
  if (address === "memory:") return (await import("./memory.js")).memoryStore(options.limits, options.now);
  throw new TypeError(
    `"${address.split(":")[0]}:" does not name an event store; use memory:, sqlite:<file> or redis://host`,
  );
};
