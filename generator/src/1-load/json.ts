import { createRequire } from "node:module";
import type { ParseErrorCode } from "jsonc-parser";
import type { Json } from "../document/json.js";
import { type Fault, failed, maxDepth, type Parsed } from "./faults.js";
import { keyText, membersAt, stringEnd } from "./json-places.js";

/** The value of a JSON text, or what is wrong with it. */
export const parseJson = (text: string): Parsed => {
  let value: Json;
  try {
    value = JSON.parse(text) as Json; // what JSON.parse makes is JSON
  } catch {
    return failed(syntaxFault(text));
  }
  const [first, ...others] = hiddenFaults(text);
  return first ? failed(first, ...others) : { ok: true, value };
};

const noComments = (): string => "JSON has no comments.";

const problems: Readonly<Record<string, (token: string) => string>> = {
  InvalidSymbol: (token) => `${token} is not a JSON value; texts and keys need double quotes.`,
  PropertyNameExpected: (token) => `expected a key in double quotes, found ${token}.`,
  ValueExpected: (token) => `expected a value, found ${token}.`,
  ColonExpected: (token) => `expected ":", found ${token}.`,
  CommaExpected: (token) => `expected ",", found ${token}.`,
  CloseBraceExpected: (token) => `expected "," or "}", found ${token}.`,
  CloseBracketExpected: (token) => `expected "," or "]", found ${token}.`,
  EndOfFileExpected: (token) => `expected nothing more, found ${token}.`,
  InvalidCommentToken: noComments,
  UnexpectedEndOfComment: noComments,
  UnexpectedEndOfString: () => "a string is not closed.",
  UnexpectedEndOfNumber: () => "a number is incomplete.",
  InvalidUnicode: () => "a string has a \\u escape without four hex digits.",
  InvalidEscapeCharacter: () => "a string has an escape that JSON does not know.",
  InvalidCharacter: () => "a string has a control character that is not escaped.",
};

const shownToken = (text: string, offset: number): string => {
  if (offset >= text.length) return "the end of the text";
  return `"${/^(?:[\w.+-]{1,20}|.)/su.exec(text.slice(offset, offset + 20))?.[0] ?? ""}"`;
};

/** Where and why a text that `JSON.parse` refused is not JSON. */
const syntaxFault = (text: string): Fault => {
  // Loaded when needed: few documents are broken.
  const jsonc: typeof import("jsonc-parser") = createRequire(import.meta.url)("jsonc-parser");
  const faults: Fault[] = [];
  let depth = 0;
  const onBegin = (offset: number): void => {
    if (++depth > maxDepth) faults.push({ kind: "deep", offset });
  };
  const onEnd = (): void => {
    depth--;
  };
  const onError = (code: ParseErrorCode, offset: number): void => {
    const problem =
      problems[jsonc.printParseErrorCode(code)]?.(shownToken(text, offset)) ?? "it is not valid JSON.";
    faults.push({ kind: "syntax", problem, offset });
  };
  const onAnyBegin = { onObjectBegin: onBegin, onArrayBegin: onBegin };
  try {
    jsonc.visit(
      text,
      { ...onAnyBegin, onObjectEnd: onEnd, onArrayEnd: onEnd, onError },
      { disallowComments: true },
    );
  } catch (cause) {
    if (!(cause instanceof RangeError)) throw cause; // the scanner is recursive and ran out of stack
  }
  return faults[0] ?? { kind: "syntax", problem: "it is not valid JSON.", offset: 0 };
};

/**
 * What `JSON.parse` does not see: keys that occur twice in one object, and depth. One pass over the characters that
 * jumps over strings: half the time of a general scanner, and every document takes it.
 */
const hiddenFaults = (text: string): readonly Fault[] => {
  const faults: Fault[] = [];
  // Per level: the keys seen (reused from object to object), where the container starts, and whether it is an object.
  const keys: Set<string>[] = [];
  const starts: number[] = [];
  const objects: boolean[] = [];
  let depth = 0;
  let keyNext = false;
  for (let at = 0; at < text.length; at++) {
    switch (text.charCodeAt(at)) {
      case 34: {
        const end = stringEnd(text, at);
        if (keyNext) {
          const key = keyText(text.slice(at, end));
          const seen = keys[depth];
          if (seen?.has(key)) {
            const first = membersAt(text, starts[depth] ?? 0).find(({ token }) => token === key);
            faults.push({ kind: "duplicate", key, first: first?.start ?? at, offset: at });
          }
          seen?.add(key);
          keyNext = false;
        }
        at = end - 1;
        break;
      }
      case 44:
        keyNext = objects[depth] === true;
        break;
      case 123:
      case 91: {
        if (++depth > maxDepth) return [{ kind: "deep", offset: at }];
        const object = text.charCodeAt(at) === 123;
        starts[depth] = at;
        objects[depth] = object;
        keyNext = object;
        const seen = keys[depth];
        if (seen) seen.clear();
        else keys[depth] = new Set();
        break;
      }
      case 125:
      case 93:
        depth--;
        keyNext = false;
        break;
    }
  }
  return faults;
};
