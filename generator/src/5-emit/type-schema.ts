import { isObject, type Json, type JsonObject } from "../document/json.js";

/** Looks a reference up: the name of the schema it means, or undefined when it means nothing we know. */
export type NameOf = (ref: string) => string | undefined;
/** The schema behind a name. */
export type SchemaOf = (name: string) => unknown;

type Lookup = { readonly nameOf: NameOf; readonly schemaOf: SchemaOf };

/**
 * A schema as the type printer reads it best: only what a type needs, one type per schema, and every combination
 * spelled as `allOf`, because beside other keywords the printer takes `anyOf` for an addition and not for a
 * restriction, knows `required` only beside its property, and forgets what stands beside a `$ref`.
 */
export const typeSchema = (schema: unknown, lookup: Lookup): Json => {
  if (typeof schema === "boolean") return schema;
  if (!isObject(schema)) return true;
  const values = "const" in schema ? [schema.const] : schema.enum;
  if (Array.isArray(values)) return { enum: [...new Set(values)] };
  const types = typeNames(schema);
  if (types.length > 1) {
    return { anyOf: types.map((type) => typeSchema({ ...schema, type, ...kindOnly(type) }, lookup)) };
  }
  return ofOneType(schema, types[0] ?? (schema.items === undefined ? undefined : "array"), lookup);
};

const ofOneType = (schema: JsonObject, type: TypeName | undefined, lookup: Lookup): Json => {
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

const arraySchema = (schema: JsonObject, lookup: Lookup): Json => ({
  type: "array",
  // A tuple type would forbid the further items that JSON Schema allows.
  items: Array.isArray(schema.prefixItems) ? true : typeSchema(schema.items ?? true, lookup),
});

const objectSchema = (schema: JsonObject, type: "object" | undefined, lookup: Lookup): Json => {
  const own = ownFields(schema, lookup);
  const ref = typeof schema.$ref === "string" ? lookup.nameOf(schema.$ref) : undefined;
  const named = new Set(Object.keys(isObject(schema.properties) ? schema.properties : {}));
  const elsewhere = requiredBeside(schema).filter(
    (key) => !named.has(key) && declares(schema, key, lookup, new Set()),
  );
  const parts = [
    ...(ref === undefined ? [] : [{ $ref: refTo(ref) }]),
    ...(own === undefined ? [] : [own]),
    ...combined(schema, lookup),
    ...(elsewhere.length === 0 ? [] : [requiredFields(elsewhere)]),
  ];
  return single(parts) ?? (type === "object" ? { type, additionalProperties: true } : true);
};

const ownFields = (schema: JsonObject, lookup: Lookup): JsonObject | undefined => {
  const { properties, patternProperties, additionalProperties } = schema;
  const fields = isObject(properties) ? mapped(properties, lookup) : {};
  const rest = isObject(patternProperties) ? Object.values(mapped(patternProperties, lookup)) : [];
  const open = additionalProperties === true || isObject(additionalProperties);
  if (Object.keys(fields).length === 0 && rest.length === 0 && !open) return undefined;
  if (open) rest.push(typeSchema(additionalProperties, lookup));
  return {
    type: "object",
    properties: fields,
    required: strings(schema.required).filter((key) => Object.hasOwn(fields, key)),
    ...(rest.length > 0 && { additionalProperties: rest.length === 1 ? (rest[0] ?? true) : { anyOf: rest } }),
  };
};

/** `allOf` members, and `anyOf` and `oneOf` as one member each, without those that say nothing about the type. */
const combined = (schema: JsonObject, lookup: Lookup): readonly JsonObject[] => {
  const all = members(schema.allOf).map((member) => typeSchema(member, lookup));
  const choices = [schema.anyOf, schema.oneOf].map((list) => {
    const alternatives = members(list)
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
const requiredBeside = (schema: JsonObject): readonly string[] => [
  ...strings(schema.required),
  ...members(schema.allOf).flatMap((member) => (isObject(member) ? strings(member.required) : [])),
];

const requiredFields = (keys: readonly string[]): JsonObject => ({
  type: "object",
  properties: Object.fromEntries(keys.map((key) => [key, true])),
  required: [...new Set(keys)],
});

/** Whether a part of the schema has a property of this name. */
const declares = (schema: unknown, key: string, lookup: Lookup, seen: Set<string>): boolean => {
  if (!isObject(schema)) return false;
  if (isObject(schema.properties) && Object.hasOwn(schema.properties, key)) return true;
  if (members(schema.allOf).some((member) => declares(member, key, lookup, seen))) return true;
  const name = typeof schema.$ref === "string" ? lookup.nameOf(schema.$ref) : undefined;
  if (name === undefined || seen.has(name)) return false;
  return declares(lookup.schemaOf(name), key, lookup, seen.add(name));
};

type TypeName = "null" | "boolean" | "object" | "array" | "number" | "integer" | "string";

const typeNamesKnown: readonly string[] = [
  "null",
  "boolean",
  "object",
  "array",
  "number",
  "integer",
  "string",
];

const typeNames = (schema: JsonObject): readonly TypeName[] => {
  const names = Array.isArray(schema.type) ? schema.type : [schema.type];
  return [...new Set(names)].filter((name): name is TypeName => typeNamesKnown.includes(String(name)));
};

/** Combinations of a nullable schema speak of its values other than null. */
const kindOnly = (type: TypeName): JsonObject => (type === "null" ? { allOf: [], anyOf: [], oneOf: [] } : {});

const mapped = (schemas: JsonObject, lookup: Lookup): Record<string, Json> =>
  Object.fromEntries(Object.entries(schemas).map(([key, schema]) => [key, typeSchema(schema, lookup)]));

export const refTo = (name: string): string => `#/components/schemas/${name}`;

const members = (list: unknown): readonly unknown[] => (Array.isArray(list) ? list : []);

const strings = (list: unknown): readonly string[] =>
  members(list).filter((item): item is string => typeof item === "string");
