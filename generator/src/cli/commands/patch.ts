import { Option } from "commander";
import { type Declare, specFlags } from "./command.js";

const source = (): Option =>
  new Option("--spec <source>", "a file, an https URL, npm:package/file or -, in place of the config");

export const patch: Declare = (program, run) => {
  const patches = program
    .command("patch")
    .description("Write patches of a description, and see what they do.");

  const make = patches
    .command("new <finding...>")
    .description(
      "Write an overlay for a diagnostic: its code, its JSON pointer, or both when there are several.",
    )
    .addOption(source())
    .option(
      "--out <file>",
      "where to write it, - for standard output; by default patches/<spec id>/ beside the config",
    );
  for (const flag of specFlags()) make.addOption(flag);
  make
    .addHelpText(
      "after",
      `
What a repair mends, the overlay mends in the same way; otherwise the update is left for you to fill in.
No file is ever overwritten.

Examples:
  jackfield inspect --json openapi.yaml                              lists diagnostics, each with code and pointer
  jackfield patch new patch/string-ref --spec openapi.yaml           the only diagnostic with this code
  jackfield patch new patch/string-ref /components/schemas/Pet/allOf/1
  jackfield patch new petstore#/paths/~1pets/get/summary             any place; petstore is the id of a spec`,
    )
    .action(
      run(async (session) => (await import("../patch-new.js")).runPatchNew(make.args, make.opts(), session)),
    );

  const explain = patches
    .command("explain <place>")
    .description("Show which patches and repairs changed a place of the patched description.")
    .addOption(source());
  for (const flag of specFlags()) explain.addOption(flag);
  explain
    .addHelpText(
      "after",
      `
The place is a JSON pointer, with or without #; changes at it, above it and below it are listed. Or it is the name of
a tool; then so are those of all that its operation refers to.

Examples:
  jackfield patch explain /paths/~1users/get
  jackfield patch explain createMessage
  jackfield patch explain /info --spec openapi.yaml --overlay fix.yaml --json`,
    )
    .action(
      run(async (session) =>
        (await import("../patch-explain.js")).runPatchExplain(explain.args[0] ?? "", explain.opts(), session),
      ),
    );
};
