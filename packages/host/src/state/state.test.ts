import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { redisProgram, startRedis } from "../../../events/test/redis-server.js";
import { memoryState } from "./memory.js";
import { redisState } from "./redis.js";
import { type Limits, type SharedState, StateUnavailable } from "./state.js";

let redis: Awaited<ReturnType<typeof startRedis>> | undefined;
if (redisProgram === undefined) {
  if (process.env.CI) throw new Error("redis-server is not installed, and CI must test with it");
  console.warn("\nredis-server is not installed: shared state in Redis is NOT tested.\n");
}
const states: SharedState[] = [];
beforeAll(async () => {
  if (redisProgram !== undefined) redis = await startRedis(redisProgram);
});
afterAll(async () => {
  for (const state of states) await state.close();
  await redis?.close();
});

/** The same state as two instances see it; in memory there is one instance only. */
const kinds = {
  memory: (): readonly [SharedState, SharedState] => {
    const state = memoryState();
    return [state, state];
  },
  ...(redisProgram !== undefined && {
    redis: (): readonly [SharedState, SharedState] => {
      const pair = [1, 2].map(() => redisState(redis?.url ?? "", keys));
      const [first, second] = pair;
      if (first === undefined || second === undefined) throw new Error("no state");
      states.push(first, second);
      return [first, second];
    },
  }),
};

const keys = { tenants: "test:tenants", rest: "test:" };
const noon = Date.parse("2026-11-26T12:00:00Z");
const limits = (given: Limits): Limits => given;

