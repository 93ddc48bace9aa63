import type { Command } from "commander";
import { type Declare, defineCommand, usageFault } from "./command.js";

/** A command as a shell completes it: its words, and its flags with what each does. */
type Completed = {
  /** `patch new`. */
  readonly path: string;
  readonly flags: readonly { readonly name: string; readonly doc: string; readonly takesValue: boolean }[];
};

const completedIn = (command: Command, path: string): readonly Completed[] => {
  if (command.commands.length > 0)
    return command.commands.flatMap((one) =>
      completedIn(one, `${path}${path === "" ? "" : " "}${one.name()}`),
    );
  return [
    {
      path,
      flags: command.options.flatMap(({ long, description, required }) =>
        long ? [{ name: long, doc: description, takesValue: required }] : [],
      ),
    },
  ];
};

const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;

/** Words for the first argument, flags for those after it; where a flag takes a value, and otherwise, files. */
const bash = (commands: readonly Completed[]): string => `_jackfield() {
  local word="\${COMP_WORDS[COMP_CWORD]}" words=""
  if [ "$COMP_CWORD" -eq 1 ]; then
    words=${quoted([...new Set(commands.map(({ path }) => path.split(" ")[0]))].join(" "))}
  else
    case "\${COMP_WORDS[1]} \${COMP_WORDS[2]}" in
${commands.map(({ path, flags }) => `      ${quoted(`${path} `)}* | ${quoted(path)}*) words=${quoted(flags.map(({ name }) => name).join(" "))} ;;`).join("\n")}
    esac
    case "$word" in -*) ;; *) words="" ;; esac
  fi
  COMPREPLY=($(compgen -W "$words" -- "$word"))
}
complete -o default -F _jackfield jackfield
`;

const zsh = (commands: readonly Completed[]): string =>
  `autoload -U +X compinit && compinit -u\nautoload -U +X bashcompinit && bashcompinit\n${bash(commands)}`;

const fish = (commands: readonly Completed[]): string => {
  const first = [...new Set(commands.map(({ path }) => path.split(" ")[0] ?? ""))];
  return [
    `complete -c jackfield -n __fish_use_subcommand -f -a ${quoted(first.join(" "))}`,
    ...commands.flatMap(({ path, flags }) =>
      flags.map(
        ({ name, doc, takesValue }) =>
          `complete -c jackfield -n ${quoted(`__fish_seen_subcommand_from ${path.split(" ").at(-1)}`)} -l ${name.slice(2)}${takesValue ? " -r" : ""} -d ${quoted(doc)}`,
      ),
    ),
    "",
  ].join("\n");
};

const shells: Readonly<Record<string, (commands: readonly Completed[]) => string>> = { bash, zsh, fish };

export const completionCommand: Declare = (program, run) =>
  defineCommand({
    usage: "completion <shell>",
    summary: "Print completions of this command line for bash, zsh or fish.",
    flags: {},
    help: `Examples:
  source <(jackfield completion bash)      in ~/.bashrc, or with zsh in ~/.zshrc
  jackfield completion fish > ~/.config/fish/completions/jackfield.fish`,
    run: async (_, [shell = ""], session) => {
      const print = Object.hasOwn(shells, shell) ? shells[shell] : undefined;
      if (print === undefined)
        return usageFault(
          session,
          `Completions are for bash, zsh and fish, not ${shell}.`,
          "jackfield completion --help",
        );
      return session.finish({ text: print(completedIn(program, "")) });
    },
  })(program, run);
