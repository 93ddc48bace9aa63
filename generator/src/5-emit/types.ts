import type { Compiler } from "../compiler/index.js";

/** One file to be: `path` is relative to the output folder, with `/`. */
export type OutputFile = { readonly path: string; readonly text: string };

export type EmitOptions = {
  /** Prints the static types; in this thread by default. */
  readonly compiler?: Compiler;
};
