import type { Json } from "../../document/json.js";

export type Scalar = string | number | boolean;
export type ScalarType = "string" | "number" | "integer" | "boolean";

export const isScalar = (value: Json | undefined): value is Scalar =>
  typeof value === "string" || typeof value === "number" || typeof value === "boolean";

export const isScalarType = (type: unknown): type is ScalarType =>
  type === "string" || type === "number" || type === "integer" || type === "boolean";

const isOf = (value: Scalar, type: ScalarType): boolean => {
  if (type === "integer") return Number.isInteger(value);
  const name: string = typeof value; // JSON Schema calls these types as JavaScript does
  return name === type;
};

const decimal = /^-?(?:0|[1-9]\d*)(?:\.\d+)?$/;

/** Digits that a number of JavaScript cannot hold stay text, as they do wherever big integers travel. */
const toNumber = (text: string, type: ScalarType): Scalar | undefined => {
  if (!decimal.test(text)) return undefined;
  const number = Number(text);
  if (type === "number") return Number.isFinite(number) ? number : undefined;
  if (!Number.isInteger(number)) return undefined;
  return Number.isSafeInteger(number) ? number : text;
};

const toBoolean = (value: string | number): boolean | undefined => {
  const word = String(value).toLowerCase();
  if (word === "true" || value === 1) return true;
  return word === "false" || value === 0 ? false : undefined;
};

/** Digits beyond 2^53 are gone by now, and an exponent is hardly what was written. */
const toText = (value: number | boolean): string | undefined => {
  const text = String(value);
  const exact = typeof value === "boolean" || Math.abs(value) <= Number.MAX_SAFE_INTEGER;
  return exact && !text.includes("e-") ? text : undefined;
};

/** A value as the type wants it, the value itself where it is of the type, or undefined where something would be lost. */
export const asType = (value: Scalar, type: ScalarType): Scalar | undefined => {
  if (isOf(value, type)) return value;
  if (type === "string") return typeof value === "string" ? value : toText(value);
  if (type === "boolean") return typeof value === "boolean" ? value : toBoolean(value);
  return typeof value === "string" ? toNumber(value.trim(), type) : undefined;
};
