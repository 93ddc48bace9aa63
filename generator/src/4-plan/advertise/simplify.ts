import { defNameOf, lookUp, type Schema, type SchemaObject, type TypeName } from "../../3-model/index.js";
import { plain, shortened } from "../describe.js";
import { wireNameOf } from "../request-view.js";
import { alternatives, branchesOf, hasHiddenChoice } from "./alternatives.js";
import {
  isTooDeep,
  nodeLength,
  numeric,
  type Plain,
  picked,
  type Simplify,
  type Spot,
  textOf,
  typesOfValues,
  valuesOf,
  words,
} from "./facets.js";
import { mergeAll } from "./merge.js";
import { withStructuredValues } from "./structured-values.js";

/** Deeper is no use to a caller, and a danger to the stack. */
const mostSteps = 100;

/** One schema in the subset that model APIs take: a type everywhere, no references, no negation, nothing empty. */
export const simplify = (schema: Schema, around: Spot): Plain => {
  const { steps = 0, nodes } = around;
  // Once there are too many, nobody will see what becomes of the others.
  if (nodes.left < 0 && nodes.spare === 0) return nothing;
  const name = wireNameOf(schema);
  if (name !== undefined && typeof schema === "object") return withName(schema, name, around);
  nodes.left -= 1;
  if (nodes.left < 0 && nodes.spare === 0) return nothing;
  const spot = { ...around, steps: steps + 1 };
  if (nodes.left < -nodes.spare || steps > mostSteps) return bare(schema, spot);
  if (schema === false) return { type: "string", description: "Takes no value." };
  if (schema === true) return anything(spot);
  if (schema.$ref !== undefined) return followed(schema, spot);
  if (schema.allOf !== undefined) return simplify(mergeAll(schema, spot.definitions), spot);
  if (branchesOf(schema) !== undefined) return alternatives(schema, spot, simplify);
  if (hasHiddenChoice(schema)) return simplify(withWords(schema), around);
  const structured = withStructuredValues(schema);
  if (structured !== undefined) return alternatives(structured, spot, simplify);
  const types = [schema.type ?? typesOfValues(schema)].flat();
  const [type, ...others] = types.filter((one) => one !== "null");
  if (type === undefined) {
    return types.includes("null")
      ? { type: "null", ...words(schema, spot) }
      : { ...anything(spot), ...words(schema, spot) };
  }
  const values = schema.const !== undefined ? [schema.const] : schema.enum;
  const nullable = types.includes("null") && (values?.includes(null) ?? true);
  if (others.length === 0) return orNull(ofType(schema, type, spot), nullable);
  if (isDigits(schema)) {
    return orNull(
      { ...ofType(schema, "integer", spot), type: ["integer", "string"], ...picked(schema, ["pattern"]) },
      nullable,
    );
  }
  const { description, ...rest } = schema;
  return {
    anyOf: types.map((one) => (one === "null" ? { type: one } : ofType({ ...rest, type: one }, one, spot))),
    ...words({ description }, spot),
  };
};

/** Without a choice that has nothing to show: that there are more rules is said in words. */
const withWords = ({ anyOf: _any, oneOf: _one, ...schema }: SchemaObject): SchemaObject => ({
  ...schema,
  not: {},
});

/** A property with what the API calls it, since its key could not say that. */
const withName = (schema: SchemaObject, name: string, spot: Spot): Plain => {
  const { "x-wire-name": _name, ...rest }: SchemaObject & { readonly "x-wire-name"?: string } = schema;
  const simple = simplify(rest, spot);
  const text = [simple.description, `API name: ${shortened(plain(name), 80)}.`];
  return { ...simple, description: text.filter((part) => typeof part === "string").join(" ") };
};

/** A 64-bit integer, as a number or as its digits. */
const isDigits = ({ type, format }: SchemaObject): boolean =>
  /^u?int64$/.test(format ?? "") && [type].flat().every((one) => one !== "number" && one !== "object");

