import {
  type Definitions,
  defNameOf,
  mapSchemas,
  membersOf,
  type Schema,
  type SchemaObject,
} from "../3-model/index.js";
import { wireNameOf } from "./request-view.js";

/** An alternative of a union with a discriminator. */
export type TaggedBranch = {
  readonly schema: Schema;
  /** Values of the tag that mean this alternative; undefined: the tag says nothing of it. */
  readonly tags?: readonly unknown[];
  /**
   * Where the tags come from: the alternative's own enum or const, the mapping, the name of its schema; `rest`: it is
   * for all tags that mean no other.
   */
  readonly from: "itself" | "mapping" | "name" | "rest" | "nothing";
};

type TaggedUnion = { readonly key: string; readonly branches: readonly TaggedBranch[] };

/**
 * Which value of the tag means which alternative (OpenAPI 3.1 section 4.8.25). What an alternative says of its tag by
 * itself comes first, then the mapping, then the name of its schema. Undefined without a discriminator, or where no
 * alternative has the tag.
 */
export const taggedUnion = (schema: SchemaObject, definitions: Definitions): TaggedUnion | undefined => {
  const { discriminator } = schema;
  const union = schema.oneOf ?? schema.anyOf;
  if (discriminator === undefined || union === undefined) return undefined;
  const { mapping = {}, propertyName, defaultMapping } = discriminator;
  const keys = union.flatMap((branch) => tagKeys(branch, propertyName, definitions));
  const [key] = keys;
  if (key === undefined) return undefined;
  const branches = union.map((branch): TaggedBranch => {
    const own = ownTags(branch, key, definitions);
    const name = typeof branch === "object" && branch.$ref !== undefined ? defNameOf(branch.$ref) : undefined;
    const mapped = Object.keys(mapping).filter((tag) => lastOf(mapping[tag]) === name);
    const agreed = own?.filter((tag) => mapped.some((other) => other === tag)) ?? [];
    if (own !== undefined && agreed.length > 0 && agreed.length < own.length)
      return { schema: branch, tags: agreed, from: "mapping" };
    if (own !== undefined) return { schema: branch, tags: own, from: "itself" };
    if (name === undefined || tagKeys(branch, propertyName, definitions).length === 0)
      return { schema: branch, from: "nothing" };
    if (name === lastOf(defaultMapping)) return { schema: branch, from: "rest" };
    if (mapped.length > 0) return { schema: branch, tags: mapped, from: "mapping" };
    return { schema: branch, tags: [name], from: "name" };
  });
  return { key, branches };
};

const lastOf = (ref: string | undefined): string | undefined => ref?.split("/").at(-1);

/** The key of the tag as callers give it. */
const tagKeys = (branch: Schema, wireName: string, definitions: Definitions): readonly string[] =>
  membersOf(branch, definitions).flatMap(({ properties = {} }) =>
    Object.keys(properties).filter((key) => (wireNameOf(properties[key] ?? true) ?? key) === wireName),
  );

const ownTags = (branch: Schema, key: string, definitions: Definitions): readonly unknown[] | undefined => {
  const lists = membersOf(branch, definitions)
    .flatMap(({ properties = {} }) => (Object.hasOwn(properties, key) ? [properties[key] ?? true] : []))
    .flatMap((property) => membersOf(property, definitions))
    .flatMap((one) => (one.const !== undefined ? [[one.const]] : one.enum !== undefined ? [one.enum] : []));
  const [first, ...others] = lists;
  return first?.filter((value) => others.every((list) => list.includes(value)));
};

/** The alternative with its tag pinned. */
const pinned = (branch: Schema, key: string, tags: readonly unknown[]): SchemaObject => {
  const tag: SchemaObject = { properties: { [key]: { enum: tags } } };
  if (typeof branch === "boolean") return tag;
  return branch.properties === undefined ? { ...branch, ...tag } : { allOf: [branch, tag] };
};

/**
 * A schema as calls are judged by it. An argument is not refused because two alternatives fit it: `oneOf` judges as
 * `anyOf`, and where a discriminator names one of them, that one alone.
 */
export const judged = (schema: Schema, definitions: Definitions): Schema => {
  if (typeof schema === "boolean") return schema;
  const inside = mapSchemas(schema, (inner) => judged(inner, definitions));
  const { oneOf, anyOf, discriminator, ...rest } = inside;
  const union = oneOf ?? anyOf;
  if (union === undefined) return discriminator === undefined ? inside : { ...rest };
  const choice = alternatives(schema, union, definitions);
  if (oneOf === undefined || anyOf === undefined) return { ...rest, anyOf: choice };
  return { ...rest, allOf: [...(rest.allOf ?? []), { anyOf: choice }, { anyOf }] };
};

const alternatives = (
  schema: SchemaObject,
  union: readonly Schema[],
  definitions: Definitions,
): readonly Schema[] => {
  const tagged = taggedUnion(schema, definitions);
  if (tagged === undefined) return union;
  const { key, branches } = tagged;
  const plain = branches.map((branch, at) => ({ ...branch, schema: union[at] ?? branch.schema }));
  const named = plain.map(({ schema: branch, tags, from }) =>
    tags === undefined || from === "itself" ? branch : pinned(branch, key, tags),
  );
  // The name of a schema is what the standard falls back on, not what every API means: other tags are open to these.
  const unnamed = plain
    .filter(({ from }) => from === "name" || from === "rest")
    .map(({ schema: branch }) => branch);
  if (unnamed.length === 0) return named;
  const known = plain.flatMap(({ tags = [] }) => tags);
  const others: SchemaObject = { properties: { [key]: { not: { enum: known } } }, anyOf: unnamed };
  return [...named.filter((_, at) => plain[at]?.from !== "rest"), others];
};
