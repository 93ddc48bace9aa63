import { type Command, InvalidArgumentError, Option } from "commander";
import type { Session } from "../session.js";

/**
 * Adds one command to the program: words for people and flags, no work. What it does is imported when it is chosen,
 * so that `--help` and a short command do not pay for the pipeline.
 */
export type Declare = (program: Command, run: Run) => void;

/** Gives a command its session, and the process its exit code. */
export type Run = (command: (session: Session) => Promise<number>) => () => Promise<void>;

/** For a flag that may be repeated. */
export const collect = (value: string, all: readonly string[] = []): readonly string[] => [...all, value];

/** For a flag that may be repeated and takes only some words. */
export const collectOf =
  (words: readonly string[]) =>
  (value: string, all?: readonly string[]): readonly string[] => {
    if (words.includes(value)) return collect(value, all);
    throw new InvalidArgumentError(`Allowed are ${words.join(", ")}.`);
  };

/** The flags of every command that reads a spec of its own. */
export const specFlags = (): readonly Option[] => [
  new Option("--overlay <file>", "OpenAPI Overlay to apply first; may be repeated").argParser(collect),
  new Option(
    "--spec-header-env <name=variable>",
    "header that reading the spec needs, and the environment variable with its value; may be repeated",
  ).argParser(collect),
  new Option(
    "--allow-private",
    "fetch the spec from private and loopback addresses too, the latter by plain http",
  ),
  new Option(
    "--allow-file-refs <folder>",
    "let references lead to files in this folder besides the spec's own",
  ),
];
