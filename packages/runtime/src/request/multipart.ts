import { concreteType, type FieldEncoding, isJson, type PartEncodings, pointerTo } from "@jackfield/contract";
import { decodeBytes, extensionOf } from "./bytes.js";
import { asciiJson, encodeText, isUtf8 } from "./charset.js";
import { encodingOf, type FormEncodings, fieldText, hasStyle, styledPairs } from "./form.js";
import type { Arguments } from "./given.js";
import { jsonText } from "./json-text.js";
import { isDefined, textOf } from "./style.js";

type BodyPart = {
  /** Absent in a list of parts. */
  readonly name?: string;
  readonly content: string | Uint8Array;
  readonly contentType?: string;
  readonly filename?: string;
};

/**
 * A multipart body (RFC 7578): lists are repeated parts, objects are JSON parts, `file` fields are decoded and get a
 * file name (OpenAPI 3.1.2 section 4.8.15.3).
 */
export const buildMultipart = (fields: Arguments, how: FormEncodings, boundary: string): Uint8Array =>
  joined(
    Object.entries(fields).flatMap((field) => partsOf(field, how)),
    boundary,
  );

/** A multipart body of parts by their place: each item of a list is one (OpenAPI 3.2 section 4.14.4). */
export const buildPartList = (
  items: readonly unknown[],
  { first, others = {} }: PartEncodings,
  { argument, boundary }: { readonly argument: string; readonly boundary: string },
): Uint8Array =>
  joined(
    items.map((item, at) => partOf(undefined, item, first[at] ?? others, pointerTo(argument, at))),
    boundary,
  );

const joined = (parts: readonly BodyPart[], boundary: string): Uint8Array => {
  const chunks = parts.flatMap((part) => [
    Buffer.from(`--${boundary}\r\n${headOf(part)}\r\n`),
    typeof part.content === "string" ? Buffer.from(part.content) : part.content,
    Buffer.from("\r\n"),
  ]);
  return Buffer.concat([...chunks, Buffer.from(`--${boundary}--\r\n`)]);
};

const partsOf = ([name, value]: readonly [string, unknown], how: FormEncodings): readonly BodyPart[] => {
  const encoding = encodingOf(how, name);
  const argument = how.argumentOf(name);
  const part = (item: unknown, place: string): BodyPart =>
    partOf(name, item, encoding, place, fieldText(name, item, encoding, how));
  if (hasStyle(encoding)) {
    const asItIs = (text: string) => text;
    return styledPairs([name, value], encoding, { argument, encode: asItIs, encodeName: asItIs }).map(
      ([partName, content]) => ({ name: partName, content }),
    );
  }
  if (!Array.isArray(value)) return isDefined(value) ? [part(value, argument)] : [];
  return value.flatMap((item: unknown, at) => (isDefined(item) ? [part(item, pointerTo(argument, at))] : []));
};

const partOf = (
  name: string | undefined,
  value: unknown,
  encoding: FieldEncoding,
  argument: string,
  text = textOf(value),
): BodyPart => {
  const declared = encoding.mediaType;
  const named = name === undefined ? {} : { name };
  if (encoding.file) {
    const { bytes, mediaType, filename } = decodeBytes(argument, value);
    const contentType = concreteType(declared ?? "*/*", mediaType);
    const ownName = filename ?? (name === undefined ? undefined : name + extensionOf(contentType));
    return { ...named, content: bytes, contentType, ...(ownName !== undefined && { filename: ownName }) };
  }
  if (declared !== undefined && isJson(declared)) {
    const json = jsonText(value);
    return {
      ...named,
      content: encodeText(isUtf8(declared) ? json : asciiJson(json), declared, argument),
      contentType: declared,
    };
  }
  // Text without a type of its own stays without one: text/plain is the default (RFC 7578 section 4.4).
  const fallback = typeof value === "object" ? "application/json" : undefined;
  const contentType = declared === undefined ? fallback : concreteType(declared, fallback ?? "text/plain");
  if (contentType === undefined) return { ...named, content: text };
  return { ...named, content: encodeText(text, contentType, argument), contentType };
};

const headOf = ({ name, filename, contentType }: BodyPart): string => {
  const file = filename === undefined ? "" : `; filename="${quoted(filename)}"`;
  const type = contentType === undefined ? "" : `Content-Type: ${contentType}\r\n`;
  if (name !== undefined) return `Content-Disposition: form-data; name="${quoted(name)}"${file}\r\n${type}`;
  // Only forms have names (RFC 7578); elsewhere a file may say its own (RFC 2183 section 2.3).
  return file === "" ? type : `Content-Disposition: attachment${file}\r\n${type}`;
};

/** What would end the quotes or the line is percent-encoded, as browsers do (HTML section 4.10.21.8). */
const quoted = (text: string): string =>
  text.replace(/["\r\n\0]/g, (mark) => `%${mark.charCodeAt(0).toString(16).toUpperCase().padStart(2, "0")}`);
