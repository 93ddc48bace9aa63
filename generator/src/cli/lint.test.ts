import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { ran } from "../../test/command-run.js";
import { runLint } from "./lint.js";

const folder = mkdtempSync(join(tmpdir(), "jackfield-lint-"));
afterAll(() => rmSync(folder, { recursive: true }));

const file = (name: string, value: unknown): string => {
  const path = join(folder, name);
  writeFileSync(path, typeof value === "string" ? value : JSON.stringify(value, null, 1));
  return path;
};

const operations = (count: number, id: (index: number) => string) => ({
  openapi: "3.1.0",
  info: { title: "T", version: "1" },
  paths: Object.fromEntries(
    Array.from({ length: count }, (_, index) => [
      `/${index}`,
      { get: { operationId: id(index), responses: { 200: { description: "ok" } } } },
    ]),
  ),
});

const run = async (spec: string | undefined, flags: Parameters<typeof runLint>[1]) => {
  const { code, out } = await ran((session) => runLint(spec, flags, session), { json: true });
  const { diagnostics, ...summary } = JSON.parse(out) as {
    readonly diagnostics: readonly { code: string; message: string; pointer?: string; line?: number }[];
    readonly tools?: number;
  };
  const lines = diagnostics.map(({ code, pointer, line }) => `${code} ${pointer ?? "-"}:${line ?? "-"}`);
  return { code, lines, summary, messages: diagnostics.map(({ message }) => message) };
};

test("a spec whose tools suit every client", async () => {
  const spec = file(
    "good.json",
    operations(2, (index) => `get${index}`),
  );
  expect(await run(spec, { name: "pets" })).toMatchObject({
    code: 0,
    lines: [],
    summary: { ok: true, tools: 2, findings: 0 },
  });
});

test("a name that is too long together with the server's points at its operation", async () => {
  const spec = file(
    "long.json",
    operations(1, () => "a".repeat(52)),
  );
  const { code, lines, messages } = await run(spec, { name: "a-long-name", client: ["cursor"] });
  expect(code).toBe(1);
  expect(lines).toEqual(["lint/long-name /paths/~10/get:9"]);
  expect(messages[0]).toMatch(/has 64 characters together with the server's name, of at most 60 in cursor/);
});

test("the list is the one that serve would give: search mode, unless every tool is asked for", async () => {
  const spec = file(
    "many.json",
    operations(130, (index) => `get${index}`),
  );
  expect(await run(spec, { name: "pets" })).toMatchObject({ code: 0, summary: { tools: 4 } });
  const all = await run(spec, { name: "pets", mode: "all" });
  expect(all).toMatchObject({ code: 1, summary: { tools: 130 } });
  expect(all.messages).toEqual([
    "130 tools, of at most 128 in openai and vscode.",
    "130 tools, of at most 80 in cursor.",
  ]);
  expect(await run(spec, { name: "pets", tools: ["get1", "get7"] })).toMatchObject({ summary: { tools: 2 } });
  expect(await run(spec, { name: "pets", tools: ["get1x"] })).toMatchObject({
    code: 2,
    lines: ["config/unknown-selection -:-"],
  });
});

test("a list of another server, with the place of each finding", async () => {
  const tools = [
    { name: "a", inputSchema: { type: "object", properties: { b: { type: "array" } } } },
    { name: "c.d", inputSchema: { type: "object", properties: {} } },
  ];
  for (const [value, at] of [
    [{ tools }, "/tools"],
    [{ jsonrpc: "2.0", id: 1, result: { tools } }, "/result/tools"],
    [tools, ""],
  ] as const) {
    const { code, lines, messages } = await run(undefined, {
      list: file("list.json", value),
      client: ["vscode"],
    });
    expect(code).toBe(1);
    expect(lines.map((line) => line.replace(/:\d+$/, ""))).toEqual([
      `lint/array-without-items ${at}/0/inputSchema/properties/b`,
      `lint/tool-name ${at}/1`,
    ]);
    expect(lines.every((line) => /:\d+$/.test(line))).toBe(true);
    expect(messages[0]).toBe("a: b is a list without items; refused by vscode.");
  }
});

test.each([
  ["no list", { tool: [] }, "it contains none"],
  ["tools without a name", { tools: [{}] }, "it contains none"],
  ["no JSON", "{", "not valid"],
])("%s is told in one line", async (_, value, reason) => {
  const { code, lines, messages } = await run(undefined, { list: file("bad.json", value) });
  expect([code, lines]).toEqual([3, ["load/no-tool-list -:-"]]);
  expect(messages[0]).toContain(reason);
});

test("a list that is not there", async () => {
  expect(await run(undefined, { list: join(folder, "none.json") })).toMatchObject({ code: 3 });
});

test("smells on request only, of a list or by the config", async () => {
  const list = file("smells.json", [{ name: "getPet", inputSchema: { type: "object", properties: {} } }]);
  expect(await run(undefined, { list })).toMatchObject({ code: 0, summary: { rules: ["clients"] } });
  const { code, lines, messages, summary } = await run(undefined, { list, rules: ["smells"] });
  expect([code, lines]).toEqual([1, ["lint/no-purpose /0:2"]]);
  expect(messages).toEqual(["getPet has no description, so a model cannot know when to use it."]);
  expect(summary).toMatchObject({ ok: false, rules: ["smells"], clients: [], findings: 1 });
  const spec = operations(1, (index) => `get${index}`);
  const config = file("jackfield.config.json", {
    name: "pets",
    specs: [{ id: "pets", from: basename(file("spec.json", spec)) }],
    lint: { rules: ["clients", "smells"] },
  });
  const ofConfig = await ran((session) => runLint(undefined, {}, session), { json: true, config });
  expect(JSON.parse(ofConfig.out)).toMatchObject({ rules: ["clients", "smells"], findings: 1 });
});

test("flags of reading a spec reach it, whichever they are", async () => {
  const document = operations(2, (index) => `read_${index}`);
  const [first] = Object.values(document.paths);
  const spec = file("marked.json", {
    ...document,
    paths: { ...document.paths, "/0": { get: { ...first?.get, "x-mcp": false } } },
  });
  expect((await run(spec, {})).summary).toMatchObject({ tools: 1 });
  expect((await run(spec, { marks: "none" })).summary).toMatchObject({ tools: 2 });
});
