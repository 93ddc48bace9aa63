import { spawnSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import type { ServerResponse } from "node:http";
import { Client, StreamableHTTPClientTransport } from "@modelcontextprotocol/client";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { redisProgram, startRedis } from "../../events/test/redis-server.js";
import { type Api, fixture, type HttpServer, startApi, startHttp } from "./processes.js";

const held: ServerResponse[] = [];
const running: (() => Promise<void>)[] = [];
let api: Api;
beforeAll(async () => {
  api = await startApi((request, response) => {
    if (request.url?.includes("slow") === true) {
      held.push(response);
      return;
    }
    if (request.url?.includes("flaky") === true && api.requests.length % 2 === 1) {
      response.writeHead(503, { "retry-after": "0" }).end();
      return;
    }
    response.setHeader("content-type", "application/json");
    response.end("{}");
  });
});
afterAll(async () => {
  for (const end of running.splice(0).reverse()) await end();
  await api.close();
});

const start = async (
  args: readonly string[],
  environment: Record<string, string> = {},
): Promise<HttpServer> => {
  const server = await startHttp(["--profile", "full", "--base-url", api.url, ...args], {
    FIXTURE_KEY: "canary-key-123456",
    ...environment,
  });
  running.push(server.close);
  return server;
};

const connect = async (server: HttpServer, name = ""): Promise<Client> => {
  const client = new Client({ name: "test", version: "1" }, { versionNegotiation: { mode: "auto" } });
  const requestInit = name === "" ? {} : { headers: { authorization: `Bearer shared-token-of-${name}` } };
  await client.connect(new StreamableHTTPClientTransport(server.mcp, { requestInit }));
  return client;
};

const get = (client: Client, id = "1") => client.callTool({ name: "getThing", arguments: { id } });

/** Error codes of calls; `ok` for those without an error. */
const codesOf = (results: readonly { readonly structuredContent?: unknown }[]): readonly string[] =>
  results.map(({ structuredContent }) => (structuredContent as { code?: string }).code ?? "ok"); // the shape of every failure

describe("in one process", () => {
  it("refuses call N+1 of the day, which is not sent; retries and refused arguments cost nothing", async () => {
    const client = await connect(await start(["--limits", "calls=3"]));
    const before = api.requests.length;
    const wrong = await client.callTool({ name: "getThing", arguments: {} });
    expect(codesOf([wrong])).toEqual(["validation"]);
    const flaky = await get(client, "flaky");
    expect(flaky.isError).toBeUndefined();
    const attempts = api.requests.length - before;
    expect(attempts).toBeGreaterThan(0);
    expect(codesOf([await get(client), await get(client), await get(client)])).toEqual([
      "ok",
      "ok",
      "rate_limited",
    ]);
    const last = await get(client);
    expect(last.structuredContent).toEqual({
      error: "The budget of 3 calls per day is used up.",
      code: "rate_limited",
      recovery: expect.stringMatching(/^Nothing was sent\. .*midnight UTC/),
    });
    expect(api.requests.length - before).toBe(attempts + 2);
  });

  it("lets so many calls run at once", async () => {
    const client = await connect(await start(["--limits", "concurrent=2"]));
    const before = held.length;
    const slow = [get(client, "slow"), get(client, "slow")];
    await expect.poll(() => held.length, { timeout: 10_000 }).toBe(before + 2);
    const third = await get(client);
    expect(third.structuredContent).toMatchObject({
      code: "rate_limited",
      error: "2 calls are running already, and no more may run at the same time.",
    });
    for (const response of held.slice(before))
      response.setHeader("content-type", "application/json").end("{}");
    expect(codesOf(await Promise.all(slow))).toEqual(["ok", "ok"]);
    expect(codesOf([await get(client)])).toEqual(["ok"]);
  });
});

describe.skipIf(redisProgram === undefined)("two instances with one Redis", () => {
  let redis: Awaited<ReturnType<typeof startRedis>>;
  let servers: readonly HttpServer[];
  const names = ["ann", "bob"];
  const environment = () => ({
    JACKFIELD_REDIS: redis.url,
    FIXTURE_TENANTS_KEY: key,
    ...Object.fromEntries(names.map((name) => [`T_${name}`, `shared-token-of-${name}`])),
  });
  const key = randomBytes(32).toString("base64");
  const manage = (args: readonly string[]) =>
    spawnSync(process.execPath, [fixture, "tenants", ...args, "--tenants", "redis"], {
      encoding: "utf8",
      env: { PATH: process.env.PATH, VALUE: "secret-canary", ...environment() },
    });
  const clientsOf = (name: string) => Promise.all(servers.map((server) => connect(server, name)));

  beforeAll(async () => {
    redis = await startRedis(redisProgram ?? "");
    running.push(redis.close);
    for (const name of names)
      manage(["add", name, "--principal", `bearer#${name}`, "--secret", "FIXTURE_KEY=VALUE"]);
    const args = ["--tenants", "redis", "--confirm", "off", "--limits", "calls=20,per-second=1000"];
    const bearers = names.flatMap((name) => ["--bearer", `${name}=T_${name}`]);
    servers = await Promise.all([1, 2].map(() => start([...args, ...bearers], environment())));
  }, 30_000);

  it("keeps the tenants in Redis, sealed, with limits of their own", async () => {
    expect(manage(["add", "bob", "--limits", "calls=1000,billable=1"]).status).toBe(0);
    expect(manage(["list"]).stdout).toBe(
      "ann\tbearer#ann\tFIXTURE_KEY\nbob\tbearer#bob\tFIXTURE_KEY\tcalls=1000,billable=1\n",
    );
  });

  it("refuses exactly what is beyond the budget of a tenant, and of no other", async () => {
    const [one, two] = await clientsOf("ann");
    if (one === undefined || two === undefined) throw new Error("no client");
    const before = api.requests.length;
    const results = await Promise.all(Array.from({ length: 30 }, (_, n) => get(n % 2 === 0 ? one : two)));
    expect([...codesOf(results)].sort()).toEqual([
      ...Array.from({ length: 20 }, () => "ok"),
      ...Array.from({ length: 10 }, () => "rate_limited"),
    ]);
    expect(api.requests.length - before).toBe(20);
    const [bob] = await clientsOf("bob");
    if (bob === undefined) throw new Error("no client");
    const buy = () => bob.callTool({ name: "buyThing", arguments: { name: "x" } });
    expect(codesOf([await get(bob), await buy(), await buy(), await get(bob)])).toEqual([
      "ok",
      "ok",
      "rate_limited",
      "ok",
    ]);
  });

  it("answers unavailable while Redis is down, is not ready then, and heals", async () => {
    const server = servers[0];
    if (server === undefined) throw new Error("no server");
    const ready = async () => (await fetch(`${server.origin}/readyz`)).status;
    const own = await start(["--limits", "calls=20", "--redis", redis.url]);
    const client = await connect(own);
    expect([await ready(), ...codesOf([await get(client)])]).toEqual([200, "ok"]);
    const before = api.requests.length;
    await redis.kill();
    expect(codesOf([await get(client)])).toEqual(["unavailable"]);
    expect(api.requests.length).toBe(before);
    expect(await ready()).toBe(503);
    expect(own.log.join("\n")).toContain("Redis does not answer");
    await redis.restart();
    await expect.poll(ready, { timeout: 20_000 }).toBe(200);
    await expect.poll(async () => codesOf([await get(client)]), { timeout: 20_000 }).toEqual(["ok"]);
    expect(own.log.join("\n")).not.toContain("canary");
  });
});
