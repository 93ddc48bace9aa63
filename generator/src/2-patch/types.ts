import type { LoadedSpec } from "../1-load/types.js";

/** One change that a patch file or a repair made. */
export type Change = {
  /** The overlay file as the config names it, or the repair's diagnostic code. */
  readonly by: string;
  readonly action: "update" | "remove" | "copy" | "repair";
  /** JSON pointer of the changed value in the patched document (for `remove`: where it was). */
  readonly pointer: string;
};

/** A loaded document after its overlays and the built-in repairs. */
export type PatchedSpec = LoadedSpec & { readonly changes: readonly Change[] };
