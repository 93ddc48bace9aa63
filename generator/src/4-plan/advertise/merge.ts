import type { Schema, SchemaObject, TypeName } from "../../3-model/index.js";
import { type Definitions, lookUp } from "../request-view.js";

/**
 * `allOf` as one schema, good enough to advertise: fields and required names together, the tighter type, the first
 * word on everything else. Calls are checked against the original.
 */
export const mergeAll = (
  schema: SchemaObject,
  definitions: Definitions,
  // A schema that was merged once has nothing new to say, which also ends circles and doublings.
  seen: Set<Schema> = new Set(),
): SchemaObject => {
  const { allOf = [], ...own } = schema;
  seen.add(schema);
  const members = allOf.flatMap((member): SchemaObject[] => {
    const target = lookUp(member, definitions);
    if (typeof target !== "object" || seen.has(target)) return [];
    const { $ref: _ref, ...siblings } = typeof member === "object" && target !== member ? member : {};
    return [mergeAll(target, definitions, seen), siblings];
  });
  return [own, ...members].reduce(mergeTwo);
};

const mergeTwo = (a: SchemaObject, b: SchemaObject): SchemaObject => {
  const type = narrower(a.type, b.type);
  const properties = mergeProperties(a.properties, b.properties);
  const required = [...new Set([...(a.required ?? []), ...(b.required ?? [])])];
  return {
    ...b,
    ...a,
    ...(type !== undefined && { type }),
    ...(properties && { properties }),
    ...(required.length > 0 && { required }),
    ...(a.enum && b.enum && { enum: a.enum.filter((value) => b.enum?.includes(value)) }),
  };
};

const mergeProperties = (
  a: SchemaObject["properties"],
  b: SchemaObject["properties"],
): SchemaObject["properties"] => {
  if (a === undefined || b === undefined) return a ?? b;
  const merged = new Map(Object.entries(a));
  for (const [key, schema] of Object.entries(b)) {
    const before = merged.get(key);
    merged.set(key, before === undefined ? schema : both(before, schema));
  }
  return Object.fromEntries(merged);
};

const both = (a: Schema, b: Schema): Schema => {
  if (typeof a === "boolean" || typeof b === "boolean") return a === true ? b : a;
  return JSON.stringify(a) === JSON.stringify(b) ? a : { allOf: [a, b] };
};

const narrower = (a: SchemaObject["type"], b: SchemaObject["type"]): SchemaObject["type"] => {
  if (a === undefined || b === undefined) return a ?? b;
  const common = [a].flat().filter((type) => [b].flat().some((other) => fits(type, other)));
  const [first, ...others] = common;
  return first === undefined ? a : others.length === 0 ? first : common;
};

const fits = (type: TypeName, other: TypeName): boolean =>
  type === other || (type === "integer" && other === "number");
