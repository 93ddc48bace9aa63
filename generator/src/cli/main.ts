import { readFileSync } from "node:fs";
import { CommanderError } from "commander";
import {
  addFlags,
  type CommandFlags,
  type Declare,
  givenTo,
  newProgram,
  type Run,
  refuseEmpty,
  usageProblem,
} from "./command.js";
import { exit, openSession } from "./session.js";

/** Every command, in the order in which `--help` lists them. One is loaded when it is chosen, so a short one stays quick. */
const commands: Readonly<Record<string, () => Promise<Declare>>> = {
  init: async () => (await import("./init.js")).initCommand,
  generate: async () => (await import("./generate.js")).generateCommand,
  check: async () => (await import("./check.js")).checkCommand,
  diff: async () => (await import("./diff.js")).diffCommand,
  patch: async () => (await import("./patch.js")).patchCommand,
  lint: async () => (await import("./lint.js")).lintCommand,
  pull: async () => (await import("./pull.js")).pullCommand,
  inspect: async () => (await import("./inspect.js")).inspectCommand,
  report: async () => (await import("./report.js")).reportCommand,
  serve: async () => (await import("./serve.js")).serveCommand,
  tenants: async () => (await import("./tenants.js")).tenantsCommand,
  build: async () => (await import("./build.js")).buildCommand,
  completion: async () => (await import("./completion.js")).completionCommand,
};

/** The command that a line chooses; all of them where it chooses none, for help and for suggestions. */
export const commandsFor = async (argv: readonly string[]): Promise<readonly Declare[]> => {
  // A value may look like a command too: then both are loaded.
  const named = Object.entries(commands).filter(([name]) => argv.includes(name));
  const all =
    named.length === 0 || argv.includes("help") || argv.includes("completion")
      ? Object.entries(commands)
      : named;
  return Promise.all(all.map(([, load]) => load()));
};

const version = (): string => {
  const manifest: unknown = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8"));
  return typeof manifest === "object" && manifest !== null && "version" in manifest
    ? String(manifest.version)
    : "";
};

const globalFlags = {
  config: {
    value: "<file>",
    doc: "config file; by default jackfield.config.ts, .mts, .mjs, .js or .json here",
  },
  json: { doc: "print one JSON object instead of text" },
  quiet: { doc: "print errors only" },
  color: { on: true, doc: "print without colors" },
  strict: {
    doc: "exit 1 when operations are left out, or texts instruct the model or contain invisible characters",
  },
} as const satisfies CommandFlags;

/** Runs the command line and gives the exit code. Commands are loaded when they are chosen. */
export const main = async (argv: readonly string[]): Promise<number> => {
  let code: number = exit.fine;
  const isJson = argv.includes("--json");
  const usage = { problem: "", isJson };
  const program = newProgram(usage)
    .description("Turns OpenAPI specs into MCP servers.")
    .version(version())
    .addHelpText(
      "after",
      `
Examples:
  jackfield serve openapi.yaml                      an MCP server on standard input and output, at once
  jackfield inspect openapi.yaml                    its tools, what they cost, which variables it needs
  jackfield report openapi.yaml                     the same and more as one HTML page, for reviewers
  jackfield init openapi.yaml                       a config to start from
  jackfield generate openapi.yaml --out my          a package: TypeScript for review, tests, manifests
  jackfield diff main                               what changed for callers since that revision
  jackfield patch new patch/string-ref --spec openapi.yaml   an overlay for what inspect found
  jackfield build my && node my/dist/server.js      the same server, bundled; runs anywhere`,
    )
    .addHelpText(
      "afterAll",
      "\nExit codes: 0 fine, 1 findings, 2 usage or config, 3 unreadable input, 4 output not written, 70 our fault.",
    );
  addFlags(program, globalFlags);
  const run: Run = (command) => async () => {
    code = await command(openSession(givenTo(program, globalFlags)));
  };
  for (const declare of await commandsFor(argv)) declare(program, run);
  refuseEmpty(program);
  endQuietly();
  try {
    await program.parseAsync(helpOfServer(argv), { from: "user" });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode === 0) return exit.fine;
    const session = openSession({ ...givenTo(program, globalFlags), json: isJson });
    session.report.add("config/usage", { file: "command line" }, usageProblem(program, argv, usage.problem));
    return session.finish();
  }
  return code;
};

/** `serve <spec> --help` is about that server, whose variables only its spec says: the server itself answers. */
const helpOfServer = (argv: readonly string[]): string[] => {
  const isHelp = (word: string): boolean => word === "--help" || word === "-h";
  const at = argv.indexOf("serve");
  const spec = argv[at + 1];
  if (at < 0 || spec === undefined || spec.startsWith("-") || !argv.slice(at).some(isHelp)) return [...argv];
  return [...argv.filter((word) => !isHelp(word)), "--", "--help"];
};

/** A reader that has enough, such as `head`, ends the output and is no fault; a full disk is one. */
const endQuietly = (): void => {
  process.stdout.on("error", ({ code, message }: NodeJS.ErrnoException) => {
    if (code === "EPIPE") return;
    process.stderr.write(`jackfield: standard output could not be written: ${message}\n`);
    process.exit(exit.output);
  });
};
