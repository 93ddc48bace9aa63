import {
  isRecord,
  type JsonSchema,
  pointerTo,
  rootSchema,
  type SchemaObject,
  suggestion,
  type ToolError,
  tokensOf,
  typeOf,
  valueAt,
} from "@jackfield/contract";
import type { ErrorObject } from "ajv/dist/2020.js";
import { focused, type NearestBranch } from "./nearest-branch.js";
import { pageOf } from "./schema-page.js";
import { schemasAt } from "./schema-walk.js";

/** One argument that does not fit. `path` is a JSON pointer into the arguments (RFC 6901). */
type Mismatch = {
  readonly path: string;
  readonly expected: string;
  readonly got?: string;
  /** All of what is said of that place, where the words under `expected` leave something out. */
  readonly schema?: unknown;
};

const most = 10;

const shown = (value: unknown): string => {
  const type = typeOf(value);
  if (type === "object" || type === "array") return `an ${type}`;
  const text = JSON.stringify(value) ?? "nothing";
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
};

const listed = (values: unknown): string => {
  const items = Array.isArray(values) ? values : [values];
  const first = items.slice(0, most).map((item) => JSON.stringify(item));
  return first.join(", ") + (items.length > most ? ` … (${items.length} in all)` : "");
};

const article = (type: string): string =>
  /^[aeio]/.test(type) ? `an ${type}` : type === "null" ? type : `a ${type}`;

const known = (schema: JsonSchema, pointer: string): readonly string[] => {
  const properties = pointer === "" ? rootSchema(schema).properties : undefined;
  return isRecord(properties) ? Object.keys(properties) : [];
};

/** Of more values than are listed, the one that was most likely meant. */
const near = (value: unknown, allowed: unknown): string =>
  typeof value === "string" && Array.isArray(allowed) && allowed.length > most
    ? suggestion(
        value,
        allowed.filter((one) => typeof one === "string"),
      )
    : "";

const expectation = (error: ErrorObject, schema: JsonSchema, args: unknown): string => {
  const { propertyName, ...rest } = error;
  if (propertyName !== undefined)
    return `names of fields: ${expectation(rest, schema, args)} (not ${shown(propertyName)})`;
  const params: Readonly<Record<string, unknown>> = error.params;
  switch (error.keyword) {
    case "type":
      return [params.type].flat().map(String).map(article).join(" or ");
    case "required":
      return "a value (this argument is required)";
    case "additionalProperties":
    case "unevaluatedProperties": {
      const key = String(params.additionalProperty ?? params.unevaluatedProperty);
      return `no argument of this name${suggestion(key, known(schema, error.instancePath))}`;
    }
    case "enum":
      return `one of ${listed(params.allowedValues)}${near(valueAt(args, error.instancePath), params.allowedValues)}`;
    case "const":
      return listed([params.allowedValue]);
    case "format":
      return `the format "${String(params.format)}"`;
    case "pattern":
      return `text that matches ${String(params.pattern).slice(0, 200)}`;
    case "not":
      return "another value";
    case "items":
    case "unevaluatedItems":
      return bound("maxItems", params.limit ?? params.len) ?? "other items";
    case "dependentRequired":
      return `a value (${String(params.property)} is not given without it)`;
    case "contains":
      return `${String(params.minContains)}${params.maxContains === undefined ? " or more" : ` to ${String(params.maxContains)}`} items of a certain kind`;
    case "uniqueItems":
      return "no item twice";
    case "false schema":
      return "no argument of this name";
    default:
      return (
        bound(error.keyword, params.limit) ?? (error.message ?? "another value").replace(/^must (?:be )?/, "")
      );
  }
};

const bounds: Readonly<Record<string, readonly [least: string, unit: string]>> = {
  minLength: ["at least", "character"],
  maxLength: ["at most", "character"],
  minItems: ["at least", "item"],
  maxItems: ["at most", "item"],
  minProperties: ["at least", "field"],
  maxProperties: ["at most", "field"],
};

const bound = (keyword: string, limit: unknown): string | undefined => {
  const [least, unit] = bounds[keyword] ?? [];
  return unit === undefined ? undefined : `${least} ${String(limit)} ${unit}${limit === 1 ? "" : "s"}`;
};

const pathOf = (error: ErrorObject): string => {
  const params: Readonly<Record<string, unknown>> = error.params;
  const key = params.missingProperty ?? params.additionalProperty ?? params.unevaluatedProperty;
  return key === undefined ? error.instancePath : pointerTo(error.instancePath, String(key));
};

