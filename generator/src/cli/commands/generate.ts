import type { ConfigFlags } from "../config.js";
import { type Declare, specFlags } from "./command.js";

export const generate: Declare = (program, run) => {
  const command = program
    .command("generate")
    .description("Generate the config's server, or one from --spec into --out.")
    .option("--spec <source>", "a file, an https URL, npm:package/file, or - for standard input")
    .option("--out <folder>", "output folder; needed with --spec")
    .option("--name <name>", "name of the server; by default the spec's file name")
    .option("--frozen", "fail when the surface lock would change, instead of writing it", false);
  for (const flag of specFlags()) command.addOption(flag);
  command.addHelpText(
    "after",
    `
Examples:
  jackfield generate                                        the config's server
  jackfield generate --frozen                               for CI: exit 1 where the lock would change
  jackfield generate --spec openapi.yaml --out my-server    a package of its own, for jackfield build`,
  );
  command.action(
    run(async (session) => {
      const { runGenerate } = await import("../generate.js");
      const flags = command.opts<ConfigFlags & { readonly frozen: boolean }>();
      const { config } = session.options;
      return runGenerate({ ...(config !== undefined && { config }), ...flags }, session);
    }),
  );
};
