import { type Redis as Client, Redis } from "ioredis";
import { newEpoch, printCursor, startOf } from "./cursor.js";
import { appendScript, type LogState, logScript } from "./redis-scripts.js";
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

  const stateOf = async (tenant: string): Promise<LogState> => {
    const { log, state } = keysOf(prefix, tenant);
    const bounds = [now(), limits.ttlMilliseconds, limits.maxEvents, limits.maxBytes];
    const [epoch, last, gone] = (await client.eval(
      logScript,
      2,
      log,
      state,
      newEpoch(),
      ...bounds,
    )) as string[]; // as the script returns
    return { epoch: epoch ?? "", last: Number(last), gone: Number(gone) };
  };

  return {
    append: (tenant, event) => {
      const text = textOf(event, limits);
      const { log, state, key } = keysOf(prefix, tenant);
      const bounds = [now(), limits.ttlMilliseconds, limits.maxEvents, limits.maxBytes];
      const values = [event.name, text, sizeOf(event.name, text), event.key ?? "", channel, tenant];
      return available(async () => {
        const keys = [log, state, `${key}${event.key ?? ""}`];
        const reply = await client.eval(appendScript, 3, ...keys, newEpoch(), ...bounds, ...values);
        const [epoch = "", position, duplicate] = reply as string[]; // as the script returns
        return { cursor: printCursor({ epoch, position: Number(position) }), duplicate: duplicate === "1" };
      });
    },
    read: (tenant, { after, limit, names }) =>
      available(async () => {
        const state = await stateOf(tenant);
        const start = startOf(after, state);
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
