import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { build } from "../src/build/index.js";
import { loadConfig } from "../src/config/index.js";
import { generate, prepare, survey } from "../src/pipeline.js";
import { createReport } from "../src/report/index.js";

// Inside the package, where zod can be found.
const cache = fileURLToPath(new URL("../node_modules/.cache", import.meta.url));
mkdirSync(cache, { recursive: true });
const home = mkdtempSync(join(cache, "hand-written-"));
afterAll(() => rmSync(home, { recursive: true }));

const files: Readonly<Record<string, string>> = {
  "package.json": `{ "type": "module" }`,
  "pets.json": JSON.stringify({
    openapi: "3.1.0",
    info: { title: "Pets", version: "1" },
    servers: [{ url: "https://pets.example" }],
    paths: { "/pets": { get: { operationId: "listPets", responses: { 200: { description: "ok" } } } } },
  }),
  "src/main.ts": `import { appFromFolder, run } from "@jackfield/host";
import { definition } from "./generated/definition.js";

await run(appFromFolder(new URL("./generated/", import.meta.url), definition));
`,
  "src/tools/dice.ts": `import { defineTool } from "@jackfield/contract";
import { z } from "zod";
import { rolls } from "../rolls.js";

export const rollDice = defineTool({
  name: "rollDice",
  description: "Rolls a die and says what came up.",
  tags: ["games"],
  hints: { readOnly: true },
  input: z.object({ sides: z.int().min(2).default(6).describe("Sides of the die") }),
  run: ({ sides }) => \`\${sides} sides, roll \${(rolls.count += 1)}\`,
});
`,
  "src/tools/count.ts": `import { defineTool } from "@jackfield/contract";
import { rolls } from "../rolls.js";

export * from "./dice.js";
export default defineTool({
  name: "countRolls",
  description: "Says how often a die was rolled.",
  input: { type: "object", properties: {}, additionalProperties: false },
  run: () => \`\${rolls.count} so far\`,
});
`,
  "src/tools/dice.test.ts": `throw new Error("a test is no tool");`,
  "src/rolls.ts": `export const rolls = { count: 0 };`,
};

const put = (name: string, text: string): void => {
  mkdirSync(dirname(join(home, name)), { recursive: true });
  writeFileSync(join(home, name), text);
};

const configOf = async (change: object = {}) => {
  const specs = [{ id: "pets", from: "pets.json" }];
  put("jackfield.config.json", JSON.stringify({ name: "t", specs, tools: ["src/tools/*.ts"], ...change }));
  const report = createReport();
  const config = await loadConfig({ folder: home }, report);
  if (!config) throw new Error(JSON.stringify(report.diagnostics));
  return config;
};

const planned = async (change: object = {}) => {
  const report = createReport();
  const prepared = await prepare(await configOf(change), { thorough: false }, report, () => undefined);
  return {
    names: prepared?.plan.tools.map(({ face }) => face.name),
    profiles: prepared?.plan.definition.profiles,
    faults: report.diagnostics.map(({ code, at }) => [code, at.line, at.column]),
  };
};

beforeAll(() => {
  for (const [name, text] of Object.entries(files)) put(name, text);
});

describe("the guide of the config", () => {
  let count = 0;
  const lockWith = async (module: string) => {
    // A module is imported once, so each has a name of its own.
    count += 1;
    const guide = `src/guide-${count}.ts`;
    put(guide, module);
    const report = createReport();
    const config = await configOf({ guide });
    const made = await survey(config, { validate: false }, report, () => undefined);
    return { guide: made?.surface.guide, faults: report.diagnostics.map(({ message }) => message) };
  };

  test("is in the lock, a line for each part", async () => {
    const { guide, faults } = await lockWith(
      `export const guide = { skills: [{ path: "roll", files: { "SKILL.md": "Roll." } }] };`,
    );
    expect(faults).toEqual([]);
    expect(guide).toEqual([{ kind: "skill", name: "roll", text: expect.stringMatching(/^[0-9a-f]{16}$/) }]);
  });

  test.each([
    ["no such export", "export const help = {};", /^This module gives no guide: its export guide: /],
    [
      "a part without a name",
      "export const guide = { prompts: [{}] };",
      /its export guide: prompts\.0\.name /,
    ],
    ["a module that fails", `throw new Error("not today");`, /not today/],
  ])("%s is one line", async (_, module, problem) => {
    const { faults } = await lockWith(module);
    expect(faults).toEqual([expect.stringMatching(problem)]);
  });
});

