import {
  isRecord,
  type JsonSchema,
  rootSchema,
  suggestion,
  type ToolError,
  typeOf,
} from "@jackfield/contract";
import type { ErrorObject } from "ajv/dist/2020.js";

/** One argument that does not fit. `path` is a JSON pointer into the arguments (RFC 6901). */
type Mismatch = { readonly path: string; readonly expected: string; readonly got?: string };

const most = 10;

const escaped = (key: string): string => key.replaceAll("~", "~0").replaceAll("/", "~1");

const valueAt = (value: unknown, pointer: string): unknown => {
  let current = value;
  for (const part of pointer.split("/").slice(1)) {
    const key = part.replaceAll("~1", "/").replaceAll("~0", "~");
    current =
      typeof current === "object" && current !== null && Object.hasOwn(current, key)
        ? Reflect.get(current, key)
        : undefined;
  }
  return current;
};

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
    default:
      return (error.message ?? "another value").replace(/^must (?:be |NOT )?/, (start) =>
        start.includes("NOT") ? "that it must not " : "",
      );
  }
};

const pathOf = (error: ErrorObject): string => {
  const params: Readonly<Record<string, unknown>> = error.params;
  const key = params.missingProperty ?? params.additionalProperty ?? params.unevaluatedProperty;
  return key === undefined ? error.instancePath : `${error.instancePath}/${escaped(String(key))}`;
};

const combined = (error: ErrorObject): boolean =>
  error.keyword === "anyOf" || error.keyword === "oneOf" || error.keyword === "if" || error.keyword === "not";

/** Expectations by path, in the order found; the summary of a union is left out where its members say more. */
const byPath = (
  errors: readonly ErrorObject[],
  schema: JsonSchema,
  args: unknown,
): ReadonlyMap<string, Set<string>> => {
  const found = new Map<string, Set<string>>();
  const plain = errors.filter((error) => !combined(error));
  for (const error of plain.length > 0 ? plain : errors) {
    const path = pathOf(error);
    found.set(path, (found.get(path) ?? new Set()).add(expectation(error, schema, args)));
  }
  return found;
};

/** The answer to arguments that do not fit: the first mismatch as a sentence, up to ten as details. */
export const describeMismatches = (
  tool: { readonly name: string; readonly input: JsonSchema },
  args: unknown,
  errors: readonly ErrorObject[],
): ToolError => {
  const found = byPath(errors, tool.input, args);
  const details = [...found].slice(0, most).map(([path, expected]): Mismatch => {
    const value = valueAt(args, path);
    return {
      path,
      expected: [...expected].slice(0, 4).join(" or "),
      ...(value === undefined ? {} : { got: shown(value) }),
    };
  });
  const [first] = details;
  const got = first?.got === undefined ? "" : `, got ${first.got}`;
  const rest = found.size > 1 ? ` (and ${found.size - 1} more)` : "";
  return {
    error: `Arguments of ${tool.name} do not fit: ${first?.path || "the arguments"}: expected ${first?.expected ?? "other values"}${got}${rest}.`,
    code: "validation",
    recovery: "Correct the arguments named under details and call again. Nothing was sent.",
    details,
  };
};
