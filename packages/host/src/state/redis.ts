import { createHash, randomBytes, randomUUID } from "node:crypto";
import { redisReason } from "@jackfield/events";
import {
  type Claims,
  memoryUpdates,
  type SessionStore,
  type StoredSession,
  type Subscriptions,
  type Update,
  type Updates,
  usualBounds,
} from "@jackfield/runtime";
import { type Redis as Client, Redis } from "ioredis";
import { beginScript, countScript, replaceScript } from "./redis-scripts.js";
import {
  nextDay,
  pace,
  type Quotas,
  type SharedState,
  type Slot,
  StateUnavailable,
  type StateWatcher,
  utcDay,
} from "./state.js";

/** Runs a command of Redis; throws `StateUnavailable` when it does not answer. */
type Run = <Value>(work: (client: Client) => Promise<Value>) => Promise<Value>;

const none = "";

const redisSlot = (run: Run, key: string): Slot => ({
  async read() {
    const { text, version } = await run((client) => client.hgetall(key));
    return text === undefined || version === undefined ? undefined : { text, version };
  },
  version: async () => (await run((client) => client.hget(key, "version"))) ?? undefined,
  async replace(text, version) {
    const next = createHash("sha256").update(text).digest("base64url");
    return (await run((client) => client.eval(replaceScript, 1, key, version ?? none, next, text))) === 1;
  },
});

const redisQuotas = (run: Run, prefix: string): Quotas => {
  /** The braces keep the keys of a tenant on one node of a cluster. */
  const keyOf = (tenant: string, kind: string): string => `${prefix}{${tenant}}:${kind}`;
  return {
    async begin({ tenant, id, now, lease, limits: { concurrent, perSecond } }) {
      const { interval, window } = perSecond === undefined ? { interval: 0, window: 0 } : pace(perSecond);
      const keys = [keyOf(tenant, "running"), keyOf(tenant, "arrival")];
      const values = [id, now, lease, concurrent ?? none, interval, window];
      const reply = await run((client) => client.eval(beginScript, 2, ...keys, ...values));
      const early = Number(reply);
      if (early === 0) return undefined;
      return early < 0 ? { limit: "concurrent" } : { limit: "perSecond", retryMs: early };
    },
    end: async (tenant, id) => void (await run((client) => client.zrem(keyOf(tenant, "running"), id))),
    async count({ tenant, now, billable, limits }) {
      const key = keyOf(tenant, utcDay(now));
      const values = [billable ? 1 : 0, limits.calls ?? none, limits.billable ?? none];
      const reply = await run((client) => client.eval(countScript, 1, key, ...values));
      const retryMs = nextDay(now) - now;
      if (reply === 0) return undefined;
      return { limit: reply === 1 ? "calls" : "billable", retryMs };
    },
  };
};

const redisClaims = (run: Run, prefix: string): Claims => ({
  claim: async (id, ttl) =>
    (await run((client) => client.set(`${prefix}claim:${id}`, "1", "PX", Math.ceil(ttl), "NX"))) === "OK",
  async secret() {
    const key = `${prefix}secret`;
    const own = randomBytes(32).toString("base64");
    await run((client) => client.set(key, own, "NX"));
    return Buffer.from((await run((client) => client.get(key))) ?? own, "base64");
  },
});

/** Hears what is published on channels, on a connection of its own. */
type Hear = (channels: readonly string[], take: (text: string) => void) => Promise<void>;

const hearing = (run: Run, listener: Client): Hear => {
  const takers = new Map<string, ((text: string) => void)[]>();
  let connecting: Promise<void> | undefined;
  listener.on("message", (channel, text) => {
    for (const take of takers.get(channel) ?? []) take(text);
  });
  const subscribe = () => run(() => listener.subscribe(...takers.keys()));
  // Also when Redis comes up later than this server, and after a lost connection.
  listener.on("ready", () => void subscribe().catch(() => undefined));
  return async (channels, take) => {
    for (const channel of channels) takers.set(channel, [...(takers.get(channel) ?? []), take]);
    connecting ??= listener.connect();
    await connecting.then(subscribe).catch(() => undefined);
  };
};

