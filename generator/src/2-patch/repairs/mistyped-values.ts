import type { Json, JsonObject } from "../../document/json.js";
import { child } from "../../document/pointer.js";
import { define } from "../draft.js";
import type { Repair } from "./repair.js";
import { asType, isScalar, isScalarType, type ScalarType } from "./scalar-of-type.js";
import { schemaSpots } from "./schema-spots.js";

type Known = { readonly type: string; readonly admitsNull: boolean };

const typeNames: ReadonlySet<Json> = new Set(["string", "number", "integer", "boolean", "array", "object"]);

/** The one type of a schema; undefined where there are several, or one that nobody knows. */
const typeOf = ({ type, nullable, "x-nullable": spelt, enum: choices }: JsonObject): Known | undefined => {
  const names: readonly Json[] = Array.isArray(type)
    ? type.filter((name) => name !== "null")
    : [type ?? null];
  const [name] = names;
  if (names.length !== 1 || typeof name !== "string" || !typeNames.has(name)) return undefined;
  const chosen = Array.isArray(choices) && choices.includes(null);
  const widened = Array.isArray(type) && type.includes("null");
  return { type: name, admitsNull: nullable === true || spelt === true || widened || chosen };
};

/** A default or an example as the type wants it; undefined: it is of no use. */
const sample = (value: Json, { type, admitsNull }: Known): Json | undefined => {
  if (value === null) return admitsNull ? null : undefined;
  return isScalarType(type) && isScalar(value) ? asType(value, type) : value;
};

/** The choices as the type wants them, or as they are: to leave one out would forbid it. */
const choicesOf = (choices: readonly Json[], type: ScalarType): readonly Json[] => {
  const typed = choices.map((value) => (isScalar(value) ? asType(value, type) : value));
  if (typed.includes(undefined) || typed.every((value, index) => value === choices[index])) return choices;
  return [...new Set(typed.filter((value) => value !== undefined))];
};

type Mended = { readonly keyword: string; readonly from: Json; readonly to?: Json };

/** What each keyword with values becomes; without `to` it goes. */
const mendedIn = (schema: JsonObject, known: Known): readonly Mended[] => {
  const mended: Mended[] = [];
  const note = (keyword: string, from: Json, to: Json | undefined): void => {
    if (to !== from) mended.push({ keyword, from, ...(to !== undefined && { to }) });
  };
  for (const keyword of ["default", "example"]) {
    const value = schema[keyword];
    if (value !== undefined) note(keyword, value, sample(value, known));
  }
  const { enum: choices, examples } = schema;
  if (Array.isArray(choices) && isScalarType(known.type))
    note("enum", choices, choicesOf(choices, known.type));
  if (Array.isArray(examples)) note("examples", examples, samples(examples, known));
  return mended;
};

const samples = (values: readonly Json[], known: Known): readonly Json[] | undefined => {
  const fit = values.map((value) => sample(value, known));
  if (fit.every((value, index) => value === values[index])) return values;
  const left = fit.filter((value) => value !== undefined);
  return left.length > 0 ? left : undefined;
};

/**
 * Defaults, examples and choices of another type than the schema's: the text "false" for a boolean, a number for a
 * string, null where none is admitted. They get the type if nothing is lost, else a default or an example goes.
 * Lists and objects are left alone.
 */
export const mistypedValues: Repair = {
  code: "patch/mistyped-value",
  begin: (document) => {
    const isSchema = schemaSpots(document);
    return (value, spot, { report, at }) => {
      if (typeof value === "string" || value.type === undefined || !isSchema(spot)) return value;
      const known = typeOf(value);
      const mended = known ? mendedIn(value, known) : [];
      const [first] = mended;
      if (known === undefined || first === undefined) return value;
      const place = at();
      const pointer = child(place.pointer ?? "", first.keyword);
      report.add("patch/mistyped-value", { ...place, pointer }, { type: known.type, mended });
      const result: JsonObject = { ...value };
      for (const { keyword, to } of mended) {
        if (to === undefined) Reflect.deleteProperty(result, keyword);
        else define(result, keyword, to);
      }
      return result;
    };
  },
};
