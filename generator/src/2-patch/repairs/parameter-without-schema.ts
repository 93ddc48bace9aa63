import type { Json, JsonObject } from "../../document/json.js";
import { pointerIn } from "../../document/pointer.js";
import { define } from "../draft.js";
import { isObject } from "../merge.js";
import { isExtension, isParameter, isSwagger2 } from "./document-spots.js";
import { find } from "./references.js";
import type { Repair } from "./repair.js";

/** Keywords that only a schema has: on a parameter of OpenAPI 3 they were meant for its schema. */
const keywords: ReadonlySet<string> = new Set(
  `type format enum const items prefixItems properties additionalProperties allOf anyOf oneOf not pattern minLength
  maxLength minimum maximum exclusiveMinimum exclusiveMaximum multipleOf minItems maxItems uniqueItems minProperties
  maxProperties default nullable discriminator`.split(/\s+/),
);

/** How Swagger 2.0 said that a list is written. */
const collectionFormats: Readonly<Record<string, JsonObject>> = {
  csv: { explode: false },
  multi: { explode: true },
  ssv: { style: "spaceDelimited", explode: false },
  pipes: { style: "pipeDelimited", explode: false },
};

type Split = { readonly own: JsonObject; readonly said: JsonObject };

/** What a parameter says of itself, and what it says of its value. A list under `required` names properties. */
const split = (value: JsonObject, ofSchema: ReadonlySet<string>): Split => {
  const own: JsonObject = {};
  const said: JsonObject = {};
  for (const [key, inner] of Object.entries(value)) {
    const moves = ofSchema.has(key) || (key === "required" && Array.isArray(inner));
    define(moves ? said : own, key, inner);
  }
  return { own, said };
};

const typed = (said: JsonObject): JsonObject => {
  if (Object.keys(said).length === 0) return { type: "string" };
  return isObject(said.properties) && said.type === undefined ? { type: "object", ...said } : said;
};

/** The parameter with its keywords in its schema; undefined when nothing is to be done. */
const inOpenApi3 = (value: JsonObject): JsonObject | undefined => {
  if (value.content !== undefined || (value.schema !== undefined && !isObject(value.schema)))
    return undefined;
  const { own, said } = split(value, keywords);
  const { schema, collectionFormat, ...rest } = own;
  const format = typeof collectionFormat === "string" && said.type === "array" ? collectionFormat : "";
  const written = Object.hasOwn(collectionFormats, format) ? collectionFormats[format] : {};
  if (!isObject(schema)) return { ...written, ...rest, schema: typed(said) };
  if (Object.keys(said).length === 0) return undefined;
  // Before OpenAPI 3.1 nothing counts beside a reference.
  const whole = typeof schema.$ref === "string" ? { allOf: [schema], ...said } : { ...said, ...schema };
  return { ...written, ...rest, schema: whole };
};

/** Keywords of a Swagger 2.0 parameter's value that stay beside `in: body` by mistake. */
const ofBody: ReadonlySet<string> = new Set([...keywords].filter((key) => key !== "default"));

const simple: ReadonlySet<Json> = new Set(["string", "number", "integer", "boolean", "array"]);

/** What a schema is, when it refers to one: there is no place for the reference itself. */
const targetOf = (schema: Json | undefined, document: JsonObject): Json | undefined => {
  const pointer = isObject(schema) && typeof schema.$ref === "string" ? pointerIn(schema.$ref) : undefined;
  return pointer === undefined ? schema : (find(document, pointer)?.value ?? schema);
};

/** Swagger 2.0 has schemas for bodies only; elsewhere the type stands on the parameter. */
const inSwagger2 = (value: JsonObject, document: JsonObject): JsonObject | undefined => {
  const { schema: written, ...others } = value;
  const isBody = value.in === "body";
  const schema = isBody ? written : targetOf(written, document);
  if (isBody) {
    const { own, said } = split(value, ofBody);
    return schema === undefined && said.type !== undefined ? { ...own, schema: said } : undefined;
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
 * A parameter or header that does not say what its value is, or says it beside its schema, as Swagger 2.0 did.
 * A value of which nothing is said is text.
 */
export const parameterWithoutSchema: Repair = {
  code: "patch/parameter-without-schema",
  slots: new Set(["parameters", "headers"]),
  begin:
    (document) =>
    (value, spot, { report, at }) => {
      if (typeof value === "string" || spot.map || typeof value.$ref === "string") return value;
      const isHeader = spot.slot === "headers";
      if (!isHeader && !isParameter(value, spot)) return value;
      const mended = isSwagger2(document) ? inSwagger2(value, document) : inOpenApi3(value);
      if (!mended) return value;
      const what = isHeader ? "Header" : "Parameter";
      const name = String(isHeader ? spot.name : value.name);
      const { type } = isObject(mended.schema) ? mended.schema : mended;
      const said = value.schema !== undefined || Object.keys(value).some((key) => keywords.has(key));
      report.add("patch/parameter-without-schema", at(), {
        what,
        name,
        said,
        type: typeof type === "string" ? type : "any",
      });
      return mended;
    },
};
