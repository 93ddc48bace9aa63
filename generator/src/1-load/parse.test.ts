import { pointerTo } from "@jackfield/contract";
import fc from "fast-check";
import { expect, test } from "vitest";
import { parseJson } from "./json.js";
import { locator, parse } from "./parse.js";
import { lineIndex, maxDepth } from "./text.js";

const parsedValue = (text: string, name = "a.yaml") => {
  const parsed = parse(text, name);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.faults));
  return parsed.value;
};

const faultsOf = (text: string, name = "a.yaml") => {
  const parsed = parse(text, name);
  const positionAt = lineIndex(text);
  return parsed.ok ? [] : parsed.faults.map((fault) => ({ ...fault, ...positionAt(fault.offset) }));
};

test("names stay as they are written, and unquoted versions stay text", () => {
  const text =
    "openapi: 3.0\ninfo: {version: 1.10}\nresponses: {200: a, 1.0: b, 0x1F: c, null: d, yes: e, 4XX: f}\n";
  expect(parsedValue(text)).toEqual({
    openapi: "3.0",
    info: { version: "1.10" },
    responses: { "200": "a", "1.0": "b", "0x1F": "c", null: "d", yes: "e", "4XX": "f" },
  });
});

test("scalars are those of YAML 1.2, whatever a directive says", () => {
  const text =
    "%YAML 1.1\n---\na: yes\nb: 2020-01-01\nc: 010\nd: ~\ne: !ruby/object x\nf: .inf\ng: !!binary aGk=\nh: on\n";
  expect(parsedValue(text)).toEqual({
    a: "yes",
    b: "2020-01-01",
    c: 10,
    d: null,
    e: "x",
    f: ".inf",
    g: "aGk=",
    h: "on",
  });
});

test("merge keys give way to the mapping's own keys, and aliases are copies", () => {
  const text = "a: &a {x: 1, y: 2}\nb: {<<: *a, y: 3}\nc: {<<: [{x: 9}, *a]}\nd: *a\n";
  const value = parsedValue(text);
  expect(value).toEqual({ a: { x: 1, y: 2 }, b: { x: 1, y: 3 }, c: { x: 9, y: 2 }, d: { x: 1, y: 2 } });
  const { a, d } = value as { a: unknown; d: unknown };
  expect(a).not.toBe(d);
});

test("an alias means the anchor that stands above it", () => {
  expect(parsedValue("a: &x 1\nb: &y [*x]\nc: &x 2\nd: *y\ne: *x\n")).toEqual({
    a: 1,
    b: [1],
    c: 2,
    d: [1],
    e: 2,
  });
});

test.each(['{"__proto__": {"polluted": 1}, "constructor": 2}', "__proto__: {polluted: 1}\nconstructor: 2\n"])(
  "hostile names are only names: %s",
  (text) => {
    const value = parsedValue(text);
    expect(Object.keys(value as object)).toEqual(["__proto__", "constructor"]);
    expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
  },
);

test.each([
  ["a.json", '{\n  "a": 1,\n  "b": {"a": 2},\n  "a": 3\n}', { key: "a", line: 4 }],
  ["a.json", '{"x": [{"k\\u0065y": 1,\n"key": 2}]}', { key: "key", line: 2 }],
  ["a.yaml", "a: 1\nb: 2\na: 3\n", { key: "a", line: 3 }],
  ["a.yaml", "p:\n  200: x\n  '200': y\n", { key: "200", line: 3 }],
])("a key that occurs twice in %s is found with both places", (name, text, { key, line }) => {
  const [fault, ...others] = faultsOf(text, name);
  expect(fault).toMatchObject({ kind: "duplicate", key, line });
  expect(others).toEqual([]);
  const first = fault?.kind === "duplicate" ? lineIndex(text)(fault.first).line : 0;
  expect(first).toBeLessThan(line);
});

test.each([
  ['{"a": 1,}', "a.json", 'expected a key in double quotes, found "}".', 9],
  ['{"a": x1}', "a.json", '"x1" is not a JSON value; texts and keys need double quotes.', 7],
  ['{"a": "b', "a.json", "a string is not closed.", 7],
  ["[1, 2", "a.json", 'expected "," or "]", found the end of the text.', 6],
  ['{"a": 01}', "a.json", 'expected ",", found "1".', 8],
  ["{} x", "a.json", '"x" is not a JSON value; texts and keys need double quotes.', 4],
  ["a: [1", "a.yaml", /end with a \]/, 6],
  ["a: *nope", "a.yaml", "alias *nope has no anchor before it.", 4],
  ["? [a]\n: b", "a.yaml", "a key must be plain text.", 3],
  ["a: 1\n---\nb: 2", "a.yaml", "a second document begins here; one is expected.", 1],
  ["<<: 5", "a.yaml", "`<<` merges mappings only.", 5],
])("%j in %s: %s", (text, name, problem, column) => {
  const [fault] = faultsOf(text, name);
  expect(fault).toMatchObject({ kind: "syntax", column });
  if (fault?.kind === "syntax") expect(fault.problem).toMatch(problem);
});

