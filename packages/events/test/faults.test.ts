import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Redis } from "ioredis";
import { afterAll, expect, onTestFinished, test } from "vitest";
import { openStore, StoreUnavailable } from "../src/index.js";
import { surviveKills } from "./killed.js";
import { redisProgram, startRedis } from "./redis-server.js";

const folder = mkdtempSync(join(tmpdir(), "jackfield-events-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test("SQLite: no stored event is lost or doubled when the server is killed", async () => {
  const outcome = await surviveKills(
    { address: `sqlite:${join(folder, "killed.db")}` },
    { kills: 3, most: 400 },
  );
  expect(outcome).toEqual({ stored: expect.any(Number), lost: [], twice: 0 });
  expect(outcome.stored).toBeGreaterThan(300);
}, 60_000);

test("SQLite: a file that another live process owns is refused; what a dead one left behind is taken over", async () => {
  const file = join(folder, "owned.db");
  const first = await openStore(`sqlite:${file}`);
  await first.append("t", { name: "n", data: 1 });
  await expect(openStore(`sqlite:${file}`)).rejects.toThrow(
    `the event file ${file} is in use by process ${process.pid}; give each server a file of its own`,
  );
  await first.close();
  writeFileSync(`${file}.owner`, "999999 123");
  const second = await openStore(`sqlite:${file}`);
  expect((await second.read("t", { limit: 5 })).events).toHaveLength(1);
  await second.close();
});

test("SQLite: a file that is not a database, or a folder that is not there, is one line", async () => {
  const file = join(folder, "text.db");
  writeFileSync(file, "not a database, but long enough to have a header of its own".repeat(20));
  await expect(openStore(`sqlite:${file}`)).rejects.toThrow(StoreUnavailable);
  await expect(openStore(`sqlite:${join(folder, "missing", "x.db")}`)).rejects.toThrow(/^the event file .*$/);
});

test("Redis: without a server, opening says so in one line", async () => {
  await expect(openStore("redis://127.0.0.1:1")).rejects.toThrow(/^Redis is not available: [^\n]+$/);
});

test.skipIf(redisProgram === undefined)(
  "Redis: calls fail while it is down, and work again when it is back",
  async () => {
    const redis = await startRedis(redisProgram ?? "");
    onTestFinished(() => redis.close());
    const store = await openStore(redis.url);
    onTestFinished(() => store.close());
    const { cursor } = await store.append("t", { name: "n", data: 1, key: "k" });
    const waiting = store.changed("t", cursor, AbortSignal.timeout(30_000)).catch((error: unknown) => error);
    await redis.kill();
    await expect(store.append("t", { name: "n", data: 2 })).rejects.toThrow(StoreUnavailable);
    await redis.restart();
    await expect
      .poll(() => store.append("t", { name: "n", data: 1, key: "k" }), { timeout: 20_000 })
      .toMatchObject({ cursor, duplicate: true });
    await store.append("t", { name: "n", data: 3 });
    await waiting;
    expect((await store.read("t", { after: cursor, limit: 5 })).events.map(({ data }) => data)).toEqual([3]);
  },
  60_000,
);

test.skipIf(redisProgram === undefined)(
  "Redis: no stored event is lost or doubled when server and Redis are killed",
  async () => {
    const redis = await startRedis(redisProgram ?? "");
    onTestFinished(() => redis.close());
    const restart = async (): Promise<void> => {
      await redis.kill();
      await redis.restart();
    };
    const outcome = await surviveKills({ address: redis.url, restart }, { kills: 3, most: 400 });
    expect(outcome).toEqual({ stored: expect.any(Number), lost: [], twice: 0 });
    expect(outcome.stored).toBeGreaterThan(300);
  },
  60_000,
);

test.skipIf(redisProgram === undefined)(
  "Redis: two instances share a log, and one wakes the other",
  async () => {
    const redis = await startRedis(redisProgram ?? "");
    onTestFinished(() => redis.close());
    const [one, two] = [await openStore(redis.url), await openStore(redis.url)];
    onTestFinished(async () => {
      await one.close();
      await two.close();
    });
    const { cursor } = await one.append("t", { name: "n", data: 1 });
    const waiting = two.changed("t", cursor, AbortSignal.timeout(20_000));
    await one.append("t", { name: "n", data: 2 });
    await waiting;
    expect((await two.read("t", { after: cursor, limit: 5 })).events.map(({ data }) => data)).toEqual([2]);
    expect(await one.reply("t", "call", "a")).toBe("accepted");
    expect(await two.reply("t", "call", "b")).toBe("conflict");
  },
);

test.skipIf(redisProgram === undefined)(
  "Redis: events that come together are few commands, also where it has forgotten the script",
  async () => {
    const redis = await startRedis(redisProgram ?? "");
    onTestFinished(() => redis.close());
    const store = await openStore(redis.url);
    const client = new Redis(redis.url);
    onTestFinished(async () => {
      client.disconnect();
      await store.close();
    });
    const storeMany = (from: number) =>
      Promise.all(Array.from({ length: 100 }, (_, at) => store.append("t", { name: "n", data: from + at })));
    await storeMany(0);
    await client.script("FLUSH");
    await storeMany(100);
    const calls = [...(await client.info("commandstats")).matchAll(/cmdstat_eval(?:sha)?:calls=(\d+)/g)];
    expect(calls.reduce((sum, [, count]) => sum + Number(count), 0)).toBeLessThan(20);
    const { events } = await store.read("t", { limit: 1_000 });
    expect(events.map(({ data }) => data)).toEqual(Array.from({ length: 200 }, (_, at) => at));
  },
);
