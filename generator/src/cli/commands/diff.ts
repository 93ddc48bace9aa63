import { Option } from "commander";
import type { DiffFlags } from "../diff.js";
import { type Declare, specFlags } from "./command.js";

export const diff: Declare = (program, run) => {
  const command = program
    .command("diff [old] [new]")
    .description("Show what changed for callers between two tool surfaces, breaking changes first.")
    .option("--markdown", "print a comment for a pull request", false)
    .addOption(
      new Option("--fail-on <changes>", "exit 1 when there are such changes").choices(["breaking", "any"]),
    );
  for (const flag of specFlags()) command.addOption(flag);
  command.addHelpText(
    "after",
    `
Each side is a surface.json, a description (a file, an https URL, npm:package/file, -), a config, or a git
revision: main, HEAD~3, v1.2.0:path/surface.json. Of a revision, the lock beside the config is read, or the only
one there is. Without [new]: the lock of the working tree. Without both: HEAD, and what a run would make.

Examples:
  jackfield diff                              what my changes do to callers, before I generate
  jackfield diff main                         what this branch does to the lock of main
  jackfield diff old.yaml new.yaml            what a new description would do, without any config
  jackfield diff main --markdown              the same as a comment for a pull request
  jackfield diff main --fail-on breaking      exit 1 when a caller could break`,
  );
  command.action(
    run(async (session) => {
      const { runDiff } = await import("../diff.js");
      const [before, after] = command.args;
      const sides = { ...(before !== undefined && { before }), ...(after !== undefined && { after }) };
      return runDiff(sides, command.opts<DiffFlags>(), session);
    }),
  );
};
