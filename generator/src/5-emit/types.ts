import type { Plan } from "../4-plan/index.js";
import type { Compiler } from "../compiler/index.js";

/** One file to be: `path` is relative to the output folder, with `/`. */
export type OutputFile = { readonly path: string; readonly text: string };

/** A file that a plugin adds to the generated folder. */
export type Page = {
  /** Below the output folder, with `/`: `docs/prices.md`. */
  readonly path: string;
  /** The text; the same for the same plan. */
  readonly print: (plan: Plan) => string;
};

export type EmitOptions = {
  /** Prints the static types; in this thread by default. */
  readonly compiler?: Compiler;
  readonly pages?: readonly Page[];
};
