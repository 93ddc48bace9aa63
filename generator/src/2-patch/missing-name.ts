import { nearest } from "@jackfield/contract";
import parseJsonPath, { type JsonPathQuery } from "jsonpath-rfc9535/parser";
import type { Json } from "../document/json.js";

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

const step = (nodes: readonly Json[], { type, node }: Segment): PathStep => {
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
  for (const segment of parseJsonPath(path).segments) {
    const next = step(here, segment);
    if (next === undefined || (Array.isArray(next) && next.length === 0)) return {};
    if (!Array.isArray(next)) return next as Missing; // a step is a list or what is missing
    here = next;
  }
  return {};
};
