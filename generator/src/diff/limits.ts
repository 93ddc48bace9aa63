import type { SurfaceArgument, SurfaceFacets } from "../surface/index.js";
import type { Detail, Direction } from "./types.js";

type Facet = keyof SurfaceFacets;

/** What a keyword says when it grows; a keyword that comes limits, one that goes frees. */
const growth: Readonly<Record<Facet, Direction | "other">> = {
  minLength: "narrowed",
  minimum: "narrowed",
  exclusiveMinimum: "narrowed",
  minItems: "narrowed",
  minProperties: "narrowed",
  maxLength: "widened",
  maximum: "widened",
  exclusiveMaximum: "widened",
  maxItems: "widened",
  maxProperties: "widened",
  multipleOf: "other",
  uniqueItems: "other",
  pattern: "other",
  format: "other",
};

/** Every keyword of one value whose limit moved. */
export const limitChanges = (before: SurfaceArgument, after: SurfaceArgument): readonly Detail[] =>
  (Object.keys(growth) as Facet[]) // the keys of the table above
    .filter((keyword) => before[keyword] !== after[keyword])
    .map((keyword) => {
      const from = before[keyword];
      const to = after[keyword];
      return {
        kind: "limit",
        keyword,
        ...(from !== undefined && { from }),
        ...(to !== undefined && { to }),
        direction: takesAll(keyword, before, after)
          ? freed(keyword, from, to)
          : directionOf(keyword, from, to),
      };
    });

/** Whether every value that was taken keeps this limit, whatever the keyword by itself says. */
const takesAll = (keyword: Facet, before: SurfaceArgument, after: SurfaceArgument): boolean =>
  !speaksOf(keyword, before.type) || (isBound(keyword) && !isTighter(before, after));

const subjects: Readonly<Record<string, readonly Facet[]>> = {
  string: ["pattern", "minLength", "maxLength"],
  array: ["minItems", "maxItems", "uniqueItems"],
  object: ["minProperties", "maxProperties"],
};

/** A limit of strings takes nothing from a value that was never one. */
const speaksOf = (keyword: Facet, type: string | undefined): boolean => {
  const subject = Object.keys(subjects).find((name) => subjects[name]?.includes(keyword));
  return subject === undefined || type === undefined || type.split("|").includes(subject);
};

const isBound = (keyword: Facet): boolean => /^(exclusive)?(Min|Max)imum$/i.test(keyword);

/** `minimum` and `exclusiveMinimum` are one bound in two words. */
const isTighter = (before: SurfaceFacets, after: SurfaceFacets): boolean => {
  const least = (facets: SurfaceFacets) => bound(facets.minimum, facets.exclusiveMinimum, Math.max);
  const most = (facets: SurfaceFacets) => bound(facets.maximum, facets.exclusiveMaximum, Math.min);
  return exceeds(least(after), least(before), 1) || exceeds(most(after), most(before), -1);
};

type Bound = { readonly at: number; readonly excluded: boolean } | undefined;

const bound = (
  included: number | undefined,
  excluded: number | undefined,
  pick: (a: number, b: number) => number,
): Bound => {
  if (excluded === undefined) return included === undefined ? undefined : { at: included, excluded: false };
  const at = included === undefined ? excluded : pick(included, excluded);
  return { at, excluded: at === excluded };
};

const exceeds = (after: Bound, before: Bound, sign: 1 | -1): boolean => {
  if (after === undefined || before === undefined) return after !== undefined;
  return after.at === before.at ? after.excluded && !before.excluded : (after.at - before.at) * sign > 0;
};

const freed = (keyword: Facet, from: LimitValue, to: LimitValue): "widened" | "unchecked" =>
  directionOf(keyword, from, to) === "widened" ? "widened" : "unchecked";

type LimitValue = string | number | boolean | undefined;

const directionOf = (keyword: Facet, from: LimitValue, to: LimitValue): Direction | "unchecked" => {
  if (keyword === "format") return formatDirection(from, to);
  if (from === undefined) return "narrowed";
  if (to === undefined) return "widened";
  if (typeof from !== "number" || typeof to !== "number") return "narrowed";
  // What is a multiple of 6 is one of 3 as well.
  if (keyword === "multipleOf") return Number.isInteger(from / to) ? "widened" : "narrowed";
  const grown = growth[keyword] === "narrowed" ? "narrowed" : "widened";
  return to > from ? grown : grown === "narrowed" ? "widened" : "narrowed";
};

/** Formats that validation of arguments checks; the others are words for people. */
const checked = new Set(
  (
    "date time date-time iso-time iso-date-time duration uri uri-reference uri-template url email hostname ipv4 ipv6 " +
    "regex uuid json-pointer json-pointer-uri-fragment relative-json-pointer int32"
  ).split(" "),
);

const formatDirection = (from: LimitValue, to: LimitValue): Direction | "unchecked" => {
  if (typeof to === "string" && checked.has(to)) return "narrowed";
  return typeof from === "string" && checked.has(from) ? "widened" : "unchecked";
};
