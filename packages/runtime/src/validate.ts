import { setImmediate } from "node:timers/promises";
import { type JsonSchema, rootSchema, type SchemaObject } from "@jackfield/contract";
import type { ErrorObject, ValidateFunction } from "ajv/dist/2020.js";
import { CallError } from "./call-error.js";
import { coerce } from "./coerce.js";
import { describeMismatches } from "./mismatch.js";
import { narrowerOf } from "./narrowed.js";
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

/** Validators of a tool with large unions that are kept, one for each kind of value. */
const mostNarrowed = 100;

/** The schema that judges a value, and its validator once it is compiled. */
type Judge = { readonly input: SchemaObject; validate?: ValidateFunction };

/** The judges of a value, one after the other: the first that it fits decides for it, else the first decides against it. */
type JudgesOf = (value: unknown) => Iterable<Judge>;

/** The schema of a tool, or what large unions leave of it for such a value. */
const judgesOf = (input: SchemaObject): JudgesOf => {
  const narrow = narrowerOf(input);
  const whole: Judge = { input };
  if (narrow === undefined) return () => [whole];
  const judges = new Map<string, Judge>();
  const kept = (key: string, schema: unknown): Judge => {
    const judge = judges.get(key) ?? { input: rootSchema(schema as JsonSchema) }; // a part of a schema is one
    judges.delete(key);
    judges.set(key, judge);
    const [oldest] = judges.keys();
    if (judges.size > mostNarrowed && oldest !== undefined) judges.delete(oldest);
    return judge;
  };
  return function* (value) {
    for (let round = 0, rounds: number | undefined = 1; round < (rounds ?? 1); round += 1) {
      const narrowed = narrow(value, round);
      rounds = narrowed.rounds;
      yield kept(narrowed.key, narrowed.schema);
      if (rounds === undefined) yield whole;
    }
  };
};

/** Validators are compiled on a tool's first call and kept; the compiler itself loads with the first of them. */
export const createValidator = (formats: Formats = "annotate"): Validator => {
  const known = new WeakMap<object, JudgesOf>();
  let compiler: Promise<Compile> | undefined;

  const compile = async (tool: Validated, judge: Judge): Promise<ValidateFunction> => {
    compiler ??= loadCompiler(formats);
    const compileSchema = await compiler;
    try {
      judge.validate ??= compileSchema(judge.input);
      return judge.validate;
    } catch {
      throw uncompilable(tool.name);
    }
  };

  return async (tool, args) => {
    const value = coerce(tool.input, args ?? {}) as Arguments; // the root schema of a tool is always an object
    if (typeof tool.input === "boolean") return value;
    const judgeOf = known.get(tool.input) ?? judgesOf(tool.input);
    known.set(tool.input, judgeOf);
    let refusal: CallError | undefined;
    for (const judge of judgeOf(value)) {
      if (refusal !== undefined) await setImmediate();
      const validate = await compile(tool, judge);
      if (validate(value)) return value;
      const errors: readonly ErrorObject[] = validate.errors ?? [];
      refusal ??= new CallError(describeMismatches({ name: tool.name, input: judge.input }, value, errors));
    }
    throw refusal ?? uncompilable(tool.name);
  };
};
