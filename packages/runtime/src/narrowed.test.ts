import type { JsonSchema } from "@jackfield/contract";
import { Ajv2020 } from "ajv/dist/2020.js";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { CallError } from "./call-error.js";
import { createValidator } from "./validate.js";

const validate = createValidator();
const judged = (input: JsonSchema, args: unknown): Promise<unknown> =>
  validate({ name: "t", input }, args).catch((error: unknown) =>
    error instanceof CallError ? error.answer.error : error,
  );

const text = { type: "string" };
const many = <T>(count: number, make: (at: number) => T): T[] =>
  Array.from({ length: count }, (_, at) => make(at));
const closed = (properties: object, required: readonly string[] = []) => ({
  type: "object",
  properties,
  required,
  additionalProperties: false,
});
const tagged = (at: number, more: object = {}) =>
  closed({ kind: { enum: [`k${at}`] }, [`v${at}`]: text, ...more }, ["kind"]);
const root = (properties: object, $defs: object = {}): JsonSchema => ({ ...closed(properties), $defs });

describe("a value is judged by the alternatives that it can be of", () => {
  const schema = root(
    {
      one: { $ref: "#/$defs/node" },
      list: { type: "array", items: { anyOf: many(200, (at) => tagged(at)) } },
      map: { type: "object", additionalProperties: { anyOf: many(200, (at) => tagged(at)) } },
      open: {
        anyOf: many(200, (at) => ({ type: "object", properties: { [`v${at}`]: { type: "integer" } } })),
      },
      mixed: { anyOf: [...many(100, (at) => tagged(at)), { type: "integer" }, { type: "null" }] },
    },
    // Refers back to itself, in every alternative.
    { node: { anyOf: many(100, (at) => tagged(at, { next: { $ref: "#/$defs/node" } })) } },
  );

  it.each<[string, unknown]>([
    ["by the tag", { one: { kind: "k7", v7: "x" } }],
    [
      "by the tag, at every depth",
      { one: { kind: "k7", next: { kind: "k99", next: { kind: "k0", v0: "" } } } },
    ],
    ["item by item", { list: [{ kind: "k1" }, { kind: "k2", v2: "x" }, { kind: "k1", v1: "y" }] }],
    ["value by value of a map", { map: { a: { kind: "k150", v150: "x" }, b: { kind: "k3" } } }],
    ["without a tag, though it is the last that fits", { open: { v199: 5, v0: 1 } }],
    ["without a tag, by none of its keys", { open: { other: true } }],
    ["by the type", { mixed: 5 }],
  ])("%s", async (_, args) => expect(await judged(schema, args)).toEqual(args));

  it.each<[string, unknown, string]>([
    [
      "an unknown tag names the known ones",
      { one: { kind: "k100" } },
      '/one/kind: expected one of "k0", "k1"',
    ],
    [
      "a tag of the wrong place",
      { one: { kind: "k7", v8: "x" } },
      "/one/v8: expected no argument of this name",
    ],
    ["deep inside", { one: { kind: "k7", next: { kind: "k8", v8: [] } } }, "/one/next/v8: expected a string"],
    ["a missing tag", { one: { v7: "x" } }, "/one/kind: expected a value"],
    ["an item", { list: [{ kind: "k1" }, { kind: "k2", v3: "x" }] }, "/list/1/"],
    ["another type", { one: 5 }, "/one: expected an object"],
    ["next to it", { one: { kind: "k7" }, other: 1 }, "/other: expected no argument"],
  ])("%s", async (_, args, error) => expect(await judged(schema, args)).toContain(error));
});

it("says how many items a tuple takes", async () => {
  const pair = { type: "array", prefixItems: [text, text], items: false };
  expect(await judged(root({ pair }), { pair: ["a", "b", "c"] })).toContain(
    "/pair: expected at most 2 items",
  );
});

it("judges as the whole schema does, whatever the union and the value", async () => {
  const value = fc.record(
    {
      kind: fc.constantFrom("a", "b", "zz", 5),
      x: fc.constantFrom<unknown>("s", 1, null),
      y: fc.constantFrom<unknown>("s", 1),
      inner: fc.record({ kind: fc.constantFrom("a", "b") }),
    },
    { requiredKeys: [] },
  );
  const branch = fc.record({
    kind: fc.constantFrom<object>({ enum: ["a"] }, { const: "b" }, { not: { enum: ["a", "b"] } }, text),
    x: fc.constantFrom<object>(text, { type: "integer" }, { type: ["string", "null"] }),
    required: fc.subarray(["kind", "x", "y", "inner"]),
    additionalProperties: fc.boolean(),
    inner: fc.boolean(),
  });
  const union = fc.array(branch, { minLength: 1, maxLength: 4 });
  await fc.assert(
    fc.asyncProperty(union, fc.array(value, { maxLength: 3 }), fc.nat(60), async (branches, list, at) => {
      // Around those in question as many that fit nothing.
      const filler = many(60, (n) => closed({ kind: { const: `n${n}` } }, ["kind"]));
      const own = branches.map(({ kind, x, required, additionalProperties, inner }) => ({
        type: "object",
        properties: { kind, x, ...(inner && { inner: { $ref: "#/$defs/u" } }) },
        required,
        additionalProperties,
      }));
      const u = { anyOf: [...filler.slice(0, at), ...own, ...filler.slice(at)] };
      const schema = { ...closed({ list: { type: "array", items: { $ref: "#/$defs/u" } } }), $defs: { u } };
      const whole = new Ajv2020({ strict: false, code: { optimize: false } }).compile(schema);
      const fits = typeof (await judged(schema, { list })) !== "string";
      // Coercion may make a value fit, never the other way round.
      expect(fits || !whole({ list })).toBe(true);
      if (fits) expect(whole(await judged(schema, { list }))).toBe(true);
    }),
    { numRuns: 25 },
  );
});

/** The longest time in which nothing else could run. */
const longestBlock = async (work: () => Promise<unknown>): Promise<number> => {
  let longest = 0;
  let last = performance.now();
  const watch = setInterval(() => {
    longest = Math.max(longest, performance.now() - last);
    last = performance.now();
  }, 1);
  await work();
  await new Promise((resolve) => setTimeout(resolve, 2));
  clearInterval(watch);
  return longest;
};

it("a first call of a union of a thousand does not keep others waiting", async () => {
  await judged(root({ a: text }), { a: "loads the compiler" });
  const blocks: number[] = [];
  // A busy machine adds to each; every schema is a new one.
  for (let round = 0; round < 3; round += 1) {
    const schema = root({ body: { anyOf: many(1000, (at) => tagged(at)) } });
    const args = { body: { kind: "k999", v999: "x" } };
    blocks.push(await longestBlock(async () => expect(await judged(schema, args)).toEqual(args)));
  }
  // 20 ms on a quiet machine, and more than a second when the whole is compiled.
  expect(Math.min(...blocks)).toBeLessThan(250);
});
