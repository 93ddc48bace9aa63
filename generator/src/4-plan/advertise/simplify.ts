import type { Schema, SchemaObject, TypeName } from "../../3-model/index.js";
import { defNameOf, lookUp } from "../request-view.js";
import {
  knownFormats,
  longestPattern,
  numeric,
  type Plain,
  picked,
  type Spot,
  typesOfValues,
  valuesOf,
  words,
} from "./facets.js";
import { fieldSets } from "./field-sets.js";
import { mergeAll } from "./merge.js";

/** One schema in the subset that model APIs take: a type everywhere, no references, no negation, nothing empty. */
export const simplify = (schema: Schema, spot: Spot): Plain => {
  spot.nodes.left -= 1;
  if (spot.nodes.left < 0) return cut(schema, spot);
  if (schema === false) return { type: "string", description: "Takes no value." };
  if (schema === true) return anything(spot);
  if (schema.$ref !== undefined) return followed(schema, spot);
  if (schema.allOf !== undefined) return simplify(mergeAll(schema, spot.definitions), spot);
  const sets = fieldSets(schema);
  if (sets !== undefined) return anyOfThese(sets, schema, spot);
  const branches = branchesOf(schema);
  if (branches !== undefined) return alternatives(schema, branches, spot);
  const types = [schema.type ?? typesOfValues(schema)].flat().filter((type) => type !== "null");
  const [type, ...others] = types;
  if (type === undefined) return { ...anything(spot), ...words(schema, spot) };
  if (others.length === 0) return ofType(schema, type, spot);
  const { description, ...rest } = schema;
  return {
    anyOf: types.map((one) => ofType({ ...rest, type: one }, one, spot)),
    ...words({ description }, spot),
  };
};

const followed = (schema: SchemaObject, spot: Spot): Plain => {
  const { $ref = "", ...siblings } = schema;
  const name = defNameOf($ref);
  const target = lookUp(schema, spot.definitions);
  const times = spot.above.filter((one) => one === name).length;
  if (target === undefined || times >= 2) return cut(target ?? true, spot, `${name} again`);
  const inner = { ...spot, above: [...spot.above, name] };
  const own = Object.keys(siblings).length === 0 || typeof target === "boolean";
  return simplify(own ? target : mergeAll({ allOf: [target, siblings] }, spot.definitions), inner);
};

/** Alternatives that matter: null is said by leaving the value out, and what only names fields has nothing to show here. */
const branchesOf = (schema: SchemaObject): readonly Schema[] | undefined => {
  const all = schema.anyOf ?? schema.oneOf;
  if (all === undefined) return undefined;
  const shaped = all.filter(
    (branch) =>
      typeof branch !== "object" ||
      (branch.type !== "null" && Object.keys(branch).some((key) => key !== "required" && key !== "title")),
  );
  return shaped.length === 0 ? undefined : shaped;
};

const alternatives = (schema: SchemaObject, branches: readonly Schema[], spot: Spot): Plain => {
  const { anyOf: _any, oneOf: _one, description: _told, title: _title, default: _fallback, ...base } = schema;
  const shared = Object.keys(base).some((key) => key !== "discriminator" && key !== "xml");
  const tagged = branches.map((branch) => withTag(branch, schema, spot));
  const full = tagged.map((branch) =>
    shared ? mergeAll({ allOf: [base, branch] }, spot.definitions) : branch,
  );
  return anyOfThese(full, schema, spot);
};

const anyOfThese = (full: readonly Schema[], schema: SchemaObject, spot: Spot): Plain => {
  const { description, default: fallback } = schema;
  const told = { ...words({ description }, spot), ...(fallback !== undefined && { default: fallback }) };
  const room = spot.depth > spot.detail.depth && !spot.required ? 1 : Math.max(spot.detail.enums / 4, 3);
  const shown = full.slice(0, room).map((branch) => simplify(branch, spot));
  const distinct = [...new Map(shown.map((branch) => [JSON.stringify(branch), branch])).values()];
  const [only] = distinct;
  return distinct.length === 1 && only !== undefined ? { ...only, ...told } : { anyOf: distinct, ...told };
};

/** An alternative that a discriminator names is told with that name alone (OpenAPI 3.1 section 4.8.25). */
const withTag = (branch: Schema, { discriminator }: SchemaObject, spot: Spot): Schema => {
  if (discriminator === undefined || typeof branch !== "object" || branch.$ref === undefined) return branch;
  const name = defNameOf(branch.$ref);
  const { propertyName, mapping = {} } = discriminator;
  const mapped = Object.keys(mapping).filter((key) => mapping[key]?.split("/").at(-1) === name);
  const tags = mapped.length > 0 ? mapped : [name];
  const tag: SchemaObject = {
    type: "object",
    properties: { [propertyName]: { type: "string", enum: tags } },
  };
  const merged = mergeAll({ allOf: [tag, branch] }, spot.definitions);
  return { ...merged, properties: { ...merged.properties, [propertyName]: { type: "string", enum: tags } } };
};

