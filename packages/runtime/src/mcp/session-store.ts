/** A session of a handshake client, as any instance can take it up: its owner, and the message that opened it. */
export type StoredSession = { readonly owner: string; readonly initialize: unknown };

/** URIs of the resources that a client wants to hear of. */
export type Subscriptions = {
  has(uri: string): Promise<boolean>;
  count(): Promise<number>;
  add(uri: string): Promise<void>;
  remove(uri: string): Promise<void>;
};

/** Subscriptions in memory; `uris` gives the set that they are in. */
export const memorySubscriptions = (uris: () => Set<string>): Subscriptions => ({
  has: async (uri) => uris().has(uri),
  count: async () => uris().size,
  add: async (uri) => void uris().add(uri),
  remove: async (uri) => void uris().delete(uri),
});

/** What instances share of their sessions. Every method rejects when the store does not answer. */
export type SessionStore = {
  put(id: string, session: StoredSession): Promise<void>;
  /** The session; from now on it stays for the whole idle time again. */
  find(id: string): Promise<StoredSession | undefined>;
  remove(id: string): Promise<void>;
  /** What the session's client wants to hear of, for as long as the session lasts. */
  subscriptions(id: string): Subscriptions;
  /** Hands a text to one instance, or to all. What is handed to an instance that is gone is lost. */
  tell(instance: string | "all", text: string): Promise<void>;
  /** Takes what is handed to this instance from now on. */
  listen(instance: string, take: (text: string) => void): Promise<void>;
};

/**
 * `idle` in milliseconds; with `most` sessions open, a new one ends one of the owner who has the most, so that nobody's sessions
 * end because somebody else opens many: of these the one that was idle for longest.
 */
export type SessionBounds = { readonly most: number; readonly idle: number };

export const usualBounds: SessionBounds = { most: 1000, idle: 30 * 60_000 };

/** Of sessions with their owners, least recently used first, the one that makes room for another. */
export const dispensable = (
  sessions: Iterable<readonly [string, { readonly owner: string }]>,
): string | undefined => {
  const owners = new Map<string, { readonly first: string; count: number }>();
  let most: { readonly first: string; readonly count: number } | undefined;
  for (const [id, { owner }] of sessions) {
    const own = owners.get(owner) ?? { first: id, count: 0 };
    own.count += 1;
    owners.set(owner, own);
  }
  for (const own of owners.values()) if (own.count > (most?.count ?? 0)) most = own;
  return most?.first;
};

/** The sessions of one process. */
export const memorySessions = (
  { most, idle }: SessionBounds = usualBounds,
  now: () => number = Date.now,
): SessionStore => {
  /** Least recently used first. */
  const sessions = new Map<
    string,
    {
      readonly owner: string;
      readonly session: StoredSession;
      readonly until: number;
      readonly uris: Set<string>;
    }
  >();
  const listeners = new Map<string, (text: string) => void>();
  const keep = (id: string, session: StoredSession): void => {
    const { uris = new Set<string>() } = sessions.get(id) ?? {};
    sessions.delete(id);
    sessions.set(id, { owner: session.owner, session, until: now() + idle, uris });
  };
  return {
    async put(id, session) {
      for (const [other, { until }] of sessions) {
        if (until > now()) break;
        sessions.delete(other);
      }
      keep(id, session);
      const surplus = sessions.size > most ? dispensable(sessions) : undefined;
      if (surplus !== undefined) sessions.delete(surplus);
    },
    async find(id) {
      const entry = sessions.get(id);
      if (entry === undefined || entry.until <= now()) return undefined;
      keep(id, entry.session);
      return entry.session;
    },
    remove: async (id) => void sessions.delete(id),
    subscriptions: (id) => memorySubscriptions(() => sessions.get(id)?.uris ?? new Set()),
    async tell(instance, text) {
      for (const [name, take] of listeners) if (instance === "all" || instance === name) take(text);
    },
    listen: async (instance, take) => void listeners.set(instance, take),
  };
};
