import {
  asSchema,
  type Body,
  type BodyContent,
  covers,
  isMediaType,
  type JsonSchema,
  resolveRef,
  rootSchema,
  type SchemaObject,
} from "@jackfield/contract";
import { CallError } from "../call-error.js";
import { mayBe } from "../fitting.js";
import { ArgumentError } from "./argument-error.js";
import { type Arguments, own } from "./given.js";

/** Judges arguments by an input schema: gives them as they are sent, or throws `CallError`. */
type CheckedBy = (input: JsonSchema, args: Arguments) => Promise<Arguments>;

type Called = { readonly input: JsonSchema; readonly body: Body | undefined };

/**
 * Checks a body against the media type that it goes as, where media types take different values: the one that the caller
 * named, else the first that takes it whole, which is named from here on.
 */
export const settleMediaType = async (
  { input, body }: Called,
  args: Arguments,
  judge: CheckedBy,
): Promise<Arguments> => {
  if (body?.source.kind !== "whole" || body.mediaTypeKey === undefined) return args;
  const { mediaTypeKey, source, content } = body;
  const value = own(args, source.key);
  const root = rootSchema(input);
  if (value === undefined || !content.some((one) => schemaOf(one, body, root) !== undefined)) return args;
  const as = (one: BodyContent): Promise<Arguments> => judge(inputAs(one, body, root), args);
  const named = own(args, mediaTypeKey);
  if (named !== undefined && named !== null) {
    const wanted = contentNamed(body, String(named));
    return wanted === undefined
      ? args
      : as(wanted).catch((problem) => refuseAs(wanted, mediaTypeKey, problem));
  }
  if (typeof value === "string" && content.some(isPlain)) return args;
  const likely = content.filter((one) => mayTake(one, body, { value, root }));
  for (const one of new Set([...likely, ...content])) {
    const settled = await as(one).catch(() => undefined);
    if (settled !== undefined) return { ...settled, [mediaTypeKey]: one.mediaType };
  }
  return args;
};

const refuseAs = ({ mediaType }: BodyContent, key: string, problem: unknown): never => {
  if (!(problem instanceof CallError)) throw problem;
  const { answer } = problem;
  const hint = `A body of ${mediaType} has these rules; leave ${key} out to let it follow from the body.`;
  throw new CallError({ ...answer, recovery: `${answer.recovery} ${hint}` });
};

/** Input schemas with the body of one media type, made once: what is compiled for them is kept by them. */
const narrowed = new WeakMap<SchemaObject, Map<number, SchemaObject>>();

const inputAs = (content: BodyContent, body: Body, root: SchemaObject): SchemaObject => {
  const schema = schemaOf(content, body, root);
  const { alternative } = content;
  if (schema === undefined || alternative === undefined || body.source.kind !== "whole") return root;
  const known = narrowed.get(root) ?? new Map<number, SchemaObject>();
  narrowed.set(root, known);
  const properties = { ...asSchema(root.properties), [body.source.key]: schema };
  const input = known.get(alternative) ?? { ...root, properties };
  known.set(alternative, input);
  return input;
};

/**
 * The media type that the caller named, else the first that takes such a value, or for bytes a list of all; a named type
 * may also be one that a range covers.
 */
export const choose = (
  body: Body,
  { given, input }: { readonly given: Arguments; readonly input: JsonSchema },
): { content: BodyContent; mediaType: string } => {
  const key = body.mediaTypeKey;
  const named = key === undefined ? undefined : own(given, key);
  if (key === undefined || named === undefined || named === null) {
    const first = fittingContent(body, given, rootSchema(input));
    // Bytes may show what they are, so all types that the spec allows for them are offered to them.
    const alike = first.encoding === "bytes" ? body.content.filter(isBytes) : [first];
    return { content: first, mediaType: alike.map(({ mediaType }) => mediaType).join(", ") };
  }
  const wanted = String(named);
  const content = contentNamed(body, wanted);
  if (content === undefined) {
    throw new ArgumentError(
      key,
      `must be one of ${body.content.map(({ mediaType }) => mediaType).join(", ")}`,
    );
  }
  return { content, mediaType: wanted };
};

/** What a media type of the caller is; undefined when the body cannot be such a one. */
const contentNamed = ({ content }: Body, wanted: string): BodyContent | undefined =>
  content.find(({ mediaType }) => mediaType === wanted) ??
  content.find(({ mediaType }) => isMediaType(wanted) && covers(mediaType, wanted.toLowerCase()));

const fittingContent = (body: Body, given: Arguments, root: SchemaObject): BodyContent => {
  const { content, source } = body;
  if (source.kind === "fields") return content[0];
  const value = own(given, source.key);
  // Text is not an object: where both are offered, it says by itself what it is.
  const plain = typeof value === "string" ? content.find(isPlain) : undefined;
  if (plain !== undefined) return plain;
  return content.find((one) => mayTake(one, body, { value, root })) ?? content[0];
};

/** The schema of the values that a media type takes, where others take other values. */
const schemaOf = ({ alternative }: BodyContent, body: Body, root: SchemaObject): SchemaObject | undefined => {
  const union: unknown = resolveRef(bodySchema(body, root) ?? {}, root)?.anyOf;
  return Array.isArray(union) && alternative !== undefined ? asSchema(union[alternative]) : undefined;
};

const mayTake = (
  content: BodyContent,
  body: Body,
  { value, root }: { readonly value: unknown; readonly root: SchemaObject },
): boolean => {
  const schema = schemaOf(content, body, root);
  return schema === undefined || mayBe(value, schema, root);
};

const isPlain = ({ encoding }: BodyContent): boolean => encoding === "text" || encoding === "bytes";

const isBytes = ({ encoding }: BodyContent): boolean => encoding === "bytes";

/** The schema of the body: one argument's own, or the fields by their names in the body. */
export const bodySchema = ({ source }: Body, root: SchemaObject): SchemaObject | undefined => {
  const properties = asSchema(root.properties) ?? {};
  if (source.kind === "whole") return asSchema(properties[source.key]);
  const fields = Object.entries(source.fields).map(([key, field]) => [field, properties[key]] as const);
  return { type: "object", properties: Object.fromEntries(fields) };
};
