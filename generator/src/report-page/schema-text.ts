import { asSchema, resolveRef } from "@jackfield/contract";
import { number } from "../report/index.js";
import { bounded, boundedLine, firstOf } from "./bounded.js";

/** How deep a type is spelled out, how many of its members, how long. */
const longest = { depth: 2, members: 6, value: 40, text: 240 } as const;

/** What `$ref` may name: schemas by their name under `$defs`. */
type AnyDefinitions = unknown;

/** The schema that a reference leads to, or the schema itself. A circle ends as what it began with. */
export const followed = (schema: unknown, definitions: AnyDefinitions): unknown => {
  const own = asSchema(schema);
  return (own && resolveRef(own, { $defs: definitions })) ?? schema;
};

/** A schema's type in words: `string (date-time)`, `array of object { id, name? }`, `"a" | "b"`. */
export const typeText = (schema: unknown, definitions: AnyDefinitions): string =>
  boundedLine(typeAt(schema, { depth: 0, definitions }), longest.text);

/** What else it demands or says: `1 to 100`, `default 10`. Empty when nothing. */
export const notesText = (schema: unknown): string => {
  const range = (least: string, most: string, unit: string): string =>
    rangeText(read(schema, least), read(schema, most), unit).replace(/\b1 (item|character)s$/, "1 $1");
  const notes = [
    range("minimum", "maximum", ""),
    range("exclusiveMinimum", "exclusiveMaximum", ", ends excluded"),
    range("minLength", "maxLength", " characters"),
    range("minItems", "maxItems", " items"),
    noted("matches", read(schema, "pattern")),
    noted("default", has(schema, "default") ? valueText(read(schema, "default")) : undefined),
  ];
  return boundedLine(notes.filter((note) => note !== "").join(" · "), longest.text);
};

/** The schema's own words. */
export const wordsOf = (schema: unknown, max: number): string => {
  const words = read(schema, "description");
  return typeof words === "string" ? bounded(words, max) : "";
};

/** A member of a schema, own ones only: `__proto__` may be the name of an argument. */
export const read = (value: unknown, key: string): unknown =>
  has(value, key) ? Reflect.get(value, key) : undefined;

const has = (value: unknown, key: string): value is object =>
  typeof value === "object" && value !== null && Object.hasOwn(value, key);

type SchemaTextSpot = { readonly depth: number; readonly definitions: AnyDefinitions };

const below = ({ depth, definitions }: SchemaTextSpot): SchemaTextSpot => ({ depth: depth + 1, definitions });

const typeAt = (start: unknown, spot: SchemaTextSpot): string => {
  const schema = followed(start, spot.definitions);
  if (schema === false) return "nothing";
  if (typeof schema !== "object" || schema === null) return "anything";
  if (has(schema, "const")) return valueText(read(schema, "const"));
  const values = read(schema, "enum");
  if (Array.isArray(values)) return listed(values.map(valueText), " | ", longest.members);
  const type = read(schema, "type");
  if (Array.isArray(type)) return type.map((name) => typeNamed(String(name), schema, spot)).join(" or ");
  if (typeof type === "string") return typeNamed(type, schema, spot);
  return typeOfParts(schema, spot);
};

/** The type of a schema that names none. */
const typeOfParts = (schema: object, spot: SchemaTextSpot): string => {
  if (has(schema, "properties")) return objectText(schema, spot);
  for (const keyword of ["anyOf", "oneOf"]) {
    const choices = read(schema, keyword);
    if (!Array.isArray(choices)) continue;
    if (spot.depth >= longest.depth) return "one of several";
    const { shown, left } = firstOf(choices, longest.members);
    const texts = [...new Set(shown.map((choice) => typeAt(choice, below(spot))))];
    return `${texts.join(" or ")}${left === 0 ? "" : ` … ${number(left)} more`}`;
  }
  const parts = read(schema, "allOf");
  if (Array.isArray(parts) && spot.depth < longest.depth) {
    const texts = firstOf(parts, longest.members).shown.map((part) => typeAt(part, below(spot)));
    return texts.find((text) => text !== "anything") ?? "anything";
  }
  return has(schema, "items") ? typeNamed("array", schema, spot) : "anything";
};

const typeNamed = (name: string, schema: object, spot: SchemaTextSpot): string => {
  if (name === "array") {
    const items = read(schema, "items");
    return items === undefined || spot.depth >= longest.depth
      ? "array"
      : `array of ${typeAt(items, below(spot))}`;
  }
  if (name === "object") return objectText(schema, spot);
  const format = read(schema, "format");
  return name === "string" && typeof format === "string" ? `string (${format})` : name;
};

const objectText = (schema: object, { depth }: SchemaTextSpot): string => {
  const properties = read(schema, "properties");
  if (typeof properties !== "object" || properties === null || depth >= longest.depth) return "object";
  const wanted = read(schema, "required");
  const required = new Set<unknown>(Array.isArray(wanted) ? wanted : []);
  const keys = Object.keys(properties).map((key) => (required.has(key) ? key : `${key}?`));
  return keys.length === 0 ? "object" : `object { ${listed(keys, ", ", longest.members)} }`;
};

const listed = (texts: readonly string[], between: string, max: number): string =>
  texts.length <= max
    ? texts.join(between)
    : `${texts.slice(0, max).join(between)} … ${number(texts.length - max)} more`;

const valueText = (value: unknown): string => {
  if (typeof value === "object" && value !== null) return Array.isArray(value) ? "a list" : "an object";
  return boundedLine(typeof value === "string" ? JSON.stringify(value) : String(value), longest.value);
};

const rangeText = (least: unknown, most: unknown, unit: string): string => {
  if (least === undefined && most === undefined) return "";
  if (most === undefined) return `at least ${String(least)}${unit}`;
  if (least === undefined) return `at most ${String(most)}${unit}`;
  return least === most ? `exactly ${String(least)}${unit}` : `${String(least)} to ${String(most)}${unit}`;
};

const noted = (word: string, value: unknown): string =>
  value === undefined ? "" : `${word} ${String(value)}`;
