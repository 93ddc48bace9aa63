import type { parseArgs } from "node:util";

/** A flag of a command line: how `parseArgs` reads it, and what the help says of it. */
type Flag = {
  readonly type: "string" | "boolean";
  readonly multiple?: true;
  /** What stands for its value in the help. */
  readonly value?: string;
  readonly doc: string;
};

export type Flags = Readonly<Record<string, Flag>>;

/** What a command line gave for these flags. */
export type FlagValues<Table extends Flags> = ReturnType<typeof parseArgs<{ options: Table }>>["values"];
