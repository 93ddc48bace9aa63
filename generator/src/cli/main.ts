import { readFileSync } from "node:fs";
import { Command, CommanderError, InvalidArgumentError } from "commander";
import { commands, type Run } from "./commands/index.js";
import { exit, type GlobalOptions, openSession } from "./session.js";

const version = (): string => {
  const manifest: unknown = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8"));
  return typeof manifest === "object" && manifest !== null && "version" in manifest
    ? String(manifest.version)
    : "";
};

/** An unset variable of a script must not name the folder above. */
const nonEmpty = (value: string): string => {
  if (value !== "") return value;
  throw new InvalidArgumentError("It names no file.");
};

/** Runs the command line and gives the exit code. Commands are loaded when they are chosen. */
export const main = async (argv: readonly string[]): Promise<number> => {
  let code: number = exit.fine;
  const program = new Command("jackfield")
    .description("Turns OpenAPI descriptions into MCP servers.")
    .version(version())
    .exitOverride()
    .configureOutput({ outputError: (text, write) => write(text.replace(/^error: /, "jackfield: ")) })
    .showSuggestionAfterError()
    .option(
      "--config <file>",
      "config file; by default jackfield.config.ts, .mts, .mjs, .js or .json here",
      nonEmpty,
    )
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
  jackfield build my && node my/dist/server.js      the same server, bundled; runs anywhere

Exit codes: 0 fine, 1 findings, 2 usage or config, 3 unreadable input, 4 output not written, 70 our fault.`,
    );
  const run: Run = (command) => async () => {
    code = await command(openSession(program.opts<GlobalOptions>()));
  };
  for (const declare of commands) declare(program, run);
  try {
    await program.parseAsync([...argv], { from: "user" });
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? exit.fine : exit.usage;
    throw error;
  }
  return code;
};
