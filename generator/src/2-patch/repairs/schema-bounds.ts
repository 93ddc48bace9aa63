import { define, type Json, type JsonObject } from "../../document/json.js";
import { builtIn } from "./repair.js";

const names: Readonly<Record<string, readonly [from: string, to: string][]>> = {
  array: [
    ["minimum", "minItems"],
    ["maximum", "maxItems"],
  ],
  string: [
    ["minimum", "minLength"],
    ["maximum", "maxLength"],
  ],
};

const isCount = (value: Json | undefined): boolean => Number.isInteger(value) && Number(value) >= 0;

/** Values that the author gives for a string; a length that they break was not meant as one. */
const samples = ({ example, default: preset, enum: choices }: JsonObject): readonly Json[] =>
  [example ?? null, preset ?? null, ...(Array.isArray(choices) ? choices : [])].filter(
    (value) => typeof value === "string",
  );

const mayBeLength = (schema: JsonObject): boolean => {
  if (schema.format !== undefined || schema.pattern !== undefined) return false;
  const { minimum, maximum } = schema;
  const [least, most] = [Number(minimum ?? 0), Number(maximum ?? Number.POSITIVE_INFINITY)];
  return samples(schema).every((text) => String(text).length >= least && String(text).length <= most);
};

/** The type apart from null. */
const typeOf = ({ type }: JsonObject): string | undefined => {
  const names: readonly Json[] = Array.isArray(type)
    ? type.filter((name) => name !== "null")
    : [type ?? null];
  const [name] = names;
  return names.length === 1 && typeof name === "string" ? name : undefined;
};

/**
 * `minimum` and `maximum` mean nothing on a list or a string; how many or how long was meant. Strings with a format
 * or pattern, or with samples of another length, are left alone: there the value itself may have been meant, as in
 * a port number. A bound that has its right name wins.
 */
export const misplacedBounds = builtIn("patch/misplaced-bounds", {
  begin: () => (value) => {
    const type = typeOf(value);
    if (type === undefined) return undefined;
    const pairs = Object.hasOwn(names, type) ? names[type] : undefined;
    if (!pairs || (type === "string" && !mayBeLength(value))) return undefined;
    const wrong = pairs.filter(([from, to]) => isCount(value[from]) && value[to] === undefined);
    if (wrong.length === 0) return undefined;
    const renames = new Map(wrong);
    const result: JsonObject = {};
    for (const [key, inner] of Object.entries(value)) define(result, renames.get(key) ?? key, inner);
    return { value: result, changes: wrong.map(([from, to]) => ({ params: { from, to, type } })) };
  },
});
