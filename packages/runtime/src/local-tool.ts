import type { CallContext, CatalogRecord } from "./app.js";
import type { ToolResult } from "./result.js";
import type { Hints, InputSchema } from "./tool.js";

/** A tool written by hand: the same face as a generated one, with `run` in place of `request`. */
export type LocalTool<Input = Record<string, unknown>> = {
  readonly name: string;
  readonly title?: string;
  readonly description: string;
  readonly hints: Hints;
  readonly input: InputSchema<Input>;
  /** Called with validated arguments. A failure is an error result; what it throws is treated as our fault. */
  run(input: Input, context: CallContext): Promise<ToolResult>;
};

/** The line of a hand-written tool in the catalogue. It has no module to load. */
export const localRecord = (tool: LocalTool, openWorld: boolean): CatalogRecord => ({
  name: tool.name,
  ...(tool.title === undefined ? {} : { title: tool.title }),
  description: tool.description,
  inputSchema: tool.input,
  annotations: {
    readOnlyHint: tool.hints.readOnly,
    destructiveHint: tool.hints.destructive,
    idempotentHint: tool.hints.idempotent,
    openWorldHint: openWorld,
  },
  tags: [],
  module: "",
});
