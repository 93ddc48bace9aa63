import { readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { stringify } from "yaml";
import { type JsonObject, numberText } from "../document/json.js";

import { parseYaml } from "./yaml.js";
import { parseSlowly } from "./yaml-tree.js";
import { toJson } from "./yaml-value.js";

const { resolve } = createRequire(import.meta.url);

const yamlFilesIn = (folder: string): readonly string[] =>
  readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((path) => /\.ya?ml$/.test(path))
    .map((path) => join(folder, path));

const slowValue = (text: string): unknown => {
  const tree = parseSlowly(text);
  return tree.ok ? toJson(tree.root) : tree;
};

describe("js-yaml and yaml read the same values", () => {
  const examples = dirname(resolve("@readme/oas-examples/package.json"));
  const corpus = process.env.JACKFIELD_CORPUS;
  test.each<readonly [string, readonly string[], number]>([
    ["@readme/oas-examples", yamlFilesIn(examples), 20],
    ["bandwidth-sdk", [join(dirname(resolve("bandwidth-sdk/package.json")), "bandwidth.yml")], 1],
    ["the golden cases", yamlFilesIn(new URL("../../test/cases", import.meta.url).pathname), 30],
    ...(corpus === undefined ? [] : ([["the corpus", yamlFilesIn(corpus), 5]] as const)),
  ])("in %s", (_, files, least) => {
    expect(files.length).toBeGreaterThanOrEqual(least);
    for (const file of files) {
      const text = readFileSync(file, "utf8");
      expect(parseYaml(text), file).toEqual(slowValue(text));
    }
  });

  test("in any value, however it is written", () => {
    const text = fc.oneof(
      fc.string(),
      fc.constantFrom(
        "1.10",
        "null",
        "yes",
        "0x1F",
        "- a",
        "a: b",
        "# c",
        " x ",
        "a\n\n  b\n",
        "<<",
        "~",
        "1e3",
      ),
    );
    const number = fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => value + 0);
    const { value } = fc.letrec((tie) => ({
      value: fc.oneof(
        { maxDepth: 4 },
        fc.oneof(text, number, fc.integer(), fc.boolean(), fc.constant(null)),
        fc.array(tie("value"), { maxLength: 4 }),
        fc.dictionary(
          text.filter((key) => key !== "<<"),
          tie("value"),
          { maxKeys: 4 },
        ),
      ),
    }));
    const style = fc.record({
      indent: fc.constantFrom(2, 4),
      collectionStyle: fc.constantFrom("any" as const, "block" as const, "flow" as const),
      defaultStringType: fc.constantFrom(
        "PLAIN",
        "QUOTE_DOUBLE",
        "QUOTE_SINGLE",
        "BLOCK_LITERAL",
        "BLOCK_FOLDED",
      ),
      defaultKeyType: fc.constantFrom("PLAIN" as const, "QUOTE_DOUBLE" as const),
      lineWidth: fc.constantFrom(0, 30, 80),
    });
    fc.assert(
      fc.property(value, style, (wanted, options) => {
        const written = stringify({ wanted }, { ...options, aliasDuplicateObjects: false });
        expect(parseYaml(written)).toEqual(slowValue(written));
        // The printer of block scalars adds blanks to some texts.
        if (options.defaultStringType.startsWith("BLOCK")) return;
        expect(parseYaml(written)).toEqual({ ok: true, value: { wanted } });
      }),
      { numRuns: 300 },
    );
  });
});

test.each([
  ["a bracket that closes at the margin", "a: {b: 1,\n  c: 2\n}\n", { a: { b: 1, c: 2 } }],
  ["a control character", "a: x\u0007\n", { a: "x\u0007" }],
])("a text that js-yaml refuses but yaml reads is read: %s", (_, text, value) => {
  expect(parseYaml(text)).toEqual({ ok: true, value });
});

test("tags of the core schema count, others are ignored", () => {
  const text =
    "a: !!str 5\nb: !!int '7'\nc: !x 5\nd: !<tag:yaml.org,2002:bool> 'true'\ne: !!map {x: 1}\nf: ! 5\n";
  const value = { a: "5", b: 7, c: "5", d: true, e: { x: 1 }, f: "5" };
  expect(parseYaml(text)).toEqual({ ok: true, value });
});

test("the text of a number is kept where JavaScript would print another one", () => {
  const parsed = parseYaml(
    "enum: [1.10, 2.5, 12345678901234567890, 007]\nconst: 0x1F\nexample: 1e3\ndefault: 12\nb: '1.10'\n",
  );
  const schema = parsed.ok ? (parsed.value as JsonObject) : {};
  const list = schema.enum as readonly number[];
  expect(list.map((_, index) => numberText(list, index))).toEqual([
    "1.10",
    undefined,
    "12345678901234567890",
    "007",
  ]);
  expect(["const", "example", "default", "b"].map((key) => numberText(schema, key))).toEqual([
    "0x1F",
    "1e3",
    undefined,
    undefined,
  ]);
});
