import {
  type Definitions,
  membersOf,
  type Schema,
  type SchemaObject,
  type TypeName,
} from "../3-model/index.js";
import { isObject, type Json, type JsonObject } from "../document/json.js";

/** Looks a reference up: the name of the schema it means, or undefined when it means nothing we know. */
export type NameOf = (ref: string) => string | undefined;

type Lookup = { readonly nameOf: NameOf; readonly schemas: Definitions };

/**
 * A schema as the type printer reads it best: only what a type needs, one type per schema, and every combination
 * spelled as `allOf`, because next to other keywords the printer takes `anyOf` for an addition and not for a
 * restriction, knows `required` only next to its property, and forgets what is next to a `$ref`.
 */
export const typeSchema = (schema: Schema, lookup: Lookup): Json => {
  if (typeof schema === "boolean") return schema;
  const values = "const" in schema ? [schema.const] : schema.enum;
  // Values of a document are JSON; the model only knows that they are values.
  if (values) return { enum: [...new Set(values as readonly Json[])] };
  const types = typeNames(schema);
  if (types.length > 1) {
    return { anyOf: types.map((type) => typeSchema({ ...schema, type, ...kindOnly(type) }, lookup)) };
  }
  return ofOneType(schema, types[0] ?? (schema.items === undefined ? undefined : "array"), lookup);
};

const ofOneType = (schema: SchemaObject, type: TypeName | undefined, lookup: Lookup): Json => {
  switch (type) {
    case "null":
    case "boolean":
    case "number":
    case "integer":
    case "string":
      return single(combined(schema, lookup)) ?? { type };
    case "array":
      return arraySchema(schema, lookup);
    case "object":
    case undefined:
      return objectSchema(schema, type, lookup);
  }
};

const arraySchema = (schema: SchemaObject, lookup: Lookup): Json => ({
  type: "array",
  // A tuple type would forbid the further items that JSON Schema allows.
  items: schema.prefixItems ? true : typeSchema(schema.items ?? true, lookup),
});

const objectSchema = (schema: SchemaObject, type: "object" | undefined, lookup: Lookup): Json => {
  const own = ownFields(schema, lookup);
  const ref = schema.$ref === undefined ? undefined : lookup.nameOf(schema.$ref);
  const named = new Set(Object.keys(schema.properties ?? {}));
  const elsewhere = requiredBeside(schema).filter((key) => !named.has(key) && declares(schema, key, lookup));
  const parts = [
    ...(ref === undefined ? [] : [{ $ref: refTo(ref) }]),
    ...(own === undefined ? [] : [own]),
    ...combined(schema, lookup),
    ...(elsewhere.length === 0 ? [] : [requiredFields(elsewhere)]),
  ];
  return single(parts) ?? (type === "object" ? { type, additionalProperties: true } : true);
};

const ownFields = (schema: SchemaObject, lookup: Lookup): JsonObject | undefined => {
  const { properties, patternProperties, additionalProperties } = schema;
  const fields = mapped(properties, lookup);
  const rest = Object.values(mapped(patternProperties, lookup));
  const open = additionalProperties !== undefined && additionalProperties !== false;
  if (Object.keys(fields).length === 0 && rest.length === 0 && !open) return undefined;
  if (open) rest.push(typeSchema(additionalProperties, lookup));
  return {
    type: "object",
    properties: fields,
    required: (schema.required ?? []).filter((key) => Object.hasOwn(fields, key)),
    ...(rest.length > 0 && { additionalProperties: rest.length === 1 ? (rest[0] ?? true) : { anyOf: rest } }),
  };
};

/** `allOf` members, and `anyOf` and `oneOf` as one member each, without those that say nothing about the type. */
const combined = (schema: SchemaObject, lookup: Lookup): readonly JsonObject[] => {
  const all = (schema.allOf ?? []).map((member) => typeSchema(member, lookup));
  const choices = [schema.anyOf, schema.oneOf].map((list) => {
    const alternatives = (list ?? [])
      .map((member) => typeSchema(member, lookup))
      .filter((member) => member !== false);
    // One alternative that admits anything makes the choice say nothing.
    return alternatives.length === 0 || alternatives.some(saysNothing) ? true : { anyOf: alternatives };
  });
  return [...all, ...choices].filter((part): part is JsonObject => isObject(part) && !saysNothing(part));
};

/** `{ type: "object" }` alone narrows values but names no field; printed it would admit every key. */
const saysNothing = (part: Json): boolean =>
  !isObject(part) ||
  Object.keys(part).length === 0 ||
  (part.type === "object" &&
    part.additionalProperties === true &&
    Object.keys(isObject(part.properties) ? part.properties : {}).length === 0);

const single = (parts: readonly JsonObject[]): Json | undefined =>
  parts.length > 1 ? { allOf: parts } : parts[0];

/** Required names of the schema and of `allOf` members that have nothing else to say. */
const requiredBeside = (schema: SchemaObject): readonly string[] => [
  ...(schema.required ?? []),
  ...(schema.allOf ?? []).flatMap((member) => (typeof member === "object" ? (member.required ?? []) : [])),
];

const requiredFields = (keys: readonly string[]): JsonObject => ({
  type: "object",
  properties: Object.fromEntries(keys.map((key) => [key, true])),
  required: [...new Set(keys)],
});

/** Whether a part of the schema has a property of this name. */
const declares = (schema: Schema, key: string, { schemas }: Lookup): boolean =>
  membersOf(schema, schemas).some(({ properties = {} }) => Object.hasOwn(properties, key));

const typeNames = ({ type = [] }: SchemaObject): readonly TypeName[] => [
  ...new Set(typeof type === "string" ? [type] : type),
];

/** Combinations of a nullable schema speak of its values other than null. */
const kindOnly = (type: TypeName): SchemaObject =>
  type === "null" ? { allOf: [], anyOf: [], oneOf: [] } : {};

const mapped = (schemas: SchemaObject["properties"] = {}, lookup: Lookup): Record<string, Json> =>
  Object.fromEntries(Object.entries(schemas).map(([key, schema]) => [key, typeSchema(schema, lookup)]));

const refTo = (name: string): string => `#/components/schemas/${name}`;
