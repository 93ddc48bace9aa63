import type { Schema } from "../3-model/index.js";
import { defNameOf } from "../4-plan/index.js";
import { anyShape, type Shape } from "./shape.js";

/**
 * One of several schemas (`anyOf`, `oneOf`), as one shape where that loses nothing: null beside one schema, values
 * beside values, types that have nothing in common. Else every alternative is a branch.
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
