import { define, type Json, type JsonObject, numberText } from "../../document/json.js";
import { shown, upstream } from "../../report/index.js";

import { defineRepair, schemaSpots } from "./repair.js";

type Scalar = string | number | boolean;
type ScalarType = "string" | "number" | "integer" | "boolean";

const isScalar = (value: Json | undefined): value is Scalar =>
  typeof value === "string" || typeof value === "number" || typeof value === "boolean";

const isScalarType = (type: unknown): type is ScalarType =>
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
const asType = (value: Scalar, type: ScalarType): Scalar | undefined => {
  if (isOf(value, type)) return value;
  if (type === "string") return typeof value === "string" ? value : toText(value);
  if (type === "boolean") return typeof value === "boolean" ? value : toBoolean(value);
  return typeof value === "string" ? toNumber(value.trim(), type) : undefined;
};

type KnownType = { readonly type: string; readonly admitsNull: boolean };

const typeNames: ReadonlySet<Json> = new Set(["string", "number", "integer", "boolean", "array", "object"]);

/** The one type of a schema; undefined where there are several, or one that nobody knows. */
const typeOf = ({
  type,
  nullable,
  "x-nullable": xNullable,
  enum: choices,
}: JsonObject): KnownType | undefined => {
  const names: readonly Json[] = Array.isArray(type)
    ? type.filter((name) => name !== "null")
    : [type ?? null];
  const [name] = names;
  if (names.length !== 1 || typeof name !== "string" || !typeNames.has(name)) return undefined;
  const chosen = Array.isArray(choices) && choices.includes(null);
  const widened = Array.isArray(type) && type.includes("null");
  return { type: name, admitsNull: nullable === true || xNullable === true || widened || chosen };
};

/** A default or an example as the type wants it; undefined: it is useless. */
const sample = (value: Json, { type, admitsNull }: KnownType): Json | undefined => {
  if (value === null) return admitsNull ? null : undefined;
  return isScalarType(type) && isScalar(value) ? asType(value, type) : value;
};

/** The choices as the type wants them, or as they are: to leave one out would forbid it. */
const choicesOf = (choices: readonly Json[], type: ScalarType): readonly Json[] => {
  const typed = choices.map((value, index) => {
    const written = type === "string" ? numberText(choices, index) : undefined;
    return written ?? (isScalar(value) ? asType(value, type) : value);
  });
  if (typed.includes(undefined) || typed.every((value, index) => value === choices[index])) return choices;
  return [...new Set(typed.filter((value) => value !== undefined))];
};

type ValueChange = { readonly keyword: string; readonly from: Json; readonly to?: Json };

/** What each keyword with values becomes; without `to` it goes. */
const changesIn = (schema: JsonObject, known: KnownType): readonly ValueChange[] => {
  const changes: ValueChange[] = [];
  const note = (keyword: string, from: Json, to: Json | undefined): void => {
    if (to !== from) changes.push({ keyword, from, ...(to !== undefined && { to }) });
  };
  const written = (keyword: string): Json | undefined =>
    known.type === "string" ? numberText(schema, keyword) : undefined;
  for (const keyword of ["default", "example"]) {
    const value = schema[keyword];
    if (value !== undefined) note(keyword, value, written(keyword) ?? sample(value, known));
  }
  const { const: only } = schema;
  if (only !== undefined && isScalar(only) && isScalarType(known.type))
    note("const", only, written("const") ?? asType(only, known.type) ?? only);
  const { enum: choices, examples } = schema;
  if (Array.isArray(choices) && isScalarType(known.type))
    note("enum", choices, choicesOf(choices, known.type));
  if (Array.isArray(examples)) note("examples", examples, samples(examples, known));
  return changes;
};

const samples = (values: readonly Json[], known: KnownType): readonly Json[] | undefined => {
  const isText = known.type === "string";
  const fit = values.map((value, index) => (isText && numberText(values, index)) || sample(value, known));
  if (fit.every((value, index) => value === values[index])) return values;
  const left = fit.filter((value) => value !== undefined);
  return left.length > 0 ? left : undefined;
};

/**
 * Defaults, examples and choices of another type than the schema's: the text "false" for a boolean, a number for a
 * string, null where it is not allowed. They get the type if nothing is lost, else a default or an example goes.
 * Lists and objects are left alone.
 */
export const mistypedValues = defineRepair<{
  type: string;
  values: readonly { readonly keyword: string; readonly from: unknown; readonly to?: unknown }[];
}>({
  code: "patch/mistyped-value",
  summary:
    "defaults, examples, choices of another type than the schema's: converted if nothing is lost, else left out (choices stay)",
  severity: "info",
  message: ({ type, values }) => {
    const each = values.map(({ keyword, from, to }) => {
      const became = to === undefined ? "left out" : `read as ${shown(to)}`;
      return `"${keyword}" ${shown(from)} is not of type ${type}; ${became}`;
    });
    return `${each.join(". ")}.`;
  },
  fix: upstream,
  member: "type",
  begin: (document) => {
    const isSchema = schemaSpots(document);
    return (value, spot) => {
      if (value.type === undefined || !isSchema(spot)) return undefined;
      const known = typeOf(value);
      const values = known ? changesIn(value, known) : [];
      const [first] = values;
      if (known === undefined || first === undefined) return undefined;
      const result: JsonObject = { ...value };
      for (const { keyword, to } of values) {
        if (to === undefined) Reflect.deleteProperty(result, keyword);
        else define(result, keyword, to);
      }
      const params = { type: known.type, values };
      return { value: result, changes: [{ at: [first.keyword], replaced: [], params }] };
    };
  },
});
