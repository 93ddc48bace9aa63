import {
  type Definitions,
  lookUp,
  mapSchemas,
  membersOf,
  type Schema,
  type SchemaObject,
} from "../3-model/index.js";
import { argumentKey, keysFor } from "./names.js";

/**
 * A schema as a caller has to meet it: without what is `readOnly`, with room for the digits of big integers, under keys
 * that model APIs take. Doing it twice changes nothing.
 */
export const requestView = (schema: Schema, definitions: Definitions): Schema => {
  if (typeof schema === "boolean") return schema;
  const inside = mapSchemas(withSharedReadOnly(schema, definitions), (inner) =>
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

/**
 * What one part of an `allOf` declares `readOnly` is so in all of it, even where another part requires it or describes it
 * without saying so (JSON Schema 2020-12 validation section 9.4: one occurrence is enough).
 */
const withSharedReadOnly = (schema: SchemaObject, definitions: Definitions): SchemaObject => {
  if (schema.allOf === undefined) return schema;
  const declared = membersOf(schema, definitions).flatMap(({ properties = {} }) =>
    Object.entries(properties),
  );
  const readOnly = new Set(declared.flatMap(([key, one]) => (isReadOnly(one, definitions) ? [key] : [])));
  if (readOnly.size === 0) return schema;
  const strip = ({ required, ...rest }: SchemaObject): SchemaObject => {
    const kept = required?.filter((key) => !readOnly.has(key)) ?? [];
    return kept.length > 0 ? { ...rest, required: kept } : rest;
  };
  const parts = schema.allOf.map((part) => (typeof part === "object" ? strip(part) : part));
  const own = strip({ ...schema, allOf: parts });
  const described = declared.filter(([key, one]) => readOnly.has(key) && !isReadOnly(one, definitions));
  if (described.length === 0) return own;
  const never = Object.fromEntries(described.map(([key]) => [key, false]));
  return { ...own, properties: { ...own.properties, ...never } };
};

/** Whether a property exists in replies only: a part of it says so, or each of its alternatives but null does. */
export const isReadOnly = (property: Schema, definitions: Definitions, depth = 0): boolean =>
  typeof property === "object" &&
  membersOf(property, definitions).some(({ readOnly, anyOf, oneOf }) => {
    const alternatives = [...(anyOf ?? []), ...(oneOf ?? [])].filter((one) => !isNull(one));
    if (readOnly === true || alternatives.length === 0 || depth === deepest) return readOnly === true;
    return alternatives.every((one) => isReadOnly(one, definitions, depth + 1));
  });

/** Alternatives inside each other may refer back to where they began. */
const deepest = 3;

const isNull = (schema: Schema): boolean => typeof schema === "object" && schema.type === "null";

/** Text that is a 64-bit integer. A small one is judged as the number that it spells, so it keeps to the lower limit. */
const digits = (minimum: number): string => {
  if (minimum === Number.NEGATIVE_INFINITY) return "^-?[0-9]{1,20}$";
  return minimum < 1 ? "^[0-9]{1,20}$" : "^[1-9][0-9]{0,19}$";
};

/** JSON numbers lose digits beyond 2^53 on their way through a client; text does not, so 64 bits may be given as digits. */
const withDigits = (schema: SchemaObject): SchemaObject => {
  const { type, format, maximum, exclusiveMaximum } = schema;
  const { exclusiveMinimum = Number.NEGATIVE_INFINITY } = schema;
  const minimum = Math.max(schema.minimum ?? Number.NEGATIVE_INFINITY, Math.floor(exclusiveMinimum) + 1);
  const types = [type ?? []].flat();
  const isLong = types.includes("integer") && (format === "int64" || format === "uint64");
  const most = Math.min(maximum ?? Number.POSITIVE_INFINITY, exclusiveMaximum ?? Number.POSITIVE_INFINITY);
  const isClosed = schema.enum !== undefined || schema.const !== undefined;
  // A pattern cannot say these of digits.
  const isBounded = minimum > 1 || schema.multipleOf !== undefined;
  if (!isLong || isClosed || isBounded || most <= Number.MAX_SAFE_INTEGER || types.includes("string"))
    return schema;
  return { ...schema, type: [...types, "string"], pattern: digits(minimum) };
};

/**
 * Gives the keys of an object that model APIs refuse another name; the property then says under `x-wire-name` what the
 * API calls it. `required` and `dependentRequired` follow, also where they stand apart from the properties.
 */
const withArgumentKeys = (schema: SchemaObject): SchemaObject => {
  const { properties = {}, required, dependentRequired } = schema;
  const names = [...Object.keys(properties), ...(required ?? []), ...Object.keys(dependentRequired ?? {})];
  if (names.every((name) => argumentKey(name) === name)) return schema;
  const keys = keysFor(Object.keys(properties));
  const keyOf = (name: string): string => keys.get(name) ?? argumentKey(name);
  return {
    ...schema,
    ...(schema.properties && {
      properties: Object.fromEntries(
        Object.entries(properties).map(([name, inner]) => [keyOf(name), named(inner, keyOf(name), name)]),
      ),
    }),
    ...(required && { required: required.map(keyOf) }),
    ...(dependentRequired && {
      dependentRequired: Object.fromEntries(
        Object.entries(dependentRequired).map(([name, others]) => [keyOf(name), others.map(keyOf)]),
      ),
    }),
  };
};

/** A schema of a property whose key is not its name; `describe_tool` shows the keyword, the list says it in words. */
export const named = (schema: Schema, key: string, name: string): Schema => {
  if (key === name || schema === false) return schema;
  const renamed: Renamed = { ...(schema === true ? {} : schema), "x-wire-name": name };
  return renamed;
};

type Renamed = SchemaObject & { readonly "x-wire-name"?: string };

/** What the API calls a property, where its key is another. */
export const wireNameOf = (schema: Schema): string | undefined => {
  const property: Renamed = typeof schema === "boolean" ? {} : schema;
  return property["x-wire-name"];
};

/** A list or an object that is never empty, for places where an empty one would not arrive. */
export const withMember = (schema: Schema, definitions: Definitions): Schema => {
  const target = lookUp(schema, definitions);
  if (typeof schema === "boolean" || typeof target !== "object") return schema;
  const types = [target.type ?? []].flat();
  if (types.includes("array") && !target.minItems) return { ...schema, minItems: 1 };
  return types.includes("object") && !target.minProperties ? { ...schema, minProperties: 1 } : schema;
};