describe("hand-written tools in the plan", () => {
  test("each tool once, whatever exports it again; tests are left alone", async () => {
    const { names, faults } = await planned();
    expect(names).toEqual(["countRolls", "listPets", "rollDice"]);
    expect(faults).toEqual([]);
  });

  test("profiles and exclusions know them", async () => {
    const { names, profiles } = await planned({
      profiles: { default: ["rollDice"] },
      exclude: { names: ["count*"], tags: [] },
    });
    expect(names).toEqual(["listPets", "rollDice"]);
    expect(profiles).toEqual({ default: ["rollDice"] });
    expect((await planned({ exclude: { names: [], tags: ["games"] } })).names).not.toContain("rollDice");
  });

  const bad = (text: string) => `import { defineTool } from "@jackfield/contract";\n${text}`;
  const input = `input: { type: "object", properties: {}, additionalProperties: false }, run: () => ""`;
  test.each([
    [
      "a name of an operation",
      bad(`export const a = defineTool({ name: "listPets", description: "x", ${input} });`),
      "tools/name-taken",
      2,
      14,
    ],
    [
      "a name that clients refuse",
      bad(`export const a = defineTool({ name: "a b", description: "x", ${input} });`),
      "tools/invalid",
      2,
      14,
    ],
    ["no tool at all", "export const a = 1;", "tools/no-tool", undefined, undefined],
    ["a module that throws", `throw new Error("out of order");`, "tools/unreadable", undefined, undefined],
  ])("%s is reported at its place", async (_, text, code, line, column) => {
    // A module is imported once in a process, so each is a file of its own.
    put(`src/bad/${code}.ts`, text);
    const { faults } = await planned({ tools: [`src/bad/${code}.ts`] });
    expect(faults).toEqual([[code, line, column]]);
  });

  test("a pattern without a file is reported", async () => {
    expect((await planned({ tools: ["src/tool/*.ts"] })).faults).toEqual([
      ["tools/no-match", undefined, undefined],
    ]);
  });
});

/** The replies of a server process to some calls. */
const talk = (entry: string, args: readonly string[], calls: readonly object[]) =>
  new Promise<readonly { readonly id?: number; readonly result?: unknown }[]>((resolve, reject) => {
    const child = spawn(process.execPath, [entry, ...args], { cwd: "/", env: { PATH: "" } });
    const clientInfo = { name: "test", version: "1" };
    const params = { protocolVersion: "2025-06-18", capabilities: {}, clientInfo };
    const messages = [
      { id: 0, method: "initialize", params },
      { method: "notifications/initialized" },
      ...calls,
    ];
    let out = "";
    let log = "";
    child.stderr.on("data", (data) => (log += data));
    child.stdout.on("data", (data) => {
      out += data;
      const lines = out.split("\n").filter((line) => line !== "");
      if (lines.length < messages.length - 1) return;
      child.kill();
      resolve(lines.map((line) => JSON.parse(line)));
    });
    child.on("exit", (code) => reject(new Error(`ended with ${code}: ${log}`)));
    for (const message of messages) child.stdin.write(`${JSON.stringify({ jsonrpc: "2.0", ...message })}\n`);
  });

const call = (id: number, name: string, args: object) => ({
  id,
  method: "tools/call",
  params: { name, arguments: args },
});

describe("hand-written tools in a server", () => {
  beforeAll(async () => {
    const report = createReport();
    const config = await configOf();
    const outputFolder = join(home, "src/generated");
    const options = { lockFolder: home, outputFolder, frozen: false, refreshCommand: "" };
    await generate(config, options, report, () => undefined);
    await build(home, report);
    expect(report.diagnostics.filter(({ severity }) => severity !== "info")).toEqual([]);
  });

  test("the lock and the catalog have them", () => {
    const lock = JSON.parse(readFileSync(join(home, "surface.json"), "utf8"));
    const tool = lock.tools.find(({ name }: { name: string }) => name === "rollDice");
    expect(tool).toMatchObject({ source: "src/tools/dice.ts#rollDice", hints: ["readOnly", "idempotent"] });
    expect(tool.arguments).toMatchObject([
      { at: "sides", in: "local", type: "integer", minimum: 2, default: 6 },
    ]);
    const catalog = JSON.parse(readFileSync(join(home, "src/generated/catalog.json"), "utf8"));
    expect(catalog.map(({ module }: { module: string }) => module)).toEqual([
      "../tools/count.js",
      "tools/list-pets.js",
      "../tools/dice.js",
    ]);
  });

  test("the bundle lists, validates and runs them, with one state for all", async () => {
    const replies = await talk(
      join(home, "dist/server.js"),
      [],
      [{ id: 1, method: "tools/list", params: {} }, call(2, "rollDice", {})],
    );
    expect(replies[1]).toMatchObject({
      result: { tools: [{ name: "countRolls" }, {}, { name: "rollDice" }] },
    });
    expect(replies[2]).toMatchObject({ result: { content: [{ text: "6 sides, roll 1" }] } });
    const refused = await talk(join(home, "dist/server.js"), [], [call(1, "rollDice", { sides: 1 })]);
    expect(refused[1]).toMatchObject({
      result: { isError: true, structuredContent: { code: "validation" } },
    });
    const counted = await talk(join(home, "dist/server.js"), [], [call(1, "rollDice", {})]);
    expect(counted[1]).toMatchObject({ result: { content: [{ text: "6 sides, roll 1" }] } });
  });

  test("search mode finds and calls them", async () => {
    const replies = await talk(
      join(home, "dist/server.js"),
      ["--mode", "search"],
      [call(1, "search_tools", { query: "roll a die" })],
    );
    expect(JSON.stringify(replies[1])).toContain("rollDice");
  });
});
