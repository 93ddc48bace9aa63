import type { JsonObject } from "../../document/json.js";
import { shown, upstream } from "../../report/index.js";
import { defineRepair, oneChange, schemaSpots } from "./repair.js";

/** POSIX character classes, as they stand inside brackets. `[:graph:]` and others are too rare to read. */
const posix: Readonly<Record<string, string>> = {
  alnum: "A-Za-z0-9",
  alpha: "A-Za-z",
  digit: "0-9",
  lower: "a-z",
  upper: "A-Z",
  xdigit: "0-9A-Fa-f",
  space: "\\s",
  blank: " \\t",
  word: "\\w",
  punct: "!-\\/:-@\\[-`{-~",
};

/** Anchors of Ruby, Python, PHP and .NET. */
const anchors: Readonly<Record<string, string>> = { "\\A": "^", "\\z": "$", "\\Z": "$" };

type Literal = { readonly body: string; readonly flags: string };

/** `/^a$/i`, `#^a$#` and `(?i)^a$`. Slashes around plain text may be part of what is matched: `/v1/`. */
const literalOf = (pattern: string): Literal => {
  const inline = /^\(\?([a-z]+)\)/.exec(pattern);
  if (inline) return { body: pattern.slice(inline[0].length), flags: inline[1] ?? "" };
  // PHP takes other delimiters as well; nothing comes before the start of a text or after its end.
  const other = /^([#~%@!])(?=\^|\\A|.*(?:\$|\\[zZ])\1)(.+)\1([a-z]*)$/s.exec(pattern);
  if (other) return { body: other[2] ?? "", flags: other[3] ?? "" };
  const [, body = "", flags = ""] = /^\/(.+)\/([a-z]*)$/s.exec(pattern) ?? [];
  const isAnchored = /^(?:\^|\\A)|(?:\$|\\[zZ])$/.test(body);
  const isOne = !/(?<!\\)\//.test(body.replaceAll(/\[[^\]]*\]/g, "")) && /[[\\(*+?|{]/.test(body);
  return body !== "" && (isAnchored || isOne) ? { body, flags } : { body: pattern, flags: "" };
};

/** The parts of a pattern: escapes, POSIX classes, ranges, and single characters. */
const part =
  /\\u\{[^}]*\}|\\[pP]\{[^}]*\}|\\(?:u[0-9a-fA-F]{4}|x[0-9a-fA-F]{2}|c[A-Za-z]|k<[^>]*>|.)|\[:[a-z]+:\]|\(\?<?[a-zA-Z]\w*>|./gsu;

const bothCases = (text: string): string => {
  const [lower, upper] = [text.toLowerCase(), text.toUpperCase()];
  return lower === upper ? text : `${lower}${upper}`;
};

/** A character class where upper and lower case count the same. Ranges are widened when both ends are letters of one case. */
const ofBothCases = (inside: string): string =>
  inside.replaceAll(/\\.|([a-z]-[a-z]|[A-Z]-[A-Z])|[a-zA-Z]/g, (text, range: string | undefined) => {
    if (text.startsWith("\\")) return text;
    return range === undefined ? bothCases(text) : `${range.toLowerCase()}${range.toUpperCase()}`;
  });

/** The body in JavaScript's dialect; undefined where something has no counterpart that is certain. */
const translated = (body: string, ignoresCase: boolean): string | undefined => {
  let result = "";
  let inside: string | undefined; // what stands in the brackets that are open
  for (const [text] of body.matchAll(part)) {
    if (inside !== undefined) {
      const name = /^\[:([a-z]+):\]$/.exec(text)?.[1];
      if (name !== undefined && !Object.hasOwn(posix, name)) return undefined;
      if (text === "]" && inside !== "" && inside !== "^") {
        result += `[${ignoresCase ? ofBothCases(inside) : inside}]`;
        inside = undefined;
      } else inside += name === undefined ? text : posix[name];
      continue;
    }
    if (text === "[") inside = "";
    else if (Object.hasOwn(anchors, text)) result += anchors[text];
    else if (text === "\\h" || text === "\\H")
      return undefined; // hexadecimal in Ruby, a blank in PCRE
    else if (ignoresCase && /^[a-zA-Z]$/.test(text)) result += `[${bothCases(text)}]`;
    else result += text;
  }
  return inside === undefined ? result : undefined;
};

const compiles = (pattern: string): boolean => {
  try {
    new RegExp(pattern);
    return true;
  } catch {
    return false;
  }
};

/** `YYYY-MM-DD`, which says how a date is written: no date matches that. */
const isDateForm = (pattern: string): boolean =>
  /^(?:([YyMDdHhms])\1+|[T ,:./-])+$/.test(pattern) && /([A-Za-z])\1+.*?([A-Za-z])\2+/.test(pattern);

/** The same pattern as JavaScript writes it; undefined when it cannot be told. */
const inJavaScript = (pattern: string): string | undefined => {
  if (isDateForm(pattern)) return undefined;
  const { body, flags } = literalOf(pattern);
  if (flags.includes("x")) return undefined; // blanks and comments that do not count
  const result = translated(body, flags.includes("i"));
  return result !== undefined && compiles(result) ? result : undefined;
};

const isForeign = (pattern: string): boolean =>
  isDateForm(pattern) ||
  literalOf(pattern).body !== pattern ||
  /\\[AzZhH]|\[\[:|\[[^\]]*\[:[a-z]+:\]/.test(pattern);

/**
 * Patterns are JavaScript's (JSON Schema 2020-12 section 6.3.3). Those of other languages mostly compile and then match
 * no good value: delimiters, `\A` and `\z`, `[[:alpha:]]`, forms of dates. They are translated, or dropped where that is not certain.
 */
export const patternDialect = defineRepair<{ from: string; to?: string }>({
  code: "patch/pattern-dialect",
  summary:
    "patterns of other languages: `/^a$/i`, `#^a$#`, `\\A…\\z`, `[[:alpha:]]`, `YYYY-MM`; translated, or left out where that is not certain",
  severity: "warning",
  message: ({ from, to }) =>
    `Pattern ${shown(from)} is not in JavaScript's syntax; ${to === undefined ? "left out" : `read as ${shown(to)}`}.`,
  fix: upstream,
  member: "pattern",
  begin: (document) => {
    const isSchema = schemaSpots(document);
    return (value, spot) => {
      const { pattern, ...others } = value;
      if (typeof pattern !== "string" || !isForeign(pattern) || !isSchema(spot)) return undefined;
      const to = inJavaScript(pattern);
      if (to === pattern) return undefined;
      const result: JsonObject = to === undefined ? others : { ...value, pattern: to };
      return oneChange(result, { from: pattern, ...(to !== undefined && { to }) }, "pattern");
    };
  },
});
