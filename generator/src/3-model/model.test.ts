import { describe, expect, test } from "vitest";
import { patchedSpec } from "../../test/patched-spec.js";
import type { PatchedSpec } from "../2-patch/types.js";
import type { JsonObject } from "../document/json.js";
import { createReport } from "../report/index.js";
import { model } from "./index.js";

const spec = (document: JsonObject): PatchedSpec =>
  patchedSpec({ openapi: "3.1.0", info: { title: "T", version: "1" }, ...document });

const read = (document: JsonObject) => {
  const report = createReport();
  const api = model(spec(document), { replySchemas: true }, report);
  return { api, codes: report.diagnostics.map(({ code, at }) => `${code} ${at.pointer}`) };
};

const operation = (raw: JsonObject, rest: JsonObject = {}, path = "/a") => {
  const { api, codes } = read({ paths: { [path]: { get: raw } }, ...rest });
  return { operation: api.operations[0], api, codes };
};

describe("parameters", () => {
  test("an operation's parameter wins over the path item's of the same name and place", () => {
    const { api } = read({
      paths: {
        "/a": {
          parameters: [
            { name: "q", in: "query", schema: { type: "string" } },
            { name: "q", in: "header", schema: { type: "string" } },
          ],
          get: { parameters: [{ name: "q", in: "query", schema: { type: "integer" } }] },
        },
      },
    });
    expect(api.operations[0]?.parameters.map(({ name, in: place, schema }) => [name, place, schema])).toEqual(
      [
        ["q", "query", { type: "integer" }],
        ["q", "header", { type: "string" }],
      ],
    );
  });

  test("headers that OpenAPI says to ignore are left out", () => {
    const names = ["Content-Type", "accept", "AUTHORIZATION", "Host", "content-length", "Cookie", "X-Ok"];
    const parameters = names.map((name) => ({ name, in: "header", schema: { type: "string" } }));
    expect(operation({ parameters }).operation?.parameters.map(({ name }) => name)).toEqual(["X-Ok"]);
  });

  test("a placeholder nobody declares is a required string, one that does not occur is left out", () => {
    const parameters = [{ name: "b", in: "path", required: true, schema: { type: "string" } }];
    const { operation: found, codes } = operation({ parameters }, {}, "/x/{a}");
    expect(found?.parameters.map(({ name, required, schema }) => [name, required, schema])).toEqual([
      ["a", true, { type: "string" }],
    ]);
    expect(codes).toEqual([
      "model/unused-path-parameter /paths/~1x~1{a}/get/parameters/0",
      "model/undeclared-path-parameter /paths/~1x~1{a}/get",
    ]);
  });

  test("style and explode have the defaults of their place", () => {
    const parameters = ["query", "header", "cookie"].map((place) => ({ name: "n", in: place, schema: {} }));
    expect(operation({ parameters }).operation?.parameters.map(({ wire }) => wire)).toEqual([
      { kind: "style", style: "form", explode: true, allowReserved: false },
      { kind: "style", style: "simple", explode: false, allowReserved: false },
      { kind: "style", style: "form", explode: true, allowReserved: false },
    ]);
  });

  test("a dangling parameter is reported, and the operation lives", () => {
    const { operation: found, codes } = operation({ parameters: [{ $ref: "#/components/parameters/No" }] });
    expect(found?.parameters).toEqual([]);
    expect(codes).toEqual(["model/dangling-ref /paths/~1a/get/parameters/0"]);
  });

  test("references in a circle are reported once and left out", () => {
    const components = {
      parameters: { A: { $ref: "#/components/parameters/B" }, B: { $ref: "#/components/parameters/A" } },
    };
    const { codes } = operation({ parameters: [{ $ref: "#/components/parameters/A" }] }, { components });
    expect(codes).toEqual(["model/dangling-ref /components/parameters/B"]);
  });
});

