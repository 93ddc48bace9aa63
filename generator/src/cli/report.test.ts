import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { ran } from "../../test/command-run.js";
import { runReport } from "./report.js";
import type { GlobalOptions } from "./session.js";

const folder = mkdtempSync(join(tmpdir(), "jackfield-report-"));
afterAll(() => rmSync(folder, { recursive: true }));

const spec = join(folder, "pets.json");
writeFileSync(
  spec,
  JSON.stringify({
    openapi: "3.0.3",
    info: { title: "Pets", version: "2.1" },
    paths: { "/pets": { get: { operationId: "listPets", responses: { 200: { description: "ok" } } } } },
  }),
);

const run = (
  what: string | undefined,
  flags: Parameters<typeof runReport>[1],
  options: Partial<GlobalOptions> = {},
) => ran((session) => runReport(what, flags, session), options);

test("writes one page, and again over its own", async () => {
  const out = join(folder, "new", "page.html");
  for (const _ of ["first", "second"]) {
    const { code, out: printed, err } = await run(spec, { out });
    expect({ code, printed }).toEqual({ code: 0, printed: "" });
    expect(err).toMatch(/new\/page\.html: \d+ KB, 1 tool\n$/);
  }
  const html = readFileSync(out, "utf8");
  expect(html).toMatch(/^<!doctype html>/);
  expect(html).toContain('id="tool-listPets"');
});

test("a file that is no page stays", async () => {
  const out = join(folder, "mine.html");
  writeFileSync(out, "<p>mine</p>");
  const { code, err } = await run(spec, { out });
  expect(code).toBe(4);
  expect(err).toContain("write/foreign-file mine.html is not a file of an earlier run");
  expect(readFileSync(out, "utf8")).toBe("<p>mine</p>");
});

test("a place where nothing can be written is told", async () => {
  const { code, err } = await run(spec, { out: join(spec, "page.html") });
  expect(code).toBe(4);
  expect(err).toContain("write/failed");
});

test("a minus sign stands for standard output", async () => {
  const { code, out, err } = await run(spec, { out: "-" });
  expect({ code, err }).toEqual({ code: 0, err: "" });
  expect(out).toMatch(/^<!doctype html>[\s\S]*<\/html>\n$/);
});

test("tells programs where the page is", async () => {
  const out = join(folder, "page.html");
  const { out: printed } = await run(spec, { out }, { json: true });
  expect(JSON.parse(printed)).toMatchObject({
    ok: true,
    file: out,
    bytes: Buffer.byteLength(readFileSync(out)),
    tools: 1,
  });
});

test("reads a config, with its profiles", async () => {
  const config = join(folder, "jackfield.config.json");
  const profiles = { default: ["listPets"] };
  writeFileSync(
    config,
    JSON.stringify({
      name: "pets",
      title: "My pets",
      specs: [{ id: "pets", from: "./pets.json" }],
      profiles,
    }),
  );
  const { out } = await run(undefined, { out: "-" }, { config });
  expect(out).toContain("<h1>My pets</h1>");
  expect(out).toContain('data-profiles="default "');
});

test("what cannot be read is reported on standard error, and no page is made", async () => {
  const out = join(folder, "none.html");
  const { code, err } = await run(join(folder, "missing.json"), { out });
  expect(code).toBe(3);
  expect(err).toContain("missing.json");
  expect(() => readFileSync(out)).toThrow();
});

const list = (name: string, value: unknown): string => {
  const path = join(folder, name);
  writeFileSync(path, typeof value === "string" ? value : JSON.stringify(value));
  return path;
};
const tool = (name: string, more: object = {}) => ({
  name,
  inputSchema: { type: "object", properties: {} },
  ...more,
});

test.each([
  ["the result", { tools: [tool("a")] }],
  ["the message", { jsonrpc: "2.0", id: 1, result: { tools: [tool("a")] } }],
  ["the list", [tool("a")]],
])("a tool list: %s, as a page and as data", async (_, value) => {
  const out = join(folder, "list.html");
  const path = list("tools.json", value);
  const { code, out: printed } = await run(undefined, { out, list: path, name: "pets" }, { json: true });
  expect(code).toBe(0);
  expect(JSON.parse(printed)).toMatchObject({
    ok: true,
    file: out,
    tools: 1,
    server: "pets",
    listed: [{ name: "a", smells: ["lint/no-purpose"], clients: [] }],
    findings: [{ code: "lint/no-purpose", tool: "a", clients: [], line: 1 }],
    diagnostics: [],
  });
  expect(JSON.parse(printed).clients).toHaveLength(5);
  expect(readFileSync(out, "utf8")).toMatch(/<tr><th scope=row>a<td>\d+<td>purpose/);
});

test("one page of a list says that it is one", async () => {
  const path = list("page.json", { tools: [tool("a")], nextCursor: "2" });
  const { code, err } = await run(undefined, { out: join(folder, "page-1.html"), list: path });
  expect(code).toBe(0);
  expect(err).toMatch(/page\.json load\/partial-list warning: .*more tools follow\.\n {2}fix: /);
});

test("two versions of a list: the same changes as diff has, in both forms", async () => {
  const against = list("older.json", [tool("a"), tool("b", { description: "Lists what is there." })]);
  const newer = list("newer.json", { tools: [tool("b", { description: "Lists all that is there." })] });
  const { out: printed } = await run(undefined, { out: "-", list: newer, against }, { json: true });
  const { difference, html } = JSON.parse(printed);
  expect(difference).toMatchObject({ breaking: 1, totals: { tools: { from: 2, to: 1 } } });
  const messages: readonly string[] = difference.changes.map(({ message }: { message: string }) => message);
  expect(messages).toEqual(["a: was removed", "b: has another description"]);
  for (const message of messages) expect(html).toContain(message);
});

test.each([
  ["no list", { openapi: "3.0.0" }, "it contains none"],
  ["tools that are not objects", { tools: [null] }, "it contains none"],
  ["no JSON", "{", "not valid"],
  ["a surface lock", { version: 3, totals: {}, tools: [] }, "surface lock"],
])("%s is told in one line, of either list", async (_, value, reason) => {
  const [good, bad] = [list("good.json", []), list("bad.json", value)];
  for (const lists of [{ list: bad }, { list: good, against: bad }]) {
    const { code, err } = await run(undefined, { out: join(folder, "no.html"), ...lists });
    expect(code).toBe(3);
    expect(err).toContain("load/no-tool-list");
    expect(err).toContain(reason);
    expect(err.trim().split("\n")).toHaveLength(2);
  }
});

test("a spec and a list exclude each other, and an older list needs a newer one", async () => {
  expect(await run(spec, { out: "-", list: "tools.json" })).toMatchObject({ code: 2 });
  expect(await run(undefined, { out: "-", against: "tools.json" })).toMatchObject({ code: 2 });
  expect(await run(undefined, { out: "-", list: "-", against: "-" })).toMatchObject({ code: 2 });
});
