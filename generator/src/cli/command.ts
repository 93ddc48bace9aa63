import { Command, Help, InvalidArgumentError, Option } from "commander";
import type { Flags } from "../config/index.js";
import type { Session } from "./session.js";

/** A flag as its command declares it; its key is the flag's name in camel case: `failOn` for `--fail-on`. */
type Flag = {
  readonly doc: string;
  /** What the flag takes, as help shows it: `<file>`. Absent: a switch. */
  readonly value?: string;
  /** May be repeated. */
  readonly many?: true;
  /** The only values it takes. */
  readonly oneOf?: readonly string[];
  /** With a value: what it is when nobody gives it. */
  readonly default?: string;
  /** A list with commas. */
  readonly list?: (text: string) => readonly string[];
  /** Flags that cannot be given with it, by their keys. */
  readonly conflicts?: readonly string[];
  /** A switch that is on unless `--no-…` is given. */
  readonly on?: true;
};

export type CommandFlags = Readonly<Record<string, Flag>>;

type Word<F extends Flag> = F extends { readonly oneOf: readonly (infer One)[] } ? One : string;

type Value<F extends Flag> = F extends { readonly value: string }
  ? F extends { readonly many: true } | { readonly list: unknown }
    ? readonly Word<F>[]
    : Word<F>
  : boolean;

/** Keys that always have a value: switches, and flags with a default. */
type Certain<T extends CommandFlags> = {
  [Key in keyof T]: T[Key] extends { readonly default: string }
    ? Key
    : T[Key] extends { readonly value: string }
      ? never
      : Key;
}[keyof T];

/** What was given on the command line, once it is parsed. */
type Given<T extends CommandFlags> = { readonly [Key in Certain<T>]: Value<T[Key]> } & {
  readonly [Key in Exclude<keyof T, Certain<T>>]?: Value<T[Key]>;
};

/** Adds one command to the program. */
export type Declare = (program: Command, run: Run) => void;

/** Gives a command its session, and the process its exit code. */
export type Run = (command: (session: Session) => Promise<number>) => () => Promise<void>;

/** One command: its words for people, its flags, and its work. */
export const defineCommand =
  <const T extends CommandFlags>(definition: {
    /** Name and arguments: `diff [old] [new]`. */
    readonly usage: string;
    readonly summary: string;
    readonly flags: T;
    /** Printed after the flags: notes, then examples. */
    readonly help: string;
    /** Unknown flags are words, for someone else to read. */
    readonly passThrough?: true;
    readonly run: (given: Given<T>, words: readonly string[], session: Session) => Promise<number>;
  }): Declare =>
  (program, run) => {
    const command = program.command(definition.usage).description(definition.summary);
    if (definition.passThrough) command.allowUnknownOption().allowExcessArguments();
    addFlags(command, definition.flags);
    command.addHelpText("after", `\n${definition.help}`);
    command.action(
      run((session) => definition.run(givenTo(command, definition.flags), command.args, session)),
    );
  };

/** Declares flags, in their order. */
export const addFlags = (command: Command, flags: CommandFlags): void => {
  for (const [key, flag] of Object.entries(flags)) command.addOption(optionOf(key, flag));
};

/** The flags of a parsed command. `addFlags` declared them from the same table, so their values have its types. */
export const givenTo = <T extends CommandFlags>(command: Command, flags: T): Given<T> => {
  const values: Readonly<Record<string, unknown>> = command.opts();
  const given = Object.keys(flags).flatMap((key) => (values[key] === undefined ? [] : [[key, values[key]]]));
  return Object.fromEntries(given) as Given<T>; // see above
};

