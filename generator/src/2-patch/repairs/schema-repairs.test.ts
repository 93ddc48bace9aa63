import { describe, expect, test } from "vitest";
import type { JsonObject } from "../../document/json.js";
import { createReport } from "../../report/index.js";
import { repair } from "./index.js";

const repaired = (document: JsonObject) => {
  const report = createReport();
  const before = structuredClone(document);
  const result = repair(document, [], { report, file: "a.yaml" });
  expect(document).toEqual(before);
  const said = report.diagnostics.map(({ code, at }) => `${code} ${at.pointer}`);
  return { document: result.document, said, changes: result.changes, report };
};

const inVersion = (openapi: string, value: JsonObject, others: JsonObject = {}) => {
  const { document, said, report } = repaired({ openapi, components: { schemas: { A: value, ...others } } });
  const { A } = (document as { components: { schemas: { A: unknown } } }).components.schemas;
  return { schema: A, said, messages: report.diagnostics.map(({ message }) => message) };
};

const schema = (value: JsonObject, others: JsonObject = {}) => inVersion("3.0.3", value, others);

/** As it was written, in versions with and without boolean schemas. */
const stays = (value: JsonObject, versions: readonly string[] = ["3.0.3", "3.1.0"]) => {
  for (const version of versions)
    expect(inVersion(version, value, { B: {} })).toEqual({ schema: value, said: [], messages: [] });
};

const B = { $ref: "#/components/schemas/B" };
const text = { type: "string" };

describe("keywords among properties", () => {
  test("a composition goes up, and emptied properties go", () => {
    const value = { type: "object", xml: { name: "Order" }, properties: { allOf: [B] } };
    expect(schema(value, { B: {} })).toEqual({
      schema: { type: "object", xml: { name: "Order" }, allOf: [B] },
      said: ["patch/misplaced-keywords /components/schemas/A/properties/allOf"],
      messages: ['"allOf" under "properties" can only be a keyword of the schema; moved up.'],
    });
  });

  test("what went up is repaired too: 'ref' in it is a reference, and text a reference that YAML did not see", () => {
    const value = { properties: { allOf: [{ ref: B.$ref }, `$ref:'${B.$ref}'`], id: text } };
    expect(schema(value, { B: {} })).toMatchObject({
      schema: { allOf: [B, B], properties: { id: text } },
      said: [
        "patch/misplaced-keywords /components/schemas/A/properties/allOf",
        "patch/ref-without-dollar /components/schemas/A/allOf/0",
        "patch/string-ref /components/schemas/A/allOf/1",
      ],
    });
  });

  test.each<[string, JsonObject, JsonObject]>([
    ["xml hints", { xml: { name: "a", wrapped: true } }, { xml: { name: "a", wrapped: true } }],
    ["type: object", { type: "object" }, { type: "object" }],
    ["required names", { required: ["id"] }, { required: ["id"] }],
    ["a description and a title", { description: "d", title: "t" }, { description: "d", title: "t" }],
    ["an example", { example: ["x"] }, { example: ["x"] }],
    ["a discriminator", { discriminator: { propertyName: "k" } }, { discriminator: { propertyName: "k" } }],
    ["no more properties", { additionalProperties: false }, { additionalProperties: false }],
    ["an extension", { "x-note": "n" }, { "x-note": "n" }],
  ])("%s beside real properties", (_, slipped, up) => {
    expect(schema({ properties: { id: text, ...slipped } }).schema).toEqual({
      properties: { id: text },
      ...up,
    });
  });

  test("what the parent says already is dropped, lists that add up are joined, anything else stays", () => {
    const some = { minProperties: 1 };
    const value = {
      ...{ type: "object", allOf: [some], required: ["a"], description: "mine", oneOf: [some] },
      properties: {
        type: "object",
        allOf: [B],
        required: ["a", "b"],
        description: "other",
        oneOf: [B],
        a: {},
      },
    };
    const { schema: now, said } = schema(value, { B: {} });
    expect(now).toEqual({
      ...{ type: "object", allOf: [some, B], required: ["a", "b"], description: "mine", oneOf: [some] },
      properties: { description: "other", oneOf: [B], a: {} },
    });
    expect(said).toEqual(["patch/misplaced-keywords /components/schemas/A/properties/type"]);
  });

  test("keywords of other types go up only together, when nothing else is there", () => {
    const slipped = { type: "string", format: "date", enum: ["2020-01-01"] };
    expect(schema({ properties: slipped }).schema).toEqual(slipped);
    stays({ properties: { id: {}, format: "int64", minimum: 3, enum: ["a"], type: "integer" } });
  });

  test("properties that have such names stay", () => {
    const named = ["type", "xml", "allOf", "oneOf", "items", "required", "description", "enum", "__proto__"];
    stays({ properties: Object.fromEntries(named.map((name) => [name, { type: "string" }])) });
    stays({ properties: { xml: { type: "object", name: "Root" } } });
    stays({ properties: { xml: {}, discriminator: { type: "object", propertyName: "k" } } });
    stays({ properties: { additionalProperties: false, deprecated: true } }, ["3.1.0"]);
    stays({ default: { properties: { type: "object" } }, enum: [{ properties: { allOf: [] } }] });
  });

  test("a property without a schema may own what follows it; texts may stand for schemas", () => {
    stays({ properties: { name: null, description: "of the name", type: "object" } });
    stays({ properties: { id: "the id", description: "what it is", a: {} } });
  });

  test("a member called __proto__ is a property like any other", () => {
    const properties = JSON.parse('{"__proto__": {"type": "string"}, "allOf": [{"type": "object"}]}');
    const { schema: now } = schema({ properties });
    expect(JSON.stringify(now)).toBe(
      '{"properties":{"__proto__":{"type":"string"}},"allOf":[{"type":"object"}]}',
    );
    expect(Object.hasOwn(Object.prototype, "allOf")).toBe(false);
  });
});