describe("schemas", () => {
  const schemaOf = (schema: JsonObject | boolean, components: JsonObject = {}) => {
    const {
      operation: found,
      api,
      codes,
    } = operation(
      { requestBody: { content: { "application/json": { schema } } } },
      { components: { schemas: components } },
    );
    return { schema: found?.body?.content[0].schema, schemas: api.schemas, codes };
  };

  test.each<[string, JsonObject, unknown]>([
    ["nullable", { type: "string", nullable: true }, { type: ["string", "null"] }],
    ["not nullable", { type: "string", nullable: false }, { type: "string" }],
    [
      "nullable next to a composition",
      { allOf: [{ type: "object" }], nullable: true },
      { anyOf: [{ allOf: [{ type: "object" }] }, { type: "null" }] },
    ],
    [
      "exclusive bound as a flag",
      { type: "number", minimum: 1, exclusiveMinimum: true },
      { type: "number", exclusiveMinimum: 1 },
    ],
    [
      "inclusive bound as a flag",
      { type: "number", maximum: 1, exclusiveMaximum: false },
      { type: "number", maximum: 1 },
    ],
    ["tuple by items", { items: [{ type: "string" }] }, { type: "array", prefixItems: [{ type: "string" }] }],
    ["one example", { type: "string", example: "x" }, { type: "string", examples: ["x"] }],
    [
      "a number of a whole format",
      { type: "number", format: "int32", maximum: 255 },
      { type: "integer", format: "int32", maximum: 255 },
    ],
    [
      "a fraction that contradicts its format",
      { type: "number", format: "int32", default: 0.5 },
      { type: "number", format: "int32", default: 0.5 },
    ],
    [
      "format byte",
      { type: "string", format: "byte" },
      { type: "string", format: "byte", contentEncoding: "base64" },
    ],
    ["properties without a type", { properties: {} }, { type: "object", properties: {} }],
    ["unknown type next to a known one", { type: ["file", "string"] }, { type: "string" }],
  ])("%s", (_name, given, want) => {
    expect(schemaOf(given)).toMatchObject({ schema: want, codes: [] });
  });

  test("unknown keywords and wrong values are reported with their place and dropped", () => {
    const { schema, codes } = schemaOf({
      type: "string",
      nonsense: 1,
      maxLength: "4",
      pattern: "(",
      "x-ok": 1,
    });
    expect(schema).toEqual({ type: "string" });
    const at = "/paths/~1a/get/requestBody/content/application~1json/schema";
    expect(codes).toEqual([
      `model/unknown-keyword ${at}/nonsense`,
      `model/bad-value ${at}/maxLength`,
      `model/bad-value ${at}/pattern`,
    ]);
  });

  test("a recursive component keeps its name and refers to itself", () => {
    const { schema, schemas } = schemaOf(
      { $ref: "#/components/schemas/Node" },
      { Node: { properties: { next: { $ref: "#/components/schemas/Node" } } } },
    );
    expect(schema).toEqual({ $ref: "#/$defs/Node" });
    expect(schemas).toEqual({ Node: { type: "object", properties: { next: { $ref: "#/$defs/Node" } } } });
  });

  test("a schema that is referred to by a long pointer gets a name of its own", () => {
    const { schemas } = schemaOf(
      { $ref: "#/components/schemas/A/properties/b" },
      { A: { properties: { b: { type: "integer" } } } },
    );
    expect(schemas).toEqual({ A_properties_b: { type: "integer" } });
  });

  test("a property named $ref or __proto__ is a property", () => {
    const { schema } = schemaOf(
      JSON.parse('{"properties":{"$ref":{"type":"string"},"__proto__":{"type":"integer"}}}'),
    );
    const { properties } = schema as { properties: object };
    expect(Object.keys(properties)).toEqual(["$ref", "__proto__"]);
    expect(Object.getPrototypeOf(properties)).toBe(Object.prototype);
  });

  test("a dangling reference admits anything", () => {
    const { schema, codes } = schemaOf({ $ref: "#/components/schemas/No" });
    expect(schema).toEqual({});
    expect(codes).toHaveLength(1);
  });

  test("nesting beyond the limit ends in anything, without an overflow", () => {
    let deep: JsonObject = { type: "string" };
    for (let level = 0; level < 5_000; level += 1) deep = { type: "array", items: deep };
    expect(schemaOf(deep).codes.map((line) => line.split(" ")[0])).toEqual(["model/too-deep"]);
  });
});

test("content and media types behind references are read", () => {
  const components = {
    mediaTypes: {
      Pet: { schema: { type: "string" } },
      Map: { "text/plain": { $ref: "#/components/mediaTypes/Pet" } },
    },
  };
  const { operation: found } = operation(
    { requestBody: { content: { $ref: "#/components/mediaTypes/Map" } } },
    { components },
  );
  expect(found?.body?.content).toEqual([
    { mediaType: "text/plain", schema: { type: "string" }, encoding: {} },
  ]);
});

test("an empty server URL is the host of the document, also for one path", () => {
  const { api, codes } = read({
    servers: [{ url: "/v2" }],
    paths: { "/health": { servers: [{ url: "" }], get: { responses: {} } } },
  });
  expect(codes).toEqual([]);
  expect(api.servers).toEqual([{ url: "/v2" }]);
  expect(api.operations[0]?.servers).toEqual([{ url: "/" }]);
});
