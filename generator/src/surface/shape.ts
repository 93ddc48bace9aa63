import type { Schema, SchemaObject } from "../3-model/index.js";
import { defNameOf } from "../4-plan/index.js";
import type { SurfaceFacets } from "./types.js";

/** What a schema says of one value, with `$ref`, `allOf` and plain alternatives resolved; sub-schemas are left as they are. */
export type Shape = {
  /** Absent: any. */
  readonly types?: readonly string[];
  readonly enum?: readonly unknown[];
  readonly facets: SurfaceFacets;
  readonly default?: unknown;
  readonly wire?: string;
  /** A field is what all of its schemas allow. */
  readonly properties: ReadonlyMap<string, ReadonlySet<Schema>>;
  readonly required: ReadonlySet<string>;
  /** Field → the siblings that cannot be given without it. */
  readonly demanded: ReadonlyMap<string, ReadonlySet<string>>;
  readonly closed: boolean;
  readonly items: ReadonlySet<Schema>;
  /** Of fields that are not named. */
  readonly additional: ReadonlySet<Schema>;
  /** Alternatives that are too different to be told as one. */
  readonly branches: ReadonlyMap<Schema, string>;
  /** Keywords that have no place here. */
  readonly others: ReadonlySet<SchemaObject>;
  /** The definitions that the value is an instance of, by reference alone. */
  readonly names: ReadonlySet<string>;
};

export const anyShape: Shape = {
  facets: {},
  properties: new Map(),
  required: new Set(),
  demanded: new Map(),
  closed: false,
  items: new Set(),
  additional: new Set(),
  branches: new Map(),
  others: new Set(),
  names: new Set(),
};

/** Limits where the larger, and where the smaller number says more. */
export const lower = ["minLength", "minimum", "exclusiveMinimum", "minItems", "minProperties"] as const;
export const upper = ["maxLength", "maximum", "exclusiveMaximum", "maxItems", "maxProperties"] as const;
/** What both allow. */
export const both = (a: Shape, b: Shape): Shape => {
  const types = a.types && b.types ? commonTypes(a.types, b.types) : (a.types ?? b.types);
  const values = a.enum && b.enum ? commonValues(a.enum, b.enum) : (a.enum ?? b.enum);
  const value = a.default ?? b.default;
  const wire = a.wire ?? b.wire;
  const { facets, second } = tighter(a.facets, b.facets);
  return {
    ...(types && { types }),
    ...(values && { enum: values }),
    facets,
    ...(value !== undefined && { default: value }),
    ...(wire !== undefined && { wire }),
    properties: joined(a.properties, b.properties),
    required: new Set([...a.required, ...b.required]),
    demanded: joined(a.demanded, b.demanded),
    closed: a.closed || b.closed,
    items: new Set([...a.items, ...b.items]),
    additional: new Set([...a.additional, ...b.additional]),
    branches: new Map([...a.branches, ...b.branches]),
    others: new Set([...a.others, ...b.others, ...(second === undefined ? [] : [{ pattern: second }])]),
    names: a.names,
  };
};

const commonTypes = (a: readonly string[], b: readonly string[]): readonly string[] => [
  ...a.filter((type) => b.includes(type) || (type === "integer" && b.includes("number"))),
  ...b.filter((type) => type === "integer" && a.includes("number") && !a.includes("integer")),
];

const commonValues = (a: readonly unknown[], b: readonly unknown[]): readonly unknown[] => {
  const others = new Set(b.map((value) => JSON.stringify(value)));
  return a.filter((value) => others.has(JSON.stringify(value)));
};

const tighter = (
  a: SurfaceFacets,
  b: SurfaceFacets,
): { readonly facets: SurfaceFacets; readonly second: string | undefined } => {
  const limit = (keywords: readonly (keyof SurfaceFacets)[], pick: (...values: number[]) => number) =>
    keywords.flatMap((keyword) => {
      const values = [a[keyword], b[keyword]].filter((value) => typeof value === "number");
      return values.length > 0 ? [[keyword, pick(...values)] as const] : [];
    });
  const limits = Object.fromEntries([...limit(lower, Math.max), ...limit(upper, Math.min)]);
  const second = a.pattern !== undefined && b.pattern !== a.pattern ? b.pattern : undefined;
  return { facets: { ...b, ...a, ...limits }, second };
};

const joined = <T>(
  a: ReadonlyMap<string, ReadonlySet<T>>,
  b: ReadonlyMap<string, ReadonlySet<T>>,
): ReadonlyMap<string, ReadonlySet<T>> => {
  const result = new Map(a);
  for (const [key, more] of b) result.set(key, new Set([...(a.get(key) ?? []), ...more]));
  return result;
};

