import type { Json } from "../document/json.js";
import type { Place, Position, Report } from "../report/index.js";

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

/** What is wrong with a text, and at which offset. */
export type Fault =
  | { readonly kind: "syntax"; readonly problem: string; readonly offset: number }
  | { readonly kind: "duplicate"; readonly key: string; readonly first: number; readonly offset: number }
  | { readonly kind: "deep"; readonly offset: number }
  | { readonly kind: "aliases"; readonly offset: number }
  | { readonly kind: "cycle"; readonly cycle: string; readonly offset: number };

export type Parsed =
  | { readonly ok: true; readonly value: Json }
  | { readonly ok: false; readonly faults: readonly [Fault, ...Fault[]] };

/** Deeper documents are refused: every reader after us walks them recursively. */
export const maxDepth = 512;

/** Values that YAML aliases may stand for in one document. */
export const maxAliased = 500_000;

export const failed = (...faults: readonly [Fault, ...Fault[]]): Parsed => ({ ok: false, faults });

/** Reports the fault of a source with its line and column. */
export const reportFault = (fault: Fault, text: string, file: string, report: Report): void => {
  const positionAt = lineIndex(text);
  const at: Place = { file, ...positionAt(fault.offset) };
  switch (fault.kind) {
    case "syntax":
      report.add("load/syntax", at, { problem: fault.problem });
      break;
    case "duplicate": {
      const lines = { first: positionAt(fault.first).line, second: positionAt(fault.offset).line };
      report.add("load/duplicate-key", at, { key: fault.key, ...lines });
      break;
    }
    case "deep":
      report.add("load/too-deep", at, { limit: maxDepth });
      break;
    case "aliases":
      report.add("load/too-many-aliases", at, { limit: maxAliased });
      break;
    case "cycle":
      report.add("load/circular-alias", at, { cycle: fault.cycle });
      break;
  }
};

/** The fault of a file that another one refers to, as half a sentence. */
export const faultText = (fault: Fault, text: string): string => {
  const { line, column } = lineIndex(text)(fault.offset);
  const at = `in line ${line}, column ${column}`;
  switch (fault.kind) {
    case "syntax":
      return `the file is not valid ${at}: ${fault.problem.replace(/\.$/, "")}`;
    case "duplicate":
      return `the key \`${fault.key}\` occurs twice ${at}`;
    case "deep":
      return `the file is nested too deeply ${at}`;
    case "aliases":
      return `its YAML aliases stand for too many values ${at}`;
    case "cycle":
      return `its YAML aliases contain themselves ${at}`;
  }
};
