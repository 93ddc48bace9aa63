import type { Plan, PlannedHttpTool } from "../4-plan/types.js";
import type { JsonObject } from "../document/json.js";
import type { Report } from "../report/index.js";
import { catalogFile, searchFile } from "./catalog.js";
import { manifestFile } from "./manifest.js";
import { readmePage, toolsPage } from "./pages.js";
import { schemaTypes } from "./schema-types.js";
import { print } from "./templates.js";
import { toolFile } from "./tool-file.js";
import type { EmitOptions, OutputFile } from "./types.js";
import type { WantedOperation } from "./types-document.js";

export { listed } from "./catalog.js";
export { escapeMarkdown } from "./markdown.js";
export { tokenCounter } from "./tokens.js";
export type * from "./types.js";

/**
 * The files of a generated server, sorted by path. `documents` holds a closed OpenAPI 3.1 document per API, whose
 * operations have the ids that the plan's static types name. Same plan, same bytes.
 */
export const emit = async (
  plan: Plan,
  documents: ReadonlyMap<string, JsonObject>,
  report: Report,
  options: EmitOptions = {},
): Promise<readonly OutputFile[]> => {
  const { definition } = plan;
  const operations = plan.tools.filter((tool) => tool.kind === "http");
  const files = [
    ...operations.map(toolFile),
    ...(await typesFiles(operations, documents, report)),
    catalogFile(plan),
    searchFile(plan),
    { path: "definition.ts", text: print("definition.ts", { definition }) },
    toolsPage(plan),
  ];
  if (options.embed !== true) {
    files.push(
      { path: "server.ts", text: print("server.ts", {}) },
      manifestFile(definition),
      readmePage(plan),
    );
  }
  return files.sort((a, b) => (a.path < b.path ? -1 : 1));
};

const typesFiles = async (
  operations: readonly PlannedHttpTool[],
  documents: ReadonlyMap<string, JsonObject>,
  report: Report,
): Promise<readonly OutputFile[]> => {
  const files: OutputFile[] = [];
  for (const [api, tools] of byApi(operations)) {
    const types = await schemaTypes(documents.get(api) ?? {}, wantedOperations(tools));
    if (types.kind === "printed") files.push({ path: `schema/${api}.ts`, text: types.text });
    else {
      const at = { file: tools[0]?.origin.file ?? api };
      report.add("emit/no-types", at, { api, problem: types.problem });
    }
  }
  return files;
};

const byApi = (tools: readonly PlannedHttpTool[]): ReadonlyMap<string, readonly PlannedHttpTool[]> => {
  const groups = new Map<string, PlannedHttpTool[]>();
  for (const tool of tools) {
    const group = groups.get(tool.origin.api);
    if (group) group.push(tool);
    else groups.set(tool.origin.api, [tool]);
  }
  return groups;
};

const wantedOperations = (tools: readonly PlannedHttpTool[]): readonly WantedOperation[] => {
  const wanted = new Map<string, WantedOperation>();
  for (const { types } of tools) {
    wanted.set(types.operation, { id: types.operation, ...(types.output && { output: types.output }) });
  }
  return [...wanted.values()];
};
