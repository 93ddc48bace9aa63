import { once } from "node:events";
import { request as httpRequest, type ServerResponse } from "node:http";
import { connect } from "node:net";
import { text } from "node:stream/consumers";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { clientKinds, endToEnd } from "./end-to-end.js";
import { type Api, type HttpServer, startHoldingApi, startHttp, startServer } from "./processes.js";

const held: ServerResponse[] = [];
let api: Api;
let server: HttpServer;

beforeAll(async () => {
  api = await startHoldingApi(held);
  server = await startHttp(["--base-url", `${api.url}/v1`], { FIXTURE_KEY: "canary-key-123456" });
});
afterAll(async () => {
  await server.close();
  await api.close();
});

describe("one instance", () =>
  endToEnd({ mcp: () => server.mcp, held, tools: ["broken", "createThing", "getThing", "shout"] }));

it("answers revision 2026-07-28 with a list that only the caller may keep", async () => {
  const client = await clientKinds["new client, revision 2026-07-28"](server.mcp);
  expect(client.getNegotiatedProtocolVersion()).toBe("2026-07-28");
  expect(await client.listTools()).toMatchObject({ ttlMs: 3_600_000, cacheScope: "private" });
  await client.close();
});

const post = (body: string, headers: Record<string, string> = {}) =>
  fetch(server.mcp, {
    method: "POST",
    body,
    headers: {
      "content-type": "application/json",
      accept: "application/json, text/event-stream",
      ...headers,
    },
  });
const list = JSON.stringify({ jsonrpc: "2.0", id: 1, method: "tools/list" });

it("keeps idle connections longer than the proxies before it do", async () => {
  const { headers } = await fetch(`${server.origin}/healthz`);
  expect(headers.get("keep-alive")).toBe("timeout=75");
});

describe("requests that are refused", () => {
  it.each<[string, () => Promise<Response>, number]>([
    ["not JSON", () => post("{"), 400],
    ["another content type", () => post(list, { "content-type": "text/plain" }), 415],
    ["more than 4 MB", () => post(`"${"x".repeat(5_000_000)}"`), 413],
    ["no session and no initialize", () => post(list), 400],
    ["a session that was never opened", () => post(list, { "mcp-session-id": "made-up" }), 404],
    ["another origin", () => post(list, { origin: "https://evil.example" }), 403],
    ["the opaque origin", () => post(list, { origin: "null" }), 403],
    ["another path", () => fetch(`${server.origin}/other`), 404],
  ])("%s", async (_, send, status) => {
    expect((await send()).status).toBe(status);
  });

  it.each(["HEAD", "OPTIONS", "PATCH", "PUT"])("the method %s, with those that are taken", async (method) => {
    const { status, headers } = await fetch(server.mcp, { method });
    expect([status, headers.get("allow")]).toEqual([405, "GET, POST, DELETE"]);
  });

  it.each([
    ["POST", "/mcp"],
    ["GET", "/metrics"],
  ])("another host: a name that was bound to this address, %s %s", async (method, path) => {
    const { port } = new URL(server.origin);
    const headers = { host: `evil.example:${port}`, "content-type": "application/json" };
    const request = httpRequest({ port, host: "127.0.0.1", path, method, headers });
    request.end(method === "POST" ? list : undefined);
    const [response] = await once(request, "response");
    expect(response.statusCode).toBe(403);
    response.resume();
  });

  it("headers that are too long", async () => {
    const { port } = new URL(server.origin);
    const socket = connect(Number(port), "127.0.0.1");
    socket.write(`GET /mcp HTTP/1.1\r\nhost: 127.0.0.1\r\nx: ${"y".repeat(20_000)}\r\n\r\n`);
    expect(await text(socket)).toContain("431");
  });
});

it("tells its health, its figures and its card", async () => {
  const get = async (path: string) => fetch(server.origin + path);
  expect(await (await get("/healthz")).json()).toEqual({ status: "ok" });
  expect(await (await get("/readyz")).json()).toEqual({ status: "ready" });
  const figures = await (await get("/metrics")).text();
  expect(figures).toMatch(/mcp_tool_calls_total\{tool="getThing",outcome="ok"\} \d+/);
  expect(figures).not.toContain("canary");
  const card = await get("/mcp/server-card");
  expect(card.headers.get("content-type")).toBe("application/mcp-server-card+json");
  expect(await card.json()).toMatchObject({ name: "fixture", remotes: [{ url: server.mcp.href }] });
  const tag = card.headers.get("etag") ?? "";
  const again = await fetch(`${server.origin}/mcp/server-card`, { headers: { "if-none-match": tag } });
  expect(again.status).toBe(304);
  expect(await (await get("/.well-known/ai-catalog.json")).json()).toMatchObject({
    specVersion: "1.0",
    entries: [{ url: `${server.mcp.href}/server-card` }],
  });
});

