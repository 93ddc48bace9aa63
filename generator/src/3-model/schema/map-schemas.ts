import type { Schema, SchemaObject } from "../types.js";

/** Applies `change` to each direct sub-schema. The one place that knows where schemas lie inside schemas. */
export const mapSchemas = (schema: SchemaObject, change: (schema: Schema) => Schema): SchemaObject => {
  const result: Record<string, unknown> = { ...schema };
  for (const keyword of [
    "items",
    "contains",
    "additionalProperties",
    "propertyNames",
    "not",
    "if",
    "then",
    "else",
    "unevaluatedProperties",
    "unevaluatedItems",
  ] as const) {
    const inner = schema[keyword];
    if (inner !== undefined) result[keyword] = change(inner);
  }
  for (const keyword of ["prefixItems", "allOf", "anyOf", "oneOf"] as const) {
    const inner = schema[keyword];
    if (inner !== undefined) result[keyword] = inner.map(change);
  }
  for (const keyword of ["properties", "patternProperties", "dependentSchemas"] as const) {
    const inner = schema[keyword];
    if (inner !== undefined) {
      result[keyword] = Object.fromEntries(Object.entries(inner).map(([key, value]) => [key, change(value)]));
    }
  }
  return result;
};
