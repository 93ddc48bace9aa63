import fc from "fast-check";
import { expect, test } from "vitest";
import type { Json, JsonObject } from "../document/json.js";
import { createReport } from "../report/index.js";
import { applyOverlay } from "./apply.js";
import { differences } from "./difference.js";
import { overlayFormat } from "./format.js";
import { pathTo, select } from "./json-path.js";
import { sameJson } from "./merge.js";

const apply = (document: Json, actions: readonly object[]) => {
  const report = createReport();
  if (actions.length === 0) return { document, said: [] };
  const overlay = overlayFormat.parse({ overlay: "1.1.0", info: { title: "t", version: "1" }, actions });
  const log = { by: "p.yaml", report, placeOf: (pointer: string) => ({ file: "p.yaml", pointer }) };
  const applied = applyOverlay(document, overlay, log);
  return {
    document: applied.document,
    said: report.diagnostics.map(({ code, message }) => `${code} ${message}`),
  };
};

/** JSON with the names that are most likely to go wrong. */
const name = fc.oneof(
  fc.constantFrom(
    "a",
    "b",
    "c",
    "__proto__",
    "constructor",
    "it's",
    "/x/{y}",
    "~1",
    "",
    "0",
    "\\",
    "\n",
    "é\u2028",
  ),
  fc.string({ unit: "binary-ascii", maxLength: 4 }),
);
const json = fc.letrec<{ value: Json; list: readonly Json[]; object: JsonObject }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4, depthSize: "small" },
    fc.constantFrom<Json>(null, true, false, 0, 1, 1.5, "", "a", "b"),
    tie("list"),
    tie("object"),
  ),
  list: fc.array(tie("value"), { maxLength: 5 }),
  object: fc.array(fc.tuple(name, tie("value")), { maxLength: 5 }).map((pairs) => Object.fromEntries(pairs)),
}));

/** Also tells members called `__proto__` apart, which `toEqual` does not look at. */
const expectSame = (one: Json, other: Json): void => {
  expect(sameJson(one, other), `${JSON.stringify(one)} is not ${JSON.stringify(other)}`).toBe(true);
};

/** Not by way of JSON.parse: that of Node 24 can take a member called "\\n" for another one. */
const copyOf = (value: Json): Json => structuredClone(value);

test("the actions between two objects make the second of the first, and expect what they find", () => {
  fc.assert(
    fc.property(json.object, json.object, (before, after) => {
      const kept = copyOf(before);
      const { document, said } = apply(before, differences([], before, after));
      expect(said).toEqual([]);
      expectSame(document, after);
      expectSame(before, kept);
    }),
    { numRuns: 500 },
  );
});

test("so do those between two values of any kinds, by way of what holds them", () => {
  fc.assert(
    fc.property(json.value, json.value, name, (before, after, key) => {
      const [one, other]: Json[] = [{ x: [{ [key]: before }] }, { x: [{ [key]: after }] }];
      const { document, said } = apply(one ?? null, differences([], one ?? null, other ?? null));
      expect(said).toEqual([]);
      expectSame(document, other ?? null);
    }),
    { numRuns: 300 },
  );
});

test("a path selects the place that it was made for, and nothing else", () => {
  fc.assert(
    fc.property(fc.array(fc.oneof(name, fc.nat(3)), { maxLength: 5 }), (tokens) => {
      const document = tokens.reduceRight<Json>((inner, token) => {
        if (typeof token === "number") return [...Array.from({ length: token }, () => null), inner, null];
        return Object.fromEntries([
          ["other", 1],
          [token, inner],
        ]);
      }, "here");
      expect(select(document, pathTo(tokens))).toEqual({ ok: true, places: [tokens] });
    }),
  );
});

test("an overlay never changes what it is applied to, and an empty update changes nothing at all", () => {
  fc.assert(
    fc.property(json.object, json.object, (document, update) => {
      const kept = copyOf(document);
      apply(document, [
        { target: "$", update },
        { target: "$.*", remove: true, "x-optional": true },
      ]);
      expectSame(document, kept);
      const { document: same } = apply(document, [{ target: "$", update: {} }]);
      expect(same).toBe(document);
    }),
  );
});

test("copy and remove are a move", () => {
  fc.assert(
    fc.property(json.object, json.object, (moved, others) => {
      const { from: _from, to: _to, ...rest } = others;
      const { document, said } = apply({ ...rest, from: moved }, [
        { target: "$", update: { to: {} } },
        { target: "$.to", copy: "$.from" },
        { target: "$.from", remove: true },
      ]);
      expect(said.filter((line) => !line.startsWith("patch/no-effect"))).toEqual([]);
      expectSame(document, { ...rest, to: moved });
    }),
  );
});

const actions = (before: JsonObject, after: JsonObject) => differences([], before, after);

test("what is small is expected whole, what goes is removed first", () => {
  expect(actions({ a: { type: "array", maximum: 3 } }, { a: { type: "array", maxItems: 3 } })).toEqual([
    { target: "$.a.maximum", "x-expect": 3, remove: true },
    { target: "$.a", "x-expect": { type: "array" }, update: { maxItems: 3 } },
  ]);
});

test("of a large object only the member that is needed is expected", () => {
  const large = { text: "x".repeat(1_000) };
  expect(actions({ a: { ...large, in: "qeury" } }, { a: { ...large, in: "query" } })).toEqual([
    { target: "$.a.in", "x-expect": "qeury", update: "query" },
  ]);
  expect(actions({ a: large }, { a: { ...large, in: "query" } })).toEqual([
    { target: "$.a", update: { in: "query" } },
  ]);
});

test("superfluous entries go one by one, from the end", () => {
  expect(actions({ required: ["a", "b", "a", "c"] }, { required: ["a", "b"] })).toEqual([
    { target: "$.required[3]", "x-expect": "c", remove: true },
    { target: "$.required[2]", "x-expect": "a", remove: true },
  ]);
});

test("an entry of another kind is put at the end, and what follows it once more", () => {
  expect(actions({ allOf: [{ a: 1 }, "$ref:x"] }, { allOf: [{ a: 1 }, { $ref: "x" }] })).toEqual([
    { target: "$.allOf[1]", "x-expect": "$ref:x", remove: true },
    { target: "$.allOf", "x-expect": [{ a: 1 }], update: [{ $ref: "x" }] },
  ]);
  const list: readonly Json[] = ["$ref:x", { a: 1 }];
  const whole: readonly Json[] = [{ $ref: "x" }, { a: 1 }];
  expect(actions({ allOf: list }, { allOf: whole })).toEqual([
    { target: "$.allOf", "x-expect": list, remove: true },
    { target: "$", "x-expect": {}, update: { allOf: whole } },
  ]);
  const long = { text: "x".repeat(1_000) };
  expect(actions({ allOf: [...list, long] }, { allOf: [...whole, long] })).toEqual([
    { target: "$.allOf[0]", "x-expect": "$ref:x", remove: true },
    { target: "$.allOf[0:]", remove: true },
    { target: "$.allOf", "x-expect": [], update: [...whole, long] },
  ]);
});
