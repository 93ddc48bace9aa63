/** Text of a document, or what the bytes are instead. */
export type Decoded =
  | { readonly ok: true; readonly text: string }
  | { readonly ok: false; readonly found: string };

const startsWith = (bytes: Uint8Array, ...start: readonly number[]): boolean =>
  start.every((byte, index) => bytes[index] === byte);

/** First bytes of files that people hand over by mistake. */
const signatures: readonly { readonly start: readonly number[]; readonly found: string }[] = [
  { start: [0x1f, 0x8b], found: "a gzip archive" },
  { start: [0x50, 0x4b, 0x03, 0x04], found: "a zip archive" },
  { start: [0x25, 0x50, 0x44, 0x46], found: "a PDF file" },
  { start: [0x89, 0x50, 0x4e, 0x47], found: "a PNG image" },
];

/** UTF-16 has a byte order mark, or gives itself away: a document starts with an ASCII character. */
const encodingOf = (bytes: Uint8Array): "utf-8" | "utf-16le" | "utf-16be" => {
  if (startsWith(bytes, 0xff, 0xfe) || (bytes.length > 1 && bytes[0] !== 0 && bytes[1] === 0))
    return "utf-16le";
  if (startsWith(bytes, 0xfe, 0xff) || (bytes.length > 1 && bytes[0] === 0 && bytes[1] !== 0))
    return "utf-16be";
  return "utf-8";
};

/** The text of a document in UTF-8 or UTF-16, without its byte order mark. */
export const decode = (bytes: Uint8Array): Decoded => {
  const known = signatures.find(({ start }) => startsWith(bytes, ...start));
  if (known) return { ok: false, found: known.found };
  const encoding = encodingOf(bytes);
  let text: string;
  try {
    text = new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch {
    return { ok: false, found: `its bytes are not ${encoding.toUpperCase()}` };
  }
  return text.includes("\0") ? { ok: false, found: "a binary file" } : { ok: true, text };
};
