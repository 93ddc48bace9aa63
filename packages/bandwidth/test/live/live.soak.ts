import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startSimulator } from "@jackfield/bandwidth-simulator";
import { StdioClientTransport } from "@modelcontextprotocol/client/stdio";
import { afterAll, describe, expect, test } from "vitest";
import { redisProgram, startRedis } from "../../../events/test/redis-server.js";
import { startServer } from "../bandwidth-mcp.js";
import { succeed, variablesFor } from "../with-simulator.js";
import { conversations } from "./conversations.js";

if (redisProgram === undefined) throw new Error("redis-server is not installed");
const redis = await startRedis(redisProgram);
afterAll(() => redis.close());

describe("two instances on standard input and output, events in Redis", () =>
  conversations({ transport: "stdio", events: `${redis.url}/1`, instances: 2 }));

describe("two instances over HTTP, events in Redis", () =>
  conversations({ transport: "http", events: redis.url, instances: 2 }));

describe("over HTTP, events in memory", () =>
  conversations({ transport: "http", events: "memory", instances: 1 }));

const folder = mkdtempSync(join(tmpdir(), "bandwidth-live-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
describe("on standard input and output, events in a file", () =>
  conversations({ transport: "stdio", events: `sqlite:${join(folder, "events.db")}`, instances: 1 }));

describe("on standard input and output, events in Redis", () =>
  conversations({ transport: "stdio", events: `${redis.url}/2`, instances: 1 }));

describe("over HTTP, events in Redis", () =>
  conversations({ transport: "http", events: `${redis.url}/3`, instances: 1 }));

/** Processor time of a process so far, in seconds (proc(5): utime and stime in ticks of 10 ms). */
const processorSeconds = (pid: number): number => {
  const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1]?.split(" ") ?? [];
  return (Number(fields[11]) + Number(fields[12])) / 100;
};

test("a call that is answered while the agent is silent for a minute waits politely", async () => {
  const simulator = await startSimulator({ speed: 1 });
  const server = await startServer(["--events-port", "0"], variablesFor(simulator));
  try {
    const { webhooks } = await succeed(server, "whoAmI");
    const { voice } = Object(webhooks);
    const given = { from: "+19195550100", to: "+19195550199", applicationId: "any" };
    const { callId } = await succeed(server, "createCall", {
      ...given,
      answerUrl: voice,
      disconnectUrl: voice,
    });
    await succeed(server, "getCallbackEvents", { callId, eventType: "answer", waitSeconds: 30 });
    const { transport } = server.client;
    const pid = (transport instanceof StdioClientTransport && transport.pid) || 0;
    const before = processorSeconds(pid);
    await new Promise((resolve) => setTimeout(resolve, 60_000));
    const spent = processorSeconds(pid) - before;
    const visits = simulator.webhooks.length;
    const { events } = await succeed(server, "getCallbackEvents", { callId });
    console.log(`60 s of silence: ${visits} webhooks, ${spent.toFixed(2)} s of processor time`);
    expect(events).toHaveLength(1);
    expect(visits).toBeLessThanOrEqual(20);
    expect(spent).toBeLessThan(1);
    await succeed(server, "respondToCallback", { callId, verbs: [{ type: "Hangup" }] });
    expect((await simulator.waitForCall(String(callId))).disconnectCause).toBe("hangup");
  } finally {
    await server.close();
    await simulator.close();
  }
});
