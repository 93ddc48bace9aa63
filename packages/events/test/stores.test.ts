import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type EventStore, EventTooLarge, type Limits, openStore } from "../src/index.js";
import { redisProgram, startRedis } from "./redis-server.js";

const folder = mkdtempSync(join(tmpdir(), "jackfield-events-"));
let files = 0;
let redis: Awaited<ReturnType<typeof startRedis>> | undefined;
if (redisProgram === undefined) {
  if (process.env.CI) throw new Error("redis-server is not installed, and CI must test with it");
  console.warn(
    "\nredis-server is not installed: the Redis store is NOT tested. apt-get install redis-server\n",
  );
}

beforeAll(async () => {
  if (redisProgram !== undefined) redis = await startRedis(redisProgram);
});
afterAll(async () => {
  await redis?.close();
  rmSync(folder, { recursive: true, force: true });
});

const kinds = ["memory", "sqlite", ...(redisProgram === undefined ? [] : ["redis"])];
const addressOf = (kind: string): string => {
  files += 1;
  if (kind === "memory") return "memory:";
  return kind === "sqlite" ? `sqlite:${join(folder, `${files}.db`)}` : (redis?.url ?? "");
};

describe.each(kinds)("the %s store", (kind) => {
  let time = 1_700_000_000_000;
  let tenants = 0;
  const stores: EventStore[] = [];
  const open = async (limits: Partial<Limits> = {}): Promise<EventStore> => {
    const store = await openStore(addressOf(kind), { limits, now: () => time });
    stores.push(store);
    return store;
  };
  /** Redis is shared by all tests, so each one has a tenant of its own. */
  const newTenant = (): string => {
    tenants += 1;
    return `t${tenants}`;
  };
  let shared: EventStore;
  beforeAll(async () => {
    shared = await open();
  });
  afterAll(async () => {
    for (const store of stores) await store.close();
  });

  test("gives events back in their order, from a cursor on", async () => {
    const tenant = newTenant();
    for (const count of [1, 2, 3]) await shared.append(tenant, { name: "n", data: { count } });
    const first = await shared.read(tenant, { limit: 2 });
    expect(first.events.map(({ data }) => data)).toEqual([{ count: 1 }, { count: 2 }]);
    expect(first).toMatchObject({ hasMore: true, missed: false });
    expect(first.events[0]?.time).toBe(new Date(time).toISOString());
    const second = await shared.read(tenant, { after: first.cursor, limit: 2 });
    expect(second.events.map(({ data }) => data)).toEqual([{ count: 3 }]);
    expect(second).toMatchObject({ hasMore: false, missed: false });
    expect(await shared.read(tenant, { after: second.cursor, limit: 2 })).toMatchObject({
      events: [],
      cursor: second.cursor,
      hasMore: false,
      missed: false,
    });
  });

  test("gives the newest events, and a cursor after them", async () => {
    const tenant = newTenant();
    expect(await shared.read(tenant, { newest: true, limit: 2 })).toMatchObject({
      events: [],
      hasMore: false,
    });
    for (const count of [1, 2, 3, 4]) await shared.append(tenant, { name: "n", data: count });
    const page = await shared.read(tenant, { newest: true, limit: 3 });
    expect(page.events.map(({ data }) => data)).toEqual([2, 3, 4]);
    expect(page).toMatchObject({ hasMore: false, missed: false });
    await shared.append(tenant, { name: "n", data: 5 });
    const rest = await shared.read(tenant, { after: page.cursor, limit: 9 });
    expect(rest.events.map(({ data }) => data)).toEqual([5]);
    expect((await shared.read(tenant, { newest: true, limit: 9 })).events).toHaveLength(5);
  });

  test("reads by name, and the cursor passes over the others", async () => {
    const tenant = newTenant();
    for (const name of ["a", "b", "a", "b"]) await shared.append(tenant, { name, data: null });
    const page = await shared.read(tenant, { limit: 1, names: ["b"] });
    expect(page.events.map(({ name }) => name)).toEqual(["b"]);
    expect(page.hasMore).toBe(true);
    const rest = await shared.read(tenant, { after: page.cursor, limit: 5, names: ["b"] });
    expect(rest.events).toHaveLength(1);
    expect((await shared.read(tenant, { after: rest.cursor, limit: 5 })).events).toEqual([]);
  });

  test("stores a delivery once, also when it comes twice at the same time", async () => {
    const tenant = newTenant();
    const event = { name: "n", data: 1, key: "delivery-1" };
    const stored = await Promise.all([shared.append(tenant, event), shared.append(tenant, event)]);
    expect(stored.map(({ duplicate }) => duplicate).sort()).toEqual([false, true]);
    expect(new Set(stored.map(({ cursor }) => cursor)).size).toBe(1);
    expect(await shared.append(newTenant(), event)).toMatchObject({ duplicate: false });
    expect((await shared.read(tenant, { limit: 9 })).events).toHaveLength(1);
  });

  test("what comes in bursts is stored in its order, each delivery once, and within the limits", async () => {
    const tenant = newTenant();
    const store = await open({ maxEvents: 10 });
    const burst = (from: number, count: number) =>
      Promise.all(
        Array.from({ length: count }, (_, at) =>
          store.append(tenant, { name: "n", data: from + at, key: `delivery-${Math.min(from + at, 98)}` }),
        ),
      );
    await burst(0, 40);
    const stored = await burst(40, 60);
    expect(stored.filter(({ duplicate }) => duplicate)).toHaveLength(1);
    const { events } = await store.read(tenant, { limit: 100 });
    expect(events.map(({ data }) => data)).toEqual([89, 90, 91, 92, 93, 94, 95, 96, 97, 98]);
    expect(await store.append(tenant, { name: "n", data: 99 })).toMatchObject({ duplicate: false });
    expect((await store.read(tenant, { limit: 100 })).events.at(-1)?.data).toBe(99);
  });

  test("keeps no more than its limits, and says that events are gone", async () => {
    const tenant = newTenant();
    const store = await open({ maxEvents: 3 });
    const first = await store.append(tenant, { name: "n", data: 0, key: "k" });
    for (const count of [1, 2, 3, 4]) await store.append(tenant, { name: "n", data: count });
    const page = await store.read(tenant, { after: first.cursor, limit: 9 });
    expect(page.events.map(({ data }) => data)).toEqual([2, 3, 4]);
    expect(page.missed).toBe(true);
    expect(await store.append(tenant, { name: "n", data: 0, key: "k" })).toMatchObject({ duplicate: false });

    const small = await open({ maxBytes: 100 });
    const other = newTenant();
    for (let count = 0; count < 5; count += 1) await small.append(other, { name: "n", data: "x".repeat(40) });
    expect((await small.read(other, { limit: 9 })).events).toHaveLength(2);
    await expect(async () => small.append(other, { name: "n", data: "x".repeat(200) })).rejects.toThrow(
      EventTooLarge,
    );
  });

  test("forgets events and replies that are too old", async () => {
    const tenant = newTenant();
    const store = await open({ ttlMilliseconds: 60_000 });
    const { cursor } = await store.append(tenant, { name: "n", data: "old" });
    time += 40_000;
    await store.append(tenant, { name: "n", data: "new" });
    time += 30_000;
    const page = await store.read(tenant, { limit: 9 });
    expect(page.events.map(({ data }) => data)).toEqual(["new"]);
    expect(await store.read(tenant, { after: cursor, limit: 9 })).toMatchObject({ missed: false });
  });

  test("a reader waits for the next event, and is woken by it or by its signal", async () => {
    const tenant = newTenant();
    const { cursor } = await shared.append(tenant, { name: "n", data: 1 });
    const waiting = shared.changed(tenant, cursor, AbortSignal.timeout(20_000));
    await shared.append(tenant, { name: "n", data: 2 });
    await waiting;
    expect((await shared.read(tenant, { after: cursor, limit: 9 })).events).toHaveLength(1);
    await shared.changed(tenant, cursor, AbortSignal.timeout(20_000)); // it is there already
    const page = await shared.read(tenant, { limit: 9 });
    await shared.changed(tenant, page.cursor, AbortSignal.timeout(50));
  });

  test("the first reply wins, however many write at once", async () => {
    const tenant = newTenant();
    const outcomes = await Promise.all(["a", "b", "c"].map((text) => shared.reply(tenant, "call-1", text)));
    expect(outcomes.filter((outcome) => outcome === "accepted")).toHaveLength(1);
    const winner = ["a", "b", "c"][outcomes.indexOf("accepted")];
    expect(await shared.replyTo(tenant, "call-1")).toBe(winner);
    expect(await shared.replyTo(tenant, "call-2")).toBeUndefined();
    expect(await shared.replyTo(newTenant(), "call-1")).toBeUndefined();
  });

  test("a cursor that is not of this log starts at the beginning and says so", async () => {
    const tenant = newTenant();
    await shared.append(tenant, { name: "n", data: 1 });
    for (const after of ["", "x", "other.1", "0", "../../etc", "other.99999999999999999999"])
      expect(await shared.read(tenant, { after, limit: 9 })).toMatchObject({
        missed: true,
        events: [{ data: 1 }],
      });
    const { cursor } = await shared.read(tenant, { limit: 9 });
    const ahead = cursor.replace(/\d+$/, "5");
    expect(await shared.read(tenant, { after: ahead, limit: 9 })).toMatchObject({ missed: true });
  });

  test("whatever is stored is read as it was, by pages of any size, each event once", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.record({ name: fc.string({ minLength: 1, maxLength: 20 }), data: fc.jsonValue() }), {
          maxLength: 12,
        }),
        fc.integer({ min: 1, max: 5 }),
        async (events, limit) => {
          const tenant = newTenant();
          await Promise.all(events.map((event) => shared.append(tenant, event)));
          const read: unknown[] = [];
          let after: string | undefined;
          for (let hasMore = true; hasMore; ) {
            const page = await shared.read(tenant, { ...(after !== undefined && { after }), limit });
            read.push(...page.events.map(({ name, data }) => ({ name, data })));
            ({ cursor: after, hasMore } = page);
          }
          expect(read).toEqual(JSON.parse(JSON.stringify(events)));
        },
      ),
      { numRuns: 25 },
    );
  });
});

test("an address that names no store says what does", async () => {
  await expect(openStore("mysql://x")).rejects.toThrow(/use memory:, sqlite:<file> or redis:/);
});
