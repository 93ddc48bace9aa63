import type { Schema, SchemaObject } from "../types.js";

/** Named schemas, by the name in `#/$defs/<name>`. */
export type Definitions = Readonly<Record<string, Schema>>;

const prefix = "#/$defs/";

export const defNameOf = (ref: string): string => ref.slice(prefix.length);

export const refTo = (name: string): string => prefix + name;

/** The schema that a reference names, or the schema itself; undefined when there is none of that name. */
export const lookUp = (schema: Schema, definitions: Definitions): Schema | undefined => {
  if (typeof schema === "boolean" || schema.$ref === undefined) return schema;
  const name = defNameOf(schema.$ref);
  return Object.hasOwn(definitions, name) ? definitions[name] : undefined;
};

/**
 * A schema with everything that holds of the same value: what it refers to, and the parts of `allOf`, each once.
 * Alternatives stay closed.
 */
export const membersOf = (schema: Schema, definitions: Definitions): readonly SchemaObject[] => {
  const members = new Set<SchemaObject>();
  const visit = (member: Schema | undefined): void => {
    if (typeof member !== "object" || members.has(member)) return;
    members.add(member);
    if (member.$ref !== undefined) visit(lookUp(member, definitions));
    for (const part of member.allOf ?? []) visit(part);
  };
  visit(schema);
  return [...members];
};
