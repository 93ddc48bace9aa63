import { serveFlags } from "@jackfield/host";
import { exit } from "../session.js";
import { type Declare, specFlags } from "./command.js";

export const serve: Declare = (program, run) => {
  const command = program
    .command("serve <spec>")
    .description(
      "Serve a spec (a file, an https URL, npm:package/file, -) as an MCP server on standard input and output.",
    )
    .option("--name <name>", "name of the server; by default the spec's file name");
  for (const flag of specFlags()) command.addOption(flag);
  command
    .allowUnknownOption()
    .allowExcessArguments()
    .addHelpText("after", `\nServer flags:\n${serverFlagsHelp()}`)
    .action(
      run(async (session) => {
        const { runServe, serverProblem } = await import("../serve.js");
        const [spec = "", ...serverArguments] = command.args;
        const problem = serverProblem(serverArguments);
        if (problem !== undefined) {
          process.stderr.write(`jackfield: ${problem}\n`);
          return exit.usage;
        }
        return runServe(spec, command.opts(), serverArguments, session);
      }),
    );
};

/** Flags that `serve` hands on to the server; `--name` and the like are its own. */
const serverFlagsHelp = (): string =>
  Object.entries(serveFlags)
    .filter(([name]) => name !== "help" && name !== "version")
    .map(([name, flag]) => `  ${`--${name}${"value" in flag ? ` ${flag.value}` : ""}`.padEnd(28)}${flag.doc}`)
    .join("\n");
