import type { OutputFile } from "../5-emit/types.js";

/** What a run did to the disk. Paths are relative to the output folder, sorted. */
export type Written = {
  readonly written: readonly string[];
  readonly kept: readonly string[];
  readonly deleted: readonly string[];
};

export type WriteOptions = {
  /** Say what would be done, do nothing. */
  readonly dryRun?: boolean;
  /** The folder holds build results only: files that no earlier run made may be replaced, though not deleted. */
  readonly replaceForeign?: boolean;
};

/** What is at a path of the output folder, as far as a run needs to know. */
export type Present =
  | { readonly kind: "absent" }
  | { readonly kind: "folder" }
  | { readonly kind: "file"; readonly text: string };

export type Changes = {
  readonly create: readonly OutputFile[];
  readonly update: readonly OutputFile[];
  readonly keep: readonly string[];
  readonly remove: readonly string[];
  /** Files and folders in the way that no earlier run made: they stop the run. */
  readonly foreign: readonly string[];
};

export type Earlier = {
  /** Paths that earlier runs made. */
  readonly made: readonly string[];
  readonly mayReplace: (path: string) => boolean;
};

/**
 * What to do with each path. Only files that an earlier run made are removed or, as a rule, replaced; a foreign file with the
 * wanted text is as good as ours.
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
  for (const file of files) {
    const now = present(file.path);
    if (now.kind === "absent") create.push(file);
    else if (now.kind === "folder") foreign.push(file.path);
    else if (now.text === file.text) keep.push(file.path);
    else if (earlier.mayReplace(file.path)) update.push(file);
    else foreign.push(file.path);
  }
  const wanted = new Set(files.map(({ path }) => path));
  const remove = earlier.made.filter((path) => !wanted.has(path) && present(path).kind === "file").sort();
  return { create, update, keep, remove, foreign };
};
