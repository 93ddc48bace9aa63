import { readFileSync } from "node:fs";
import { CommanderError } from "commander";
import { commands, type Run } from "./commands/index.js";
import { newProgram, refuseEmpty, usageProblem } from "./program.js";
import { exit, type GlobalOptions, openSession } from "./session.js";

const version = (): string => {
  const manifest: unknown = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8"));
  return typeof manifest === "object" && manifest !== null && "version" in manifest
    ? String(manifest.version)
    : "";
};

/** Runs the command line and gives the exit code. Commands are loaded when they are chosen. */
export const main = async (argv: readonly string[]): Promise<number> => {
  let code: number = exit.fine;
  const said = { problem: "" };
  const program = newProgram(said)
    .description("Turns OpenAPI descriptions into MCP servers.")
    .version(version())
    .option("--config <file>", "config file; by default jackfield.config.ts, .mts, .mjs, .js or .json here")
    .option("--json", "print one JSON object instead of text", false)
    .option("--quiet", "print errors only", false)
    .option("--no-color", "print without colours")
    .option(
      "--strict",
      "exit 1 when operations were left out, or texts give orders or hide characters",
      false,
    )
    .addHelpText(
      "after",
      `
Examples:
  jackfield serve openapi.yaml                      an MCP server on standard input and output, at once
  jackfield inspect openapi.yaml                    its tools, what they cost, which variables it needs
  jackfield report openapi.yaml                     the same and more as one HTML page, for reviewers
  jackfield generate --spec openapi.yaml --out my   TypeScript for people and review
  jackfield diff main                               what changed for callers since that revision
  jackfield patch new patch/string-ref --spec openapi.yaml   an overlay for what inspect found
  jackfield build my && node my/dist/server.js      the same server, bundled; runs anywhere`,
    )
    .addHelpText(
      "afterAll",
      "\nExit codes: 0 fine, 1 findings, 2 usage or config, 3 unreadable input, 4 output not written, 70 our fault.",
    );
  const run: Run = (command) => async () => {
    code = await command(openSession(program.opts<GlobalOptions>()));
  };
  for (const declare of commands) declare(program, run);
  refuseEmpty(program);
  endQuietly();
  try {
    await program.parseAsync([...argv], { from: "user" });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode === 0) return exit.fine;
    const session = openSession({ ...program.opts<GlobalOptions>(), json: argv.includes("--json") });
    session.report.add("config/usage", { file: "command line" }, usageProblem(program, argv, said.problem));
    return session.finish({ summary: { ok: false } });
  }
  return code;
};

/** A reader that has enough, such as `head`, ends the output and is no fault; a full disk is one. */
const endQuietly = (): void => {
  process.stdout.on("error", ({ code, message }: NodeJS.ErrnoException) => {
    if (code === "EPIPE") return;
    process.stderr.write(`jackfield: standard output could not be written: ${message}\n`);
    process.exit(exit.output);
  });
};
