import { isObject, type Json, type JsonObject } from "../../document/json.js";
import { quoted, upstream } from "../../report/index.js";
import { bodySlots, defineRepair, isExtension, isSwagger2, oneChange } from "./repair.js";

const isMediaType = (key: string): boolean => /^[^\s/]+\/[^\s/]+/.test(key) && !isExtension(key);

/** Members of a Media Type Object. */
const ofMedia: ReadonlySet<string> = new Set(["schema", "example", "examples", "encoding"]);

/** Members that only a schema has: where one stands with a value of its kind, a schema was meant. */
const ofSchema: Readonly<Record<string, (value: Json | undefined) => boolean>> = {
  type: (value) => typeof value === "string" || Array.isArray(value),
  properties: isObject,
  items: isObject,
  allOf: Array.isArray,
  anyOf: Array.isArray,
  oneOf: Array.isArray,
};

const isSchema = (value: Json | undefined): value is JsonObject =>
  isObject(value) &&
  (typeof value.$ref === "string"
    ? /^#\/(?:components\/schemas|definitions)\//.test(value.$ref)
    : value.schema === undefined && Object.entries(ofSchema).some(([key, isKind]) => isKind(value[key])));

/** The content with its media types whole, where schemas stand in their place; the content itself when none do. */
const withMedia = (content: JsonObject): JsonObject => {
  if (!Object.entries(content).some(([key, media]) => isMediaType(key) && isSchema(media))) return content;
  return Object.fromEntries(
    Object.entries(content).map(([key, media]) => [
      key,
      isMediaType(key) && isSchema(media) ? { schema: media } : media,
    ]),
  );
};

type Split = { readonly content: JsonObject; readonly rest: JsonObject };

/** Media types in an object that has no place for them, or what one of them would say; and what else is there. */
const contentIn = (value: JsonObject): Split | undefined => {
  const parts = (wanted: (key: string, inner: Json) => boolean): Split => {
    const entries = Object.entries(value);
    return {
      content: Object.fromEntries(entries.filter(([key, inner]) => wanted(key, inner))),
      rest: Object.fromEntries(entries.filter(([key, inner]) => !wanted(key, inner))),
    };
  };
  const isType = (key: string, inner: Json | undefined): boolean => isMediaType(key) && isObject(inner);
  if (Object.keys(value).some((key) => isType(key, value[key]))) return parts(isType);
  if (!isObject(value.schema)) return undefined;
  const { content, rest } = parts((key) => ofMedia.has(key));
  return { content: { "application/json": content }, rest };
};

/** The body or response with its content in its place; undefined when nothing is wrong with it. */
const settled = (value: JsonObject): JsonObject | undefined => {
  if (isSchema(value) && value.content === undefined) {
    const { required, ...schema } = value;
    const ofBody = typeof required === "boolean";
    const content = { "application/json": { schema: ofBody ? schema : value } };
    return { ...descriptionOf(value), ...(ofBody && { required }), content };
  }
  const { content, ...others } = value;
  if (content === undefined || (isObject(content) && Object.keys(content).length === 0)) {
    const inside = contentIn(others);
    return inside && { ...inside.rest, content: withMedia(inside.content) };
  }
  if (!isObject(content)) return undefined;
  if (Object.keys(content).some(isMediaType)) {
    const whole = withMedia(content);
    return whole === content ? undefined : { ...others, content: whole };
  }
  if (isSchema(content)) return { ...others, content: { "application/json": { schema: content } } };
  const inside = contentIn(content);
  return inside && { ...withDescription(value, inside.rest), content: withMedia(inside.content) };
};

const descriptionOf = ({ description }: JsonObject): JsonObject =>
  typeof description === "string" ? { description } : {};

const withDescription = (value: JsonObject, { description }: JsonObject): JsonObject =>
  typeof description === "string" ? { description, ...value } : value;

/** A body whose description slipped among its media types. Alone it is dealt with elsewhere in a response. */
const withoutSlipped = (value: JsonObject): JsonObject => {
  const { content } = value;
  if (!isObject(content) || typeof content.description !== "string") return value;
  const { description: _, ...types } = content;
  return { ...withDescription(value, content), content: types };
};

/**
 * A level left out: `schema` or media types directly in a body or response, `schema` directly in its content, or a schema
 * in the place of any of them.
 */
export const missingContent = defineRepair<{ types: readonly string[] }>({
  code: "patch/missing-content",
  summary:
    "`schema`, a schema or media types directly in a body or response or `content`, a schema as media type",
  severity: "warning",
  message: ({ types }) =>
    types.length === 0
      ? "A description is listed as a media type; moved to where it belongs."
      : `The content is at the wrong level; read as ${quoted(types)}.`,
  fix: upstream,
  slots: new Set([...bodySlots, "responses"]),
  begin:
    (document) =>
    (value, { slot, name, map }) => {
      if (map || (typeof value.$ref === "string" && !isSchema(value))) return undefined;
      if (slot === "responses" && isExtension(name)) return undefined;
      if (isSwagger2(document)) {
        if (slot !== "responses" || !isSchema(value)) return undefined;
        return oneChange({ ...descriptionOf(value), schema: value }, { types: ["schema"] });
      }
      const ordered = withoutSlipped(value);
      const result = settled(ordered) ?? (slot === "responses" ? value : ordered);
      if (result === value) return undefined;
      return oneChange(result, { types: isObject(result.content) ? Object.keys(result.content) : [] });
    },
});
