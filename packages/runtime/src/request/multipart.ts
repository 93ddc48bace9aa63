import { concreteType, type FieldEncoding, isJson } from "@jackfield/contract";
import { decodeBytes, extensionOf } from "./bytes.js";
import { encodingOf, type FieldEncodings, hasStyle, styledPairs } from "./form.js";
import type { Arguments } from "./given.js";
import { jsonText } from "./json-text.js";
import { isDefined, textOf } from "./style.js";

type BodyPart = {
  readonly name: string;
  readonly content: string | Uint8Array;
  readonly contentType?: string;
  readonly filename?: string;
};

/**
 * A multipart body (RFC 7578): lists are repeated parts, objects are JSON parts, `file` fields are decoded and get a
 * file name (OpenAPI 3.1.2 section 4.8.15.3).
 */
export const buildMultipart = (
  fields: Arguments,
  how: {
    readonly encodings: FieldEncodings | undefined;
    readonly boundary: string;
    /** The argument behind a field, for complaints about it. */
    readonly argumentOf: (field: string) => string;
  },
): Uint8Array => {
  const parts = Object.entries(fields).flatMap(([name, value]) =>
    partsOf([name, value], encodingOf(how.encodings, name), how.argumentOf(name)),
  );
  const chunks = parts.flatMap((part) => [
    Buffer.from(`--${how.boundary}\r\n${headOf(part)}\r\n`),
    typeof part.content === "string" ? Buffer.from(part.content) : part.content,
    Buffer.from("\r\n"),
  ]);
  return Buffer.concat([...chunks, Buffer.from(`--${how.boundary}--\r\n`)]);
};

const partsOf = (
  [name, value]: readonly [string, unknown],
  encoding: FieldEncoding,
  argument: string,
): readonly BodyPart[] => {
  if (hasStyle(encoding)) {
    const asItIs = (text: string) => text;
    return styledPairs([name, value], encoding, { encode: asItIs, encodeName: asItIs }).map(
      ([partName, content]) => ({ name: partName, content }),
    );
  }
  const items: readonly unknown[] = Array.isArray(value) ? value : [value];
  return items.filter(isDefined).map((item) => partOf(name, item, encoding, argument));
};

const partOf = (name: string, value: unknown, encoding: FieldEncoding, argument: string): BodyPart => {
  const declared = encoding.mediaType;
  if (encoding.file) {
    const { bytes, mediaType, filename } = decodeBytes(argument, value);
    const contentType = concreteType(declared ?? "*/*", mediaType);
    return { name, content: bytes, contentType, filename: filename ?? name + extensionOf(contentType) };
  }
  if (isJson(declared ?? "")) return { name, content: jsonText(value), contentType: declared ?? "" };
  // Text without a type of its own stays without one: text/plain is the default (RFC 7578 section 4.4).
  const fallback = typeof value === "object" ? "application/json" : undefined;
  const contentType = declared === undefined ? fallback : concreteType(declared, fallback ?? "text/plain");
  return { name, content: textOf(value), ...(contentType === undefined ? {} : { contentType }) };
};

const headOf = ({ name, filename, contentType }: BodyPart): string => {
  const file = filename === undefined ? "" : `; filename="${quoted(filename)}"`;
  const type = contentType === undefined ? "" : `Content-Type: ${contentType}\r\n`;
  return `Content-Disposition: form-data; name="${quoted(name)}"${file}\r\n${type}`;
};

/** What would end the quotes or the line is percent-encoded, as browsers do (HTML section 4.10.21.8). */
const quoted = (text: string): string =>
  text.replace(/["\r\n\0]/g, (mark) => `%${mark.charCodeAt(0).toString(16).toUpperCase().padStart(2, "0")}`);
