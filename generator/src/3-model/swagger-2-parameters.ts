import { type FormField, formBody, listStyle, wholeBody } from "../2-patch/index.js";
import { isObject, type Json, type JsonObject } from "../document/json.js";
import { objectBehind } from "../document/refs.js";

/** Media types of bodies and replies where an operation names none. */
export type Defaults = { readonly consumes: readonly string[]; readonly produces: readonly string[] };

type Upgraded = {
  /** Everything that is no body, in its order. */
  readonly parameters: readonly JsonObject[];
  readonly requestBody?: JsonObject;
};

/** Swagger 2.0 parameters: the ones with a place of their own, and the body that `body` or `formData` amount to. */
export const upgradeParameters = (
  raw: readonly Json[],
  shared: JsonObject,
  { consumes }: Defaults,
): Upgraded => {
  const followed = raw
    .filter(isObject)
    .map((parameter) => ({ parameter, target: follow(parameter, shared) }));
  const placed = followed
    .filter(({ target }) => target.in !== "body" && target.in !== "formData")
    // A reference stays one: the component was upgraded as well.
    .map(({ parameter, target }) =>
      typeof parameter.$ref === "string" ? parameter : upgradeParameter(target),
    );
  const targets = followed.map(({ target }) => target);
  const body = targets.findLast((target) => target.in === "body");
  const fields = targets.filter((target) => target.in === "formData");
  if (body) return { parameters: placed, requestBody: wholeBody(body, consumes) };
  if (fields.length === 0) return { parameters: placed };
  const named = fields.filter((field) => typeof field.name === "string");
  return { parameters: placed, requestBody: formBody(named.map(fieldOf), consumes) };
};

const follow = (parameter: JsonObject, shared: JsonObject): JsonObject =>
  objectBehind({ parameters: shared }, parameter) ?? parameter;

/** Keywords of a parameter that are the parameter's own; all others describe its value. */
const own = new Set([
  "name",
  "in",
  "description",
  "required",
  "collectionFormat",
  "allowEmptyValue",
  "deprecated",
  "schema",
]);

const schemaOf = (parameter: JsonObject): JsonObject =>
  isObject(parameter.schema)
    ? parameter.schema
    : Object.fromEntries(
        Object.entries(parameter).filter(
          ([key]) => !own.has(key) && (!key.startsWith("x-") || key === "x-nullable"),
        ),
      );

const styleOf = (parameter: JsonObject): JsonObject => {
  if (parameter.type !== "array") return {};
  const style = listStyle(parameter.collectionFormat ?? "csv");
  if (parameter.in === "query" || parameter.in === "formData") return style ?? { explode: false };
  // Everywhere else commas are the default, and repetition is not possible.
  return style?.style === undefined ? {} : style;
};

const upgradeParameter = (parameter: JsonObject): JsonObject => {
  const extensions = Object.entries(parameter).filter(([key]) => key.startsWith("x-"));
  const { name, in: place, description, required, deprecated } = parameter;
  return {
    ...Object.fromEntries(extensions),
    ...(name !== undefined && { name }),
    ...(place !== undefined && { in: place }),
    ...(description !== undefined && { description }),
    ...(required !== undefined && { required }),
    ...(deprecated !== undefined && { deprecated }),
    ...styleOf(parameter),
    schema: schemaOf(parameter),
  };
};

const fieldOf = (field: JsonObject): FormField => {
  const encoding = styleOf(field);
  const { description } = field;
  return {
    name: String(field.name),
    schema: { ...schemaOf(field), ...(description !== undefined && { description }) },
    required: field.required === true,
    file: field.type === "file",
    ...(Object.keys(encoding).length > 0 && { encoding }),
  };
};