test("what something refers into stays where it is, unless nothing moves", () => {
  const inside = { B: {}, C: { $ref: "#/components/schemas/A/properties/allOf/0" } };
  const misplaced = { properties: { allOf: [text], id: text } };
  expect(schema(misplaced, inside)).toMatchObject({ schema: misplaced, said: [] });
  const others = { B: {}, C: { allOf: ["$ref:'#/components/schemas/A/properties/id'"] } };
  const nullable = { nullable: true, oneOf: [B], properties: { id: text } };
  expect(inVersion("3.1.0", nullable, others).schema).toEqual(nullable);
  const flat = { type: "object", nullable: true, properties: { id: text } };
  expect(inVersion("3.1.0", flat, others).schema).toMatchObject({ type: ["object", "null"] });
});

describe("items without a type", () => {
  test("an array was meant", () => {
    expect(schema({ items: text, xml: { wrapped: true }, minimum: 1 })).toMatchObject({
      schema: { type: "array", items: text, xml: { wrapped: true }, minItems: 1 },
      said: [
        "patch/items-without-type /components/schemas/A",
        "patch/misplaced-bounds /components/schemas/A",
      ],
    });
  });

  test("parameters of Swagger 2.0 are schemas as well", () => {
    const parameter = { name: "ids", in: "query", items: text };
    const paths = { "/a": { get: { parameters: [parameter] } } };
    expect(repaired({ swagger: "2.0", paths }).document).toMatchObject({
      paths: { "/a": { get: { parameters: [{ ...parameter, type: "array" }] } } },
    });
    expect(repaired({ openapi: "3.0.3", paths }).document).toMatchObject({
      paths: { "/a": { get: { parameters: [{ name: "ids", schema: { type: "array", items: text } }] } } },
    });
  });

  test("it may be meant for some values only, or be said elsewhere", () => {
    stays({ properties: { a: {} }, items: text });
    stays({ allOf: [B], items: text });
    stays({ pattern: "^a", items: text });
    stays({ items: text, example: "a, b" });
    stays({ not: { items: text }, if: { items: text } });
    stays({ properties: { items: { type: "string" } } });
  });
});

describe("values of another type", () => {
  test.each<[JsonObject, JsonObject]>([
    [
      { type: "boolean", default: "false", example: "True" },
      { type: "boolean", default: false, example: true },
    ],
    [
      { type: "boolean", default: 0, example: "maybe" },
      { type: "boolean", default: false },
    ],
    [
      { type: "integer", default: "10", example: " 7 " },
      { type: "integer", default: 10, example: 7 },
    ],
    [{ type: "integer", default: "1.5", example: 2.5 }, { type: "integer" }],
    [
      { type: "number", default: "-0.5", example: true },
      { type: "number", default: -0.5 },
    ],
    [
      { type: "string", default: 5, example: false },
      { type: "string", default: "5", example: "false" },
    ],
    [{ type: "string", default: null, example: 2 ** 60 }, { type: "string" }],
    [
      { type: "string", enum: [1, "a", 1, "1"] },
      { type: "string", enum: ["1", "a"] },
    ],
    [
      { type: "integer", enum: ["1", 2, null] },
      { type: "integer", enum: [1, 2, null] },
    ],
    [
      { type: "array", items: {}, default: null },
      { type: "array", items: {} },
    ],
    [
      { type: "string", examples: [1, null, "b"] },
      { type: "string", examples: ["1", "b"] },
    ],
    [{ type: "integer", examples: ["x"] }, { type: "integer" }],
  ])("%j becomes %j", (value, wanted) => {
    expect(schema(value).schema).toEqual(wanted);
  });

  test("what changed is said in one line, where the first stands", () => {
    expect(schema({ type: "boolean", example: "x", default: "false" })).toMatchObject({
      said: ["patch/mistyped-value /components/schemas/A/default"],
      messages: [
        '"default" "false" is not of type boolean; read as false. "example" "x" is not of type boolean; left out.',
      ],
    });
  });

  test("what fits, what nobody can know, and digits that a number cannot hold stay", () => {
    stays({
      type: "integer",
      format: "int64",
      default: "9223372036854775807",
      enum: ["9223372036854775807"],
    });
    stays({ type: "integer", enum: ["low", "1"] });
    stays({ type: "string", format: "date", default: "2020-01-01", example: "1" });
    stays({ type: ["string", "integer"], default: "5" }, ["3.1.0"]);
    stays({ type: ["string", "null"], default: null }, ["3.1.0"]);
    stays({ type: "string", nullable: true, default: null }, ["3.0.3"]);
    stays({ type: "string", enum: ["a", null], default: null });
    stays({ type: "array", items: text, example: "a,b" });
    stays({ type: "object", example: '{"a":1}' });
    stays({ default: "5", example: null });
    stays({ properties: { type: { type: "string" }, default: { type: "boolean" } } });
  });
});

