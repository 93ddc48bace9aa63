import { createHash } from "node:crypto";
import anyAscii from "any-ascii";

const longest = 64;

/** Names of any script in Latin letters, without accents: `größe` becomes `grosse`, `имя` becomes `imya`. */
export const inLatin = (text: string): string =>
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
  return joined.length <= longest ? joined : `${joined.slice(0, longest - 6)}_${hash}`;
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
