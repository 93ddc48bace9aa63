import { versionOf } from "../../1-load/index.js";
import { isObject, type Json, type JsonObject } from "../../document/json.js";
import { isSchemaSlot } from "../../document/sections.js";
import { createInside } from "./references.js";
import { builtIn, oneChange } from "./repair.js";
import { schemaSpots } from "./spots.js";

/** Keywords next to which `items` may be meant for some values only, or the type stands elsewhere. */
const otherwise: readonly string[] =
  `type $ref allOf anyOf oneOf not enum const if $dynamicRef properties patternProperties additionalProperties required
  pattern minLength maxLength multipleOf`.split(/\s+/);

const isSample = (value: unknown): boolean => value === undefined || value === null || Array.isArray(value);

const isOfLists = (schema: JsonObject): boolean =>
  otherwise.every((keyword) => schema[keyword] === undefined) &&
  isSample(schema.default) &&
  isSample(schema.example);

/**
 * `items` applies to lists only, so without `type: array` anything is allowed. Under `not` and `if` that may be the
 * point; elsewhere a list was meant.
 */
export const itemsWithoutType = builtIn("patch/items-without-type", {
  begin: (document) => {
    const isSchema = schemaSpots(document);
    return (value, spot) => {
      if (!isObject(value.items) || value.type !== undefined) return undefined;
      if (!isSchema(spot) || spot.slot === "not" || spot.slot === "if" || !isOfLists(value)) return undefined;
      return oneChange({ type: "array", ...value }, {});
    };
  },
});

/** Keywords that bind a value in ways that a list of types cannot widen. */
const binding = ["$ref", "allOf", "oneOf", "anyOf", "const"];

const isBound = (schema: JsonObject): boolean => binding.some((keyword) => schema[keyword] !== undefined);

/** What readers see of a schema, and what others refer to, stays when the rest becomes one of two alternatives. */
const outside: ReadonlySet<string> = new Set([
  "title",
  "description",
  "$id",
  "$anchor",
  "$defs",
  "definitions",
]);

/** The schema, or null. */
const orNull = (schema: JsonObject): JsonObject => {
  const entries = Object.entries(schema);
  return {
    ...Object.fromEntries(entries.filter(([key]) => outside.has(key))),
    anyOf: [Object.fromEntries(entries.filter(([key]) => !outside.has(key))), { type: "null" }],
  };
};

/**
 * A schema with OpenAPI 3.0's `nullable` in JSON Schema's words: `type: [T, "null"]`, or null as an alternative
 * to a reference or a composition. The one place that knows it, for repairs and for the model.
 */
export const spellNullable = ({ nullable, ...schema }: JsonObject): JsonObject => {
  if (nullable !== true) return schema;
  const { type } = schema;
  if (typeof type === "string") return { ...schema, type: type === "null" ? type : [type, "null"] };
  if (Array.isArray(type)) return { ...schema, type: [...new Set<Json>([...type, "null"])] };
  return isBound(schema) ? orNull(schema) : schema;
};

/** A schema that names its properties is meant for objects, though null would be one more value without a type. */
const typed = (schema: JsonObject): JsonObject =>
  schema.type === undefined && schema.properties !== undefined ? { type: "object", ...schema } : schema;

/** What the author meant: unlike in OpenAPI 3.0, choices and compositions are widened too. */
const admittingNull = (schema: JsonObject): JsonObject => {
  const { type, enum: choices } = schema;
  if (isBound(schema)) return Array.isArray(type) && type.includes("null") ? schema : orNull(schema);
  const widened = Array.isArray(choices) && !choices.includes(null);
  return spellNullable({ ...typed(schema), ...(widened && { enum: [...choices, null] }), nullable: true });
};

/** `nullable` is of OpenAPI 3.0 and means nothing from 3.1 on, where null is a type. */
export const nullable = builtIn("patch/nullable", {
  begin: (document) => {
    const version = versionOf(document);
    if (version === "2.0" || version === "3.0") return () => undefined;
    const isReferredTo = createInside(document);
    return (value, { slot, map, pointer }) => {
      if (typeof value.nullable !== "boolean" || map || !isSchemaSlot(slot)) return undefined;
      const { nullable: admits, ...schema } = value;
      // An alternative to null stands one level deeper; references into it would miss it.
      if (admits && isBound(schema) && isReferredTo(pointer())) return undefined;
      return oneChange(admits ? admittingNull(schema) : schema, { admits });
    };
  },
});
