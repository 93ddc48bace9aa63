import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Schema, SchemaObject } from "../../3-model/index.js";
import { closeFamilies } from "../../3-model/schema/families.js";
import { advertise } from "./index.js";

const budgets = { descriptionMax: 1024, schemaSoft: 4096, schemaHard: 65_536 };

const advertised = (schema: Schema, definitions: Record<string, Schema> = {}, required = false) => {
  const input: SchemaObject = {
    type: "object",
    properties: { p: schema },
    ...(required && { required: ["p"] }),
  };
  return (advertise(input, definitions, budgets).schema as { properties: { p: unknown } }).properties.p;
};

const anyValue = {
  anyOf: [
    { type: "object", properties: {} },
    { type: "array", items: { type: "string" } },
    { type: "string" },
    { type: "number" },
    { type: "boolean" },
  ],
};

describe("what clients accept", () => {
  test.each<[string, Schema, unknown]>([
    ["null is a type next to others", { type: ["string", "null"] }, { type: ["string", "null"] }],
    ["a value that can only be null", { type: "null" }, { type: "null" }],
    [
      "null is an alternative",
      { anyOf: [{ type: "integer" }, { type: "null" }] },
      { anyOf: [{ type: "integer" }, { type: "null" }] },
    ],
    ["const is an enum of one", { const: "x" }, { type: "string", enum: ["x"] }],
    ["null leaves an enum", { type: "string", enum: ["a", null] }, { type: "string", enum: ["a"] }],
    ["an array has items of any kind", { type: "array" }, { type: "array", items: anyValue }],
    ["an object has properties", { type: "object" }, { type: "object", properties: {} }],
    ["anything is said with types", true, anyValue],
    [
      "several types are alternatives",
      { type: ["string", "integer"] },
      { anyOf: [{ type: "string" }, { type: "integer" }] },
    ],
    [
      "of negation and conditions it is said that there are some",
      { type: "string", not: { const: "x" } },
      { type: "string", description: "More rules apply." },
    ],
    [
      "64 bits are a number or its digits, with their words next to the types",
      { type: ["integer", "string"], format: "int64", pattern: "^[0-9]+$", description: "Which one" },
      { type: ["integer", "string"], pattern: "^[0-9]+$", description: "Which one" },
    ],
    [
      "names by pattern",
      { type: "object", patternProperties: { "^x-": { type: "string" } } },
      { type: "object", properties: {}, patternProperties: { "^x-": { type: "string" } } },
    ],
    [
      "a closed object is closed",
      {
        type: "object",
        properties: { a: { type: "string" } },
        additionalProperties: false,
        maxProperties: 1,
      },
      {
        type: "object",
        properties: { a: { type: "string" } },
        additionalProperties: false,
        maxProperties: 1,
      },
    ],
    [
      "unknown formats move to the description",
      { type: "string", format: "e164" },
      { type: "string", description: "(e164)" },
    ],
    [
      "allOf is one object",
      {
        allOf: [
          { type: "object", properties: { a: { type: "string" } } },
          { type: "object", required: ["a"] },
        ],
      },
      { type: "object", properties: { a: { type: "string" } }, required: ["a"] },
    ],
    [
      "a map keeps the type of its values",
      { type: "object", additionalProperties: { type: "integer" } },
      { type: "object", properties: {}, additionalProperties: { type: "integer" } },
    ],
    [
      "a tuple has its places",
      { type: "array", prefixItems: [{ type: "integer" }, { type: "string" }], items: false },
      { type: "array", prefixItems: [{ type: "integer" }, { type: "string" }], maxItems: 2 },
    ],
  ])("%s", (_name, given, want) => {
    expect(advertised(given)).toEqual(want);
  });

  test("references are inlined, with what is next to them", () => {
    expect(
      advertised({ $ref: "#/$defs/A", description: "own" }, { A: { type: "string", description: "theirs" } }),
    ).toEqual({
      type: "string",
      description: "theirs",
    });
  });

  test("recursion ends after two levels, in an object", () => {
    const node: Schema = { type: "object", properties: { next: { $ref: "#/$defs/Node" } } };
    const text = JSON.stringify(advertised({ $ref: "#/$defs/Node" }, { Node: node }));
    expect(text.match(/"next"/g)).toHaveLength(2);
    expect(text).toContain("Node again");
  });
});

describe("what is drawn from an advertised schema is a whole value", () => {
  const properties = { a: { type: "string" }, b: { type: "integer" }, c: { type: "boolean" } } as const;
  const object = { type: "object", properties } as const;

  test("of fields that go together, the first alternative tells all, the others their own", () => {
    expect(advertised({ ...object, anyOf: [{ required: ["a"] }, { required: ["b"] }] })).toEqual({
      anyOf: [
        { type: "object", properties, required: ["a"] },
        { type: "object", properties: { b: properties.b }, required: ["b"] },
      ],
    });
  });

  test("of exactly one, none has the fields of another", () => {
    const schema: Schema = { ...object, required: ["c"], oneOf: [{ required: ["a"] }, { required: ["b"] }] };
    expect(advertised(schema)).toEqual({
      anyOf: [
        { type: "object", properties: { a: properties.a, c: properties.c }, required: ["c", "a"] },
        { type: "object", properties: { b: properties.b, c: properties.c }, required: ["c", "b"] },
      ],
    });
  });

  test("an alternative that nobody can meet is left out", () => {
    const oneOf = [{ required: ["a"] }, { required: ["unknown"] }];
    expect(advertised({ ...object, additionalProperties: false, oneOf })).toEqual({
      type: "object",
      properties,
      required: ["a"],
      additionalProperties: false,
    });
  });

  test("a required field that nobody describes takes any value", () => {
    expect(advertised({ type: "object", required: ["a"] })).toEqual({
      type: "object",
      properties: { a: anyValue },
      required: ["a"],
    });
  });

  test("a part that is cut keeps its type, its limits and what it requires", () => {
    const inner: Schema = {
      type: "object",
      properties: {
        id: { type: "string", format: "uuid", description: "words" },
        list: { type: "array", items: { $ref: "#/$defs/Inner" } },
        other: { type: "string" },
      },
      required: ["id", "list"],
    };
    const node: Schema = { type: "object", properties: { inner: { $ref: "#/$defs/Inner" } } };
    const text = JSON.stringify(advertised(node, { Inner: inner }));
    expect(text).toContain(
      '"id":{"type":"string","format":"uuid"},"list":{"type":"array","items":{"type":"object"',
    );
    expect(text).toContain('"required":["id","list"],"description":"Inner again. Also: other."');
  });

  test("the format url is a uri, and long patterns stay where a value must be given", () => {
    expect(advertised({ type: "string", format: "url" })).toEqual({ type: "string", format: "uri" });
    const pattern = `^${"(a|b)".repeat(60)}$`;
    expect(advertised({ type: "string", pattern }, {}, true)).toEqual({ type: "string", pattern });
  });
});

