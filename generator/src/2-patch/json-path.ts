import { createRequire } from "node:module";
import { createContext, runInContext } from "node:vm";
import { nearest, tokensOf } from "@jackfield/contract";
import type { JsonPathQuery } from "jsonpath-rfc9535/parser";
import type { Json } from "../document/json.js";

export type Tokens = readonly (string | number)[];

type Selection =
  | { readonly ok: true; readonly places: readonly Tokens[] }
  | { readonly ok: false; readonly problem: string };

/** Loaded when needed: most runs have no overlay. */
const loadJsonPath = (): typeof import("jsonpath-rfc9535") =>
  createRequire(import.meta.url)("jsonpath-rfc9535");
const loadParser = (): typeof import("jsonpath-rfc9535/parser") =>
  createRequire(import.meta.url)("jsonpath-rfc9535/parser");

const readEscapes: Readonly<Record<string, string>> = { b: "\b", f: "\f", n: "\n", r: "\r", t: "\t" };

/** The library hands out names as normalised paths spell them (RFC 9535 section 2.7). */
const plainName = (name: string): string =>
  name.replaceAll(/\\(?:u([0-9a-f]{4})|(.))/g, (_, code: string | undefined, letter: string) =>
    code === undefined ? (readEscapes[letter] ?? letter) : String.fromCharCode(Number.parseInt(code, 16)),
  );

/** How long a target may be looked for, in milliseconds. Only a filter whose pattern backtracks takes so long. */
const longest = 10_000;

/** Errors of a context are not instances of our own Error. */
const codeOf = (problem: unknown): unknown =>
  typeof problem === "object" && problem !== null && "code" in problem ? problem.code : undefined;

/** Calls a function that is stopped when it takes too long, even within a pattern. False: it was stopped. */
const withinTime = (run: () => void, milliseconds: number): boolean => {
  try {
    runInContext("run()", createContext({ run }), { timeout: milliseconds });
    return true;
  } catch (problem) {
    if (codeOf(problem) === "ERR_SCRIPT_EXECUTION_TIMEOUT") return false;
    throw problem;
  }
};

/** The places in a document that a JSONPath selects, each once, in an order that depends on the document only. */
export const select = (document: Json, target: string, milliseconds: number = longest): Selection => {
  const places = new Map<string, Tokens>();
  try {
    const { exec } = loadJsonPath();
    const input = document as Parameters<typeof exec>[0]; // mutable in its types, but never mutated
    const search = (): void =>
      exec(input, target, (_, path) => {
        const tokens = path.map((token) => (typeof token === "number" ? token : plainName(token)));
        places.set(JSON.stringify(tokens), tokens);
      });
    if (!withinTime(search, milliseconds))
      return { ok: false, problem: `it takes longer than ${milliseconds / 1000} s; simplify its pattern` };
  } catch (problem) {
    const text = problem instanceof Error ? problem.message : String(problem);
    return { ok: false, problem: text.length > 200 ? `${text.slice(0, 200)}…` : text };
  }
  return { ok: true, places: [...places.values()] };
};

export const valueAtTokens = (document: Json, tokens: Tokens): Json | undefined =>
  tokens.reduce<Json | undefined>(
    (value, token) =>
      value !== null && typeof value === "object" && Object.hasOwn(value, token)
        ? (Reflect.get(value, token) as Json) // a part of a JSON value
        : undefined,
    document,
  );

/** Deeper places and later elements first, so that removing one moves none of the others. A total order. */
export const forRemoval = (places: readonly Tokens[]): readonly Tokens[] =>
  [...places].sort((left, right) => {
    const at = left.findIndex((token, index) => token !== right[index]);
    const [one, other] = [left[at], right[at]];
    if (one === undefined || other === undefined) return right.length - left.length;
    if (typeof one === "number" && typeof other === "number") return other - one;
    return one < other ? -1 : 1;
  });

const writtenEscapes: Readonly<Record<string, string>> = {
  "\b": "\\b",
  "\t": "\\t",
  "\n": "\\n",
  "\f": "\\f",
  "\r": "\\r",
  "'": "\\'",
  "\\": "\\\\",
};

const spelled = (character: string): string =>
  writtenEscapes[character] ?? `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;

const step = (token: string | number): string => {
  if (typeof token === "number") return `[${token}]`;
  if (/^[A-Za-z_][A-Za-z0-9_]*$/.test(token)) return `.${token}`;
  return `['${token.replaceAll(/[\p{Cc}'\\]/gu, spelled)}']`;
};

/**
 * The JSONPath that selects one place (RFC 9535): a normalised path (section 2.7), with the shorthand for names of
 * letters, digits and `_`, as people write them.
 */
export const pathTo = (tokens: Tokens): string => `$${tokens.map(step).join("")}`;

