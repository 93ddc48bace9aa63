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