describe("nullable from OpenAPI 3.1 on", () => {
  test.each<[JsonObject, JsonObject]>([
    [{ type: "string" }, { type: ["string", "null"] }],
    [{ type: ["string", "integer"] }, { type: ["string", "integer", "null"] }],
    [{ type: ["string", "null"] }, { type: ["string", "null"] }],
    [
      { type: "string", enum: ["a"] },
      { type: ["string", "null"], enum: ["a", null] },
    ],
    [{ properties: { a: {} } }, { type: ["object", "null"], properties: { a: {} } }],
    [{ items: {} }, { type: ["array", "null"], items: {} }],
    [
      { ...B, description: "d" },
      { description: "d", anyOf: [B, { type: "null" }] },
    ],
    [{ type: "object", allOf: [B] }, { anyOf: [{ type: "object", allOf: [B] }, { type: "null" }] }],
    [
      { oneOf: [B], title: "t" },
      { title: "t", anyOf: [{ oneOf: [B] }, { type: "null" }] },
    ],
    [{ description: "any" }, { description: "any" }],
  ])("%j", (value, wanted) => {
    for (const version of ["3.1.0", "3.2.0"]) {
      const { schema: now, said } = inVersion(version, { ...value, nullable: true }, { B: {} });
      expect(now).toEqual(wanted);
      expect(said.at(-1)).toBe("patch/nullable /components/schemas/A");
    }
    const { nullable: _, ...without } = { nullable: 0, ...value };
    if (value.items === undefined)
      expect(inVersion("3.1.0", { ...value, nullable: false }, { B: {} }).schema).toEqual(without);
  });

  test("it means something before, and is a name elsewhere", () => {
    stays({ type: "string", nullable: true }, ["3.0.3"]);
    stays({ properties: { nullable: { type: "boolean" } }, example: { nullable: true } });
  });
});

test.each([
  "{$ref: '#/components/schemas/B'}",
  '"$ref": "#/components/schemas/B",',
  "$ref: ‘#/components/schemas/B’",
  "$ref:'#/components/schemas/B'",
])("%s is a reference", (written) => {
  expect(schema({ items: written, type: "array" }, { B: text }).schema).toEqual({ type: "array", items: B });
});

test("a path item as text is a reference too", () => {
  const item = { get: { responses: { 200: { description: "OK" } } } };
  const paths = { "/a": "$ref:'#/components/pathItems/A'" };
  expect(repaired({ openapi: "3.1.0", paths, components: { pathItems: { A: item } } })).toMatchObject({
    document: { paths: { "/a": { $ref: "#/components/pathItems/A" } } },
    said: ["patch/string-ref /paths/~1a"],
  });
});

test("`ref` with a description next to it is a reference; next to other keywords it is an extension", () => {
  const { $ref: ref } = B;
  const { schema: found } = schema({ properties: { b: { ref, description: "d" } } }, { B: text });
  expect(found).toEqual({ properties: { b: { ...B, description: "d" } } });
  stays({ type: "string", ref });
});

test("bounds of a type next to null are misplaced as well", () => {
  const given = { type: ["null", "array"], items: text, minimum: 1 };
  expect(inVersion("3.1.0", given).schema).toEqual({ type: ["null", "array"], items: text, minItems: 1 });
  stays({ type: ["string", "integer"], minimum: 1 });
});

test("numbers of properties go up with the other keywords", () => {
  const properties = { a: text, minProperties: 1, additionalProperties: false };
  expect(schema({ properties }).schema).toEqual({
    properties: { a: text },
    minProperties: 1,
    additionalProperties: false,
  });
});

test("a parameter of Swagger 2.0 that refers to a schema says what the schema says", () => {
  const parameters = [{ name: "e", in: "query", schema: { $ref: "#/definitions/E" } }];
  const responses = { 200: { description: "OK" } };
  const definitions = { E: { type: "string", enum: ["a"], description: "d" } };
  const { document } = repaired({
    swagger: "2.0",
    paths: { "/a": { get: { parameters, responses } } },
    definitions,
  });
  expect(document).toMatchObject({
    paths: { "/a": { get: { parameters: [{ name: "e", in: "query", type: "string", enum: ["a"] }] } } },
  });
});
