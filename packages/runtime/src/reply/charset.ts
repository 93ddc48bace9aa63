import { charsetOf } from "@jackfield/contract";

/**
 * Text of bytes: a byte order mark decides, then the charset of the content type, then an XML declaration, else UTF-8.
 * Unknown charsets are read as UTF-8; bytes that are wrong in the charset become U+FFFD.
 */
export const decodeText = (bytes: Uint8Array, contentType: string): string => {
  const label = markOf(bytes) ?? charsetOf(contentType) ?? declarationOf(bytes) ?? "utf-8";
  return decoderFor(label.toLowerCase()).decode(bytes);
};

/** Whether bytes of unknown type are text: valid UTF-8 without control characters other than blanks and escapes. */
export const isText = (bytes: Uint8Array): boolean => {
  if (markOf(bytes) !== undefined) return true;
  if (bytes.some((byte) => byte < 9 || (byte > 13 && byte < 27) || (byte > 27 && byte < 32))) return false;
  try {
    new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    return true;
  } catch {
    return false;
  }
};

/** A byte order mark, or how `<?` looks without one in UTF-16 (XML 1.0 appendix F). */
const markOf = (bytes: Uint8Array): string | undefined => {
  // By their indexes: taking a list apart runs its iterator.
  const first = bytes[0];
  const second = bytes[1];
  const third = bytes[2];
  const fourth = bytes[3];
  if (first === 0xef && second === 0xbb && third === 0xbf) return "utf-8";
  if (first === 0xfe && second === 0xff) return "utf-16be";
  if (first === 0 && second === 0x3c && third === 0 && fourth === 0x3f) return "utf-16be";
  if (first === 0x3c && second === 0 && third === 0x3f && fourth === 0) return "utf-16le";
  return first === 0xff && second === 0xfe ? "utf-16le" : undefined;
};

/** A declaration that can be read byte by byte is in no encoding of two bytes, whatever it says. */
const declarationOf = (bytes: Uint8Array): string | undefined => {
  if (bytes[0] !== 0x3c) return undefined;
  const start = Buffer.from(bytes.subarray(0, 128)).toString("latin1");
  const label = /^<\?xml\s[^>]*encoding\s*=\s*["']([\w.-]+)/.exec(start)?.[1];
  return label === undefined || /^(?:utf|ucs|iso-10646-ucs)-?(?:16|32|2|4)/i.test(label) ? undefined : label;
};

export type Decoder = InstanceType<typeof TextDecoder>;

/** A decoder for text that comes in pieces. */
export const streamDecoder = (contentType: string): Decoder => {
  try {
    return new TextDecoder(charsetOf(contentType) ?? "utf-8");
  } catch {
    return new TextDecoder();
  }
};

const utf8 = new TextDecoder();

const decoderFor = (label: string) => {
  if (label === "utf-8") return utf8;
  try {
    return new TextDecoder(label);
  } catch {
    return utf8;
  }
};
