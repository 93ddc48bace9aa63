import type { BodyContent, BodyEncoding, FieldEncoding } from "@jackfield/runtime";
import type { Body, MediaType, Schema, SchemaObject } from "../3-model/index.js";
import { type ObjectView, objectView } from "./object-view.js";
import { type Definitions, lookUp } from "./request-view.js";

/** How a body is offered to the caller. */
export type BodyChoice = {
  /** Media types that carry the same input; the first is the default. */
  readonly content: readonly [BodyContent, ...BodyContent[]];
  /** Offer the media type as an argument of its own. */
  readonly offered: boolean;
  readonly input: BodyInput;
};

export type BodyInput =
  | { readonly kind: "fields"; readonly view: ObjectView }
  | { readonly kind: "whole"; readonly schema: Schema };

/**
 * Media types are taken in this order of preference: what a model writes best comes first. Those that need another
 * input than the first are left out; the caller is offered a choice where it changes what the API receives.
 */
const preference: readonly BodyEncoding[] = ["json", "form", "multipart", "text", "bytes"];

export const chooseBody = (body: Body, definitions: Definitions): BodyChoice => {
  const media = encodedMedia(body, definitions);
  const ranked = [...media].sort((a, b) => preference.indexOf(a.encoding) - preference.indexOf(b.encoding));
  const best = ranked[0] ?? { entry: body.content[0], encoding: "json" as const };
  const schema = best.entry.schema ?? true;
  const carried = media.filter(({ entry, encoding }) =>
    best.encoding === "text" || best.encoding === "bytes" ? encoding === best.encoding : entry === best.entry,
  );
  const [first, ...others] = carried.map(({ entry, encoding }) => contentOf(entry, encoding, definitions));
  const view = hasFields(best.encoding) ? objectView(schema, definitions) : undefined;
  return {
    content: [first ?? contentOf(best.entry, best.encoding, definitions), ...others],
    offered: others.length > 0,
    input:
      view && Object.keys(view.properties).length > 0
        ? { kind: "fields", view }
        : { kind: "whole", schema: wholeSchema(schema, best.encoding, best.entry.mediaType) },
  };
};

/** A body that is `format: binary` is a file even under a media type that is written as JSON or text elsewhere. */
const encodedMedia = (body: Body, definitions: Definitions) => {
  const media = body.content.map((entry) => ({ entry, encoding: encodingOf(entry, definitions) }));
  const file = media.some(({ encoding }) => encoding === "bytes") ? "bytes" : "text";
  return media.map(({ entry, encoding }): { entry: MediaType; encoding: BodyEncoding } =>
    (encoding === "json" || encoding === "text") && isBytes(lookUp(entry.schema ?? true, definitions) ?? true)
      ? { entry, encoding: file }
      : { entry, encoding },
  );
};

const hasFields = (encoding: BodyEncoding): boolean =>
  encoding === "json" || encoding === "form" || encoding === "multipart";

const textTypes =
  /^(text\/.*|application\/(.*\+)?xml|application\/(.*\+)?yaml|application\/(javascript|graphql|sql|x-ndjson|jsonl|x-sh|toml|rtf))$/;

const encodingOf = (media: MediaType, definitions: Definitions): BodyEncoding => {
  const type = media.mediaType.split(";")[0]?.trim().toLowerCase() ?? "";
  if (/^(application|text)\/(.*\+)?json$/.test(type)) return "json";
  if (type === "application/x-www-form-urlencoded") return "form";
  if (type.startsWith("multipart/")) return "multipart";
  if (textTypes.test(type)) return "text";
  if (!type.includes("*")) return "bytes";
  const schema = media.schema === undefined ? undefined : lookUp(media.schema, definitions);
  return schema === undefined || schema === true || isBytes(schema) ? "bytes" : "json";
};

const contentOf = (media: MediaType, encoding: BodyEncoding, definitions: Definitions): BodyContent => {
  if (encoding !== "form" && encoding !== "multipart") return { mediaType: media.mediaType, encoding };
  const view = objectView(media.schema ?? true, definitions);
  const names = [...new Set([...Object.keys(media.encoding), ...Object.keys(view?.properties ?? {})])];
  const fields = Object.fromEntries(
    names.flatMap((name): (readonly [string, FieldEncoding])[] => {
      const told = media.encoding[name] ?? {};
      const file = encoding === "multipart" && isFile(view?.properties[name], definitions);
      const { style } = told;
      const field: FieldEncoding = {
        ...(told.contentType !== undefined && { mediaType: told.contentType }),
        ...((style === "form" ||
          style === "spaceDelimited" ||
          style === "pipeDelimited" ||
          style === "deepObject") && {
          style,
        }),
        ...(told.explode !== undefined && { explode: told.explode }),
        ...(told.allowReserved === true && { allowReserved: true }),
        ...(file && { file }),
      };
      return Object.keys(field).length > 0 ? [[name, field]] : [];
    }),
  );
  return { mediaType: media.mediaType, encoding, ...(Object.keys(fields).length > 0 && { fields }) };
};

const isFile = (schema: Schema | undefined, definitions: Definitions): boolean => {
  const target = schema === undefined ? undefined : lookUp(schema, definitions);
  if (typeof target !== "object") return false;
  return isBytes(target) || (target.items !== undefined && isFile(target.items, definitions));
};

const isBytes = (schema: Schema): boolean =>
  typeof schema === "object" &&
  (schema.format === "binary" ||
    (schema.contentMediaType !== undefined &&
      schema.contentEncoding === undefined &&
      schema.type !== "object"));

/** Text and bytes reach the tool as a string, whatever the spec says of their shape. */
const wholeSchema = (schema: Schema, encoding: BodyEncoding, mediaType: string): Schema => {
  if (encoding !== "text" && encoding !== "bytes") return schema;
  const told: SchemaObject = typeof schema === "object" ? schema : {};
  const form =
    encoding === "bytes" ? "The bytes, as base64 text or a data: URL." : `The text, as ${mediaType}.`;
  const keep = encoding === "text" && told.type === "string";
  return {
    ...(keep && told),
    type: "string",
    description: told.description === undefined ? form : `${told.description} ${form}`,
  };
};
