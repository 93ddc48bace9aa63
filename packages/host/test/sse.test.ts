import type { ServerResponse } from "node:http";
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { SSEClientTransport } from "@modelcontextprotocol/sdk/client/sse.js";
import { ElicitRequestSchema } from "@modelcontextprotocol/sdk/types.js";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { endToEnd } from "./end-to-end.js";
import { type Api, type HttpServer, startHoldingApi, startHttp } from "./processes.js";

const held: ServerResponse[] = [];
let api: Api;
let server: HttpServer;
const tokenOf = (name: string): string => `shared-token-of-${name}`;

const start = (...args: readonly string[]): Promise<HttpServer> =>
  startHttp(["--base-url", `${api.url}/v1`, "--bearer", "ann=T_ANN", "--bearer", "bob=T_BOB", ...args], {
    FIXTURE_KEY: "canary-key-123456",
    T_ANN: tokenOf("ann"),
    T_BOB: tokenOf("bob"),
  });

beforeAll(async () => {
  api = await startHoldingApi(held);
  server = await start("--transport", "sse");
});
afterAll(async () => {
  await server.close();
  await api.close();
});

const connect = async (origin: string, capabilities = {}): Promise<Client> => {
  const client = new Client({ name: "test", version: "1" }, { capabilities });
  const requestInit = { headers: { authorization: `Bearer ${tokenOf("ann")}` } };
  await client.connect(new SSEClientTransport(new URL("/sse", origin), { requestInit }));
  return client;
};

describe("the client of 2024-11-05", () =>
  endToEnd(
    { mcp: () => server.mcp, held, tools: ["broken", "createThing", "getThing", "shout"] },
    { "SSEClientTransport of the older SDK": (url) => connect(url.origin) },
  ));

it("asks a person through the stream", async () => {
  const asking = await start("--transport", "sse", "--confirm", "all");
  const client = await connect(asking.origin, { elicitation: {} });
  const answers = [{ confirm: true }, { confirm: false }];
  client.setRequestHandler(ElicitRequestSchema, () => ({ action: "accept", content: answers.shift() }));
  const create = () => client.callTool({ name: "createThing", arguments: { name: "x" } });
  expect((await create()).isError).toBeUndefined();
  expect(await create()).toMatchObject({ isError: true });
  await client.close();
  await asking.close();
});

const ask = (path: string, init: RequestInit & { readonly as?: string } = {}) =>
  fetch(server.origin + path, {
    ...init,
    headers: {
      "content-type": "application/json",
      ...(init.as === undefined ? {} : { authorization: `Bearer ${tokenOf(init.as)}` }),
      ...init.headers,
    },
  });
const list = JSON.stringify({ jsonrpc: "2.0", id: 1, method: "tools/list" });

it("lets nobody else use a session", async () => {
  const leave = new AbortController();
  const stream = await ask("/sse", { as: "ann", signal: leave.signal });
  const reader = stream.body?.getReader();
  const first = new TextDecoder().decode((await reader?.read())?.value);
  const [, address = ""] = /data: (\S+)/.exec(first) ?? [];
  expect(address).toMatch(/^\/messages\?sessionId=[\w-]{36}$/);
  const post = (as: string | undefined, path = address, body = list) =>
    ask(path, { method: "POST", body, ...(as === undefined ? {} : { as }) });
  expect((await post("bob")).status).toBe(404);
  expect((await post(undefined)).status).toBe(401);
  expect((await post("ann", "/messages?sessionId=made-up")).status).toBe(404);
  expect((await post("ann", address, '{"hello":1}')).status).toBe(400);
  expect((await post("ann", address, "{")).status).toBe(400);
  expect(
    (
      await ask(address, {
        as: "ann",
        method: "POST",
        body: list,
        headers: { origin: "https://evil.example" },
      })
    ).status,
  ).toBe(403);
  expect((await post("ann")).status).toBe(202);
  leave.abort();
  await expect.poll(async () => (await post("ann")).status, { timeout: 10_000 }).toBe(404);
});

it("lets a running call finish when it is asked to end", async () => {
  const own = await start("--transport", "sse");
  const client = await connect(own.origin);
  const before = held.length;
  const call = client.callTool({ name: "getThing", arguments: { id: "slow" } });
  await expect.poll(() => held.length, { timeout: 10_000 }).toBe(before + 1);
  own.signal("SIGTERM");
  await expect.poll(() => own.log.join("\n"), { timeout: 10_000 }).toContain("shutting down");
  held.at(-1)?.setHeader("content-type", "application/json").end('{"late":true}');
  expect((await call).structuredContent).toEqual({ late: true });
  expect(await own.exited).toBe(0);
});

it("is not there without --transport sse", async () => {
  const own = await start();
  const headers = { authorization: `Bearer ${tokenOf("ann")}` };
  expect((await fetch(`${own.origin}/sse`, { headers })).status).toBe(404);
  await own.close();
});
