import { RE2JS } from "re2js";
import safeRegex from "safe-regex2";
import { isObject, type Json, type JsonObject } from "../../document/json.js";
import type { Schema, TypeName } from "../types.js";

/** Reads a sub-schema that stands below the keyword, at these pointer tokens. */
type ReadSchema = (value: Json | undefined, ...tokens: readonly (string | number)[]) => Schema;

/** The value of a keyword, or what it should have been. */
export type KeywordReader = (
  value: Json,
  read: ReadSchema,
) => { readonly value: unknown } | { readonly expected: string };

const typeNameList: readonly TypeName[] = [
  "null",
  "boolean",
  "object",
  "array",
  "number",
  "integer",
  "string",
];
const isTypeName = (value: unknown): value is TypeName => typeNameList.some((name) => name === value);
const isText = (value: unknown): value is string => typeof value === "string";

const when =
  (accepts: (value: Json) => boolean, expected: string): KeywordReader =>
  (value) =>
    accepts(value) ? { value } : { expected };

export const anything: KeywordReader = (value) => ({ value });
export const text = when(isText, "a string");
export const flag = when((value) => typeof value === "boolean", "true or false");
export const number = when((value) => typeof value === "number", "a number");
export const step = when((value) => typeof value === "number" && value > 0, "a number above 0");
export const count = when((value) => Number.isInteger(value) && Number(value) >= 0, "a whole number from 0");
export const list = when((value) => Array.isArray(value) && value.length > 0, "a list that is not empty");

/** Unknown type names (`file`, `any`, `date`) are dropped one by one. */
export const typeNames: KeywordReader = (value) => {
  if (isTypeName(value)) return { value };
  const known = Array.isArray(value) ? value.filter(isTypeName) : [];
  if (known.length === 0) return { expected: `one of ${typeNameList.join(", ")}` };
  return { value: known.length === 1 ? known[0] : [...new Set(known)] };
};

/**
 * A regular expression that JavaScript can run, in bounded time. RE2 runs every pattern it knows in linear time; of the
 * others only those without nested repetition are kept.
 */
export const pattern: KeywordReader = (value) => {
  if (!isText(value)) return { expected: "a regular expression" };
  const strict = withShortLookaheads(strictPattern(value));
  if (!compiles(() => new RegExp(strict, "u")) && !compiles(() => new RegExp(value))) {
    return { expected: "a regular expression of ECMA-262" };
  }
  return isLinear(strict) || safeRegex(strict)
    ? { value: strict }
    : { expected: "a pattern that cannot run for ever" };
};

/**
 * What comes after the least count in a lookahead changes nothing of it: `(?!_{2,})` is `(?!__)`, which has no repetition
 * that could run for ever.
 */
const withShortLookaheads = (source: string): string => source.replaceAll(lookahead, shortened);

const lookahead =
  /(\(\?[=!](?:\[(?:\\.|[^\]\\])*\]|\\.|[^()[\]\\])*?)(\[(?:\\.|[^\]\\])*\]|\\.|[^()[\]\\|*+?{}])(?:\+|\{([1-8]),\d*\})\)/gu;

/** A character that stands for itself here may end an escape that begins before it: `\x61`. */
const openEscape = /\\(?:x[\da-f]?|u[\da-f]{0,3}|c|\d+)$/i;

const shortened = (whole: string, start: string, piece: string, least = "1"): string =>
  least !== "1" && openEscape.test(start) ? whole : `${start}${piece.repeat(Number(least))})`;

const compiles = (compile: () => unknown): boolean => {
  try {
    compile();
    return true;
  } catch {
    return false;
  }
};

/** The runtime takes RE2 for what RE2 and the `u` flag both understand (`packages/runtime/src/pattern.ts`). */
const isLinear = (source: string): boolean =>
  compiles(() => new RegExp(source, "u")) && compiles(() => RE2JS.compile(RE2JS.translateRegExp(source)));

export const schema: KeywordReader = (value, read) =>
  typeof value === "boolean" || isObject(value) ? { value: read(value) } : { expected: "a schema" };

export const schemaList: KeywordReader = (value, read) =>
  Array.isArray(value) && value.length > 0
    ? { value: value.map((item, index) => read(item, index)) }
    : { expected: "a list of schemas that is not empty" };

export const schemaMap: KeywordReader = (value, read) =>
  isObject(value)
    ? { value: mapValues(value, (item, key) => read(item, key)) }
    : { expected: "an object of schemas" };

