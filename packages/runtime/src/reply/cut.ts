import { isRecord } from "@jackfield/contract";
import { cleanJson } from "./clean.js";

/** What a model gets of a reply, and how much of it that is. */
export type Shown = {
  readonly text: string;
  /** Absent when the text is not JSON any more. */
  readonly value?: unknown;
  /** What was cut, and how to get the rest. */
  readonly note?: string;
};

export type Window = {
  /** Bytes of text (UTF-8) at most. */
  readonly bound: number;
  /** First item or byte to show; what a mark said before. */
  readonly from: number;
  /** How to get what is left out, told where to go on: a sentence, or nothing. */
  readonly rest: (from: number) => string;
  /** Bytes of the whole when reading it stopped there; undefined when all was read. */
  readonly readTo?: number;
};

const bytesOf = (text: string): number => Buffer.byteLength(text);

const jsonOf = (value: unknown): string => cleanJson(JSON.stringify(value) ?? "null");

/**
 * JSON within the bound. What is too long loses items at the end of its longest list, so that it stays valid and the
 * value says the same as the text; JSON whose length is not in a list is cut like text, and has no value then.
 * @param text the API's own spelling, when nothing was changed.
 */
export const shownJson = (value: unknown, text: string | undefined, window: Window): Shown => {
  const { bound, from } = window;
  if (from === 0 && text !== undefined && text.length <= bound) {
    const own = cleanJson(text);
    if (bytesOf(own) <= bound) return { text: own, value };
  }
  // Of a reply far beyond the bound the lists alone tell that it is, so it is not written as a whole.
  const whole = from === 0 && (text?.length ?? 0) <= 2 * bound ? jsonOf(value) : undefined;
  if (whole !== undefined && bytesOf(whole) <= bound) return { text: whole, value };
  const cut = cutList(value, window);
  if (cut !== undefined) return cut;
  const written = whole ?? jsonOf(value);
  return from === 0 && bytesOf(written) <= bound ? { text: written, value } : shownText(written, window);
};

const cutList = (value: unknown, window: Window): Shown | undefined => {
  const { bound, from, rest } = window;
  const list = longestList(value);
  if (list === undefined) return undefined;
  const { sizes, size: listed } = list;
  const others = bytesOf(jsonOf(replaced(value, list.path, [])));
  if (from === 0 && others + listed - 1 <= bound) return undefined;
  // The last comma is counted too, as one byte more than there is.
  const room = bound - others + 1;
  // Decided without regard to `from`, so that going on counts in the same unit.
  if (sizes.some((size) => size > room)) return undefined;
  let end = from;
  for (let used = 0; end < sizes.length && used + (sizes[end] ?? 0) <= room; end += 1)
    used += sizes[end] ?? 0;
  const shown = replaced(value, list.path, list.items.slice(from, end));
  const name = list.path.length === 0 ? "items" : `items of ${list.path.join(".")}`;
  const part = from === 0 ? `the first ${end}` : end > from ? `${from + 1} to ${end}` : "none";
  const more = end < sizes.length ? `. ${rest(end)}` : ".";
  return {
    text: jsonOf(shown),
    value: shown,
    note: `Cut: ${part} of ${sizes.length} ${name} ${part === "none" ? "is" : "are"} shown${more}`.trim(),
  };
};

/** Long lists are mostly of numbers, whose size is known without writing them as JSON. */
const sizeOf = (item: unknown): number =>
  typeof item === "number" ? String(item).length : bytesOf(jsonOf(item));

type LongList = {
  readonly path: readonly string[];
  readonly items: readonly unknown[];
  /** Bytes of each item with its comma, and of all. */
  readonly sizes: readonly number[];
  readonly size: number;
};

const deepest = 4;

/** The list that makes a reply long, at the top or inside objects; undefined when none does. */
const longestList = (value: unknown): LongList | undefined => {
  const lists: LongList[] = [];
  const visit = (at: unknown, path: readonly string[]): void => {
    if (Array.isArray(at)) {
      const sizes = at.map((item) => sizeOf(item) + 1);
      lists.push({ path, items: at, sizes, size: sizes.reduce((sum, size) => sum + size, 0) });
    } else if (isRecord(at) && path.length < deepest)
      for (const [key, member] of Object.entries(at)) visit(member, [...path, key]);
  };
  visit(value, []);
  const [longest] = lists.sort((a, b) => b.size - a.size);
  return longest !== undefined && longest.size > 0 ? longest : undefined;
};

const replaced = (value: unknown, [key, ...path]: readonly string[], items: readonly unknown[]): unknown => {
  if (key === undefined) return items;
  const entries = Object.entries(isRecord(value) ? value : {});
  return Object.fromEntries(
    entries.map(([name, member]) => [name, name === key ? replaced(member, path, items) : member]),
  );
};

/** Text within the bound, cut between characters, with a note when it is not the whole. */
export const shownText = (whole: string, { bound, from, rest, readTo }: Window): Shown => {
  const bytes = bytesOf(whole);
  if (from === 0 && bytes <= bound && readTo === undefined) return { text: whole };
  const all = Buffer.from(whole);
  const start = characterAt(all, Math.min(from, all.length));
  const end = start + bound >= all.length ? all.length : characterAt(all, start + bound);
  const total = readTo === undefined ? `${bytes}` : `more than ${readTo}`;
  const part = start === 0 ? `the first ${end}` : `${start + 1} to ${end}`;
  const more = end < all.length || readTo !== undefined ? rest(end) : "";
  const note = `Cut: ${part} of ${total} bytes are shown.${more === "" ? "" : ` ${more}`}`;
  return { text: all.toString("utf8", start, end), note };
};

/** The position, or before it the first byte of the character it would tear apart (RFC 3629 section 3: 10xxxxxx). */
const characterAt = (bytes: Buffer, position: number): number => {
  let at = position;
  while (at > 0 && ((bytes[at] ?? 0) & 0xc0) === 0x80) at -= 1;
  return at;
};
