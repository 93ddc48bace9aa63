import { setImmediate } from "node:timers/promises";
import type { ToolResult } from "@jackfield/contract";
import { heldIn, masked, type Spellings, spellingsOf } from "./spellings.js";

/** Shorter values are not searched for: they would also hit ordinary words, and no real secret is that short. */
const shortest = 6;

/** Tokens that are remembered at once: those of the calls under way, several times over. */
const mostPassing = 16;

/** Characters that are looked at without a pause, and how many of them again, so that no spelling is cut. */
const slice = 262_144;
const overlap = 16_384;

/** Bytes as JSON has them without base64: a list of their numbers. */
const isBytes = (value: unknown): value is readonly number[] =>
  Array.isArray(value) &&
  value.length >= shortest &&
  value.every((one) => Number.isInteger(one) && one >= 0 && one < 256);

export type Redactor = {
  /** The secrets that the tenant has now. Those it no longer has are remembered as access tokens are, for calls under way. */
  hold(secrets: readonly string[]): void;
  /** The same for an access token, which is forgotten again after sixteen others. */
  addPassing(secret: string): void;
  /** Puts a new secret in the place of a spent one, which is kept as an access token is. */
  replace(spent: string, issued: string): void;
  /** Whether there is no secret at all to hide. */
  isEmpty(): boolean;
  text(text: string): string;
  /** Whether there is anything to hide in a text of any length; lets other work go on meanwhile. */
  holds(text: string): Promise<boolean>;
  /** The same in bytes, whose length stays. */
  bytes(bytes: Uint8Array): Uint8Array;
  /** Replaces secrets in every string of a JSON value, keys included; the same value when there are none. */
  value(value: unknown): unknown;
  result(result: ToolResult): ToolResult;
};

/** Keeps the secrets of one tenant out of everything that is shown. */
export const createRedactor = (): Redactor => {
  let held: readonly string[] = [];
  const passing: string[] = [];
  /** Secrets that a token endpoint issued in the place of spent ones. */
  const issuedLater = new Set<string>();
  let spellings: readonly Spellings[] = [];
  const update = (): void => {
    // Longest first: a secret that holds another one is replaced whole.
    const all = [...new Set([...held, ...issuedLater, ...passing])];
    spellings = all.sort((a, b) => b.length - a.length).map(spellingsOf);
  };

  const text = (input: string): string => masked(input, spellings, () => "***");
  const holds = async (input: string): Promise<boolean> => {
    for (let at = 0; at < input.length; at += slice) {
      if (heldIn(input.slice(at, at + slice + overlap), spellings).length > 0) return true;
      if (at + slice < input.length) await setImmediate();
    }
    return false;
  };
  const bytes = (input: Uint8Array): Uint8Array => {
    const all = Buffer.from(input.buffer, input.byteOffset, input.length);
    const stars = (secret: string): string => "*".repeat(secret.length);
    const plain = all.toString("latin1");
    const clean = masked(plain, spellings, stars);
    // UTF-16 has a zero byte next to each byte of plain text, which no other encoding has.
    const thin = masked(plain.replaceAll("\0", ""), spellings, stars);
    if (thin.length < plain.length && thin !== plain.replaceAll("\0", "")) return Buffer.from(stars(plain));
    return clean === plain ? input : Buffer.from(clean, "latin1");
  };
  const value = (input: unknown): unknown => {
    if (typeof input === "string") return text(input);
    if (typeof input === "number") return text(String(input)) === String(input) ? input : "***";
    if (isBytes(input)) return text(input.join(",")) === input.join(",") ? input : input.map(() => 0);
    if (Array.isArray(input)) {
      const items = input.map(value);
      return items.some((item, index) => item !== input[index]) ? items : input;
    }
    if (typeof input !== "object" || input === null) return input;
    const entries = Object.entries(input);
    const cleaned = entries.map(([key, item]): [string, unknown] => [text(key), value(item)]);
    const same = cleaned.every(
      ([key, item], index) => key === entries[index]?.[0] && item === entries[index]?.[1],
    );
    return same ? input : Object.fromEntries(cleaned);
  };
  const addPassing = (secret: string): void => {
    if (secret.length < shortest) return;
    const at = passing.indexOf(secret);
    // Used again: the last to be forgotten.
    if (at >= 0) passing.splice(at, 1);
    passing.push(secret);
    if (at >= 0) return;
    if (passing.length > mostPassing) passing.shift();
    update();
  };
  return {
    hold(secrets) {
      const long = secrets.filter((secret) => secret.length >= shortest);
      if (long.length === held.length && long.every((secret, at) => secret === held[at])) return;
      const gone = held.filter((secret) => !long.includes(secret));
      held = long;
      for (const secret of gone) addPassing(secret);
      update();
    },
    addPassing,
    replace(spent, issued) {
      if (issued.length < shortest) return;
      issuedLater.add(issued);
      if (issuedLater.delete(spent)) addPassing(spent);
      update();
    },
    isEmpty: () => spellings.length === 0,
    text,
    holds,
    bytes,
    value,
    result: (result) => (spellings.length === 0 ? result : (value(result) as ToolResult)), // same shape: only strings change
  };
};
