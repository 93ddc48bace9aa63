import { randomBytes } from "node:crypto";
import type { Body, BodyContent, BodyEncoding } from "../tool.js";
import { ArgumentError } from "./argument-error.js";
import { decodeBytes } from "./bytes.js";
import { buildForm } from "./form.js";
import { type Arguments, own } from "./given.js";
import { concreteType, covers, isMediaType, isRange } from "./media-type.js";
import { buildMultipart } from "./multipart.js";
import { textOf } from "./style.js";

export type Payload = { readonly contentType: string; readonly body: string | Uint8Array };

/** 128 random bits: no content can be made to hold the boundary. */
export const randomBoundary = (): string => `jackfield-${randomBytes(16).toString("hex")}`;

/** The body of a request; undefined when the operation has none or an optional one was left out. */
export const buildBody = (
  body: Body | undefined,
  args: Arguments,
  newBoundary: () => string,
): Payload | undefined => {
  if (body === undefined) return undefined;
  const value = bodyValue(body, args);
  if (value === undefined) return undefined;
  const { content, mediaType } = choose(body, args);
  const argument = body.source.kind === "whole" ? body.source.key : "body";
  // Null is a value in JSON and nothing anywhere else.
  if (value === null && content.encoding !== "json") return absent(argument, body);
  const type = isRange(mediaType) ? concreteTypes[content.encoding] : mediaType;
  switch (content.encoding) {
    case "json":
      return { contentType: type, body: JSON.stringify(value) };
    case "text": {
      const text = textOf(value);
      return { contentType: withCharset(type, text), body: text };
    }
    case "bytes": {
      const given = decodeBytes(argument, value);
      return { contentType: concreteType(mediaType, given.mediaType), body: given.bytes };
    }
    case "form":
      // Text is a form that the caller has encoded already.
      if (typeof value === "string") return { contentType: type, body: value };
      return { contentType: type, body: buildForm(fieldsOf(argument, value), content.fields) };
    case "multipart": {
      const boundary = newBoundary();
      const how = { encodings: content.fields, boundary, argumentOf: argumentsBy(body) };
      return {
        contentType: `${type}; boundary=${boundary}`,
        body: buildMultipart(fieldsOf(argument, value), how),
      };
    }
  }
};

/** What a media range of the spec becomes. */
const concreteTypes: Readonly<Record<BodyEncoding, string>> = {
  json: "application/json",
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

/** The media type that the caller named, else the first; a named type may also be one that a range covers. */
const choose = (body: Body, args: Arguments): { content: BodyContent; mediaType: string } => {
  const key = body.mediaTypeKey;
  const named = key === undefined ? undefined : own(args, key);
  const [first] = body.content;
  if (key === undefined || named === undefined || named === null) {
    return { content: first, mediaType: first.mediaType };
  }
  const wanted = String(named);
  const content =
    body.content.find(({ mediaType }) => mediaType === wanted) ??
    body.content.find(({ mediaType }) => isMediaType(wanted) && covers(mediaType, wanted.toLowerCase()));
  if (content === undefined) {
    throw new ArgumentError(
      key,
      `must be one of ${body.content.map(({ mediaType }) => mediaType).join(", ")}`,
    );
  }
  return { content, mediaType: wanted };
};

const fieldsOf = (argument: string, value: unknown): Arguments => {
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return { ...value };
  throw new ArgumentError(argument, "must be an object: its members are the fields of the form");
};

/** The argument that a field came from. */
const argumentsBy = (body: Body) => {
  const { source } = body;
  if (source.kind === "whole") return (field: string) => `${source.key}.${field}`;
  const keys = new Map(Object.entries(source.fields).map(([key, field]) => [field, key]));
  return (field: string) => keys.get(field) ?? field;
};

/** Text that is not ASCII says that it is UTF-8; XML says so itself (RFC 7303 section 3.2). */
const withCharset = (mediaType: string, text: string): string =>
  /^text\/(?!xml)[^;]*$/i.test(mediaType) && /[\u0080-\uffff]/.test(text)
    ? `${mediaType}; charset=utf-8`
    : mediaType;
