import { decoded } from "./style.mjs";

const escaped = (text) => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");

/** A template's own text as it stands in a URL: what it has encoded stays, what no URL holds is encoded. */
const literal = (text) =>
  escaped(
    text.replace(/%[\da-f]{2}|[^\w\-.~:/?#@!$&'()*+,;=]/gi, (mark) =>
      mark.length === 3 && mark[0] === "%" ? mark : encodeURIComponent(mark),
    ),
  );

/** `name=value` pairs as they stand in a query, or a form. */
export const pairsOf = (text, between = /&/) =>
  text === ""
    ? []
    : text.split(between).map((pair) => {
        const at = pair.indexOf("=");
        return {
          name: at < 0 ? pair : pair.slice(0, at),
          value: at < 0 ? "" : pair.slice(at + 1),
          isTaken: false,
        };
      });

/** Path and query of a template; a question mark inside of braces is part of a name, a fragment is never sent. */
export const splitTemplate = (template) => {
  const [, path = "", query = ""] =
    /^((?:[^?#{]|\{[^{}]*\}?)*)(?:\?((?:[^#{]|\{[^{}]*\}?)*))?/.exec(template) ?? [];
  return { path, query };
};

/** RFC 6570 and the spellings of frameworks, as names in braces; `+` stands before a name whose value may hold slashes. */
export const spelledTemplate = (template, names = []) => {
  const named = names.reduce(
    (path, name) =>
      path.replaceAll(
        new RegExp(`:${escaped(name)}(?=[/.?]|$)|<${escaped(name)}>|\\[${escaped(name)}\\]`, "g"),
        () => `{${name}}`,
      ),
    template.startsWith("/") ? template : `/${template}`,
  );
  return named
    .replaceAll(/\{[?&][^{}]*\}/g, "")
    .replaceAll(/\/?\{\/([\w.-]+)(\*?)\}/g, (_, name, star) => `/{${star && "+"}${name}}`)
    .replaceAll(/\{\.([\w.-]+)\*?\}/g, ".{$1}")
    .replaceAll(/\{;([\w.-]+)\*?\}/g, ";$1={$1}")
    .replaceAll(
      /\{(?:[+*]+([\w.-]+)|([\w.-]+)(?:[+*]|:path|:\.[*+]))\}/g,
      (_, first, second) => `{+${first ?? second}}`,
    )
    .replaceAll(/\{([\w.-]+):[^{}]*\}/g, "{$1}");
};

/**
 * The raw values of a template's placeholders; undefined when the path does not match. A value never holds a slash:
 * it is one segment, or a part of one.
 */
export const matchPath = (template, base, path) => {
  const names = [];
  const pattern = template.split(/(\{[^{}]*\})/).map((piece) => {
    if (!/^\{.*\}$/s.test(piece)) return literal(piece);
    const takesSlashes = piece.startsWith("{+");
    names.push(piece.slice(takesSlashes ? 2 : 1, -1));
    return takesSlashes ? "([^?#]+?)" : "([^/?#]+?)";
  });
  const start = template.startsWith("/") || template === "" ? "" : "/";
  const found = new RegExp(`^${literal(base)}${start}${pattern.join("")}$`, "i").exec(path);
  if (found === null) return undefined;
  return new Map(names.map((name, index) => [name, found[index + 1]]));
};

/** What no path and no query may hold (RFC 3986 sections 3.3 and 3.4). */
export const targetProblems = (path, query) => [
  ...(/^(?:[\w\-.~:/@!$&'()*+,;=]|%[\da-f]{2})*$/i.test(path)
    ? []
    : [`the path holds what no path may: ${path}`]),
  ...(/(?:^|\/)(?:\.|%2e){1,2}(?:\/|$)/i.test(path) ? [`the path holds a segment of dots: ${path}`] : []),
  ...(/^(?:[\w\-.~:/?@!$&'()*+,;=]|%[\da-f]{2})*$/i.test(query)
    ? []
    : [`the query holds what no query may: ${query}`]),
  ...(pairsOf(query).every(({ name, value }) => decoded(name) !== undefined && decoded(value) !== undefined)
    ? []
    : [`the query is no UTF-8: ${query}`]),
];