describe("budgets", () => {
  const wide = (count: number, depth: number): SchemaObject => ({
    type: "object",
    properties: Object.fromEntries(
      Array.from({ length: count }, (_, index) => [
        `field${index}`,
        depth === 0 ? { type: "string", description: "words ".repeat(40) } : wide(count, depth - 1),
      ]),
    ),
  });

  test("deep optional parts go first and leave the names of their fields", () => {
    const { schema, size, cut } = advertise(wide(6, 4), {}, budgets);
    expect(cut).toBe("details");
    expect(size).toBeLessThanOrEqual(budgets.schemaSoft);
    expect(JSON.stringify(schema)).toContain("Also: field0, field1");
  });

  const crowded = (values: readonly (string | number)[]) => {
    const input = { ...wide(6, 4), properties: { ...wide(6, 4).properties, choice: { enum: [...values] } } };
    const { schema } = advertise(input, {}, { ...budgets, schemaSoft: 700 });
    return (schema as { properties: Record<string, unknown> }).properties.choice;
  };

  test("values that are short all together stay where little room is left", () => {
    const values = Array.from({ length: 20 }, (_, index) => `value${index}`);
    expect(crowded(values)).toEqual({ type: "string", enum: values });
  });

  test.each([
    ["text", "string", Array.from({ length: 50 }, (_, index) => `value${index}`)],
    ["numbers", "number", Array.from({ length: 120 }, (_, index) => index)],
  ])("a list of %s that is left out says how long it is and how it begins", (_, type, values) => {
    const begin = values.slice(0, 5).join(", ");
    expect(crowded(values)).toEqual({ type, description: `One of ${values.length}: ${begin}…` });
  });

  test("beyond the hard limit only what is required is listed, and the rest is named", () => {
    const input = { ...wide(3_000, 0), required: ["field1"] };
    const { schema, size, cut } = advertise(input, {}, budgets);
    expect(cut).toBe("fields");
    expect(size).toBeLessThanOrEqual(budgets.schemaHard);
    expect(schema).toMatchObject({
      required: ["field1"],
      description: expect.stringContaining("Also accepted: field0"),
    });
  });
});

test("whatever goes in, every object has properties, every array items, and no keyword of the forbidden list is left", () => {
  const { schema } = fc.letrec<{ schema: Schema }>((tie) => ({
    schema: fc.oneof(
      { depthSize: "small" },
      fc.constantFrom<Schema>(
        true,
        { type: "string" },
        { type: "integer" },
        { $ref: "#/$defs/A" },
        { $ref: "#/$defs/B" },
        {},
      ),
      fc.record({
        type: fc.constant("object" as const),
        properties: fc.dictionary(fc.string(), tie("schema"), { maxKeys: 3 }),
      }),
      fc.record({ type: fc.constant("array" as const), items: tie("schema") }),
      fc.record({ anyOf: fc.array(tie("schema"), { minLength: 1, maxLength: 3 }) }),
      fc.record({ allOf: fc.array(tie("schema"), { minLength: 1, maxLength: 3 }) }),
      fc.record({ not: tie("schema"), oneOf: fc.array(tie("schema"), { minLength: 1, maxLength: 2 }) }),
    ),
  }));
  const forbidden = ["$ref", "allOf", "oneOf", "not", "if", "nullable", "const"];
  const problems = (value: unknown): string[] => {
    if (typeof value !== "object" || value === null || Array.isArray(value)) return [];
    const found = value as Record<string, unknown>;
    const { properties, items, anyOf } = found;
    return [
      ...forbidden.filter((keyword) => keyword in found),
      ...(found.type === undefined && anyOf === undefined ? ["no type"] : []),
      ...(found.type === "object" && properties === undefined ? ["no properties"] : []),
      ...(found.type === "array" && items === undefined && found.prefixItems === undefined
        ? ["no items"]
        : []),
      ...Object.values(properties ?? {}).flatMap(problems),
      ...problems(items),
      ...(Array.isArray(anyOf) ? anyOf.flatMap(problems) : []),
    ];
  };
  fc.assert(
    fc.property(schema, schema, schema, (one, a, b) => {
      const definitions = closeFamilies({ A: a, B: b }, new Map());
      const { schema: root } = advertise({ type: "object", properties: { one } }, definitions, budgets);
      expect(problems(root)).toEqual([]);
    }),
    { numRuns: 300 },
  );
});
