import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { createImporter } from "../src/config/index.js";
import { openCommandLines } from "./command-lines.js";

/** The files that docs/plugins.md shows, by name. */
const shown = new Map(
  [
    ...readFileSync(new URL("../../docs/plugins.md", import.meta.url), "utf8").matchAll(
      /^```\w+ ([\w.]+)\n([\s\S]*?)^```$/gm,
    ),
  ].map(([, name = "", text = ""]) => [name, text] as const),
);

const cache = fileURLToPath(new URL("../node_modules/.cache", import.meta.url));
mkdirSync(cache, { recursive: true });
const home = mkdtempSync(join(cache, "plugins-"));
const put = (name: string, text: string): void => writeFileSync(join(home, name), text);
const textOf = (name: string): string => readFileSync(join(home, name), "utf8");

const lines = openCommandLines();
const run = (...args: readonly string[]) => lines.run(args, home);
const configure = (plugins: readonly string[], more: object = {}): void => {
  const specs = [{ id: "games", from: "openapi.yaml" }];
  put("other.json", JSON.stringify({ name: "games", specs, plugins, ...more }));
};
const withOther = (...args: readonly string[]) => run(...args, "--config", "other.json");

beforeAll(() => {
  for (const [name, text] of shown) put(name, text);
});
afterAll(() => {
  lines.end();
  rmSync(home, { recursive: true });
});

test("the guide's plugin repairs, prints a page and has a rule", async () => {
  expect([...shown.keys()]).toEqual(["jackfield.config.ts", "acme.ts", "openapi.yaml", "acme.test.ts"]);
  const generated = await run("generate");
  expect(generated).toMatchObject({ code: 0 });
  expect(generated.err).toMatch(/openapi\.yaml:\d+:\d+ acme\/day warning: "schema" has the format acme-day/);
  expect(textOf("src/generated/acme/tools.txt")).toBe("listGames\n");
  expect(textOf("src/generated/catalog.json")).toContain('"format":"date"');
  expect((await run("generate", "--frozen")).code).toBe(0);
  const linted = await run("lint");
  expect(linted).toMatchObject({ code: 1 });
  expect(linted.out + linted.err).toContain("acme/verb-first warning: The description of listGames does not");
});

test("the guide's test of a repair runs", async () => {
  put("run.ts", shown.get("acme.test.ts")?.replace("./acme.js", "./acme.ts") ?? "");
  const printed = vi.spyOn(console, "log").mockImplementation(() => undefined);
  try {
    await (await createImporter(join(home, "run.ts")))(join(home, "run.ts"));
    expect(printed.mock.calls).toEqual([
      [
        expect.stringContaining('"Day":{"type":"string","format":"date"}'),
        ["acme/day /components/schemas/Day/format"],
      ],
    ]);
  } finally {
    printed.mockRestore();
  }
});

test("a repair of a plugin can be switched off by its code, and a mistyped code is named", async () => {
  configure(["./acme.ts"], { repairs: { off: ["acme/day"] } });
  expect((await withOther("generate")).err).not.toContain("acme/day");
  configure(["./acme.ts"], { repairs: { off: ["acme/dya", "patch/nulable"] } });
  const wrong = await withOther("generate");
  expect(wrong.code).toBe(2);
  expect(wrong.err).toContain(
    'repairs.off names "acme/dya", which is not a repair; did you mean "acme/day"?',
  );
  expect(wrong.err).toContain('did you mean "patch/nullable"?');
});

const plugin = (parts: string): string => `export default { ${parts} };`;

test.each([
  ["no such file", "./missing.mjs", undefined, /plugins\/unreadable .*missing\.mjs/],
  ["a syntax error", "./p1.mjs", "export default {", /plugins\/unreadable/],
  ["parts of another name", "./p2.mjs", plugin("rules: []"), /plugins\/invalid .*rules/],
  [
    "a code of ours",
    "./p3.mjs",
    plugin('repairs: [{ code: "patch/mine", begin() {} }]'),
    /repairs\.0\.code: starts with a word that jackfield uses/,
  ],
  [
    "a page outside the folder",
    "./p4.mjs",
    plugin('pages: [{ path: "../x", print() {} }]'),
    /pages\.0\.path: must be a relative path/,
  ],
  [
    "a page of a generated file",
    "./p5.mjs",
    plugin('pages: [{ path: "Catalog.json", print: () => "x" }]'),
    /emit\/page-taken/,
  ],
  [
    "a page twice",
    "./p6.mjs",
    plugin('pages: [{ path: "x", print: () => "" }, { path: "x", print: () => "" }]'),
    /page x is already used by this plugin/,
  ],
  [
    "a repair that throws",
    "./p7.mjs",
    plugin('repairs: [{ code: "a/b", begin: () => () => { throw new Error("no luck"); } }]'),
    /plugins\/failed Repair a\/b of a plugin failed: no luck/,
  ],
  [
    "a page that throws",
    "./p8.mjs",
    plugin('pages: [{ path: "x", print: () => { throw new Error("no ink"); } }]'),
    /plugins\/failed Page x of a plugin failed: no ink/,
  ],
])("%s: one clear line, exit code 2, nothing written", async (_, name, text, line) => {
  if (text !== undefined) put(name, text);
  configure([name], { output: "src/wrong" });
  const wrong = await withOther("generate");
  expect(wrong).toMatchObject({ code: 2 });
  expect(wrong.err).toMatch(line);
  expect(wrong.err).not.toMatch(/\n\s+at /);
  expect(wrong.err.match(/^ *fix:/gm)).toHaveLength(1);
  expect(existsSync(join(home, "src/wrong"))).toBe(false);
});
