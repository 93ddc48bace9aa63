import { createHash } from "node:crypto";
import anyAscii from "any-ascii";
import type { Api, Operation } from "../3-model/index.js";
import type { Report } from "../report/index.js";
import type { Naming } from "./types.js";

const longestKey = 64;

/** Names of any script in Latin letters, without accents: `größe` becomes `grosse`, `имя` becomes `imya`. */
const inLatin = (text: string): string =>
  /^\p{ASCII}*$/u.test(text) ? text : anyAscii(text.normalize("NFC")).replaceAll(/['`]/g, "");

/**
 * An argument key that every model API takes (`^[a-zA-Z0-9_-]{1,64}$`), made from a name on the wire:
 * `filter[x]` becomes `filter_x`. Names that already fit stay as they are.
 */
export const argumentKey = (name: string): string => {
  if (/^[a-zA-Z0-9_-]{1,64}$/.test(name) && name !== "__proto__") return name;
  const joined = inLatin(name)
    .replaceAll(/[^a-zA-Z0-9_-]+/g, "_")
    .replaceAll(/^_+|_+$/g, "");
  const hash = createHash("sha256").update(name).digest("hex").slice(0, 5);
  if (joined === "") return `key_${hash}`;
  return joined.length <= longestKey ? joined : `${joined.slice(0, longestKey - 6)}_${hash}`;
};

/** The first of the candidates that is free; then numbers decide. */
export const freeKey = (candidates: readonly string[], taken: ReadonlySet<string>): string => {
  const free = candidates.find((key) => !taken.has(key));
  if (free !== undefined) return free;
  const last = candidates.at(-1) ?? "key";
  let number = 2;
  while (taken.has(`${last}_${number}`)) number += 1;
  return `${last}_${number}`;
};

/** Keys for the fields of one object. A name that needs no change keeps it, whatever comes before. */
export const keysFor = (names: readonly string[]): ReadonlyMap<string, string> => {
  const keys = new Map(names.filter((name) => argumentKey(name) === name).map((name) => [name, name]));
  const taken = new Set(keys.values());
  for (const name of names) {
    if (keys.has(name)) continue;
    const key = freeKey([argumentKey(name)], taken);
    taken.add(key);
    keys.set(name, key);
  }
  return keys;
};

/** Clients prefix tool names with the server's; this leaves them room (Cursor allows 60 in all). */
const longestName = 52;

export type NamedOperation = {
  readonly api: Api;
  readonly operation: Operation;
  readonly name: string;
  /** File name without extension: `[a-z0-9-]+`, unique whatever the letter case. */
  readonly file: string;
};

/** Every name of every operation, decided here and nowhere else. Independent of the order of the documents. */
export const nameOperations = (
  apis: readonly Api[],
  naming: Naming,
  report: Report,
): readonly NamedOperation[] => {
  const all = apis
    .flatMap((api) => api.operations.map((operation) => ({ api, operation })))
    .sort((a, b) => compare(a.api.id, b.api.id) || compare(a.operation.pointer, b.operation.pointer));
  const names = new Map<string, { api: Api; operation: Operation }>();
  const files = new Set(reservedFiles);
  const result = all.map((entry) => {
    const wanted = toolName(entry.operation, naming);
    const name = claim(wanted, (candidate) => names.has(candidate), "_");
    const first = names.get(wanted);
    if (name !== wanted && first) {
      report.add(
        "plan/name-collision",
        { file: entry.api.file, pointer: entry.operation.pointer },
        { wanted, name, other: `${first.api.file}#${first.operation.pointer}` },
      );
    }
    names.set(name, entry);
    const file = claim(fileName(name), (candidate) => files.has(candidate), "-");
    files.add(file);
    return { ...entry, name, file };
  });
  for (const alike of differingByCase(result.map(({ name }) => name))) {
    const last = names.get(alike.at(-1) ?? "");
    if (last === undefined) continue;
    const at = { file: last.api.file, pointer: last.operation.pointer };
    report.add("plan/names-differ-by-case", at, { what: "Names of tools", names: alike.join(", ") });
  }
  return result;
};

/** Groups of names that are one when letter case is left out of account. */
export const differingByCase = (names: readonly string[]): readonly (readonly string[])[] => {
  const groups = new Map<string, string[]>();
  for (const name of names) {
    const lower = name.toLowerCase();
    groups.set(lower, [...(groups.get(lower) ?? []), name]);
  }
  return [...groups.values()].filter(({ length }) => length > 1);
};

/** The operationId where the name of the tool does not say all of it. */
export const lostName = ({ id }: Operation): string | undefined =>
  id !== undefined && (!/^\p{ASCII}*$/u.test(id) || joinWords(id).length > longestName) ? id : undefined;

export const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** The name, or the name with a number where it is taken. */
export const claim = (wanted: string, taken: (name: string) => boolean, joint: string): string => {
  let name = wanted;
  for (let suffix = 2; taken(name); suffix += 1) {
    const end = `${joint}${suffix}`;
    name = wanted.slice(0, longestName - end.length) + end;
  }
  return name;
};

const toolName = (operation: Operation, naming: Naming): string => {
  const id = operation.id ?? `${operation.method.toLowerCase()} ${operation.path}`;
  const legal = /^[A-Za-z0-9_-]+$/.test(id) && operation.id !== undefined ? id : joinWords(id);
  return shorten(recase(legal, naming), id);
};

/** `get /users/{id}/messages` becomes `get_users_id_messages`. Letters become Latin ones; what is left over becomes `_`. */
const joinWords = (text: string): string => {
  const joined = inLatin(text)
    .replaceAll(/[^A-Za-z0-9-]+/g, "_")
    .replaceAll(/^_+|_+$/g, "");
  return joined === "" || /^[_-]+$/.test(joined) ? `operation_${hash(text)}` : joined;
};

const recase = (name: string, naming: Naming): string => {
  if (naming === "preserve") return name;
  const words = name
    .replaceAll(/([a-z0-9])([A-Z])/g, "$1 $2")
    .replaceAll(/([A-Z]+)([A-Z][a-z])/g, "$1 $2")
    .split(/[\s_-]+/)
    .filter((word) => word !== "")
    .map((word) => word.toLowerCase());
  return naming === "snake"
    ? words.join("_")
    : words.map((word, index) => (index === 0 ? word : word[0]?.toUpperCase() + word.slice(1))).join("");
};

const shorten = (name: string, source: string): string =>
  name.length <= longestName ? name : `${name.slice(0, longestName - 6)}_${hash(source)}`;

const hash = (text: string): string => createHash("sha256").update(text).digest("hex").slice(0, 5);

/** Names that Windows keeps for devices, and one that a folder index would take. */
const reservedFiles = [
  "con",
  "prn",
  "aux",
  "nul",
  "index",
  ...[1, 2, 3, 4, 5, 6, 7, 8, 9].flatMap((digit) => [`com${digit}`, `lpt${digit}`]),
];

const fileName = (name: string): string =>
  recase(name, "snake")
    .replaceAll("_", "-")
    .replaceAll(/[^a-z0-9-]/g, "") || "tool";
