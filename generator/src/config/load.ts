import { existsSync, statSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import type { Report } from "../report/index.js";
import { complete } from "./complete.js";
import { createImporter, defaultOf } from "./importer.js";
import { repositoryOf, shownPath } from "./paths.js";
import type { Config } from "./schema.js";

const fileNames = ["ts", "mts", "mjs", "js", "json"].map((extension) => `jackfield.config.${extension}`);

const existing = (path: string): string | undefined => (existsSync(path) ? path : undefined);

/** The config of a folder, absolute. */
export const configFileIn = (folder: string): string | undefined =>
  fileNames.map((name) => resolve(folder, name)).find((path) => existsSync(path));

const read = async (path: string): Promise<unknown> => {
  if (path.endsWith(".json")) return JSON.parse((await readFile(path, "utf8")).replace(/^\ufeff/, ""));
  const importModule = await createImporter(path, { moduleCache: false });
  return defaultOf(await importModule(path));
};

/** What went wrong, in one line, and where, if a syntax error says so on its second line; its columns begin at 0. */
const faultIn = (
  problem: unknown,
): { readonly reason: string; readonly line?: number; readonly column?: number } => {
  const text = problem instanceof Error ? problem.message : String(problem);
  const [first = "", second = ""] = text.split("\n", 2);
  const [, line, column] = /:(\d+):(\d+)$/.exec(second) ?? [];
  const reason = first.replace(/^ParseError: /, "").trim();
  return line === undefined ? { reason } : { reason, line: Number(line), column: Number(column) + 1 };
};

/**
 * The config of a run: the named file, or the `jackfield.config.*` of the folder. Every fault is reported;
 * undefined then.
 */
export const loadConfig = async (
  where: { readonly file?: string; readonly folder: string },
  report: Report,
): Promise<Config | undefined> => {
  const path =
    where.file === undefined ? configFileIn(where.folder) : existing(resolve(where.folder, where.file));
  if (path === undefined) {
    report.add(
      "config/not-found",
      { file: where.file ?? join(shownPath(where.folder), "jackfield.config.ts") },
      { named: where.file !== undefined },
    );
    return undefined;
  }
  const file = shownPath(path);
  if (statSync(path).isDirectory()) {
    report.add("config/unreadable", { file }, { reason: "it is a folder." });
    return undefined;
  }
  let input: unknown;
  try {
    input = await read(path);
  } catch (problem) {
    const { reason, ...place } = faultIn(problem);
    report.add("config/unreadable", { file, ...place }, { reason });
    return undefined;
  }
  const folder = dirname(path);
  return complete(input, { folder, file, repository: repositoryOf(folder) }, report);
};
