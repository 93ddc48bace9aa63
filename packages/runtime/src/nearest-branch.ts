import { isRecord, pointerTo, type SchemaObject, schemaList, tokensOf, valueAt } from "@jackfield/contract";
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
  const unions = errors
    .filter(({ keyword }) => keyword === "anyOf" || keyword === "oneOf")
    .sort((a, b) => a.instancePath.length - b.instancePath.length);
  for (const union of unions) {
    const value = valueAt(args, union.instancePath);
    if (dropped.has(union) || typeof value !== "object" || value === null) continue;
    const all = judgedBranches(root, union, errors, value);
    const [best] = [...all].sort((a, b) => a.cost - b.cost);
    if (best === undefined || best.cost >= unlike) continue;
    const tag = wrongTag(all, union);
    const keep = (error: ErrorObject): boolean =>
      tag === undefined ? best.errors.has(error) : error.instancePath === tag && isOfValues(error);
    for (const { errors: own } of all) for (const error of own) if (!keep(error)) dropped.add(error);
    if (tag === undefined)
      branches.push({ path: union.instancePath, branch: best.branch, name: best.name, of: all.length });
  }
  return { errors: errors.filter((error) => !dropped.has(error)), branches };
};

type Candidate = {
  readonly branch: SchemaPlace;
  readonly name: string;
  readonly errors: ReadonlySet<ErrorObject>;
  /** The smaller, the nearer. */
  readonly cost: number;
};

/** The cost of another type. */
const unlike = 1_000;

const judgedBranches = (
  root: SchemaObject,
  union: ErrorObject,
  errors: readonly ErrorObject[],
  value: object,
): readonly Candidate[] => {
  const { instancePath: path, parentSchema, keyword } = union;
  const whole = schemasAt(root, [{ schema: root, pointer: "" }], tokensOf(path));
  const above = whole.find(({ schema }) => schema === parentSchema)?.pointer ?? "";
  const members: unknown = parentSchema?.[keyword];
  const below = bySchema(
    errors.filter((error) => error !== union && `${error.instancePath}/`.startsWith(`${path}/`)),
  );
  return (Array.isArray(members) ? members : []).flatMap((schema: unknown, index): Candidate[] => {
    if (!isRecord(schema)) return [];
    const branch = { schema, pointer: pointerTo(above, keyword, index) };
    const own = errorsOf(root, branch, path, below);
    const keys = new Set(
      schemasAt(root, [branch], []).flatMap(({ schema: { properties } }) =>
        isRecord(properties) ? Object.keys(properties) : [],
      ),
    );
    const known = Object.keys(value).filter((key) => keys.has(key)).length;
    const cost = own.reduce((sum, error) => sum + costOf(error, path), -2 * known);
    return [{ branch, name: nameOf(schema) ?? `number ${index + 1}`, errors: new Set(own), cost }];
  });
};

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

/** What is wrong with the whole or with a field of it counts; what is deeper may be right in itself. */
const costOf = (error: ErrorObject, path: string): number => {
  const depth = tokensOf(error.instancePath.slice(path.length)).length;
  if (depth === 0) return error.keyword === "type" ? unlike : 1;
  if (depth > 1) return 0.1;
  return isOfValues(error) || error.keyword === "not" ? 20 : 1;
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
