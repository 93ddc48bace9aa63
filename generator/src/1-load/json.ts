import { createRequire } from "node:module";
import type { ParseErrorCode } from "jsonc-parser";
import type { Json } from "../document/json.js";
import { type Fault, failed, maxDepth, type Parsed } from "./text.js";

const quote = 34;
const comma = 44;
const openers = new Set([91, 123]);
const closers = new Set([93, 125]);

/** Offset behind the closing quote of the string that starts at `start`. The text is valid JSON. */
const stringEnd = (text: string, start: number): number => {
  for (let end = text.indexOf('"', start + 1); end >= 0; end = text.indexOf('"', end + 1)) {
    let slashes = 0;
    while (text.charCodeAt(end - 1 - slashes) === 92) slashes++;
    if (slashes % 2 === 0) return end + 1;
  }
  return text.length;
};

/** The name that a quoted key spells. */
const keyText = (quoted: string): string =>
  quoted.includes("\\") ? String(JSON.parse(quoted)) : quoted.slice(1, -1);

const skipBlank = (text: string, start: number): number => {
  let at = start;
  for (let code = text.charCodeAt(at); code === 32 || code === 10 || code === 13 || code === 9; ) {
    code = text.charCodeAt(++at);
  }
  return at;
};

/** Offset of the comma or closing bracket behind the value that starts at `start`. */
const valueEnd = (text: string, start: number): number => {
  let depth = 0;
  for (let at = start; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === quote) at = stringEnd(text, at) - 1;
    else if (openers.has(code)) depth++;
    else if (closers.has(code) && --depth < 0) return at;
    else if (code === comma && depth === 0) return at;
  }
  return text.length;
};

/** One child of an object or list: where it starts (its key, for a member) and where its value starts. */
type Member = { readonly token: string; readonly start: number; readonly value: number };

/** The children of the container at `offset`, in order; none when no container starts there. The text is valid JSON. */
const membersAt = (text: string, offset: number): readonly Member[] => {
  const container = skipBlank(text, offset);
  const opener = text[container];
  if (opener !== "{" && opener !== "[") return [];
  const members: Member[] = [];
  for (let at = skipBlank(text, container + 1); at < text.length && !closers.has(text.charCodeAt(at)); ) {
    const start = at;
    let token = String(members.length);
    if (opener === "{") {
      const end = stringEnd(text, start);
      token = keyText(text.slice(start, end));
      at = skipBlank(text, skipBlank(text, end) + 1);
    }
    members.push({ token, start, value: at });
    at = valueEnd(text, at);
    if (text.charCodeAt(at) === comma) at = skipBlank(text, at + 1);
  }
  return members;
};

/**
 * Offset of the member or element that the tokens name, or of the nearest one above. Lists the children of each
 * container on the way once; a tree of the whole text would take thirty times its size.
 */
export const jsonFinder = (text: string): ((tokens: readonly string[]) => number) => {
  const known = new Map<number, ReadonlyMap<string, Member>>();
  const membersOf = (offset: number): ReadonlyMap<string, Member> => {
    const cached = known.get(offset);
    if (cached) return cached;
    const members = new Map(membersAt(text, offset).map((member) => [member.token, member]));
    known.set(offset, members);
    return members;
  };
  const root = text.search(/\S/);
  return (tokens) => {
    let start = root;
    let value = root;
    for (const token of tokens) {
      const member = membersOf(value).get(token);
      if (!member) break;
      ({ start, value } = member);
    }
    return start;
  };
};

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
