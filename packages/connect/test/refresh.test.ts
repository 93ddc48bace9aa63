import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, afterEach, beforeEach, expect, test } from "vitest";
import {
  type Authorization,
  type Protected,
  startAuthorization,
  startProtected,
} from "./support/authorization.js";
import { cleanUp, type Host, newHome, run, start } from "./support/bin.js";

const browser = `${process.execPath} ${fileURLToPath(new URL("support/browser.mjs", import.meta.url))}`;
let authorization: Authorization;
let peer: Protected;
let home: string;
const hosts: Host[] = [];

const env = (): Record<string, string> => ({ JACKFIELD_CONNECT_HOME: home });
const open = (more: Record<string, string> = {}): Host => {
  const host = start([peer.url], { ...env(), ...more });
  hosts.push(host);
  return host;
};
const withBrowser = { JACKFIELD_CONNECT_NO_BROWSER: "0", BROWSER: browser };
const file = (): string =>
  join(home, "auth", readdirSync(join(home, "auth")).find((name) => name.endsWith(".json")) ?? "");
const token = (): Record<string, unknown> => JSON.parse(readFileSync(file(), "utf8"));
const change = (fields: object): void => writeFileSync(file(), JSON.stringify({ ...token(), ...fields }));
const call = (host: Host, id: number) => host.ask(id, "tools/call", { name: "echo", arguments: {} });
const refreshes = (): readonly string[] =>
  authorization.grants.filter((grant) => grant.startsWith("refresh_token"));

/** From now on the server takes no token that was issued before. */
const rejectOld = (): void => {
  const old = `Bearer ${token().accessToken}`;
  const guard = peer.guard;
  peer.guard = async (exchange) => {
    if (exchange.request.headers.authorization !== old) return guard?.(exchange) ?? true;
    exchange.status(401, "", { "www-authenticate": 'Bearer error="invalid_token"' });
    return false;
  };
};

beforeEach(async () => {
  home = newHome();
  authorization = await startAuthorization();
  peer = await startProtected(authorization);
  const done = await run(["login", peer.url, "--browser"], { ...env(), ...withBrowser });
  expect(done.code).toBe(0);
});
afterEach(async () => {
  for (const host of hosts.splice(0)) host.child.kill("SIGKILL");
  await peer.stop();
  await authorization.stop();
});
afterAll(cleanUp);

test("20 processes that start with an expired token make one token request, and the family lives", async () => {
  change({ expiresAt: Date.now() - 1_000 });
  const all = Array.from({ length: 20 }, () => open());
  const answers = await Promise.all(all.map((host) => host.open()));
  expect(answers.filter(({ result }) => result !== undefined)).toHaveLength(20);
  expect(refreshes()).toEqual(["refresh_token"]);
  const again = await run(["refresh", peer.url], env());
  expect(again).toMatchObject({ code: 0, stderr: "" });
}, 120_000);

test("20 running processes whose token ends make one token request, and the family lives", async () => {
  const all = Array.from({ length: 20 }, () => open());
  await Promise.all(all.map((host) => host.open()));
  rejectOld();
  const answers = await Promise.all(all.map((host) => call(host, 1)));
  expect(answers.filter(({ result }) => result !== undefined)).toHaveLength(20);
  expect(refreshes()).toEqual(["refresh_token"]);
  expect(await run(["refresh", peer.url], env())).toMatchObject({ code: 0 });
}, 120_000);

test("a holder of the lock that is killed holds nobody up", async () => {
  change({ expiresAt: Date.now() - 1_000 });
  let asked: () => void = () => undefined;
  const first = new Promise<void>((resolve) => {
    asked = resolve;
  });
  let times = 0;
  const realHandler = authorization.intercept;
  authorization.intercept = (request) => {
    if (request.url !== "/token") return realHandler?.(request);
    times += 1;
    if (times > 1) return undefined;
    asked();
    return { status: 503, body: "{}" };
  };
  const victim = open();
  void victim.ask(1, "initialize").catch(() => undefined);
  await first;
  victim.child.kill("SIGKILL");
  await victim.exited;
  const begun = performance.now();
  expect((await open().open()).result).toBeDefined();
  expect(performance.now() - begun).toBeLessThan(8_000);
});

test("a token without expiry is used until the server refuses it; one without a refresh token costs no token request", async () => {
  change({ expiresAt: null });
  expect((await open().open()).result).toBeDefined();
  expect(refreshes()).toEqual([]);
  change({ expiresAt: Date.now() - 1_000, refreshToken: undefined });
  const before = authorization.count("POST /token");
  expect((await open().ask(1, "initialize")).error?.code).toBe(-32010);
  expect(authorization.count("POST /token")).toBe(before);
});

// How often it is tried, and what comes when it stays down: login-tokens.test.ts, with a clock of its own.
test("an authorization server that is down costs no login: it is asked again, and then it works", async () => {
  change({ expiresAt: Date.now() - 1_000 });
  let refused = 0;
  authorization.intercept = (request) => {
    if (request.url !== "/token" || refused > 0) return undefined;
    refused += 1;
    return { status: 500, body: "<html>" };
  };
  expect((await open(withBrowser).open()).result).toBeDefined();
  expect(refused).toBe(1);
  expect(authorization.count("GET /auth")).toBe(1);
}, 60_000);

test("a login that was revoked leads to exactly one new login", async () => {
  const { refreshToken, clientId } = token();
  const body = new URLSearchParams({ token: String(refreshToken), client_id: String(clientId) });
  await fetch(`${authorization.issuer}/token/revocation`, { method: "POST", body });
  change({ expiresAt: Date.now() - 1_000 });
  writeFileSync(join(home, "browser.json"), '{"schema":1,"opens":{}}');
  const all = Array.from({ length: 4 }, () => open(withBrowser));
  const answers = await Promise.all(all.map((host) => host.open()));
  expect(answers.filter(({ result }) => result !== undefined)).toHaveLength(4);
  expect(authorization.grants.filter((grant) => grant === "authorization_code")).toHaveLength(2);
}, 60_000);

test.each(["{", "", '{"schema":1}'])(
  "a damaged token file (%j) is put aside, and a login follows",
  async (text) => {
    writeFileSync(file(), text);
    const host = open();
    expect((await host.ask(1, "initialize")).error?.code).toBe(-32010);
  },
);

test("tokens stay with the issuer that gave them", async () => {
  const { discovery } = token();
  change({ issuer: "https://other.example.com", discovery, expiresAt: Date.now() - 1_000 });
  expect((await open().ask(1, "initialize")).error?.code).toBe(-32010);
  expect(refreshes()).toEqual([]);
});
