import { suggestion } from "./nearest.js";
import type { Confirm, Hints, JsonSchema, KeyArguments, ToolFace } from "./tool.js";

/** MCP `ToolAnnotations`. */
export type Annotations = {
  readonly readOnlyHint: boolean;
  readonly destructiveHint: boolean;
  readonly idempotentHint: boolean;
  readonly openWorldHint: boolean;
};

/** One tool of a server: what `tools/list` shows of it, made at generation time, plus what selection needs. */
export type CatalogRecord = {
  readonly name: string;
  readonly title?: string;
  readonly description: string;
  readonly inputSchema: JsonSchema;
  readonly annotations: Annotations;
  readonly confirm?: Confirm;
  readonly tags: readonly string[];
  /** What is listed only where a server sends no credentials. */
  readonly keys?: KeyArguments;
};

/** A tool as `tools/list` shows it (MCP `Tool`). */
export type ListedTool = Omit<CatalogRecord, "tags" | "confirm" | "keys">;

/** Only what a client sees: a record may carry more than its type says, such as the module of its tool. */
export const listedTool = (record: CatalogRecord): ListedTool => ({
  name: record.name,
  ...(record.title === undefined ? {} : { title: record.title }),
  description: record.description,
  inputSchema: record.inputSchema,
  annotations: record.annotations,
});

/** The sentence for a caller who names a tool that there is not. */
export const unknownTool = (name: string, known: Iterable<string>): string =>
  `There is no tool "${name.slice(0, 100)}"${suggestion(name, known)}.`;

export const annotationsOf = (hints: Hints, openWorld: boolean): Annotations => ({
  readOnlyHint: hints.readOnly,
  destructiveHint: hints.destructive,
  idempotentHint: hints.idempotent,
  openWorldHint: openWorld,
});

/** The record of a tool that lists its full schema. */
export const recordOf = (face: ToolFace, openWorld: boolean): CatalogRecord => ({
  name: face.name,
  ...(face.title === undefined ? {} : { title: face.title }),
  description: face.description,
  inputSchema: face.input,
  annotations: annotationsOf(face.hints, openWorld),
  ...(face.confirm === undefined ? {} : { confirm: face.confirm }),
  tags: face.tags ?? [],
});
