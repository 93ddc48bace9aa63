import { isRecord, schemaPlaces } from "@jackfield/contract";

export type ListedSchema = Readonly<Record<string, unknown>>;

/** A schema inside an input schema, with the keyword that holds it. */
export type SchemaNode = {
  readonly schema: ListedSchema;
  readonly path: readonly (string | number)[];
  /** `""` for the input schema itself. */
  readonly keyword: string;
};

/** Deeper than any client reads; a list may come from anywhere. */
const deepest = 100;

/** Every schema of an input schema, parents first. */
export const schemaNodes = (root: unknown): readonly SchemaNode[] => {
  const nodes: SchemaNode[] = [];
  const visit = (schema: unknown, path: SchemaNode["path"], keyword: string): void => {
    if (!isRecord(schema) || path.length > deepest) return;
    nodes.push({ schema, path, keyword });
    for (const key of schemaPlaces.one) if (isRecord(schema[key])) visit(schema[key], [...path, key], key);
    for (const key of schemaPlaces.list) {
      const list: unknown = schema[key];
      if (Array.isArray(list))
        for (const [at, inner] of list.entries()) visit(inner, [...path, key, at], key);
    }
    for (const key of schemaPlaces.map) {
      const map = schema[key];
      if (isRecord(map))
        for (const [name, inner] of Object.entries(map)) visit(inner, [...path, key, name], key);
    }
  };
  visit(root, ["inputSchema"], "");
  return nodes;
};
