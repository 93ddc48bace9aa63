import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { GatewaySettings } from "../config/types.js";
import { Refusal } from "../refusal.js";
import type { Connection } from "./connection.js";
import { createServers, type ServerFace, type ServerNews, type Servers } from "./servers.js";

const settings: GatewaySettings = {
  toolName: "mcp",
  split: false,
  allowLogin: true,
  idleTtlSecs: 0,
  maxConcurrentServers: 2,
  breaker: { threshold: 3, cooldownSecs: 60 },
};
const face = (name: string, more: Partial<ServerFace> = {}): ServerFace => ({
  name,
  transport: "http",
  auth: "auto",
  description: undefined,
  timeout: 1_000,
  offered: () => true,
  blocked: undefined,
  fault: undefined,
  ...more,
});

let now: number;
let dials: string[];
let closed: string[];
let woken: string[];
let lists: number;
let news: (one: ServerNews) => void;
let dialing: (name: string) => Promise<void>;
let servers: Servers;

const make = (more: Partial<GatewaySettings> = {}, all = ["a", "b", "c"].map((name) => face(name))): void => {
  servers = createServers({
    faces: all,
    settings: { ...settings, ...more },
    clock: { now: () => 0, steady: () => now, sleep: () => new Promise(() => undefined) },
    loginPending: (name) => name === "pending",
    async dial(name, onNews) {
      dials.push(name);
      news = onNews;
      await dialing(name);
      const connection: Connection = {
        welcome: { instructions: `about ${name}` },
        async ask(method) {
          if (method === "tools/list") lists += 1;
          return { jsonrpc: "2.0", id: 1, result: { tools: [{ name: "z" }, { name: "hidden" }] } };
        },
        woke: () => void woken.push(name),
        close: async () => void closed.push(name),
      };
      return connection;
    },
  });
};
const touch = (name: string) => servers.use(name, async () => name);
const failing = (name: string, refusal: Refusal) =>
  servers.use(name, async () => {
    throw refusal;
  });

beforeEach(() => {
  now = 0;
  dials = [];
  closed = [];
  woken = [];
  lists = 0;
  dialing = async () => undefined;
  make();
});
afterEach(() => servers.close());

test("a server is connected when it is needed, once for all who need it", async () => {
  expect(servers.status("a").status).toBe("idle");
  const both = Promise.all([touch("a"), touch("a")]);
  expect(servers.status("a").status).toBe("connecting");
  await both;
  expect([dials, servers.status("a").status]).toEqual([["a"], "connected"]);
});

test("a login in the middle of a dial leaves one connection, and closes the other", async () => {
  let go: () => void = () => undefined;
  dialing = () =>
    new Promise((resolve) => {
      go = resolve;
      dialing = async () => undefined;
    });
  const first = touch("a");
  await Promise.resolve();
  await servers.forget("a");
  go();
  await first;
  expect([dials, closed, servers.status("a").status]).toEqual([["a", "a"], ["a"], "connected"]);
});

test("the least recently used idle one makes room; a busy one does not", async () => {
  await touch("a");
  now += 1;
  let finish: () => void = () => undefined;
  const busy = servers.use(
    "a",
    () =>
      new Promise<void>((resolve) => {
        finish = resolve;
      }),
  );
  now += 1;
  await touch("b");
  now += 1;
  await touch("c");
  expect(closed).toEqual(["b"]);
  finish();
  await busy;
});

test("an idle one is let go after its time, and its tools stay known", async () => {
  make({ idleTtlSecs: 0.2 });
  await servers.tools("a");
  now += 1_000;
  const deadline = performance.now() + 5_000;
  while (closed.length === 0 && performance.now() < deadline)
    await new Promise((resolve) => setTimeout(resolve, 10));
  expect(closed).toEqual(["a"]);
  expect(servers.status("a")).toMatchObject({ status: "idle", toolCount: 2 });
});

test("tools are listed once, until the server says that they have changed", async () => {
  make({}, [face("a", { offered: (tool) => tool !== "hidden" })]);
  expect(await servers.tools("a")).toEqual([{ name: "z" }]);
  await servers.tools("a");
  expect(lists).toBe(1);
  news({ method: "notifications/tools/list_changed", params: {} });
  await servers.tools("a");
  expect(lists).toBe(2);
});

test("after a sleep those that are connected look after their connections", async () => {
  await touch("a");
  servers.woke();
  expect([woken, dials]).toEqual([["a"], ["a"]]);
});

describe("what goes wrong", () => {
  const broken = new Refusal("unreachable", "it broke");
  test("a fault of the transport drops the connection; the next use connects again", async () => {
    await touch("a");
    await expect(failing("a", broken)).rejects.toThrow("it broke");
    expect([closed, servers.status("a")]).toMatchObject([["a"], { status: "failed", lastError: "it broke" }]);
    await touch("a");
    expect(dials).toEqual(["a", "a"]);
    expect(servers.status("a")).toMatchObject({ status: "connected", lastError: undefined });
  });

  test("three in a row open the circuit, of that server only", async () => {
    for (let time = 0; time < 3; time += 1) await expect(failing("a", broken)).rejects.toThrow();
    await expect(touch("a")).rejects.toThrow("retry in 60 s");
    expect(servers.status("a").status).toBe("circuit_open");
    await touch("b");
    now += 60_000;
    await touch("a");
    expect(servers.status("a").status).toBe("connected");
  });

  test.each([
    ["a login", new Refusal("login-needed", "log in"), "needs_auth"],
    ["a cancellation", new Refusal("timeout", "cancelled", { cancelled: true }), "connected"],
    ["arguments that are refused", new Refusal("filtered", "no"), "connected"],
  ])("%s does not count", async (_, refusal, status) => {
    for (let time = 0; time < 5; time += 1) await expect(failing("a", refusal)).rejects.toThrow();
    expect(servers.status("a")).toMatchObject({ status, breaker: "closed" });
  });

  test("what may not be used says why, and is not dialled", async () => {
    make({}, [
      face("u", { blocked: "untrusted" }),
      face("d", { blocked: "disabled" }),
      face("f", { fault: "server f needs the variable X" }),
      face("pending"),
    ]);
    await expect(touch("u")).rejects.toThrow("list --approve u");
    await expect(touch("d")).rejects.toThrow("switched off");
    await expect(touch("f")).rejects.toThrow("the variable X");
    await expect(touch("nobody")).rejects.toThrow("There is no server nobody; there are: u, d, f, pending");
    expect(["u", "d", "f", "pending"].map((name) => servers.status(name).status)).toEqual([
      "untrusted",
      "disabled",
      "failed",
      "login_pending",
    ]);
    expect(dials).toEqual([]);
  });
});
