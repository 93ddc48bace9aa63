import {
  admittedTypes,
  alternativesOf,
  asSchema,
  isRecord,
  partsOf,
  type SchemaObject,
  typeOf,
} from "@jackfield/contract";
import { membersOf } from "./schema-walk.js";

const deepest = 8;
const most = 64;

/**
 * A schema and everything that is composed into it, in the order in which their fields stand: what it is based on, its
 * own, then the alternatives that the value may be, or all of them when it may be none.
 */
export const fittingMembers = (
  schema: SchemaObject,
  value: unknown,
  root: SchemaObject,
): readonly SchemaObject[] => {
  const members = new Set<SchemaObject>();
  const begun = new Set<SchemaObject>();
  const visit = (member: SchemaObject): void => {
    if (begun.has(member) || begun.size >= most) return;
    begun.add(member);
    for (const part of partsOf(member, root)) visit(part);
    members.add(member);
    const alternatives = alternativesOf(member);
    const fit =
      alternatives.length < 2 ? alternatives : alternatives.filter((one) => mayBe(value, one, root));
    for (const one of fit.length === 0 ? alternatives : fit) visit(one);
  };
  visit(schema);
  return [...members];
};

/** Whether nothing speaks against it: the type fits, every field is known, none is missing, constants are as they must be. */
export const mayBe = (value: unknown, schema: SchemaObject, root: SchemaObject, depth = 0): boolean => {
  if (depth > deepest) return true;
  // Digits of a long integer may be a bigint by now.
  if (typeof value !== "bigint" && admittedTypes(schema, root)?.has(typeOf(value)) === false) return false;
  const members = membersOf(schema, root);
  if (Array.isArray(value)) {
    const items = members.flatMap((member) => (isRecord(member.items) ? [member.items] : []));
    return value.every(
      (item) => items.length === 0 || items.some((one) => mayBe(item, one, root, depth + 1)),
    );
  }
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
