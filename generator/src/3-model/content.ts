import { isXml, type PairStyle, pointerTo } from "@jackfield/contract";
import { isObject, type Json, type JsonObject } from "../document/json.js";
import { type Located, type Reader, textOf } from "./reader.js";
import { isLongReply, isWideReply, replyFields } from "./reply-size.js";
import type { SchemaRegistry } from "./schema/registry.js";
import type { Body, Encoding, MediaType, Reply, ReplyMedia, Schema } from "./types.js";

const encodingStyles: readonly PairStyle[] = [
  "form",
  "spaceDelimited",
  "pipeDelimited",
  "tabDelimited",
  "deepObject",
];

/** OpenAPI Request Body Object; undefined when there is none, or none that can be read. */
export const readBody = (
  reader: Reader,
  schemas: SchemaRegistry,
  value: Json | undefined,
  pointer: string,
): Body | undefined => {
  if (value === undefined) return undefined;
  const target = reader.follow(value, pointer);
  if (!target) return undefined;
  const description = textOf(target.value.description);
  const [first, ...others] = mediaTypesOf(reader, schemas, target);
  if (!first) return undefined;
  return {
    pointer: target.pointer,
    required: target.value.required === true,
    ...(description !== undefined && { description }),
    content: [first, ...others],
  };
};

/** The `content` of a body or reply. The map and its entries may be references (OpenAPI 3.2, and some before it). */
const contentOf = (reader: Reader, { value, pointer }: Located) => {
  if (value.content === undefined) return [];
  const content = reader.follow(value.content, pointerTo(pointer, "content"));
  return content ? reader.entries(content.value, content.pointer) : [];
};

const mediaTypesOf = (reader: Reader, schemas: SchemaRegistry, of: Located): readonly MediaType[] =>
  contentOf(reader, of).map(({ key, value: media, pointer: at }) => ({
    mediaType: key,
    ...readSchema(schemas, media, at),
    encoding: readEncodings(media.encoding),
    ...readPartEncodings(media),
    ...(isXml(key) && readExampleRoot(reader, media, at)),
  }));

/** Prolog, comments, then the first tag. */
const rootTag =
  /^(?:\ufeff?\s*)(?:<\?[^>]*>\s*|<!--[\s\S]*?-->\s*)*<(?:[\p{L}_][\p{L}\p{N}._-]*:)?([\p{L}_][\p{L}\p{N}._-]*)/u;

const readExampleRoot = (reader: Reader, media: JsonObject, at: string): Pick<MediaType, "exampleRoot"> => {
  const named = isObject(media.examples) ? Object.values(media.examples) : [];
  const texts = [
    media.example,
    ...named.map(
      (one) => (isObject(one) && one.$ref === undefined ? one : reader.follow(one, at)?.value)?.value,
    ),
  ];
  const roots = new Set(
    texts.flatMap((text) => (typeof text === "string" ? (rootTag.exec(text.slice(0, 2000))?.[1] ?? []) : [])),
  );
  const [root] = roots;
  return root !== undefined && roots.size === 1 ? { exampleRoot: root } : {};
};

type ReplyContext = {
  readonly reader: Reader;
  readonly schemas: SchemaRegistry;
  readonly thorough: boolean;
};

const replyMediaOf = ({ reader, schemas, thorough }: ReplyContext, of: Located): readonly ReplyMedia[] =>
  contentOf(reader, of).map(({ key, value: media, pointer: at }) => ({
    mediaType: key,
    ...((thorough || isXml(key)) && readSchema(schemas, media, at)),
    fields: replyFields(reader.document, media.schema ?? media.itemSchema),
    ...sizeOf(reader.document, media.itemSchema === undefined ? media.schema : { items: media.itemSchema }),
  }));

const sizeOf = (document: JsonObject, schema: Json | undefined): Pick<ReplyMedia, "size"> => {
  if (isWideReply(document, schema)) return { size: "wide" };
  return { size: isLongReply(document, schema) ? "long" : "small" };
};

/** `itemSchema` says what one item of a sequence looks like (OpenAPI 3.2 section 4.14.2). */
const readSchema = (schemas: SchemaRegistry, media: JsonObject, at: string): { readonly schema?: Schema } => {
  if (media.schema !== undefined) return { schema: schemas.read(media.schema, pointerTo(at, "schema")) };
  if (media.itemSchema === undefined) return {};
  return { schema: { type: "array", items: schemas.read(media.itemSchema, pointerTo(at, "itemSchema")) } };
};

/** OpenAPI Encoding Objects by the names of their fields. */
export const readEncodings = (value: Json | undefined): Readonly<Record<string, Encoding>> =>
  Object.fromEntries(
    Object.entries(isObject(value) ? value : {}).flatMap(([field, raw]) =>
      isObject(raw) ? [[field, readEncoding(raw)] as const] : [],
    ),
  );

const readPartEncodings = ({ prefixEncoding, itemEncoding }: JsonObject): Pick<MediaType, "parts"> => {
  if (prefixEncoding === undefined && itemEncoding === undefined) return {};
  const first = Array.isArray(prefixEncoding) ? prefixEncoding.map(readEncoding) : [];
  return { parts: { first, ...(itemEncoding !== undefined && { others: readEncoding(itemEncoding) }) } };
};

const readEncoding = (value: Json): Encoding => {
  const raw = isObject(value) ? value : {};
  const contentType = textOf(raw.contentType);
  const style = encodingStyles.find((known) => known === raw.style);
  return {
    ...(contentType !== undefined && { contentType }),
    ...(style && { style }),
    ...(typeof raw.explode === "boolean" && { explode: raw.explode }),
    ...(raw.allowReserved === true && { allowReserved: true }),
  };
};

/**
 * OpenAPI Responses Object. Calling needs the schemas of XML only; the others are read when `thorough`. How wide a reply
 * is gets known without them.
 */
export const readReplies = (
  { reader, schemas, thorough }: ReplyContext,
  value: Json | undefined,
  pointer: string,
): readonly Reply[] =>
  reader
    .entries(value, pointer)
    .filter(({ key }) => /^([1-5](\d\d|XX)|default)$/.test(key))
    .map(({ key, value: raw, pointer: at }) => {
      const description = textOf(raw.description);
      return {
        status: key,
        ...(description !== undefined && { description }),
        content: replyMediaOf({ reader, schemas, thorough }, { value: raw, pointer: at }),
        headers: Object.keys(isObject(raw.headers) ? raw.headers : {}).filter(isHeaderName),
        ...(typeof raw["x-outcome"] === "boolean" && { outcome: raw["x-outcome"] }),
      };
    });

const isHeaderName = (name: string): boolean => /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/.test(name);
