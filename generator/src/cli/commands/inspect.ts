import { type Declare, specFlags } from "./command.js";

export const inspect: Declare = (program, run) => {
  const command = program
    .command("inspect [spec]")
    .description("Show what a server from a spec, or from the config, would be: tools, tokens, credentials.")
    .option("--name <name>", "name of the server; by default the spec's file name")
    .option("--all", "show every tool, not the twenty that cost most", false);
  for (const flag of specFlags()) command.addOption(flag);
  command.addHelpText(
    "after",
    `
Examples:
  jackfield inspect                       the config's server
  jackfield inspect openapi.yaml --all    a server from a description, with all of its tools
  jackfield inspect openapi.yaml --json   the same for programs, with every diagnostic`,
  );
  command.action(
    run(async (session) => {
      const { runInspect } = await import("../inspect.js");
      return runInspect(command.args[0], command.opts(), session);
    }),
  );
};
