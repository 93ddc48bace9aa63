import {
  chmodSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { createServer, type IncomingHttpHeaders, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { systemClock } from "../clock.js";
import { createHttp } from "../http/http.js";
import { createNetwork } from "../http/network.js";
import { createLog } from "../log.js";
import { openState } from "../state/folder.js";
import { bandwidth, customProfile } from "./profile.js";
import { type ResolveOptions, resolveEndpoint } from "./resolve.js";

type Call = {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Record<string, unknown>;
};
type Answer =
  | { readonly status: number; readonly body?: unknown; readonly headers?: Record<string, string> }
  | "hang"
  | "reset";

/** A control plane whose answers a test sets. */
const plane = {
  calls: [] as Call[],
  secrets: [] as unknown[],
  answers: new Map<string, Answer[]>(),
  port: 0,
};
let server: Server;
let home: string;
let lines: string[];

const deployed = { url: "https://tenant.example.com/mcp", func_id: "f-1", shared_secret: "shared-secret-1" };

beforeEach(async () => {
  home = mkdtempSync(join(tmpdir(), "jackfield-resolve-"));
  lines = [];
  plane.calls = [];
  plane.secrets = [];
  plane.answers = new Map();
  server = createServer(async (request, response) => {
    let text = "";
    for await (const chunk of request) text += String(chunk);
    const call = {
      method: request.method ?? "",
      path: request.url ?? "",
      headers: request.headers,
      body: text === "" ? {} : JSON.parse(text),
    };
    plane.calls.push(call);
    const key = `${call.method} ${call.path}`;
    const answer = plane.answers.get(key)?.shift();
    if (answer === "hang") return;
    if (answer === "reset") return void request.socket.destroy();
    const send = (status: number, body: unknown, headers: Record<string, string> = {}): void =>
      void response
        .writeHead(status, { "content-type": "application/json", ...headers })
        .end(JSON.stringify(body));
    if (answer !== undefined) return send(answer.status, answer.body ?? {}, answer.headers);
    if (key === "GET /secrets") return send(200, { secrets: plane.secrets });
    if (key === "POST /secrets") return send(201, { id: "secret-new" });
    if (key === "POST /deploy") return send(200, deployed);
    send(404, {});
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  plane.port = (server.address() as AddressInfo).port; // a TCP server has a port
});
afterEach(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  chmodSync(home, 0o700);
  rmSync(home, { recursive: true, force: true });
});

const profile = (base = `http://127.0.0.1:${plane.port}`) =>
  customProfile("acme", {
    envPrefix: "ACME",
    hostedUrl: "https://shared.example.com/mcp",
    keyVariable: "ACME_KEY",
    accountVariable: "ACME_ACCOUNT",
    controlPlane: { baseUrl: base, secretsPath: "/secrets", deployPath: "/deploy" },
  });

const log = createLog({ level: "debug", write: (line) => void lines.push(line) });
const resolve = (options: Partial<ResolveOptions> = {}, of = profile()) =>
  resolveEndpoint(of, {
    env: { ACME_KEY: "api-key-123456", ACME_ACCOUNT: "a-1" },
    state: openState(home, log),
    http: createHttp(createNetwork({ proxy: {}, caFiles: [] })),
    clock: systemClock,
    log,
    reset: false,
    consent: true,
    patience: { calls: 3_000, polling: 3_000 },
    ...options,
  });

const shared = { url: "https://shared.example.com/mcp", bearer: "api-key-123456" };
const own = { url: "https://tenant.example.com/mcp", bearer: "shared-secret-1" };
const cacheFiles = () => (existsSync(join(home, "endpoints")) ? readdirSync(join(home, "endpoints")) : []);
const paths = () => plane.calls.map(({ method, path }) => `${method} ${path}`);

describe("which address, and which token belongs to it", () => {
  test("1: the override, with the API key, and nothing is asked", async () => {
    const endpoint = await resolve({ override: "https://other.example.com/mcp" });
    expect(endpoint).toEqual({
      source: "override",
      url: "https://other.example.com/mcp",
      bearer: "api-key-123456",
    });
    expect(plane.calls).toEqual([]);
    expect(cacheFiles()).toEqual([]);
  });

  test("2: without consent the shared address, and one hint that names the variable and the risk", async () => {
    expect(await resolve({ consent: false })).toEqual({ source: "fallback-no-consent", ...shared });
    expect(plane.calls).toEqual([]);
    expect(lines.join("")).toContain("JACKFIELD_CONNECT_ACCEPT_FULL_SCOPE=1");
    expect(lines.join("")).toContain("could read it");
  });

  test("5: a secret that is not there is made, and deployed with", async () => {
    expect(await resolve()).toEqual({ source: "provisioned", ...own });
    expect(paths()).toEqual(["GET /secrets", "POST /secrets", "POST /deploy"]);
    expect(plane.calls[1]?.body).toEqual({
      name: expect.stringMatching(/^acme-mcp-[0-9a-f]{16}$/),
      value: "api-key-123456",
    });
    expect(plane.calls[2]?.body).toMatchObject({ secret_id: "secret-new" });
    const [file = ""] = cacheFiles();
    expect(statSync(join(home, "endpoints", file)).mode & 0o777).toBe(0o600);
    expect(readFileSync(join(home, "endpoints", file), "utf8")).not.toContain("api-key");
  });

  test("6: a secret that is there is used", async () => {
    await resolve();
    plane.secrets = [{ name: plane.calls[1]?.body.name, id: "secret-old" }];
    plane.calls = [];
    expect(await resolve({ reset: true })).toMatchObject({ source: "provisioned", ...own });
    expect(paths()).toEqual(["GET /secrets", "POST /deploy"]);
    expect(plane.calls[1]?.body).toMatchObject({ secret_id: "secret-old" });
  });

  test("7: the secrets answer 500: nothing is deployed", async () => {
    plane.answers.set("GET /secrets", [{ status: 500 }]);
    expect(await resolve()).toMatchObject({
      source: "fallback-error",
      ...shared,
      reason: expect.stringContaining("500"),
    });
    expect(paths()).toEqual(["GET /secrets"]);
  });

  test.each([
    ["8: the deployment answers 404", { status: 404 } as const],
    ["9: it lacks url", { status: 200, body: { ...deployed, url: undefined } }],
    ["10: it lacks func_id", { status: 200, body: { ...deployed, func_id: undefined } }],
    ["11: it lacks shared_secret", { status: 200, body: { ...deployed, shared_secret: "" } }],
    ["12: the connection breaks", "reset" as const],
    ["its address is a script", { status: 200, body: { ...deployed, url: "javascript:alert(1)" } }],
    [
      "its address is plain http",
      { status: 200, body: { ...deployed, url: "http://tenant.example.com/mcp" } },
    ],
    [
      "its address has a user in it",
      { status: 200, body: { ...deployed, url: "https://a:b@tenant.example.com/mcp" } },
    ],
    ["the answer is not a JSON object", { status: 200, body: [1] }],
  ])("%s: the shared address, and nothing is kept", async (_, answer) => {
    plane.answers.set("POST /deploy", [answer]);
    expect(await resolve()).toMatchObject({ source: "fallback-error", ...shared });
    expect(cacheFiles()).toEqual([]);
    expect(lines.join("")).not.toContain("api-key-123456");
  });

  test("13: a control plane that hangs holds nobody up", async () => {
    plane.answers.set("GET /secrets", ["hang"]);
    const begun = performance.now();
    expect(await resolve({ patience: { calls: 200, polling: 200 } })).toMatchObject({
      source: "fallback-error",
      ...shared,
    });
    expect(performance.now() - begun).toBeLessThan(3_000);
  });

  test("14: the cache, and no request at all", async () => {
    await resolve();
    plane.calls = [];
    expect(await resolve()).toEqual({ source: "cache", ...own });
    expect(await resolve({ consent: false })).toEqual({ source: "cache", ...own });
    expect(plane.calls).toEqual([]);
  });

  test("15: a reset forgets the cache and provisions again; without consent it only forgets", async () => {
    await resolve();
    plane.calls = [];
    expect(await resolve({ reset: true })).toMatchObject({ source: "provisioned" });
    expect(paths()).toContain("POST /deploy");
    expect(await resolve({ reset: true, consent: false })).toEqual({
      source: "fallback-no-consent",
      ...shared,
    });
    expect(cacheFiles()).toEqual([]);
  });

  test("17: every request carries the key and speaks JSON", async () => {
    await resolve();
    expect(plane.calls).toHaveLength(3);
    for (const { headers } of plane.calls)
      expect(headers).toMatchObject({
        authorization: "Bearer api-key-123456",
        "content-type": "application/json",
        accept: "application/json",
        "user-agent": expect.stringContaining("jackfield-connect"),
      });
  });
});

describe("the cache", () => {
  test("is for one key, one account and one control plane", async () => {
    await resolve();
    for (const env of [
      { ACME_KEY: "other-key-1", ACME_ACCOUNT: "a-1" },
      { ACME_KEY: "api-key-123456", ACME_ACCOUNT: "a-2" },
    ])
      expect(await resolve({ env, consent: false })).toMatchObject({ source: "fallback-no-consent" });
    const elsewhere = profile("https://elsewhere.example.com");
    expect(await resolve({ consent: false }, elsewhere)).toMatchObject({ source: "fallback-no-consent" });
  });

  test.each(["{", "[]", '{"schema":1,"profile":"acme"}', '{"url":"x"}'])(
    "that is damaged (%s) is not used",
    async (text) => {
      await resolve();
      const [file = ""] = cacheFiles();
      writeFileSync(join(home, "endpoints", file), text);
      expect(await resolve()).toMatchObject({ source: "provisioned" });
    },
  );

  test("that others could read is closed to them", async () => {
    await resolve();
    const path = join(home, "endpoints", cacheFiles()[0] ?? "");
    chmodSync(path, 0o644);
    expect(await resolve()).toMatchObject({ source: "cache" });
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(lines.join("")).toContain("could be read by others");
  });

  test("of a server that refused us is replaced once", async () => {
    await resolve();
    plane.calls = [];
    plane.answers.set("POST /deploy", [
      { status: 200, body: { ...deployed, shared_secret: "second-secret" } },
    ]);
    expect(await resolve({ suspect: true })).toEqual({
      source: "provisioned",
      url: own.url,
      bearer: "second-secret",
    });
    expect(await resolve()).toMatchObject({ source: "cache", bearer: "second-secret" });
  });

  test("need not be writable", async () => {
    writeFileSync(join(home, "endpoints"), "in the way");
    expect(await resolve()).toEqual({ source: "provisioned", ...own });
    expect(lines.join("")).toContain("cannot be kept");
  });
});

test("two processes at once make one server", async () => {
  const both = await Promise.all([resolve(), resolve()]);
  expect(both.map(({ source }) => source).sort()).toEqual(["cache", "provisioned"]);
  expect(paths().filter((path) => path === "POST /deploy")).toHaveLength(1);
});

describe("a deployment that takes longer (202)", () => {
  const accepted = { status: 202, headers: { location: "/deploy/1", "retry-after": "0" } };
  test("is asked for until it is there", async () => {
    plane.answers.set("POST /deploy", [accepted]);
    plane.answers.set("GET /deploy/1", [{ status: 202 }, { status: 200, body: deployed }]);
    expect(await resolve()).toEqual({ source: "provisioned", ...own });
  });

  test("does not hold the user up, and is in the cache afterwards", async () => {
    plane.answers.set("POST /deploy", [accepted]);
    plane.answers.set("GET /deploy/1", [{ status: 202 }, { status: 200, body: deployed }]);
    expect(await resolve({ patience: { calls: 3_000, polling: 50 } })).toMatchObject({
      source: "fallback-error",
      ...shared,
    });
    const deadline = performance.now() + 15_000;
    while (cacheFiles().length === 0 && performance.now() < deadline) await systemClock.sleep(20);
    expect(await resolve()).toEqual({ source: "cache", ...own });
  });
});

test("Bandwidth has a shared address from the configuration, and no control plane", async () => {
  expect(await resolve({ env: {} }, bandwidth("https://mcp.example.com/mcp"))).toEqual({
    source: "hosted",
    url: "https://mcp.example.com/mcp",
    bearer: undefined,
  });
  expect(
    await resolve({ env: { BW_MCP_TOKEN: "t-12345" } }, bandwidth("https://mcp.example.com/mcp")),
  ).toMatchObject({ bearer: "t-12345" });
  await expect(resolve({ env: {} }, bandwidth(undefined))).rejects.toThrow("has no address");
  expect(plane.calls).toEqual([]);
});
