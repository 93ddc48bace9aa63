import { mapSchemas, type Schema, type SchemaObject } from "../3-model/index.js";
import { withArgumentKeys, withDigits } from "./argument-view.js";

/** Named schemas, by the name in `#/$defs/<name>`. */
export type Definitions = Readonly<Record<string, Schema>>;

export const defNameOf = (ref: string): string => ref.slice("#/$defs/".length);

export const lookUp = (schema: Schema, definitions: Definitions): Schema | undefined => {
  if (typeof schema === "boolean" || schema.$ref === undefined) return schema;
  const name = defNameOf(schema.$ref);
  return Object.hasOwn(definitions, name) ? definitions[name] : undefined;
};

/**
 * A schema as a caller has to meet it: without what is `readOnly`, with room for the digits of big integers, under keys
 * that model APIs take. Doing it twice changes nothing.
 */
export const requestView = (schema: Schema, definitions: Definitions): Schema => {
  if (typeof schema === "boolean") return schema;
  const inside = mapSchemas(schema, (inner) => requestView(inner, definitions));
  return withArgumentKeys(withDigits(withoutReadOnly(inside, definitions)));
};

/**
 * Properties that are `readOnly` do not exist in a request, and are not required there (OpenAPI 3.1 section 4.8.24.3,
 * JSON Schema 2020-12 validation section 9.4).
 */
export const withoutReadOnly = (schema: SchemaObject, definitions: Definitions): SchemaObject => {
  const { properties, required, ...rest } = schema;
  if (properties === undefined) return required === undefined ? rest : { ...rest, required };
  const readOnly = new Set(
    Object.keys(properties).filter((key) => {
      const property = properties[key];
      return property !== undefined && isReadOnly(property, definitions);
    }),
  );
  const writable = Object.fromEntries(Object.entries(properties).filter(([key]) => !readOnly.has(key)));
  const needed = required?.filter((key) => !readOnly.has(key)) ?? [];
  return { ...rest, properties: writable, ...(needed.length > 0 && { required: needed }) };
};

const isReadOnly = (property: Schema, definitions: Definitions): boolean => {
  if (typeof property === "boolean") return false;
  if (property.readOnly === true) return true;
  const target = property.$ref === undefined ? undefined : lookUp(property, definitions);
  return typeof target === "object" && target.readOnly === true;
};

/** The definitions that a schema needs, as callers have to meet them, sorted by name. */
export const closure = (roots: readonly Schema[], definitions: Definitions): Definitions => {
  const found = new Map<string, Schema>();
  const visit = (schema: Schema): Schema => {
    if (typeof schema === "boolean") return schema;
    if (schema.$ref !== undefined) {
      const name = defNameOf(schema.$ref);
      const target = Object.hasOwn(definitions, name) ? definitions[name] : undefined;
      if (target !== undefined && !found.has(name)) {
        const view = requestView(target, definitions);
        found.set(name, view);
        visit(view);
      }
    }
    mapSchemas(schema, visit);
    return schema;
  };
  for (const root of roots) visit(root);
  return Object.fromEntries([...found].sort(([a], [b]) => (a < b ? -1 : 1)));
};