test("the fault finder and JSON.parse agree on what is JSON", () => {
  const accepts = (text: string): boolean => {
    try {
      JSON.parse(text);
      return true;
    } catch {
      return false;
    }
  };
  const broken = fc
    .tuple(fc.json(), fc.nat(), fc.constantFrom("", "}", "[", ",", '"', "0", ":", "\\", "\n", "e", "-", "t"))
    .map(
      ([text, at, insert]) =>
        text.slice(0, at % (text.length + 1)) + insert + text.slice((at % (text.length + 1)) + 1),
    );
  fc.assert(
    fc.property(fc.oneof(fc.json(), broken), (text) => {
      const parsed = parseJson(text);
      const isSyntax = !parsed.ok && parsed.faults[0].kind === "syntax";
      expect(isSyntax).toBe(!accepts(text));
      if (isSyntax) expect(parsed.faults[0]).not.toMatchObject({ problem: "it is not valid JSON." });
    }),
    { numRuns: 500 },
  );
});

test("YAML in a .yml file that starts with a brace, and JSON under any name", () => {
  expect(parsedValue("{a: 1, b: [x, y],}", "a.yml")).toEqual({ a: 1, b: ["x", "y"] });
  expect(parsedValue('{"a": 1}', "stdin")).toEqual({ a: 1 });
  expect(parsedValue("a: 1", "stdin")).toEqual({ a: 1 });
});

test.each([
  ["JSON lists", "[".repeat(10_000) + "]".repeat(10_000), "a.json"],
  ["unclosed JSON lists", "[".repeat(10_000), "a.json"],
  ["YAML flow lists", `a: ${"[".repeat(50_000)}${"]".repeat(50_000)}`, "a.yaml"],
  ["YAML block lists", "- ".repeat(5_000), "a.yaml"],
  ["YAML just over the limit", `a: ${"[".repeat(maxDepth)}${"]".repeat(maxDepth)}`, "a.yaml"],
])("%s that are nested too deep are refused quickly", (_, text, name) => {
  const start = performance.now();
  expect(faultsOf(text, name).map(({ kind }) => kind)).toEqual(["deep"]);
  expect(performance.now() - start).toBeLessThan(2_000);
});

test("an alias bomb meets a limit, and circular aliases are named", () => {
  const levels = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"];
  for (let level = 1; level < 12; level++) {
    levels.push(
      `a${level}: &a${level} [${Array(10)
        .fill(`*a${level - 1}`)
        .join(", ")}]`,
    );
  }
  const start = performance.now();
  expect(faultsOf(levels.join("\n")).map(({ kind }) => kind)).toEqual(["aliases"]);
  expect(performance.now() - start).toBeLessThan(2_000);
  expect(faultsOf("a: &one\n  b: &two\n    c: *one\n")).toMatchObject([
    { kind: "cycle", cycle: "&one → &two → &one", line: 3 },
  ]);
});

const json = `{
  "paths": {
    "/a/b": { "get": { "tags": ["x",
      "y, {\\"z\\""] } },
    "/c": {}
  }
}`;

const yaml = `
base: &base
  shared: 1
paths:
  /a/b:
    get:
      tags: [x, y]
  200:
    <<: *base
    own: 2
  alias: *base
`;

test.each([
  ["", 1, 1],
  ["/paths", 2, 3],
  ["/paths/~1a~1b/get", 3, 15],
  ["/paths/~1a~1b/get/tags/1", 4, 7],
  ["/paths/~1c", 5, 5],
  ["/paths/~1c/missing/deep", 5, 5],
  ["/nowhere", 1, 1],
])("in JSON %j stands in line %i, column %i", (pointer, line, column) => {
  expect(locator(() => json)(pointer)).toEqual({ line, column });
});

test.each([
  ["/paths", 4, 1],
  ["/paths/~1a~1b/get", 6, 5],
  ["/paths/~1a~1b/get/tags/1", 7, 17],
  ["/paths/200/own", 10, 5],
  ["/paths/200/shared", 3, 3],
  ["/paths/alias/shared", 3, 3],
  ["/paths/200/missing", 8, 3],
])("in YAML %j stands in line %i, column %i", (pointer, line, column) => {
  expect(locator(() => yaml)(pointer)).toEqual({ line, column });
});

test("every member of any JSON is found on its own line", () => {
  const name = fc.string({ minLength: 1, maxLength: 6 });
  fc.assert(
    fc.property(
      fc.dictionary(name, fc.dictionary(name, fc.string(), { minKeys: 1 }), { minKeys: 1 }),
      (value) => {
        const text = JSON.stringify(value, null, 1);
        const find = locator(() => text);
        const lines = text.split("\n");
        for (const [outer, members] of Object.entries(value)) {
          for (const inner of Object.keys(members)) {
            const { line, column } = find(pointerTo("", outer, inner));
            expect(lines[line - 1]?.slice(column - 1)).toMatch(JSON.stringify(inner).slice(0, 1));
            expect(lines[line - 1]?.slice(column - 1).startsWith(`${JSON.stringify(inner)}:`)).toBe(true);
          }
        }
      },
    ),
    { numRuns: 100 },
  );
});
