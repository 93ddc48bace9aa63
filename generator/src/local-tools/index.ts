import { relative, resolve } from "node:path";
import type { LocalToolModule } from "../4-plan/types.js";
import { type Config, isInside, shownPath } from "../config/index.js";
import type { Report } from "../report/index.js";
import { importModules } from "./import-modules.js";
import type { ToolSource } from "./read-sources.js";
import { faceIn, looksLikeTool } from "./tool-face.js";

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
