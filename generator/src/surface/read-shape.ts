import { type Definitions, defNameOf, partsOf, type Schema, type SchemaObject } from "../3-model/index.js";
import { anyShape, both, eitherShape, lower, type Shape, upper } from "./shape.js";
import type { SurfaceFacets } from "./types.js";

/** Reads schemas of one tool. Every schema is read once, which also ends circles and doublings. */
export const shapeReader = (definitions: Definitions): ((schemas: Iterable<Schema>) => Shape) => {
  const known = new Map<Schema, Shape>();
  const read = (schema: Schema): Shape => {
    if (schema === true) return anyShape;
    if (schema === false) return { ...anyShape, types: [] };
    const before = known.get(schema);
    if (before) return before;
    known.set(schema, anyShape);
    const { $ref, anyOf, oneOf } = schema;
    const name = $ref === undefined ? undefined : defNameOf($ref);
    const members = partsOf(schema, definitions).map(read);
    const choices = [anyOf, oneOf].flatMap((list) => (list ? [eitherShape(list, read)] : []));
    const shape = [...members, ...choices].reduce(both, ownShape(schema));
    const names = new Set([
      ...(name === undefined ? [] : [name]),
      ...(members.length === 1 ? (members[0]?.names ?? []) : []),
    ]);
    const result = { ...shape, names };
    known.set(schema, result);
    return result;
  };
  return (schemas) => {
    const [first = anyShape, ...rest] = [...schemas].map(read);
    return rest.reduce(both, first);
  };
};

const ownShape = (schema: SchemaObject): Shape => {
  const {
    type,
    enum: values,
    const: constant,
    properties = {},
    required = [],
    items,
    format,
    pattern,
  } = schema;
  const { additionalProperties, unevaluatedProperties, dependentRequired = {} } = schema;
  const listed = constant !== undefined ? [constant] : values;
  const isMap = typeof additionalProperties === "object" && Object.keys(additionalProperties).length > 0;
  const wire = wireName(schema);
  const demanded = new Map<string, Set<string>>();
  for (const [key, needs] of Object.entries(dependentRequired))
    for (const need of needs) demanded.set(need, new Set([...(demanded.get(need) ?? []), key]));
  const rest = otherKeywords(schema);
  return {
    ...anyShape,
    ...(type !== undefined ? { types: [type].flat() } : inferredTypes(schema, listed)),
    ...(listed && { enum: listed }),
    facets: {
      ...(format !== undefined && { format }),
      ...(pattern !== undefined && { pattern }),
      ...bounds(schema),
    },
    ...(schema.default !== undefined && { default: schema.default }),
    ...(wire !== undefined && { wire }),
    properties: new Map(Object.entries(properties).map(([key, inner]) => [key, new Set([inner])])),
    required: new Set(required),
    demanded,
    closed: additionalProperties === false || unevaluatedProperties === false,
    items: new Set(items === undefined ? [] : [items]),
    additional: new Set(isMap ? [additionalProperties] : []),
    others: new Set(rest ? [rest] : []),
  };
};

const wireName = (schema: SchemaObject & { readonly "x-wire-name"?: unknown }): string | undefined =>
  typeof schema["x-wire-name"] === "string" ? schema["x-wire-name"] : undefined;

/** A schema that speaks of fields means an object: to say so later takes nothing away from callers. */
const inferredTypes = (
  schema: SchemaObject,
  values: readonly unknown[] | undefined,
): Pick<Shape, "types"> => {
  if (values) return { types: [...new Set(values.map(typeName))] };
  if (schema.properties || schema.required) return { types: ["object"] };
  return schema.items === undefined ? {} : { types: ["array"] };
};

const typeName = (value: unknown): string => {
  if (value === null) return "null";
  if (Array.isArray(value)) return "array";
  if (typeof value === "number") return Number.isInteger(value) ? "integer" : "number";
  return typeof value;
};

/** Zero says nothing about a count. */
const counts: ReadonlySet<string> = new Set(["minLength", "minItems", "minProperties"]);

const bounds = (schema: SchemaObject): SurfaceFacets => {
  const entries = [...lower, ...upper, "multipleOf" as const].flatMap((keyword) => {
    const value = schema[keyword];
    return value === undefined || (value === 0 && counts.has(keyword)) ? [] : [[keyword, value] as const];
  });
  return { ...Object.fromEntries(entries), ...(schema.uniqueItems === true && { uniqueItems: true }) };
};

const otherKeywords = (schema: SchemaObject): SchemaObject | undefined => {
  const { not, if: when, then, else: otherwise, patternProperties, propertyNames, prefixItems } = schema;
  const { contains, minContains, maxContains, dependentSchemas, unevaluatedItems } = schema;
  const rest: SchemaObject = {
    ...(not !== undefined && { not }),
    ...(when !== undefined && { if: when }),
    ...(then !== undefined && { then }),
    ...(otherwise !== undefined && { else: otherwise }),
    ...(patternProperties && { patternProperties }),
    ...(propertyNames !== undefined && { propertyNames }),
    ...(prefixItems && { prefixItems }),
    ...(contains !== undefined && { contains, minContains, maxContains }),
    ...(dependentSchemas && { dependentSchemas }),
    ...(unevaluatedItems !== undefined && { unevaluatedItems }),
  };
  return Object.keys(rest).length > 0 ? rest : undefined;
};
