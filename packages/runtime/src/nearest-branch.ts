import {
  isRecord,
  pointerTo,
  type SchemaObject,
  schemaList,
  tokensOf,
  typeOf,
  valueAt,
} from "@jackfield/contract";
import type { ErrorObject } from "ajv/dist/2020.js";
import { type SchemaPlace, schemasAt } from "./schema-walk.js";

/** The alternative that a value comes nearest to, of those that it does not fit. */
export type NearestBranch = {
  /** Where the value stands in the arguments, as a JSON pointer. */
  readonly path: string;
  readonly branch: SchemaPlace;
  readonly name: string;
  /** How many alternatives there are. */
  readonly of: number;
};

/** The errors that matter, and the alternatives that they are of, outermost first. */
type Focus = { readonly errors: readonly ErrorObject[]; readonly branches: readonly NearestBranch[] };

/**
 * Of the errors of a union those of the alternative that the value comes nearest to: the one whose tag it has, else the
 * one with most of its keys. For values other than objects and lists, what each alternative expects is short enough.
 */
export const focused = (root: SchemaObject, args: unknown, errors: readonly ErrorObject[]): Focus => {
  const dropped = new Set<ErrorObject>();
  const branches: NearestBranch[] = [];
  for (const { union, all } of judgedUnions(root, args, errors)) {
    const best = nearest(all);
    if (dropped.has(union) || best === undefined || best.cost >= unlike) continue;
    const tag = wrongTag(all, union);
    const keep = (error: ErrorObject): boolean =>
      tag === undefined ? best.errors.has(error) : error.instancePath === tag && isOfValues(error);
    for (const { errors: own } of all) for (const error of own) if (!keep(error)) dropped.add(error);
    if (tag === undefined)
      branches.push({ path: union.instancePath, branch: best.branch, name: best.name, of: all.length });
  }
  return { errors: errors.filter((error) => !dropped.has(error)), branches };
};

/** The unions that an object or a list does not fit, outermost first. */
const judgedUnions = (root: SchemaObject, args: unknown, errors: readonly ErrorObject[]) => {
  const weights = new Map<ErrorObject, number>();
  return (
    errors
      .filter(({ keyword }) => keyword === "anyOf" || keyword === "oneOf")
      // Inner ones first, since a union weighs as much as the best that is in it; at one place ajv does the same.
      .sort((a, b) => b.instancePath.length - a.instancePath.length)
      .map((union) => {
        const value = valueAt(args, union.instancePath);
        const all = judgedBranches(root, union, errors, { value, weights });
        const best = nearest(all);
        for (const { errors: own } of all)
          for (const error of own) if (best?.errors.has(error) === false) weights.set(error, 0);
        weights.set(union, 0);
        return { union, all, isScalar: typeof value !== "object" || value === null };
      })
      .filter(({ isScalar }) => !isScalar)
      .reverse()
  );
};

type Candidate = {
  readonly branch: SchemaPlace;
  readonly name: string;
  readonly errors: ReadonlySet<ErrorObject>;
  /** The smaller, the nearer. */
  readonly cost: number;
};

const nearest = (all: readonly Candidate[]): Candidate | undefined =>
  [...all].sort((a, b) => a.cost - b.cost)[0];

/** The cost of another type. */
const unlike = 1_000;

/** The cost of a field that has none of the values that it may have, where several alternatives name some for it. */
const wrongValue = 20;

/** What a union is judged by: the value, and what errors in it cost other than by their place. */
type Judged = { readonly value: unknown; readonly weights: ReadonlyMap<ErrorObject, number> };

const judgedBranches = (
  root: SchemaObject,
  union: ErrorObject,
  errors: readonly ErrorObject[],
  { value, weights }: Judged,
): readonly Candidate[] => {
  const { instancePath: path, parentSchema, keyword } = union;
  const whole = schemasAt(root, [{ schema: root, pointer: "" }], tokensOf(path));
  const above = whole.find(({ schema }) => schema === parentSchema)?.pointer ?? "";
  const members: unknown = parentSchema?.[keyword];
  const below = bySchema(
    errors.filter((error) => error !== union && `${error.instancePath}/`.startsWith(`${path}/`)),
  );
  const branches = (Array.isArray(members) ? members : []).flatMap((schema: unknown, index) => {
    if (!isRecord(schema)) return [];
    const branch = { schema, pointer: pointerTo(above, keyword, index) };
    return [{ branch, name: nameOf(schema) ?? `number ${index + 1}`, keys: keysOf(branch, root) }];
  });
  const isTag = (key: string): boolean =>
    branches.filter(({ branch }) => namesValues(branch, key, root)).length > 1;
  return branches.map(({ branch, name, keys }) => {
    const own = errorsOf(root, branch, path, below);
    const known = isRecord(value) ? Object.keys(value).filter((key) => keys.has(key)).length : 0;
    const weight = (error: ErrorObject) => weights.get(error) ?? costOf(error, path, isTag);
    const cost = own.reduce((sum, error) => sum + weight(error), -2 * known);
    return { branch, name, errors: new Set(own), cost };
  });
};

