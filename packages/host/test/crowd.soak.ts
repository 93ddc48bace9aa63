import { spawnSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { callModern } from "./modern.js";
import { type Api, fixture, type HttpServer, startApi, startHttp } from "./processes.js";

const counts = { tenants: 50, callers: 1_000, calls: 20 };
const folder = mkdtempSync(join(tmpdir(), "crowd-"));
const tenants = Array.from({ length: counts.tenants }, (_, n) => `t${n}`);
const bearerOf = (tenant: string): string => `shared-token-of-${tenant}`;
let api: Api;
let server: HttpServer;

beforeAll(async () => {
  api = await startApi((request, response) => {
    response.setHeader("content-type", "application/json");
    const owner = String(request.headers["x-key"]).split("-").at(-1);
    response.end(JSON.stringify({ owner, path: request.url }));
  });
  const key = randomBytes(32).toString("base64");
  const file = join(folder, "tenants");
  for (const tenant of tenants) {
    const names = ["--principal", `bearer#${tenant}`, "--secret", "FIXTURE_KEY=VALUE"];
    const env = { PATH: process.env.PATH, FIXTURE_TENANTS_KEY: key, VALUE: `secret-canary-${tenant}` };
    spawnSync(process.execPath, [fixture, "tenants", "add", tenant, ...names, "--tenants", file], { env });
  }
  const bearers = tenants.flatMap((tenant) => ["--bearer", `${tenant}=T_${tenant}`]);
  server = await startHttp(["--base-url", `${api.url}/v1`, "--tenants", file, ...bearers], {
    FIXTURE_TENANTS_KEY: key,
    ...Object.fromEntries(tenants.map((tenant) => [`T_${tenant}`, bearerOf(tenant)])),
  });
}, 120_000);
afterAll(async () => {
  await server.close();
  await api.close();
  rmSync(folder, { recursive: true });
});

test("1,000 callers of 50 tenants make 20 calls each: every one gets its own reply, and none waits ten times as long", async () => {
  const times: number[] = [];
  const caller = async (n: number): Promise<void> => {
    const tenant = tenants[n % counts.tenants] ?? "";
    for (let call = 0; call < counts.calls; call += 1) {
      const marker = `${tenant}-${n}-${call}`;
      const begun = performance.now();
      const reply = await callModern({
        mcp: server.mcp,
        tool: "getThing",
        args: { id: marker },
        bearer: bearerOf(tenant),
      });
      times.push(performance.now() - begun);
      expect(reply).toEqual({ owner: tenant, path: `/v1/things/${marker}` });
    }
  };
  await Promise.all(Array.from({ length: counts.callers }, (_, n) => caller(n)));
  times.sort((a, b) => a - b);
  const at = (share: number): number => times[Math.floor(times.length * share)] ?? 0;
  console.info(`p50 ${at(0.5).toFixed(0)} ms, p99 ${at(0.99).toFixed(0)} ms, ${times.length} calls`);
  expect(times).toHaveLength(counts.callers * counts.calls);
  expect(at(0.99)).toBeLessThanOrEqual(10 * at(0.5));
  expect(server.log.join("\n")).not.toContain("canary");
});
