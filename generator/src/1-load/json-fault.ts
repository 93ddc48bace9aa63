import { stringEnd } from "./json-members.js";
import { type Fault, maxDepth } from "./parsed.js";

type Expected = "value" | "value or ]" | "key" | "key or }" | ":" | ", or ]" | ", or }" | "end";

type Token = { readonly kind: "string" | "word" | "none" | "end" | string; readonly end: number };

const blank = /[ \t\r\n]*/y;
const word = /(?:-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null)(?![\w.+-])/y;

const endOf = (pattern: RegExp, text: string, start: number): number => {
  pattern.lastIndex = start;
  return pattern.test(text) ? pattern.lastIndex : start;
};

const isString = (quoted: string): boolean => {
  try {
    return typeof JSON.parse(quoted) === "string";
  } catch {
    return false;
  }
};

const tokenAt = (text: string, start: number): Token => {
  const first = text[start];
  if (first === undefined) return { kind: "end", end: start };
  if ("{}[]:,".includes(first)) return { kind: first, end: start + 1 };
  if (first === '"') {
    const end = stringEnd(text, start);
    return { kind: isString(text.slice(start, end)) ? "string" : "none", end };
  }
  const end = endOf(word, text, start);
  return { kind: end > start ? "word" : "none", end };
};

const names: Readonly<Record<Expected, string>> = {
  value: "a value",
  "value or ]": "a value or «]»",
  key: "a key in double quotes",
  "key or }": "a key in double quotes or «}»",
  ":": "«:»",
  ", or ]": "«,» or «]»",
  ", or }": "«,» or «}»",
  end: "nothing more",
};

const shown = (text: string, offset: number): string => {
  if (offset >= text.length) return "the end of the text";
  if (text[offset] === '"') return "a string that is not closed or has a bad escape";
  return `«${/^(?:[\w.+-]{1,20}|.)/su.exec(text.slice(offset, offset + 20))?.[0] ?? ""}»`;
};

/** What may follow a token, given what was expected and the open containers. Undefined: the token is a fault. */
const after = (expected: Expected, kind: string, open: ("{" | "[")[]): Expected | undefined => {
  const behindValue = (): Expected => {
    const container = open.at(-1);
    if (container === undefined) return "end";
    return container === "{" ? ", or }" : ", or ]";
  };
  if (expected === "value" || expected === "value or ]") {
    if (kind === "{" || kind === "[") open.push(kind);
    if (kind === "{") return "key or }";
    if (kind === "[") return "value or ]";
    if (kind === "string" || kind === "word") return behindValue();
  }
  if ((expected === "key" || expected === "key or }") && kind === "string") return ":";
  if (expected === ":" && kind === ":") return "value";
  if (expected === ", or }" && kind === ",") return "key";
  if (expected === ", or ]" && kind === ",") return "value";
  if (expected.endsWith(` or ${kind}`)) {
    open.pop();
    return behindValue();
  }
  return undefined;
};

/** Where and why a text that `JSON.parse` refused is no JSON. Undefined for valid JSON. */
export const findJsonFault = (text: string): Fault | undefined => {
  const open: ("{" | "[")[] = [];
  let expected: Expected = "value";
  for (let at = endOf(blank, text, 0); ; ) {
    const { kind, end } = tokenAt(text, at);
    if (kind === "end" && expected === "end") return undefined;
    const following = after(expected, kind, open);
    if (following === undefined) {
      return {
        kind: "syntax",
        problem: `expected ${names[expected]}, found ${shown(text, at)}.`,
        offset: at,
      };
    }
    if (open.length > maxDepth) return { kind: "deep", offset: at };
    expected = following;
    at = endOf(blank, text, end);
  }
};
