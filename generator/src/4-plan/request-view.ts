import {
  type Definitions,
  lookUp,
  mapSchemas,
  membersOf,
  type Schema,
  type SchemaObject,
} from "../3-model/index.js";
import { withArgumentKeys, withDigits } from "./argument-view.js";

/**
 * A schema as a caller has to meet it: without what is `readOnly`, with room for the digits of big integers, under keys
 * that model APIs take. Doing it twice changes nothing.
 */
export const requestView = (schema: Schema, definitions: Definitions): Schema => {
  if (typeof schema === "boolean") return schema;
  const inside = mapSchemas(withoutRequiredReadOnly(schema, definitions), (inner) =>
    requestView(inner, definitions),
  );
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

/** One part of `allOf` may require what another declares `readOnly`. */
const withoutRequiredReadOnly = (schema: SchemaObject, definitions: Definitions): SchemaObject => {
  if (schema.allOf === undefined) return schema;
  const readOnly = new Set(
    membersOf(schema, definitions).flatMap(({ properties = {} }) =>
      Object.keys(properties).filter((key) => isReadOnly(properties[key] ?? true, definitions)),
    ),
  );
  if (readOnly.size === 0) return schema;
  const strip = (part: Schema): Schema => {
    if (typeof part !== "object" || part.required === undefined) return part;
    const required = part.required.filter((key) => !readOnly.has(key));
    const { required: _before, ...rest } = part;
    return required.length > 0 ? { ...rest, required } : rest;
  };
  const own = strip({ ...schema, allOf: schema.allOf.map(strip) });
  return typeof own === "object" ? own : schema;
};

const isReadOnly = (property: Schema, definitions: Definitions): boolean => {
  if (typeof property === "boolean") return false;
  if (property.readOnly === true) return true;
  const target = property.$ref === undefined ? undefined : lookUp(property, definitions);
  return typeof target === "object" && target.readOnly === true;
};