/** The same, or null: which in a body is not the same as nothing. */
const orNull = (plain: Plain, nullable: boolean): Plain => {
  if (!nullable) return plain;
  if (plain.type === undefined) return { anyOf: [plain, { type: "null" }] };
  return {
    ...plain,
    type: [...[plain.type].flat(), "null"],
    ...(Array.isArray(plain.enum) && { enum: [...plain.enum, null] }),
  };
};

const followed = (schema: SchemaObject, spot: Spot): Plain => {
  const { $ref = "", ...siblings } = schema;
  const name = defNameOf($ref);
  const target = lookUp(schema, spot.definitions);
  const times = spot.above.filter((one) => one === name).length;
  if (target === undefined) return anything(spot);
  const inner = { ...spot, above: [...spot.above, name] };
  if (times >= 4) return bare(target, spot, `${name} again.`);
  if (times >= 2) return again(target, inner, name);
  const own = Object.keys(siblings).length === 0 || typeof target === "boolean";
  return simplify(own ? target : mergeAll({ allOf: [target, siblings] }, spot.definitions), inner);
};

/** A recursion goes on with what is required only. */
const again = (target: Schema, spot: Spot, name: string): Plain => {
  const plain = simplify(target, { ...spot, detail: { ...spot.detail, depth: -100, words: 0 } });
  const words = [`${name} again.`, plain.description].filter((part) => typeof part === "string");
  return { ...plain, description: words.join(" ") };
};

const ofType = (schema: SchemaObject, type: TypeName, spot: Spot): Plain => {
  switch (type) {
    case "object":
      return objectOf(schema, spot, simplify);
    case "array":
      return arrayOf(schema, spot, simplify);
    case "string":
      return textOf(schema, spot);
    case "integer":
    case "number":
      return {
        type,
        ...valuesOf(schema, "number", spot),
        ...picked(schema, numeric),
        ...words(schema, spot),
      };
    case "boolean":
      return { type, ...valuesOf(schema, "boolean", spot), ...words(schema, spot) };
    case "null":
      return { type };
  }
};

/** In the place of what nobody will see. */
const nothing: Plain = {};

/** Only what kind of value it is, where telling more would never end. */
const bare = (schema: Schema, spot: Spot, reason = "Not all of it is listed here."): Plain => {
  const target = lookUp(schema, spot.definitions);
  const merged = typeof target === "object" && target.allOf ? mergeAll(target, spot.definitions) : target;
  const types = typeof merged === "object" ? [merged.type ?? typesOfValues(merged)].flat() : [];
  const [type] = types.filter((one) => one !== "null");
  if (type === "array") return { type, items: { type: "object", properties: {} }, description: reason };
  if (type === undefined || type === "object") return { type: "object", properties: {}, description: reason };
  return { type, description: reason };
};

/** Any JSON value; said with types, since an empty schema reaches some APIs as a string. */
const anything = (spot: Spot): Plain =>
  spot.depth > 1 || spot.depth > spot.detail.depth
    ? { type: "object", properties: {}, description: "Any JSON value." }
    : {
        anyOf: [
          { type: "object", properties: {} },
          { type: "array", items: { type: "string" } },
          { type: "string" },
          { type: "number" },
          { type: "boolean" },
        ],
      };

/**
 * An object. Below the depth that is listed, only the fields that it cannot do without have a schema, and the others a
 * name: what is drawn from that is still a whole value, and calls may use all of it.
 */
const objectOf = (schema: SchemaObject, spot: Spot, simplify: Simplify): Plain => {
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
  // Beyond what every schema takes there are `"properties":{}` and the names.
  const { nodes } = spot;
  if (nodes.spare === 0) nodes.left -= entries.reduce((sum, [key]) => sum + key.length + 4, 17) / nodeLength;
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
  // What must have a field that it may not have is nothing at all.
  const isNothing = values === false && Object.keys(patterns).length === 0 && unknown.length > 0;
  const { description } = words(isNothing ? { ...schema, not: {} } : schema, spot);
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
const arrayOf = (schema: SchemaObject, spot: Spot, simplify: Simplify): Plain => {
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
