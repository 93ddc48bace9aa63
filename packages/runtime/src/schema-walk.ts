import {
  alternativesOf,
  isRecord,
  partsOf,
  pointerIn,
  pointerTo,
  type SchemaObject,
  valueAt,
} from "@jackfield/contract";

/** Members of one schema beyond these are left out, so that a schema cannot cost more than it helps. */
const mostMembers = 64;

/** A schema with its parts and alternatives, all levels, references followed. */
export const membersOf = (schema: SchemaObject, root: SchemaObject): readonly SchemaObject[] => {
  const members = new Set<SchemaObject>();
  const visit = (member: SchemaObject): void => {
    if (members.has(member) || members.size >= mostMembers) return;
    members.add(member);
    for (const inner of [...partsOf(member, root), ...alternativesOf(member)]) visit(inner);
  };
  visit(schema);
  return [...members];
};

/** A schema and where it stands in the whole one, as a JSON pointer (RFC 6901). */
export type SchemaPlace = { readonly schema: SchemaObject; readonly pointer: string };

/** Schemas that the value of a schema has to fit, or may fit: what it refers to, its parts and its alternatives. */
const together = (root: SchemaObject, start: readonly SchemaPlace[]): readonly SchemaPlace[] => {
  const seen = new Map(start.map((placed) => [placed.schema, placed]));
  // A map grows while it is walked, so circles end.
  for (const { schema, pointer } of seen.values()) {
    const add = (value: unknown, at: string): void => {
      if (isRecord(value) && !seen.has(value)) seen.set(value, { schema: value, pointer: at });
    };
    const target = typeof schema.$ref === "string" ? pointerIn(schema.$ref) : undefined;
    if (target !== undefined) add(valueAt(root, target), target);
    for (const keyword of ["allOf", "anyOf", "oneOf"]) {
      const members = schema[keyword];
      if (Array.isArray(members))
        for (const [index, member] of members.entries()) add(member, pointerTo(pointer, keyword, index));
    }
    for (const keyword of ["if", "then", "else", "not"]) add(schema[keyword], pointerTo(pointer, keyword));
  }
  return [...seen.values()];
};

const below = ({ schema, pointer }: SchemaPlace, token: string): readonly SchemaPlace[] => {
  const { properties, additionalProperties, patternProperties, prefixItems, items } = schema;
  if (isRecord(properties) && isRecord(properties[token]))
    return [{ schema: properties[token], pointer: pointerTo(pointer, "properties", token) }];
  const result: SchemaPlace[] = [];
  const add = (value: unknown, ...tokens: readonly (string | number)[]): void => {
    if (isRecord(value)) result.push({ schema: value, pointer: pointerTo(pointer, ...tokens) });
  };
  if (isRecord(patternProperties))
    for (const [key, inner] of Object.entries(patternProperties)) add(inner, "patternProperties", key);
  add(additionalProperties, "additionalProperties");
  const first: unknown = Array.isArray(prefixItems) ? prefixItems[Number(token)] : undefined;
  add(first, "prefixItems", token);
  if (first === undefined) add(items, "items");
  return result;
};

/**
 * The schemas that speak of a part of a value, given those that speak of the whole. `path` names the part as errors do.
 * The first is the one that stands there itself, the others are what it refers to and what it is made of.
 */
export const schemasAt = (
  root: SchemaObject,
  start: readonly SchemaPlace[],
  path: readonly string[],
): readonly SchemaPlace[] =>
  path.reduce(
    (here, token) =>
      together(
        root,
        here.flatMap((placed) => below(placed, token)),
      ),
    together(root, start),
  );
