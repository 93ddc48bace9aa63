import type { Json } from "../document/json.js";
import { tokensOf } from "../document/pointer.js";
import type { Tokens } from "./target.js";

const escapes: Readonly<Record<string, string>> = {
  "\b": "\\b",
  "\t": "\\t",
  "\n": "\\n",
  "\f": "\\f",
  "\r": "\\r",
  "'": "\\'",
  "\\": "\\\\",
};

const spelled = (character: string): string =>
  escapes[character] ?? `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;

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
