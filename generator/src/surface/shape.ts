import type { Schema, SchemaObject } from "../3-model/index.js";
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