/** The part of a pointer that exists in a document, its indices as numbers, and the rest of it. */
export const placeIn = (
  document: Json,
  pointer: string,
): { readonly tokens: Tokens; readonly value: Json; readonly rest: readonly string[] } => {
  const all = tokensOf(pointer);
  const tokens: (string | number)[] = [];
  let value = document;
  for (const token of all) {
    if (value === null || typeof value !== "object" || !Object.hasOwn(value, token)) break;
    if (Array.isArray(value) && !/^\d+$/.test(token)) break; // `length` is a property of a list, but no part of it
    tokens.push(Array.isArray(value) ? Number(token) : token);
    value = Reflect.get(value, token) as Json; // a part of a JSON value
  }
  return { tokens, value, rest: all.slice(tokens.length) };
};

/** A name in a path that a document lacks, and the name there that was probably meant. */
type Missing = { readonly missing?: string; readonly meant?: string };

/** One step of the search: where the path leads next, or the name that leads nowhere. Undefined: unclear. */
type PathStep = readonly Json[] | Missing | undefined;

type Segment = JsonPathQuery["segments"][number];
type PathSelector = Extract<Segment["node"], { type: "BracketedSelection" }>["selectors"][number];
type Filter = Extract<PathSelector, { type: "FilterSelector" }>["value"];

const isContainer = (value: Json): value is Exclude<Json, null | boolean | number | string> =>
  value !== null && typeof value === "object";

const namesNothing = (missing: string, candidates: Iterable<string>): Missing => {
  const meant = nearest(missing, candidates);
  return { missing, ...(meant !== undefined && { meant }) };
};

/** The values of a member, of those that have it. */
const members = (nodes: readonly Json[], name: string): readonly Json[] =>
  nodes.flatMap(
    (node) => (isContainer(node) && Object.hasOwn(node, name) ? [Reflect.get(node, name) as Json] : []), // a part of JSON
  );

const byName = (nodes: readonly Json[], name: string): PathStep => {
  const next = members(nodes, name);
  return next.length > 0 ? next : namesNothing(name, new Set(nodes.filter(isContainer).flatMap(Object.keys)));
};

/** The names that must be equal for a filter to hold: `@.name == 'limit' && @.in == 'query'`. */
const equalities = (filter: Filter): readonly { readonly member?: string; readonly text: string }[] => {
  if (filter.type === "LogicalAndExpr") return [...equalities(filter.left), ...equalities(filter.right)];
  if (filter.type !== "ComparisonExpr" || filter.op !== "==") return [];
  const sides = [filter.left, filter.right];
  const literal = sides.find((side) => side.type === "Literal");
  const query = sides.find((side) => side.type === "RelSingularQuery");
  if (literal?.type !== "Literal" || typeof literal.value !== "string") return [];
  if (query?.type !== "RelSingularQuery" || query.segments.length > 1) return [];
  const node = query.segments[0]?.node;
  if (node?.type === "IndexSelector") return [];
  return [{ text: literal.value, ...(node !== undefined && { member: node.value }) }];
};

const byFilter = (nodes: readonly Json[], filter: Filter): PathStep => {
  const children = nodes.filter(isContainer).flatMap((node) => Object.values(node) as Json[]); // parts of JSON
  for (const { member, text } of equalities(filter)) {
    const values = member === undefined ? children : members(children, member);
    const texts = new Set(values.filter((value) => typeof value === "string"));
    if (!texts.has(text)) return namesNothing(text, texts);
  }
  return undefined;
};

const nextNodes = (nodes: readonly Json[], { type, node }: Segment): PathStep => {
  if (type !== "ChildSegment") return undefined;
  const selector =
    node.type === "BracketedSelection" && node.selectors.length === 1 ? node.selectors[0] : node;
  switch (selector?.type) {
    case "NameSelector":
    case "MemberNameShorthand":
      return byName(nodes, selector.value);
    case "WildcardSelector":
      return nodes.filter(isContainer).flatMap((inner) => Object.values(inner) as Json[]); // parts of JSON
    case "IndexSelector":
      return nodes.flatMap((inner) => (Array.isArray(inner) ? (inner.at(selector.value) ?? []) : []));
    case "FilterSelector":
      return byFilter(nodes, selector.value);
    default:
      return undefined;
  }
};

/** The first plain name of a path that leads nowhere, be it a key or what a filter compares with. */
export const missingName = (document: Json, path: string): Missing => {
  let here: readonly Json[] = [document];
  for (const segment of loadParser().default(path).segments) {
    const next = nextNodes(here, segment);
    if (next === undefined || (Array.isArray(next) && next.length === 0)) return {};
    if (!Array.isArray(next)) return next as Missing; // a step is a list or what is missing
    here = next;
  }
  return {};
};
