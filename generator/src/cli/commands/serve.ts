import { serveFlags } from "@jackfield/host";
import { type Declare, specFlags } from "./command.js";

export const serve: Declare = (program, run) => {
  const command = program
    .command("serve <spec>")
    .description(
      "Serve a spec (a file, an https URL, npm:package/file) as an MCP server on standard input and output.",
    )
    .option("--name <name>", "name of the server; by default the spec's file name");
  for (const flag of specFlags()) command.addOption(flag);
  command
    .allowUnknownOption()
    .allowExcessArguments()
    .addHelpText(
      "after",
      `\nServer flags:\n${serverFlagsHelp()}

Examples:
  jackfield serve openapi.yaml                                          every tool while a client can take them
  jackfield serve openapi.yaml --base-url http://localhost:8080 --no-auth
  jackfield serve https://api.example.com/openapi.json --tags pets --read-only
  jackfield serve openapi.yaml --overlay fix.yaml --mode search         patched, behind three tools`,
    )
    .action(
      run(async (session) => {
        const { runServe, serverProblem } = await import("../serve.js");
        const [spec = "", ...serverArguments] = command.args;
        const problem = spec === "-" ? servesMcp : serverProblem(serverArguments);
        if (problem !== undefined) {
          session.report.add(
            "config/usage",
            { file: "command line" },
            { problem, help: "jackfield serve --help" },
          );
          return session.finish({ summary: { ok: false } });
        }
        return runServe(spec, command.opts(), serverArguments, session);
      }),
    );
};

/** Exit 0 and silence would look like a server that ended at once. */
const servesMcp =
  "serve cannot read the spec from standard input, which carries MCP: save it to a file, or give its address";

/** Flags that `serve` hands on to the server; `--name` and the like are its own. */
const serverFlagsHelp = (): string =>
  Object.entries(serveFlags)
    .filter(([name]) => name !== "help" && name !== "version")
    .map(([name, flag]) => `  ${`--${name}${"value" in flag ? ` ${flag.value}` : ""}`.padEnd(28)}${flag.doc}`)
    .join("\n");
