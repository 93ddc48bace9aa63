import fc from "fast-check";
import type { Json, JsonObject } from "../../src/document/json.js";

const leaf: fc.Arbitrary<Json> = fc.constantFrom<Json>(
  { type: "string" },
  { type: "string", minLength: 2, maxLength: 5 },
  { type: "string", enum: ["a", "b"] },
  { type: ["string", "null"], description: "words" },
  { type: "string", pattern: "^[a-c]{2}$" },
  { type: "integer", minimum: 1, maximum: 9 },
  { type: "integer", format: "int64" },
  { type: "number", multipleOf: 0.01, minimum: 0 },
  { type: "boolean" },
  { const: "fixed" },
  { const: { a: [1, null], b: "x" } },
  { enum: ["x", { a: 1 }, [true]] },
  { type: "string", enum: ["a", "b"], default: "c" },
  { type: "null" },
  { $ref: "#/components/schemas/A" },
  { $ref: "#/components/schemas/B" },
  { type: "string", enum: Array.from({ length: 40 }, (_, at) => `value ${at}`) },
);

const names = ["one", "two", "three", "four"];

const { schema } = fc.letrec<{ schema: Json }>((tie) => {
  const fields = fc.dictionary(fc.constantFrom(...names), tie("schema"), { minKeys: 1, maxKeys: 4 });
  const object = fc
    .tuple(fields, fc.subarray(names), fc.boolean(), fc.boolean())
    .map(([properties, wanted, closed, least]): Json => {
      const required = wanted.filter((name) => Object.hasOwn(properties, name));
      return {
        type: "object",
        properties,
        ...(required.length > 0 && { required }),
        ...(closed && { additionalProperties: false }),
        ...(least && { minProperties: 1 }),
      };
    });
  return {
    schema: fc.oneof(
      { depthSize: "medium" },
      { weight: 3, arbitrary: leaf },
      { weight: 4, arbitrary: object },
      tie("schema").map((items): Json => ({ type: "array", items, minItems: 1 })),
      tie("schema").map((values): Json => ({ type: "object", additionalProperties: values })),
      fc.tuple(tie("schema"), tie("schema")).map((oneOf): Json => ({ oneOf })),
      fc.tuple(tie("schema"), tie("schema")).map((anyOf): Json => ({ anyOf })),
      fc
        .tuple(object, object, object, object)
        .map(([a, b, c, d]): Json => ({ allOf: [{ oneOf: [a, b] }, { anyOf: [c, d] }] })),
      fc.tuple(object, fc.subarray(names, { minLength: 1 })).map(
        ([part, some]): Json => ({
          type: "object",
          allOf: [part],
          anyOf: some.map((name) => ({ required: [name] })),
        }),
      ),
      object.map(
        (part): Json => ({ allOf: [{ type: "object", properties: { base: { type: "string" } } }, part] }),
      ),
    ),
  };
});

/** Small descriptions: one operation with a body of any shape. References may go in circles. */
export const descriptions: fc.Arbitrary<JsonObject> = fc
  .tuple(schema, schema, schema)
  .map(([body, a, b]) => ({
    openapi: "3.1.0",
    info: { title: "Any", version: "1" },
    servers: [{ url: "https://any.example" }],
    paths: {
      "/any": {
        post: {
          operationId: "send",
          requestBody: { required: true, content: { "application/json": { schema: body } } },
          responses: { "200": { description: "ok" } },
        },
      },
    },
    components: { schemas: { A: a, B: b } },
  }));
