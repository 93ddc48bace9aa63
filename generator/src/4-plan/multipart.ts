import {
  type BodyEncoding,
  essence,
  type FieldEncoding,
  isForm,
  isTextual,
  type PartEncodings,
  streamKindOf,
} from "@jackfield/contract";
import {
  type Definitions,
  type Encoding,
  lookUp,
  type MediaType,
  type Schema,
  type SchemaObject,
} from "../3-model/index.js";

type Around = { readonly encoding: BodyEncoding; readonly definitions: Definitions };

/** How one field of a form, or one part of a list, is written. */
export const fieldEncoding = (
  rule: Encoding | undefined,
  schema: Schema | undefined,
  { encoding, definitions }: Around,
): FieldEncoding => {
  const { contentType, style, explode, allowReserved } = rule ?? {};
  const isPart = encoding === "multipart";
  const file = isPart && isFile(schema, contentType, definitions);
  const mediaType = contentType ?? (isPart ? encodedType(schema, definitions) : undefined);
  return {
    ...(mediaType !== undefined && { mediaType }),
    ...(style !== undefined && { style }),
    ...(explode !== undefined && { explode }),
    ...(allowReserved === true && { allowReserved }),
    ...(file && { file }),
  };
};

/** The type of a part that holds bytes as text in a coding of its own (OpenAPI 3.1.1 section 4.8.15.3). */
const encodedType = (schema: Schema | undefined, definitions: Definitions): string | undefined => {
  const target = lookUp(schema ?? true, definitions);
  if (typeof target !== "object") return undefined;
  const value = target.items === undefined ? target : lookUp(target.items, definitions);
  if (typeof value !== "object" || value.contentEncoding === undefined) return undefined;
  return value.contentMediaType ?? "application/octet-stream";
};

/**
 * Whether a value is a list whose items are parts without names (OpenAPI 3.2 section 4.14.4). The parts of a form always
 * have names (RFC 7578 section 4.2).
 */
export const isListOfParts = ({ mediaType, schema }: MediaType, definitions: Definitions): boolean =>
  !isForm(mediaType) && listIn(schema, definitions) !== undefined;

const listIn = (schema: Schema | undefined, definitions: Definitions): SchemaObject | undefined => {
  const target = lookUp(schema ?? true, definitions);
  return typeof target === "object" && [target.type].flat().includes("array") ? target : undefined;
};

/** The parts that have a schema or an encoding of their own, and what holds for all after them. */
export const partEncodings = (media: MediaType, definitions: Definitions): PartEncodings => {
  const { items, prefixItems = [] } = listIn(media.schema, definitions) ?? {};
  const { first = [], others } = media.parts ?? {};
  const around: Around = { encoding: "multipart", definitions };
  const places = Array.from({ length: Math.max(first.length, prefixItems.length) });
  const rest = fieldEncoding(others, items, around);
  return {
    first: places.map((_, at) => fieldEncoding(first[at] ?? others, prefixItems[at] ?? items, around)),
    ...(Object.keys(rest).length > 0 && { others: rest }),
  };
};

/** The list as callers give it: files as text. */
export const listOfParts = (media: MediaType, definitions: Definitions): Schema => {
  const list = listIn(media.schema, definitions);
  if (list === undefined) return media.schema ?? true;
  const { first, others } = partEncodings(media, definitions);
  const { items, prefixItems } = list;
  if (![...first, others].some((part) => part?.file)) return media.schema ?? true;
  const own = Array.from({ length: Math.max(first.length, prefixItems?.length ?? 0) }, (_, at): Schema => {
    const schema = prefixItems?.[at] ?? items ?? true;
    return first[at]?.file ? asFile(schema) : schema;
  });
  return {
    ...list,
    ...(own.length > 0 && { prefixItems: own }),
    ...(others?.file && { items: asFile(items ?? true) }),
  };
};

/** The field holds bytes: its schema says so, or says nothing against the media type of its part. */
const isFile = (
  schema: Schema | undefined,
  contentType: string | undefined,
  definitions: Definitions,
): boolean => {
  const target = schema === undefined ? undefined : lookUp(schema, definitions);
  if (target === undefined || target === false) return false;
  if (contentType !== undefined && holdsBytes(contentType) && mayBeBytes(target)) return true;
  if (target === true) return false;
  return isBytes(target) || (target.items !== undefined && isFile(target.items, contentType, definitions));
};

const holdsBytes = (contentType: string): boolean =>
  contentType.split(",").every((type) => {
    const isText = isTextual(type) || streamKindOf(type) !== undefined || isForm(type);
    return !isText && /^(?!multipart\/|message\/|\*)[^/]+\/./.test(essence(type));
  });

/** Nothing is said of the value, or only that it is text without a form of its own. */
const mayBeBytes = (schema: Schema): boolean => {
  if (typeof schema === "boolean") return schema;
  const { type, title: _, description: __, ...others } = schema;
  return (type === undefined || type === "string") && Object.keys(others).every((key) => limits.has(key));
};

const limits: ReadonlySet<string> = new Set(["minLength", "maxLength", "deprecated"]);

/** A string of bytes, by either of the spellings of OpenAPI. */
export const isBytes = (schema: Schema): boolean =>
  typeof schema === "object" &&
  (schema.format === "binary" ||
    (schema.contentMediaType !== undefined &&
      schema.contentEncoding === undefined &&
      schema.type !== "object"));

/** A file that goes into a form is given like a body of bytes. */
export const asFile = (schema: Schema): Schema => {
  if (typeof schema !== "object") return { type: "string", contentEncoding: "base64", description: fileNote };
  if (schema.items !== undefined) return { ...schema, items: asFile(schema.items) };
  // They count bytes, and the text of them is longer.
  const { description, minLength: _, maxLength: __, ...others } = schema;
  return {
    ...others,
    ...(schema.type === undefined && schema.$ref === undefined && { type: "string" }),
    contentEncoding: "base64",
    description: description === undefined ? fileNote : `${description} ${fileNote}`,
  };
};

const fileNote = "A file, as base64 text or a data: URL.";
