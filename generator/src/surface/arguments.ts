import type { HttpTool, ToolFace } from "@jackfield/contract";
import type { Schema } from "../3-model/index.js";
import type { Definitions } from "../4-plan/index.js";
import { fingerprinter, hashOf } from "./fingerprint.js";
import { shapeReader } from "./read-shape.js";
import type { Shape } from "./shape.js";
import type { SurfaceArgument, SurfaceCut, SurfacePlace, SurfaceTool } from "./types.js";

/** Levels below an argument, and lines of a tool: what is beyond is only hashed. */
const deepest = 8;
const most = 250;
/** Characters of a list of values, and of a default, as JSON. */
const longestEnum = 4_000;
const longestDefault = 200;

/** A line with the lines below it, and how to find those. */
type Line = {
  readonly at: string;
  readonly shape: Shape;
  readonly own: Pick<SurfaceArgument, "in" | "wire" | "required" | "with">;
  readonly schemas: ReadonlySet<Schema>;
  readonly depth: number;
  readonly above: ReadonlySet<string>;
  readonly below: Line[];
  cut?: SurfaceCut;
};

/** The arguments of a tool, line by line, out of its full input schema. */
export const argumentsOf = (
  tool: ToolFace | HttpTool,
): Pick<SurfaceTool, "arguments" | "rules" | "unlisted"> => {
  // The input of a planned tool is made of the model's schemas; the contract only knows them as JSON.
  const input = tool.input as Schema;
  const definitions = (tool.input.$defs ?? {}) as Definitions; // see above
  const read = shapeReader(definitions);
  const fingerprint = fingerprinter(definitions);
  const root = read([input]);
  const lines: Line[] = fieldsOf(root, bodyKeys(tool)).map((field) => ({
    ...field,
    at: segment(field.key),
    own: { in: placeOf(tool, field.key), ...wireOf(tool, field.key), ...field.own },
    shape: read(field.schemas),
    depth: 0,
    above: new Set<string>(),
    below: [],
  }));
  const left = grow(lines, read);
  const rules = rulesOf(root, fingerprint);
  return {
    ...(rules !== undefined && { rules }),
    ...(left.size > 0 && { unlisted: fingerprint(left) }),
    arguments: lines.flatMap((line) => printed(line, fingerprint)),
  };
};

/** Adds what is below, level by level, so that a limit cuts the deepest first. Gives the schemas that were left out. */
const grow = (lines: readonly Line[], read: (schemas: Iterable<Schema>) => Shape): ReadonlySet<Schema> => {
  const left = new Set<Schema>();
  const queue = [...lines];
  let room = most - lines.length;
  for (const line of queue) {
    const children = childrenOf(line);
    if (children.length === 0) continue;
    if ([...line.shape.names].some((name) => line.above.has(name))) line.cut = "recursive";
    else if (line.depth === deepest) line.cut = "depth";
    else if (children.length > room) line.cut = "number";
    if (line.cut !== undefined) {
      if (line.cut !== "recursive")
        for (const { schemas } of children) for (const one of schemas) left.add(one);
      continue;
    }
    room -= children.length;
    const above = new Set([...line.above, ...line.shape.names]);
    for (const child of children) {
      line.below.push({ ...child, shape: read(child.schemas), depth: line.depth + 1, above, below: [] });
    }
    queue.push(...line.below);
  }
  return left;
};

type Child = Pick<Line, "at" | "own" | "schemas">;

const childrenOf = ({ at, shape }: Line): readonly Child[] => [
  ...fieldsOf(shape).map(({ key, own, schemas }) => ({ at: `${at}.${segment(key)}`, own, schemas })),
  ...(shape.items.size > 0 ? [{ at: `${at}[]`, own: {}, schemas: shape.items }] : []),
  ...(shape.additional.size > 0 ? [{ at: `${at}.*`, own: {}, schemas: shape.additional }] : []),
  ...[...shape.branches].map(([schema, label]) => ({
    at: `${at}(${segment(label)})`,
    own: {},
    schemas: new Set([schema]),
  })),
];

