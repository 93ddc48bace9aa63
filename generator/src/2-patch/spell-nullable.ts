import type { Json, JsonObject } from "../document/json.js";

/** Keywords that bind a value in ways that a list of types cannot widen. */
const binding = ["$ref", "allOf", "oneOf", "anyOf", "const"];

export const isBound = (schema: JsonObject): boolean =>
  binding.some((keyword) => schema[keyword] !== undefined);

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
export const orNull = (schema: JsonObject): JsonObject => {
  const entries = Object.entries(schema);
  return {
    ...Object.fromEntries(entries.filter(([key]) => outside.has(key))),
    anyOf: [Object.fromEntries(entries.filter(([key]) => !outside.has(key))), { type: "null" }],
  };
};

/**
 * A schema with OpenAPI 3.0's `nullable` said in JSON Schema's words: `type: [T, "null"]`, or null as an alternative
 * to a reference or a composition. The one place that knows it, for repairs and for the model.
 */
export const spellNullable = ({ nullable, ...schema }: JsonObject): JsonObject => {
  if (nullable !== true) return schema;
  const { type } = schema;
  if (typeof type === "string") return { ...schema, type: type === "null" ? type : [type, "null"] };
  if (Array.isArray(type)) return { ...schema, type: [...new Set<Json>([...type, "null"])] };
  return isBound(schema) ? orNull(schema) : schema;
};
