import type { JsonSchema } from "@jackfield/contract";
import { expect, it } from "vitest";
import { coerce } from "./coerce.js";

const integer = { type: "integer" };
const person = {
  type: "object",
  properties: { age: integer, tags: { type: "array", items: { type: "boolean" } } },
};
const table: readonly [string, JsonSchema, unknown, unknown][] = [
  ["digits for an integer", integer, "5", 5],
  ["a fraction for a number", { type: "number" }, "-2.5e3", -2500],
  ["no number", integer, "5 apples", "5 apples"],
  ["leading zeros do not make a number", integer, "007", "007"],
  [
    "digits beyond 2^53 stay text",
    { type: ["integer", "string"], format: "int64" },
    "9007199254740993",
    "9007199254740993",
  ],
  [
    "an object that an alternative names stays as it is",
    { anyOf: [{ type: "object", additionalProperties: { type: "string" } }, { enum: [{ a: 1 }, [2]] }] },
    { a: 1 },
    { a: 1 },
  ],
  ["small int64 digits become a number", { type: ["integer", "string"], format: "int64" }, "42", 42],
  [
    "also where a union says so",
    { anyOf: [{ type: "integer", format: "int64" }, { type: "string" }] },
    "42",
    42,
  ],
  ["a whole number where only text is allowed", { type: "string" }, 1001, "1001"],
  [
    "a whole number in a list of texts",
    { type: "array", items: { type: "string" } },
    [919, "x"],
    ["919", "x"],
  ],
  ["a number stays one where numbers are allowed", { type: ["string", "integer"] }, 5, 5],
  ["a number stays one in a union that takes it", { anyOf: [{ type: "string" }, { type: "integer" }] }, 5, 5],
  ["a whole number in a union without numbers", { anyOf: [{ type: "boolean" }, { type: "string" }] }, 5, "5"],
  ["a fraction is no code", { type: "string" }, 1.5, 1.5],
  ["digits that are already lost do not become text", { type: "string" }, 2 ** 60, 2 ** 60],
  ["text stays text where text is allowed", { type: ["integer", "string"] }, "42", "42"],
  ["booleans", { type: "boolean" }, "true", true],
  ["any other word is none", { type: "boolean" }, "yes", "yes"],
  ["the text null", { type: ["string", "null"] }, "null", null],
  ["the text null where null is not allowed", { type: "string" }, "null", "null"],
  [
    "null stays where one of a union takes it",
    {
      anyOf: [
        { type: "object", properties: { age: integer } },
        { type: "object", properties: { age: { type: ["integer", "null"] } }, required: ["age"] },
      ],
    },
    { age: null },
    { age: null },
  ],
  [
    "null stays where the alternative that takes it is the only one that fits below the top",
    {
      anyOf: [
        { type: "object", properties: { name: { type: "string" }, age: integer } },
        { type: "object", properties: { name: person, age: { type: ["integer", "null"] }, size: integer } },
      ],
    },
    { name: { tags: [true] }, age: null, size: "5" },
    { name: { tags: [true] }, age: null, size: 5 },
  ],
  [
    "a closed member is not meant by a value that it refuses",
    {
      anyOf: [
        { type: "object", properties: { size: { type: "string" } }, additionalProperties: false },
        { type: "object", properties: { size: { type: "string" }, age: integer } },
      ],
    },
    { size: 5, age: "7" },
    { size: "5", age: 7 },
  ],
  ["a nullable object as text", { anyOf: [person, { type: "null" }] }, '{"age":"7"}', { age: 7 }],
  ["JSON text, and what is inside", person, '{"age":"7","tags":"[\\"true\\"]"}', { age: 7, tags: [true] }],
  ["broken JSON stays", person, "{age", "{age"],
  ["JSON of another type stays", person, "[1]", "[1]"],
  ["JSON text where text is allowed stays", { type: "string" }, '{"a":1}', '{"a":1}'],
  ["no schema, no change", {}, "5", "5"],
  ["enum of numbers", { enum: [1, 2] }, "2", 2],
  [
    "text that one of a union knows stays text",
    { oneOf: [{ type: "boolean" }, { type: "string", enum: ["true", "false"] }] },
    "true",
    "true",
  ],
  ["and becomes what the others want where none does", { oneOf: [{ type: "boolean" }, integer] }, "5", 5],
  [
    "JSON text in a union of object and text is an object",
    { anyOf: [person, { type: "string" }] },
    '{"age":"7"}',
    { age: 7 },
  ],
  ["references", { $ref: "#/$defs/p", $defs: { p: person } }, { age: "1" }, { age: 1 }],
  ["references that lead nowhere", { $ref: "#/$defs/q" }, "1", "1"],
  [
    "allOf",
    { allOf: [person, { properties: { size: integer } }] },
    { age: "1", size: "2" },
    { age: 1, size: 2 },
  ],
  [
    "the member that fits",
    {
      oneOf: [
        { type: "object", properties: { kind: { const: "a" }, n: { type: "string" } }, required: ["kind"] },
        { type: "object", properties: { kind: { const: "b" }, n: integer }, required: ["kind"] },
      ],
    },
    { kind: "b", n: "3" },
    { kind: "b", n: 3 },
  ],
  ["additionalProperties", { type: "object", additionalProperties: integer }, { x: "1" }, { x: 1 }],
  [
    "prefixItems",
    { type: "array", prefixItems: [integer], items: { type: "boolean" } },
    ["1", "true"],
    [1, true],
  ],
];

it.each(table)("%s", (_, schema, given, want) => {
  const before = JSON.stringify(given);
  expect(coerce(schema, given)).toEqual(want);
  expect(JSON.stringify(given)).toBe(before);
});

it("gives back the very same value when nothing has to change", () => {
  const value = { age: 1, tags: [true] };
  expect(coerce(person, value)).toBe(value);
});

it("ends on recursive schemas and deep values", () => {
  const schema = {
    $ref: "#/$defs/node",
    $defs: { node: { type: "object", properties: { next: { $ref: "#/$defs/node" }, n: integer } } },
  };
  let value: unknown = { n: "1" };
  for (let depth = 0; depth < 10_000; depth += 1) value = { next: value };
  expect(() => coerce(schema, value)).not.toThrow();
  expect(() => coerce({ $ref: "#" }, "5")).not.toThrow();
  expect(() => coerce({ anyOf: [{ $ref: "#" }] }, "5")).not.toThrow();
});

it("does not touch prototypes", () => {
  const got = coerce({ type: "object", additionalProperties: integer }, JSON.parse('{"__proto__":"5"}'));
  expect(Object.hasOwn(got as object, "__proto__")).toBe(true);
  expect(Object.getPrototypeOf(got)).toBe(Object.prototype);
});