it.each(["SIGTERM", "SIGHUP"] as const)(
  "lets a running call finish when it is asked to end by %s, and shows no secret in its log",
  async (signal) => {
    const own = await startHttp(["--base-url", `${api.url}/v1`], { FIXTURE_KEY: "canary-key-123456" });
    const client = await clientKinds["new client, revision 2026-07-28"](own.mcp);
    const before = held.length;
    const call = client.callTool({ name: "getThing", arguments: { id: "slow" } });
    await expect.poll(() => held.length, { timeout: 10_000 }).toBe(before + 1);
    own.signal(signal);
    await expect.poll(() => own.log.join("\n"), { timeout: 10_000 }).toContain("shutting down");
    await expect(fetch(`${own.origin}/healthz`)).rejects.toThrow();
    held.at(-1)?.setHeader("content-type", "application/json").end('{"late":true}');
    expect((await call).structuredContent).toEqual({ late: true });
    expect(await own.exited).toBe(0);
    for (const line of own.log) expect(JSON.parse(line)).toMatchObject({ name: "fixture" });
    expect(own.log.join("\n")).not.toContain("canary");
  },
);

it("goes on serving while it is not ready any more, until others have taken over", async () => {
  const own = await startHttp(["--base-url", `${api.url}/v1`, "--shutdown-delay", "60"], {
    FIXTURE_KEY: "canary-key-1",
  });
  const client = await clientKinds["new client, revision 2026-07-28"](own.mcp);
  own.signal("SIGTERM");
  await expect.poll(async () => (await fetch(`${own.origin}/readyz`)).status, { timeout: 10_000 }).toBe(503);
  expect((await client.callTool({ name: "getThing", arguments: { id: "1" } })).isError).toBeUndefined();
  // A second signal ends the wait.
  own.signal("SIGTERM");
  expect(await own.exited).toBe(0);
});

describe("a command line that cannot be served", () => {
  it.each<[string, () => readonly string[], RegExp]>([
    ["a port in use", () => ["--port", new URL(server.origin).port], /^fixture: port \d+ .* is in use/],
    ["no port", () => ["--port", "http"], /--port must be a number/],
    ["an address beyond this machine", () => ["--host", "0.0.0.0"], /--allow-anonymous/],
    ["no public URL", () => ["--host", "0.0.0.0", "--allow-anonymous"], /--public-url/],
    ["a path of its own", () => ["--path", "/healthz"], /--path \/healthz is taken/],
    ["a path below one of its own", () => ["--path", "/.well-known/mcp"], /\/\.well-known\/mcp is taken/],
    ["the path of SSE", () => ["--transport", "sse", "--path", "/sse"], /--path \/sse is taken/],
    ["another transport", () => ["--transport", "carrier"], /must be stdio, http or sse/],
  ])("%s", async (_, args, line) => {
    const process_ = startServer(["--transport", "http", ...args()], {});
    expect(await process_.exited).toBe(2);
    expect(process_.log).toEqual([expect.stringMatching(line)]);
  });
});

it.each([
  [{ FIXTURE_PORT: "http" }, /^fixture: FIXTURE_PORT must be a number/],
  [{ FIXTURE_TRANSPORT: "carrier" }, /^fixture: FIXTURE_TRANSPORT must be stdio, http or sse/],
  [{ FIXTURE_BASE_URL: "mcp" }, /^fixture: FIXTURE_BASE_URL must be an http or https URL/],
  [{ JACKFIELD_REDIS: "here" }, /^fixture: JACKFIELD_REDIS must be a URL/],
])("a variable that cannot be used is named: %j", async (environment, line) => {
  const process_ = startServer([], { FIXTURE_TRANSPORT: "http", ...environment });
  expect(await process_.exited).toBe(2);
  expect(process_.log).toEqual([expect.stringMatching(line)]);
});

it("says at its start that Redis does not answer, in one line, and serves", async () => {
  const own = await startHttp(["--redis", "redis://127.0.0.1:1"]);
  try {
    await expect
      .poll(() => own.log.filter((line) => line.includes("Redis does not answer")), { timeout: 10_000 })
      .toEqual([expect.stringMatching(/"level":40,.*calls that need it are refused until it does/)]);
    expect((await fetch(`${own.origin}/readyz`)).status).toBe(503);
  } finally {
    await own.close();
  }
});

/** What a process has loaded is in its log. */
const loadsAreLogged = (): Record<string, string> => {
  const hook = `import fs from "node:fs";export const resolve=async(s,c,n)=>{const r=await n(s,c);fs.writeSync(2,r.url+"\\n");return r}`;
  const register = `import{register}from"node:module";register(${JSON.stringify(`data:text/javascript,${encodeURIComponent(hook)}`)})`;
  return { NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(register)}` };
};

it.each([
  ["http", false],
  ["sse", true],
])(
  "with --transport %s the transport of 2024-11-05 is loaded with its first client: %s",
  async (transport, isLoaded) => {
    const own = await startHttp(["--transport", transport], loadsAreLogged());
    try {
      const loaded = () => own.log.some((line) => line.includes("/server-legacy/"));
      expect(loaded()).toBe(false);
      const gone = new AbortController();
      await fetch(`${own.origin}/sse`, { signal: gone.signal });
      gone.abort();
      await fetch(`${own.origin}/healthz`);
      expect(loaded()).toBe(isLoaded);
    } finally {
      await own.close();
    }
  },
);

it("loads nothing of HTTP on standard input and output", async () => {
  const own = startServer([], loadsAreLogged());
  await own.initialize();
  own.stdin.end();
  expect(await own.exited).toBe(0);
  const loaded = own.log.join("\n");
  expect(loaded).toContain("/runtime/dist/mcp/server.js");
  expect(loaded).not.toMatch(
    /\/(hono|node-server|jose|pino|prom-client|ioredis|undici|@opentelemetry|host\/dist\/http)\//,
  );
});
