import type { Declare } from "./command.js";

export const pull: Declare = (program, run) => {
  const command = program
    .command("pull")
    .description("Fetch the config's remote descriptions, keep copies, and lock what every source is now.")
    .option("--allow-private", "fetch from private and loopback addresses too, the latter by plain http")
    .addHelpText(
      "after",
      `
Prints one line per source: new, changed (old and new hash), unchanged, or failed. A source that fails keeps its copy
and its line of the lock; the exit code is 1 then. Other commands read the copies and need no network.

Examples:
  jackfield pull                                    the config of this folder
  jackfield pull --config my/jackfield.config.ts    another one
  jackfield pull --json                             one object, for a program that watches upstream

After a change: jackfield generate, then jackfield diff.`,
    );
  command.action(
    run(async (session) => {
      const { runPull } = await import("../pull.js");
      return runPull(command.opts(), session);
    }),
  );
};
