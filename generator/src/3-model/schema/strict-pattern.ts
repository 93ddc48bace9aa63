/** Characters that may follow a backslash under the `u` flag (ECMA-262, IdentityEscape and the escapes with a meaning). */
const meaningful = /^[\^$\\.*+?()[\]{}|/dDsSwWbBnrtfv0-9cxukpP]$/;

/** Counts of a repetition, from the brace on: `{2}`, `{2,}`, `{2,5}`. */
const repetition = /^\{\d+(?:,\d*)?\}/;

/**
 * A pattern that JavaScript takes only without the `u` flag, spelled so that it takes it with the flag and means the same:
 * lone braces and brackets are escaped, escapes without a meaning lose their backslash, a hyphen beside a class in
 * brackets is a hyphen. Patterns that need more than that come back as they are.
 */
export const strictPattern = (source: string): string => {
  if (isStrict(source)) return source;
  const spelt = respell(source);
  return isStrict(spelt) ? spelt : source;
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
