import { createHash } from "node:crypto";
import type { CatalogRecord, HttpTool } from "@jackfield/runtime";
import type { Plan, PlannedTool } from "../4-plan/types.js";
import { lines, listed } from "./catalog.js";
import { print } from "./templates.js";
import { tokenCounter } from "./tokens.js";
import type { OutputFile } from "./types.js";

/** What a server shows to clients, as a reviewer should see it change: the content of `surface.json`. */
export type Surface = {
  readonly totals: { readonly tools: number; readonly tokens: number };
  readonly apis: readonly SurfaceApi[];
  readonly tools: readonly SurfaceTool[];
};

export type SurfaceApi = {
  readonly id: string;
  readonly servers: readonly string[];
  readonly schemes: readonly string[];
};

export type SurfaceTool = {
  readonly name: string;
  readonly method: string;
  readonly path: string;
  readonly parameters: readonly { readonly key: string; readonly in: SurfacePlace }[];
  readonly required: readonly string[];
  readonly hints: readonly string[];
  readonly description: string;
  /** Start of the SHA-256 of the advertised schema, its keys sorted. */
  readonly schema: string;
  /** o200k tokens of the record as `tools/list` shows it. */
  readonly tokens: number;
  /** Document and pointer. */
  readonly source: string;
  readonly patches: readonly string[];
};

export type SurfacePlace =
  | "path"
  | "query"
  | "querystring"
  | "header"
  | "cookie"
  | "body"
  | "choice"
  | "reply";

/** The surface of a plan. Loads the tokeniser, so it is no part of `serve`. */
export const surfaceOf = async (plan: Plan): Promise<Surface> => {
  const count = await tokenCounter();
  const tools = plan.tools.map((planned) => surfaceTool(planned, count));
  return {
    totals: { tools: tools.length, tokens: tools.reduce((sum, tool) => sum + tool.tokens, 0) },
    apis: Object.entries(plan.definition.apis)
      .map(([id, api]) => ({
        id,
        servers: api.servers.map(({ url }) => url),
        schemes: Object.keys(api.schemes).sort(),
      }))
      .sort((a, b) => (a.id < b.id ? -1 : 1)),
    tools,
  };
};

/** The two lock files: `surface.json`, one tool a line, and `surface.md` for people. */
export const surfaceFiles = (surface: Surface): readonly OutputFile[] => [
  { path: "surface.json", text: surfaceJson(surface) },
  { path: "surface.md", text: print("surface.md", { ...surface, tools: surface.tools.map(row) }) },
];

const row = (tool: SurfaceTool): Readonly<Record<string, string | number>> => ({
  name: tool.name,
  calls: `${tool.method} ${tool.path}`,
  required: tool.required.join(", "),
  hints: tool.hints.join(", "),
  tokens: tool.tokens,
  patches: tool.patches.join(", "),
});

const surfaceJson = ({ totals, apis, tools }: Surface): string =>
  `{\n"totals": ${JSON.stringify(totals)},\n"apis": ${lines(apis)},\n"tools": ${lines(tools)}\n}\n`;

const surfaceTool = (
  { tool, record, origin }: PlannedTool,
  count: (text: string) => number,
): SurfaceTool => ({
  name: tool.name,
  method: tool.request.method,
  path: tool.request.path,
  parameters: Object.keys(tool.input.properties).map((key) => ({ key, in: placeOf(tool, key) })),
  required: [...(tool.input.required ?? [])],
  hints: Object.entries(tool.hints)
    .filter(([, holds]) => holds)
    .map(([hint]) => hint),
  description: record.description,
  schema: shortHash(record.inputSchema),
  tokens: count(JSON.stringify(listed(record))),
  source: `${origin.file}#${origin.pointer}`,
  patches: [...origin.patches].sort(),
});

const placeOf = ({ request }: HttpTool, key: string): SurfacePlace => {
  const { parameters = {}, body } = request;
  if (Object.hasOwn(parameters, key)) return parameters[key]?.in ?? "body";
  if (body?.mediaTypeKey === key) return "choice";
  const sent = body?.source.kind === "whole" ? [body.source.key] : Object.keys(body?.source.fields ?? {});
  return sent.includes(key) ? "body" : "reply";
};

const shortHash = (schema: CatalogRecord["inputSchema"]): string =>
  createHash("sha256")
    .update(JSON.stringify(sorted(schema)))
    .digest("hex")
    .slice(0, 16);

/** Objects as lists of pairs in code unit order: independent of the order of keys, and no key is special. */
const sorted = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== "object" || value === null) return value;
  const pairs = Object.entries(value).filter(([, item]) => item !== undefined);
  return { pairs: pairs.sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, item]) => [key, sorted(item)]) };
};
