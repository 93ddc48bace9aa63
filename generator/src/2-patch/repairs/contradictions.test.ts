import { describe, expect, test } from "vitest";
import type { JsonObject } from "../../document/json.js";
import { createReport } from "../../report/index.js";
import { repair } from "./index.js";

const run = (value: JsonObject, others: JsonObject = {}, rest: JsonObject = { openapi: "3.1.0" }) => {
  const report = createReport();
  const log = { report, file: "a.yaml" };
  const { document } = repair({ ...rest, components: { schemas: { A: value, ...others } } }, [], log);
  expect(repair(document, [], { report: createReport(), file: "a.yaml" }).document).toBe(document);
  const { A } = (document as { components: { schemas: JsonObject } }).components.schemas; // as given
  return { schema: A, codes: report.diagnostics.map(({ code }) => code.slice("patch/".length)) };
};

const stays = (value: JsonObject, others?: JsonObject): void =>
  expect(run(value, others)).toEqual({ schema: value, codes: [] });

describe("patterns of other dialects", () => {
  test.each([
    ["/^[a-z]{2}$/", "^[a-z]{2}$"],
    ["/^a\\/b$/", "^a\\/b$"],
    ["/[a-z]+/", "[a-z]+"],
    ["(?i)^ab\\d$", "^[aA][bB]\\d$"],
    ["\\A[[:upper:]][[:alnum:]-]*\\Z", "^[A-Z][A-Za-z0-9-]*$"],
    ["^[^[:space:]]+\\z", "^[^\\s]+$"],
    ["/^\\p{L}x$/i", "^\\p{L}[xX]$"],
    ["#^a[b-d]+$#", "^a[b-d]+$"],
    ["~^ab$~i", "^[aA][bB]$"],
    ["%\\Aa#b\\z%", "^a#b$"],
  ])("%s is %s", (pattern, to) => {
    expect(run({ type: "string", pattern })).toEqual({
      schema: { type: "string", pattern: to },
      codes: ["pattern-dialect"],
    });
  });

  test.each(["/^a b$/x", "^\\h+$", "^[[:graph:]]$", "YYYY-MM", "dd/MM/yyyy", "HH:mm:ss"])(
    "%s is left out",
    (pattern) => {
      expect(run({ type: "string", pattern }).schema).toEqual({ type: "string" });
    },
  );

  test.each([
    "^a$",
    "/users/\\d+/posts/",
    "/v1/",
    "^/[a-z]+/$",
    "[\\]A]z",
    "^[:a]$",
    "#[a-f]+",
    "@a@",
    "#a^b#",
  ])("%s stays", (pattern) => stays({ type: "string", pattern }));
});

describe("bounds between which nothing is", () => {
  const closed = { type: "object", additionalProperties: false, properties: { a: {} } };
  test.each<[JsonObject, JsonObject]>([
    [{ type: "integer", minimum: 5, maximum: 1 }, { type: "integer" }],
    [
      { type: "string", minLength: 3, maxLength: 2, pattern: "a" },
      { type: "string", pattern: "a" },
    ],
    [
      { type: "array", items: {}, minItems: 2, maxItems: 1 },
      { type: "array", items: {} },
    ],
    [{ type: "object", minProperties: 2, maxProperties: 0 }, { type: "object" }],
    [{ ...closed, minProperties: 2 }, closed],
  ])("%j has none of them", (from, to) => {
    expect(run(from)).toEqual({ schema: to, codes: ["bounds-against-each-other"] });
  });

  test.each<JsonObject>([
    { type: "integer", minimum: 1, maximum: 1 },
    { ...closed, minProperties: 1 },
    { ...closed, patternProperties: { "^x": {} }, minProperties: 3 },
    { type: "object", properties: { a: {} }, minProperties: 3 },
  ])("%j stays", (value) => stays(value));
});

