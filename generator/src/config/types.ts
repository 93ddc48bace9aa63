import type { Options } from "./schema.js";

type Frozen<T> = T extends readonly (infer Item)[]
  ? readonly Frozen<Item>[]
  : T extends object
    ? { readonly [Key in keyof T]: Frozen<T[Key]> }
    : T;

/** All options of one run, with where they came from. Deeply frozen. */
export type Config = Frozen<Options> & {
  readonly prefix: string;
  /** Absolute; what relative paths and `npm:` sources start from. */
  readonly folder: string;
  /** The config file, relative to the working folder; absent when flags made the config. */
  readonly file?: string;
  /** Absolute; paths in the config stay below it. Absent when flags made the config: their author is at the keyboard. */
  readonly repository?: string;
};

export type Limits = Config["limits"];