/** `failOn` → `--fail-on`. */
export const flagNamed = (key: string): string =>
  `--${key.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;

const optionOf = (key: string, flag: Flag): Option => {
  const name = flag.on ? flagNamed(key).replace("--", "--no-") : flagNamed(key);
  const option = new Option(flag.value === undefined ? name : `${name} ${flag.value}`, flag.doc);
  if (flag.value === undefined && !flag.on) option.default(false);
  if (flag.oneOf && !flag.many) option.choices(flag.oneOf);
  if (flag.many) option.argParser(collectOf(flag.oneOf));
  if (flag.list) option.argParser(flag.list);
  if (flag.default !== undefined) option.default(flag.default);
  if (flag.conflicts) option.conflicts([...flag.conflicts]);
  return option;
};

const collectOf =
  (words: readonly string[] | undefined) =>
  (value: string, all: readonly string[] = []): readonly string[] => {
    if (words === undefined || words.includes(value)) return [...all, value];
    throw new InvalidArgumentError(`Allowed are ${words.join(", ")}.`);
  };

/** The flags of every command that reads a spec of its own. */
export const specFlags = {
  overlay: { value: "<file>", many: true, doc: "OpenAPI Overlay to apply first; may be repeated" },
  specHeaderEnv: {
    value: "<name=variable>",
    many: true,
    doc: "request header for fetching the spec, and the environment variable with its value; may be repeated",
  },
  specCertEnv: {
    value: "<part=variable>",
    many: true,
    doc: "client certificate for fetching the spec: cert, key, passphrase or ca, and the environment variable with the path of the PEM file (or the passphrase); may be repeated",
  },
  marks: {
    value: "<which>",
    oneOf: ["none", "mcp", "all"],
    doc: "marks of the spec that leave operations out: mcp (x-mcp: false and the like, the default), all (x-internal: true too), none",
  },
  allowPrivate: {
    doc: "also fetch the spec from private and loopback addresses (loopback over plain http too)",
  },
  allowFileRefs: {
    value: "<folder>",
    doc: "also allow references to files in this folder, not only in the folder of the spec",
  },
} as const satisfies CommandFlags;

/** The flags of a command that are about its spec, apart from the others. */
export const specFlagsOf = (flags: Partial<Flags>): Partial<Omit<Flags, "spec" | "out" | "name">> =>
  Object.fromEntries(Object.entries(flags).filter(([name]) => Object.hasOwn(specFlags, name)));

/** What a server is called, where the spec alone does not say it. */
export const nameFlag = {
  name: { value: "<name>", doc: "name of the server; by default the spec's file name" },
} as const satisfies CommandFlags;

/** A command line that does not make sense, found after it was parsed. */
export const usageFault = (session: Session, problem: string, help: string): number => {
  session.report.add("config/usage", { file: "command line" }, { problem, help });
  return session.finish();
};

/** The parser of the command line; what it finds wrong goes into `usage`, for the caller to report. A program gets no help. */
export const newProgram = (usage: { problem: string; readonly isJson: boolean }): Command =>
  new Command("jackfield")
    .exitOverride()
    .configureOutput({
      outputError: (text) => {
        usage.problem = text;
      },
      writeErr: (text) => {
        if (!usage.isJson) process.stderr.write(text);
      },
    })
    .configureHelp({
      showGlobalOptions: true,
      // That a switch is off unless given needs no words.
      optionDescription: (option) =>
        option.defaultValue === false ? option.description : new Help().optionDescription(option),
    });

/** No flag and no argument means anything when it is empty: a variable of a script was not set. */
export const refuseEmpty = (command: Command): void => {
  for (const one of [...command.options.filter(({ required }) => required), ...command.registeredArguments]) {
    const { parseArg } = one;
    one.argParser((value: string, before: unknown) => {
      if (value === "") throw new InvalidArgumentError("It is empty.");
      return parseArg ? parseArg(value, before) : value;
    });
  }
  command.commands.forEach(refuseEmpty);
};

/** A fault of the command line as a sentence, and the help that knows better. */
export const usageProblem = (
  program: Command,
  argv: readonly string[],
  output: string,
): { readonly problem: string; readonly help: string } => {
  let command = program;
  let path = program.name();
  for (const word of argv) {
    const inner = command.commands.find((one) => one.name() === word);
    if (inner === undefined) continue;
    command = inner;
    path += ` ${word}`;
  }
  const text = output
    .replace(/^error: /, "")
    .replaceAll(/\s+/g, " ")
    .replaceAll(/'([^']*)'/g, '"$1"')
    .replace(/ \(Did you mean (.+)\?\)/, "; did you mean $1?")
    .trim();
  const sentence = text === "" ? "a command is missing" : text;
  const end = /[.?)]$/.test(sentence) ? "" : ".";
  return { problem: `${sentence.charAt(0).toUpperCase()}${sentence.slice(1)}${end}`, help: `${path} --help` };
};
