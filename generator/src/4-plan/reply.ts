import {
  canRepeat,
  fieldsKey,
  fromKey,
  isJson,
  isPlainText,
  isXml,
  type JsonSchema,
  type ReplyHints,
  streamKindOf,
} from "@jackfield/contract";
import {
  type Definitions,
  defNameOf,
  lookUp,
  mapSchemas,
  type Operation,
  type Reply,
  type ReplyMedia,
  type Schema,
  type SchemaObject,
} from "../3-model/index.js";
import { plain, shortened } from "./describe.js";

/** Text, since a list costs a third more; the runtime takes both. */
const fieldsSchema: SchemaObject = {
  type: "string",
  description: "Reply fields to keep: id,items.name",
};

const isSuccess = (status: string): boolean => /^(2\d\d|2XX)$/.test(status);

/** What the spec says of a success; `default` is that where nothing else is (OpenAPI 3.1 section 4.8.16). */
const successesOf = ({ replies }: Operation): readonly Reply[] => {
  const named = replies.filter(({ status }) => isSuccess(status));
  return named.length > 0 ? named : replies.filter(({ status }) => status === "default");
};

/** What a caller gets as JSON: JSON under all its names, records of a stream, and XML. */
const givesJson = ({ mediaType }: ReplyMedia): boolean =>
  isJson(mediaType) || isXml(mediaType) || streamKindOf(mediaType) !== undefined;

const successMedia = (operation: Operation): readonly ReplyMedia[] =>
  successesOf(operation).flatMap(({ content }) => content);

/** Where a reply that was cut goes on: a number that the note of the first result names. */
const fromSchema: SchemaObject = { type: "integer", description: "Where a cut reply goes on" };

/**
 * The runtime's own arguments for replies that can be too long for one result, unless an argument of the API has their
 * name: `_fields` keeps wide JSON small, `_from` goes on in what can be asked for again. They cost some forty tokens of
 * the list, so small replies go without.
 */
export const replyArguments = (
  operation: Operation,
  taken: ReadonlySet<string>,
): readonly (readonly [string, Schema])[] => {
  const media = successMedia(operation);
  const wide = media.some((one) => one.size === "wide" && givesJson(one));
  const long = media.some((one) => (givesJson(one) ? one.size !== "small" : isPlainText(one.mediaType)));
  const offered: readonly (readonly [string, Schema])[] = [
    ...(wide ? [[fieldsKey, fieldsSchema] as const] : []),
    ...(long && canRepeat(operation.method) ? [[fromKey, fromSchema] as const] : []),
  ];
  return offered.filter(([key]) => !taken.has(key));
};

/** What reading the reply needs, and what of it the caller is to see next to the body. */
export const replyHints = (operation: Operation, definitions: Definitions): ReplyHints | undefined => {
  const xml = xmlOf(operation, definitions);
  const outcomes = outcomesOf(operation);
  const headers = shownHeaders(operation, Object.keys(outcomes));
  const hints: ReplyHints = {
    ...(xml !== undefined && { xml }),
    ...(Object.keys(outcomes).length > 0 && { outcomes }),
    ...(headers.length > 0 && { headers }),
  };
  return Object.keys(hints).length === 0 ? undefined : hints;
};

/**
 * Statuses outside of 2xx that answer the question: redirects and 304, a 404 where a success says no more than yes (GET
 * with 204, HEAD), and what `x-outcome` of the response says.
 */
const outcomesOf = ({ method, replies }: Operation): Readonly<Record<string, string>> => {
  const successes = replies.filter(({ status }) => isSuccess(status));
  const yesOrNo =
    method === "HEAD" ||
    (method === "GET" && successes.length > 0 && successes.every(({ status }) => status === "204"));
  const answers = replies.filter(
    ({ status, outcome }) =>
      !isSuccess(status) &&
      status !== "default" &&
      (outcome ?? (status.startsWith("3") || (yesOrNo && status === "404"))),
  );
  return Object.fromEntries(
    answers.map(({ status, description = "" }) => [status, shortened(plain(description), 160)]),
  );
};

const mostHeaders = 12;

/** Never shown: what carries credentials, and what only programs read. */
const unshown =
  /^(?:set-cookie2?|authorization|www-authenticate|content-(?:type|length|encoding)|transfer-encoding|connection|keep-alive|date|server|vary|strict-transport-security|access-control-.*)$/i;

const shownHeaders = (operation: Operation, outcomes: readonly string[]): readonly string[] => {
  const others = operation.replies.filter(({ status }) => outcomes.includes(status));
  const names = [...successesOf(operation), ...others].flatMap(({ headers }) =>
    headers.filter((name) => !unshown.test(name)),
  );
  return [...new Map(names.map((name) => [name.toLowerCase(), name])).values()].slice(0, mostHeaders);
};

/** The schema of XML, where the API has no JSON to give. */
const xmlOf = (operation: Operation, definitions: Definitions): JsonSchema | undefined => {
  const media = successMedia(operation);
  if (media.some((one) => givesJson(one) && !isXml(one.mediaType))) return undefined;
  const shapes = media
    .filter(({ mediaType }) => isXml(mediaType))
    .flatMap(({ schema }) => shape(schema ?? true));
  const choices = shapes
    .filter((one) => typeof one === "object")
    .filter((one) => Object.keys(one).length > 0);
  const [first] = choices;
  if (first === undefined) return undefined;
  const schema = choices.length === 1 ? first : { anyOf: choices };
  const defs = shapesBelow(schema, definitions);
  return { ...schema, ...(Object.keys(defs).length > 0 && { $defs: defs }) };
};

/** The keywords that decide how XML becomes JSON; words and limits would only make the tool larger. */
const shape = (schema: Schema): Schema => {
  if (typeof schema === "boolean") return schema;
  const { type, enum: values, const: constant, $ref, properties, items, allOf, anyOf, oneOf, xml } = schema;
  const kept: SchemaObject = {
    ...($ref !== undefined && { $ref }),
    ...(type !== undefined && { type }),
    ...(type === undefined && values !== undefined && { enum: values }),
    ...(type === undefined && constant !== undefined && { const: constant }),
    ...(properties !== undefined && { properties }),
    ...(items !== undefined && { items }),
    ...(allOf !== undefined && { allOf }),
    ...(anyOf !== undefined && { anyOf }),
    ...(oneOf !== undefined && { oneOf }),
    ...(xml !== undefined && { xml }),
  };
  return mapSchemas(kept, shape);
};

const shapesBelow = (root: Schema, definitions: Definitions): Definitions => {
  const byName = new Map<string, Schema>();
  const visit = (schema: Schema): Schema => {
    if (typeof schema === "boolean") return schema;
    const target = schema.$ref === undefined ? undefined : lookUp(schema, definitions);
    if (schema.$ref !== undefined && target !== undefined && !byName.has(defNameOf(schema.$ref))) {
      const below = shape(target);
      byName.set(defNameOf(schema.$ref), below);
      visit(below);
    }
    mapSchemas(schema, visit);
    return schema;
  };
  visit(root);
  return Object.fromEntries([...byName].sort(([a], [b]) => (a < b ? -1 : 1)));
};
