import { basicPair } from "@jackfield/contract";

/** Headers that say what is asked for; the others of a fetch may be credentials. */
const harmless = /^(?:accept|content-|user-agent$|x-requested-with$)/i;

/** Shorter values would be met in documents that do not repeat them. */
const shortest = 8;

const passwordIn = (value: string): readonly string[] => {
  const pair = basicPair(value);
  return pair === undefined ? [] : [pair.replace(/^[^:]*:/, "")];
};

/** The credentials among the headers of a fetch: whole, without the name of a scheme, and the password of a pair. */
export const keysIn = (headers: Readonly<Record<string, string>>): readonly string[] =>
  Object.entries(headers)
    .filter(([name]) => !harmless.test(name))
    .flatMap(([, value]) => [value, value.slice(value.indexOf(" ") + 1), ...passwordIn(value)])
    .filter(({ length }) => length >= shortest);

const spellingsOf = (key: string): readonly string[] => {
  const inJson = JSON.stringify(key).slice(1, -1);
  return [key, inJson, inJson.replaceAll("/", "\\/"), encodeURIComponent(key)];
};

/** A text without the keys; the same text when it repeats none. Portals write the key of their reader into examples. */
export const withoutKeys = (text: string, keys: readonly string[]): string =>
  keys
    .flatMap(spellingsOf)
    .sort((a, b) => b.length - a.length)
    .reduce((rest, spelling) => rest.replaceAll(spelling, "***"), text);

/** The same in the bytes of a document. */
export const bytesWithoutKeys = (bytes: Uint8Array, keys: readonly string[]): Uint8Array => {
  if (keys.length === 0) return bytes;
  const plain = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString("latin1");
  // Keys as the document has them, byte by byte.
  const clean = withoutKeys(
    plain,
    keys.map((key) => Buffer.from(key).toString("latin1")),
  );
  return clean === plain ? bytes : Buffer.from(clean, "latin1");
};