/**
 * One of several schemas (`anyOf`, `oneOf`), as one shape where that loses nothing: null next to one schema, values
 * next to values, types that have nothing in common. Else every alternative is a branch.
 */
export const eitherShape = (list: readonly Schema[], read: (schema: Schema) => Shape): Shape => {
  if (list.every(saysOnlyRequired)) return { ...anyShape, others: new Set([{ anyOf: list }]) };
  const rest = list.filter((schema) => !isNull(schema));
  const shapes = rest.map(read);
  const one = shapes.length === 1 ? shapes[0] : (valuesBesideValues(shapes) ?? typesBesideTypes(shapes));
  if (!one) return { ...anyShape, branches: labelled(list) };
  return rest.length < list.length ? orNull(one) : one;
};

const saysOnlyRequired = (schema: Schema): boolean =>
  typeof schema === "object" &&
  Object.keys(schema).every((key) => ["required", "title", "description"].includes(key));

const isNull = (schema: Schema): boolean =>
  typeof schema === "object" &&
  (schema.type === "null" || schema.const === null || (schema.enum?.length === 1 && schema.enum[0] === null));

const orNull = (shape: Shape): Shape => ({
  ...shape,
  ...(shape.types && { types: [...new Set([...shape.types, "null"])] }),
  ...(shape.enum && { enum: [...shape.enum.filter((value) => value !== null), null] }),
  // Nothing else says it of alternatives without a type of their own.
  ...(!shape.types && shape.branches.size > 0 && { branches: withNull(shape.branches) }),
});

const withNull = (branches: Shape["branches"]): Shape["branches"] =>
  [...branches.keys()].some(isNull) ? branches : new Map([...branches, [{ type: "null" }, "null"]]);

const isPlain = (shape: Shape): boolean =>
  shape.branches.size === 0 && shape.properties.size === 0 && shape.others.size === 0;

const valuesBesideValues = (shapes: readonly Shape[]): Shape | undefined => {
  if (!shapes.every((shape) => shape.enum && isPlain(shape))) return undefined;
  const values = new Map(
    shapes.flatMap((shape) => shape.enum ?? []).map((value) => [JSON.stringify(value), value]),
  );
  return { ...anyShape, types: typesOf(shapes), enum: [...values.values()] };
};

/** A keyword speaks of one type only, so shapes of different types can stand together; `enum` speaks of all. */
const typesBesideTypes = (shapes: readonly Shape[]): Shape | undefined => {
  const types = shapes.flatMap((shape) => shape.types ?? []);
  const distinct = new Set(types.map((type) => (type === "integer" ? "number" : type)));
  const facets = shapes.flatMap((shape) => Object.keys(shape.facets));
  const fits =
    distinct.size === types.length &&
    new Set(facets).size === facets.length &&
    shapes.every(
      (shape) => shape.types && !shape.enum && shape.branches.size === 0 && shape.wire === undefined,
    );
  if (!fits) return undefined;
  return shapes.reduce((a, b) => ({
    ...anyShape,
    types: [...(a.types ?? []), ...(b.types ?? [])],
    facets: { ...a.facets, ...b.facets },
    properties: new Map([...a.properties, ...b.properties]),
    required: new Set([...a.required, ...b.required]),
    demanded: new Map([...a.demanded, ...b.demanded]),
    closed: a.closed || b.closed,
    items: new Set([...a.items, ...b.items]),
    additional: new Set([...a.additional, ...b.additional]),
    others: new Set([...a.others, ...b.others]),
  }));
};

const typesOf = (shapes: readonly Shape[]): readonly string[] => [
  ...new Set(shapes.flatMap((shape) => shape.types ?? [])),
];

/** A name that stays when another alternative is added: `null`, of the definition, the title, else the number. */
const labelled = (list: readonly Schema[]): ReadonlyMap<Schema, string> => {
  const labels = new Map<Schema, string>();
  const taken = new Set<string>();
  list.forEach((schema, index) => {
    const wanted = nameOf(schema) ?? `${index + 1}`;
    const label = taken.has(wanted) ? `${wanted}_${index + 1}` : wanted;
    taken.add(label);
    labels.set(schema, label);
  });
  return labels;
};

const nameOf = (schema: Schema): string | undefined => {
  if (typeof schema === "boolean") return undefined;
  if (isNull(schema)) return "null";
  if (schema.$ref !== undefined) return defNameOf(schema.$ref);
  const [only] = schema.allOf ?? [];
  return schema.title ?? (schema.allOf?.length === 1 && only !== undefined ? nameOf(only) : undefined);
};