/** They end by themselves some time after the session that they belong to. */
const redisSubscriptions = (run: Run, key: string, idle: number): Subscriptions => ({
  has: async (uri) => (await run((client) => client.sismember(key, uri))) === 1,
  count: () => run((client) => client.scard(key)),
  async add(uri) {
    await run((client) => client.sadd(key, uri));
    await run((client) => client.pexpire(key, idle));
  },
  remove: async (uri) => void (await run((client) => client.srem(key, uri))),
});

/** Sessions end by themselves after their idle time. Messages travel by pub/sub. */
const redisSessions = (run: Run, hear: Hear, prefix: string): SessionStore => {
  const keyOf = (id: string): string => `${prefix}session:${id}`;
  const urisOf = (id: string): string => `${prefix}session:${id}:uris`;
  const channelOf = (instance: string): string => `${prefix}to:${instance}`;
  const { idle } = usualBounds;
  return {
    put: async (id, session) =>
      void (await run((client) => client.set(keyOf(id), JSON.stringify(session), "PX", idle))),
    async find(id) {
      const [text] = await run((client) =>
        Promise.all([client.getex(keyOf(id), "PX", idle), client.pexpire(urisOf(id), idle)]),
      );
      return text === null ? undefined : (JSON.parse(text) as StoredSession); // only `put` writes here
    },
    remove: async (id) =>
      void (await run((client) => Promise.all([client.del(keyOf(id)), client.del(urisOf(id))]))),
    subscriptions: (id) => redisSubscriptions(run, urisOf(id), idle),
    tell: async (instance, text) => void (await run((client) => client.publish(channelOf(instance), text))),
    listen: (instance, take) => hear([channelOf(instance), channelOf("all")], take),
  };
};

/** Those of this instance arrive at once, and whether or not Redis answers. */
const redisUpdates = (run: Run, hear: Hear, prefix: string): Updates => {
  const here = memoryUpdates();
  const instance = randomUUID();
  const channel = `${prefix}updates`;
  let isHearing = false;
  return {
    publish({ tenant, uri }) {
      here.publish({ tenant, uri });
      const text = JSON.stringify({ instance, tenant, uri });
      run((client) => client.publish(channel, text)).catch(() => undefined);
    },
    listen(take) {
      if (!isHearing)
        void hear([channel], (text) => {
          const { instance: from, ...update } = JSON.parse(text) as Update & { readonly instance: string }; // only `publish` writes here
          if (from !== instance) here.publish(update);
        });
      isHearing = true;
      return here.listen(take);
    },
  };
};

const connect = (url: string): Client => {
  const client = new Redis(url, {
    lazyConnect: true,
    maxRetriesPerRequest: 1,
    connectTimeout: 2_000,
    commandTimeout: 2_000,
    retryStrategy: (attempt) => Math.min(50 * 2 ** attempt, 1_000),
  });
  // ioredis reports lost connections here and reconnects; calls meanwhile fail with their own error.
  client.on("error", () => undefined);
  return client;
};

/** The key of the tenants, and what is before every other key. */
type RedisKeys = { readonly tenants: string; readonly rest: string };

/**
 * State in Redis or Valkey, shared by all instances of a server. The connection heals by itself; meanwhile everything
 * throws `StateUnavailable`. Nothing is connected before it is needed.
 */
export const redisState = (url: string, keys: RedisKeys, watcher?: StateWatcher): SharedState => {
  const client = connect(url);
  const listener = connect(url);
  let isDown = false;
  const run: Run = async (work) => {
    try {
      const value = await work(client);
      if (isDown) watcher?.up();
      isDown = false;
      return value;
    } catch (error) {
      const reason = `Redis does not answer: ${redisReason(error)}`;
      if (!isDown) watcher?.down(reason);
      isDown = true;
      throw new StateUnavailable(reason);
    }
  };
  const hear = hearing(run, listener);
  return {
    vault: redisSlot(run, keys.tenants),
    quotas: redisQuotas(run, keys.rest),
    claims: redisClaims(run, keys.rest),
    sessions: redisSessions(run, hear, keys.rest),
    updates: redisUpdates(run, hear, keys.rest),
    ready: () =>
      run((one) => one.ping()).then(
        () => true,
        () => false,
      ),
    async close() {
      client.disconnect();
      listener.disconnect();
    },
  };
};
