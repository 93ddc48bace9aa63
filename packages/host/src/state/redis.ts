import { createHash, randomBytes } from "node:crypto";
import { type Claims, type SessionStore, type StoredSession, usualBounds } from "@jackfield/runtime";
import { type Redis as Client, Redis } from "ioredis";
import { beginScript, countScript, replaceScript } from "./redis-scripts.js";
import {
  nextDay,
  pace,
  type Quotas,
  type SharedState,
  type Slot,
  StateUnavailable,
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

/** Sessions end by themselves after their idle time. Messages travel by pub/sub, on a connection of their own. */
const redisSessions = (run: Run, listener: Client, prefix: string): SessionStore => {
  const keyOf = (id: string): string => `${prefix}session:${id}`;
  const channelOf = (instance: string): string => `${prefix}to:${instance}`;
  const { idle } = usualBounds;
  return {
    put: async (id, session) =>
      void (await run((client) => client.set(keyOf(id), JSON.stringify(session), "PX", idle))),
    async find(id) {
      const text = await run((client) => client.getex(keyOf(id), "PX", idle));
      return text === null ? undefined : (JSON.parse(text) as StoredSession); // only `put` writes here
    },
    remove: async (id) => void (await run((client) => client.del(keyOf(id)))),
    tell: async (instance, text) => void (await run((client) => client.publish(channelOf(instance), text))),
    async listen(instance, take) {
      listener.on("message", (_channel, text) => take(text));
      const subscribe = () => run(() => listener.subscribe(channelOf(instance), channelOf("all")));
      // Also when Redis comes up later than this server, and after a lost connection.
      listener.on("ready", () => void subscribe().catch(() => undefined));
      await listener.connect().then(subscribe, () => undefined);
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
export const redisState = (url: string, keys: RedisKeys): SharedState => {
  const client = connect(url);
  const listener = connect(url);
  const run: Run = async (work) => {
    try {
      return await work(client);
    } catch (error) {
      const reason = (error instanceof Error ? error.message : String(error)).split("\n")[0];
      throw new StateUnavailable(`Redis does not answer: ${reason}`);
    }
  };
  return {
    vault: redisSlot(run, keys.tenants),
    quotas: redisQuotas(run, keys.rest),
    claims: redisClaims(run, keys.rest),
    sessions: redisSessions(run, listener, keys.rest),
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
