import { type Redis as Client, Redis } from "ioredis";
import { beginOf, newEpoch, printCursor, startOf } from "./cursor.js";
import { inGroups } from "./groups.js";
import { appendScript, type LogState, logScript, type Script } from "./redis-scripts.js";
import {
  defaultLimits,
  type EventStore,
  type Limits,
  type Now,
  redisReason,
  StoreUnavailable,
  sizeOf,
  textOf,
} from "./store.js";
import { createWaiters } from "./waiters.js";

type RedisOptions = {
  readonly limits?: Partial<Limits>;
  readonly now?: Now;
  /** Before every key: servers that share a Redis and must not share events have different ones. */
  readonly prefix?: string;
};

/** How long a waiting reader goes without a message before it looks again: messages are not kept for a lost connection. */
const lookAgainMilliseconds = 2_000;

/** The keys of a tenant; the braces keep them on one node of a cluster. */
const keysOf = (prefix: string, tenant: string) => {
  const own = `${prefix}{${tenant}}`;
  return { log: `${own}:log`, state: `${own}:state`, key: `${own}:key:`, reply: `${own}:reply:` };
};

/** What one script appends at most: meanwhile Redis does nothing else. */
const mostAtOnce = { count: 200, size: 1024 * 1024 };

/** An event as the script takes it. */
type Appended = { readonly name: string; readonly text: string; readonly size: number; readonly key: string };

type Kept = Awaited<ReturnType<EventStore["append"]>>;

const connect = (url: string): Client =>
  new Redis(url, {
    lazyConnect: true,
    maxRetriesPerRequest: 1,
    enableOfflineQueue: false,
    connectTimeout: 5_000,
  });

/**
 * A log in Redis or Valkey streams, shared by all instances of a server. It is as durable as the Redis is: with
 * `appendfsync always` what was resolved survives a kill. Both connections heal by themselves.
 */
