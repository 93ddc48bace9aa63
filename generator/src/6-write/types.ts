/** What a run did to the disk. Paths are relative to the output folder. */
export type Written = {
  readonly written: readonly string[];
  readonly kept: readonly string[];
  readonly deleted: readonly string[];
};
