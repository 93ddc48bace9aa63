import { spawnSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Client, StreamableHTTPClientTransport } from "@modelcontextprotocol/client";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { redisProgram, startRedis } from "../../events/test/redis-server.js";
import { clientKinds } from "./end-to-end.js";
import { fixture, type HttpServer, startHttp, startServer } from "./processes.js";

const environment = { FIXTURE_KEY: "canary-key-123456", FIXTURE_HOOKS: "1" };
const secret = { FIXTURE_WEBHOOK_SECRET: "a secret for addresses" };

const post = async (url: string, data: unknown): Promise<[number, string]> => {
  const reply = await fetch(url, { method: "POST", body: JSON.stringify(data) });
  return [reply.status, await reply.text()];
};

describe("on HTTP", () => {
  let server: HttpServer;
  let client: Awaited<ReturnType<(typeof clientKinds)["new client, revision 2026-07-28"]>>;
  beforeAll(async () => {
    server = await startHttp([], { ...environment, ...secret });
    client = await clientKinds["new client, revision 2026-07-28"](server.mcp);
  });
  afterAll(async () => {
    await client.close();
    await server.close();
  });
  const call = async (name: string, args: Record<string, unknown> = {}) =>
    (await client.callTool({ name, arguments: args })).structuredContent;
  const addressOf = async (webhook: string): Promise<string> => {
    const content = await call("get_webhook_address", { webhook });
    return String(Reflect.get(content ?? {}, "url"));
  };

  it("lists the tools of events among the others, as tools that change nothing", async () => {
    const { tools } = await client.listTools();
    const names = ["broken", "createThing", "getThing", "get_webhook_address", "list_events", "shout"];
    expect(tools.map(({ name }) => name)).toEqual([...names, "wait_for_events"]);
    const list = tools.find(({ name }) => name === "list_events");
    expect(list).toMatchObject({ annotations: { readOnlyHint: true, openWorldHint: false } });
    expect(list?.description).toContain("thing.made");
  });

  it("wakes a waiting caller with a webhook, once for one sent twice, and keeps its address out of the log", async () => {
    const url = await addressOf("thing-made");
    expect(url).toMatch(new RegExp(`^${server.origin}/webhooks/[\\w.-]+/thing-made$`));
    const waiting = call("wait_for_events", { seconds: 30, names: ["thing.made"] });
    // Nobody outside knows when the caller has begun to wait, so events come until one of them wakes it.
    const sending = (async () => {
      for (let id = 1; id <= 100; id += 1) {
        expect(await post(url, { id })).toEqual([204, ""]);
        expect(await post(url, { id })).toEqual([204, ""]);
        const waited = await Promise.race([waiting, new Promise((done) => setTimeout(done, 20))]);
        if (waited !== undefined) return;
      }
    })();
    const woken = await waiting;
    await sending;
    expect(woken).toMatchObject({ events: [{ name: "thing.made" }] });
    const all = await call("list_events", { limit: 100 });
    const ids = (Reflect.get(all ?? {}, "events") as { data: { id: number } }[]).map(({ data }) => data.id);
    expect(ids).toEqual(ids.map((_, at) => at + 1));
    const rest = await call("list_events", { cursor: String(Reflect.get(all ?? {}, "cursor")) });
    expect(rest).toMatchObject({ events: [], hasMore: false });
    expect((await fetch(url.replace("thing-made", "other"), { method: "POST" })).status).toBe(404);
    expect(server.log.join("\n")).not.toContain(new URL(url).pathname.split("/")[2]);
  });

  it("answers a live webhook", async () => {
    expect(await post(await addressOf("ring"), { call: "c1" })).toEqual([200, "please hold"]);
  });

  it("shows a long page in parts that a client can take", async () => {
    const url = await addressOf("ring");
    const start = Reflect.get((await call("list_events", { limit: 100 })) ?? {}, "cursor");
    for (const size of [20_000, 20_000, 40_000]) await post(url, { call: "x".repeat(size) });
    const sizes: number[] = [];
    for (let cursor = start, more: unknown = true; more === true; ) {
      const page = await call("list_events", { cursor: String(cursor) });
      sizes.push(JSON.stringify(page).length);
      ({ cursor, hasMore: more } = page as { cursor: unknown; hasMore: unknown }); // as the tool answers
    }
    expect(sizes).toHaveLength(3);
    expect(Math.max(...sizes)).toBeLessThan(36_000);
  });
});

