import type { Schema, SchemaObject } from "../3-model/index.js";
import { argumentKey, keysFor } from "./keys.js";

/** Text that is a 64-bit integer. A small one is judged as the number that it spells, so it keeps to the lower limit. */
const digits = (minimum: number): string => {
  if (minimum === Number.NEGATIVE_INFINITY) return "^-?[0-9]{1,20}$";
  return minimum < 1 ? "^[0-9]{1,20}$" : "^[1-9][0-9]{0,19}$";
};

/** JSON numbers lose digits beyond 2^53 on their way through a client; text does not, so 64 bits may be given as digits. */
export const withDigits = (schema: SchemaObject): SchemaObject => {
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
export const withArgumentKeys = (schema: SchemaObject): SchemaObject => {
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
