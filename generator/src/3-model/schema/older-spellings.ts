import { spellNullable } from "../../2-patch/index.js";
import { isObject, type JsonObject } from "../../document/json.js";

type Rule = { readonly when: string; readonly rewrite: (schema: JsonObject) => JsonObject };

const without = (schema: JsonObject, ...keys: readonly string[]): JsonObject =>
  Object.fromEntries(Object.entries(schema).filter(([key]) => !keys.includes(key)));

const exclusive =
  (flag: "exclusiveMinimum" | "exclusiveMaximum", bound: "minimum" | "maximum") =>
  (schema: JsonObject): JsonObject => {
    const limit = schema[bound];
    if (typeof schema[flag] !== "boolean") return schema;
    if (schema[flag] === false || limit === undefined) return without(schema, flag);
    return { ...without(schema, flag, bound), [flag]: limit };
  };

/** Rules of OpenAPI 3.0 and of JSON Schema before 2020-12, by the keyword that gives them away. Order does not matter. */
const rules: readonly Rule[] = [
  { when: "nullable", rewrite: spellNullable },
  { when: "exclusiveMinimum", rewrite: exclusive("exclusiveMinimum", "minimum") },
  { when: "exclusiveMaximum", rewrite: exclusive("exclusiveMaximum", "maximum") },
  {
    when: "example",
    rewrite: (schema) =>
      schema.examples === undefined && schema.example !== undefined
        ? { ...without(schema, "example"), examples: [schema.example] }
        : without(schema, "example"),
  },
  {
    when: "examples",
    // A map of examples belongs to media types; on a schema its values are meant.
    rewrite: (schema) =>
      isObject(schema.examples) ? { ...schema, examples: Object.values(schema.examples) } : schema,
  },
  {
    when: "items",
    rewrite: (schema) =>
      Array.isArray(schema.items)
        ? {
            ...without(schema, "items", "additionalItems"),
            ...(schema.items.length > 0 && { prefixItems: schema.items }),
            ...(schema.additionalItems !== undefined && { items: schema.additionalItems }),
          }
        : without(schema, "additionalItems"),
  },
  {
    when: "enum",
    // No value is a list: the values are those of the items.
    rewrite: (schema) =>
      schema.type === "array" && Array.isArray(schema.enum) && !schema.enum.some(Array.isArray)
        ? {
            ...without(schema, "enum"),
            items: { ...(isObject(schema.items) ? schema.items : {}), enum: schema.enum },
          }
        : schema,
  },
  {
    when: "format",
    rewrite: (schema) => (schema.format === "byte" ? { ...schema, contentEncoding: "base64" } : schema),
  },
];

/** The schema with older spellings replaced; the same object when there is nothing to do. */
export const modernise = (schema: JsonObject): JsonObject =>
  rules.reduce((result, rule) => (rule.when in result ? rule.rewrite(result) : result), schema);
