import { timedTest } from "@jackfield/contract/timed-pattern";
import { isObject, type Json, type JsonObject } from "../../document/json.js";
import { quoted, shown, upstream } from "../../report/index.js";
import { defineRepair, oneChange, schemaSpots } from "./repair.js";

/** The types of a schema apart from null. */
export const typesOf = ({ type }: JsonObject): readonly Json[] => {
  const types: readonly Json[] = Array.isArray(type) ? type : [type ?? null];
  return types.filter((name) => name !== null && name !== "null");
};

const jsonType = (value: Json): string => {
  if (value === null) return "null";
  if (Array.isArray(value)) return "array";
  if (typeof value === "number") return Number.isInteger(value) ? "integer" : "number";
  return typeof value; // string, boolean and object are called the same
};

const isOf = (value: Json, type: Json): boolean =>
  jsonType(value) === type || (type === "number" && typeof value === "number");

/** `type: array, enum: [up, down]`: no list is one of these; they are the values of its items. */
export const enumOnArray = defineRepair<{ choices: readonly unknown[]; moved: boolean }>({
  code: "patch/enum-on-array",
  summary: "`enum` of plain values on an array; they are the values of its items",
  severity: "warning",
  message: ({ choices, moved }) =>
    `"enum" ${shown(choices)} of an array has no arrays; ${moved ? "read as the values of its items" : "left out"}.`,
  fix: upstream,
  member: "enum",
  begin: (document) => {
    const isSchema = schemaSpots(document);
    return (value, spot) => {
      const { enum: choices, ...others } = value;
      if (!Array.isArray(choices) || choices.length === 0 || !isSchema(spot)) return undefined;
      const [type, ...more] = typesOf(value);
      if (type !== "array" || more.length > 0 || choices.some((one) => isObject(one) || Array.isArray(one)))
        return undefined;
      const { items = {} } = value;
      const open = isObject(items) && items.enum === undefined && typeof items.$ref !== "string";
      const result = open ? { ...others, items: { ...items, enum: choices } } : others;
      return oneChange(result, { choices, moved: open });
    };
  },
});

const scalarTypes: ReadonlySet<Json> = new Set(["string", "number", "integer", "boolean", "object"]);

/** Digits that a number of JavaScript cannot hold stay text, as they do wherever big integers travel. */
const mayBe = (value: Json, type: Json): boolean =>
  isOf(value, type) ||
  ((type === "integer" || type === "number") && typeof value === "string" && /^-?\d+(?:\.\d+)?$/.test(value));

/** `type: integer, enum: [low, high]`: no value is both. The values win, since somebody wrote each of them. */
export const enumAgainstType = defineRepair<{ type: string; to: string }>({
  code: "patch/enum-against-type",
  summary: "`enum` or `const` of which no value has the type; the type is that of the values",
  severity: "warning",
  message: ({ type, to }) => `No value listed here is of type ${type}; read as type ${to}.`,
  fix: upstream,
  member: "type",
  begin: (document) => {
    const isSchema = schemaSpots(document);
    return (value, spot) => {
      const choices = choicesOf(value) ?? [];
      if (choices.length === 0 || !isSchema(spot)) return undefined;
      const types = typesOf(value);
      if (types.length === 0) return undefined;
      if (!types.every((type) => scalarTypes.has(type))) return undefined;
      const values = choices.filter((choice) => choice !== null);
      if (values.length === 0 || values.some((choice) => types.some((type) => mayBe(choice, type))))
        return undefined;
      const [first = "", ...rest] = new Set(values.map(jsonType));
      const { type: _, format: _format, ...others } = value;
      const admitsNull = Array.isArray(value.type) && value.type.includes("null");
      const type = admitsNull ? [first, "null"] : first;
      const result = rest.length === 0 ? { type, ...others } : others;
      return oneChange(result, {
        type: types.map(String).join(" or "),
        to: rest.length === 0 ? first : "any",
      });
    };
  },
});