describe("closed objects", () => {
  const a = { type: "object", properties: { a: {} } };
  const b = { type: "object", properties: { b: {} } };
  const closed = { additionalProperties: false };
  test.each<[string, JsonObject, JsonObject]>([
    [
      "of the schema",
      { ...a, ...closed, oneOf: [b, { required: ["a"] }] },
      { ...a, oneOf: [b, { required: ["a"] }] },
    ],
    ["of all alternatives", { ...a, anyOf: [{ ...b, ...closed }] }, { ...a, anyOf: [b] }],
    ["of a shared alternative", { ...a, anyOf: [{ $ref: "#/components/schemas/B" }] }, { ...a, anyOf: [b] }],
    ["of both", { ...a, ...closed, anyOf: [{ ...b, ...closed }, closed] }, { ...a, anyOf: [b, {}] }],
  ])("%s are opened to each other's properties", (_, from, to) => {
    expect(run(from, { B: { ...b, ...closed } })).toEqual({ schema: to, codes: ["closed-alternatives"] });
  });

  test.each<JsonObject>([
    { ...a, ...closed, oneOf: [{ required: ["a"] }, a] },
    { ...a, anyOf: [{ ...b, ...closed }, a] },
    { ...a, ...closed, patternProperties: { "^b": {} }, anyOf: [b] },
    {
      anyOf: [
        { ...a, ...closed },
        { ...b, ...closed },
      ],
    },
  ])("%j stays", (value) => stays(value));

  test.each<[JsonObject, JsonObject]>([
    [
      { ...a, ...closed, required: ["a", "b"] },
      { ...a, ...closed, required: ["a"] },
    ],
    [{ ...closed, required: ["b"] }, closed],
    [
      { ...a, ...closed, required: ["b"], allOf: [a] },
      { ...a, ...closed, allOf: [a] },
    ],
  ])("%j requires only what it has", (from, to) => {
    expect(run(from)).toEqual({ schema: to, codes: ["required-but-closed"] });
  });

  test.each<JsonObject>([
    { ...a, required: ["b"] },
    { ...a, ...closed, patternProperties: { "^b": {} }, required: ["b"] },
  ])("%j still requires it", (value) => stays(value));
});

describe("values and types", () => {
  test.each<[JsonObject, JsonObject]>([
    [
      { type: "array", enum: ["a"] },
      { type: "array", items: { enum: ["a"] } },
    ],
    [
      { type: ["array", "null"], enum: ["a", null], items: { type: "string" } },
      { type: ["array", "null"], items: { type: "string", enum: ["a", null] } },
    ],
    [
      { type: "array", enum: ["a"], items: { type: "string", enum: ["b"] } },
      { type: "array", items: { type: "string", enum: ["b"] } },
    ],
    [
      { type: "boolean", enum: ["on", "off"] },
      { type: "string", enum: ["on", "off"] },
    ],
    [
      { type: ["integer", "null"], enum: ["a", null] },
      { type: ["string", "null"], enum: ["a", null] },
    ],
    [{ type: "object", enum: ["a", 1] }, { enum: ["a", 1] }],
    [
      { type: "integer", const: "a" },
      { type: "string", const: "a" },
    ],
    [
      { type: "string", format: "date", minLength: 20 },
      { type: "string", minLength: 20 },
    ],
  ])("%j becomes %j", (value, expected) => expect(run(value).schema).toEqual(expected));

  test("values that fit in part, lists as values and lengths that fit stay", () => {
    stays({ type: "array", enum: [["a"], ["b"]] });
    stays({ type: "integer", enum: [1, "a"] });
    stays({ type: "string", format: "uuid", minLength: 1, maxLength: 36 });
    stays({ type: "string", format: "own", maxLength: 2 });
  });
});

describe("parts of a composition", () => {
  const id = { type: "string", readOnly: true };

  test("what one part requires and a shared one has as readOnly is required in one direction", () => {
    const others = { B: { type: "object", properties: { id } } };
    const value = { allOf: [{ $ref: "#/components/schemas/B" }], required: ["id"] };
    expect(run(value, others)).toEqual({
      schema: { ...value, properties: { id } },
      codes: ["required-in-other-part"],
    });
    stays({ allOf: [{ $ref: "#/components/schemas/B" }], required: ["other"] }, others);
  });

  test("closed parts with other properties are opened, also a shared one", () => {
    const closed = { type: "object", additionalProperties: false, properties: { a: {} } };
    const { additionalProperties: _, ...open } = closed;
    const value: JsonObject = { allOf: [{ $ref: "#/components/schemas/B" }, { properties: { b: {} } }] };
    expect(run(value, { B: closed })).toEqual({
      schema: { allOf: [open, { properties: { b: {} } }] },
      codes: ["closed-parts"],
    });
    stays({ allOf: [{ $ref: "#/components/schemas/B" }, { required: ["a"] }] }, { B: closed });
    stays(value, { B: { ...closed, discriminator: { propertyName: "a" } } });
  });
});

