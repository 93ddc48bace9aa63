import type { JsonSchema } from "@jackfield/contract";
import type { ErrorObject, ValidateFunction } from "ajv/dist/2020.js";
import { CallError } from "./call-error.js";
import { coerce } from "./coerce.js";
import { describeMismatches } from "./mismatch.js";
import type { Arguments } from "./request/given.js";

/** What validation needs to know of a tool. */
type Validated = { readonly name: string; readonly input: JsonSchema };

/** Coerces and checks the arguments of a tool; throws `CallError` (code `validation`) when they do not fit. */
export type Validator = (tool: Validated, args: unknown) => Promise<Arguments>;

type Compile = (schema: JsonSchema) => ValidateFunction;

/** Whether a `format` only describes a value, or a value that does not have it is refused. */
type Formats = "annotate" | "assert";

const loadCompiler = async (formats: Formats): Promise<Compile> => {
  const [{ Ajv2020 }, { compilePattern }, { isMultiple }] = await Promise.all([
    import("ajv/dist/2020.js"),
    import("./pattern.js"),
    import("./decimal.js"),
  ]);
  const regExp = Object.assign(
    // The validator tells patterns apart by their text.
    (source: string) => ({ ...compilePattern(source), toString: () => `/${source}/` }),
    { code: "compilePattern" },
  );
  const ajv = new Ajv2020({
    strict: false,
    allErrors: true,
    // Errors name the schema that they are of, so that those of one alternative can be told from another's.
    verbose: true,
    validateSchema: false,
    addUsedSchema: false,
    logger: false,
    validateFormats: formats === "assert",
    // ajv's optimiser takes quadratic time in the branches of a union: 10 s for 1,000 of them.
    code: { regExp, optimize: false },
  });
  // 19.99 is a multiple of 0.01, though not in binary fractions.
  ajv.removeKeyword("multipleOf").addKeyword({
    keyword: "multipleOf",
    type: "number",
    schemaType: "number",
    compile: (step: number) => (value: number) => isMultiple(value, step),
    error: { message: ({ schemaCode }) => `must be multiple of ${String(schemaCode)}` },
  });
  if (formats === "assert") {
    (await import("ajv-formats")).default.default(ajv);
    // Files may come as base64 or as a `data:` URL; the body encoder reads both.
    ajv.addFormat("byte", true).addFormat("binary", true);
  }
  return (schema) => ajv.compile(schema);
};

const uncompilable = (name: string): CallError =>
  new CallError({
    error: `The input schema of the tool ${name} cannot be compiled, so its arguments cannot be checked.`,
    code: "validation",
    recovery: "This is a bug in the server, not a fault in the arguments: report it. Nothing was sent.",
  });

/** Validators are compiled on a tool's first call and kept; the compiler itself loads with the first of them. */
export const createValidator = (formats: Formats = "annotate"): Validator => {
  const compiled = new WeakMap<object, ValidateFunction>();
  let compiler: Promise<Compile> | undefined;

  const validatorOf = async (tool: Validated): Promise<ValidateFunction | undefined> => {
    if (typeof tool.input === "boolean") return undefined;
    const known = compiled.get(tool.input);
    if (known !== undefined) return known;
    compiler ??= loadCompiler(formats);
    const compile = await compiler;
    try {
      const validate = compile(tool.input);
      compiled.set(tool.input, validate);
      return validate;
    } catch {
      throw uncompilable(tool.name);
    }
  };

  return async (tool, args) => {
    const validate = await validatorOf(tool);
    const value = coerce(tool.input, args ?? {}) as Arguments; // the root schema of a tool is always an object
    if (validate === undefined || validate(value)) return value;
    const errors: readonly ErrorObject[] = validate.errors ?? [];
    throw new CallError(describeMismatches(tool, value, errors));
  };
};
