export type Schema = Readonly<Record<string, unknown>>;

/** A schema inside an input schema, with the keyword that holds it. */
export type SchemaNode = {
  readonly schema: Schema;
  readonly path: readonly (string | number)[];
  /** `""` for the input schema itself. */
  readonly keyword: string;
};

/** Keywords that hold a schema, a list of schemas, or schemas by name (JSON Schema 2020-12 core and older spellings). */
const one =
  `items contains additionalProperties additionalItems propertyNames unevaluatedItems unevaluatedProperties
  not if then else`.split(/\s+/);
const many = ["anyOf", "oneOf", "allOf", "prefixItems", "items"];
const named = ["properties", "patternProperties", "dependentSchemas", "$defs", "definitions"];

export const isRecord = (value: unknown): value is Schema =>
  value !== null && typeof value === "object" && !Array.isArray(value);

/** Deeper than any client reads; a list may come from anywhere. */
const deepest = 100;

/** Every schema of an input schema, parents first. */
export const schemaNodes = (root: unknown): readonly SchemaNode[] => {
  const nodes: SchemaNode[] = [];
  const visit = (schema: unknown, path: SchemaNode["path"], keyword: string): void => {
    if (!isRecord(schema) || path.length > deepest) return;
    nodes.push({ schema, path, keyword });
    for (const key of one) if (isRecord(schema[key])) visit(schema[key], [...path, key], key);
    for (const key of many) {
      const list: unknown = schema[key];
      if (Array.isArray(list))
        for (const [at, inner] of list.entries()) visit(inner, [...path, key, at], key);
    }
    for (const key of named) {
      const map = schema[key];
      if (isRecord(map))
        for (const [name, inner] of Object.entries(map)) visit(inner, [...path, key, name], key);
    }
  };
  visit(root, ["inputSchema"], "");
  return nodes;
};