describe.each(Object.entries(kinds))("state in %s", (_, open) => {
  let one: SharedState;
  let two: SharedState;
  let tenants = 0;
  const newTenant = (): string => {
    tenants += 1;
    return `tenant-${tenants}`;
  };
  beforeAll(() => {
    [one, two] = open();
  });

  test("only a caller that knows its version replaces a slot", async () => {
    expect(await one.vault.read()).toBeUndefined();
    expect(await one.vault.version()).toBeUndefined();
    expect(await one.vault.replace("a", undefined)).toBe(true);
    expect(await two.vault.replace("b", undefined)).toBe(false);
    const content = await two.vault.read();
    expect(content?.text).toBe("a");
    expect(await one.vault.version()).toBe(content?.version);
    const results = await Promise.all(
      [one, two].map(({ vault }, n) => vault.replace(`c${n}`, content?.version)),
    );
    expect([...results].sort()).toEqual([false, true]);
    expect(await one.vault.version()).not.toBe(content?.version);
  });

  test("of 40 calls at once over two instances exactly the budget is counted, on each UTC day", async () => {
    const tenant = newTenant();
    const count = (n: number, now: number) =>
      (n % 2 === 0 ? one : two).quotas.count({ tenant, now, billable: false, limits: limits({ calls: 25 }) });
    for (const now of [noon, noon + 86_400_000]) {
      const results = await Promise.all(Array.from({ length: 40 }, (_, n) => count(n, now)));
      expect(results.filter((result) => result === undefined)).toHaveLength(25);
      expect(results).toContainEqual({ limit: "calls", retryMs: 43_200_000 });
    }
  });

  test("billable calls have a budget of their own, and a refused call counts nowhere", async () => {
    const tenant = newTenant();
    const count = (billable: boolean) =>
      one.quotas.count({ tenant, now: noon, billable, limits: limits({ calls: 3, billable: 1 }) });
    expect(await count(true)).toBeUndefined();
    expect(await count(true)).toMatchObject({ limit: "billable" });
    expect(await count(false)).toBeUndefined();
    expect(await count(false)).toBeUndefined();
    expect(await count(false)).toMatchObject({ limit: "calls" });
    const other = { tenant: newTenant(), now: noon, billable: true, limits: limits({ calls: 1 }) };
    expect(await two.quotas.count(other)).toBeUndefined();
  });

  test("so many calls run at once; an ended one and a lost one make room", async () => {
    const tenant = newTenant();
    const begin = (id: string, now = noon) =>
      one.quotas.begin({ tenant, id, now, lease: 1000, limits: limits({ concurrent: 2 }) });
    expect(await begin("a")).toBeUndefined();
    expect(await begin("b")).toBeUndefined();
    expect(await begin("c")).toEqual({ limit: "concurrent" });
    await two.quotas.end(tenant, "a");
    expect(await begin("d")).toBeUndefined();
    expect(await begin("e", noon + 999)).toEqual({ limit: "concurrent" });
    expect(await begin("f", noon + 1000)).toBeUndefined();
    // A clock that was set back by a year must not close the door for a year.
    expect(await begin("g", noon - 31_536_000_000)).toBeUndefined();
  });

  test("calls keep to a rate, after a burst of one second, whatever the clock does", async () => {
    const tenant = newTenant();
    let id = 0;
    const begin = (now: number) => {
      id += 1;
      return two.quotas.begin({
        tenant,
        id: String(id),
        now,
        lease: 1000,
        limits: limits({ perSecond: 4 }),
      });
    };
    for (let n = 0; n < 4; n += 1) expect(await begin(noon)).toBeUndefined();
    expect(await begin(noon)).toEqual({ limit: "perSecond", retryMs: 250 });
    expect(await begin(noon + 250)).toBeUndefined();
    expect(await begin(noon + 250)).toEqual({ limit: "perSecond", retryMs: 250 });
    const year = 31_536_000_000;
    expect(await begin(noon + year)).toBeUndefined();
    expect(await begin(noon)).toEqual({ limit: "perSecond", retryMs: 250 });
    expect(await begin(noon + 250)).toBeUndefined();
  });

  test("of many who claim an id at once one gets it", async () => {
    const claims = await Promise.all(
      Array.from({ length: 20 }, (_, n) => (n % 2 === 0 ? one : two).claims.claim("id", 60_000)),
    );
    expect(claims.filter(Boolean)).toHaveLength(1);
    expect(await one.claims.claim("other", 60_000)).toBe(true);
  });

  test("a session is taken up by any instance until it is removed, and instances tell each other", async () => {
    const session = { owner: "ann", initialize: { method: "initialize" } };
    await one.sessions.put("s", session);
    expect(await two.sessions.find("s")).toEqual(session);
    const texts: string[] = [];
    await two.sessions.listen("second", (text) => texts.push(text));
    // The publisher does not know when the other has begun to listen.
    await expect
      .poll(async () => {
        await one.sessions.tell("second", "to one");
        return texts.length;
      })
      .toBeGreaterThan(0);
    texts.length = 0;
    await one.sessions.tell("third", "to another");
    await one.sessions.tell("all", "to all");
    await expect.poll(() => texts.filter((text) => text !== "to one")).toEqual(["to all"]);
    await one.sessions.remove("s");
    expect(await two.sessions.find("s")).toBeUndefined();
  });

  test("all instances know what a session subscribes to, until it is removed", async () => {
    await one.sessions.put("s2", { owner: "ann", initialize: {} });
    const [here, there] = [one.sessions.subscriptions("s2"), two.sessions.subscriptions("s2")];
    expect(await there.has("note://a")).toBe(false);
    for (const uri of ["note://a", "note://a", "note://b"]) await here.add(uri);
    expect([await there.has("note://a"), await there.count()]).toEqual([true, 2]);
    expect(await two.sessions.subscriptions("other").count()).toBe(0);
    await two.sessions.find("s2");
    await there.remove("note://a");
    expect([await here.has("note://a"), await here.has("note://b")]).toEqual([false, true]);
    await one.sessions.remove("s2");
    expect(await there.count()).toBe(0);
  });

  test("all instances hear of an update, each once", async () => {
    const heard = { one: [] as string[], two: [] as string[] };
    const stops = [
      one.updates.listen(({ tenant, uri }) => heard.one.push(`${tenant} ${uri}`)),
      two.updates.listen(({ tenant, uri }) => heard.two.push(`${tenant} ${uri}`)),
    ];
    let count = 0;
    // The publisher does not know when the other has begun to listen.
    await expect
      .poll(() => {
        count += 1;
        one.updates.publish({ tenant: "ann", uri: `note://${count}` });
        return heard.two.length;
      })
      .toBeGreaterThan(0);
    two.updates.publish({ tenant: "bob", uri: "note://last" });
    await expect.poll(() => heard.one.at(-1)).toBe("bob note://last");
    const own = Array.from({ length: count }, (_, n) => `ann note://${n + 1}`);
    expect(heard.one).toEqual([...own, "bob note://last"]);
    expect(heard.two.filter((update) => update === "bob note://last")).toHaveLength(1);
    for (const stop of stops) stop();
    one.updates.publish({ tenant: "ann", uri: "note://unheard" });
    expect(heard.one.at(-1)).toBe("bob note://last");
  });

  test("all instances know the same secret", async () => {
    const [first, second] = await Promise.all([one.claims.secret(), two.claims.secret()]);
    expect(first).toHaveLength(32);
    expect(first.equals(second)).toBe(true);
    expect(await one.ready()).toBe(true);
  });
});

test.skipIf(redisProgram === undefined)("a Redis that is gone is one error at once, and heals", async () => {
  const own = await startRedis(redisProgram ?? "");
  const state = redisState(own.url, keys);
  expect(await state.ready()).toBe(true);
  await own.kill();
  expect(await state.ready()).toBe(false);
  await expect(state.claims.claim("id", 1000)).rejects.toThrow(StateUnavailable);
  await own.restart();
  await expect.poll(() => state.ready(), { timeout: 20_000 }).toBe(true);
  expect(await state.claims.claim("id", 1000)).toBe(true);
  await state.close();
  await own.close();
});
