import { charsetOf } from "@jackfield/contract";
import { ArgumentError } from "./argument-error.js";

const labelOf = (contentType: string): string => (charsetOf(contentType) ?? "utf-8").toLowerCase();

export const isUtf8 = (contentType: string): boolean => /^utf-?8$/.test(labelOf(contentType));

/** JSON with nothing but ASCII, which is the same in nearly every charset (RFC 8259 section 7). */
export const asciiJson = (text: string): string =>
  text.replace(/[\u007f-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`);

/** The same for XML (XML 1.0 section 4.1). */
export const asciiXml = (text: string): string =>
  text.replace(/[\u{80}-\u{10ffff}]/gu, (sign) => `&#x${(sign.codePointAt(0) ?? 0).toString(16)};`);

const utf16 = (text: string, label: string): Uint8Array => {
  const isBig = label.endsWith("be");
  // Without a name for the order of bytes, a mark says it (RFC 2781 section 3.3).
  const bytes = Buffer.from(/[bl]e$/.test(label) ? text : `\ufeff${text}`, "utf16le");
  return isBig ? bytes.swap16() : bytes;
};

/** Text in the charset that the content type of a request or part names. */
export const encodeText = (text: string, contentType: string, argument: string): string | Uint8Array => {
  const label = labelOf(contentType);
  if (isUtf8(contentType)) return text;
  if (/^utf-?16(?:[bl]e)?$/.test(label)) return utf16(text, label);
  const [strange] = text.match(/[\u{80}-\u{10ffff}]/u) ?? [];
  if (strange === undefined) return text;
  const isLatin = /^(?:iso[-_]?8859[-_]1|latin-?1|windows-1252|cp1252)$/.test(label);
  // Where ISO 8859-1 has control characters, Windows has others.
  const [other] = text.match(isLatin ? /[\u{80}-\u{9f}\u{100}-\u{10ffff}]/u : /[\u{80}-\u{10ffff}]/u) ?? [];
  if (other === undefined) return Buffer.from(text, "latin1");
  throw new ArgumentError(
    argument,
    `holds "${other}", which cannot be written in ${label}, the charset of the API`,
  );
};