export const redisStore = async (
  url: string,
  { limits: given, now = Date.now, prefix = "jackfield:events:" }: RedisOptions = {},
): Promise<EventStore> => {
  const limits = { ...defaultLimits, ...given };
  const client = connect(url);
  const listener = connect(url);
  const waiters = createWaiters();
  const channel = `${prefix}changed`;
  let closed = false;
  // ioredis reports lost connections here and reconnects; calls meanwhile fail with their own error.
  for (const one of [client, listener]) one.on("error", () => undefined);
  listener.on("message", (_channel, tenant) => waiters.wake(tenant));
  listener.on("ready", () => void listener.subscribe(channel).then(waiters.wakeAll, () => undefined));

  const available = async <Value>(work: () => Promise<Value>): Promise<Value> => {
    try {
      return await work();
    } catch (error) {
      throw new StoreUnavailable(`Redis is not available: ${redisReason(error)}`);
    }
  };
  await available(() => Promise.all([client.connect(), listener.connect()])).catch((error: unknown) => {
    client.disconnect();
    listener.disconnect();
    throw error;
  });

  /** Sends the name of a script only; its text where this Redis does not know it, such as after a restart. */
  const run = async (
    { text, sha }: Script,
    keys: readonly string[],
    values: readonly (string | number)[],
  ): Promise<string[]> => {
    try {
      return (await client.evalsha(sha, keys.length, ...keys, ...values)) as string[]; // as the scripts return
    } catch (error) {
      if (!(error instanceof Error && error.message.startsWith("NOSCRIPT"))) throw error;
      return (await client.eval(text, keys.length, ...keys, ...values)) as string[];
    }
  };

  const bounds = () => [newEpoch(), now(), limits.ttlMilliseconds, limits.maxEvents, limits.maxBytes];

  const stateOf = async (tenant: string): Promise<LogState> => {
    const { log, state } = keysOf(prefix, tenant);
    const [epoch = "", last, gone] = await run(logScript, [log, state], bounds());
    return { epoch, last: Number(last), gone: Number(gone) };
  };

  const appendAll = (tenant: string, events: readonly Appended[]): Promise<readonly Kept[]> =>
    available(async () => {
      const { log, state, key: prefixOfKey } = keysOf(prefix, tenant);
      const keys = [log, state, ...events.map(({ key }) => prefixOfKey + key)];
      const values = events.flatMap(({ name, text, size, key }) => [name, text, size, key]);
      const [epoch = "", ...reply] = await run(appendScript, keys, [...bounds(), channel, tenant, ...values]);
      return events.map((_, index) => ({
        cursor: printCursor({ epoch, position: Number(reply[index * 2]) }),
        duplicate: reply[index * 2 + 1] === "1",
      }));
    });

  /** Appends that are on their way, by tenant: those that come meanwhile go together, and share a wait for the disk. */
  const appends = new Map<string, ReturnType<typeof inGroups<Appended, Kept>>>();
  const appendsOf = (tenant: string) => {
    const known = appends.get(tenant);
    if (known !== undefined) return known;
    const work = (events: readonly Appended[]) => appendAll(tenant, events);
    const group = inGroups({ work, sizeOf: ({ size }: Appended) => size, most: mostAtOnce });
    appends.set(tenant, group);
    return group;
  };

  return {
    async append(tenant, event) {
      const text = textOf(event, limits);
      const { name, key = "" } = event;
      const group = appendsOf(tenant);
      try {
        return await group.add({ name, text, size: sizeOf(name, text), key });
      } finally {
        if (group.isIdle()) appends.delete(tenant);
      }
    },
    read: (tenant, query) =>
      available(async () => {
        const state = await stateOf(tenant);
        const start = beginOf(query, state);
        const { limit } = query;
        const names = query.newest ? undefined : query.names;
        const { log } = keysOf(prefix, tenant);
        const entries: { readonly position: number; readonly fields: ReadonlyMap<string, string> }[] = [];
        // Filtering happens here, so pages are read until enough of them fit.
        for (let from = start.position; entries.length <= limit; ) {
          const part = await client.xrange(
            log,
            `(${from}-1`,
            `${state.last}-1`,
            "COUNT",
            Math.max(100, limit + 1),
          );
          for (const [id, pairs] of part) {
            from = Number(id.split("-")[0]);
            const fields = new Map(
              pairs.flatMap((name, at) => (at % 2 === 0 ? [[name, pairs[at + 1] ?? ""]] : [])),
            );
            if (names?.includes(fields.get("name") ?? "") ?? true) entries.push({ position: from, fields });
          }
          if (part.length === 0) break;
        }
        const { epoch } = state;
        const shown = entries.slice(0, limit);
        const hasMore = entries.length > limit;
        const position = hasMore ? (shown.at(-1)?.position ?? state.last) : state.last;
        return {
          events: shown.map(({ position: at, fields }) => ({
            cursor: printCursor({ epoch, position: at }),
            name: fields.get("name") ?? "",
            time: new Date(Number(fields.get("time"))).toISOString(),
            data: JSON.parse(fields.get("data") ?? "null") as unknown,
          })),
          cursor: printCursor({ epoch, position }),
          hasMore,
          missed: start.missed,
        };
      }),
    async changed(tenant, after, signal) {
      while (!closed && !signal.aborted) {
        // Waits before it looks, so that an event between the two is not slept through.
        const turn = new AbortController();
        const woken = waiters.wait(tenant, AbortSignal.any([signal, turn.signal]));
        const timer = setTimeout(() => turn.abort(), lookAgainMilliseconds);
        try {
          const state = await available(() => stateOf(tenant));
          if (startOf(after, state).position < state.last) return;
          await woken;
        } finally {
          clearTimeout(timer);
          turn.abort();
        }
      }
    },
    reply: (tenant, key, text) =>
      available(async () => {
        const name = `${keysOf(prefix, tenant).reply}${key}`;
        const set = await client.set(name, text, "PX", limits.ttlMilliseconds, "NX");
        return set === "OK" ? "accepted" : "conflict";
      }),
    replyTo: (tenant, key) =>
      available(async () => (await client.get(`${keysOf(prefix, tenant).reply}${key}`)) ?? undefined),
    async close() {
      closed = true;
      waiters.wakeAll();
      client.disconnect();
      listener.disconnect();
    },
  };
};
