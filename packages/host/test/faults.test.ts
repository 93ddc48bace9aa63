import { spawnSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import type { ServerResponse } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { callModern } from "./modern.js";
import { type Api, fixture, type HttpServer, startApi, startHttp } from "./processes.js";

const folder = mkdtempSync(join(tmpdir(), "faults-"));
const tenants = ["t0", "t1", "t2", "t3", "t4", "t5"];
const bearerOf = (tenant: string): string => `shared-token-of-${tenant}`;
const held: ServerResponse[] = [];
let tokenIsDown = true;
/** Seconds that an access token is good for. */
let lifetime = 3600;
/** Tokens of an earlier generation are refused. */
let generation = 1;
/** Who asked for a token, and who got one. */
let tokenRequests: string[] = [];
let minted: string[] = [];
let api: Api;
let server: HttpServer;

beforeAll(async () => {
  api = await startApi((request, response) => {
    response.setHeader("content-type", "application/json");
    const [, credentials = ""] = (request.headers.authorization ?? "").split(" ");
    if (request.url === "/token") {
      const [id = ""] = Buffer.from(credentials, "base64").toString().split(":");
      tokenRequests.push(id);
      if (tokenIsDown) response.statusCode = 503;
      else minted.push(id);
      const token = `access-canary-${generation}-${id}`;
      response.end(JSON.stringify({ access_token: token, expires_in: lifetime }));
      return;
    }
    if (!credentials.startsWith(`access-canary-${generation}-`)) response.statusCode = 401;
    if (request.url?.includes("slow") === true) {
      held.push(response);
      return;
    }
    response.end(JSON.stringify({ owner: credentials.split("-").at(-1), path: request.url }));
  });
  const environment = { PATH: process.env.PATH, FIXTURE_TENANTS_KEY: randomBytes(32).toString("base64") };
  const file = join(folder, "tenants");
  for (const tenant of tenants) {
    const names = [
      "--principal",
      `bearer#${tenant}`,
      "--secret",
      "FIXTURE_ID=ID",
      "--secret",
      "FIXTURE_SECRET=S",
    ];
    const env = { ...environment, ID: tenant, S: `secret-canary-${tenant}` };
    spawnSync(process.execPath, [fixture, "tenants", "add", tenant, ...names, "--tenants", file], { env });
  }
  const bearers = tenants.flatMap((tenant) => ["--bearer", `${tenant}=T_${tenant}`]);
  server = await startHttp(["--base-url", `${api.url}/v1`, "--tenants", file, ...bearers], {
    FIXTURE_TOKEN_URL: `${api.url}/token`,
    FIXTURE_TENANTS_KEY: environment.FIXTURE_TENANTS_KEY,
    ...Object.fromEntries(tenants.map((tenant) => [`T_${tenant}`, bearerOf(tenant)])),
  });
}, 60_000);
afterAll(async () => {
  await server.close();
  await api.close();
  rmSync(folder, { recursive: true });
});

const get = (tenant: string, id: string) =>
  callModern({ mcp: server.mcp, tool: "getThing", args: { id }, bearer: bearerOf(tenant) });

it("heals by itself when the token endpoint does, and no tenant sees another's token", async () => {
  expect(await get("t0", "early")).toMatchObject({ code: expect.stringMatching(/auth|upstream|network/) });
  tokenIsDown = false;
  await expect.poll(() => get("t0", "late"), { timeout: 20_000 }).toMatchObject({ owner: "t0" });
});

/** So many calls of each of five tenants at once; each gets its own answer. */
const callAll = async (each: number): Promise<void> => {
  const calls = tenants.slice(0, 5).flatMap((tenant) =>
    Array.from({ length: each }, async (_, n) => {
      const reply = await get(tenant, `${tenant}-${n}`);
      expect(reply).toEqual({ owner: tenant, path: `/v1/things/${tenant}-${n}` });
    }),
  );
  await Promise.all(calls);
};
const five = tenants.slice(0, 5);

it("asks for one token per tenant when 200 calls of each find theirs expired", async () => {
  // t5 gets its token last: once that has expired, those of the others have.
  generation += 1;
  lifetime = 2;
  for (const tenant of tenants) await get(tenant, "short");
  minted = [];
  await expect.poll(() => get("t5", "clock").then(() => minted), { timeout: 30_000 }).toEqual(["t5"]);
  lifetime = 3600;
  tokenRequests = [];
  await callAll(200);
  expect([...tokenRequests].sort()).toEqual(five);
});

it("and when 200 calls of each have a token that the API no longer takes", async () => {
  generation += 1;
  tokenRequests = [];
  await callAll(200);
  expect([...tokenRequests].sort()).toEqual(five);
});

it("asks little while the token endpoint is out, and heals without a restart", async () => {
  generation += 1;
  tokenIsDown = true;
  tokenRequests = [];
  minted = [];
  const refusals = five.flatMap((tenant) =>
    Array.from({ length: 50 }, async (_, n) =>
      expect(await get(tenant, `out-${n}`)).toMatchObject({ code: "auth" }),
    ),
  );
  await Promise.all(refusals);
  // The first of each, and as the pauses between two attempts grow, a few more at most.
  for (const tenant of five) expect(tokenRequests.filter((id) => id === tenant).length).toBeLessThan(10);
  tokenIsDown = false;
  for (const tenant of five)
    await expect.poll(() => get(tenant, "healed"), { timeout: 60_000 }).toMatchObject({ owner: tenant });
  await callAll(10);
  expect([...minted].sort()).toEqual(five);
  expect(server.log.join("\n")).not.toContain("canary");
});

const post = (body: string | Uint8Array<ArrayBuffer>, headers: Record<string, string> = {}) =>
  fetch(server.mcp, {
    method: "POST",
    body,
    headers: {
      "content-type": "application/json",
      accept: "application/json, text/event-stream",
      authorization: `Bearer ${bearerOf("t0")}`,
      ...headers,
    },
  });

describe("messages that are none", () => {
  const bodies: readonly (readonly [string, string | Uint8Array<ArrayBuffer>])[] = [
    ["nothing", ""],
    ["null", "null"],
    ["a number", "1"],
    ["a text", '"tools/list"'],
    ["an empty list", "[]"],
    ["an empty object", "{}"],
    ["another version", '{"jsonrpc":"1.0","id":1,"method":"tools/list"}'],
    ["an object as id", '{"jsonrpc":"2.0","id":{},"method":"tools/list"}'],
    ["a number as method", '{"jsonrpc":"2.0","id":1,"method":2}'],
    ["params that are a text", '{"jsonrpc":"2.0","id":1,"method":"tools/call","params":"x"}'],
    ["a prototype", '{"jsonrpc":"2.0","id":1,"__proto__":{"method":"tools/list"}}'],
    ["half a message", '{"jsonrpc":"2.0","id":1,"meth'],
    ["100,000 brackets", "[".repeat(100_000)],
    ["100,000 levels", `${"[".repeat(100_000)}${"]".repeat(100_000)}`],
    ["bytes", new Uint8Array([0xff, 0xfe, 0x00, 0x80])],
  ];
  const versions: readonly Record<string, string>[] = [
    {},
    { "mcp-protocol-version": "2026-07-28" },
    { "mcp-session-id": "made-up" },
  ];

  it.each(bodies)("%s", async (_, body) => {
    for (const headers of versions) {
      const response = await post(body, headers);
      expect(response.status).toBeGreaterThanOrEqual(400);
      expect(response.status).toBeLessThan(500);
      const text = await response.text();
      expect(text).toContain('"error"');
      expect(text).not.toMatch(/\bat .*:\d+|node_modules/);
    }
  });
});

it("refuses a second call with the id of one that is running, and answers the first", async () => {
  const params = { protocolVersion: "2025-06-18", capabilities: {}, clientInfo: { name: "x", version: "1" } };
  const opened = await post(JSON.stringify({ jsonrpc: "2.0", id: 0, method: "initialize", params }));
  const session = { "mcp-session-id": opened.headers.get("mcp-session-id") ?? "" };
  const call = (id: string) =>
    post(
      JSON.stringify({
        jsonrpc: "2.0",
        id: 7,
        method: "tools/call",
        params: { name: "getThing", arguments: { id } },
      }),
      session,
    ).then((response) => response.text());
  const before = held.length;
  const first = call("slow");
  await expect.poll(() => held.length, { timeout: 10_000 }).toBe(before + 1);
  expect(await call("quick")).toContain("-32600");
  held.at(-1)?.end('{"late":true}');
  expect(await first).toContain("late");
  expect(await call("again")).toContain("/v1/things/again");
});

it.each([
  ["2025-03-26", 200],
  ["2025-06-18", 400],
  ["2025-11-25", 400],
  // Not spoken here, so the session has the latest revision.
  ["2024-01-01", 400],
])("a session of %s answers a batch with %i", async (protocolVersion, status) => {
  const params = { protocolVersion, capabilities: {}, clientInfo: { name: "x", version: "1" } };
  const opened = await post(JSON.stringify({ jsonrpc: "2.0", id: 0, method: "initialize", params }));
  const session = { "mcp-session-id": opened.headers.get("mcp-session-id") ?? "" };
  const batch = [1, 2].map((id) => ({ jsonrpc: "2.0", id, method: "ping" }));
  const answer = await post(JSON.stringify(batch), session);
  expect(answer.status).toBe(status);
  const text = await answer.text();
  if (status === 400) expect(text).toContain("no batches since revision 2025-06-18");
  else for (const id of [1, 2]) expect(text).toContain(`"id":${id}`);
});
