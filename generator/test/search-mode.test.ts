import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Client } from "@modelcontextprotocol/client";
import { StdioClientTransport } from "@modelcontextprotocol/client/stdio";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { emit, packageFiles } from "../src/5-emit/index.js";
import { planSeeds, plantSeeds, write } from "../src/6-write/index.js";
import { build } from "../src/build/index.js";
import { fromFlags } from "../src/config/index.js";
import { prepare } from "../src/pipeline.js";
import { createReport } from "../src/report/index.js";
import { startRecorder, type WireRecorder } from "./wire-recorder.js";

const folder = mkdtempSync(join(tmpdir(), "jackfield-search-"));
const bin = fileURLToPath(new URL("../bin/jackfield.js", import.meta.url));
let api: WireRecorder;

const text = { type: "string" };
const operation = (operationId: string, summary: string, more: object = {}) => ({
  operationId,
  summary,
  responses: { 200: { description: "ok" } },
  ...more,
});
const idParameter = { name: "id", in: "path", required: true, schema: text };

/** Two operations that say something, and as many as are wanted that do not. */
const document = (others: number) => ({
  openapi: "3.1.0",
  info: { title: "Things", version: "1" },
  servers: [{ url: "https://things.example/v1" }],
  paths: {
    "/things/{id}": {
      get: operation("getThing", "Get a thing", { tags: ["things"], parameters: [idParameter] }),
      put: operation("replace/thing", "Replace a thing with another", {
        tags: ["things"],
        parameters: [
          idParameter,
          { name: "filter[x]", in: "query", schema: { type: "array", items: text }, explode: false },
          { name: "X-Note", in: "header", schema: text },
        ],
        requestBody: {
          required: true,
          content: {
            "application/json": {
              schema: {
                type: "object",
                properties: { title: { type: "string", maxLength: 40 }, count: { type: "integer" } },
                required: ["title"],
              },
            },
          },
        },
      }),
    },
    ...Object.fromEntries(
      Array.from({ length: others }, (_, n) => [
        `/others/${n}`,
        { get: operation(`other${n}`, `Other ${n}`) },
      ]),
    ),
  },
});

const specs = { small: join(folder, "things.json"), large: join(folder, "many.json") };
const built = join(folder, "server");

beforeAll(async () => {
  api = await startRecorder();
  writeFileSync(specs.small, JSON.stringify(document(3)));
  writeFileSync(specs.large, JSON.stringify(document(99)));
  const report = createReport();
  const config = fromFlags({ spec: specs.large, name: "things" }, folder, report);
  const prepared = config && (await prepare(config, { thorough: true }, report, () => {}));
  if (!prepared) throw new Error("the spec cannot be read");
  await write(await emit(prepared.plan, prepared.apis, report), built, report);
  const layout = { main: "server.ts", generated: "", regenerate: false } as const;
  plantSeeds(planSeeds(packageFiles(prepared.plan, layout), built), built, report);
  await build(built, report);
  expect(report.diagnostics.filter(({ severity }) => severity === "error")).toEqual([]);
});
afterAll(async () => {
  for (const server of servers.values()) await (await server).client.close();
  await api.close();
  rmSync(folder, { recursive: true });
});

/** The two ways to run the same server. */
const ways = {
  served: [bin, "serve", specs.large, "--name", "things"],
  built: [join(built, "dist/server.js")],
};

type Session = { readonly client: Client; readonly log: () => string; readonly asked: string[] };

const start = async (
  command: readonly string[],
  flags: readonly string[],
  environment: Readonly<Record<string, string>>,
): Promise<Session> => {
  const transport = new StdioClientTransport({
    command: process.execPath,
    args: [...command, "--no-auth", "--base-url", api.url, ...flags],
    env: { PATH: process.env.PATH ?? "", ...environment },
    stderr: "pipe",
  });
  let log = "";
  transport.stderr?.on("data", (chunk: Buffer) => {
    log += chunk.toString();
  });
  const client = new Client({ name: "test", version: "1" }, { versionNegotiation: { mode: "auto" } });
  await client.connect(transport);
  return { client, log: () => log, asked: api.requests };
};

/** Servers by what they were started with: tests that start one alike share it. */
const servers = new Map<string, Promise<Session>>();
const withServer = async <T>(
  command: readonly string[],
  flags: readonly string[],
  work: (session: Session) => Promise<T>,
  environment: Readonly<Record<string, string>> = {},
): Promise<T> => {
  const name = JSON.stringify([command, flags, environment]);
  const server = servers.get(name) ?? start(command, flags, environment);
  servers.set(name, server);
  return work(await server);
};

const namesOf = async ({ client }: Session) => (await client.listTools()).tools.map(({ name }) => name);
const four = ["call_tool", "describe_tool", "read_tool", "search_tools"];
const awkward = {
  id: "a/b ?#%..é+&",
  filter_x: ["x,y", "z w"],
  "X-Note": "hello there",
  title: 'Größe \u{1F600} \\ "quoted"',
  count: "7",
};

/** What arrived from each way to run the server. */
const arrived = new Map<string, string | undefined>();