describe.skipIf(redisProgram === undefined)("two instances for several tenants, with a Redis", () => {
  const folder = mkdtempSync(join(tmpdir(), "jackfield-tenants-"));
  const file = join(folder, "tenants");
  const FIXTURE_TENANTS_KEY = randomBytes(32).toString("base64");
  let redis: Awaited<ReturnType<typeof startRedis>>;
  let servers: readonly HttpServer[] = [];
  beforeAll(async () => {
    redis = await startRedis(redisProgram ?? "");
    for (const id of ["ann", "bob"]) {
      const args = [fixture, "tenants", "add", id, "--principal", `bearer#${id}`, "--tenants", file];
      spawnSync(process.execPath, args, { env: { ...process.env, FIXTURE_TENANTS_KEY } });
    }
    const bearers = ["--bearer", "ann=T_ANN", "--bearer", "bob=T_BOB"];
    const shared = ["--tenants", file, "--events", redis.url, ...bearers];
    const tokens = { T_ANN: "shared-token-of-ann", T_BOB: "shared-token-of-bob" };
    const around = { ...environment, ...secret, FIXTURE_TENANTS_KEY, ...tokens };
    servers = await Promise.all([
      startHttp(shared, around),
      startHttp([...shared, "--mode", "search"], around),
    ]);
  }, 60_000);
  afterAll(async () => {
    for (const server of servers) await server.close();
    await redis.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const connect = async (server: HttpServer | undefined, name: string) => {
    const client = new Client({ name, version: "1" }, { versionNegotiation: { mode: "auto" } });
    const headers = { authorization: `Bearer shared-token-of-${name}` };
    if (server === undefined) throw new Error("there is no such instance");
    await client.connect(new StreamableHTTPClientTransport(server.mcp, { requestInit: { headers } }));
    const call = async (tool: string, args: Record<string, unknown> = {}) =>
      (await client.callTool({ name: tool, arguments: args })).structuredContent;
    return { client, call };
  };

  it("wakes the tenant that a webhook is for, at whichever instance it arrives, and no other", async () => {
    const [first, second] = servers;
    const [ann, bob] = [await connect(first, "ann"), await connect(first, "bob")];
    const { url } = (await ann.call("get_webhook_address", { webhook: "thing-made" })) as { url: string };
    const other = (await bob.call("get_webhook_address", { webhook: "thing-made" })) as { url: string };
    expect(other.url).not.toBe(url);
    const elsewhere = url.replace(first?.origin ?? "", second?.origin ?? "");
    const cursor = String(Reflect.get((await ann.call("list_events")) ?? {}, "cursor"));
    const waiting = ann.call("wait_for_events", { cursor, seconds: 30 });
    expect(await post(elsewhere, { id: "for ann" })).toEqual([204, ""]);
    expect(await waiting).toMatchObject({ events: [{ data: { id: "for ann" } }] });
    expect(await bob.call("list_events")).toMatchObject({ events: [] });
    // What tells the tenant, of one address, and the proof of another.
    const [own = "", strange = ""] = [url, other.url].map((one) => one.split("/").at(-2));
    const forged = url.replace(own, `${own.split(".")[0]}.${strange.split(".")[1]}`);
    expect(await post(forged, { id: "forged" })).toEqual([404, ""]);
  });

  it("has the tools of events in search mode too, as tools of their own", async () => {
    const { client, call } = await connect(servers[1], "ann");
    const names = (await client.listTools()).tools.map(({ name }) => name);
    expect(names).toEqual(
      expect.arrayContaining(["call_tool", "get_webhook_address", "list_events", "search_tools"]),
    );
    expect(names).not.toContain("getThing");
    expect(await call("list_events")).toMatchObject({ events: [{ name: "thing.made" }] });
  });
});

describe("on standard input and output", () => {
  const folder = mkdtempSync(join(tmpdir(), "jackfield-events-"));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const start = async (args: readonly string[] = []) => {
    const server = startServer(["--events-port", "0", ...args], { ...environment, ...secret });
    onTestFinished(() => void server.child.kill("SIGKILL"));
    await server.initialize();
    server.call("address", "get_webhook_address", { webhook: "thing-made" });
    const { result } = await server.reply("address");
    const content = (result as { structuredContent: { url: string } }).structuredContent;
    return { server, url: content.url };
  };

  it("keeps what it has acknowledged, and its addresses, over a kill", async () => {
    const args = ["--events", `sqlite:${join(folder, "events.db")}`];
    const first = await start(args);
    expect(new URL(first.url).hostname).toBe("127.0.0.1");
    expect(await post(first.url, { id: 7 })).toEqual([204, ""]);
    first.server.child.kill("SIGKILL");
    await first.server.exited;
    const second = await start(args);
    expect(new URL(second.url).pathname).toBe(new URL(first.url).pathname);
    second.server.call("list", "list_events", {});
    expect(await second.server.reply("list")).toMatchObject({
      result: { structuredContent: { events: [{ name: "thing.made", data: { id: 7 } }] } },
    });
    const third = startServer(args, { ...environment, ...secret });
    expect(await third.exited).toBe(2);
    expect(third.log).toEqual([
      expect.stringMatching(/^fixture: --events: the event file .* in use by process/),
    ]);
    second.server.stdin.end();
    expect(await second.server.exited).toBe(0);
  });

  it("receives nothing and lists no tools of events unless it is asked to", async () => {
    const server = startServer([], environment);
    onTestFinished(() => void server.child.kill("SIGKILL"));
    await server.initialize();
    server.send({ jsonrpc: "2.0", id: 1, method: "tools/list" });
    expect(JSON.stringify(await server.reply(1))).not.toContain("events");
    server.stdin.end();
    await once(server.child, "close");
  });

  it.each<[readonly string[], Record<string, string>, string]>([
    [["--events", "mysql:x"], {}, "--events must be memory, sqlite:<file>, redis://host or none."],
    [["--events-port", "x"], {}, '--events-port must be a number from 0 to 65535, got "x".'],
    [["--transport", "http", "--events-port", "1"], {}, "with HTTP webhooks arrive on --port."],
    [["--events-port", "0"], { FIXTURE_WEBHOOK_SECRET: "short" }, "must hold at least 16 characters."],
  ])("%j: one line and exit code 2", async (args, more, line) => {
    const server = startServer(args, { ...environment, ...more });
    expect(await server.exited).toBe(2);
    expect(server.log).toEqual([expect.stringContaining(line)]);
  });
});
