import type { Schema, SchemaObject } from "../../3-model/index.js";
import { isTooDeep, type Plain, picked, type Spot, words } from "./facets.js";

/** How a schema inside another is simplified. */
export type Simplify = (schema: Schema, spot: Spot) => Plain;

/**
 * An object. Below the depth that is listed, only the fields that it cannot do without have a schema, and the others a
 * name: what is drawn from that is still a whole value, and calls may use all of it.
 */
export const objectOf = (schema: SchemaObject, spot: Spot, simplify: Simplify): Plain => {
  const { properties = {}, additionalProperties: values, patternProperties: patterns = {} } = schema;
  const short = isTooDeep(spot);
  // A field may be required that no one describes; unless it is forbidden, it takes what any other field takes.
  const unknown = (schema.required ?? []).filter((key) => !Object.hasOwn(properties, key));
  const all = [
    ...Object.entries(properties).filter(([, inner]) => inner !== false),
    ...(values === false ? [] : unknown.map((key): [string, Schema] => [key, values ?? true])),
  ];
  const needed = new Set(schema.required ?? []);
  const least = Math.max(0, (schema.minProperties ?? 0) - all.filter(([key]) => needed.has(key)).length);
  const spare = all.filter(([key]) => !needed.has(key)).slice(0, short ? least : all.length);
  const kept = new Set([...needed, ...spare.map(([key]) => key)]);
  const entries = all.filter(([key]) => kept.has(key));
  const left = all.filter(([key]) => !kept.has(key)).map(([key]) => key);
  const below = (key: string): Spot => ({
    ...spot,
    depth: spot.depth + 1,
    required: spot.required && needed.has(key),
  });
  const listed = entries.map(([key, inner]) => [key, simplify(inner, below(key))] as const);
  const required = [...needed].filter((key) => entries.some(([name]) => name === key));
  const optional = { ...spot, depth: spot.depth + 1, required: false };
  const named = Object.entries(patterns).map(([key, inner]) => [key, simplify(inner, optional)] as const);
  const { description } = words(schema, spot);
  const also = left.length === 0 ? undefined : alsoNamed(left);
  const text = [description, also].filter((part) => part !== undefined).join(" ");
  return {
    type: "object",
    properties: Object.fromEntries(listed),
    ...(required.length > 0 && { required }),
    ...(named.length > 0 && { patternProperties: Object.fromEntries(named) }),
    ...(typeof values === "object" && { additionalProperties: simplify(values, optional) }),
    ...(values === false && left.length === 0 && { additionalProperties: false }),
    ...picked(schema, ["minProperties", "maxProperties"]),
    ...(text !== "" && { description: text }),
  };
};

const alsoNamed = (names: readonly string[]): string =>
  `Also: ${names.slice(0, 20).join(", ")}${names.length > 20 ? ` and ${names.length - 20} more` : ""}.`;

/** A list; one with places of its own for its first items says what belongs there. */
export const arrayOf = (schema: SchemaObject, spot: Spot, simplify: Simplify): Plain => {
  const { items, prefixItems = [], maxItems } = schema;
  const inner = { ...spot, depth: spot.depth + 1 };
  const open = items === undefined || items === true ? prefixItems.length === 0 : false;
  const rest = typeof items === "object" || open ? simplify(items ?? true, inner) : undefined;
  const longest = items === false ? Math.min(maxItems ?? prefixItems.length, prefixItems.length) : maxItems;
  return {
    type: "array",
    ...(prefixItems.length > 0 && { prefixItems: prefixItems.map((item) => simplify(item, inner)) }),
    ...(rest !== undefined && { items: rest }),
    ...(rest === undefined && prefixItems.length === 0 && { items: { type: "string" }, maxItems: 0 }),
    ...picked(schema, ["minItems", "uniqueItems"]),
    ...(longest !== undefined && !(items === false && prefixItems.length === 0) && { maxItems: longest }),
    ...words(schema, spot),
  };
};
