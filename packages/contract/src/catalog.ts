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

/** What clients accept: beyond either, mode `auto` offers search instead of the whole list. */
export const fits = { tools: 100, tokens: 40_000 } as const;

const shownNumber = (value: number): string => value.toLocaleString("en-US");

/** Why `auto` searches: `1,223 tools`; undefined when clients accept them all. Tokens are estimated as bytes / 4. */
export const whySearch = (records: readonly CatalogRecord[]): string | undefined => {
  if (records.length > fits.tools) return `${shownNumber(records.length)} tools`;
  const bytes = records.reduce((sum, record) => sum + byteLength(JSON.stringify(listedTool(record))), 0);
  const tokens = Math.ceil(bytes / 4);
  return tokens > fits.tokens
    ? `${shownNumber(records.length)} tools with about ${shownNumber(tokens)} tokens`
    : undefined;
};

const encoder = new TextEncoder();
const byteLength = (text: string): number => encoder.encode(text).length;

/**
 * What search mode looks through, made when a server is planned: `search.json` next to the catalog. It holds the words
 * as the spec spells them; how words are compared is the ranking's business, so that a better ranking needs no new index.
 */
export type SearchIndex = {
  /** In the order of the catalog. */
  readonly tools: readonly IndexedTool[];
  readonly words: readonly IndexedWord[];
};

/** `calls` is method and path (`GET /pets/{id}`); empty for tools that are no HTTP operation. */
export type IndexedTool = readonly [name: string, calls: string];

/**
 * A word in lower case, then pairs of numbers: how many tools on from the last pair's (from the first tool for the first
 * pair), and how much the word weighs in that tool: 4 for its name and its title, less for other places, added up.
 */
export type IndexedWord = readonly [word: string, ...postings: number[]];