/** Whether an alternative says which values a field may have. */
const namesValues = (branch: SchemaPlace, key: string, root: SchemaObject): boolean =>
  schemasAt(root, [branch], [key]).some(({ schema }) => Array.isArray(schema.enum) || "const" in schema);

const keysOf = (branch: SchemaPlace, root: SchemaObject): ReadonlySet<string> =>
  new Set(
    schemasAt(root, [branch], []).flatMap(({ schema: { properties } }) =>
      isRecord(properties) ? Object.keys(properties) : [],
    ),
  );

/** Errors by their place and by the schema that makes them. */
type BySchema = ReadonlyMap<string, ReadonlyMap<unknown, readonly ErrorObject[]>>;

const bySchema = (errors: readonly ErrorObject[]): BySchema => {
  const places = new Map<string, Map<unknown, ErrorObject[]>>();
  for (const error of errors) {
    const schemas = places.get(error.instancePath) ?? new Map<unknown, ErrorObject[]>();
    places.set(error.instancePath, schemas);
    const before = schemas.get(error.parentSchema);
    if (before === undefined) schemas.set(error.parentSchema, [error]);
    else before.push(error);
  }
  return places;
};

/** The errors of an alternative: those of a schema that speaks of the same part of the value. */
const errorsOf = (
  root: SchemaObject,
  branch: SchemaPlace,
  path: string,
  errors: BySchema,
): readonly ErrorObject[] =>
  [...errors].flatMap(([place, schemas]) =>
    schemasAt(root, [branch], tokensOf(place.slice(path.length))).flatMap(
      ({ schema }) => schemas.get(schema) ?? [],
    ),
  );

const isOfValues = ({ keyword }: ErrorObject): boolean => keyword === "enum" || keyword === "const";

/** Whether the value is of another type than the alternative, or than all values that it names. */
const isOfType = ({ keyword, schema, data }: ErrorObject): boolean => {
  const values: unknown = keyword === "const" ? [schema] : keyword === "enum" ? schema : undefined;
  if (!Array.isArray(values)) return keyword === "type";
  return !values.some((value) => typeOf(value) === typeOf(data));
};

/**
 * What is wrong with the whole or with a field of it counts; what is deeper may be right in itself. A wrong value in what
 * may be the tag counts most.
 */
const costOf = (error: ErrorObject, path: string, isTag: (key: string) => boolean): number => {
  const [key, ...deeper] = tokensOf(error.instancePath.slice(path.length));
  if (key === undefined) return isOfType(error) ? unlike : 1;
  if (deeper.length > 0) return 0.1;
  return (isOfValues(error) || error.keyword === "not") && isTag(key) ? wrongValue : 1;
};

/** A field whose value every alternative of the value's type refuses: it says which is meant, and says none. */
const wrongTag = (all: readonly Candidate[], { instancePath }: ErrorObject): string | undefined => {
  const possible = all.filter(({ cost }) => cost < unlike);
  const [first, ...others] = possible.map(
    ({ errors }) => new Set([...errors].filter(isOfValues).map((error) => error.instancePath)),
  );
  if (first === undefined || others.length === 0) return undefined;
  return [...first].find(
    (path) =>
      tokensOf(path.slice(instancePath.length)).length === 1 && others.every((paths) => paths.has(path)),
  );
};

/** The name of a schema, where it has one. */
const nameOf = (schema: SchemaObject): string | undefined => {
  if (typeof schema.title === "string") return schema.title.slice(0, 60);
  if (typeof schema.$ref === "string")
    return tokensOf(schema.$ref)
      .at(-1)
      ?.replace(/_own_*$/, "");
  return schemaList(schema.allOf).flatMap((part) => nameOf(part) ?? [])[0];
};
