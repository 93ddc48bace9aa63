import type { Steps } from "../steps.js";
import { pieceWidth } from "./fragments.js";
import { stagesOf, writingsOf } from "./readings.js";
import type { Spellings } from "./spellings.js";

/** Which secrets a reply holds: in a spelling, or in part. */
export type Survey = { readonly whole: readonly Spellings[]; readonly partly: readonly Spellings[] };

/** Characters that are looked at in one step, and how many of them again, so that no spelling is cut. */
const slice = 131_072;
const overlap = 16_384;

type Readings = { readonly stages: readonly string[]; readonly writings: readonly string[] };

const readingsOf = (text: string): Readings => ({ stages: stagesOf(text), writings: writingsOf(text) });

const holds = ({ stages, writings }: Readings, { needles, otherNeedles }: Spellings): boolean =>
  needles.some((needle) => stages.some((stage) => stage.includes(needle))) ||
  otherNeedles.some((needle) => writings.some((writing) => writing.includes(needle)));

/** Those of the secrets that a text holds in a spelling; linear in the text. */
export const heldIn = (text: string, secrets: readonly Spellings[]): readonly Spellings[] => {
  if (secrets.length === 0) return [];
  const readings = readingsOf(text);
  return secrets.filter((secret) => holds(readings, secret));
};

function* slicesOf(text: string): Generator<{ readonly at: number; readonly part: string }> {
  for (let at = 0; at === 0 || at < text.length; at += slice)
    yield { at, part: text.slice(at, at + slice + overlap) };
}

/** What the texts of one reply hold, taken together. */
export function* surveySteps(texts: readonly string[], secrets: readonly Spellings[]): Steps<Survey> {
  const whole = new Set<Spellings>();
  const suspects = new Set<Spellings>();
  for (const text of texts)
    for (const { part } of slicesOf(text)) {
      const readings = readingsOf(part);
      for (const secret of secrets) {
        if (!whole.has(secret) && holds(readings, secret)) whole.add(secret);
        const { fragments } = secret;
        if (fragments !== undefined && readings.stages.some((stage) => fragments.suspects(stage)))
          suspects.add(secret);
      }
      yield;
    }
  const partly: Spellings[] = [];
  for (const secret of suspects) if (yield* givesAwaySteps(texts, secret)) partly.push(secret);
  return { whole: [...whole], partly };
}

function* givesAwaySteps(texts: readonly string[], { fragments }: Spellings): Steps<boolean> {
  const seen = new Set<number>();
  for (const text of texts)
    for (const { part } of slicesOf(text)) {
      for (const stage of stagesOf(part)) fragments?.note(stage, seen);
      yield;
    }
  return fragments?.givesAway(seen) ?? false;
}

type Range = readonly [start: number, end: number];

/** Every place of a text that does not leave a secret to be seen. */
const rangesIn = (text: string, { whole, partly }: Survey): readonly Range[] => {
  const ranges: Range[] = [];
  const held = heldIn(text, whole);
  for (const { literal } of held) {
    if (literal === undefined) continue;
    for (let at = text.indexOf(literal); at !== -1; at = text.indexOf(literal, at + literal.length))
      ranges.push([at, at + literal.length]);
  }
  const covered = (): string => cover(text, ranges, () => "***");
  for (const secret of ranges.length === 0 ? held : heldIn(covered(), held))
    for (const match of text.matchAll(secret.pattern()))
      ranges.push([match.index, match.index + match[0].length]);
  const known = [...ranges].sort(byStart);
  for (const { fragments } of partly)
    if (fragments !== undefined) ranges.push(...piecesIn(text, fragments.pattern(), known));
  // A mixture of spellings that no pattern follows: better nothing of the text than a secret.
  return held.length > 0 && heldIn(covered(), held).length > 0 ? [[0, text.length]] : ranges;
};

const byStart = (a: Range, b: Range): number => a[0] - b[0];

/** Pieces outside of the ranges that are known already: a whole secret is full of them. */
const piecesIn = (text: string, pattern: RegExp, known: readonly Range[]): readonly Range[] => {
  const pieces: Range[] = [];
  let next = 0;
  pattern.lastIndex = 0;
  for (let match = pattern.exec(text); match !== null; match = pattern.exec(text)) {
    const { index } = match;
    while ((known[next]?.[1] ?? Number.POSITIVE_INFINITY) <= index) next += 1;
    const [start, end] = known[next] ?? [Number.POSITIVE_INFINITY, 0];
    if (start <= index) pattern.lastIndex = end;
    else {
      pieces.push([index, index + pieceWidth]);
      pattern.lastIndex = index + 1;
    }
  }
  return pieces;
};

