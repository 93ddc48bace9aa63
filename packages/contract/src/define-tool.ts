import { errorResult, type ToolResult } from "./result.js";
import type { Hints, InputSchema, JsonSchema, LocalTool, ToolFace } from "./tool.js";

/**
 * A schema of a library that follows Standard Schema and Standard JSON Schema (https://standardschema.dev), such as
 * zod 4.2 or newer: it validates a value and prints itself as JSON Schema.
 */
export type StandardSchema<Output = unknown> = {
  readonly "~standard": {
    readonly validate: (value: unknown) => Validated<Output> | Promise<Validated<Output>>;
    readonly types?: { readonly output: Output } | undefined;
    readonly jsonSchema: {
      readonly input: (options: { readonly target: "draft-2020-12" }) => Record<string, unknown>;
    };
  };
};

type Validated<Output> =
  | { readonly value: Output; readonly issues?: undefined }
  | { readonly issues: readonly Issue[] };

type Issue = {
  readonly message: string;
  readonly path?: readonly (PropertyKey | { readonly key: PropertyKey })[] | undefined;
};

type OutputOf<Schema extends StandardSchema> = NonNullable<Schema["~standard"]["types"]>["output"];

type Words = Omit<ToolFace, "input" | "hints"> & {
  /** What the tool does to the world; by default it may change and destroy things, and a repetition changes more. */
  readonly hints?: Partial<Hints>;
};

type Run<Input> = (
  input: Input,
  context: Parameters<LocalTool["run"]>[1],
) => ToolResult | string | Promise<ToolResult | string>;

type FromStandard<Schema extends StandardSchema> = Words & {
  readonly input: Schema;
  readonly run: Run<OutputOf<Schema>>;
};
type FromJsonSchema = Words & {
  readonly input: {
    readonly type: "object";
    readonly properties: Readonly<Record<string, JsonSchema>>;
    readonly required?: readonly string[];
    /** By default false: a caller learns more from a refusal. */
    readonly additionalProperties?: boolean;
    readonly [keyword: string]: unknown;
  };
  readonly run: Run<Record<string, unknown>>;
};

/**
 * A hand-written tool. `input` is a JSON Schema of an object, or a schema of a library such as zod; then `run` gets what
 * that library makes of the arguments. `run` gives a result, or a string as its text; what it throws becomes an error
 * result that does not show the message. The module must do nothing else when it is imported.
 */
export function defineTool<Schema extends StandardSchema>(tool: FromStandard<Schema>): LocalTool;
export function defineTool(tool: FromJsonSchema): LocalTool;
export function defineTool(tool: FromStandard<StandardSchema> | FromJsonSchema): LocalTool {
  const { hints = {}, input, run, ...words } = tool;
  const readOnly = hints.readOnly ?? false;
  const face = {
    ...words,
    hints: {
      readOnly,
      destructive: hints.destructive ?? !readOnly,
      idempotent: hints.idempotent ?? readOnly,
    },
  };
  if (!isStandard(input)) {
    const { additionalProperties = false } = input;
    return {
      ...face,
      input: { ...input, additionalProperties },
      run: async (value, context) => asResult(await run(value, context)),
    };
  }
  return {
    ...face,
    input: printed(input),
    async run(value, context) {
      const checked = await input["~standard"].validate(value);
      return checked.issues ? refusal(checked.issues) : asResult(await run(checked.value as never, context)); // validate gives what run takes
    },
  };
}

const isStandard = (input: object): input is StandardSchema => "~standard" in input;

const printed = (schema: StandardSchema): InputSchema<Record<string, unknown>> => {
  const { $schema, ...json } = schema["~standard"].jsonSchema.input({ target: "draft-2020-12" });
  if (json.type !== "object") throw new TypeError("the input of a tool must be an object");
  // Libraries drop unknown keys without a word; a caller learns more from a refusal.
  return { additionalProperties: false, properties: {}, ...json } as InputSchema<Record<string, unknown>>; // an object schema, see above
};

const asResult = (result: ToolResult | string): ToolResult =>
  typeof result === "string" ? { content: [{ type: "text", text: result }] } : result;

const refusal = (issues: readonly Issue[]): ToolResult =>
  errorResult({
    error: "The arguments do not fit the tool.",
    code: "validation",
    recovery: "Correct the arguments as details says, and call again.",
    details: issues.map(({ message, path = [] }) => ({
      path: path.map((step) => String(typeof step === "object" ? step.key : step)).join("."),
      message,
    })),
  });