describe("types against the schemas next to them", () => {
  const B = { type: "object", properties: { a: {} } };
  const toB = { $ref: "#/components/schemas/B" };

  test.each<[JsonObject, JsonObject]>([
    [{ ...toB, type: "string", format: "uri" }, toB],
    [
      { type: "array", allOf: [toB], description: "d" },
      { allOf: [toB], description: "d" },
    ],
    [
      { type: "object", oneOf: [{ type: "string" }, { type: "integer" }] },
      { oneOf: [{ type: "string" }, { type: "integer" }] },
    ],
  ])("%j becomes %j", (value, expected) => {
    expect(run(value, { B })).toEqual({ schema: expected, codes: ["type-against-parts"] });
  });

  test.each<JsonObject>([
    { ...toB, type: "object" },
    { ...toB, type: ["object", "null"] },
    { type: "number", allOf: [{ type: "integer" }] },
    { type: "string", anyOf: [{ type: "string" }, { type: "object" }] },
    { type: "string", $ref: "#/components/schemas/C" },
  ])("%j stays", (value) => stays(value, { B, C: { description: "any" } }));

  test("properties of another type than a base wants of those that it does not name open the base", () => {
    const base = { type: "object", properties: { a: {} }, additionalProperties: { type: "object" } };
    const { additionalProperties: _, ...open } = base;
    const value: JsonObject = { allOf: [toB], type: "object", properties: { on: { type: "boolean" } } };
    expect(run(value, { B: base })).toEqual({
      schema: { ...value, allOf: [open] },
      codes: ["closed-parts"],
    });
    stays({ ...value, properties: { on: { type: "object" } } }, { B: base });
  });
});

describe("words and places", () => {
  test.each<[JsonObject, JsonObject]>([
    [{ type: "Integer" }, { type: "integer" }],
    [{ type: "date_time" }, { type: "string", format: "date-time" }],
    [{ type: "any", description: "d" }, { description: "d" }],
    [
      { type: "int64", format: "int32" },
      { type: "integer", format: "int32" },
    ],
    [
      { type: "number", minimum: "1.5", exclusiveMaximum: "true" },
      { type: "number", minimum: 1.5, exclusiveMaximum: true },
    ],
    [
      { type: "array", items: [] },
      { type: "array", items: {} },
    ],
    [
      { properties: { a: { type: "string", required: true }, b: { required: "false" } }, required: ["c"] },
      { properties: { a: { type: "string" }, b: {} }, required: ["c", "a"] },
    ],
    [
      { items: { "$ref:'#/components/schemas/A'": null } },
      { type: "array", items: { $ref: "#/components/schemas/A" } },
    ],
  ])("%j becomes %j", (value, expected) => expect(run(value).schema).toEqual(expected));

  test.each([
    ["#b", { $anchor: "b" }],
    ["https://a.test/b", { $id: "https://a.test/b" }],
    ["components/schemas/B", {}],
    ["B", {}],
  ])("the reference %s leads to the schema of that name", (ref, own) => {
    const { schema } = run({ properties: { b: { $ref: ref } } }, { B: { ...own, type: "string" } });
    expect(schema).toEqual({ properties: { b: { $ref: "#/components/schemas/B" } } });
  });

  test.each<[string, string, JsonObject]>([
    ["/a/{+id}", "/a/{id}", { "x-allow-slash": true }],
    ["/a/{id*}", "/a/{id}", {}],
    ["/a/{id:path}", "/a/{id}", { "x-allow-slash": true }],
    ["/a/{id:[0-9]+}{?page}", "/a/{id}", {}],
    ["/a{/id}", "/a/{id}", {}],
    ["/a{/id*}", "/a/{id}", { "x-allow-slash": true, explode: true }],
    ["/a/{/id*}", "/a/{id}", { "x-allow-slash": true, explode: true }],
    ["/a{.id}", "/a{id}", { style: "label", explode: false }],
    ["/a{;id*}", "/a{id}", { style: "matrix", explode: true }],
  ])("path %s is %s", (path, plain, members) => {
    const parameters = [{ name: "id", in: "path", required: true, schema: { type: "string" } }];
    const document = { openapi: "3.1.0", paths: { [path]: { get: { parameters } } } };
    const { document: result } = repair(document, [], { report: createReport(), file: "a.yaml" });
    expect(result.paths).toEqual({ [plain]: { get: { parameters: [{ ...parameters[0], ...members }] } } });
  });
});

