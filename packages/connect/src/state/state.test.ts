import { spawn } from "node:child_process";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { systemClock } from "../clock.js";
import { createLog } from "../log.js";
import { openState, replaceFile, type StateFolder } from "./folder.js";
import { serverKey } from "./key.js";
import { locksIn, takeLock } from "./lock.js";

let home: string;
let lines: string[];
let state: StateFolder;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), "jackfield-state-"));
  lines = [];
  state = openState(home, createLog({ level: "debug", write: (line) => void lines.push(line) }));
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

const file = "auth/x.json";
const path = () => join(home, file);

describe("a file", () => {
  test("comes back as it was written, for its owner only, whatever the umask", () => {
    const before = process.umask(0);
    state.write(file, { token: "t", n: 1 });
    process.umask(before);
    expect(state.read(file)).toEqual({ schema: 1, token: "t", n: 1 });
    expect(statSync(path()).mode & 0o777).toBe(0o600);
    expect(statSync(join(home, "auth")).mode & 0o777).toBe(0o700);
    expect(readdirSync(join(home, "auth"))).toEqual(["x.json"]);
  });

  test.each(["", "{", "[]", "null", '{"a":1}', '{"schema":0}', '{"schema":"1"}'])(
    "that holds %j is put aside",
    (text) => {
      replaceFile(path(), text);
      expect(state.read(file)).toBeUndefined();
      expect(readdirSync(join(home, "auth"))).toEqual([expect.stringMatching(/^x\.json\.corrupt-\d+$/)]);
      expect(lines.join("")).toContain("is damaged");
      state.write(file, { fine: true });
      expect(state.read(file)).toEqual({ schema: 1, fine: true });
    },
  );

  test("of a newer version is read and not overwritten", () => {
    replaceFile(path(), '{"schema":7,"token":"t","later":{}}');
    expect(state.read(file)).toMatchObject({ token: "t" });
    expect(() => state.write(file, { token: "u" })).toThrow("newer version");
    expect(readFileSync(path(), "utf8")).toContain('"schema":7');
  });

  test("that others could read is closed, with a warning", () => {
    state.write(file, { a: 1 });
    chmodSync(path(), 0o640);
    expect(state.read(file)).toMatchObject({ a: 1 });
    expect(statSync(path()).mode & 0o777).toBe(0o600);
    expect(lines.join("")).toContain("0600");
  });

  test("left half written an hour ago is swept away; a fresh one is not", () => {
    mkdirSync(join(home, "auth"), { recursive: true });
    const old = join(home, "auth", "x.json.1.1.tmp");
    const fresh = join(home, "auth", "y.json.2.1.tmp");
    writeFileSync(old, "");
    writeFileSync(fresh, "");
    const ago = new Date(Date.now() - 2 * 3_600_000);
    utimesSync(old, ago, ago);
    state.write(file, {});
    expect([existsSync(old), existsSync(fresh)]).toEqual([false, true]);
  });

  test("that cannot be written is an error that names it", () => {
    writeFileSync(join(home, "auth"), "in the way");
    expect(() => state.write(file, {})).toThrow(/auth\/x\.json cannot be written/);
  });
});

describe("a lock", () => {
  const take = (wait = 0) => takeLock(state, "k.refresh", { clock: systemClock, wait });
  const lockPath = () => join(home, "locks", "k.refresh.lock");
  const plant = (holder: object): void => {
    mkdirSync(join(home, "locks"), { recursive: true });
    const base = {
      pid: process.pid,
      startTicks: null,
      host: hostname(),
      bootId: null,
      nonce: "n",
      purpose: "p",
      acquiredAt: 0,
    };
    writeFileSync(lockPath(), JSON.stringify({ ...base, ...holder }));
  };

  test("is held by one, and free again afterwards", async () => {
    const lock = await take();
    expect(lock).toBeDefined();
    expect(await take()).toBeUndefined();
    const waiting = take(5_000);
    lock?.release();
    const next = await waiting;
    expect(next).toBeDefined();
    next?.release();
    expect(existsSync(lockPath())).toBe(false);
  });

  test("of a process that is dead, of one that began at another time, and of another boot is taken over", async () => {
    const dead = spawn(process.execPath, ["-e", "0"]);
    await new Promise((resolve) => dead.once("exit", resolve));
    for (const holder of [{ pid: dead.pid }, { startTicks: "1" }, { bootId: "another" }]) {
      plant(holder);
      expect(locksIn(state)).toMatchObject([{ name: "k.refresh", stale: true }]);
      const lock = await take();
      expect(lock).toBeDefined();
      lock?.release();
    }
  });

  test("of a living process, or on another machine, is not taken over", async () => {
    for (const holder of [{}, { host: "elsewhere", pid: 1 }]) {
      plant(holder);
      expect(await take(200)).toBeUndefined();
      expect(locksIn(state)).toMatchObject([{ stale: false }]);
    }
  });

  test("whose holder is alive and stuck is taken over after 10 s of watching", async () => {
    plant({});
    let steady = 0;
    const clock = {
      now: () => 0,
      steady: () => steady,
      sleep: async () => {
        steady += 1_000;
      },
    };
    const lock = await takeLock(state, "k.refresh", { clock, wait: 60_000 });
    expect(lock).toBeDefined();
    expect(steady).toBeGreaterThan(10_000);
    expect(steady).toBeLessThan(13_000);
    lock?.release();
  });

  test("is never held twice, however many want it", async () => {
    let inside = 0;
    let most = 0;
    let times = 0;
    const worker = async (): Promise<void> => {
      const lock = await take(20_000);
      if (lock === undefined) return;
      inside += 1;
      most = Math.max(most, inside);
      times += 1;
      await systemClock.sleep(2);
      inside -= 1;
      lock.release();
    };
    await Promise.all(Array.from({ length: 25 }, worker));
    expect([most, times]).toEqual([1, 25]);
  });
});

test("the key of a server ignores what may change and tells apart what may not share a login", () => {
  const base = {
    url: new URL("https://a.example.com/mcp"),
    resource: undefined,
    clientId: undefined,
    session: undefined,
  };
  const key = serverKey(base);
  expect(key).toMatch(/^[0-9a-f]{32}$/);
  expect(serverKey({ ...base, url: new URL("https://A.example.com:443/mcp#x") })).toBe(key);
  const others = [
    { ...base, url: new URL("https://a.example.com/mcp2") },
    { ...base, resource: "https://r" },
    { ...base, clientId: "c" },
    { ...base, session: "s" },
  ].map(serverKey);
  expect(new Set([key, ...others]).size).toBe(5);
});
