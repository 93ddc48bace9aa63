import { expect, test } from "vitest";
import { notesText, typeText } from "./schema-text.js";

const definitions = {
  Pet: { type: "object", properties: { id: { type: "string" }, tag: {} }, required: ["id"] },
  Loop: { $ref: "#/$defs/Loop" },
  "a/b": { type: "integer" },
};

test.each<[unknown, string]>([
  [true, "anything"],
  [false, "nothing"],
  [{}, "anything"],
  [{ type: "string", format: "date-time" }, "string (date-time)"],
  [{ type: ["string", "null"] }, "string or null"],
  [{ enum: ["a", 1, null] }, '"a" | 1 | null'],
  [{ enum: ["a", "b", "c", "d", "e", "f", "g", "h"] }, '"a" | "b" | "c" | "d" | "e" | "f" … 2 more'],
  [{ const: "x" }, '"x"'],
  [{ type: "array", items: { $ref: "#/$defs/Pet" } }, "array of object { id, tag? }"],
  [{ anyOf: [{ type: "string" }, { type: "integer" }, { type: "string" }] }, "string or integer"],
  [{ allOf: [{ description: "d" }, { $ref: "#/$defs/Pet" }] }, "object { id, tag? }"],
  [{ $ref: "#/$defs/a~1b" }, "integer"],
  [{ $ref: "#/$defs/Loop" }, "anything"],
  [{ $ref: "#/$defs/gone" }, "anything"],
  [{ items: { type: "number" } }, "array of number"],
])("%j is %s", (schema, words) => {
  expect(typeText(schema, definitions)).toBe(words);
});

test("a type never grows long, however deep or wide", () => {
  let deep: unknown = { type: "string" };
  for (let level = 0; level < 10_000; level++) deep = { type: "array", items: deep };
  expect(typeText(deep, {})).toBe("array of array of array");
  const properties = Object.fromEntries(
    Array.from({ length: 1_000 }, (_, n) => [`${n}${"k".repeat(300)}`, {}]),
  );
  expect(typeText({ properties }, {}).length).toBeLessThan(300);
});

test.each<[unknown, string]>([
  [{ minimum: 1, maximum: 100 }, "1 to 100"],
  [{ minLength: 36, maxLength: 36 }, "exactly 36 characters"],
  [{ maxItems: 5, default: [] }, "at most 5 items · default a list"],
  [{ minItems: 1 }, "at least 1 item"],
  [{ maxLength: 11 }, "at most 11 characters"],
  [{ minimum: 0, default: "x" }, 'at least 0 · default "x"'],
  [{ pattern: "^a$" }, "matches ^a$"],
  [{}, ""],
])("%j adds `%s`", (schema, words) => {
  expect(notesText(schema)).toBe(words);
});

test("names of a prototype lead nowhere", () => {
  expect(typeText({ $ref: "#/$defs/constructor" }, {})).toBe("anything");
  expect(typeText(JSON.parse('{"__proto__": {"type": "string"}}'), {})).toBe("anything");
});