type Field = Omit<Child, "at"> & { readonly key: string };

/** A field that is required but not described takes any value. `siblings` are those that a rule may mean by "any". */
const fieldsOf = (shape: Shape, siblings?: readonly string[]): readonly Field[] => {
  const unknown = [...shape.required].filter((key) => !shape.properties.has(key));
  const all = [...shape.properties, ...unknown.map((key) => [key, new Set<Schema>([true])] as const)];
  const keys = siblings ?? all.map(([key]) => key);
  return all.map(([key, schemas]) => {
    const by = shape.demanded.get(key);
    const others = keys.filter((other) => other !== key);
    const byAll = by !== undefined && others.length > 0 && others.every((other) => by.has(other));
    const own = shape.required.has(key)
      ? { required: true as const }
      : by && by.size > 0 && { with: byAll ? ["*"] : [...by].sort() };
    return { key, schemas, own: { ...own } };
  });
};

const printed = (
  line: Line,
  fingerprint: (schemas: Iterable<Schema>) => string,
): readonly SurfaceArgument[] => {
  const { at, own, shape, cut, below } = line;
  const rules = rulesOf(shape, fingerprint);
  const wire = own.wire ?? shape.wire;
  const argument: SurfaceArgument = {
    at,
    ...(own.in && { in: own.in }),
    ...(wire !== undefined && { wire }),
    ...(own.required && { required: true }),
    ...(own.with && { with: own.with }),
    ...(shape.types && { type: [...new Set(shape.types)].sort().join("|") }),
    ...(shape.enum && { enum: listedValues(shape.enum) }),
    ...shape.facets,
    ...(shape.default !== undefined && { default: shortValue(shape.default) }),
    ...(shape.closed && { closed: true }),
    ...(rules !== undefined && { rules }),
    ...(cut && { cut }),
  };
  return [argument, ...below.flatMap((child) => printed(child, fingerprint))];
};

const rulesOf = (shape: Shape, fingerprint: (schemas: Iterable<Schema>) => string): string | undefined =>
  shape.others.size > 0 ? fingerprint(shape.others) : undefined;

const listedValues = (values: readonly unknown[]): readonly unknown[] | string =>
  JSON.stringify(values).length <= longestEnum ? values : `${values.length} values, ${hashOf(values)}`;

const shortValue = (value: unknown): unknown =>
  JSON.stringify(value).length <= longestDefault ? value : hashOf(value);

/** A key in a path; one that could be taken for more than a key is quoted. */
export const segment = (key: string): string => (/^[\w-]+$/.test(key) ? key : JSON.stringify(key));

type Request = HttpTool["request"];

const requestOf = (tool: ToolFace | HttpTool): Request | undefined =>
  "request" in tool ? tool.request : undefined;

const bodyKeys = (tool: ToolFace | HttpTool): readonly string[] => {
  const source = requestOf(tool)?.body?.source;
  if (!source) return [];
  return source.kind === "whole" ? [source.key] : Object.keys(source.fields);
};

/** Where an argument goes. */
export const placeOf = (tool: ToolFace | HttpTool, key: string): SurfacePlace => {
  const request = requestOf(tool);
  if (request === undefined) return "local";
  const { parameters = {}, body } = request;
  if (Object.hasOwn(parameters, key)) return parameters[key]?.in ?? "body";
  if (body?.mediaTypeKey === key) return "choice";
  return bodyKeys(tool).includes(key) ? "body" : "reply";
};

const wireOf = (tool: ToolFace | HttpTool, key: string): Pick<SurfaceArgument, "wire"> => {
  const { parameters = {}, body }: Partial<Request> = requestOf(tool) ?? {};
  const fields = body?.source.kind === "fields" ? body.source.fields : {};
  const wire = Object.hasOwn(parameters, key)
    ? parameters[key]?.name
    : Object.hasOwn(fields, key)
      ? fields[key]
      : undefined;
  return wire === undefined || wire === key ? {} : { wire };
};