/** Whether one of the texts lacks the pattern. False as well where that cannot be seen, or only in a long time. */
const oneLacks = (texts: readonly string[], pattern: string): boolean => {
  try {
    const expression = new RegExp(pattern, "u");
    for (const text of texts) {
      const fits = timedTest(expression, text);
      if (fits !== true) return fits === false;
    }
  } catch {
    // A pattern of another dialect has its own repair.
  }
  return false;
};

/** Whether a value keeps to a limit. */
const limits: Readonly<Record<string, (value: Json, limit: number) => boolean>> = {
  minLength: (value, limit) => typeof value !== "string" || [...value].length >= limit,
  maxLength: (value, limit) => typeof value !== "string" || [...value].length <= limit,
  minimum: (value, limit) => typeof value !== "number" || value >= limit,
  maximum: (value, limit) => typeof value !== "number" || value <= limit,
};

/** The values that a schema admits by name; undefined where it names none. */
const choicesOf = (schema: JsonObject): readonly Json[] | undefined => {
  if (Object.hasOwn(schema, "const")) return [schema.const ?? null];
  return Array.isArray(schema.enum) ? schema.enum : undefined;
};

/** `enum: [unchanged], maxLength: 4`: no text is both. The values win, since somebody wrote each of them; a `const` too. */
export const enumAgainstLimits = defineRepair<{ keywords: readonly string[] }>({
  code: "patch/enum-against-limits",
  summary:
    "values of an `enum` or `const` that do not keep to a length, a bound or the pattern of the schema; the limit goes",
  severity: "warning",
  message: ({ keywords }) => `A value listed here does not fit ${quoted(keywords)}; the limit is left out.`,
  fix: upstream,
  begin: (document) => {
    const isSchema = schemaSpots(document);
    return (value, spot) => {
      const choices = choicesOf(value);
      if (choices === undefined || !isSchema(spot)) return undefined;
      const keywords = [...Object.keys(limits), "pattern"].filter((keyword) => {
        const limit = value[keyword];
        if (keyword === "pattern" && typeof limit === "string")
          return oneLacks(
            choices.filter((choice) => typeof choice === "string"),
            limit,
          );
        return (
          typeof limit === "number" && choices.some((choice) => limits[keyword]?.(choice, limit) === false)
        );
      });
      if (keywords.length === 0) return undefined;
      const kept = Object.entries(value).filter(([key]) => !keywords.includes(key));
      return oneChange(Object.fromEntries(kept), { keywords });
    };
  },
});

/** Formats whose texts have a length. */
const lengths: Readonly<Record<string, readonly [least: number, most: number]>> = {
  uuid: [36, 36],
  date: [10, 10],
  "date-time": [20, Number.POSITIVE_INFINITY],
  time: [9, Number.POSITIVE_INFINITY],
  email: [3, 320],
  ipv4: [7, 15],
  ipv6: [2, 45],
  uri: [3, Number.POSITIVE_INFINITY],
};

/** `format: uuid, maxLength: 20`: no text is both. The length is what the server checks more often. */
export const formatAgainstLength = defineRepair<{ format: string; keyword: string }>({
  code: "patch/format-against-length",
  summary: "a format that no text within the lengths can have; the format is left out",
  severity: "warning",
  message: ({ format, keyword }) =>
    `No text has format ${format} and fits "${keyword}"; the format is left out.`,
  fix: upstream,
  member: "format",
  begin: (document) => {
    const isSchema = schemaSpots(document);
    return (value, spot) => {
      const { format, minLength, maxLength } = value;
      if (typeof format !== "string" || !Object.hasOwn(lengths, format) || !isSchema(spot)) return undefined;
      const [least, most] = lengths[format] ?? [0, 0];
      const [shortest, longest] = [Number(minLength ?? 0), Number(maxLength ?? Number.POSITIVE_INFINITY)];
      if (!(longest < least || shortest > most)) return undefined;
      const { format: _, ...others } = value;
      return oneChange(others, { format, keyword: longest < least ? "maxLength" : "minLength" }, "format");
    };
  },
});
