import { isForm, isJson, pointerTo } from "@jackfield/contract";
import { define, isObject, type Json, type JsonObject } from "../../document/json.js";
import { createFollower } from "../../document/refs.js";
import { quoted, upstream } from "../../report/index.js";
import { type Listed, parameterReader, withoutListed } from "./parameters.js";
import { createInside } from "./references.js";
import {
  bodySlots,
  defineRepair,
  isExtension,
  isOperation,
  isParameter,
  isSwagger2,
  oneChange,
  operationSlots,
} from "./repair.js";

const mediaTypes = (
  value: Json | undefined,
  fallback: string,
  wanted: (type: string) => boolean,
): readonly string[] => {
  const listed = (Array.isArray(value) ? value : []).filter(
    (type): type is string => typeof type === "string" && wanted(type),
  );
  return listed.length > 0 ? listed : [fallback];
};

/** The request body that a Swagger 2.0 parameter `in: body` amounts to; `consumes` names its media types. */
export const wholeBody = (
  { description, required, schema = {} }: JsonObject,
  consumes: Json | undefined,
): JsonObject => {
  const types = mediaTypes(consumes, "application/json", (type) => !isForm(type));
  return {
    ...(description !== undefined && { description }),
    ...(required === true && { required }),
    content: Object.fromEntries(types.map((type) => [type, { schema }])),
  };
};

/** A Swagger 2.0 parameter `in: formData`. */
export type FormField = {
  readonly name: string;
  readonly schema: Json;
  readonly required: boolean;
  readonly file: boolean;
  /** How it is written, as an Encoding Object; absent: as forms usually are. */
  readonly encoding?: JsonObject;
};

/** The request body that form fields amount to. With a file it is multipart, as Swagger 2.0 had it. */
export const formBody = (fields: readonly FormField[], consumes: Json | undefined): JsonObject => {
  const types = fields.some(({ file }) => file)
    ? ["multipart/form-data"]
    : mediaTypes(consumes, "application/x-www-form-urlencoded", isForm);
  const required = [...new Set(fields.filter((field) => field.required).map(({ name }) => name))];
  const schema: JsonObject = {
    type: "object",
    properties: Object.fromEntries(fields.map((field) => [field.name, field.schema])),
    ...(required.length > 0 && { required }),
  };
  const written = fields.flatMap(({ name, encoding }) => (encoding ? [[name, encoding] as const] : []));
  const media = { schema, ...(written.length > 0 && { encoding: Object.fromEntries(written) }) };
  return {
    ...(required.length > 0 && { required: true }),
    content: Object.fromEntries(types.map((type) => [type, media])),
  };
};

const schemaOfField = ({ schema = {}, description }: JsonObject): Json => {
  if (!isObject(schema)) return schema;
  const value: JsonObject = schema.type === "file" ? { ...schema, type: "string", format: "binary" } : schema;
  return typeof description === "string" && typeof value.$ref !== "string"
    ? { description, ...value }
    : value;
};

const fieldOf = ({ parameter }: Listed): FormField => {
  const schema = schemaOfField(parameter);
  return {
    name: String(parameter.name),
    schema,
    required: parameter.required === true,
    file: isObject(schema) && schema.format === "binary",
  };
};

/** `in: body` and `in: formData`, as Swagger 2.0 has them, in an operation of OpenAPI 3: its request body. */
export const bodyParameter = defineRepair<{ names: readonly string[]; has: boolean }>({
  code: "patch/body-parameter",
  summary: "`in: body` and `in: formData` in OpenAPI 3; they become the request body",
  severity: "warning",
  message: ({ names, has }) =>
    `OpenAPI 3 has no body parameters: ${quoted(names)} ${has ? "left out, since there is a request body" : "read as the request body"}.`,
  fix: upstream,
  slots: operationSlots,
  begin: (document) => {
    const read = parameterReader(document);
    const isReferredTo = createInside(document);
    return (value, spot) => {
      if (!isOperation(spot) || isSwagger2(document)) return undefined;
      const { parameters, ...others } = value;
      if (!Array.isArray(parameters)) return undefined;
      const bodies = read(parameters).filter(
        ({ parameter }) => parameter.in === "body" || parameter.in === "formData",
      );
      // Without one the others would have other pointers.
      if (bodies.length === 0 || isReferredTo(pointerTo(spot.pointer(), "parameters"))) return undefined;
      const whole = bodies.find(({ parameter }) => parameter.in === "body");
      const kept = withoutListed(parameters, bodies);
      const has = others.requestBody !== undefined;
      const result = {
        ...others,
        ...(kept.length > 0 && { parameters: kept }),
        ...(!has && {
          requestBody: whole
            ? wholeBody(whole.parameter, value.consumes)
            : formBody(bodies.map(fieldOf), value.consumes),
        }),
      };
      return oneChange(result, { names: bodies.map(({ parameter }) => String(parameter.name)), has });
    };
  },
});

