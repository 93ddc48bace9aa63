import { Ajv, type ValidateFunction } from "ajv";
import { Ajv2019 } from "ajv/dist/2019.js";
import { Ajv2020 } from "ajv/dist/2020.js";
import { isObject, type JsonObject } from "../json-rpc.js";

/** What a check says: fine, the violation in words, or that the schema cannot be used for checking. */
type Verdict =
  | { readonly kind: "fine" }
  | { readonly kind: "wrong"; readonly text: string }
  | { readonly kind: "unchecked"; readonly note: string };

const options = { strict: false, allErrors: false, validateFormats: false, logger: false } as const;

const compilerFor = (schema: JsonObject): Ajv => {
  const dialect = typeof schema.$schema === "string" ? schema.$schema : "";
  if (/draft-0[67]/.test(dialect)) return new Ajv(options);
  return dialect.includes("2019-09") ? new Ajv2019(options) : new Ajv2020(options);
};

/** Keywords whose patterns come from the server: one of them could run for ever. */
const hasPattern = (value: unknown): boolean =>
  Array.isArray(value)
    ? value.some(hasPattern)
    : isObject(value) &&
      (typeof value.pattern === "string" ||
        "patternProperties" in value ||
        Object.values(value).some(hasPattern));

const cache = new WeakMap<object, ValidateFunction | string>();

const compiled = (schema: JsonObject): ValidateFunction | string => {
  const known = cache.get(schema);
  if (known !== undefined) return known;
  let made: ValidateFunction | string;
  try {
    made = hasPattern(schema)
      ? "its patterns are left to the server"
      : compilerFor(schema).compile({ ...schema, $id: undefined });
  } catch (error) {
    made = `its schema cannot be compiled (${error instanceof Error ? error.message : error})`;
  }
  cache.set(schema, made);
  return made;
};

/** Checks arguments against a tool's input schema before they cost a round trip. The server has the last word. */
export const checkArguments = (schema: unknown, args: JsonObject): Verdict => {
  if (!isObject(schema)) return { kind: "unchecked", note: "the tool has no input schema" };
  const validate = compiled(schema);
  if (typeof validate === "string") return { kind: "unchecked", note: validate };
  if (validate(args)) return { kind: "fine" };
  const [first] = validate.errors ?? [];
  const at = first?.instancePath === "" ? "the arguments" : (first?.instancePath ?? "the arguments");
  const extra = first?.params.additionalProperty ?? first?.params.unevaluatedProperty;
  const allowed = Array.isArray(first?.params.allowedValues)
    ? `: ${first.params.allowedValues.join(", ")}`
    : "";
  return {
    kind: "wrong",
    text: `${at} ${first?.message ?? "does not fit"}${extra === undefined ? "" : ` (${String(extra)})`}${allowed}`,
  };
};
