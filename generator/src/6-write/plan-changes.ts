import type { OutputFile } from "../5-emit/types.js";
import type { Compiler } from "../compiler/index.js";
import type { LastRun } from "./made-list.js";

/** What a run did to the disk. Paths are relative to the output folder, sorted. */
export type Written = {
  readonly written: readonly string[];
  readonly kept: readonly string[];
  readonly deleted: readonly string[];
};

export type WriteOptions = {
  /** Parses what is new; in this thread by default. */
  readonly compiler?: Compiler;
  /** What the next run may compare itself with. */
  readonly run?: LastRun;
  /** The folder must really be in this one, links followed; absolute. */
  readonly within?: string;
  /** The folder holds build results only: files that no earlier run made may be replaced, though not deleted. */
  readonly replaceForeign?: boolean;
};

/** What is at a path of the output folder, as far as a run needs to know. */
export type Present =
  | { readonly kind: "absent" }
  | { readonly kind: "folder" }
  /** A pipe, a socket, a device, a link. */
  | { readonly kind: "other" }
  | { readonly kind: "file"; readonly text: string };

export type Changes = {
  readonly create: readonly OutputFile[];
  readonly update: readonly OutputFile[];
  readonly keep: readonly string[];
  readonly remove: readonly string[];
  /** What is in the way and no earlier run made: it stops the run. */
  readonly foreign: readonly string[];
  /** Files that an earlier run made and somebody changed: they stop the run too. */
  readonly edited: readonly string[];
};

type Earlier = {
  /** Paths that earlier runs made. */
  readonly made: readonly string[];
  /** Whether a file has the text that an earlier run gave it. */
  readonly isOurs: (path: string, text: string) => boolean;
  /** Any file may be replaced. */
  readonly replaceForeign: boolean;
};

/**
 * What to do with each path. Only files that an earlier run made and that still have its text are removed or, as a rule,
 * replaced; a foreign file with the wanted text is as good as ours.
 */
export const planChanges = (
  files: readonly OutputFile[],
  present: (path: string) => Present,
  earlier: Earlier,
): Changes => {
  const create: OutputFile[] = [];
  const update: OutputFile[] = [];
  const keep: string[] = [];
  const foreign: string[] = [];
  const edited: string[] = [];
  const made = new Set(earlier.made);
  for (const file of files) {
    const now = present(file.path);
    if (now.kind === "absent") create.push(file);
    else if (now.kind !== "file") foreign.push(file.path);
    else if (now.text === file.text) keep.push(file.path);
    else if (earlier.replaceForeign || earlier.isOurs(file.path, now.text)) update.push(file);
    else (made.has(file.path) ? edited : foreign).push(file.path);
  }
  const wanted = new Set(files.map(({ path }) => path));
  const remove: string[] = [];
  for (const path of earlier.made.filter((one) => !wanted.has(one))) {
    const now = present(path);
    if (now.kind !== "file") continue;
    if (earlier.isOurs(path, now.text)) remove.push(path);
    else edited.push(path);
  }
  return { create, update, keep, remove: remove.sort(), foreign, edited };
};
