import type { Schema, SchemaObject, TypeName } from "../../3-model/index.js";
import { plain, shortened } from "../prose.js";
import { type Definitions, defNameOf, lookUp } from "../request-view.js";
import { mergeAll } from "./merge.js";

/** How much is told: levels of nested optional objects, characters of a description, values of an enum. */
export type Detail = { readonly depth: number; readonly words: number; readonly enums: number };

export type Spot = {
  readonly definitions: Definitions;
  readonly detail: Detail;
  /** Objects and arrays above this schema. */
  readonly depth: number;
  /** Required parts survive two levels deeper than optional ones. */
  readonly required: boolean;
  /** Names of the definitions that this schema stands in; a name twice is a recursion, cut at the third. */
  readonly above: readonly string[];
  /** Schemas that may still be told in full; shared by the whole tool. */
  readonly nodes: { left: number };
};

type Plain = Record<string, unknown>;

/** Formats that models know and clients accept; the others are left to the description. */
const knownFormats = new Set(["date-time", "date", "time", "email", "uri", "uuid", "ipv4", "ipv6"]);

const numeric = ["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"] as const;

/** One schema in the subset that model APIs take: a type everywhere, no references, no negation, nothing empty. */
export const simplify = (schema: Schema, spot: Spot): Plain => {
  spot.nodes.left -= 1;
  if (spot.nodes.left < 0) return cut(schema, spot);
  if (schema === false) return { type: "string", description: "Takes no value." };
  if (schema === true) return anything(spot);
  if (schema.$ref !== undefined) return followed(schema, spot);
  if (schema.allOf !== undefined) return simplify(mergeAll(schema, spot.definitions), spot);
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

/** Alternatives that matter: null is said by leaving the value out, required-only branches in the tool's description. */
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
  const { anyOf: _any, oneOf: _one, description, title: _title, default: fallback, ...base } = schema;
  const shared = Object.keys(base).some((key) => key !== "discriminator" && key !== "xml");
  const full = branches.map((branch) =>
    shared ? mergeAll({ allOf: [base, branch] }, spot.definitions) : branch,
  );
  const told = { ...words({ description }, spot), ...(fallback !== undefined && { default: fallback }) };
  const room = spot.depth > spot.detail.depth && !spot.required ? 1 : Math.max(spot.detail.enums / 4, 3);
  const shown = full.slice(0, room).map((branch) => simplify(branch, spot));
  const distinct = [...new Map(shown.map((branch) => [JSON.stringify(branch), branch])).values()];
  const [only] = distinct;
  return distinct.length === 1 && only !== undefined ? { ...only, ...told } : { anyOf: distinct, ...told };
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
        ...(schema.format !== undefined && knownFormats.has(schema.format) && { format: schema.format }),
        ...(schema.pattern !== undefined && schema.pattern.length <= 100 && { pattern: schema.pattern }),
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
  const entries = Object.entries(schema.properties ?? {});
  if (isTooDeep(spot)) return cut(schema, spot);
  const required = schema.required?.filter((key) => Object.hasOwn(schema.properties ?? {}, key)) ?? [];
  const values = schema.additionalProperties;
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

/** A part that is not told in full: its type, and the names of its fields. Calls may still use all of it. */
const cut = (schema: Schema, spot: Spot, reason?: string): Plain => {
  const target = lookUp(schema, spot.definitions);
  const merged = typeof target === "object" && target.allOf ? mergeAll(target, spot.definitions) : target;
  if (typeof merged !== "object" || merged.type !== "object") {
    const type = typeof merged === "object" ? [merged.type ?? "string"].flat()[0] : "string";
    return type === "array"
      ? { type, items: { type: "string" } }
      : { type: type === "null" ? "string" : type };
  }
  const names = Object.keys(merged.properties ?? {}).slice(0, 20);
  const note = names.length > 0 && spot.detail.words > 0 ? `Fields: ${names.join(", ")}.` : undefined;
  const description = [words(merged, spot).description, reason, note]
    .filter((part) => part !== undefined)
    .join(" ");
  return { type: "object", properties: {}, ...(description !== "" && { description }) };
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

const typesOfValues = (schema: SchemaObject): readonly TypeName[] => {
  const values = schema.const !== undefined ? [schema.const] : (schema.enum ?? []);
  const types = new Set(values.map((value) => (value === null ? "null" : typeof value)));
  return (["string", "number", "boolean", "object"] as const).filter((type) => types.has(type));
};

const valuesOf = (schema: SchemaObject, type: "string" | "number" | "boolean", spot: Spot): Plain => {
  const values = (schema.const !== undefined ? [schema.const] : (schema.enum ?? [])).filter(
    (value) => typeof value === type,
  );
  const fallback = typeof schema.default === type ? { default: schema.default } : {};
  if (values.length === 0 || values.length > spot.detail.enums) return fallback;
  return { enum: [...new Set(values)], ...fallback };
};

const picked = (schema: SchemaObject, keys: readonly (keyof SchemaObject)[]): Plain =>
  Object.fromEntries(keys.filter((key) => schema[key] !== undefined).map((key) => [key, schema[key]]));

const words = (schema: SchemaObject, spot: Spot): { readonly description?: string } => {
  const values = schema.enum?.filter((value) => typeof value === "string") ?? [];
  const left =
    values.length > spot.detail.enums ? `One of ${values.length}: ${values.slice(0, 5).join(", ")}…` : "";
  const format =
    schema.format !== undefined && !knownFormats.has(schema.format) ? formatNote(schema.format) : "";
  const text = spot.detail.words === 0 ? "" : shortened(plain(schema.description ?? ""), spot.detail.words);
  const description = [text, left, format].filter((part) => part !== "").join(" ");
  return description === "" ? {} : { description };
};

/** Formats that say no more than the type are not worth their words. */
const formatNote = (format: string): string =>
  ["int32", "int64", "float", "double", "binary", "byte", "password", "string"].includes(format)
    ? ""
    : `(${plain(format)})`;
