import fc from "fast-check";
import { expect, test } from "vitest";
import type { Json, JsonObject } from "../../document/json.js";
import { createReport } from "../../report/index.js";
import { repair } from "./index.js";

const repaired = (document: JsonObject) => {
  const report = createReport();
  const result = repair(document, [], { report, file: "a.yaml" });
  return {
    document: result.document,
    said: report.diagnostics.map(({ at, message }) => [at.pointer, message]),
  };
};

const names = ["A", "B", "a", "b-", "type", "allOf", "xml", "__proto__", "$ref", "x-a"];
const name = fc.constantFrom(...names);
const ref = fc.oneof(
  fc
    .tuple(fc.constantFrom("#/components/schemas/", "#/definitions/", "#/$defs/"), name)
    .map((parts) => parts.join("")),
  // References into a schema keep it as it is for as long as they are there: the one thing a second run may see otherwise.
  fc.constantFrom("#", "#/", "#/components/schemas/A/allOf/9", "#/%", "#x", "y.yaml#/A"),
);
const scalar: fc.Arbitrary<Json> = fc.oneof(
  fc.constantFrom(
    "5",
    "true",
    "None",
    "-1.50",
    "9223372036854775807",
    "",
    0,
    1,
    7.5,
    2 ** 60,
    1e-9,
    true,
    null,
  ),
  fc.string({ maxLength: 4 }),
);
const typeName = fc.constantFrom("string", "integer", "number", "boolean", "array", "object", "null", "file");

/** Schemas with the faults that repairs know, and with others. */
const { schema } = fc.letrec<{ schema: JsonObject; member: Json }>((tie) => {
  const list = fc.array(tie("member"), { maxLength: 2 });
  const keywords: Record<string, fc.Arbitrary<Json>> = {
    ...{
      $ref: ref,
      ref,
      nullable: fc.boolean(),
      minimum: scalar,
      maximum: scalar,
      default: scalar,
      example: scalar,
    },
    type: fc.oneof(typeName, fc.array(typeName, { maxLength: 3 })),
    enum: fc.array(scalar, { maxLength: 4 }),
    examples: fc.array(scalar, { maxLength: 3 }),
    required: fc.array(name, { maxLength: 2 }),
    description: fc.constantFrom("one", "two"),
    xml: fc.constantFrom<Json>({ name: "x" }, { wrapped: true }, {}),
    ...{ allOf: list, oneOf: list, items: tie("member"), not: tie("member") },
  };
  const faults = fc.record(keywords, { requiredKeys: [] });
  const properties = fc
    .tuple(fc.dictionary(name, tie("member"), { maxKeys: 2 }), fc.option(faults, { nil: {} }))
    .map(
      ([proper, slipped]): JsonObject =>
        // `slipped` is a record of JSON values; fast-check types what may be absent as undefined.
        Object.fromEntries([...Object.entries(proper), ...Object.entries(slipped)]) as JsonObject,
    );
  return {
    member: fc.oneof(
      { maxDepth: 2, depthSize: "small" },
      scalar,
      ref.map((to) => `$ref:'${to}'`),
      tie("schema"),
    ),
    schema: fc.record(
      { ...keywords, properties, $defs: fc.dictionary(name, tie("member"), { maxKeys: 1 }) },
      { requiredKeys: [] },
    ),
  };
});

const reply = fc.record({ $ref: ref, description: fc.string() }, { requiredKeys: [] });
const document = fc.record({
  version: fc.constantFrom("3.0.3", "3.1.0", "3.2.0", "2.0"),
  schemas: fc.dictionary(name, schema, { maxKeys: 4 }),
  parameters: fc.array(
    fc.record(
      { $ref: ref, name, in: fc.constant("query"), schema, default: scalar, type: typeName },
      { requiredKeys: [] },
    ),
    { maxLength: 3 },
  ),
  requestBody: fc.record({ $ref: ref }, { requiredKeys: [] }),
  responses: fc.dictionary(fc.constantFrom("200", "default", "4XX"), reply),
});

test("a repaired document is whole: repaired again, nothing is said and nothing changes", () => {
  fc.assert(
    fc.property(document, ({ version, schemas, ...operation }) => {
      const head: JsonObject =
        version === "2.0"
          ? { swagger: version, definitions: schemas }
          : { openapi: version, components: { schemas } };
      const input = { ...head, paths: { "/a": { get: operation } } };
      const once = repaired(input);
      const twice = repaired(once.document);
      expect(twice.said).toEqual([]);
      expect(twice.document).toBe(once.document);
    }),
    { numRuns: 200 },
  );
});
