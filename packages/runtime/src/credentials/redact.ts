import type { ToolResult } from "@jackfield/contract";

/** Shorter values are not searched for: they would also hit ordinary words, and no real secret is that short. */
const shortest = 6;

/** Tokens that are remembered at once: those of the calls under way, several times over. */
const mostPassing = 16;

/** The spellings in which a secret may come back: as it is, in JSON, in a URL, in base64 of both alphabets. */
const spellings = (secret: string): readonly string[] => {
  const bytes = Buffer.from(secret);
  return [
    secret,
    JSON.stringify(secret).slice(1, -1),
    encodeURIComponent(secret),
    new URLSearchParams([["", secret]]).toString().slice(1),
    bytes.toString("base64"),
    bytes.toString("base64url"),
  ];
};

export type Redactor = {
  /** Remembers a value that must never be shown. */
  add(secret: string | undefined): void;
  /** The same for an access token, which is forgotten again after sixteen others. */
  addPassing(secret: string): void;
  /** Puts a new secret in the place of a spent one, which is kept as an access token is. */
  replace(spent: string, issued: string): void;
  text(text: string): string;
  /** Replaces secrets in every string of a JSON value, keys included; the same value when there are none. */
  value(value: unknown): unknown;
  result(result: ToolResult): ToolResult;
};

/** Keeps the secrets of one caller out of everything that is shown. */
export const createRedactor = (): Redactor => {
  const known = new Set<string>();
  const passing: string[] = [];
  /** Those of the known ones that came by `replace`; what was there from the start stays known. */
  const replacing = new Set<string>();
  let patterns: readonly string[] = [];
  const update = (): void => {
    // Longest first: a secret that holds another one is replaced whole.
    const all = [...known, ...passing].flatMap(spellings);
    patterns = [...new Set(all)].sort((a, b) => b.length - a.length);
  };

  const text = (input: string): string => {
    let output = input;
    for (const pattern of patterns) if (output.includes(pattern)) output = output.replaceAll(pattern, "***");
    return output;
  };
  const value = (input: unknown): unknown => {
    if (typeof input === "string") return text(input);
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
    add(secret) {
      if (secret === undefined || secret.length < shortest || known.has(secret)) return;
      known.add(secret);
      update();
    },
    addPassing,
    replace(spent, issued) {
      if (issued.length < shortest) return;
      replacing.add(issued);
      known.add(issued);
      if (replacing.delete(spent) && known.delete(spent)) addPassing(spent);
      update();
    },
    text,
    value,
    result: (result) => (patterns.length === 0 ? result : (value(result) as ToolResult)), // same shape: only strings change
  };
};
