import { dispensable, type SessionBounds } from "./session-store.js";

/** Something that ends when its session does. */
type Closable = { close(): Promise<void> };

/** The sessions of handshake clients. A session belongs to the caller who opened it. */
type HttpSessions<T extends Closable> = {
  /** The session of this owner; undefined for an unknown id and for that of another owner alike. */
  find(id: string, owner: string): T | undefined;
  /** The session, of any owner. */
  get(id: string): T | undefined;
  /** Ends the session, if it is here. */
  end(id: string): void;
  add(id: string, owner: string, session: T): void;
  remove(id: string): void;
  size(): number;
  closeAll(): Promise<void>;
};

type Entry<T> = { readonly owner: string; readonly session: T; usedAt: number };

/** Sessions in memory, bounded in number and idle time. Expiry is checked when a session is opened or looked up. */
export const createHttpSessions = <T extends Closable>(
  bounds: SessionBounds,
  now: () => number = Date.now,
): HttpSessions<T> => {
  /** Least recently used first. */
  const entries = new Map<string, Entry<T>>();

  const end = (id: string): void => {
    const entry = entries.get(id);
    entries.delete(id);
    entry?.session.close().catch(() => undefined);
  };
  const expire = (): void => {
    for (const [id, { usedAt }] of entries) {
      if (now() - usedAt < bounds.idle) return;
      end(id);
    }
  };
  return {
    find(id, owner) {
      expire();
      const entry = entries.get(id);
      if (entry === undefined || entry.owner !== owner) return undefined;
      entry.usedAt = now();
      entries.delete(id);
      entries.set(id, entry);
      return entry.session;
    },
    get: (id) => entries.get(id)?.session,
    end,
    add(id, owner, session) {
      expire();
      entries.set(id, { owner, session, usedAt: now() });
      const surplus = entries.size > bounds.most ? dispensable(entries) : undefined;
      if (surplus !== undefined) end(surplus);
    },
    remove: (id) => void entries.delete(id),
    size: () => entries.size,
    async closeAll() {
      const open = [...entries.values()].map(({ session }) => session.close().catch(() => undefined));
      entries.clear();
      await Promise.all(open);
    },
  };
};
