import { code, quoted, upstream } from "./code.js";

/** A value as JSON, cut where it is long. */
const shown = (value: unknown): string => {
  const text = JSON.stringify(value) ?? "";
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
};

/** The repairs of schemas. */
export const schemaRepairs = {
  "patch/items-without-type": code<Record<never, never>>({
    severity: "info",
    message: () => 'A schema with "items" has no type; read as an array.',
    fix: upstream,
  }),
  "patch/mistyped-value": code<{
    type: string;
    values: readonly { readonly keyword: string; readonly from: unknown; readonly to?: unknown }[];
  }>({
    severity: "info",
    message: ({ type, values }) => {
      const each = values.map(({ keyword, from, to }) => {
        const became = to === undefined ? "left out" : `read as ${shown(to)}`;
        return `"${keyword}" ${shown(from)} is not of type ${type}; ${became}`;
      });
      return `${each.join(". ")}.`;
    },
    fix: upstream,
  }),
  "patch/type-name": code<{ from: string; to: string }>({
    severity: "warning",
    message: ({ from, to }) => `"type: ${from}" is not a JSON Schema type; read as ${to}.`,
    fix: upstream,
  }),
  "patch/empty-items": code<Record<never, never>>({
    severity: "info",
    message: () => '"items" is an empty list; the array may hold anything.',
    fix: "Describe the items with an overlay.",
  }),
  "patch/required-flag": code<{ names: readonly string[] }>({
    severity: "info",
    message: ({ names }) =>
      `"required" on ${quoted(names)} must be a list on the object; moved there where it is true.`,
    fix: upstream,
  }),
  "patch/text-for-number": code<{ keyword: string; text: string; meant: number | boolean }>({
    severity: "info",
    message: ({ keyword, text, meant }) => `"${keyword}" is the text "${text}"; read as ${meant}.`,
    fix: upstream,
  }),
  "patch/enum-on-array": code<{ choices: readonly unknown[]; moved: boolean }>({
    severity: "warning",
    message: ({ choices, moved }) =>
      `"enum" ${shown(choices)} of an array has no arrays; ${moved ? "read as the values of its items" : "left out"}.`,
    fix: upstream,
  }),
  "patch/enum-against-limits": code<{ keywords: readonly string[] }>({
    severity: "warning",
    message: ({ keywords }) => `A value listed here does not fit ${quoted(keywords)}; the limit is left out.`,
    fix: upstream,
  }),
  "patch/excluded-field": code<{ names: readonly string[]; required: boolean }>({
    severity: "info",
    message: ({ names, required }) =>
      `No value is valid for ${quoted(names)} here${required ? ", though a part of the schema requires it" : ""}; removed from the schema.`,
    fix: upstream,
  }),
  "patch/enum-against-type": code<{ type: string; to: string }>({
    severity: "warning",
    message: ({ type, to }) => `No value listed here is of type ${type}; read as type ${to}.`,
    fix: upstream,
  }),
  "patch/type-against-parts": code<{ type: string }>({
    severity: "warning",
    message: ({ type }) => `No value of type ${type} fits the schemas next to it; the type is left out.`,
    fix: upstream,
  }),
  "patch/format-against-length": code<{ format: string; keyword: string }>({
    severity: "warning",
    message: ({ format, keyword }) =>
      `No text has format ${format} and fits "${keyword}"; the format is left out.`,
    fix: upstream,
  }),
  "patch/required-in-other-part": code<{ names: readonly string[] }>({
    severity: "info",
    message: ({ names }) =>
      `${quoted(names)} is required here, but another part declares it readOnly or writeOnly; required in that direction only.`,
    fix: upstream,
  }),
  "patch/closed-parts": code<Record<never, never>>({
    severity: "warning",
    message: () =>
      'Parts of "allOf" forbid each other\'s properties ("additionalProperties"); all properties are allowed.',
    fix: 'Report it upstream: "unevaluatedProperties: false" around the parts closes the whole.',
  }),
  "patch/pattern-dialect": code<{ from: string; to?: string }>({
    severity: "warning",
    message: ({ from, to }) =>
      `Pattern ${shown(from)} is not in JavaScript's syntax; ${to === undefined ? "left out" : `read as ${shown(to)}`}.`,
    fix: upstream,
  }),
} as const;
