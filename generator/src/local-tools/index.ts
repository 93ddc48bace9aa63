import { join, relative, resolve } from "node:path";
import type { ToolFace } from "@jackfield/contract";
import * as z from "zod";
import type { LocalToolModule } from "../4-plan/types.js";
import { type Config, createImporter, importFault, isInside, shownPath } from "../config/index.js";
import type { Report } from "../report/index.js";
import type { ToolSource } from "./read-sources.js";

/**
 * The hand-written tools of a config: the exports of the modules under `tools`. Each module is imported once for the
 * schemas of its tools; nothing is run. What is wrong is reported at its export.
 */
export const readLocalTools = async (config: Config, report: Report): Promise<readonly LocalToolModule[]> => {
  if (config.tools.length === 0) return [];
  // It brings a TypeScript compiler of its own, so only those who need it load it.
  const { readSources } = await import("./read-sources.js");
  const sources = readSources(config, report);
  const output = resolve(config.folder, config.output);
  const outside = sources.filter(({ path }) => !isInside(output, path));
  for (const { path } of sources.filter(({ path }) => isInside(output, path)))
    report.add("tools/unreadable", { file: shownPath(path) }, { problem: "it is in the output folder" });

  const candidates: Candidate[] = [];
  for await (const { source, values } of importModules(outside, config, report)) {
    const exported = Object.entries(values).filter(([, value]) => looksLikeTool(value));
    if (exported.length === 0) report.add("tools/no-tool", { file: shownPath(source.path) }, {});
    candidates.push(...exported.map(([exportName, value]) => ({ source, exportName, value })));
  }
  return distinct(candidates).flatMap(({ source, exportName, value }): readonly LocalToolModule[] => {
    const place = source.places.get(exportName) ?? { line: 1, column: 1 };
    const read = faceIn(value);
    if (!read.ok) {
      report.add(
        "tools/invalid",
        { file: shownPath(source.path), ...place },
        { exportName, problem: read.problem },
      );
      return [];
    }
    const origin = { file: relativePath(config.folder, source.path), exportName, ...place };
    return [{ face: read.face, module: compiledPath(output, source.path), origin }];
  });
};

type Candidate = { readonly source: ToolSource; readonly exportName: string; readonly value: unknown };

/** Each tool once: where it is declared, rather than in a module that exports it again. */
const distinct = (candidates: readonly Candidate[]): readonly Candidate[] => {
  const isOwn = ({ source, exportName }: Candidate): boolean => source.places.has(exportName);
  const byTool = new Map<unknown, Candidate>();
  for (const candidate of candidates) {
    const known = byTool.get(candidate.value);
    if (known === undefined || (!isOwn(known) && isOwn(candidate))) byTool.set(candidate.value, candidate);
  }
  return [...byTool.values()];
};

const relativePath = (from: string, path: string): string => relative(from, path).replaceAll("\\", "/");

/** `../tools/dice.js` for `src/tools/dice.ts`, from `src/generated`. */
const compiledPath = (output: string, path: string): string =>
  relativePath(output, path).replace(/\.([cm]?)[jt]s$/, ".$1js");

/** Whether an export wants to be a tool: anything else in the module is its own business. */
const looksLikeTool = (value: unknown): boolean =>
  typeof value === "object" && value !== null && "run" in value && "name" in value;

const face = z.object({
  name: z.string().regex(/^[A-Za-z0-9_-]{1,52}$/, "must have 1 to 52 letters, digits, _ or -"),
  title: z.string().min(1).optional(),
  description: z.string().min(1, "must not be empty"),
  hints: z.object({ readOnly: z.boolean(), destructive: z.boolean(), idempotent: z.boolean() }),
  confirm: z.enum(["destructive", "billable"]).optional(),
  input: z.looseObject({
    type: z.literal("object"),
    properties: z.record(z.string(), z.union([z.boolean(), z.looseObject({})])),
    required: z.array(z.string()).optional(),
    additionalProperties: z.boolean(),
  }),
  tags: z.array(z.string()).optional(),
  run: z.custom((value) => typeof value === "function", "must be a function"),
});

/** What a tool shows, out of an exported value; else what is wrong with it. */
const faceIn = (
  value: unknown,
): { readonly ok: true; readonly face: ToolFace } | { readonly ok: false; readonly problem: string } => {
  const read = face.safeParse(value);
  if (!read.success) {
    const [issue] = read.error.issues;
    const message = (issue?.message ?? "it is not valid").replace(/^Invalid input: /, "");
    return { ok: false, problem: `${issue?.path.join(".") ?? ""}: ${message}` };
  }
  const { run, ...shown } = read.data;
  // Through JSON once: what a catalog cannot hold, such as a function in a schema, is not part of the face.
  return { ok: true, face: JSON.parse(JSON.stringify(shown)) as ToolFace }; // checked above
};

type ImportedModule = {
  readonly source: ToolSource;
  readonly values: Readonly<Record<string, unknown>>;
};

/** Imports modules one after the other; one that cannot be imported is reported and left out. */
async function* importModules(
  sources: readonly ToolSource[],
  config: Config,
  report: Report,
): AsyncGenerator<ImportedModule> {
  const importModule = await createImporter(join(config.folder, "jackfield.config.ts"));
  for (const source of sources) {
    try {
      const values = await importModule(source.path);
      yield { source, values: values as Readonly<Record<string, unknown>> }; // a module
    } catch (problem) {
      report.add(
        "tools/unreadable",
        { file: shownPath(source.path) },
        { problem: importFault(problem, config.folder) },
      );
    }
  }
}
