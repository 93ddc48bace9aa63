import type { Declare } from "./command.js";

export const check: Declare = (program, run) => {
  program
    .command("check")
    .description(
      "Check that the committed surface lock says what a run would make, and that every patch is still needed.",
    )
    .action(run(async (session) => (await import("../check.js")).runCheck(session)));
};
