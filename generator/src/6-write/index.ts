import { basename, dirname } from "node:path";
import type { OutputFile } from "../5-emit/types.js";
import type { Report } from "../report/index.js";
import { apply, linkOnTheWay, putBytes, putFile, readMadeList, readPresent } from "./disk.js";
import { hashOf } from "./hash.js";
import { takeLock } from "./lock.js";
import type { MadeList } from "./made-list.js";
import { isInside } from "./paths.js";
import { type Changes, planChanges } from "./plan-changes.js";
import { syntaxFaults } from "./syntax.js";
import type { WriteOptions, Written } from "./types.js";

export type * from "./types.js";

const nothing: Written = { written: [], kept: [], deleted: [] };

/**
 * Makes the folder hold these files: all of them or, with a diagnostic, none. Unchanged files are not touched; files
 * that an earlier run made and this one did not are deleted, others never.
 */
export const write = async (
  files: readonly OutputFile[],
  folder: string,
  report: Report,
  options: WriteOptions = {},
): Promise<Written> => {
  const unsafe = files.filter(({ path }) => !isInside(path));
  for (const { path } of unsafe)
    report.add("write/unsafe-path", { file: folder }, { path: JSON.stringify(path) });
  if (unsafe.length > 0) return nothing;
  try {
    if (options.dryRun === true) return await writeHeld(files, folder, report, options);
    return await locked(folder, report, () => writeHeld(files, folder, report, options));
  } catch (cause) {
    if (!isSystemError(cause)) throw cause;
    report.add("write/failed", { file: folder }, { problem: cause.message });
    return nothing;
  }
};

const locked = async (folder: string, report: Report, work: () => Promise<Written>): Promise<Written> => {
  const lock = takeLock(folder);
  if (lock.kind === "busy") {
    report.add("write/locked", { file: folder }, { by: lock.by });
    return nothing;
  }
  try {
    return await work();
  } finally {
    lock.release();
  }
};

const writeHeld = async (
  files: readonly OutputFile[],
  folder: string,
  report: Report,
  options: WriteOptions,
): Promise<Written> => {
  const made = readMadeList(folder);
  const paths = new Set([...files.map(({ path }) => path), ...made.keys()]);
  const links = new Set([...paths].flatMap((path) => linkOnTheWay(folder, path) ?? []));
  for (const path of links) report.add("write/symbolic-link", { file: folder }, { path });
  if (links.size > 0) return nothing;

  const changes = planChanges(files, (path) => readPresent(folder, path), {
    mayReplace: (path) => options.replaceForeign === true || made.has(path),
    made: [...made.keys()],
  });
  for (const path of changes.foreign) report.add("write/foreign-file", { file: folder }, { path });
  if (changes.foreign.length > 0 || (await reportFaults(changes, made, folder, report))) return nothing;

  if (options.dryRun !== true) apply(folder, changes, withKept(made, changes, files));
  return {
    written: [...changes.create, ...changes.update].map(({ path }) => path).sort(),
    kept: changes.keep,
    deleted: changes.remove,
  };
};

/** A kept file is ours from now on, even if the list of the last run was lost. */
const withKept = (made: MadeList, changes: Changes, files: readonly OutputFile[]): MadeList => {
  const kept = new Set(changes.keep);
  return new Map([
    ...made,
    ...files.filter(({ path }) => kept.has(path)).map(({ path, text }) => [path, hashOf(text)] as const),
  ]);
};

/** Parses what is new. A text that the list knows was parsed by the run that wrote it. */
const reportFaults = async (
  changes: Changes,
  made: MadeList,
  folder: string,
  report: Report,
): Promise<boolean> => {
  const changed = [...changes.create, ...changes.update];
  const faults = await syntaxFaults(changed.filter(({ path, text }) => made.get(path) !== hashOf(text)));
  for (const fault of faults) report.add("write/not-parsable", { file: folder }, fault);
  return faults.length > 0;
};

/** A file that does not lie in the folder with the text that it should have; `text`: the one that it has instead. */
export type StaleFile = { readonly path: string; readonly missing: boolean; readonly text?: string };

/** The files that do not lie in the folder with exactly this text. */
export const staleFiles = (files: readonly OutputFile[], folder: string): readonly StaleFile[] =>
  files.flatMap(({ path, text }) => {
    const now = readPresent(folder, path);
    if (now.kind === "file" && now.text === text) return [];
    return [{ path, missing: now.kind === "absent", ...(now.kind === "file" && { text: now.text }) }];
  });

/** The text of a file in the folder; undefined when there is none. */
export const textIn = (folder: string, path: string): string | undefined => {
  const now = readPresent(folder, path);
  return now.kind === "file" ? now.text : undefined;
};

/** Writes the surface lock beside the config, where other files lie too: nothing is deleted. */
export const writeLock = (files: readonly OutputFile[], folder: string, report: Report): Written => {
  const stale = staleFiles(files, folder);
  const kept = files.map(({ path }) => path).filter((path) => !stale.some((one) => one.path === path));
  try {
    const changed = files.filter(({ path, text }) => putFile(folder, path, text)).map(({ path }) => path);
    return { written: changed, kept, deleted: [] };
  } catch (cause) {
    if (!isSystemError(cause)) throw cause;
    report.add("write/failed", { file: folder }, { problem: cause.message });
    return nothing;
  }
};

/** Puts one file that is no output in its place, whole; one with these bytes is not touched. False after reporting. */
export const putWhole = (place: string, bytes: Uint8Array, report: Report): boolean => {
  try {
    putBytes(place, bytes);
    return true;
  } catch (cause) {
    if (!isSystemError(cause)) throw cause;
    report.add("write/failed", { file: place }, { problem: cause.message });
    return false;
  }
};

/**
 * Writes one page where its reader wants it: true when it lies there. A file at this path that is no earlier page stays,
 * with a diagnostic.
 */
export const writePage = (
  path: string,
  text: string,
  report: Report,
  isPage: (text: string) => boolean,
): boolean => {
  const [folder, name] = [dirname(path), basename(path)];
  try {
    const now = readPresent(folder, name);
    if (now.kind === "folder" || (now.kind === "file" && !isPage(now.text))) {
      report.add("write/foreign-file", { file: folder }, { path: name });
      return false;
    }
    putFile(folder, name, text);
    return true;
  } catch (cause) {
    if (!isSystemError(cause)) throw cause;
    report.add("write/failed", { file: path }, { problem: cause.message });
    return false;
  }
};

const isSystemError = (cause: unknown): cause is Error =>
  cause instanceof Error && "syscall" in cause && "code" in cause;
