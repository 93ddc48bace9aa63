import { ArgumentError } from "./argument-error.js";
import { contentText } from "./content-text.js";
import type { Given } from "./given.js";
import { encode, encodeIllegal } from "./percent.js";
import { expand, isExpansionStyle, textOf } from "./style.js";

/** Path, then query, of a template; `?` and `#` inside braces belong to a placeholder. The fragment is dropped. */
const template = /^((?:[^?#{]|\{[^{}]*\}?)*)(?:\?((?:[^#{]|\{[^{}]*\}?)*))?/;
const placeholder = /\{([^{}]*)\}/g;

/** A path template with its placeholders filled: percent-encoded, beginning with a slash; `query` without `?`. */
type FilledPath = { readonly path: string; readonly query: string };

/**
 * Fills a path template. A value stays inside its segment whatever it holds; `.`, `..` and nothing at all are refused,
 * as a URL parser would move the path (RFC 3986 section 5.2.4).
 */
export const fillPath = (text: string, given: readonly Given[]): FilledPath => {
  const [, path = "", query = ""] = template.exec(text) ?? [];
  const segments = path.replace(/^\//, "").split("/");
  return {
    path: `/${segments.map((segment) => fillSegment(segment, given)).join("/")}`,
    query: fill(query, given).text,
  };
};

const fillSegment = (segment: string, given: readonly Given[]): string => {
  const { text, filledBy } = fill(segment, given);
  for (const piece of text.split("/")) {
    if (/^(?:\.|%2e){1,2}$/i.test(piece)) {
      throw new ArgumentError(filledBy ?? segment, `"${piece}" cannot be a segment of a path`);
    }
    if (piece === "" && filledBy !== undefined) {
      throw new ArgumentError(filledBy, "must not be empty or have an empty part between slashes");
    }
  }
  return text;
};

/** Literal characters of a template may be anything; those that no URL holds are encoded (RFC 6570 section 3.1). */
const fill = (text: string, given: readonly Given[]): { text: string; filledBy?: string } => {
  let filled = "";
  let filledBy: string | undefined;
  let end = 0;
  for (const match of text.matchAll(placeholder)) {
    const [whole, name = ""] = match;
    const value = given.find((candidate) => candidate.name === name);
    if (value === undefined) throw new ArgumentError(name, `{${name}} of the path has no value`);
    filled += encodeIllegal(text.slice(end, match.index)) + expandValue(value);
    filledBy = value.argument;
    end = match.index + whole.length;
  }
  filled += encodeIllegal(text.slice(end));
  return filledBy === undefined ? { text: filled } : { text: filled, filledBy };
};

const encodeKeepingSlashes = (text: string): string => text.split("/").map(encode).join("/");

const expandValue = (given: Given): string => {
  const { argument, name, parameter, value } = given;
  const encodeValue = parameter.allowSlash ? encodeKeepingSlashes : encode;
  if (parameter.mediaType !== undefined) return encodeValue(contentText(given));
  // `{/name*}` of RFC 6570: each item is a segment of its own.
  if (parameter.allowSlash && parameter.explode && Array.isArray(value) && value.length > 0)
    return value.map((item) => encode(textOf(item))).join("/");
  const style = parameter.style ?? "simple";
  const text = expand(value, {
    argument,
    name,
    style: isExpansionStyle(style) ? style : "simple",
    explode: parameter.explode ?? false,
    encode: encodeValue,
  });
  if (text === undefined) throw new ArgumentError(argument, "must not be empty");
  return text;
};
