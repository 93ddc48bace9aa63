import type { SurfaceArgument, SurfaceFacets } from "../5-emit/index.js";
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
        direction: directionOf(keyword, from, to),
      };
    });

type Value = string | number | boolean | undefined;

const directionOf = (keyword: Facet, from: Value, to: Value): Direction | "told" => {
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

const formatDirection = (from: Value, to: Value): Direction | "told" => {
  if (typeof to === "string" && checked.has(to)) return "narrowed";
  return typeof from === "string" && checked.has(from) ? "widened" : "told";
};