const ofType = (schema: SchemaObject, type: TypeName, spot: Spot): Plain => {
  switch (type) {
    case "object":
      return objectOf(schema, spot);
    case "array":
      return arrayOf(schema, spot);
    case "string":
      return {
        type,
        ...valuesOf(schema, "string", spot),
        ...(schema.format !== undefined &&
          knownFormats.has(schema.format) && { format: knownFormats.get(schema.format) }),
        ...(schema.pattern !== undefined &&
          schema.pattern.length <= longestPattern(schema, spot) && { pattern: schema.pattern }),
        ...picked(schema, ["minLength", "maxLength"]),
        ...words(schema, spot),
      };
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
      return { type: "string", ...words(schema, spot) };
  }
};

const isTooDeep = (spot: Spot): boolean => spot.depth > spot.detail.depth + (spot.required ? 2 : 0);

const objectOf = (schema: SchemaObject, spot: Spot): Plain => {
  if (isTooDeep(spot)) return cut(schema, spot);
  const properties = schema.properties ?? {};
  const values = schema.additionalProperties;
  // A field may be required that no one describes; unless it is forbidden, it takes what any other field takes.
  const unknown = (schema.required ?? []).filter((key) => !Object.hasOwn(properties, key));
  const entries = [
    ...Object.entries(properties),
    ...(values === false ? [] : unknown.map((key): [string, Schema] => [key, values ?? true])),
  ];
  const told = new Set(entries.map(([key]) => key));
  const required = schema.required?.filter((key) => told.has(key)) ?? [];
  return {
    type: "object",
    properties: Object.fromEntries(
      entries.map(([key, inner]) => [
        key,
        simplify(inner, {
          ...spot,
          depth: spot.depth + 1,
          required: spot.required && required.includes(key),
        }),
      ]),
    ),
    ...(required.length > 0 && { required }),
    ...(typeof values === "object" && {
      additionalProperties: simplify(values, { ...spot, depth: spot.depth + 1, required: false }),
    }),
    ...picked(schema, ["minProperties"]),
    ...words(schema, spot),
  };
};

const arrayOf = (schema: SchemaObject, spot: Spot): Plain => {
  const item = schema.items === false || schema.items === undefined ? schema.prefixItems?.[0] : schema.items;
  const inner = { ...spot, depth: spot.depth + 1 };
  return {
    type: "array",
    items:
      item === undefined ? { type: "string" } : isTooDeep(inner) ? cut(item, inner) : simplify(item, inner),
    ...picked(schema, ["minItems", "maxItems", "uniqueItems"]),
    ...words(schema, spot),
  };
};

/** Levels of required fields that a cut part still tells. */
const cutDepth = 3;

/**
 * A part that is not told in full: its type, the fields it cannot do without, the names of the others. What is drawn
 * from that is still a whole value; calls may use all of it.
 */
const cut = (schema: Schema, spot: Spot, reason?: string, level = 0): Plain => {
  const target = lookUp(schema, spot.definitions);
  const merged = typeof target === "object" && target.allOf ? mergeAll(target, spot.definitions) : target;
  if (typeof merged !== "object") return { type: "string" };
  const [type] = [merged.type ?? typesOfValues(merged)].flat().filter((one) => one !== "null");
  if (type === undefined) {
    const [branch] = branchesOf(merged) ?? [];
    return branch === undefined || level >= cutDepth
      ? { type: "string" }
      : cut(branch, spot, reason, level + 1);
  }
  if (type === "array") {
    const { items } = merged;
    const known = items !== undefined && level < cutDepth;
    return {
      type,
      items: known ? cut(items, spot, undefined, level + 1) : { type: "string" },
      ...picked(merged, ["minItems", "maxItems"]),
    };
  }
  if (type !== "object") return ofType(merged, type, { ...spot, detail: { ...spot.detail, words: 0 } });
  const required = new Set(level < cutDepth ? merged.required : []);
  const needed = Object.entries(merged.properties ?? {}).filter(([name]) => required.has(name));
  const names = Object.keys(merged.properties ?? {})
    .filter((name) => !required.has(name))
    .slice(0, 20);
  const note = names.length > 0 && spot.detail.words > 0 ? `Fields: ${names.join(", ")}.` : undefined;
  const description = [words(merged, spot).description, reason, note]
    .filter((part) => part !== undefined)
    .join(" ");
  return {
    type: "object",
    properties: Object.fromEntries(
      needed.map(([name, inner]) => [name, cut(inner, spot, undefined, level + 1)]),
    ),
    ...(needed.length > 0 && { required: needed.map(([name]) => name) }),
    ...(description !== "" && { description }),
  };
};

/** Any JSON value; said with types, since an empty schema reaches some APIs as a string. */
const anything = (spot: Spot): Plain =>
  spot.depth > 1 || isTooDeep(spot)
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
