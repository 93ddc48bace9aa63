import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { CallToolResult } from "@modelcontextprotocol/client";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Arrived, type RecordingApi, startApi } from "./behaviors/api.js";
import { type Behavior, headerOf } from "./behaviors/behavior.js";
import { bodyBehaviors } from "./behaviors/bodies.js";
import { parameterBehaviors } from "./behaviors/parameters.js";
import { replyBehaviors } from "./behaviors/replies.js";
import { buildServer, type RunningServer, startServer, type Way, ways } from "./behaviors/servers.js";

const behaviors: readonly Behavior[] = [...parameterBehaviors, ...bodyBehaviors, ...replyBehaviors];
const folder = mkdtempSync(join(tmpdir(), "jackfield-behaviors-"));
const servers = new Map<Way, RunningServer>();
let api: RecordingApi;

beforeAll(async () => {
  api = await startApi();
  const built = await buildServer(join(folder, "server"));
  const started = await Promise.all(
    ways.map(async (way) => [way, await startServer(way, { built, api: api.url })] as const),
  );
  for (const [way, server] of started) servers.set(way, server);
}, 60_000);

afterAll(async () => {
  await Promise.all([...servers.values()].map((server) => server.close()));
  await api.close();
  rmSync(folder, { recursive: true });
});

const serverOf = (way: Way): RunningServer => {
  const server = servers.get(way);
  if (server === undefined) throw new Error(`${way} has not started`);
  return server;
};

type Outcome = { readonly requests: readonly string[]; readonly result: CallToolResult };

/** What came of each behavior, by the way it was asked for. */
const outcomes = new Map<string, Map<Way, Outcome>>();

/** All bytes of a request but those that differ from call to call or from server to server. */
const comparable = (request: Arrived): string => {
  const [, boundary = ""] = /boundary=(.+)/.exec(headerOf(request, "content-type")) ?? [];
  const headers = request.headers
    .filter(([name]) => name.toLowerCase() !== "user-agent")
    .map((header) => `${header.join(": ")}\r\n`);
  const text = `${request.line}\r\n${headers.join("")}\r\n${request.body.toString("latin1")}`;
  return boundary === "" ? text : text.replaceAll(boundary, "BOUNDARY");
};

test("there is a row for every operation, and a tool for every row", () => {
  const spec = readFileSync(new URL("behaviors/spec.yaml", import.meta.url), "utf8");
  const names = behaviors.map(([name]) => name).sort();
  expect(names).toHaveLength(52);
  expect([...spec.matchAll(/operationId: (\w+)/g)].map(([, id]) => id).sort()).toEqual(names);
  expect(
    serverOf("served")
      .tools.map(({ name }) => name)
      .sort(),
  ).toEqual(names);
  expect(serverOf("built").tools).toEqual(serverOf("served").tools);
  expect(serverOf("searched").tools).toHaveLength(4);
});

test("each server bears the title and the version of the API", () => {
  for (const way of ways)
    expect(serverOf(way).info).toMatchObject({ name: "behaviors", title: "Behaviors", version: "1" });
});

test("the rows give what the tools ask for, and nothing that they do not name", () => {
  const inputs = new Map(serverOf("built").tools.map(({ name, inputSchema }) => [name, inputSchema]));
  for (const [name, args] of behaviors) {
    const { properties = {}, required = [] } = inputs.get(name) ?? {};
    expect(Object.keys(properties), name).toEqual(expect.arrayContaining(Object.keys(args)));
    expect(Object.keys(args), name).toEqual(expect.arrayContaining(required));
  }
});

describe.each(ways)("%s", (way) => {
  test.each(behaviors)("%s", async (name, args, check) => {
    const server = serverOf(way);
    api.take();
    const start = performance.now();
    const result = await server.call(name, args);
    const milliseconds = performance.now() - start;
    const requests = api.take();
    const request = requests.at(-1);
    if (request === undefined) throw new Error(`nothing was sent: ${JSON.stringify(result)}`);
    const outcome = { requests: requests.map(comparable), result };
    outcomes.set(name, (outcomes.get(name) ?? new Map<Way, Outcome>()).set(way, outcome));
    await check({ request, requests, result, milliseconds, again: (others) => server.call(name, others) });
  });
});

test.each(behaviors)("%s: the same bytes and the same result, whichever way", (name) => {
  const ofWays = ways.map((way) => outcomes.get(name)?.get(way));
  expect(ofWays[0]).toBeDefined();
  expect(ofWays).toEqual(Array(ways.length).fill(ofWays[0]));
});
