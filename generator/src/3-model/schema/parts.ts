import { schemaPlaces } from "@jackfield/contract";
import type { Schema, SchemaObject } from "../types.js";

/** Named schemas, by the name in `#/$defs/<name>`. */
export type Definitions = Readonly<Record<string, Schema>>;

const prefix = "#/$defs/";

export const defNameOf = (ref: string): string => ref.slice(prefix.length);

export const refTo = (name: string): string => prefix + name;

/** The schema that a reference names, or the schema itself; undefined when there is none of that name. */
export const lookUp = (schema: Schema, definitions: Definitions): Schema | undefined => {
  if (typeof schema === "boolean" || schema.$ref === undefined) return schema;
  const name = defNameOf(schema.$ref);
  return Object.hasOwn(definitions, name) ? definitions[name] : undefined;
};

/** Schemas that a value has to fit as well: what the schema refers to, and the parts of `allOf`. */
export const partsOf = (schema: SchemaObject, definitions: Definitions): readonly Schema[] => {
  const target = schema.$ref === undefined ? undefined : lookUp(schema, definitions);
  return [...(target === undefined ? [] : [target]), ...(schema.allOf ?? [])];
};

/**
 * A schema with everything that holds of the same value: what it refers to, and the parts of `allOf`, each once.
 * Alternatives stay closed.
 */
export const membersOf = (schema: Schema, definitions: Definitions): readonly SchemaObject[] => {
  const members = new Set<SchemaObject>();
  const visit = (member: Schema): void => {
    if (typeof member !== "object" || members.has(member)) return;
    members.add(member);
    for (const part of partsOf(member, definitions)) visit(part);
  };
  visit(schema);
  return [...members];
};

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
