import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { surviveKills } from "./killed.js";
import { redisProgram, startRedis } from "./redis-server.js";

const load = { kills: 20, most: 10_000 };

test("SQLite: 10,000 events over 20 kills, none lost, none twice", async () => {
  const folder = mkdtempSync(join(tmpdir(), "jackfield-events-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const outcome = await surviveKills({ address: `sqlite:${join(folder, "soak.db")}` }, load);
  console.log("SQLite", outcome);
  expect(outcome).toMatchObject({ lost: [], twice: 0 });
});

test("Redis: 10,000 events over 20 kills of writer and Redis, none lost, none twice", async () => {
  if (redisProgram === undefined) throw new Error("redis-server is not installed");
  const redis = await startRedis(redisProgram);
  onTestFinished(() => redis.close());
  const restart = async (): Promise<void> => {
    await redis.kill();
    await redis.restart();
  };
  const outcome = await surviveKills({ address: redis.url, restart }, load);
  console.log("Redis", outcome);
  expect(outcome).toMatchObject({ lost: [], twice: 0 });
});