describe("values and limits", () => {
  test.each<[JsonObject, JsonObject]>([
    [
      { type: "string", enum: ["keep", "{your value}"], minLength: 4, maxLength: 10 },
      { type: "string", enum: ["keep", "{your value}"], minLength: 4 },
    ],
    [
      { type: "integer", enum: [0, 50, 100], minimum: 1, maximum: 99 },
      { type: "integer", enum: [0, 50, 100] },
    ],
    [
      { type: "string", enum: ["", "yes"], minLength: 1 },
      { type: "string", enum: ["", "yes"] },
    ],
    [
      { type: "string", enum: ["UP", "down"], pattern: "^[a-z]+$" },
      { type: "string", enum: ["UP", "down"] },
    ],
    [
      { type: "string", const: "v1.0", pattern: "^v\\d+$" },
      { type: "string", const: "v1.0" },
    ],
    [{ const: 0, minimum: 1 }, { const: 0 }],
  ])("%j is read without its limit", (from, to) => {
    expect(run(from)).toEqual({ schema: to, codes: ["enum-against-limits"] });
  });

  test.each<JsonObject>([
    { type: "string", enum: ["a", "bb"], maxLength: 2 },
    { type: "string", enum: ["a", "bb"], pattern: "^[ab]+$" },
    { type: "string", const: "v1", pattern: "^v\\d+$" },
    // What cannot be judged is not touched.
    { type: "string", enum: [`${"a".repeat(40)}!`], pattern: "^(a+)+$" },
  ])("limits that all values keep stay: %j", (schema) => stays(schema));
});

test("a schema that is a part of itself is not copied into itself", () => {
  const self = { allOf: [{ $ref: "#/components/schemas/A" }], properties: { b: { type: "string" } } };
  const closed = { allOf: [self], additionalProperties: false };
  expect(run(closed).schema).toEqual({ allOf: [self] });
  const kid: JsonObject = {
    allOf: [{ $ref: "#/components/schemas/A" }, { properties: { more: { type: "string" } } }],
  };
  const tree: JsonObject = { type: "object", properties: { kid }, additionalProperties: false };
  stays(tree);
  const requiring = { allOf: [self], required: ["b"], properties: { b: { not: {} } } };
  expect(run(requiring).schema).toEqual({ allOf: [self], properties: { b: { not: {} } } });
});

test("values are read by the type that they agree on", () => {
  const value = { nullable: true, enum: ["a"], examples: [0], properties: {} };
  expect(run(value).schema).toEqual({
    type: ["string", "null"],
    enum: ["a", null],
    examples: ["0"],
    properties: {},
  });
});

describe("fields that are excluded", () => {
  const nothing = { not: {} };
  const base = { type: "object", properties: { id: { type: "string" } }, required: ["id"] };

  test.each<[JsonObject, JsonObject]>([
    [
      { type: "object", properties: { id: { type: "string" } }, not: { required: ["id"] } },
      { type: "object", properties: { id: nothing } },
    ],
    [
      { type: "object", required: ["a"], not: { anyOf: [{ required: ["b"] }, { required: ["c"] }] } },
      { type: "object", required: ["a"], properties: { b: nothing, c: nothing } },
    ],
    [
      { properties: { id: nothing, a: { type: "string" } }, required: ["id", "a"] },
      { properties: { id: nothing, a: { type: "string" } }, required: ["a"] },
    ],
    [
      { allOf: [{ $ref: "#/components/schemas/Base" }], properties: { id: false } },
      { allOf: [{ type: "object", properties: { id: { type: "string" } } }], properties: { id: false } },
    ],
    [
      {
        allOf: [{ $ref: "#/components/schemas/Base" }, { properties: { a: {} } }],
        not: { required: ["id"] },
      },
      {
        allOf: [{ type: "object", properties: { id: { type: "string" } } }, { properties: { a: {} } }],
        properties: { id: nothing },
      },
    ],
  ])("%j has none of them", (from, to) => {
    expect(run(from, { Base: base })).toEqual({ schema: to, codes: ["excluded-field"] });
  });

  test.each<JsonObject>([
    { type: "object", not: { required: ["a", "b"] } },
    { type: "object", not: { required: ["a"], properties: { a: { const: 1 } } } },
    { type: "object", properties: { a: nothing, b: { type: "string" } }, required: ["b"] },
    { type: "string", not: { enum: ["a"] } },
  ])("%j stays", (value) => stays(value));
});
