import { isRecord } from "@jackfield/contract";

/** A JSON value as a parser delivers it: objects have no inherited keys worth trusting, arrays are arrays. */
export type Json = null | boolean | number | string | readonly Json[] | JsonObject;
export type JsonObject = { readonly [key: string]: Json };

export type OpenApiVersion = "2.0" | "3.0" | "3.1" | "3.2";

/** An object and not a list. Asked of parsed documents, whose objects hold JSON only. */
export const isObject = (value: unknown): value is JsonObject => isRecord(value);

/** Sets a member as data, whatever its name: a plain assignment to `__proto__` would not. */
export const define = (target: object, key: string | number, value: Json): void => {
  Object.defineProperty(target, key, { value, writable: true, enumerable: true, configurable: true });
};
