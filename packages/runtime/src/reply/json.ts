import { atOnce, type Steps } from "../steps.js";

/** Deeper JSON than this stays text: what walks it later (JSON.stringify, validators) recurses and would overflow. */
const maxDepth = 500;

const numberToken = /-?(?:0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?/y;

type Parsed = { readonly value: unknown } | undefined;

/**
 * Parses JSON so that no identifier loses digits: integers beyond 2^53 and numbers beyond a double become strings
 * of their exact text. Undefined when the text is not JSON or nests too deep. `__proto__` is a key like any other.
 */
export const parseJson = (text: string): Parsed => atOnce(parseSteps(text));

/** The same in steps, for texts of many megabytes. */
export function* parseSteps(text: string): Steps<Parsed> {
  const exact = yield* quoteSteps(text);
  if (exact === undefined) return undefined;
  try {
    // Quoting could make JSON of what was none, so the text itself must parse too.
    if (exact !== text) JSON.parse(text);
    yield;
    return { value: JSON.parse(exact) };
  } catch {
    return undefined;
  }
}

/** Numbers, texts and brackets that are looked at in one step. */
const stepLength = 10_000;

/** Node 20 has no source text access in JSON.parse, so the digits are put in quotes before it. */
function* quoteSteps(json: string): Steps<string | undefined> {
  // Most texts have too few brackets to nest too deep, and no number that could be too long.
  if (!/\d{16}|\de/i.test(json) && hasFew(json, "[", maxDepth / 2) && hasFew(json, "{", maxDepth / 2))
    return json;
  const pieces: string[] = [];
  let kept = 0;
  let depth = 0;
  let looks = 0;
  for (let at = 0; at < json.length; ) {
    looks += 1;
    if (looks % stepLength === 0) yield;
    const mark = json.charCodeAt(at);
    if (mark === quote) {
      at = endOfString(json, at);
    } else if (mark === minus || (mark >= digit0 && mark <= digit9)) {
      const end = endOfNumber(json, at);
      if (losesDigits(json, at, end)) {
        pieces.push(json.slice(kept, at), '"', json.slice(at, end), '"');
        kept = end;
      }
      at = end;
    } else {
      if (mark === bracket || mark === brace) depth += 1;
      if (mark === bracket + 2 || mark === brace + 2) depth -= 1;
      if (depth > maxDepth) return undefined;
      at += 1;
    }
  }
  return kept === 0 ? json : pieces.join("") + json.slice(kept);
}

const hasFew = (text: string, character: string, most: number): boolean => {
  if (text.length <= most) return true;
  let count = 0;
  for (let at = text.indexOf(character); at !== -1; at = text.indexOf(character, at + 1)) {
    count += 1;
    if (count > most) return false;
  }
  return true;
};

const [quote, minus, digit0, digit9, bracket, brace, backslash] = [0x22, 0x2d, 0x30, 0x39, 0x5b, 0x7b, 0x5c];

const endOfString = (json: string, start: number): number => {
  for (let end = json.indexOf('"', start + 1); end !== -1; end = json.indexOf('"', end + 1)) {
    let before = end - 1;
    while (json.charCodeAt(before) === backslash) before -= 1;
    if ((end - before) % 2 === 1) return end + 1;
  }
  return json.length;
};

const endOfNumber = (json: string, start: number): number => {
  numberToken.lastIndex = start;
  return numberToken.test(json) ? numberToken.lastIndex : start + 1;
};

const losesDigits = (json: string, start: number, end: number): boolean => {
  // Shorter numbers are always exact integers or finite: the common case costs nothing.
  if (end - start < 5) return false;
  const token = json.slice(start, end);
  const value = Number(token);
  return !Number.isFinite(value) || (!Number.isSafeInteger(value) && /^-?\d+$/.test(token));
};
