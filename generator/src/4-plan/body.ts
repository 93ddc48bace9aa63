import type { BodyContent, BodyEncoding, FieldEncoding } from "@jackfield/contract";
import { essence, isForm, isJson, isPlainText, isXml, streamKindOf } from "@jackfield/contract";
import {
  type Body,
  type Definitions,
  lookUp,
  type MediaType,
  type Schema,
  type SchemaObject,
} from "../3-model/index.js";
import {
  fieldEncoding,
  formFields,
  formWithFiles,
  isBytes,
  isListOfParts,
  listOfParts,
  otherEncoding,
  partEncodings,
} from "./multipart.js";
import { type ObjectView, objectView } from "./object-view.js";
import { xmlRoot } from "./xml-root.js";

/** How a body is offered to the caller. */
type BodyChoice = {
  /** The media types that the caller may have it sent as; the first is the default. */
  readonly content: readonly [BodyContent, ...BodyContent[]];
  /** Offer the media type as an argument of its own. */
  readonly offered: boolean;
  readonly input: BodyInput;
};

type BodyInput =
  | { readonly kind: "fields"; readonly view: ObjectView }
  | { readonly kind: "whole"; readonly schema: Schema };

type Encoded = { readonly entry: MediaType; readonly encoding: BodyEncoding };

/** What a model writes best comes first. */
const preference: readonly BodyEncoding[] = ["json", "form", "multipart", "xml", "lines", "text", "bytes"];

/**
 * One input for all media types of a body. Media types of one schema say the same in other words, so the best of them
 * is used and the others are left out. Where they take different values, or are kinds of text or bytes, the caller
 * chooses by an argument of its own.
 */
export const chooseBody = (body: Body, definitions: Definitions): BodyChoice => {
  const media = encodedMedia(body, definitions);
  const ranked = [...media].sort((a, b) => preference.indexOf(a.encoding) - preference.indexOf(b.encoding));
  const best = ranked[0] ?? { entry: body.content[0], encoding: "json" as const };
  const others = media.filter((one) => one.entry !== best.entry && !saysTheSame(one, best));
  // The order of the document means something among files: the first is the vendor's own choice.
  const used = isPlain(best)
    ? media.filter((one) => one === best || others.includes(one))
    : [best, ...others];
  const schemas = used.map((one) => wholeSchema(one, definitions));
  const distinct = distinctSchemas(schemas);
  const [first = contentOf(best, definitions), ...more] = used.map((one, at): BodyContent => {
    const content = contentOf(one, definitions);
    const alternative = distinct.findIndex((schema) => isSame(schema, schemas[at]));
    return distinct.length > 1 && !isPlain(best) ? { ...content, alternative } : content;
  });
  return { content: [first, ...more], offered: more.length > 0, input: inputOf(best, distinct, definitions) };
};

const isSame = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other);

const distinctSchemas = (schemas: readonly Schema[]): readonly Schema[] =>
  schemas.filter((schema, at) => schemas.findIndex((other) => isSame(other, schema)) === at);

const isPlain = ({ encoding }: Encoded): boolean => encoding === "text" || encoding === "bytes";

/** Two ways to write one object; text and files differ by their media type even when nothing else does. */
const saysTheSame = (one: Encoded, other: Encoded): boolean =>
  !isPlain(one) &&
  !isPlain(other) &&
  (one.encoding === "lines") === (other.encoding === "lines") &&
  isSame(one.entry.schema, other.entry.schema);

const inputOf = (best: Encoded, distinct: readonly Schema[], definitions: Definitions): BodyInput => {
  const schema = wholeSchema(best, definitions);
  if (isPlain(best)) return { kind: "whole", schema };
  if (distinct.length > 1) return { kind: "whole", schema: { anyOf: distinct } };
  const view = best.encoding === "lines" ? undefined : objectView(best.entry.schema ?? true, definitions);
  return view && Object.keys(view.properties).length > 0
    ? { kind: "fields", view }
    : { kind: "whole", schema };
};

