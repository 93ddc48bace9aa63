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
  await checkEarly(files, options.compiler);
  const last = await types;
  await checkEarly(last, options.compiler);
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

/** Asks what the writer will ask: a compiler in another thread knows the answer by then. */
const checkEarly = async (files: readonly OutputFile[], compiler: Compiler | undefined): Promise<void> => {
  await compiler?.syntaxFaults(files.filter(({ path }) => path.endsWith(".ts")));
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

/** Counts o200k tokens. The vocabulary takes a tenth of a second to load, so only those who count load it. */
export const tokenCounter = async (): Promise<(text: string) => number> => {
  const { countTokens } = await import("gpt-tokenizer/encoding/o200k_base");
  // Text that looks like a control token is plain text here.
  const options = { disallowedSpecial: new Set<string>() };
  return (text) => piecesOf(text).reduce((sum, piece) => sum + countTokens(piece, options), 0);
};

/** The encoding looks at each run of letters, of signs or of spaces by itself, which takes the square of its length. */
const runs = /\p{L}+|[^\s\p{L}\p{N}]+|\s+/gu;
const longest = { text: 4_000, run: 1_000 } as const;

/** A text as it is, but with runs that nobody writes cut, so that counting takes no longer than it has to. */
const piecesOf = (text: string): readonly string[] => {
  if (text.length <= longest.text) return [text];
  const pieces: string[] = [];
  let start = 0;
  for (const { 0: run, index } of text.matchAll(runs)) {
    for (let at = longest.run; at < run.length; at += longest.run) {
      pieces.push(text.slice(start, index + at));
      start = index + at;
    }
  }
  return [...pieces, text.slice(start)];
};