export const stringList: KeywordReader = (value) =>
  Array.isArray(value) ? { value: [...new Set(value.filter(isText))] } : { expected: "a list of strings" };

export const stringListMap: KeywordReader = (value) =>
  isObject(value)
    ? { value: mapValues(value, (item) => (Array.isArray(item) ? item.filter(isText) : [])) }
    : { expected: "an object of lists of strings" };

/** A small object whose fields have plain types; fields of another type are left out. */
export const shape =
  (fields: Readonly<Record<string, "string" | "boolean" | "object">>): KeywordReader =>
  (value) =>
    isObject(value)
      ? {
          value: Object.fromEntries(
            Object.entries(value).filter(([name, item]) => typeof item === fields[name] && item !== null),
          ),
        }
      : { expected: "an object" };

const xmlFlags = shape({
  name: "string",
  namespace: "string",
  prefix: "string",
  attribute: "boolean",
  wrapped: "boolean",
});

/** What `nodeType` of OpenAPI 3.2 says, by the older flags where they can say it. */
const nodeTypes = new Map<unknown, JsonObject>([
  ["attribute", { attribute: true }],
  ["element", { wrapped: true }],
  ["text", { nodeType: "text" }],
  ["cdata", { nodeType: "cdata" }],
  ["none", { nodeType: "none" }],
]);

/** The XML Object (OpenAPI 3.1 section 4.8.26, 3.2 section 4.26). Before 3.2 a patch says `x-node-type`. */
export const xmlHints: KeywordReader = (value, read) => {
  const hints = xmlFlags(value, read);
  const node = isObject(value) ? nodeTypes.get(value.nodeType ?? value["x-node-type"]) : undefined;
  return node !== undefined && "value" in hints ? { value: Object.assign({}, hints.value, node) } : hints;
};

/** `Object.fromEntries` defines own properties, so a key such as `__proto__` stays a key. */
const mapValues = <T>(
  object: Readonly<Record<string, Json>>,
  map: (value: Json, key: string) => T,
): Record<string, T> =>
  Object.fromEntries(Object.entries(object).map(([key, value]) => [key, map(value, key)]));

/** Characters that may follow a backslash under the `u` flag (ECMA-262, IdentityEscape and the escapes with a meaning). */
const meaningful = /^[\^$\\.*+?()[\]{}|/dDsSwWbBnrtfv0-9cxukpP]$/;

/** Counts of a repetition, from the brace on: `{2}`, `{2,}`, `{2,5}`. */
const repetition = /^\{\d+(?:,\d*)?\}/;

/**
 * A pattern that JavaScript takes only without the `u` flag, spelled so that it takes it with the flag and means the same:
 * lone braces and brackets are escaped, escapes without a meaning lose their backslash, a hyphen next to a class in
 * brackets is a hyphen. Patterns that need more than that come back as they are.
 */
export const strictPattern = (source: string): string => {
  if (isStrict(source)) return source;
  const standard = respell(source);
  return isStrict(standard) ? standard : source;
};

const isStrict = (source: string): boolean => {
  try {
    new RegExp(source, "u");
    return true;
  } catch {
    return false;
  }
};

const respell = (source: string): string => {
  let result = "";
  let inClass = false;
  for (let at = 0; at < source.length; ) {
    const rest = source.slice(at);
    const [mark = ""] = rest;
    const escaped = mark === "\\" ? (rest[1] ?? "") : undefined;
    const count = inClass ? undefined : repetition.exec(rest)?.[0];
    if (escaped !== undefined) {
      const keeps = meaningful.test(escaped) || (inClass && escaped === "-");
      result += keeps ? `\\${escaped}` : escaped;
      at += 1 + escaped.length;
    } else if (count !== undefined) {
      result += count;
      at += count.length;
    } else {
      result += inClass ? inBrackets(mark, rest, result) : outside(mark);
      if (mark === "[" && !inClass) inClass = true;
      else if (mark === "]") inClass = false;
      at += 1;
    }
  }
  return result;
};

const outside = (mark: string): string => (mark === "{" || mark === "}" || mark === "]" ? `\\${mark}` : mark);

/** `[\w-.]` and `[.-\w]`: a range needs two characters, so this hyphen is one. */
const inBrackets = (mark: string, rest: string, before: string): string =>
  mark === "-" && (/\\[dDsSwW]$/.test(before) || /^-\\[dDsSwW]/.test(rest)) ? "\\-" : mark;
