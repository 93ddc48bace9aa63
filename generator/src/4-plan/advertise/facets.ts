import type { Definitions, Schema, SchemaObject, TypeName } from "../../3-model/index.js";
import { plain, shortened } from "../describe.js";

/** How much is told: levels of nested optional objects, characters of a description, values of an enum. */
export type ListDetail = { readonly depth: number; readonly words: number; readonly enums: number };

export type Spot = {
  readonly definitions: Definitions;
  readonly detail: ListDetail;
  /** Objects and arrays above this schema. */
  readonly depth: number;
  /** Required parts survive two levels deeper than optional ones. */
  readonly required: boolean;
  /** Names of the definitions that this schema stands in; a name twice is a recursion, cut at the third. */
  readonly above: readonly string[];
  /** How many schemas stand around this one, of the same value or of a part of it. */
  readonly steps?: number;
  /** Schemas that may still be told in full; shared by the whole tool. */
  readonly nodes: {
    left: number;
    /** How many more than those may be told in short, before only types are. */
    readonly spare: number;
  };
};

/** The fewest characters that a schema takes as JSON: `{"type":"null"}`. */
export const nodeLength = 15;

/** How a schema inside another is simplified. */
export type Simplify = (schema: Schema, spot: Spot) => Plain;

/** Whether only what must be there is listed. Once the schemas are used up that goes for all. */
export const isTooDeep = (spot: Spot): boolean =>
  spot.nodes.left < 0 || spot.depth > spot.detail.depth + (spot.required ? 2 : 0);

/** A schema as it is advertised. */
export type Plain = Record<string, unknown>;

/** Formats that models know and clients accept; the others are left to the description. */
const knownFormats: ReadonlyMap<string, string> = new Map([
  ...["date-time", "date", "time", "duration", "email", "hostname", "ipv4", "ipv6", "uri", "uuid"].map(
    (format) => [format, format] as const,
  ),
  // No format of JSON Schema, but a frequent one.
  ["url", "uri"],
]);

export const numeric = ["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"] as const;

/** What must be given needs its pattern more than its words; a format that clients know says the same in one. */
const longestPattern = ({ format = "" }: SchemaObject, { required, detail }: Spot): number =>
  !knownFormats.has(format) && (required || detail.words > 100) ? 500 : 200;

/** The types of the values that an enum or a const admits. */
export const typesOfValues = (schema: SchemaObject): readonly TypeName[] => {
  const values = schema.const !== undefined ? [schema.const] : (schema.enum ?? []);
  const types = new Set(values.map((value) => (value === null ? "null" : typeof value)));
  return (["string", "number", "boolean", "object", "null"] as const).filter((type) => types.has(type));
};

/** Values no longer than this, all together, are worth their room anywhere. */
const fewCharacters = 300;

/** Whether values are told: those of what must be given, as long as they can be read at all, and those that are short. */
const areTold = (values: readonly unknown[], { required, detail }: Spot): boolean =>
  values.length <= (required ? 300 : detail.enums) || JSON.stringify(values).length <= fewCharacters;

/** Enum and default, where they are of the type and not too many. */
export const valuesOf = (schema: SchemaObject, type: "string" | "number" | "boolean", spot: Spot): Plain => {
  const values = (schema.const !== undefined ? [schema.const] : (schema.enum ?? [])).filter(
    (value) => typeof value === type,
  );
  const fallback = isDefault(schema, type, values) ? { default: schema.default } : {};
  if (values.length === 0 || !areTold(values, spot)) return fallback;
  return { enum: [...new Set(values)], ...fallback };
};

/** Whether a default is one of the values, and keeps to the limits: what a list proposes has to be accepted. */
const isDefault = (schema: SchemaObject, type: string, values: readonly unknown[]): boolean => {
  const { default: value, minimum = Number.NEGATIVE_INFINITY, maximum = Number.POSITIVE_INFINITY } = schema;
  const { minLength = 0, maxLength = Number.POSITIVE_INFINITY } = schema;
  if (typeof value !== type || (values.length > 0 && !values.includes(value))) return false;
  if (typeof value === "number") return value >= minimum && value <= maximum;
  const length = typeof value === "string" ? [...value].length : minLength;
  return length >= minLength && length <= maxLength;
};

/** Some keywords as they are. */
export const picked = (schema: SchemaObject, keys: readonly (keyof SchemaObject)[]): Plain =>
  Object.fromEntries(keys.filter((key) => schema[key] !== undefined).map((key) => [key, schema[key]]));

/** The description: what the document says, and what no keyword that clients know can say. */
export const words = (schema: SchemaObject, spot: Spot): { readonly description?: string } => {
  const values = schema.enum?.filter((value) => value !== null) ?? [];
  const left = areTold(values, spot) ? "" : `One of ${values.length}: ${values.slice(0, 5).join(", ")}…`;
  const rules = untold.some((keyword) => schema[keyword] !== undefined) || isPatternLong(schema, spot);
  const format =
    schema.format !== undefined && !knownFormats.has(schema.format) ? formatNote(schema.format) : "";
  const text = spot.detail.words === 0 ? "" : shortened(plain(schema.description ?? ""), spot.detail.words);
  const description = [text, left, format, rules ? "More rules apply." : ""]
    .filter((part) => part !== "")
    .join(" ");
  return description === "" ? {} : { description };
};

/** Keywords that many model APIs do not take. */
const untold = [
  ...(["not", "if", "dependentRequired", "dependentSchemas", "contains", "propertyNames"] as const),
  ...(["unevaluatedItems", "unevaluatedProperties"] as const),
];

const isPatternLong = (schema: SchemaObject, spot: Spot): boolean =>
  schema.pattern !== undefined && schema.pattern.length > longestPattern(schema, spot);

/** Text of any kind. */
export const textOf = (schema: SchemaObject, spot: Spot): Plain => ({
  type: "string",
  ...valuesOf(schema, "string", spot),
  ...(schema.format !== undefined &&
    knownFormats.has(schema.format) && { format: knownFormats.get(schema.format) }),
  ...(!isPatternLong(schema, spot) && picked(schema, ["pattern"])),
  ...picked(schema, ["minLength", "maxLength", "contentEncoding"]),
  ...words(schema, spot),
});

/** Formats that say no more than the type are not worth their words. */
const formatNote = (format: string): string =>
  ["int32", "int64", "float", "double", "binary", "byte", "password", "string"].includes(format)
    ? ""
    : `(${plain(format)})`;
