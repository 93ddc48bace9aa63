import { asSchema, isRecord, type SchemaObject, schemaList } from "../json-schema.js";
import { membersOf } from "./wire-value.js";

const deepest = 8;

/**
 * A schema and everything that is composed into it, alternatives that cannot be what the value is after those that can:
 * who looks for a field finds the one that is meant.
 */
export const fittingMembers = (
  schema: SchemaObject,
  value: unknown,
  root: SchemaObject,
): readonly SchemaObject[] => {
  const all = membersOf(schema, root);
  if (!isRecord(value)) return all;
  const unfit = new Set<SchemaObject>();
  for (const member of all) {
    const alternatives = [...schemaList(member.oneOf), ...schemaList(member.anyOf)];
    if (alternatives.length < 2) continue;
    const fit = alternatives.filter((one) => mayBe(value, one, root, 0));
    if (fit.length === 0) continue;
    const meant = new Set(fit.flatMap((one) => membersOf(one, root)));
    for (const other of alternatives.filter((one) => !fit.includes(one)))
      for (const part of membersOf(other, root)) if (!meant.has(part)) unfit.add(part);
  }
  return unfit.size === 0 ? all : [...all.filter((member) => !unfit.has(member)), ...unfit];
};

/** Whether nothing speaks against it: every field is known, nothing required is missing, constants are as they must be. */
const mayBe = (value: unknown, schema: SchemaObject, root: SchemaObject, depth: number): boolean => {
  if (depth > deepest) return true;
  const members = membersOf(schema, root);
  if (!isRecord(value)) return allows(value, members);
  const properties = members.map((member) => asSchema(member.properties) ?? {});
  const open = members.some(({ additionalProperties: more }) => more === true || isRecord(more));
  const required = isUnion(members) ? [] : members.flatMap((member) => namesOf(member.required));
  return (
    required.every((name) => Object.hasOwn(value, name)) &&
    Object.entries(value).every(([key, item]) => {
      const known = properties.flatMap((own) => (Object.hasOwn(own, key) ? [asSchema(own[key]) ?? {}] : []));
      if (known.length === 0) return open;
      return known.some((property) => mayBe(item, property, root, depth + 1));
    })
  );
};

const isUnion = (members: readonly SchemaObject[]): boolean =>
  members.some(({ oneOf, anyOf }) => Array.isArray(oneOf) || Array.isArray(anyOf));

const namesOf = (required: unknown): readonly string[] =>
  Array.isArray(required) ? required.filter((name): name is string => typeof name === "string") : [];

const allows = (value: unknown, members: readonly SchemaObject[]): boolean =>
  members.every(
    (member) =>
      (!Array.isArray(member.enum) || isUnion(members) || member.enum.includes(value)) &&
      (!("const" in member) || isUnion(members) || member.const === value),
  );
