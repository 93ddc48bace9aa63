import type { Schema, SchemaObject } from "../types.js";
import { type Definitions, defNameOf, refTo } from "./parts.js";

/** Base → the schemas that extend it by `allOf`, at any distance. Only bases with a discriminator. */
type Heirs = ReadonlyMap<string, readonly string[]>;

/**
 * Makes families of schemas finite and open to their heirs. Two shapes need it:
 * 1. A base with a discriminator whose heirs extend it by `allOf` (OpenAPI 3.1 section 4.8.25.3). Wherever the base is
 *    asked for, an heir will do: the base becomes a choice of them.
 * 2. A base that lists its subtypes in `oneOf` while they extend it by `allOf` (Spring, Swashbuckle). Read literally, a
 *    value would have to fit the base again to fit the base.
 * In both, heirs extend what is the base's own: `<name>_own`, the base without its alternatives.
 */
export const closeFamilies = (schemas: Definitions, heirs: Heirs): Definitions => {
  const result = new Map(Object.entries(schemas));
  const ownNames = new Map<string, string>();
  const ownOf = (name: string): string => {
    const known = ownNames.get(name);
    if (known !== undefined) return known;
    let free = `${name}_own`;
    while (result.has(free)) free += "_";
    ownNames.set(name, free);
    return free;
  };
  openToHeirs(result, heirs, ownOf);
  const circle = onCircles(result);
  if (circle.size > 0) breakCircles(result, circle, ownOf);
  const left = onCircles(result);
  // What still goes round says of a value that it is what it is: nothing.
  for (const name of left)
    result.set(
      name,
      change(result, name, (ref) => (left.has(ref) ? undefined : ref)),
    );
  return Object.fromEntries([...result].sort(([a], [b]) => (a < b ? -1 : 1)));
};

type OwnOf = (name: string) => string;

const openToHeirs = (schemas: Map<string, Schema>, heirs: Heirs, ownOf: OwnOf): void => {
  for (const [base, names] of heirs) {
    for (const heir of names)
      schemas.set(
        heir,
        change(schemas, heir, (ref, of) => (of === "allOf" && ref === base ? ownOf(base) : ref)),
      );
  }
  const plain = new Map([...heirs.keys()].map((base) => [base, schemas.get(base)]));
  for (const [base, names] of heirs) {
    const schema = plain.get(base);
    if (typeof schema !== "object" || schema.discriminator === undefined) continue;
    const { discriminator, title, description, type, ...rest } = schema;
    const { mapping = {}, propertyName } = discriminator;
    const branches = names.map((name) => ({ name, target: heirs.has(name) ? ownOf(name) : name }));
    const tags = branches.flatMap(({ name, target }) => {
      const mapped = Object.keys(mapping).filter((tag) => mapping[tag]?.split("/").at(-1) === name);
      return (mapped.length > 0 ? mapped : [name]).map((tag) => [tag, refTo(target)] as const);
    });
    const property = schema.properties?.[propertyName];
    const values = typeof property === "object" ? property.enum : undefined;
    const isAbstract = values?.every((value) => tags.some(([tag]) => tag === value)) ?? false;
    const about = {
      ...(title !== undefined && { title }),
      ...(description !== undefined && { description }),
    };
    schemas.set(ownOf(base), { ...about, ...(type !== undefined && { type }), ...rest });
    schemas.set(base, {
      ...about,
      ...(type !== undefined && { type }),
      oneOf: [
        ...branches.map(({ target }) => ({ $ref: refTo(target) })),
        ...(isAbstract ? [] : [{ $ref: refTo(ownOf(base)) }]),
      ],
      discriminator: {
        propertyName,
        mapping: Object.fromEntries(tags),
        ...(!isAbstract && { defaultMapping: refTo(ownOf(base)) }),
      },
    });
  }
};

const breakCircles = (schemas: Map<string, Schema>, circle: ReadonlySet<string>, ownOf: OwnOf): void => {
  for (const name of circle) {
    const closed = change(schemas, name, (ref, of) => (of === "allOf" && circle.has(ref) ? ownOf(ref) : ref));
    schemas.set(name, closed);
  }
  for (const name of circle) {
    const schema = schemas.get(name);
    if (typeof schema !== "object") continue;
    const { oneOf: _one, anyOf: _any, discriminator: _tag, ...own } = schema;
    if (schemas.has(ownOf(name))) continue;
    schemas.set(ownOf(name), own);
  }
};

type Holder = "self" | "allOf" | "anyOf" | "oneOf";

/** References of a schema that hold of the same value. */
const sameValue = (
  schema: Schema | undefined,
  of: Holder = "self",
): readonly (readonly [string, Holder])[] => {
  if (typeof schema !== "object") return [];
  return [
    ...(schema.$ref === undefined ? [] : [[defNameOf(schema.$ref), of] as const]),
    ...(schema.allOf ?? []).flatMap((part) => sameValue(part, "allOf")),
    ...(schema.anyOf ?? []).flatMap((part) => sameValue(part, "anyOf")),
    ...(schema.oneOf ?? []).flatMap((part) => sameValue(part, "oneOf")),
  ];
};

/** Gives the references that hold of the same value other targets, or takes them out where there is none. */
const change = (
  schemas: ReadonlyMap<string, Schema>,
  name: string,
  target: (ref: string, of: Holder) => string | undefined,
): Schema => {
  const visit = (schema: Schema, of: Holder): Schema => {
    if (typeof schema === "boolean") return schema;
    const { $ref, ...rest } = schema;
    const next = $ref === undefined ? undefined : target(defNameOf($ref), of);
    const parts = (["allOf", "anyOf", "oneOf"] as const).flatMap((keyword) => {
      const members = schema[keyword]?.flatMap((part) => {
        const changed = visit(part, keyword);
        const gone = typeof changed === "object" && Object.keys(changed).length === 0 && changed !== part;
        return gone ? [] : [changed];
      });
      return members === undefined ? [] : [[keyword, members.length > 0 ? members : undefined] as const];
    });
    const result: SchemaObject = { ...(next !== undefined && { $ref: refTo(next) }), ...rest };
    return Object.fromEntries(
      Object.entries({ ...result, ...Object.fromEntries(parts) }).filter(([, value]) => value !== undefined),
    );
  };
  return visit(schemas.get(name) ?? true, "self");
};

/** Schemas that lead back to themselves without going into a part of the value, and those between two such. */
const onCircles = (schemas: ReadonlyMap<string, Schema>): ReadonlySet<string> => {
  const to = new Map(
    [...schemas].map(([name, schema]) => [name, new Set(sameValue(schema).map(([ref]) => ref))]),
  );
  const from = new Map([...schemas.keys()].map((name) => [name, new Set<string>()]));
  for (const [name, targets] of to) for (const target of targets) from.get(target)?.add(name);
  const left = new Set(schemas.keys());
  for (const [ahead, behind] of [
    [to, from],
    [from, to],
  ] as const) {
    const open = new Map(
      [...left].map((name) => [name, [...(ahead.get(name) ?? [])].filter((one) => left.has(one)).length]),
    );
    const ends = [...left].filter((name) => open.get(name) === 0);
    for (let end = ends.pop(); end !== undefined; end = ends.pop()) {
      left.delete(end);
      for (const before of behind.get(end) ?? []) {
        const count = (open.get(before) ?? 0) - 1;
        open.set(before, count);
        if (count === 0 && left.has(before)) ends.push(before);
      }
    }
  }
  return left;
};
