import { schemaPlaces } from "@jackfield/contract";
import type { Schema, SchemaObject } from "../types.js";

const one: ReadonlySet<string> = new Set(schemaPlaces.one);
const list: ReadonlySet<string> = new Set(schemaPlaces.list);
const map: ReadonlySet<string> = new Set(schemaPlaces.map);

/** Applies `change` to each direct sub-schema; the schema itself when nothing changes. */
export const mapSchemas = (schema: SchemaObject, change: (schema: Schema) => Schema): SchemaObject => {
  let result: Record<string, unknown> | undefined;
  for (const [keyword, value] of Object.entries(schema)) {
    const next = changed(keyword, value, change);
    if (next === value) continue;
    result ??= { ...schema };
    result[keyword] = next;
  }
  return result ?? schema;
};

/** The model is closed: below these keywords stand schemas and nothing else. */
const changed = (keyword: string, value: unknown, change: (schema: Schema) => Schema): unknown => {
  if (Array.isArray(value)) return list.has(keyword) ? changedList(value, change) : value;
  if (one.has(keyword)) return change(value as Schema);
  return map.has(keyword) ? changedMap(value as Readonly<Record<string, Schema>>, change) : value; // see above
};

const changedList = (schemas: readonly Schema[], change: (schema: Schema) => Schema): readonly Schema[] => {
  const next = schemas.map(change);
  return next.some((schema, at) => schema !== schemas[at]) ? next : schemas;
};

const changedMap = (
  schemas: Readonly<Record<string, Schema>>,
  change: (schema: Schema) => Schema,
): Readonly<Record<string, Schema>> => {
  const entries = Object.entries(schemas).map(([key, schema]) => [key, change(schema)] as const);
  return entries.some(([key, schema]) => schema !== schemas[key]) ? Object.fromEntries(entries) : schemas;
};
