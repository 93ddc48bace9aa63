import { isDeepStrictEqual } from "node:util";
import {
  admittedTypes,
  alternativesOf,
  asSchema,
  isRecord,
  type JsonSchema,
  partsOf,
  resolveRef,
  rootSchema,
  type SchemaObject,
  type TypeName,
  typeOf,
} from "@jackfield/contract";
import { mayBe } from "./fitting.js";
import { parseJson } from "./reply/json.js";

const deepest = 32;
const numeric = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/;

/** int64 fields admit a number and its digits; a small one is sent as a number, a big one keeps its digits. */
const admitsDigits = (schema: SchemaObject, root: SchemaObject): boolean => {
  const target = resolveRef(schema, root) ?? {};
  return [target, ...alternativesOf(target)].some(
    (each) => each.format === "int64" || each.format === "uint64",
  );
};

const fromText = (text: string, types: ReadonlySet<TypeName>, digits: boolean): unknown => {
  if (text === "null" && types.has("null")) return null;
  if (types.has("number") && (digits || !types.has("string")) && numeric.test(text)) {
    const number = Number(text);
    // Beyond 2^53 the digits would change, so they stay text where the schema takes it.
    return digits && Number.isInteger(number) && !Number.isSafeInteger(number) ? text : number;
  }
  if (types.has("string")) return text;
  if (types.has("boolean") && (text === "true" || text === "false")) return text === "true";
  const opening = text.trimStart()[0];
  if ((types.has("object") && opening === "{") || (types.has("array") && opening === "[")) {
    const parsed = parseJson(text);
    return parsed !== undefined && types.has(typeOf(parsed.value)) ? parsed.value : text;
  }
  return text;
};

/** Whether a union member is the one meant: type, constants and required keys fit. */
const fits = (schema: SchemaObject, value: unknown, root: SchemaObject): boolean => {
  const target = resolveRef(schema, root);
  if (target === undefined) return false;
  if (!(admittedTypes(target, root)?.has(typeOf(value)) ?? true)) return false;
  if ("const" in target && !isDeepStrictEqual(target.const, value)) return false;
  if (Array.isArray(target.enum) && !target.enum.some((one) => isDeepStrictEqual(one, value))) return false;
  if (!isRecord(value)) return true;
  const required = Array.isArray(target.required) ? target.required : [];
  if (!required.every((key) => typeof key === "string" && Object.hasOwn(value, key))) return false;
  const properties = asSchema(target.properties) ?? {};
  const closed = target.additionalProperties === false && target.patternProperties === undefined;
  if (closed && !Object.keys(value).every((key) => Object.hasOwn(properties, key))) return false;
  return Object.entries(properties).every(([key, property]) => {
    const constant = asSchema(property);
    if (constant === undefined || !Object.hasOwn(value, key)) return true;
    if ("const" in constant) return constant.const === value[key];
    return constant.enum === undefined || fits(constant, value[key], root);
  });
};

const inUnion = (
  members: readonly SchemaObject[],
  value: unknown,
  root: SchemaObject,
  depth: number,
): unknown => {
  // What a member takes as it is stays so, though another member would make something else of "true", "5" or 5.
  const plain = typeof value === "number" || (typeof value === "string" && !/^\s*[[{]/.test(value));
  if (plain && members.some((member) => fits(member, value, root))) return value;
  const candidates = members
    .map((member) => ({ member, candidate: walk(member, value, root, depth + 1) }))
    .filter(({ member, candidate }) => fits(member, candidate, root));
  // An object that a member takes as it is stays; JSON text becomes the object that it spells.
  const untouched = typeof value !== "string" && candidates.some(({ candidate }) => candidate === value);
  if (untouched) return value;
  // Of those that fit at the top, the one that fits below, too.
  const whole = candidates.find(({ member, candidate }) => mayBe(candidate, member, root));
  return (whole ?? candidates[0])?.candidate ?? value;
};

const refusesNull = (schema: SchemaObject | undefined, root: SchemaObject): boolean =>
  admittedTypes(schema, root)?.has("null") === false;

const inObject = (
  schema: SchemaObject,
  value: Readonly<Record<string, unknown>>,
  root: SchemaObject,
  depth: number,
): unknown => {
  const properties = asSchema(schema.properties) ?? {};
  const others = asSchema(schema.additionalProperties);
  const required = Array.isArray(schema.required) ? schema.required : [];
  let changed = false;
  const entries = Object.entries(value).flatMap(([key, item]): [string, unknown][] => {
    const known = Object.hasOwn(properties, key);
    const property = known ? asSchema(properties[key]) : others;
    if (known && item === null && !required.includes(key) && refusesNull(property, root)) {
      changed = true;
      return [];
    }
    const next = property === undefined ? item : walk(property, item, root, depth + 1);
    changed ||= next !== item;
    return [[key, next]];
  });
  return changed ? Object.fromEntries(entries) : value;
};

const inArray = (
  schema: SchemaObject,
  value: readonly unknown[],
  root: SchemaObject,
  depth: number,
): unknown => {
  const first = Array.isArray(schema.prefixItems) ? schema.prefixItems : [];
  const items = value.map((item, index) => {
    const member = asSchema(index < first.length ? first[index] : schema.items);
    return member === undefined ? item : walk(member, item, root, depth + 1);
  });
  return items.some((item, index) => item !== value[index]) ? items : value;
};

const walk = (schema: SchemaObject, input: unknown, root: SchemaObject, depth: number): unknown => {
  const target = depth > deepest ? undefined : resolveRef(schema, root);
  if (target === undefined) return input;
  let value = input;
  const union = alternativesOf(target);
  const types = admittedTypes(target, root);
  if (typeof value === "string" && types !== undefined) {
    value = fromText(value, types, admitsDigits(target, root));
  } else if (Number.isSafeInteger(value) && types?.has("string") === true && !types.has("number")) {
    // Ids and codes are text in many APIs and look like numbers.
    value = String(value);
  }
  for (const part of partsOf(target, root)) value = walk(part, value, root, depth + 1);
  if (union.length > 0) value = inUnion(union, value, root, depth);
  if (Array.isArray(value)) return inArray(target, value, root, depth);
  return isRecord(value) ? inObject(target, value, root, depth) : value;
};

/**
 * Reads arguments the way models write them: JSON text where an object or array is expected, `"5"` for 5 and 5 for
 * `"5"`, `"true"` for true, the text `"null"` where null is allowed. Null for an optional
 * property that cannot be null counts as left out. Only what the schema would refuse is changed (a small
 * int64 in digits becomes a number, too). The input is never changed; validation comes after.
 */
export const coerce = (schema: JsonSchema, value: unknown): unknown => {
  const root = rootSchema(schema);
  return walk(root, value, root, 0);
};
