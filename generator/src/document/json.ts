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

/**
 * How a number was written where that is not how JavaScript prints it: `1.10`, `007`, an integer of 20 digits. A schema
 * of type string means these characters. Kept by the object or list that holds the number, so it holds as long as that
 * is not copied.
 */
const texts = new WeakMap<object, Map<string, string>>();

export const keepNumberText = (container: object, key: string | number, text: string): void => {
  const known = texts.get(container) ?? new Map<string, string>();
  texts.set(container, known.set(String(key), text));
};

/** The source text of the number under a key of a parsed object or list, if it differs from `String(number)`. */
export const numberText = (container: object, key: string | number): string | undefined =>
  texts.get(container)?.get(String(key));
