import { RE2JS } from "re2js";

/** Longest text that a pattern outside RE2 is run on; longer text counts as fitting. */
const longest = 5_000;

export type Pattern = { test(text: string): boolean };

/**
 * A pattern of a schema, run in time linear to the text (RE2), so that no argument can hang the server. RE2 has no
 * lookaround, no back references and no counts beyond 1,000, and reads the loose syntax that JavaScript allows without
 * the `u` flag in its own way: those few run in JavaScript on bounded text, the generator having dropped the ones that
 * could blow up.
 */
export const compilePattern = (source: string): Pattern => linear(source) ?? bounded(source);

const linear = (source: string): Pattern | undefined => {
  try {
    new RegExp(source, "u");
    const compiled = RE2JS.compile(RE2JS.translateRegExp(source));
    return { test: (text) => compiled.matcher(text).find() };
  } catch {
    return undefined;
  }
};

const bounded = (source: string): Pattern => {
  const expression = javaScriptPattern(source);
  return { test: (text) => text.length > longest || expression.test(text) };
};

const javaScriptPattern = (source: string): RegExp => {
  try {
    return new RegExp(source, "u");
  } catch {
    return new RegExp(source);
  }
};
