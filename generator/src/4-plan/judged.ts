import { type Definitions, mapSchemas, type Schema, type SchemaObject } from "../3-model/index.js";
import { pinned, taggedUnion } from "./unions.js";

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
