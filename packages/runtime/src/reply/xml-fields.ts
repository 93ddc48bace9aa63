import { admittedTypes, asSchema, type SchemaObject, type TypeName } from "@jackfield/contract";
import { membersOf } from "../schema-walk.js";

/** A property of a schema, as XML has it. */
export type Field = {
  readonly key: string;
  /** Local name of its element or attribute. */
  readonly name: string;
  /** The name with the prefix that the schema gives it, if any. */
  readonly fullName: string;
  readonly schema: SchemaObject;
  /** `text`: of the element around it. `none`: an object whose own fields stand in the element around it. */
  readonly node: "element" | "attribute" | "text" | "none";
  /** Absent: no list. */
  readonly list?: List;
};

export type List = {
  readonly name: string;
  readonly item: SchemaObject;
  readonly itemName: string;
  /** The items stand in an element of their own. */
  readonly wrapped: boolean;
  /** The items are objects without an element of their own. */
  readonly bare: boolean;
};

const itemsOf = (members: readonly SchemaObject[]): SchemaObject =>
  members.map((member) => asSchema(member.items)).find((items) => items !== undefined) ?? {};

const hintsOf = (members: readonly SchemaObject[]): SchemaObject =>
  members.map((member) => asSchema(member.xml)).find((xml) => xml !== undefined) ?? {};

/** What a schema, with what is composed into it, says of an element. */
type Shape = {
  /** Undefined: any. */
  readonly types: ReadonlySet<TypeName> | undefined;
  readonly fields: readonly Field[];
  /** Of a list. */
  readonly item: SchemaObject;
};

const known = new WeakMap<SchemaObject, Shape>();

export const shapeOf = (schema: SchemaObject, root: SchemaObject): Shape => {
  const before = known.get(schema);
  if (before !== undefined) return before;
  const members = membersOf(schema, root);
  const shape = {
    types: admittedTypes(schema, root),
    fields: fieldsOf(members, root),
    item: itemsOf(members),
  };
  known.set(schema, shape);
  return shape;
};

const fieldsOf = (members: readonly SchemaObject[], root: SchemaObject): readonly Field[] => {
  const schemasByKey = new Map<string, SchemaObject[]>();
  for (const member of members) {
    for (const [key, property] of Object.entries(asSchema(member.properties) ?? {})) {
      const all = schemasByKey.get(key) ?? [];
      all.push(asSchema(property) ?? {});
      schemasByKey.set(key, all);
    }
  }
  // Alternatives may each say something of one field: what they say are alternatives again.
  return [...schemasByKey].map(([key, [first = {}, ...others]]) =>
    fieldOf(key, others.length === 0 ? first : { anyOf: [first, ...others] }, root),
  );
};

const fieldOf = (key: string, schema: SchemaObject, root: SchemaObject): Field => {
  const members = membersOf(schema, root);
  const { name: own, attribute, wrapped, nodeType } = hintsOf(members);
  const fullName = typeof own === "string" && own !== "" ? own : key;
  const name = localName(fullName);
  const isList = admittedTypes(schema, root)?.has("array") === true;
  const field = { key, name, fullName, schema };
  if (attribute === true) return { ...field, node: "attribute" };
  if (nodeType === "text" || nodeType === "cdata") return { ...field, node: "text" };
  if (!isList) return { ...field, node: nodeType === "none" ? "none" : "element" };
  const item = itemsOf(members);
  const itemHints = hintsOf(membersOf(item, root));
  const list = {
    name,
    item,
    itemName: typeof itemHints.name === "string" && itemHints.name !== "" ? localName(itemHints.name) : name,
    wrapped: wrapped === true,
    bare: itemHints.nodeType === "none",
  };
  return { ...field, node: "element", list };
};

const localName = (name: string): string => name.slice(name.lastIndexOf(":") + 1);
