import { existsSync, readFileSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { configFileIn, shownPath } from "../config/index.js";
import type { Report } from "../report/index.js";
import { readSurface, type Surface, surfaceVersion } from "../surface/index.js";
import { commitOf, filesOf, folderInRepository, textOf } from "./git.js";

const lockName = "surface.json";

/** Where the config of this run is, when there is one: the lock is next to it. */
export const configFolder = (config: string | undefined, folder: string): string | undefined => {
  if (config !== undefined) return dirname(resolve(folder, config));
  return configFileIn(folder) === undefined ? undefined : folder;
};

/** A name as `diff` takes it: `HEAD~3`, or `v1.2.0:packages/x/surface.json`. */
type Revision = { readonly name: string; readonly path?: string };

/** The lock of a revision: at the path, next to the config, or the only one there is. Undefined after reporting. */
export const surfaceAt = async (
  { name, path }: Revision,
  configBeside: string | undefined,
  report: Report,
): Promise<Surface | undefined> => {
  const folder = configBeside ?? process.cwd();
  const commit = await commitIn(folder, name, report);
  if (commit === undefined) return undefined;
  const place = path ?? (await lockIn(folder, { commit, name, beside: configBeside !== undefined }, report));
  if (place === undefined) return undefined;
  const file = `${name}:${place}`;
  const text = await textOf(folder, commit, place);
  if (text === undefined) report.add("lock/missing", { file }, { where: file });
  return text === undefined ? undefined : surfaceIn(text, file, report);
};

const commitIn = async (folder: string, name: string, report: Report): Promise<string | undefined> => {
  if (!existsSync(folder)) {
    report.add("config/not-found", { file: shownPath(folder) }, { named: true });
    return undefined;
  }
  const repository = await folderInRepository(folder);
  if (!repository.ok) {
    report.add("lock/no-repository", { file: name }, { problem: repository.problem });
    return undefined;
  }
  const commit = await commitOf(folder, name);
  if (commit === undefined) report.add("lock/no-revision", { file: "command line" }, { name });
  return commit;
};

const lockIn = async (
  folder: string,
  { commit, name, beside }: { readonly commit: string; readonly name: string; readonly beside: boolean },
  report: Report,
): Promise<string | undefined> => {
  if (beside) {
    const place = await folderInRepository(folder);
    return place.ok ? `${place.text}${lockName}` : undefined;
  }
  const [only, ...others] = (await filesOf(folder, commit)).filter((path) => basename(path) === lockName);
  if (only === undefined) report.add("lock/missing", { file: name }, { where: name });
  else if (others.length > 0) {
    report.add("lock/several", { file: name }, { where: name, paths: [only, ...others].join(", ") });
  } else return only;
  return undefined;
};

/** The folder of the lock in the working tree: next to the config, else of the only lock that HEAD has. */
export const workingLockFolder = async (
  configBeside: string | undefined,
  report: Report,
): Promise<string | undefined> => {
  if (configBeside !== undefined) return configBeside;
  const folder = process.cwd();
  const commit = await commitIn(folder, "HEAD", report);
  const path = commit && (await lockIn(folder, { commit, name: "HEAD", beside: false }, report));
  const below = path ? await folderInRepository(folder) : undefined;
  if (!path || !below?.ok) return undefined;
  const up = below.text.split("/").filter((step) => step !== "");
  return dirname(resolve(folder, ...up.map(() => ".."), path));
};

/** The lock in a folder of the working tree. Undefined after reporting. */
export const surfaceInFolder = (folder: string, report: Report): Surface | undefined => {
  const path = join(folder, lockName);
  const file = shownPath(path);
  if (!existsSync(path)) {
    report.add("lock/missing", { file }, { where: file });
    return undefined;
  }
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (problem) {
    report.add("lock/unreadable", { file }, { problem: problem instanceof Error ? problem.message : "" });
    return undefined;
  }
  return surfaceIn(text, file, report);
};

/** A surface out of the text of a lock. Undefined after reporting. */
export const surfaceIn = (text: string, file: string, report: Report): Surface | undefined => {
  const read = readSurface(text);
  if (read.kind === "surface") return read.surface;
  if (read.kind === "other") report.add("lock/unreadable", { file }, { problem: read.problem });
  else report.add("lock/older", { file }, { version: read.version, wanted: surfaceVersion });
  return undefined;
};
