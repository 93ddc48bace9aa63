import { existsSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { afterQuiet, fileWatcher } from "./watch.js";

/** Waits that end when the test says so. */
const hourglass = () => {
  const sleepers = new Set<() => void>();
  return {
    sleep: (_: number, signal: AbortSignal) =>
      new Promise<void>((resolve, reject) => {
        sleepers.add(resolve);
        signal.addEventListener("abort", () => {
          sleepers.delete(resolve);
          reject(signal.reason);
        });
      }),
    async turn(): Promise<void> {
      for (const wake of sleepers) wake();
      sleepers.clear();
      await new Promise((resolve) => setImmediate(resolve));
    },
    sleepers: () => sleepers.size,
  };
};

test("many changes in a row are one piece of work", async () => {
  const glass = hourglass();
  let count = 0;
  const changes = afterQuiet(async () => {
    count += 1;
  }, glass.sleep);
  for (let n = 0; n < 50; n += 1) changes.changed();
  expect([glass.sleepers(), count]).toEqual([1, 0]);
  await glass.turn();
  expect(count).toBe(1);
  changes.changed();
  await glass.turn();
  expect(count).toBe(2);
});

test("changes during the work bring it once more, and never beside itself", async () => {
  const glass = hourglass();
  const events: string[] = [];
  const ends: (() => void)[] = [];
  const changes = afterQuiet(async () => {
    events.push("begin");
    await new Promise<void>((resolve) => ends.push(resolve));
    events.push("end");
  }, glass.sleep);
  changes.changed();
  await glass.turn();
  for (let n = 0; n < 3; n += 1) {
    changes.changed();
    await glass.turn();
  }
  expect(events).toEqual(["begin"]);
  ends.shift()?.();
  await glass.turn();
  expect(events).toEqual(["begin", "end", "begin"]);
  changes.changed();
  const ended = changes.end();
  ends.shift()?.();
  await ended;
  await glass.turn();
  expect(events).toEqual(["begin", "end", "begin", "end"]);
});

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "jackfield-watch-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

const contentOf = (path: string): string => (existsSync(path) ? readFileSync(path, "utf8") : "gone");

/** What somebody reads who reads after each change. */
const reading = (file: string) => {
  let seen = "";
  let wake = (): void => undefined;
  const changes = afterQuiet(async () => {
    seen = contentOf(file);
    wake();
  });
  const watcher = fileWatcher({
    onChange: changes.changed,
    onError: (error) => {
      throw error;
    },
  });
  return {
    watch: (since: number) => watcher.watch(new Set([file]), since),
    async sees(text: string): Promise<void> {
      while (seen !== text)
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
    },
    async end(): Promise<void> {
      await watcher.close();
      await changes.end();
    },
  };
};

test("hears of a file that is written, renamed into place, deleted and made again", async () => {
  const file = join(folder, "api.yaml");
  writeFileSync(file, "first");
  const reader = reading(file);
  await reader.watch(Date.now() + 60_000);
  for (let round = 0; round < 3; round += 1) {
    writeFileSync(file, `written ${round}`);
    await reader.sees(`written ${round}`);
    writeFileSync(`${file}.part`, `renamed ${round}`);
    renameSync(`${file}.part`, file);
    await reader.sees(`renamed ${round}`);
    rmSync(file);
    await reader.sees("gone");
    for (let n = 0; n <= 20; n += 1) writeFileSync(file, `made ${round}, ${n} times`);
    await reader.sees(`made ${round}, 20 times`);
  }
  await reader.end();
});

test("hears of a file that was not there, and of one that changed before the watch began", async () => {
  const later = join(folder, "later.yaml");
  const early = join(folder, "early.yaml");
  writeFileSync(early, "changed after it was read");
  const readers = [reading(early), reading(later)] as const;
  for (const one of readers) await one.watch(Date.now() - 60_000);
  await readers[0].sees("changed after it was read");
  writeFileSync(later, "here");
  await readers[1].sees("here");
  for (const one of readers) await one.end();
});
