import { readFileSync } from "node:fs";
import { serveFlags } from "@jackfield/host";
import { Command, CommanderError, Option } from "commander";
import type { ConfigFlags } from "./config.js";
import { exit, type GlobalOptions, openSession, type Session } from "./session.js";

const collect = (value: string, all: readonly string[] = []): readonly string[] => [...all, value];

const version = (): string => {
  const manifest: unknown = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8"));
  return typeof manifest === "object" && manifest !== null && "version" in manifest
    ? String(manifest.version)
    : "";
};

const overlay = () =>
  new Option("--overlay <file>", "OpenAPI Overlay to apply first; may be repeated").argParser(collect);
const allowPrivate = () =>
  new Option(
    "--allow-private",
    "fetch the spec from private and loopback addresses too, the latter by plain http",
  );
const allowFileRefs = () =>
  new Option(
    "--allow-file-refs <folder>",
    "let references lead to files in this folder besides the spec's own",
  );

/** Runs the command line and gives the exit code. Commands are loaded when they are chosen. */
export const main = async (argv: readonly string[]): Promise<number> => {
  let code: number = exit.fine;
  const program = new Command("jackfield")
    .description("Turns OpenAPI descriptions into MCP servers.")
    .version(version())
    .exitOverride()
    .configureOutput({ outputError: (text, write) => write(text.replace(/^error: /, "jackfield: ")) })
    .showSuggestionAfterError()
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
  jackfield generate --spec openapi.yaml --out my   TypeScript for people and review
  jackfield build my && node my/dist/server.js      the same server, bundled; runs anywhere

Exit codes: 0 fine, 1 findings, 2 usage or config, 3 unreadable input, 4 output not written, 70 our fault.`,
    );
  const run = (command: (session: Session) => Promise<number>) => async () => {
    code = await command(openSession(program.opts<GlobalOptions>()));
  };

  const generate: Command = program
    .command("generate")
    .description("Generate the config's server, or one from --spec into --out.")
    .option("--spec <source>", "a file, an https URL, npm:package/file, or - for standard input")
    .option("--out <folder>", "output folder; needed with --spec")
    .option("--name <name>", "name of the server; by default the spec's file name")
    .option("--frozen", "fail when the surface lock would change, instead of writing it", false)
    .addOption(overlay())
    .addOption(allowPrivate())
    .addOption(allowFileRefs())
    .action(
      run(async (session) => {
        const { runGenerate } = await import("./generate.js");
        const flags = generate.opts<ConfigFlags & { readonly frozen: boolean }>();
        const { config } = session.options;
        return runGenerate({ ...(config !== undefined && { config }), ...flags }, session);
      }),
    );

  program
    .command("check")
    .description("Check that the committed surface lock says what a run would make.")
    .action(run(async (session) => (await import("./check.js")).runCheck(session)));

  const inspect: Command = program
    .command("inspect [spec]")
    .description("Show what a server from a spec, or from the config, would be: tools, tokens, credentials.")
    .option("--name <name>", "name of the server; by default the spec's file name")
    .option("--all", "show every tool, not the twenty that cost most", false)
    .addOption(overlay())
    .addOption(allowPrivate())
    .addOption(allowFileRefs())
    .action(
      run(async (session) => {
        const { runInspect } = await import("./inspect.js");
        return runInspect(inspect.args[0], inspect.opts(), session);
      }),
    );

  const serve: Command = program
    .command("serve <spec>")
    .description(
      "Serve a spec (a file, an https URL, npm:package/file, -) as an MCP server on standard input and output.",
    )
    .option("--name <name>", "name of the server; by default the spec's file name")
    .addOption(overlay())
    .addOption(allowPrivate())
    .addOption(allowFileRefs())
    .allowUnknownOption()
    .allowExcessArguments()
    .addHelpText("after", `\nServer flags:\n${serverFlagsHelp()}`)
    .action(
      run(async (session) => {
        const { runServe, serverProblem } = await import("./serve.js");
        const [spec = "", ...serverArguments] = serve.args;
        const problem = serverProblem(serverArguments);
        if (problem !== undefined) {
          process.stderr.write(`jackfield: ${problem}\n`);
          return exit.usage;
        }
        return runServe(spec, serve.opts(), serverArguments, session);
      }),
    );

  const build: Command = program
    .command("build <folder>")
    .description(
      "Bundle a generated server into <folder>/dist, which runs with plain node and needs no install.",
    )
    .action(run(async (session) => (await import("./build.js")).runBuild(build.args[0] ?? "", session)));

  try {
    await program.parseAsync([...argv], { from: "user" });
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? exit.fine : exit.usage;
    throw error;
  }
  return code;
};

/** Flags that `serve` hands on to the server; `--name` and the like are its own. */
const serverFlagsHelp = (): string =>
  Object.entries(serveFlags)
    .filter(([name]) => name !== "help" && name !== "version")
    .map(([name, flag]) => `  ${`--${name}${"value" in flag ? ` ${flag.value}` : ""}`.padEnd(28)}${flag.doc}`)
    .join("\n");
