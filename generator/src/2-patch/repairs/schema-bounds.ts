import { define, isObject, type Json, type JsonObject } from "../../document/json.js";
import { quoted, upstream } from "../../report/index.js";
import { defineRepair, oneChange, type RepairChange, schemaSpots } from "./repair.js";

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
export const misplacedBounds = defineRepair<{ from: string; to: string; type: string }>({
  code: "patch/misplaced-bounds",
  summary: "number bounds on lists and strings: `minItems`, `maxLength` and so on were meant",
  severity: "info",
  message: ({ from, to, type }) => `"${from}" does not apply to type ${type}; read as "${to}".`,
  fix: upstream,
  member: "type",
  begin: () => (value) => {
    if (value.minimum === undefined && value.maximum === undefined) return undefined;
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

const numeric: readonly string[] =
  `minimum maximum exclusiveMinimum exclusiveMaximum multipleOf minLength maxLength minItems maxItems minProperties
  maxProperties`.split(/\s+/);

const flags = ["exclusiveMinimum", "exclusiveMaximum", "uniqueItems", "nullable", "readOnly", "writeOnly"];

/** The number or boolean that a text is; undefined when the keyword takes neither. */
const meaningOf = (keyword: string, text: string): number | boolean | undefined => {
  const word = text.trim();
  if (numeric.includes(keyword) && /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i.test(word)) {
    const number = Number(word);
    return Number.isFinite(number) ? number : undefined;
  }
  return flags.includes(keyword) && /^(?:true|false)$/i.test(word)
    ? word.toLowerCase() === "true"
    : undefined;
};

const boundKeywords: ReadonlySet<string> = new Set([...numeric, ...flags]);

/** `maxLength: "10"`, `uniqueItems: "true"`: no validator reads text. */
export const textForNumber = defineRepair<{ keyword: string; text: string; meant: number | boolean }>({
  code: "patch/text-for-number",
  summary: 'bounds and flags as text: `maxLength: "10"`',
  severity: "info",
  message: ({ keyword, text, meant }) => `"${keyword}" is the text "${text}"; read as ${meant}.`,
  fix: upstream,
  member: "type",
  begin: (document) => {
    const isSchema = schemaSpots(document);
    return (value, spot) => {
      const changes: RepairChange<{ keyword: string; text: string; meant: number | boolean }>[] = [];
      const result: { [key: string]: Json } = {};
      for (const keyword of Object.keys(value)) {
        const text = value[keyword];
        if (typeof text !== "string" || !boundKeywords.has(keyword)) continue;
        const meant = meaningOf(keyword, text);
        if (meant === undefined || !isSchema(spot)) continue;
        result[keyword] = meant;
        changes.push({ at: [keyword], params: { keyword, text, meant } });
      }
      return changes.length === 0 ? undefined : { value: { ...value, ...result }, changes };
    };
  },
});

const pairs: readonly (readonly [least: string, most: string])[] = [
  ["minimum", "maximum"],
  ["minLength", "maxLength"],
  ["minItems", "maxItems"],
  ["minProperties", "maxProperties"],
];

/** The lower bounds above the upper ones, and more properties than a closed object has. */
const contradictoryBounds = (schema: JsonObject): readonly string[] => {
  const crossed = pairs.flatMap(([least, most]) => {
    const [low, high] = [schema[least], schema[most]];
    return typeof low === "number" && typeof high === "number" && low > high ? [least, most] : [];
  });
  const { additionalProperties, patternProperties, properties = {}, minProperties } = schema;
  const isClosed = additionalProperties === false && patternProperties === undefined && isObject(properties);
  const tooMany = isClosed && Number(minProperties) > Object.keys(properties).length;
  return tooMany && !crossed.includes("minProperties") ? [...crossed, "minProperties"] : crossed;
};

/** `minimum: 5, maximum: 1`: no value is both, and which of them is wrong nobody can tell. */
export const boundsAgainstEachOther = defineRepair<{ keywords: readonly string[] }>({
  code: "patch/bounds-against-each-other",
  summary: "bounds between which nothing is: `minimum: 5, maximum: 1`; they are left out",
  severity: "warning",
  message: ({ keywords }) => `No value fits ${quoted(keywords)}; left out.`,
  fix: upstream,
  begin: (document) => {
    const isSchema = schemaSpots(document);
    return (value, spot) => {
      const keywords = contradictoryBounds(value);
      if (keywords.length === 0 || !isSchema(spot)) return undefined;
      const kept = Object.entries(value).filter(([key]) => !keywords.includes(key));
      return oneChange(Object.fromEntries(kept), { keywords });
    };
  },
});
