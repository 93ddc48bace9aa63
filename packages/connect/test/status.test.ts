import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, afterEach, beforeEach, expect, test } from "vitest";
import { cleanUp, newHome, run } from "./support/bin.js";
import { type Peer, startPeer } from "./support/peer.js";

let home: string;
let peer: Peer;
beforeEach(async () => {
  home = newHome();
  peer = await startPeer();
});
afterEach(() => peer.stop());
afterAll(cleanUp);

const env = (more: Record<string, string> = {}): Record<string, string> => ({
  JACKFIELD_CONNECT_HOME: home,
  ...more,
});
const configure = (mcpServers: object, more: object = {}): void =>
  writeFileSync(join(home, "config.json"), JSON.stringify({ mcpServers, ...more }));

test("status reads files only", async () => {
  configure({ peer: { url: peer.url } });
  mkdirSync(join(home, "locks"));
  writeFileSync(join(home, "locks", "x.refresh.lock"), "{}");
  const { stdout, code } = await run(["status", "--json"], env());
  expect([code, JSON.parse(stdout)]).toMatchObject([
    0,
    { servers: [{ name: "peer", token: { state: "none" } }], locks: [{ name: "x.refresh", state: "stale" }] },
  ]);
  expect((await run(["status"], env())).stdout).toMatch(/^peer +not logged in\nlock x\.refresh: stale\n$/);
  expect(peer.seen).toEqual([]);
});

test("status --live connects, and says what came of it", async () => {
  configure({ down: { url: "http://127.0.0.1:9/mcp" }, peer: { url: peer.url } });
  const { stdout, code } = await run(["status", "--live", "--timeout", "1"], env());
  expect(code).toBe(0);
  expect(stdout).toMatch(/^peer .*answers: peer 9, 3 tools$/m);
  expect(stdout).toMatch(/^down .*refused the connection/m);
});

test("status of a profile says where its address comes from, and makes no server", async () => {
  const plane = await startPeer();
  const controlPlane = { baseUrl: new URL(plane.url).origin, secretsPath: "/secrets", deployPath: "/deploy" };
  const acme = { envPrefix: "ACME", hostedUrl: peer.url, keyVariable: "ACME_KEY", controlPlane };
  configure({ me: { type: "profile", profile: "acme" } }, { profiles: { acme } });
  const consent = env({ ACME_KEY: "api-key-123456", JACKFIELD_CONNECT_ACCEPT_FULL_SCOPE: "1" });
  expect((await run(["status"], consent)).stdout).toContain(`${peer.url} (fallback-no-consent)`);
  expect([peer.seen, plane.seen]).toEqual([[], []]);
  await plane.stop();
});

test("status shows logins in progress, and those of servers that are not in the configuration", async () => {
  configure({ peer: { url: peer.url } });
  const { servers } = JSON.parse((await run(["status", "--json"], env())).stdout);
  const pending = (key: string): void => {
    mkdirSync(join(home, "pending", key), { recursive: true });
    const as = { issuer: "https://as.example.com", token_endpoint: "https://as.example.com/token" };
    const now = Date.now();
    const login = {
      schema: 1,
      kind: "paste",
      state: "s",
      codeVerifier: "v",
      redirectUri: "http://127.0.0.1/callback",
    };
    const rest = {
      authorizationServer: as,
      client: { clientId: "c", authMethod: "none" },
      scopes: [],
      pid: 1,
    };
    const times = {
      url: "https://as.example.com/a",
      serverUrl: peer.url,
      createdAt: now - 5_000,
      expiresAt: now + 60_000,
    };
    writeFileSync(join(home, "pending", key, "1.json"), JSON.stringify({ ...login, ...rest, ...times }));
  };
  pending(servers[0].key);
  pending("0123456789abcdef0123456789abcdef");
  const report = JSON.parse((await run(["status", "--json"], env())).stdout);
  expect(report.servers[0].pending).toEqual([
    { kind: "paste", ageSeconds: expect.any(Number), finish: "jackfield-connect complete-login peer" },
  ]);
  expect(report.orphans).toMatchObject([
    { key: "0123456789abcdef0123456789abcdef", url: peer.url, pending: 1 },
  ]);
  const { stdout } = await run(["status"], env());
  expect(stdout).toMatch(/^peer .*login in progress \(paste\): jackfield-connect complete-login peer$/m);
  expect(stdout).toContain(`jackfield-connect complete-login ${peer.url}; not in the configuration`);
});