/** `requestBody: {}` describes no body; the operation is called without one. */
export const emptyBody = defineRepair<Record<never, never>>({
  code: "patch/empty-body",
  summary: "`requestBody: {}`; there is no body then",
  severity: "warning",
  message: () => "The request body is empty; the operation is called without one.",
  fix: "If the operation takes a body, describe it with an overlay.",
  slots: operationSlots,
  begin: (document) => (value, spot) => {
    if (!isOperation(spot) || isSwagger2(document)) return undefined;
    const { requestBody, ...others } = value;
    if (!isObject(requestBody) || !Object.keys(requestBody).every(isExtension)) return undefined;
    return oneChange(others, {}, "requestBody");
  },
});

const isEmptyMedia = (media: Json): media is JsonObject =>
  isObject(media) &&
  media.schema === undefined &&
  media.itemSchema === undefined &&
  typeof media.$ref !== "string";

/** Content of a body whose JSON may be anything; undefined when everything has a schema. */
const filled = (
  content: Json | undefined,
): { readonly types: readonly string[]; readonly content: JsonObject } | undefined => {
  const anything = { schema: {} };
  const known = isObject(content) ? content : {};
  // Many a body has nothing but a description.
  if (Object.keys(known).length === 0)
    return { types: ["application/json"], content: { "application/json": anything } };
  const types = Object.keys(known).filter((type) => isJson(type) && isEmptyMedia(known[type] ?? null));
  if (types.length === 0) return undefined;
  const open = new Set(types);
  const whole: JsonObject = {};
  for (const [type, media] of Object.entries(known))
    define(whole, type, open.has(type) && isObject(media) ? { ...media, ...anything } : media);
  return { types, content: whole };
};

/** A JSON body without a schema: any JSON. */
export const bodyWithoutSchema = defineRepair<{ types: readonly string[] }>({
  code: "patch/body-without-schema",
  summary: "a JSON body of which nothing is said; it is any JSON",
  severity: "info",
  message: ({ types }) =>
    `The body has no schema${types.length === 0 ? "" : ` for ${quoted(types)}`}; any JSON is accepted.`,
  fix: "Describe the body with an overlay.",
  slots: new Set([...bodySlots, "parameters"]),
  begin: (document) => (value, spot) => {
    if (spot.map || typeof value.$ref === "string") return undefined;
    if (isSwagger2(document)) {
      if (!isParameter(value, spot) || value.in !== "body" || value.schema !== undefined) return undefined;
      return oneChange({ ...value, schema: {} }, { types: [] }, "schema");
    }
    if (spot.slot === "parameters") return undefined;
    if (value.content !== undefined && !isObject(value.content)) return undefined;
    const whole = filled(value.content);
    return whole && oneChange({ ...value, content: whole.content }, { types: whole.types }, "content");
  },
});

/** What a field of a form is called that has no name, as most upload forms call theirs. */
const fieldName = "file";

const multipart = "multipart/form-data";

/** `multipart/form-data` whose schema is the file itself: each part of a form has a name (RFC 7578 section 4.2). */
export const partWithoutName = defineRepair<{ name: string }>({
  code: "patch/part-without-name",
  summary: "a multipart form whose schema is the file itself; it is sent as the field `file`",
  severity: "warning",
  message: ({ name }) => `A form has fields, but this one is a single value; sent as the field "${name}".`,
  fix: "Name the field with an overlay, if it has another name.",
  slots: bodySlots,
  member: "content",
  begin: (document) => {
    const follow = createFollower(document);
    return (value, { map }) => {
      const media = isObject(value.content) ? value.content[multipart] : undefined;
      if (map || !isObject(value.content) || !isObject(media) || !isObject(media.schema)) return undefined;
      const { type } = follow(media.schema) ?? {};
      if (type !== "string" && type !== "array") return undefined;
      const schema = { type: "object", properties: { [fieldName]: media.schema }, required: [fieldName] };
      const content = { ...value.content, [multipart]: { ...media, schema } };
      return oneChange({ ...value, content }, { name: fieldName }, "content", multipart, "schema");
    };
  },
});
