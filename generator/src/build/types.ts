import type { Written } from "../6-write/index.js";

export type Built = Written & {
  /** The module to run, below the folder as it was given. */
  readonly entry: string;
  readonly tools: number;
};

/** Where the parts of a server lie that can be bundled. Absolute paths. */
export type ServerFolder = {
  /** The module that starts the server. */
  readonly entry: string;
  /** Folder of the catalogue and of `tools/`. */
  readonly generated: string;
  /** That folder as the entry sees it, so that the bundle finds it at the same place: `""` or `generated/`. */
  readonly prefix: string;
};
