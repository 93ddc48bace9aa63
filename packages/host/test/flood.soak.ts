import { mkdtempSync, rmSync } from "node:fs";
import { Agent, request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { openStore } from "../../events/src/index.js";
import { redisProgram, startRedis } from "../../events/test/redis-server.js";
import { callModern } from "./modern.js";
import { type HttpServer, startHttp } from "./processes.js";

/** What a vendor sends, and for how long. */
const load = { perSecond: 2_000, seconds: 30, killAfterSeconds: 15 };
/** Deliveries under way at once; a vendor with more of them waits for its turn. */
const inFlight = 64;

const environment = {
  FIXTURE_HOOKS: "1",
  FIXTURE_KEY: "canary-key-123456",
  FIXTURE_WEBHOOK_SECRET: "a secret for addresses",
};

const start = (store: string): Promise<HttpServer> =>
  startHttp(["--events", store, "--events-keep", "events=1000000,megabytes=2000"], environment);

const pathAt = async (server: HttpServer): Promise<string> => {
  const address = await callModern({
    mcp: server.mcp,
    tool: "get_webhook_address",
    args: { webhook: "thing-made" },
  });
  return new URL((address as { readonly url: string }).url).pathname;
};

type Sent = {
  readonly acknowledged: Set<number>;
  readonly refused: number[];
  readonly milliseconds: number[];
};

/** Sends a delivery; gives its status, or 0 when there was nobody to answer. */
const deliver = (agent: Agent, origin: string, path: string, id: number): Promise<number> =>
  new Promise((resolve) => {
    const { hostname, port } = new URL(origin);
    const body = JSON.stringify({ id, type: "thing.made", text: "x".repeat(200) });
    const headers = { "content-type": "application/json", "content-length": Buffer.byteLength(body) };
    const sent = request({ agent, hostname, port, path, method: "POST", headers }, (response) => {
      response
        .resume()
        .on("end", () => resolve(response.statusCode ?? 0))
        .on("error", () => resolve(0));
    });
    sent.on("error", () => resolve(0)).end(body);
  });

/** Sends at a steady rate; kills the server in the middle, starts it again, and sends once more what was not acknowledged. */
const flood = async (store: string) => {
  let server = await start(store);
  onTestFinished(() => server.close());
  const path = await pathAt(server);
  const agent = new Agent({ keepAlive: true, maxSockets: inFlight });
  const sent: Sent = { acknowledged: new Set(), refused: [], milliseconds: [] };
  const running = new Set<Promise<void>>();
  const send = async (id: number): Promise<void> => {
    const begun = performance.now();
    const status = await deliver(agent, server.origin, path, id);
    if (status === 204) {
      sent.acknowledged.add(id);
      sent.milliseconds.push(performance.now() - begun);
    } else sent.refused.push(id);
  };
  const track = (id: number): void => {
    const one = send(id).finally(() => running.delete(one));
    running.add(one);
  };
  const begun = performance.now();
  let killed: Promise<void> | undefined;
  const total = load.perSecond * load.seconds;
  for (let id = 0; id < total; ) {
    const due = Math.min(total, ((performance.now() - begun) / 1_000) * load.perSecond);
    for (; id < due && running.size < inFlight * 4; id += 1) track(id);
    if (killed === undefined && performance.now() - begun > load.killAfterSeconds * 1_000)
      killed = (async () => {
        await server.close();
        server = await start(store);
      })();
    // A sender that never rests would take the processor that the server needs.
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
  await Promise.all(running);
  const seconds = (performance.now() - begun) / 1_000;
  await killed;
  const again = sent.refused.splice(0);
  for (let at = 0; at < again.length; at += inFlight)
    await Promise.all(again.slice(at, at + inFlight).map(send));
  agent.destroy();
  await server.close();
  return { ...sent, total, seconds, again: again.length };
};

const idsIn = async (store: string): Promise<readonly number[]> => {
  const log = await openStore(store, { limits: { maxEvents: 1_000_000, maxBytes: 2_000 * 1024 * 1024 } });
  const ids: number[] = [];
  for (let after: string | undefined, more = true; more; ) {
    const page = await log.read("local", { limit: 1_000, ...(after !== undefined && { after }) });
    ids.push(...page.events.map(({ data }) => (data as { readonly id: number }).id)); // as it was sent
    ({ cursor: after, hasMore: more } = page);
  }
  await log.close();
  return ids;
};

const judge = async (name: string, store: string): Promise<void> => {
  const { acknowledged, milliseconds, total, seconds, again } = await flood(store);
  const ids = await idsIn(store);
  const stored = new Set(ids);
  milliseconds.sort((a, b) => a - b);
  const at = (part: number): number => Math.round(milliseconds[Math.floor(milliseconds.length * part)] ?? 0);
  console.log(name, {
    ...{ sent: total, perSecond: Math.round(total / seconds), acknowledged: acknowledged.size, again },
    ...{
      p50: at(0.5),
      p95: at(0.95),
      p99: at(0.99),
      lost: [...acknowledged].filter((id) => !stored.has(id)).length,
    },
    twice: ids.length - stored.size,
  });
  expect([...acknowledged].filter((id) => !stored.has(id))).toEqual([]);
  expect(ids.length).toBe(stored.size);
  expect(acknowledged.size).toBe(total);
};

test("SQLite: what is acknowledged at 2,000 webhooks a second is there after a kill, once", async () => {
  const folder = mkdtempSync(join(tmpdir(), "jackfield-flood-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  await judge("SQLite", `sqlite:${join(folder, "events.db")}`);
});

test("Redis: what is acknowledged at 2,000 webhooks a second is there after a kill, once", async () => {
  if (redisProgram === undefined) throw new Error("redis-server is not installed");
  const redis = await startRedis(redisProgram);
  onTestFinished(() => redis.close());
  await judge("Redis", redis.url);
});
