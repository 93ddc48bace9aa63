import type { Json, JsonObject } from "../1-load/types.js";
import { child } from "../report/index.js";
import { isObject, type Located, type Reader, textOf } from "./reader.js";
import type { SchemaRegistry } from "./schema/registry.js";
import type { Body, Encoding, MediaType, ParameterStyle, Reply, Schema } from "./types.js";

const encodingStyles: readonly ParameterStyle[] = ["form", "spaceDelimited", "pipeDelimited", "deepObject"];

/** OpenAPI Request Body Object; undefined when there is none, or none that can be read. */
export const readBody = (
  reader: Reader,
  schemas: SchemaRegistry,
  value: Json | undefined,
  pointer: string,
): Body | undefined => {
  if (value === undefined) return undefined;
  const found = reader.follow(value, pointer);
  if (!found) return undefined;
  const description = textOf(found.value.description);
  const [first, ...others] = mediaTypesOf(reader, schemas, found);
  if (!first) return undefined;
  return {
    pointer: found.pointer,
    required: found.value.required === true,
    ...(description !== undefined && { description }),
    content: [first, ...others],
  };
};

/** The `content` of a body or reply. The map and its entries may be references (OpenAPI 3.2, and some before it). */
const mediaTypesOf = (
  reader: Reader,
  schemas: SchemaRegistry | undefined,
  { value, pointer }: Located,
): readonly MediaType[] => {
  if (value.content === undefined) return [];
  const content = reader.follow(value.content, child(pointer, "content"));
  if (!content) return [];
  return reader.entries(content.value, content.pointer).map(({ key, value: media, pointer: at }) => ({
    mediaType: key,
    ...(schemas && readSchema(schemas, media, at)),
    encoding: readEncodings(media.encoding),
  }));
};

/** `itemSchema` says what one item of a sequence looks like (OpenAPI 3.2 section 4.14.2). */
const readSchema = (schemas: SchemaRegistry, media: JsonObject, at: string): { readonly schema?: Schema } => {
  if (media.schema !== undefined) return { schema: schemas.read(media.schema, child(at, "schema")) };
  if (media.itemSchema === undefined) return {};
  return { schema: { type: "array", items: schemas.read(media.itemSchema, child(at, "itemSchema")) } };
};

const readEncodings = (value: Json | undefined): Readonly<Record<string, Encoding>> =>
  Object.fromEntries(
    Object.entries(isObject(value) ? value : {}).flatMap(([field, raw]) => {
      if (!isObject(raw)) return [];
      const contentType = textOf(raw.contentType);
      const style = encodingStyles.find((known) => known === raw.style);
      const encoding: Encoding = {
        ...(contentType !== undefined && { contentType }),
        ...(style && { style }),
        ...(typeof raw.explode === "boolean" && { explode: raw.explode }),
        ...(raw.allowReserved === true && { allowReserved: true }),
      };
      return [[field, encoding] as const];
    }),
  );

/** OpenAPI Responses Object. Schemas are read only when `schemas` is given: calling needs none of them. */
export const readReplies = (
  reader: Reader,
  schemas: SchemaRegistry | undefined,
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
        content: mediaTypesOf(reader, schemas, { value: raw, pointer: at }),
      };
    });
