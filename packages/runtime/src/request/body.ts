import { randomBytes } from "node:crypto";
import {
  type Body,
  type BodyContent,
  type BodyEncoding,
  concreteType,
  essence,
  isRange,
  type JsonSchema,
  pointerTo,
  rootSchema,
} from "@jackfield/contract";
import { ArgumentError } from "./argument-error.js";
import { decodeBytes } from "./bytes.js";
import { asciiJson, asciiXml, encodeText, isUtf8 } from "./charset.js";
import { buildForm, type FormEncodings } from "./form.js";
import { type Arguments, own } from "./given.js";
import { jsonText } from "./json-text.js";
import { bodySchema, choose } from "./media-type.js";
import { buildMultipart, buildPartList } from "./multipart.js";
import { encodeIllegal } from "./percent.js";
import { textOf } from "./style.js";
import { buildFieldXml, buildXml } from "./xml.js";

type Payload = { readonly contentType: string; readonly body: string | Uint8Array };

export type BodyOptions = {
  /** The full schema of the arguments: nested names, exact integers and XML go by it. */
  readonly input: JsonSchema;
  /** The arguments by the names and values of the schema; the media type of a body may follow from them. */
  readonly given: Arguments;
  readonly newBoundary: () => string;
};

/** 128 random bits: no content can be made to hold the boundary. */
export const randomBoundary = (): string => `jackfield-${randomBytes(16).toString("hex")}`;

/** The body of a request; undefined when the operation has none or an optional one was left out. */
export const buildBody = (
  body: Body | undefined,
  args: Arguments,
  { input, given, newBoundary }: BodyOptions,
): Payload | undefined => {
  if (body === undefined) return undefined;
  const value = bodyValue(body, args);
  if (value === undefined) return undefined;
  const { content, mediaType } = choose(body, { given, input });
  const argument = body.source.kind === "whole" ? body.source.key : "body";
  // Null is a value in JSON and nothing anywhere else.
  if (value === null && content.encoding !== "json") return absent(argument, body);
  const type = isRange(mediaType) ? concreteTypes[content.encoding] : mediaType;
  const written = (text: string, contentType = type): Payload => ({
    contentType,
    body: encodeText(text, contentType, argument),
  });
  switch (content.encoding) {
    case "json":
      return written(isUtf8(type) ? jsonText(value) : asciiJson(jsonText(value)));
    case "lines": {
      const lines = jsonLines(argument, value, type);
      return written(isUtf8(type) ? lines : asciiJson(lines));
    }
    case "xml":
      // Text is XML that the caller has written already.
      if (typeof value === "string") return written(value);
      return written(xmlText(body, value, { input, argument, content, ascii: !isUtf8(type) }));
    case "text": {
      const text = textOf(value);
      return written(text, withCharset(type, text));
    }
    case "bytes": {
      const given = decodeBytes(argument, value);
      return { contentType: concreteType(mediaType, given.mediaType), body: given.bytes };
    }
    case "form":
      // Text is a form that the caller has encoded already; what no form may hold is encoded all the same.
      if (typeof value === "string") return { contentType: type, body: encodeIllegal(value) };
      return {
        contentType: type,
        body: buildForm(fieldsOf(argument, value), formOf(body, content, { input, argument })),
      };
    case "multipart": {
      const boundary = newBoundary();
      const contentType = `${type}; boundary=${boundary}`;
      if (content.parts !== undefined)
        return {
          contentType,
          body: buildPartList(listOf(argument, value), content.parts, { argument, boundary }),
        };
      const how = formOf(body, content, { input, argument });
      return { contentType, body: buildMultipart(fieldsOf(argument, value), how, boundary) };
    }
  }
};

/** What a media range of the spec becomes. */
const concreteTypes: Readonly<Record<BodyEncoding, string>> = {
  json: "application/json",
  lines: "application/x-ndjson",
  xml: "application/xml",
  text: "text/plain",
  bytes: "application/octet-stream",
  form: "application/x-www-form-urlencoded",
  multipart: "multipart/form-data",
};

const bodyValue = (body: Body, args: Arguments): unknown => {
  if (body.source.kind === "whole") {
    const value = own(args, body.source.key);
    return value === undefined ? absent(body.source.key, body) : value;
  }
  const given = Object.entries(body.source.fields)
    .map(([key, field]) => [field, own(args, key)] as const)
    .filter(([, value]) => value !== undefined);
  // fromEntries defines own properties, so a field named `__proto__` is a field.
  return given.length > 0 || body.required ? Object.fromEntries(given) : undefined;
};

const absent = (argument: string, body: Body): undefined => {
  if (body.required) throw new ArgumentError(argument, "is required: it is the body of the request");
};

/** One JSON text a line (RFC 7464 puts a record separator before each). */
const jsonLines = (argument: string, value: unknown, mediaType: string): string => {
  if (!Array.isArray(value)) throw new ArgumentError(argument, "must be a list: each item becomes a line");
  const start = essence(mediaType) === "application/json-seq" ? "\u001e" : "";
  return value.map((item) => `${start}${jsonText(item)}\n`).join("");
};

const xmlText = (
  body: Body,
  value: unknown,
  how: { input: JsonSchema; argument: string; content: BodyContent; ascii: boolean },
): string => {
  const { input, argument, content, ascii } = how;
  const root = rootSchema(input);
  const document = content.xml ?? { name: "root" };
  const text = buildXml(value, bodySchema(body, root), { root, argument, document });
  return ascii ? asciiXml(text) : text;
};

const listOf = (argument: string, value: unknown): readonly unknown[] => {
  if (Array.isArray(value)) return value;
  throw new ArgumentError(argument, "must be a list: each item becomes a part");
};

const fieldsOf = (argument: string, value: unknown): Arguments => {
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return { ...value };
  throw new ArgumentError(argument, "must be an object: its members are the fields of the form");
};

const formOf = (
  body: Body,
  { fields, others }: BodyContent,
  { input, argument }: { readonly input: JsonSchema; readonly argument: string },
): FormEncodings => ({
  fields,
  others,
  argumentOf: argumentsBy(body),
  xmlOf(field, value, document) {
    const root = rootSchema(input);
    return buildFieldXml([field, value], bodySchema(body, root), { root, argument, document });
  },
});

/** The argument that a field came from. */
const argumentsBy = (body: Body) => {
  const { source } = body;
  if (source.kind === "whole") return (field: string) => pointerTo(source.key, field);
  const keys = new Map(Object.entries(source.fields).map(([key, field]) => [field, key]));
  return (field: string) => keys.get(field) ?? field;
};

/** Text that is not ASCII says that it is UTF-8; XML says so itself (RFC 7303 section 3.2). */
const withCharset = (mediaType: string, text: string): string =>
  /^text\/(?!xml)[^;]*$/i.test(mediaType) && /[\u0080-\uffff]/.test(text)
    ? `${mediaType}; charset=utf-8`
    : mediaType;
