import type { Position } from "../report/index.js";

/** The text of a document, or what its bytes are instead. */
type Decoded =
  | { readonly ok: true; readonly text: string }
  | { readonly ok: false; readonly content: string };

const startsWith = (bytes: Uint8Array, ...start: readonly number[]): boolean =>
  start.every((byte, index) => bytes[index] === byte);

/** First bytes of files that people hand over by mistake. */
const signatures: readonly { readonly start: readonly number[]; readonly content: string }[] = [
  { start: [0x1f, 0x8b], content: "a gzip archive" },
  { start: [0x50, 0x4b, 0x03, 0x04], content: "a zip archive" },
  { start: [0x25, 0x50, 0x44, 0x46], content: "a PDF file" },
  { start: [0x89, 0x50, 0x4e, 0x47], content: "a PNG image" },
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
  if (known) return { ok: false, content: known.content };
  const encoding = encodingOf(bytes);
  let text: string;
  try {
    text = new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch {
    return { ok: false, content: `its bytes are not ${encoding.toUpperCase()}` };
  }
  return text.includes("\0") ? { ok: false, content: "a binary file" } : { ok: true, text };
};

/** Offset in a text → line and column. Counts the lines on first use. */
export const lineIndex = (text: string): ((offset: number) => Position) => {
  let starts: number[] | undefined;
  return (offset) => {
    if (starts === undefined) {
      starts = [0];
      for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) starts.push(at + 1);
    }
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((starts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return { line: low + 1, column: offset - (starts[low] ?? 0) + 1 };
  };
};
