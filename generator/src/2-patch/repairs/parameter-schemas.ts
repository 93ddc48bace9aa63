import { define, isObject, type Json, type JsonObject } from "../../document/json.js";
import { createFollower } from "../../document/refs.js";
import { upstream } from "../../report/index.js";
import { defineRepair, isExtension, isParameter, isSwagger2, oneChange } from "./repair.js";

/** Keywords that only a schema has: on a parameter of OpenAPI 3 they were meant for its schema. */
const keywords: ReadonlySet<string> = new Set(
  `type format enum const items prefixItems properties additionalProperties allOf anyOf oneOf not pattern minLength
  maxLength minimum maximum exclusiveMinimum exclusiveMaximum multipleOf minItems maxItems uniqueItems minProperties
  maxProperties default nullable discriminator`.split(/\s+/),
);

const collectionFormats: Readonly<Record<string, JsonObject>> = {
  csv: { explode: false },
  tsv: { style: "tabDelimited", explode: false },
  ssv: { style: "spaceDelimited", explode: false },
  pipes: { style: "pipeDelimited", explode: false },
  multi: { explode: true },
};

/**
 * How a `collectionFormat` of Swagger 2.0 is written in OpenAPI 3, which has no style for tabs: that one is ours.
 * Undefined for a format that Swagger does not have.
 */
export const listStyle = (format: Json | undefined): JsonObject | undefined =>
  typeof format === "string" && Object.hasOwn(collectionFormats, format)
    ? collectionFormats[format]
    : undefined;

type ParameterSplit = { readonly own: JsonObject; readonly ofValue: JsonObject };

/** The keywords of a parameter, and those of its value. A list under `required` names properties. */
const split = (value: JsonObject, ofSchema: ReadonlySet<string>): ParameterSplit => {
  const own: JsonObject = {};
  const ofValue: JsonObject = {};
  for (const [key, inner] of Object.entries(value)) {
    const moves = ofSchema.has(key) || (key === "required" && Array.isArray(inner));
    define(moves ? ofValue : own, key, inner);
  }
  return { own, ofValue };
};

const typed = (ofValue: JsonObject): JsonObject => {
  if (Object.keys(ofValue).length === 0) return { type: "string" };
  return isObject(ofValue.properties) && ofValue.type === undefined
    ? { type: "object", ...ofValue }
    : ofValue;
};

/** The parameter with its keywords in its schema; undefined when nothing is to be done. */
const inOpenApi3 = (value: JsonObject): JsonObject | undefined => {
  if (value.content !== undefined || (value.schema !== undefined && !isObject(value.schema)))
    return undefined;
  const { own, ofValue } = split(value, keywords);
  const { schema, collectionFormat, ...rest } = own;
  const written = ofValue.type === "array" ? listStyle(collectionFormat) : undefined;
  if (!isObject(schema)) return { ...written, ...rest, schema: typed(ofValue) };
  if (Object.keys(ofValue).length === 0) return undefined;
  // Before OpenAPI 3.1 nothing counts next to a reference.
  const whole = typeof schema.$ref === "string" ? { allOf: [schema], ...ofValue } : { ...ofValue, ...schema };
  return { ...written, ...rest, schema: whole };
};

/** Keywords of a Swagger 2.0 parameter's value that stay next to `in: body` by mistake. */
const ofBody: ReadonlySet<string> = new Set([...keywords].filter((key) => key !== "default"));

const simple: ReadonlySet<Json> = new Set(["string", "number", "integer", "boolean", "array"]);

/** Swagger 2.0 has schemas for bodies only; elsewhere the type stands on the parameter. */
const inSwagger2 = (value: JsonObject, document: JsonObject): JsonObject | undefined => {
  const { schema: written, ...others } = value;
  const isBody = value.in === "body";
  const schema = isBody ? written : (createFollower(document)(written) ?? written);
  if (isBody) {
    const { own, ofValue } = split(value, ofBody);
    return schema === undefined && ofValue.type !== undefined ? { ...own, schema: ofValue } : undefined;
  }
  if (value.type !== undefined) return undefined;
  if (schema === undefined) return { ...others, type: "string" };
  return isObject(schema) && simple.has(schema.type ?? null)
    ? { ...others, ...withoutOthers(schema) }
    : undefined;
};

const allowed: ReadonlySet<string> = new Set(
  `type format items enum default pattern minLength maxLength minimum maximum exclusiveMinimum exclusiveMaximum
  multipleOf minItems maxItems uniqueItems`.split(/\s+/),
);

const withoutOthers = (schema: JsonObject): JsonObject =>
  Object.fromEntries(Object.entries(schema).filter(([key]) => allowed.has(key) || isExtension(key)));

/**
 * A parameter or header whose value has no schema, or has its keywords next to its schema, as Swagger 2.0 did.
 * A value without any keyword is text.
 */
export const parameterWithoutSchema = defineRepair<{
  what: string;
  name: string;
  misplaced: boolean;
  type: string;
}>({
  code: "patch/parameter-without-schema",
  summary: "a parameter or header whose type is next to its schema, or nowhere; it is text then",
  severity: "info",
  message: ({ what, name, misplaced, type }) =>
    `${what} "${name}" ${misplaced ? "has its type in the wrong place" : "has no type"}; read as ${type}.`,
  fix: upstream,
  slots: new Set(["parameters", "headers"]),
  begin: (document) => (value, spot) => {
    if (spot.map || typeof value.$ref === "string") return undefined;
    const isHeader = spot.slot === "headers";
    if (!isHeader && !isParameter(value, spot)) return undefined;
    const result = isSwagger2(document) ? inSwagger2(value, document) : inOpenApi3(value);
    if (!result) return undefined;
    const { type } = isObject(result.schema) ? result.schema : result;
    return oneChange(result, {
      what: isHeader ? "Header" : "Parameter",
      name: String(isHeader ? spot.name : value.name),
      misplaced: value.schema !== undefined || Object.keys(value).some((key) => keywords.has(key)),
      type: typeof type === "string" ? type : "any",
    });
  },
});
