import type { FieldError } from "./outcome.js";

/** Says what is wrong with a value, as the end of a sentence that begins with the field's name. */
export type Check = (value: unknown) => string | undefined;

type FieldRule = { readonly check: Check; readonly required?: boolean; readonly nullable?: boolean };
export type FieldRules = Readonly<Record<string, FieldRule>>;

/** A body that passed its rules. */
export type Fields = Readonly<Record<string, unknown>>;

export const required = (check: Check): FieldRule => ({ check, required: true });
export const optional = (check: Check): FieldRule => ({ check });
/** Null counts as absent. */
export const nullable = (check: Check): FieldRule => ({ check, nullable: true });

export const isFields = (value: unknown): value is Fields =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Every fault of a JSON body against its rules. A field without a rule is a fault too. */
export function checkFields(body: unknown, rules: FieldRules): readonly FieldError[] {
  if (!isFields(body)) return [{ fieldName: "body", description: "must be a JSON object" }];
  const errors: FieldError[] = [];
  for (const [fieldName, rule] of Object.entries(rules)) {
    const value = Object.hasOwn(body, fieldName) ? body[fieldName] : undefined;
    if (value === undefined || (value === null && rule.nullable)) {
      if (rule.required) errors.push({ fieldName, description: "is required" });
      continue;
    }
    const fault = rule.check(value);
    if (fault) errors.push({ fieldName, description: fault });
  }
  for (const fieldName of Object.keys(body)) {
    if (!Object.hasOwn(rules, fieldName)) errors.push({ fieldName, description: "is not a known field" });
  }
  return errors;
}

export const textOf = (fields: Fields, name: string): string | undefined => {
  const value = fields[name];
  return typeof value === "string" ? value : undefined;
};

export const numberOf = (fields: Fields, name: string): number | undefined => {
  const value = fields[name];
  return typeof value === "number" ? value : undefined;
};

export const textsOf = (fields: Fields, name: string): readonly string[] => {
  const value = fields[name];
  return Array.isArray(value) ? value.filter((item) => typeof item === "string") : [];
};

export const text =
  (limits: { readonly min?: number; readonly max?: number } = {}): Check =>
  (value) => {
    if (typeof value !== "string") return "must be a string";
    if (value.length < (limits.min ?? 0)) return "must not be empty";
    return value.length > (limits.max ?? Number.POSITIVE_INFINITY)
      ? `must have at most ${limits.max} characters`
      : undefined;
  };

export const pattern =
  (wanted: RegExp, meaning: string): Check =>
  (value) =>
    typeof value === "string" && wanted.test(value) ? undefined : `must be ${meaning}`;

export const number =
  (min: number, max: number, whole = false): Check =>
  (value) => {
    const fits = typeof value === "number" && value >= min && value <= max;
    if (fits && (!whole || Number.isInteger(value))) return undefined;
    return `must be a ${whole ? "whole " : ""}number from ${min} to ${max}`;
  };

export const oneOf =
  (...values: readonly string[]): Check =>
  (value) =>
    values.some((allowed) => allowed === value) ? undefined : `must be one of ${values.join(", ")}`;

export const flag: Check = (value) => (typeof value === "boolean" ? undefined : "must be true or false");

export const httpUrl =
  (max: number): Check =>
  (value) => {
    if (typeof value !== "string" || !URL.canParse(value)) return "must be an absolute URL";
    if (value.length > max) return `must have at most ${max} characters`;
    return /^https?:\/\//i.test(value) ? undefined : "only http and https are allowed";
  };

export const dateTime: Check = (value) =>
  typeof value === "string" &&
  /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/.test(value) &&
  !Number.isNaN(Date.parse(value))
    ? undefined
    : "must be a date and time of RFC 3339";

export const listOf =
  (check: Check, limits: { readonly min: number; readonly max: number; readonly unique?: boolean }): Check =>
  (value) => {
    if (!Array.isArray(value)) return "must be an array";
    const { min, max } = limits;
    if (value.length < min || value.length > max) return `must have ${min} to ${max} items`;
    if (limits.unique && new Set(value).size < value.length) return "must not hold an item twice";
    const faulty = value.find((item) => check(item) !== undefined);
    return faulty === undefined ? undefined : `holds ${JSON.stringify(faulty)}, which ${check(faulty)}`;
  };

export const e164 = /^\+[1-9]\d{1,14}$/;
export const phoneNumber = pattern(e164, "a phone number in E.164 format, like +19195550100");
