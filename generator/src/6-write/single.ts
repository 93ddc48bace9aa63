import { basename, dirname } from "node:path";
import type { OutputFile } from "../5-emit/types.js";
import { sha256 } from "../document/hash.js";
import type { Report } from "../report/index.js";
import {
  isSystemError,
  linkOnTheWay,
  putBytes,
  putFile,
  readMadeList,
  readPresent,
  stagingFolder,
} from "./disk.js";
import { type LastRun, madeListFile, parseLastRun } from "./made-list.js";
import type { Written } from "./plan-changes.js";
import { seedsStand } from "./seeds.js";

/** A file that is missing or has another text than it should; `text`: the one that it has instead. */
export type StaleFile = { readonly path: string; readonly missing: boolean; readonly text?: string };

/** The files that are missing or have another text. */
export const staleFiles = (files: readonly OutputFile[], folder: string): readonly StaleFile[] =>
  files.flatMap(({ path, text }) => {
    const now = readPresent(folder, path);
    if (now.kind === "file" && now.text === text) return [];
    return [{ path, missing: now.kind === "absent", ...(now.kind === "file" && { text: now.text }) }];
  });

/** What the run that wrote a folder noted of itself. */
export const lastRun = (folder: string): LastRun | undefined => {
  const list = readPresent(folder, madeListFile);
  return list.kind === "file" ? parseLastRun(list.text) : undefined;
};

/** Whether all files of the last run, with its surface lock and its package, are still what it wrote. */
export const standsAsWritten = (folder: string, lockFolder: string): boolean => {
  const isSame = (place: string, path: string, hashes: readonly string[]): boolean => {
    const now = linkOnTheWay(place, path) === undefined ? readPresent(place, path) : undefined;
    return hashes.length === 1 && now?.kind === "file" && hashes.includes(sha256(now.text));
  };
  const made = readMadeList(folder);
  const lock = Object.entries(lastRun(folder)?.lock ?? {});
  return (
    readPresent(folder, stagingFolder).kind === "absent" &&
    made.size > 0 &&
    lock.length > 0 &&
    [...made].every(([path, hashes]) => isSame(folder, path, hashes)) &&
    lock.every(([path, hash]) => isSame(lockFolder, path, [hash])) &&
    seedsStand(lockFolder, lastRun(folder)?.seeds ?? {})
  );
};

/** Files of the last run that are gone, changed or half moved. */
export const unlikeLastRun = (folder: string): readonly string[] => {
  const changed = [...readMadeList(folder)].filter(([path, hashes]) => {
    const now = readPresent(folder, path);
    return hashes.length > 1 || now.kind !== "file" || !hashes.includes(sha256(now.text));
  });
  const moving = readPresent(folder, stagingFolder).kind === "absent" ? [] : [stagingFolder];
  return [...moving, ...changed.map(([path]) => path)];
};

/** The text of a file in the folder; undefined when there is none. */
export const textIn = (folder: string, path: string): string | undefined => {
  const now = readPresent(folder, path);
  return now.kind === "file" ? now.text : undefined;
};

/** Writes the surface lock next to the config, where other files are too: nothing is deleted. */
export const writeLock = (files: readonly OutputFile[], folder: string, report: Report): Written => {
  const stale = staleFiles(files, folder);
  const kept = files.map(({ path }) => path).filter((path) => !stale.some((one) => one.path === path));
  try {
    const changed = files.filter(({ path, text }) => putFile(folder, path, text)).map(({ path }) => path);
    return { written: changed, kept, deleted: [] };
  } catch (cause) {
    if (!isSystemError(cause)) throw cause;
    report.add("write/failed", { file: folder }, { problem: cause.message });
    return { written: [], kept: [], deleted: [] };
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
 * Writes one page where its reader wants it: true when it is there. A file at this path that is no earlier page stays,
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
    if (now.kind !== "absent" && (now.kind !== "file" || !isPage(now.text))) {
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
