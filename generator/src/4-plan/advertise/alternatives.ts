import { defNameOf, type Schema, type SchemaObject } from "../../3-model/index.js";
import { type TaggedBranch, taggedUnion } from "../unions.js";
import { isTooDeep, type Plain, type Simplify, type Spot, words } from "./facets.js";
import { mergeAll } from "./merge.js";

/** An alternative that says nothing but which fields must be there. */
const isFieldSet = (branch: Schema): branch is SchemaObject =>
  typeof branch === "object" &&
  Object.keys(branch).every((key) => key === "required" || key === "title" || key === "description");

/**
 * Alternatives that only name fields, each as an object that has them: what is drawn from one of them is a whole value.
 * The first tells all fields, the others their own; where exactly one may hold, none has the fields of another.
 * Undefined when the alternatives say more, or nothing.
 */
const fieldSets = (schema: SchemaObject): readonly SchemaObject[] | undefined => {
  const { anyOf, oneOf, description: _description, title: _title, default: _default, ...rest } = schema;
  const branches = (anyOf ?? oneOf ?? []).filter((one) => typeof one !== "object" || one.type !== "null");
  const base = anyOf === undefined || oneOf === undefined ? rest : { ...rest, oneOf };
  const { properties = {}, required = [], additionalProperties, type } = base;
  const hasFields = type === "object" || Object.keys(properties).length > 0;
  if (!hasFields || !branches.every(isFieldSet)) return undefined;
  const known = (name: string): boolean => Object.hasOwn(properties, name) || additionalProperties !== false;
  const sets = branches.map((branch) => branch.required ?? []).filter((set) => set.every(known));
  if (sets.length === 0 || sets.some((set) => set.length === 0)) return undefined;
  return sets.map((set, index) => {
    const own = new Set([...required, ...set]);
    const foreign = new Set(anyOf === undefined ? sets.flat().filter((name) => !own.has(name)) : []);
    const fields = Object.entries(properties).filter(([name]) =>
      index === 0 ? !foreign.has(name) : own.has(name),
    );
    return { ...base, properties: Object.fromEntries(fields), required: [...own] };
  });
};

/** Alternatives that have something to show; those that only name fields are seen to by `fieldSets`. */
export const branchesOf = (schema: SchemaObject): readonly Schema[] | undefined => {
  const all = schema.anyOf ?? schema.oneOf;
  if (all === undefined) return undefined;
  const shaped = all.filter(isShaped);
  if (shaped.length > 0 || fieldSets(schema) !== undefined) return shaped;
  const second = secondOnly(schema);
  return second && branchesOf(second);
};

const isShaped = (branch: Schema): boolean =>
  typeof branch !== "object" ||
  branch.required === undefined ||
  Object.keys(branch).some((key) => key !== "required" && key !== "title");

/** Whether a union that shows nothing refuses some values that fit the rest: none of its field sets is there anyhow. */
export const hasHiddenChoice = ({ anyOf, oneOf, required = [] }: SchemaObject): boolean =>
  [anyOf, oneOf].some((union) =>
    union?.every(
      (branch) => typeof branch === "object" && branch.required?.some((name) => !required.includes(name)),
    ),
  );

/** Of two unions of which the first has nothing to show, the second; that there are more rules is said in words. */
const secondOnly = ({ anyOf, ...schema }: SchemaObject): SchemaObject | undefined =>
  anyOf === undefined || schema.oneOf === undefined || anyOf.some(isShaped)
    ? undefined
    : { ...schema, not: {} };

/** A union as `anyOf`: what all alternatives share is fields in each. */
export const alternatives = (schema: SchemaObject, spot: Spot, simplify: Simplify): Plain => {
  const sets = fieldSets(schema);
  if (sets !== undefined)
    return anyOfThese(
      sets.map((set) => ({ schema: set, spot })),
      schema,
      spot,
      simplify,
      sets.map(({ required = [] }) => `with ${required.join(" and ")}`),
    );
  const second = secondOnly(schema);
  if (second !== undefined) return alternatives(second, spot, simplify);
  const {
    anyOf: first,
    oneOf: other,
    description: _text,
    title: _title,
    default: _fallback,
    ...rest
  } = schema;
  const { discriminator, xml: _xml, ...base } = rest;
  const isDouble = first !== undefined && other !== undefined;
  const shared = isDouble ? { ...base, oneOf: other, ...(discriminator && { discriminator }) } : base;
  const isShared = Object.keys(shared).length > 0;
  const tagged = taggedUnion(schema, spot.definitions);
  const branches = branchesOf(schema) ?? [];
  const names = branches.map((branch) =>
    typeof branch === "object" && branch.$ref !== undefined ? defNameOf(branch.$ref) : "another form",
  );
  const full = branches.map((branch, at): Alternative => {
    const name = names[at] ?? "";
    // Merging follows references, so circles have to be seen here as well.
    if (spot.above.filter((one) => one === name).length >= 4) return { schema: branch, spot };
    const tag = tagged?.branches.find((one) => one.schema === branch);
    const own = tag === undefined || tagged === undefined ? branch : withTag(tag, tagged.key, spot);
    const merged = isShared && !isNull(branch) ? mergeAll({ allOf: [shared, own] }, spot.definitions) : own;
    return { schema: merged, spot: merged === branch ? spot : { ...spot, above: [...spot.above, name] } };
  });
  return anyOfThese(full, schema, spot, simplify, names);
};

type Alternative = { readonly schema: Schema; readonly spot: Spot };

const isNull = (branch: Schema): boolean => typeof branch === "object" && branch.type === "null";

const anyOfThese = (
  full: readonly Alternative[],
  schema: SchemaObject,
  spot: Spot,
  simplify: Simplify,
  names: readonly string[] = [],
): Plain => {
  const { description, default: fallback } = schema;
  const room = isTooDeep(spot) && !spot.required ? 1 : Math.max(Math.floor(spot.detail.enums / 4), 3);
  const shown = full.slice(0, room).map((one) => simplify(one.schema, one.spot));
  const left = [...new Set(names.slice(room))];
  // A union of unions is one union.
  const flat = shown.flatMap((branch): readonly Plain[] =>
    Array.isArray(branch.anyOf) && Object.keys(branch).length === 1 ? branch.anyOf : [branch],
  );
  const distinct = [...new Map(flat.map((branch) => [JSON.stringify(branch), branch])).values()];
  const [only] = distinct;
  const plain = distinct.length === 1 && only !== undefined ? only : { anyOf: distinct };
  const or = left.length === 0 ? [] : [`Or: ${left.slice(0, 20).join(", ")}.`];
  const text = [words({ description }, spot).description ?? plain.description, ...or]
    .filter((part) => part !== undefined)
    .join(" ");
  return {
    ...plain,
    ...(text !== "" && { description: text }),
    ...(fallback !== undefined && { default: fallback }),
  };
};

/** An alternative that a discriminator names is listed with that name alone. */
const withTag = ({ schema, tags }: TaggedBranch, key: string, spot: Spot): Schema => {
  if (tags === undefined || typeof schema === "boolean") return schema;
  const merged = mergeAll({ allOf: [{ type: "object" }, schema] }, spot.definitions);
  const before = merged.properties?.[key];
  const known = before === undefined ? {} : mergeAll({ allOf: [before] }, spot.definitions);
  const { enum: _enum, const: _const, ...rest } = known;
  return { ...merged, properties: { ...merged.properties, [key]: { type: "string", ...rest, enum: tags } } };
};
