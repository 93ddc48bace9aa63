import { pointerTo } from "@jackfield/contract";
import { spellNullable } from "../../2-patch/index.js";
import { isObject, type Json, type JsonObject } from "../../document/json.js";
import type { Reader } from "../reader.js";
import type { Schema, SchemaObject } from "../types.js";
import {
  anything,
  count,
  flag,
  type KeywordReader,
  list,
  number,
  pattern,
  schema,
  schemaList,
  schemaMap,
  shape,
  step,
  stringList,
  stringListMap,
  text,
  typeNames,
  xmlHints,
} from "./values.js";

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
    // Whole numbers by their format, unless a value shows that others are meant.
    rewrite: (schema) =>
      schema.type === "number" &&
      /^u?int(?:8|16|32|64)$/.test(String(schema.format)) &&
      ![schema.default, schema.example, schema.minimum, schema.maximum, schema.multipleOf].some(isFraction)
        ? { ...schema, type: "integer" }
        : schema,
  },
  {
    when: "format",
    rewrite: (schema) => (schema.format === "byte" ? { ...schema, contentEncoding: "base64" } : schema),
  },
];

const isFraction = (value: Json | undefined): boolean =>
  typeof value === "number" && !Number.isInteger(value);

/** The schema with older spellings replaced; the same object when there is nothing to do. */
const modernise = (schema: JsonObject): JsonObject =>
  rules.reduce((result, rule) => (rule.when in result ? rule.rewrite(result) : result), schema);

type SchemaContext = {
  readonly reader: Reader;
  refer(ref: string, pointer: string): string | undefined;
};

/** Deeper schemas are no use to a caller and a danger to everything that walks them. */
const deepest = 200;

/** One rule a keyword (JSON Schema 2020-12, OpenAPI 3.1 section 4.8.24). A new keyword is one line here and in `SchemaObject`. */
const keywords: { readonly [Keyword in Exclude<keyof SchemaObject, "$ref">]-?: KeywordReader } = {
  type: typeNames,
  title: text,
  description: text,
  default: anything,
  examples: list,
  deprecated: flag,
  readOnly: flag,
  writeOnly: flag,
  enum: list,
  const: anything,
  format: text,
  contentEncoding: text,
  contentMediaType: text,
  pattern,
  minLength: count,
  maxLength: count,
  minimum: number,
  maximum: number,
  exclusiveMinimum: number,
  exclusiveMaximum: number,
  multipleOf: step,
  items: schema,
  prefixItems: schemaList,
  contains: schema,
  minContains: count,
  maxContains: count,
  minItems: count,
  maxItems: count,
  uniqueItems: flag,
  properties: schemaMap,
  patternProperties: schemaMap,
  additionalProperties: schema,
  propertyNames: schema,
  required: stringList,
  minProperties: count,
  maxProperties: count,
  dependentRequired: stringListMap,
  dependentSchemas: schemaMap,
  allOf: schemaList,
  anyOf: schemaList,
  oneOf: schemaList,
  not: schema,
  if: schema,
  // biome-ignore lint/suspicious/noThenProperty: `then` is a keyword of JSON Schema; this table is never awaited
  then: schema,
  else: schema,
  unevaluatedProperties: schema,
  unevaluatedItems: schema,
  discriminator: shape({ propertyName: "string", mapping: "object", defaultMapping: "string" }),
  xml: xmlHints,
};

/** Keywords that say nothing about a value we would send. */
const withoutMeaning = new Set([
  "$schema",
  "$id",
  "$anchor",
  "$comment",
  "$defs",
  "definitions",
  "$vocabulary",
  "id",
  "externalDocs",
  "optional",
]);

/**
 * One schema of a document as our closed JSON Schema: older spellings made new, references named, unknown keywords
 * reported and dropped. Never fails: what cannot be read admits anything.
 */
export const normalise = (
  value: Json | undefined,
  pointer: string,
  context: SchemaContext,
  depth = 0,
): Schema => {
  const { reader } = context;
  if (typeof value === "boolean") return value;
  if (!isObject(value)) {
    if (value !== undefined) bad(reader, pointer, "schema", "an object or a boolean");
    return true;
  }
  if (depth > deepest) {
    reader.report.add("model/too-deep", reader.at(pointer), { limit: deepest });
    return true;
  }
  const raw = modernise(value);
  const result: Record<string, unknown> = {};
  if (typeof raw.$ref === "string") {
    const name = context.refer(raw.$ref, pointer);
    if (name !== undefined) result.$ref = `#/$defs/${name}`;
  }
  for (const [keyword, given] of Object.entries(raw)) {
    if (keyword === "$ref" || keyword.startsWith("x-") || withoutMeaning.has(keyword)) continue;
    const read = Object.hasOwn(keywords, keyword) ? keywords[keyword as keyof typeof keywords] : undefined;
    if (read === undefined) {
      reader.report.add("model/unknown-keyword", reader.at(pointerTo(pointer, keyword)), { keyword });
      continue;
    }
    const at = pointerTo(pointer, keyword);
    const outcome = read(given, (inner, ...tokens) =>
      normalise(inner, pointerTo(at, ...tokens), context, depth + 1),
    );
    if ("value" in outcome) result[keyword] = outcome.value;
    else bad(reader, at, keyword, outcome.expected);
  }
  return takesNothing(result) ? false : inferType(result);
};

/** `not: {}`: no value fits, whatever else is said. */
const takesNothing = ({ not }: Record<string, unknown>): boolean =>
  not === true || (isObject(not) && Object.keys(not).length === 0);

/** A schema that speaks of properties or items means an object or an array, though it may not say so. */
const inferType = (schema: Record<string, unknown>): SchemaObject => {
  if (schema.type !== undefined || schema.$ref !== undefined) return schema;
  if (schema.properties !== undefined) return { type: "object", ...schema };
  if (schema.items !== undefined || schema.prefixItems !== undefined) return { type: "array", ...schema };
  return schema;
};

const bad = (reader: Reader, pointer: string, what: string, expected: string): void =>
  reader.report.add("model/bad-value", reader.at(pointer), { what, expected });
