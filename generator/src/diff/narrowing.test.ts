import { describe, expect, test } from "vitest";
import { surfaceOfDocument, withBody } from "../../test/surface-of.js";
import type { JsonObject } from "../document/json.js";
import { compareSurfaces, sentence } from "./index.js";

/** Each change as its sentence, with `!` before the breaking ones. */
const between = async (before: JsonObject, after: JsonObject): Promise<readonly string[]> => {
  const { changes } = compareSurfaces(await surfaceOfDocument(before), await surfaceOfDocument(after));
  return changes.map((change) => `${change.breaking ? "! " : ""}${sentence(change)}`);
};

const object = (properties: JsonObject, ...required: string[]): JsonObject => ({
  type: "object",
  properties,
  ...(required.length > 0 && { required }),
});
const text = { type: "string" };
/** One field, whose schema is what matters. */
const field = (x: JsonObject): JsonObject => withBody(object({ x }));

describe("null next to alternatives", () => {
  const choice = { oneOf: [object({ a: text }), object({ b: text })] };
  test.each<[string, JsonObject]>([
    ["around them", { anyOf: [choice, { type: "null" }] }],
    ["among them", { oneOf: [...choice.oneOf, { type: "null" }] }],
  ])("%s: taken away it breaks, given it does not", async (_, nullable) => {
    expect(await between(field(nullable), field(choice))).toEqual(["! send: `x(null)` was removed"]);
    expect(await between(field(choice), field(nullable))).toEqual(["send: `x(null)` is new"]);
  });

  test("null of a list of values is one line", async () => {
    const nullable = field({ type: ["string", "null"], enum: ["a", "b", null] });
    expect(await between(nullable, field({ type: "string", enum: ["a", "b"] }))).toEqual([
      "! send: `x` lost null",
    ]);
  });
});

describe("what an optional body needs", () => {
  const optional = (schema: JsonObject): JsonObject => withBody(schema, { required: false });
  const breaking = (changes: readonly string[]) => changes.filter((change) => change.startsWith("! "));

  test("a body that is new breaks no call", async () => {
    const operation = { operationId: "send", responses: { "200": { description: "ok" } } };
    const none = { ...withBody({}), paths: { "/send": { post: operation } } };
    const after = optional(object({ a: text, b: text, c: text }, "a", "b"));
    expect(breaking(await between(none, after))).toEqual([]);
  });

  test("a new field next to the only, needed one breaks no call", async () => {
    const after = optional(object({ a: text, b: text }, "a"));
    expect(await between(optional(object({ a: text }, "a")), after)).toEqual([
      "send: `b` is new",
      "send: has another description",
    ]);
  });

  test("a new field that those of before cannot do without does", async () => {
    const after = optional(object({ a: text, z: text }, "z"));
    expect(await between(optional(object({ a: text })), after)).toEqual([
      "! send: `z` is new and required",
      "send: has another description",
    ]);
  });
});

describe("items and other fields of which a side says nothing may be anything", () => {
  const list = { type: "array" };
  const map = object({ q: text });
  test.each<[string, JsonObject, JsonObject, string]>([
    ["items", list, { ...list, items: text }, "x[]"],
    ["other fields", map, { ...map, additionalProperties: text }, "x.*"],
  ])("%s", async (_, free, typed, at) => {
    expect(await between(field(free), field(typed))).toEqual([
      `! send: \`${at}\` narrowed from any type to string`,
    ]);
    expect(await between(field(typed), field(free))).toEqual([
      `send: \`${at}\` widened from string to any type`,
    ]);
  });

  test("other fields that are refused from now on are one line", async () => {
    const changes = await between(
      field({ ...map, additionalProperties: text }),
      field({ ...map, additionalProperties: false }),
    );
    expect(changes).toEqual(["! send: `x` refuses other fields", "send: `x.*` was removed"]);
  });

  test("also taking lists takes nothing away", async () => {
    const both = { anyOf: [text, { ...list, items: text }] };
    expect(await between(field(text), field(both))).toEqual([
      "send: `x[]` is new",
      "send: `x` widened from string to array|string",
    ]);
  });
});

describe("a limit that takes nothing away", () => {
  const number = { type: "number" };
  test.each<[string, JsonObject, JsonObject, number]>([
    [
      "a bound that is included from now on",
      { ...number, exclusiveMinimum: 3 },
      { ...number, minimum: 3 },
      0,
    ],
    [
      "a bound that is excluded from now on",
      { ...number, minimum: 3 },
      { ...number, exclusiveMinimum: 3 },
      1,
    ],
    ["a wider bound in another word", { ...number, maximum: 3 }, { ...number, exclusiveMaximum: 4 }, 0],
    [
      "a pattern of strings, where none was taken",
      number,
      { type: ["number", "string"], pattern: "^[0-9]+$" },
      0,
    ],
    ["a pattern of strings", text, { ...text, pattern: "^[0-9]+$" }, 1],
  ])("%s", async (_, before, after, breaking) => {
    const changes = await between(field(before), field(after));
    expect(changes.length).toBeGreaterThan(0);
    expect(changes.filter((change) => change.startsWith("! "))).toHaveLength(breaking);
  });
});
