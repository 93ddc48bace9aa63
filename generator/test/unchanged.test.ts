import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openCommandLines } from "./command-lines.js";

/** A run that would write the same files notices it and ends; anything that could change one makes it a whole run. */
const commandLines = openCommandLines();
const folder = mkdtempSync(join(tmpdir(), "jackfield-unchanged-"));
afterAll(() => {
  commandLines.end();
  rmSync(folder, { recursive: true });
});

const put = (path: string, text: string): void => writeFileSync(join(folder, path), text);
const text = (path: string): string => readFileSync(join(folder, path), "utf8");

const generate = async (...args: readonly string[]) => {
  const ran = await commandLines.run(["generate", ...args], folder);
  return { ...ran, skipped: ran.err.includes("Nothing changed: ") };
};

const spec = (title: string) =>
  `openapi: 3.0.3\ninfo: {title: ${title}, version: 1}\npaths:\n  /a: {get: {operationId: getA, parameters: [{$ref: size.yaml}], responses: {200: {description: ok}}}}\n`;
const size = (name: string) => `name: ${name}\nin: query\nschema: {type: integer}\n`;
const overlay = (word: string) =>
  `overlay: 1.0.0\ninfo: {title: T, version: 1}\nx-reason: test\nactions:\n  - {target: "$.paths['/a'].get", update: {summary: ${word}}}\n`;
const config = (title: string) =>
  JSON.stringify({
    name: "pets",
    title,
    output: "out",
    specs: [{ id: "pets", from: "spec.yaml", overlays: ["fix.yaml"] }],
  });

beforeAll(() => {
  put("spec.yaml", spec("One"));
  put("size.yaml", size("size"));
  put("fix.yaml", overlay("first"));
  put("jackfield.config.json", config("Pets"));
});

test("the first run writes, the second knows that it has nothing to do and says the same", async () => {
  const first = await generate();
  expect(first).toMatchObject({ code: 0, skipped: false });
  const second = await generate();
  expect(second).toMatchObject({ code: 0, out: "", skipped: true });
  expect(second.err).toContain("1 tool of 1 operation");
  expect(text("out/.jackfield.json")).not.toContain(folder);
});

test.each<[string, () => void]>([
  ["the spec", () => put("spec.yaml", spec("Two"))],
  ["a file that it refers to", () => put("size.yaml", size("limit"))],
  ["an overlay", () => put("fix.yaml", overlay("second"))],
  ["an option", () => put("jackfield.config.json", config("Animals"))],
  ["a lock that is lost", () => rmSync(join(folder, "surface.md"))],
  ["a lock that somebody changed", () => put("surface.json", "{}")],
  ["a file that is lost", () => rmSync(join(folder, "out/tools/get-a.ts"))],
  ["a record that is cut off", () => put("out/.jackfield.json", text("out/.jackfield.json").slice(0, -20))],
])("after a change of %s the run is made", async (_, change) => {
  change();
  expect(await generate()).toMatchObject({ code: 0, skipped: false });
  expect(existsSync(join(folder, "out/tools/get-a.ts"))).toBe(true);
});

test("a referenced file that comes later is noticed", async () => {
  rmSync(join(folder, "size.yaml"));
  expect((await generate()).skipped).toBe(false);
  const second = await generate();
  expect(second).toMatchObject({ code: 0, skipped: true });
  expect(second.err).toMatch(/\d+ warnings, as before/);
  put("size.yaml", size("limit"));
  expect((await generate()).skipped).toBe(false);
  expect(text("out/tools/get-a.ts")).toContain("limit");
});

test("a generated file that somebody changed and the next run would replace stops it", async () => {
  const path = "out/tools/get-a.ts";
  const own = text(path);
  put(path, `${own}// mine\n`);
  const { code, err, skipped } = await generate();
  expect({ code, skipped }).toEqual({ code: 4, skipped: false });
  expect(err).toContain("tools/get-a.ts was edited since the last run");
  put(path, own);
});

test.each([["--json"], ["--strict"], ["--frozen"]])("with %s everything is worked out", async (flag) => {
  await generate();
  expect(await generate(flag)).toMatchObject({ code: 0, skipped: false });
});
