import { type Declare, specFlags } from "./command.js";

export const report: Declare = (program, run) => {
  const command = program
    .command("report [spec]")
    .description(
      "Write one HTML page about a server from a spec, or from the config: tools, patches, tokens.",
    )
    .option("--out <file>", "the page, or - for standard output", "report.html")
    .option("--name <name>", "name of the server; by default the spec's file name")
    .addHelpText(
      "after",
      `
The page is one file without any request: open it, mail it, attach it to a pull request.

Examples:
  jackfield report                                   the config's server, as report.html
  jackfield report openapi.yaml --out openapi.html   a server from a description
  jackfield report openapi.yaml --overlay fix.yaml   with a patch: the page shows before and after`,
    );
  for (const flag of specFlags()) command.addOption(flag);
  command.action(
    run(async (session) => {
      const { runReport } = await import("../report.js");
      return runReport(command.args[0], command.opts(), session);
    }),
  );
};