/** The text with its ranges masked; those that overlap are one. */
const cover = (text: string, ranges: readonly Range[], mask: (length: number) => string): string => {
  const pieces: string[] = [];
  let kept = 0;
  let [start, end] = [0, 0];
  const close = (): void => {
    if (end === start) return;
    pieces.push(text.slice(kept, start), mask(end - start));
    kept = end;
  };
  for (const range of [...ranges].sort(byStart)) {
    if (range[0] < end) {
      end = Math.max(end, range[1]);
      continue;
    }
    close();
    [start, end] = range;
  }
  close();
  return pieces.join("") + text.slice(kept);
};

/** The text with every spelling of the secrets masked, and their parts; the same text when there are none. */
export function* maskSteps(text: string, survey: Survey, mask: (length: number) => string): Steps<string> {
  if (survey.whole.length + survey.partly.length === 0) return text;
  const ranges: Range[] = [];
  for (const { at, part } of slicesOf(text)) {
    for (const [start, end] of rangesIn(part, survey)) if (start < slice) ranges.push([at + start, at + end]);
    if (text.length > slice) yield;
  }
  return ranges.length === 0 ? text : cover(text, ranges, mask);
}

/** Texts shorter than this are no secret, and hold none. */
export const shortestSecret = 6;

/** Bytes as JSON has them without base64: a list of their numbers, or an object of them, as typed arrays become. */
const bytesIn = (value: object): readonly number[] | undefined => {
  const bytes: readonly unknown[] = Array.isArray(value) ? value : "0" in value ? Object.values(value) : [];
  const all = bytes.length >= shortestSecret && bytes.every(isByte);
  const inOrder = Array.isArray(value) || Object.keys(value).every((key, at) => key === String(at));
  return all && inOrder ? (bytes as readonly number[]) : undefined; // each was looked at
};

const isByte = (value: unknown): boolean =>
  Number.isInteger(value) && Number(value) >= 0 && Number(value) < 256;

/** All texts of a value, keys and numbers included, each on its line. */
export const linesOf = (value: unknown): string => {
  const lines: string[] = [];
  const visit = (one: unknown): void => {
    if (typeof one === "string") lines.push(one);
    else if (typeof one === "number") lines.push(String(one));
    else if (typeof one === "object" && one !== null) {
      const bytes = bytesIn(one);
      if (bytes !== undefined) lines.push(bytes.join(","));
      else if (Array.isArray(one)) for (const item of one) visit(item);
      else
        for (const [key, member] of Object.entries(one)) {
          lines.push(key);
          visit(member);
        }
    }
  };
  visit(value);
  return lines.join("\n");
};

/** Nodes of a value between two pauses. */
const nodesPerStep = 200;

/** The same in every string and number of a JSON value, keys included; the same value when there is nothing to hide. */
export function* valueSteps(input: unknown, survey: Survey): Steps<unknown> {
  const stars = (): string => "***";
  const keys = new Map<string, string>();
  let nodes = 0;
  const nothing = survey.partly.length === 0;
  function* text(plain: string): Steps<string> {
    if (plain.length < shortestSecret) return plain;
    if (nothing && plain.length <= slice && heldIn(plain, survey.whole).length === 0) return plain;
    return yield* maskSteps(plain, survey, stars);
  }
  function* keyOf(key: string): Steps<string> {
    const known = keys.get(key) ?? (yield* text(key));
    if (keys.size < 1_000) keys.set(key, known);
    return known;
  }
  function* visit(value: unknown): Steps<unknown> {
    nodes += 1;
    if (nodes % nodesPerStep === 0) yield;
    if (typeof value === "string") return yield* text(value);
    if (typeof value === "number") {
      const plain = String(value);
      return (yield* text(plain)) === plain ? value : stars();
    }
    if (typeof value !== "object" || value === null) return value;
    const bytes = bytesIn(value);
    if (bytes !== undefined) {
      const plain = bytes.join(",");
      if ((yield* text(plain)) === plain) return value;
      return Array.isArray(value) ? bytes.map(() => 0) : Object.fromEntries(bytes.map((_, at) => [at, 0]));
    }
    let same = true;
    if (Array.isArray(value)) {
      const items: unknown[] = [];
      for (const item of value) {
        const clean = yield* visit(item);
        same &&= clean === item;
        items.push(clean);
      }
      return same ? value : items;
    }
    const entries: [string, unknown][] = [];
    for (const [key, member] of Object.entries(value)) {
      const entry: [string, unknown] = [yield* keyOf(key), yield* visit(member)];
      same &&= entry[0] === key && entry[1] === member;
      entries.push(entry);
    }
    return same ? value : Object.fromEntries(entries);
  }
  return yield* visit(input);
}
