import {
  type BodyContent,
  type BodyEncoding,
  essence,
  type FieldEncoding,
  isForm,
  isTextual,
  isXml,
  type PartEncodings,
  streamKindOf,
} from "@jackfield/contract";
import {
  type Definitions,
  type Encoding,
  lookUp,
  type MediaType,
  membersOf,
  type Schema,
  type SchemaObject,
} from "../3-model/index.js";
import { xmlRoot } from "./xml-root.js";

type Around = { readonly encoding: BodyEncoding; readonly definitions: Definitions };

/** How one field of a form, or one part of a list, is written. */
export const fieldEncoding = (
  rule: Encoding | undefined,
  schema: Schema | undefined,
  { encoding, definitions }: Around,
): FieldEncoding => {
  const { contentType, style, explode, allowReserved } = rule ?? {};
  const item = listIn(schema, definitions)?.items ?? schema;
  const isPart = encoding === "multipart";
  const file = isPart && isFile(schema, contentType, definitions);
  const mediaType = contentType ?? (isPart ? encodedType(schema, definitions) : undefined);
  return {
    ...(mediaType !== undefined && { mediaType }),
    ...(style !== undefined && { style }),
    ...(explode !== undefined && { explode }),
    ...(allowReserved === true && { allowReserved }),
    ...(file && { file }),
    ...(contentType !== undefined &&
      isXml(contentType) &&
      isStructure(item, definitions) && { xml: xmlRoot({ schema: item }, definitions) }),
  };
};

/** What has members, so that it takes more than text to write it. */
const isStructure = (schema: Schema | undefined, definitions: Definitions): boolean =>
  (schema === undefined ? [] : membersOf(schema, definitions)).some(
    ({ type, properties }) => properties !== undefined || [type].flat().includes("object"),
  );

/** The fields that a form may have in addition to those that the spec names; undefined when nothing is said of them. */
const otherFields = (schema: Schema | undefined, definitions: Definitions): Schema | undefined => {
  const target = lookUp(schema ?? true, definitions);
  return typeof target === "object" ? target.additionalProperties : undefined;
};

/** How they are written; undefined when nothing is to be said of that. */
export const otherEncoding = ({ schema }: MediaType, around: Around): FieldEncoding | undefined => {
  const others = otherFields(schema, around.definitions);
  const encoding = typeof others === "object" ? fieldEncoding(undefined, others, around) : {};
  return Object.keys(encoding).length > 0 ? encoding : undefined;
};

const deepestForm = 8;

/** What is said of a form and of its alternatives. */
const formMembers = (schema: Schema, definitions: Definitions, depth = 0): readonly SchemaObject[] =>
  depth > deepestForm
    ? []
    : membersOf(schema, definitions).flatMap((member) => [
        member,
        ...[...(member.oneOf ?? []), ...(member.anyOf ?? [])].flatMap((one) =>
          formMembers(one, definitions, depth + 1),
        ),
      ]);

/** The fields that a form may have by their names, also of one that has to stay whole; the first description counts. */
export const formFields = (schema: Schema, definitions: Definitions): Readonly<Record<string, Schema>> => {
  const fields = new Map<string, Schema>();
  for (const { properties = {} } of formMembers(schema, definitions))
    for (const [name, field] of Object.entries(properties)) if (!fields.has(name)) fields.set(name, field);
  return Object.fromEntries(fields);
};

type FormFiles = Pick<BodyContent, "fields" | "others">;

/** A form that stays whole as callers give it: files as text. */
export const formWithFiles = (
  schema: Schema,
  { fields = {}, others }: FormFiles,
  definitions: Definitions,
): Schema => {
  const isFile = (name: string): boolean => Object.hasOwn(fields, name) && fields[name]?.file === true;
  const within = (part: Schema, depth: number): Schema => {
    const target = lookUp(part, definitions);
    if (typeof target !== "object" || typeof part !== "object" || depth > deepestForm) return part;
    const { properties, additionalProperties: rest } = target;
    const given: SchemaObject = {
      ...(properties && {
        properties: Object.fromEntries(
          Object.entries(properties).map(([name, field]) => [name, isFile(name) ? asFile(field) : field]),
        ),
      }),
      ...(others?.file && typeof rest === "object" && { additionalProperties: asFile(rest) }),
      ...(target.allOf && { allOf: target.allOf.map((one) => within(one, depth + 1)) }),
      ...(target.oneOf && { oneOf: target.oneOf.map((one) => within(one, depth + 1)) }),
      ...(target.anyOf && { anyOf: target.anyOf.map((one) => within(one, depth + 1)) }),
    };
    const { $ref: _, ...beside } = part;
    return { ...target, ...(target !== part && beside), ...given };
  };
  const isNeeded = others?.file === true || Object.keys(fields).some(isFile);
  return isNeeded ? within(schema, 0) : schema;
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
