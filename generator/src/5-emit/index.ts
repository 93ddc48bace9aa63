import type { Api } from "../3-model/index.js";
import type { Plan, PlannedHttpTool } from "../4-plan/types.js";
import { type Compiler, compilerHere } from "../compiler/index.js";
import type { Report } from "../report/index.js";
import { toolsPage } from "./pages.js";
import { schemaTypes, type WantedOperation } from "./schema-types.js";
import { print } from "./templates.js";
import { catalogFile, searchFile, toolFile, webhooksFile } from "./tool-files.js";
import type { EmitOptions, OutputFile, Page } from "./types.js";

export { escapeMarkdown, firstLine, literal } from "./escape.js";
export { type PackageLayout, type PackageWishes, packageFiles } from "./package/index.js";
export { templateFiles } from "./templates.js";
export type * from "./types.js";

/**
 * The generated files of a server, sorted by path; `packageFiles` makes the package around them. `apis` are those that the plan was made of, with their reply schemas.
 * Same plan, same bytes.
 */
export const emit = async (
  plan: Plan,
  apis: readonly Api[],
  report: Report,
  options: EmitOptions = {},
): Promise<readonly OutputFile[]> => {
  const { definition } = plan;
  const operations = plan.tools.filter((tool) => tool.kind === "http");
  // Asked for first, so that a compiler in another thread works at the same time as what follows.
  const types = typesFiles(operations, apis, options.compiler ?? compilerHere, report);
  const files = [
    ...operations.map(toolFile),
    catalogFile(plan),
    searchFile(plan),
    ...(plan.webhooks.length > 0 ? [webhooksFile(plan)] : []),
    { path: "definition.ts", text: print("definition.ts", { definition }) },
    toolsPage(plan),
  ];
  checkEarly(files, options.compiler);
  const last = await types;
  checkEarly(last, options.compiler);
  files.push(...last);
  addPages(files, options.pages ?? [], plan, report);
  return files.sort((a, b) => (a.path < b.path ? -1 : 1));
};

/** The pages of plugins; none of them takes the place of a file of ours. */
const addPages = (files: OutputFile[], pages: readonly Page[], plan: Plan, report: Report): void => {
  const taken = new Set(files.map(({ path }) => path.toLowerCase()));
  for (const { path, print } of pages)
    if (taken.has(path.toLowerCase())) report.add("emit/page-taken", { file: path }, { path });
    else files.push({ path, text: print(plan) });
};

/** Asks what the writer will ask, who waits for the answer: a compiler in another thread finds it meanwhile. */
const checkEarly = (files: readonly OutputFile[], compiler: Compiler | undefined): void => {
  // Where the check fails, the writer's question fails with it.
  compiler?.syntaxFaults(files.filter(({ path }) => path.endsWith(".ts"))).catch(() => undefined);
};

/** The types file of each API that has a tool. */
const typesFiles = async (
  tools: readonly PlannedHttpTool[],
  apis: readonly Api[],
  compiler: Compiler,
  report: Report,
): Promise<readonly OutputFile[]> => {
  const files: OutputFile[] = [];
  for (const api of apis) {
    const own = tools.filter(({ origin }) => origin.api === api.id);
    if (own.length === 0) continue;
    const types = await schemaTypes(api, own.map(wantedOperation), compiler);
    if (types.kind === "printed") files.push({ path: `schema/${api.id}.ts`, text: types.text });
    else report.add("emit/no-types", { file: api.source }, { api: api.id, problem: types.problem });
  }
  return files;
};

const wantedOperation = ({ types, origin }: PlannedHttpTool): WantedOperation => ({
  id: types.operation,
  pointer: origin.pointer,
  ...(types.output && { output: types.output }),
});
