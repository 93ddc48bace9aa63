import type { Hints, JsonSchema, ToolFace } from "./tool.js";

/** MCP `ToolAnnotations`. */
export type Annotations = {
  readonly readOnlyHint: boolean;
  readonly destructiveHint: boolean;
  readonly idempotentHint: boolean;
  readonly openWorldHint: boolean;
};

/** One line of `tools/list`, made at generation time and served as it is (MCP `Tool`), plus what selection needs. */
export type CatalogRecord = {
  readonly name: string;
  readonly title?: string;
  readonly description: string;
  readonly inputSchema: JsonSchema;
  readonly annotations: Annotations;
  readonly tags: readonly string[];
  /** Module of the tool, relative to the catalogue: `tools/create-call.js`. */
  readonly module: string;
};

/** A tool as `tools/list` shows it (MCP `Tool`). */
export type ListedTool = Omit<CatalogRecord, "tags" | "module">;

/** Only what a client sees: a record carries more, such as the module of its tool. */
export const listedTool = (record: CatalogRecord): ListedTool => ({
  name: record.name,
  ...(record.title === undefined ? {} : { title: record.title }),
  description: record.description,
  inputSchema: record.inputSchema,
  annotations: record.annotations,
});

export const annotationsOf = (hints: Hints, openWorld: boolean): Annotations => ({
  readOnlyHint: hints.readOnly,
  destructiveHint: hints.destructive,
  idempotentHint: hints.idempotent,
  openWorldHint: openWorld,
});

/** The catalogue line of a tool that lists its full schema and has no module to load. */
export const recordOf = (face: ToolFace, openWorld: boolean): CatalogRecord => ({
  name: face.name,
  ...(face.title === undefined ? {} : { title: face.title }),
  description: face.description,
  inputSchema: face.input,
  annotations: annotationsOf(face.hints, openWorld),
  tags: face.tags ?? [],
  module: "",
});
