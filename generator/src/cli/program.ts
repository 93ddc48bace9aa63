import { Command, Help, InvalidArgumentError } from "commander";

/** The parser of the command line; what it finds wrong goes into `usage`, for the caller to report. */
export const newProgram = (usage: { problem: string }): Command =>
  new Command("jackfield")
    .exitOverride()
    .configureOutput({
      outputError: (text) => {
        usage.problem = text;
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
    .trim();
  const sentence = text === "" ? "a command is missing" : text;
  const end = /[.)]$/.test(sentence) ? "" : ".";
  return { problem: `${sentence.charAt(0).toUpperCase()}${sentence.slice(1)}${end}`, help: `${path} --help` };
};
