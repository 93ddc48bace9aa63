import { pointerIn, valueAt } from "./json-pointer.js";
import type { JsonSchema } from "./tool.js";

export type SchemaObject = { readonly [keyword: string]: unknown };

/** JSON Schema type names that a value can have; `integer` counts as `number`. */
export type TypeName = "null" | "boolean" | "number" | "string" | "array" | "object";

export const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** A sub-schema as an object; `true`, `false` and anything malformed say nothing about the value. */
export const asSchema = (value: unknown): SchemaObject | undefined => (isRecord(value) ? value : undefined);

/** Keywords that hold schemas, by how they hold them (JSON Schema 2020-12 core section 10, older spellings included). */
export const schemaPlaces = {
  one: [
    ...["items", "contains", "additionalProperties", "propertyNames", "not", "if", "then", "else"],
    ...["unevaluatedProperties", "unevaluatedItems", "additionalItems"],
  ],
  list: ["prefixItems", "allOf", "anyOf", "oneOf", "items"],
  map: ["properties", "patternProperties", "dependentSchemas", "$defs", "definitions"],
} as const;

export const schemaList = (value: unknown): readonly SchemaObject[] =>
  Array.isArray(value) ? value.filter((each: unknown): each is SchemaObject => isRecord(each)) : [];

export const typeOf = (value: unknown): TypeName => {
  if (value === null) return "null";
  if (Array.isArray(value)) return "array";
  const type = typeof value;
  return type === "boolean" || type === "number" || type === "string" ? type : "object";
};

/** Follows `$ref` inside the document (JSON pointer, RFC 6901) up to 16 steps; undefined when it leads nowhere. */
export const resolveRef = (schema: SchemaObject, root: SchemaObject): SchemaObject | undefined => {
  let current: SchemaObject | undefined = schema;
  for (let step = 0; step < 16; step += 1) {
    const ref: unknown = current?.$ref;
    if (typeof ref !== "string") return current;
    const pointer = pointerIn(ref);
    current = pointer === undefined ? undefined : asSchema(valueAt(root, pointer));
  }
  return undefined;
};

/** Schemas that a value has to fit as well: what the schema refers to, and the parts of `allOf`. */
export const partsOf = (schema: SchemaObject, root: SchemaObject): readonly SchemaObject[] => {
  const target = typeof schema.$ref === "string" ? resolveRef({ $ref: schema.$ref }, root) : undefined;
  return [...(target === undefined ? [] : [target]), ...schemaList(schema.allOf)];
};

/** Schemas of which a value has to fit one. */
export const alternativesOf = (schema: SchemaObject): readonly SchemaObject[] => [
  ...schemaList(schema.anyOf),
  ...schemaList(schema.oneOf),
];

const declared = (schema: SchemaObject): ReadonlySet<TypeName> | undefined => {
  const names = typeof schema.type === "string" ? [schema.type] : schema.type;
  if (Array.isArray(names)) return new Set(names.map((name) => (name === "integer" ? "number" : name)));
  if (Array.isArray(schema.enum)) return new Set(schema.enum.map(typeOf));
  return "const" in schema ? new Set([typeOf(schema.const)]) : undefined;
};

/** The types that a schema admits at its own level; undefined: any. Looks through `$ref`, `allOf`, `anyOf` and `oneOf`. */
export const admittedTypes = (
  schema: SchemaObject | undefined,
  root: SchemaObject,
  depth = 0,
): ReadonlySet<TypeName> | undefined => {
  const target = schema === undefined || depth > 8 ? undefined : resolveRef(schema, root);
  if (target === undefined) return undefined;
  const own = declared(target);
  if (own !== undefined) return own;
  for (const part of partsOf(target, root)) {
    const types = admittedTypes(part, root, depth + 1);
    if (types !== undefined) return types;
  }
  const alternatives = alternativesOf(target);
  if (alternatives.length === 0) return undefined;
  const union = new Set<TypeName>();
  for (const alternative of alternatives) {
    const types = admittedTypes(alternative, root, depth + 1);
    if (types === undefined) return undefined;
    for (const type of types) union.add(type);
  }
  return union;
};

export const rootSchema = (schema: JsonSchema): SchemaObject => (typeof schema === "boolean" ? {} : schema);