/** A body that is `format: binary` is a file even under a media type that is written as JSON or text elsewhere. */
const encodedMedia = (body: Body, definitions: Definitions): readonly Encoded[] => {
  const media = body.content.map((entry) => ({ entry, encoding: encodingOf(entry, definitions) }));
  const file = media.some(({ encoding }) => encoding === "bytes") ? "bytes" : "text";
  return media.map(
    ({ entry, encoding }): Encoded =>
      encoding !== "form" && encoding !== "multipart" && isBinary(lookUp(entry.schema ?? true, definitions))
        ? { entry, encoding: file }
        : { entry, encoding },
  );
};

const encodingOf = (media: MediaType, definitions: Definitions): BodyEncoding => {
  const type = essence(media.mediaType);
  const stream = streamKindOf(type);
  if (stream === "lines" || stream === "sequence")
    return isText(media.schema, definitions) ? "text" : "lines";
  if (isJson(type)) return "json";
  if (type.startsWith("multipart/")) return "multipart";
  if (isForm(type)) return "form";
  if (isXml(type)) return isText(media.schema, definitions) ? "text" : "xml";
  if (isPlainText(type)) return "text";
  if (!type.includes("*")) return "bytes";
  const schema = media.schema === undefined ? undefined : lookUp(media.schema, definitions);
  return schema === undefined || schema === true || isBytes(schema) ? "bytes" : "json";
};

/** Nothing is said of the value, or that it is a string: the caller writes the text. */
const isText = (schema: Schema | undefined, definitions: Definitions): boolean => {
  const target = schema === undefined ? undefined : lookUp(schema, definitions);
  return typeof target !== "object" || target.type === "string" || Object.keys(target).length === 0;
};

const contentOf = ({ entry: media, encoding }: Encoded, definitions: Definitions): BodyContent => {
  const common = { mediaType: media.mediaType, encoding };
  if (encoding === "xml") return { ...common, xml: xmlRoot(media, definitions) };
  if (encoding !== "form" && encoding !== "multipart") return common;
  if (encoding === "multipart" && isListOfParts(media, definitions))
    return { ...common, parts: partEncodings(media, definitions) };
  const schema = media.schema ?? true;
  const properties = objectView(schema, definitions)?.properties ?? formFields(schema, definitions);
  const names = [...new Set([...Object.keys(media.encoding), ...Object.keys(properties)])];
  const others = otherEncoding(media, { encoding, definitions });
  const fields = Object.fromEntries(
    names.flatMap((name): (readonly [string, FieldEncoding])[] => {
      const field = fieldEncoding(media.encoding[name], properties[name], { encoding, definitions });
      // What has nothing of its own is not one of the others either.
      return Object.keys(field).length > 0 || others !== undefined ? [[name, field]] : [];
    }),
  );
  return { ...common, ...(Object.keys(fields).length > 0 && { fields }), ...(others && { others }) };
};

const isBinary = (schema: Schema | undefined): boolean =>
  typeof schema === "object" && schema.format === "binary";

/** Text and bytes reach the tool as a string, whatever the spec says of their shape. */
const wholeSchema = ({ entry, encoding }: Encoded, definitions: Definitions): Schema => {
  const { schema = true, mediaType } = entry;
  if (encoding === "multipart" && isListOfParts(entry, definitions)) return listOfParts(entry, definitions);
  if (encoding === "multipart")
    return formWithFiles(schema, contentOf({ entry, encoding }, definitions), definitions);
  if (encoding !== "text" && encoding !== "bytes") return schema;
  const own: SchemaObject = typeof schema === "object" ? schema : {};
  const form =
    encoding === "bytes" ? "The bytes, as base64 text or a data: URL." : `The text, as ${mediaType}.`;
  const keep = encoding === "text" && own.type === "string";
  return {
    ...(keep && own),
    type: "string",
    ...(encoding === "bytes" && { contentEncoding: "base64" }),
    description: own.description === undefined ? form : `${own.description} ${form}`,
  };
};