const combined = (error: ErrorObject): boolean =>
  ["anyOf", "oneOf", "if", "not", "propertyNames"].includes(error.keyword);

/** Errors by path, in the order found; the summary of a union is left out where its members say more. */
const byPath = (errors: readonly ErrorObject[]): ReadonlyMap<string, readonly ErrorObject[]> => {
  const groups = new Map<string, ErrorObject[]>();
  const plain = errors.filter((error) => !combined(error));
  for (const error of plain.length > 0 ? plain : errors) {
    const path = pathOf(error);
    groups.set(path, [...(groups.get(path) ?? []), error]);
  }
  return groups;
};

/** What a place expects, in words. Values that several alternatives name are one list. */
const expected = (errors: readonly ErrorObject[], schema: JsonSchema, args: unknown): string => {
  const [first, ...others] = errors.filter(({ keyword }) => keyword === "enum");
  const values = [first, ...others].flatMap((error): readonly unknown[] => error?.params.allowedValues ?? []);
  const joined = first && {
    ...first,
    params: { allowedValues: [...new Set(values)] },
  };
  const distinct = [...(joined ? [joined] : []), ...errors.filter(({ keyword }) => keyword !== "enum")];
  return [...new Set(distinct.map((error) => expectation(error, schema, args)))].slice(0, 4).join(" or ");
};

/** Characters of a schema that goes with an error. */
const room = 2_000;

const ofWhole = new Set([
  ...["required", "additionalProperties", "unevaluatedProperties", "minProperties", "maxProperties"],
  ...["dependentRequired", "propertyNames", "anyOf", "oneOf", "not", "if"],
]);

/** Whether the words for an error leave out what a caller needs to know. */
const saysLittle = ({ keyword, params, instancePath }: ErrorObject): boolean => {
  if (keyword === "enum") return Array.isArray(params.allowedValues) && params.allowedValues.length > most;
  if (keyword === "type") return [params.type].flat().some((type) => type === "object" || type === "array");
  // The list shows the arguments themselves.
  return instancePath !== "" && ofWhole.has(keyword);
};

/** The schema of the place of an error; in a union, that of the alternative in question. */
const schemaOf = (
  { instancePath }: ErrorObject,
  root: SchemaObject,
  branches: readonly NearestBranch[],
): unknown => {
  const around = branches.findLast(({ path }) => `${instancePath}/`.startsWith(`${path}/`));
  const start = around?.branch ?? { schema: root, pointer: "" };
  const path = tokensOf(instancePath.slice(around?.path.length ?? 0));
  const [place] = path.length === 0 ? [start] : schemasAt(root, [start], path);
  return place && pageOf(root, place.pointer, { room })?.schema;
};

/** The answer to arguments that do not fit: the first mismatch as a sentence, up to ten as details. */
export const describeMismatches = (
  tool: { readonly name: string; readonly input: JsonSchema },
  args: unknown,
  all: readonly ErrorObject[],
): ToolError => {
  const root = rootSchema(tool.input);
  const { errors, branches } = focused(root, args, all);
  const groups = byPath(errors);
  const unclear = [...groups.values()].slice(0, most).flatMap((group) => group.filter(saysLittle))[0];
  const details = [...groups].slice(0, most).map(([path, group]): Mismatch => {
    const value = valueAt(args, path);
    return {
      path,
      expected: expected(group, tool.input, args),
      ...(value === undefined ? {} : { got: shown(value) }),
      ...(unclear !== undefined && group.includes(unclear) && { schema: schemaOf(unclear, root, branches) }),
    };
  });
  const [first] = details;
  const got = first?.got === undefined ? "" : `, got ${first.got}`;
  const rest = groups.size > 1 ? ` (and ${groups.size - 1} more)` : "";
  const branch = branches.findLast(({ path }) => `${first?.path}/`.startsWith(`${path}/`));
  const nearest =
    branch === undefined || branch.of < 2
      ? ""
      : ` Of the ${branch.of} alternatives of ${branch.path}, ${branch.name} is nearest.`;
  return {
    error: `Invalid arguments for ${tool.name}: ${first?.path || "the arguments"}: expected ${first?.expected ?? "other values"}${got}${rest}.${nearest}`,
    code: "validation",
    recovery: "Correct the arguments listed in details and call again. Nothing was sent.",
    details,
  };
};
