import { timedTest } from "@jackfield/contract/timed-pattern";
import { RE2JS } from "re2js";

/** Longest text that a pattern outside RE2 is run on; longer text counts as fitting. */
const longest = 5_000;
/** Short text is tried even with a pattern that took too long on other text. */
const shortest = 20;

export type Pattern = { test(text: string): boolean };

/**
 * A pattern of a schema, run in time linear to the text (RE2), so that no argument can hang the server. RE2 has no
 * lookaround, no back references and no counts beyond 1,000, and reads the loose syntax that JavaScript allows without
 * the `u` flag in its own way: those few run in JavaScript, on bounded text and for a bounded time.
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

/** A text that takes too long counts as fitting, and so does from then on any that is half as long. */
const bounded = (source: string): Pattern => {
  const expression = javaScriptPattern(source);
  let bound = longest;
  return {
    test(text) {
      if (text.length > bound) return true;
      const fits = timedTest(expression, text);
      if (fits === undefined) bound = Math.max(shortest, Math.floor(Math.min(bound, text.length) / 2));
      return fits ?? true;
    },
  };
};

const javaScriptPattern = (source: string): RegExp => {
  try {
    return new RegExp(source, "u");
  } catch {
    return new RegExp(source);
  }
};
