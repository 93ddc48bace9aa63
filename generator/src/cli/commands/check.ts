import type { Declare } from "./command.js";

export const check: Declare = (program, run) => {
  program
    .command("check")
    .description(
      "Check that the committed surface lock says what a run would make, and that every patch is still needed.",
    )
    .addHelpText(
      "after",
      `
Nothing is written. Exits 1 on a lock or a source that differs, and on a patch that nobody needs.

Examples:
  jackfield check
  jackfield check --config my/jackfield.config.ts`,
    )
    .action(run(async (session) => (await import("../check.js")).runCheck(session)));
};
