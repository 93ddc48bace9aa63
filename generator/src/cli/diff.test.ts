import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { ran } from "../../test/command-run.js";
import { runDiff } from "./diff.js";

const folder = mkdtempSync(join(tmpdir(), "jackfield-diff-"));
afterAll(() => rmSync(folder, { recursive: true }));

const file = (name: string, value: unknown): string => {
  const path = join(folder, name);
  writeFileSync(path, JSON.stringify(value));
  return path;
};

const tool = (name: string) => ({ name, inputSchema: { type: "object", properties: {} } });

test("tool lists of another server, in every form in which they come", async () => {
  const before = file("old.json", [tool("listPets"), tool("addPet")]);
  for (const value of [
    { tools: [tool("listPets")] },
    { jsonrpc: "2.0", id: 1, result: { tools: [tool("listPets")] } },
  ]) {
    const sides = { before, after: file("new.json", value) };
    const flags = { markdown: false, failOn: "breaking" } as const;
    const { code, out } = await ran((session) => runDiff(sides, flags, session), { json: true });
    expect(code).toBe(1);
    expect(JSON.parse(out)).toMatchObject({
      breaking: 1,
      changes: [{ kind: "tool-removed", where: [{ tool: "addPet" }] }],
      totals: { tools: { from: 2, to: 1 } },
    });
  }
});

test("a list that became empty, or was", async () => {
  const [none, one] = [file("none.json", { tools: [] }), file("one.json", [tool("a")])];
  expect(
    await ran((session) => runDiff({ before: one, after: none }, { markdown: false }, session)),
  ).toMatchObject({
    code: 0,
    out: expect.stringContaining("a: was removed"),
  });
});

test("JSON that is neither a list nor a spec is read as a spec, and refused as one", async () => {
  const sides = { before: file("odd.json", { tools: [{}] }), after: file("list.json", [tool("a")]) };
  const { code } = await ran((session) => runDiff(sides, { markdown: false }, session), { json: true });
  expect(code).toBe(3);
});
