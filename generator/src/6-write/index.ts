import { sep } from "node:path";
import type { OutputFile } from "../5-emit/types.js";
import { type Compiler, compilerHere } from "../compiler/index.js";
import { isInside } from "../config/paths.js";
import { sha256 } from "../document/hash.js";
import type { Report } from "../report/index.js";
import { apply, isSystemError, linkOnTheWay, readMadeList, readPresent, realPlace } from "./disk.js";
import { lockFile, takeLock } from "./lock.js";
import { isSafePath, type MadeList, madeListFile } from "./made-list.js";
import { type Changes, planChanges, type WriteOptions, type Written } from "./plan-changes.js";

export type { LastRun } from "./made-list.js";
export type { WriteOptions, Written } from "./plan-changes.js";
export {
  changedSeeds,
  editedText,
  type Planted,
  planSeeds,
  plantSeeds,
  type SeedPlan,
  seedHashes,
} from "./seeds.js";
export {
  lastRun,
  putWhole,
  type StaleFile,
  staleFiles,
  standsAsWritten,
  textIn,
  unlikeLastRun,
  writeLock,
  writePage,
} from "./single.js";

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
  const unsafe = files.filter(({ path }) => !isSafePath(path));
  for (const { path } of unsafe)
    report.add("write/unsafe-path", { file: folder }, { path: JSON.stringify(path) });
  if (unsafe.length > 0) return nothing;
  const reason = refusal(folder, options);
  if (reason !== undefined) {
    report.add("write/folder-refused", { file: folder }, { reason });
    return nothing;
  }
  try {
    return await locked(folder, report, () => writeHeld(files, folder, report, options));
  } catch (cause) {
    if (!isSystemError(cause)) throw cause;
    report.add("write/failed", { file: folder }, { problem: cause.message });
    return nothing;
  }
};

/** Why nothing is written to a folder, wherever its links lead; undefined when it is a good one. */
const refusal = (folder: string, { within }: WriteOptions): string | undefined => {
  const real = realPlace(folder);
  if (real.split(sep).includes(".git")) return "it is a folder of git";
  return within === undefined || isInside(realPlace(within), real)
    ? undefined
    : "it is outside the repository";
};

const locked = async (folder: string, report: Report, work: () => Promise<Written>): Promise<Written> => {
  const lock = takeLock(folder);
  if (lock.kind === "foreign") {
    report.add("write/foreign-file", { file: folder }, { path: lockFile });
    return nothing;
  }
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
  const paths = new Set([...files.map(({ path }) => path), ...made.keys(), madeListFile]);
  const links = new Set([...paths].flatMap((path) => linkOnTheWay(folder, path) ?? []));
  for (const path of links) report.add("write/symbolic-link", { file: folder }, { path });
  if (links.size > 0) return nothing;

  const changes = planChanges(files, (path) => readPresent(folder, path), {
    replaceForeign: options.replaceForeign === true,
    isOurs: (path, text) => made.get(path)?.includes(sha256(text)) === true,
    made: [...made.keys()],
  });
  if (!["absent", "file"].includes(readPresent(folder, madeListFile).kind))
    report.add("write/foreign-file", { file: folder }, { path: madeListFile });
  for (const path of changes.foreign) report.add("write/foreign-file", { file: folder }, { path });
  for (const path of changes.edited) report.add("write/edited-file", { file: folder }, { path });
  if (
    report.hasErrors() ||
    (await reportFaults(changes, made, { folder, report, compiler: options.compiler ?? compilerHere }))
  )
    return nothing;

  apply(folder, changes, { made: withKept(made, changes, files), run: options.run });
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
    ...files.filter(({ path }) => kept.has(path)).map(({ path, text }) => [path, [sha256(text)]] as const),
  ]);
};

/** Parses what is new. A text that the list knows was parsed by the run that wrote it. */
const reportFaults = async (
  changes: Changes,
  made: MadeList,
  { folder, report, compiler }: { folder: string; report: Report; compiler: Compiler },
): Promise<boolean> => {
  const fresh = [...changes.create, ...changes.update].filter(
    ({ path, text }) => path.endsWith(".ts") && made.get(path)?.includes(sha256(text)) !== true,
  );
  const faults = fresh.length === 0 ? [] : await compiler.syntaxFaults(fresh);
  for (const fault of faults) report.add("write/not-parsable", { file: folder }, fault);
  return faults.length > 0;
};
