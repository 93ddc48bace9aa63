import {
  type Definitions,
  membersOf,
  type Schema,
  type SchemaObject,
  type TypeName,
} from "../../3-model/index.js";

/**
 * A schema and all that it is put together from as one schema, good enough to advertise: fields and required names
 * together, the tighter type, the first word on everything else. Calls are checked against the original.
 */
export const mergeAll = (schema: SchemaObject, definitions: Definitions): SchemaObject =>
  membersOf(schema, definitions)
    .map(({ $ref: _ref, allOf: _parts, ...own }): SchemaObject => own)
    .reduce(mergeTwo);

const mergeTwo = (a: SchemaObject, b: SchemaObject): SchemaObject => {
  const type = narrower(a.type, b.type);
  const unions = unionsOf(a, b);
  const values = a.enum && b.enum && a.enum.filter((value) => b.enum?.includes(value));
  const properties = mergeProperties(within(a, b), within(b, a));
  const required = [...new Set([...(a.required ?? []), ...(b.required ?? [])])];
  return {
    ...b,
    ...a,
    ...(type !== undefined && { type }),
    // Nothing is of both; the list cannot say that but in words.
    ...((areApart(a.type, b.type) || unions.length > 2 || values?.length === 0) && { not: {} }),
    ...(properties && { properties }),
    ...(required.length > 0 && { required }),
    ...tighter(a, b, mins, Math.max),
    ...tighter(a, b, maxs, Math.min),
    ...(a.items !== undefined && b.items !== undefined && { items: both(a.items, b.items) }),
    ...((a.additionalProperties === false || b.additionalProperties === false) && {
      additionalProperties: false,
    }),
    ...(unions.length > 1 && { anyOf: unions[0], oneOf: unions[1] }),
    ...(values && { enum: values }),
  };
};

/**
 * The unions of both, of which a value has to fit each. The one that a discriminator speaks of is the second, since readers
 * take the discriminator for that of `oneOf`.
 */
const unionsOf = (a: SchemaObject, b: SchemaObject): readonly (readonly Schema[])[] => {
  const all = [a.anyOf, a.oneOf, b.anyOf, b.oneOf].flatMap((union) => (union === undefined ? [] : [union]));
  if (all.length < 2) return all;
  const distinct = new Map(all.map((union) => [JSON.stringify(union), union]));
  const { discriminator, oneOf, anyOf } = a.discriminator === undefined ? b : a;
  const tag = JSON.stringify(discriminator && (oneOf ?? anyOf));
  const tagged = distinct.get(tag);
  distinct.delete(tag);
  const [first, ...others] = distinct.values();
  if (tagged === undefined || first === undefined) return [first ?? tagged ?? [], ...others];
  return [first, tagged, ...others];
};

const mins = ["minimum", "exclusiveMinimum", "minLength", "minItems", "minProperties"] as const;
const maxs = ["maximum", "exclusiveMaximum", "maxLength", "maxItems", "maxProperties"] as const;

const tighter = (
  a: SchemaObject,
  b: SchemaObject,
  keywords: readonly (typeof mins | typeof maxs)[number][],
  choose: (one: number, other: number) => number,
): SchemaObject =>
  Object.fromEntries(
    keywords.flatMap((keyword) => {
      const [one, other] = [a[keyword], b[keyword]];
      return one === undefined || other === undefined ? [] : [[keyword, choose(one, other)]];
    }),
  );

/** The fields of a part that the other, where it is closed, lets through. */
const within = (part: SchemaObject, other: SchemaObject): SchemaObject["properties"] => {
  if (other.additionalProperties !== false || part.properties === undefined) return part.properties;
  const known = other.properties ?? {};
  return Object.fromEntries(Object.entries(part.properties).filter(([key]) => Object.hasOwn(known, key)));
};

const mergeProperties = (
  a: SchemaObject["properties"],
  b: SchemaObject["properties"],
): SchemaObject["properties"] => {
  if (a === undefined || b === undefined) return a ?? b;
  const merged = new Map(Object.entries(a));
  for (const [key, schema] of Object.entries(b)) {
    const before = merged.get(key);
    merged.set(key, before === undefined ? schema : both(before, schema));
  }
  return Object.fromEntries(merged);
};

const both = (a: Schema, b: Schema): Schema => {
  if (a === false || b === false) return false;
  if (a === true || b === true) return a === true ? b : a;
  return JSON.stringify(a) === JSON.stringify(b) ? a : { allOf: [a, b] };
};

const narrower = (a: SchemaObject["type"], b: SchemaObject["type"]): SchemaObject["type"] => {
  if (a === undefined || b === undefined) return a ?? b;
  const common = [a].flat().filter((type) => [b].flat().some((other) => fits(type, other)));
  const [first, ...others] = common;
  return first === undefined ? a : others.length === 0 ? first : common;
};

const areApart = (a: SchemaObject["type"], b: SchemaObject["type"]): boolean =>
  a !== undefined &&
  b !== undefined &&
  ![a].flat().some((type) => [b].flat().some((other) => fits(type, other) || fits(other, type)));

const fits = (type: TypeName, other: TypeName): boolean =>
  type === other || (type === "integer" && other === "number");