describe.each(Object.entries(ways))("%s", (way, command) => {
  test("more than a hundred tools are searched, and a line says so", async () => {
    await withServer(command, [], async (session) => {
      expect(await namesOf(session)).toEqual(four);
      expect(session.log().match(/search, describe and call/g)).toHaveLength(1);
      expect(session.log()).toMatch(/^things: 101 tools .*--mode all or THINGS_MODE=all/m);
    });
  });

  test("finds, describes and calls; the same bytes arrive as by a direct call, and the same result comes back", async () => {
    api.requests.length = 0;
    const through = await withServer(command, [], async ({ client }) => {
      const found = await client.callTool({ name: "search_tools", arguments: { query: "replace a thing" } });
      expect(found.structuredContent).toMatchObject({
        tools: [{ name: "replace_thing", calls: "PUT /things/{id}", required: ["id", "title"] }, {}],
      });
      const described = await client.callTool({
        name: "describe_tool",
        arguments: { name: "replace_thing" },
      });
      expect(described.structuredContent).toMatchObject({
        calls: "PUT /things/{id}",
        hints: { readOnly: false, idempotent: true },
        inputSchema: { required: ["id", "title"], properties: { title: { maxLength: 40 } } },
      });
      const keys = Object.keys(
        (described.structuredContent as { inputSchema: { properties: object } }).inputSchema.properties,
      ); // asserted above
      expect(keys.sort()).toEqual(Object.keys(awkward).sort());
      return client.callTool({ name: "call_tool", arguments: { name: "replace_thing", arguments: awkward } });
    });
    const direct = await withServer(command, ["--mode", "all"], ({ client }) =>
      client.callTool({ name: "replace_thing", arguments: awkward }),
    );
    expect(through.isError).toBeUndefined();
    expect(through).toEqual(direct);
    expect(through.structuredContent).toEqual({ ok: true });
    expect(api.requests).toHaveLength(2);
    expect(api.requests[0]).toBe(api.requests[1]);
    expect(api.requests[0]).toMatch(/^PUT \/v1\/things\/a%2Fb%20/);
    expect(api.requests[0]).toContain('"count":7');
    arrived.set(way, api.requests[0]);
  });

  test("refuses the same arguments with the same words, and sends nothing", async () => {
    api.requests.length = 0;
    const wrong = { id: "1", title: "x".repeat(41), colour: "red" };
    const through = await withServer(command, [], ({ client }) =>
      client.callTool({ name: "call_tool", arguments: { name: "replace_thing", arguments: wrong } }),
    );
    const direct = await withServer(command, ["--mode", "all"], ({ client }) =>
      client.callTool({ name: "replace_thing", arguments: wrong }),
    );
    expect(through.isError).toBe(true);
    expect(through).toEqual(direct);
    expect(api.requests).toEqual([]);
  });

  test("a selection is what counts, and bounds what is found and called", async () => {
    const few = ["--tools", "getThing,other1"];
    await withServer(command, few, async (session) => {
      expect(await namesOf(session)).toEqual(["getThing", "other1"]);
      expect(session.log()).not.toContain("search");
    });
    api.requests.length = 0;
    await withServer(command, [...few, "--mode", "search"], async ({ client }) => {
      const found = await client.callTool({ name: "search_tools", arguments: { query: "thing" } });
      expect(found.structuredContent).toMatchObject({ tools: [{ name: "getThing" }] });
      const call = { name: "replace_thing", arguments: awkward };
      expect(await client.callTool({ name: "call_tool", arguments: call })).toMatchObject({
        isError: true,
        structuredContent: { code: "not_found", recovery: expect.stringContaining("search_tools") },
      });
      await expect(client.callTool({ name: "replace_thing", arguments: awkward })).rejects.toMatchObject({
        code: -32602,
        message: expect.stringContaining("search_tools"),
      });
    });
    expect(api.requests).toEqual([]);
  });

  test("read-only keeps what changes something out of reach, in both modes", async () => {
    const call = { name: "call_tool", arguments: { name: "replace_thing", arguments: awkward } };
    const readOnly = { THINGS_READ_ONLY: "true" };
    api.requests.length = 0;
    await withServer(command, ["--mode", "all", "--read-only"], async (session) => {
      const names = await namesOf(session);
      expect(names).toHaveLength(100);
      expect(names).not.toContain("replace_thing");
    });
    await withServer(
      command,
      ["--mode", "search"],
      async ({ client }) => {
        const { tools } = await client.listTools();
        expect(tools.map(({ annotations }) => annotations?.readOnlyHint)).toEqual([true, true, true, true]);
        const found = await client.callTool({ name: "search_tools", arguments: { query: "replace thing" } });
        expect(JSON.stringify(found.structuredContent)).not.toContain("replace_thing");
        expect((await client.callTool(call)).isError).toBe(true);
      },
      readOnly,
    );
    expect(api.requests).toEqual([]);
  });
});

test("a served and a built server send the same bytes", () => {
  expect(arrived.get("served")).toBeDefined();
  expect(arrived.get("served")).toBe(arrived.get("built"));
});

test("few tools are listed, without a word; the mode can be asked for by variable too", async () => {
  const command = [bin, "serve", specs.small];
  const names = ["getThing", "other0", "other1", "other2", "replace_thing"];
  await withServer(command, [], async (session) => {
    expect(await namesOf(session)).toEqual(names);
    expect(session.log()).toBe("");
  });
  // The flag is above, and which of the two counts is a matter of the options.
  const variable = { THINGS_MODE: "search" };
  await withServer(command, [], async (session) => expect(await namesOf(session)).toEqual(four), variable);
});
