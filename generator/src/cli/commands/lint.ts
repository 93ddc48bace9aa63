import { commaList, modes } from "@jackfield/runtime";
import { Option } from "commander";
import { clients } from "../../lint/types.js";
import { collect, collectOf, type Declare, specFlags } from "./command.js";

export const lint: Declare = (program, run) => {
  const command = program
    .command("lint [spec]")
    .description(
      "Check the tools that a server from a spec, or from the config, lists against what clients take.",
    )
    .addOption(
      new Option(
        `--client <name>`,
        `only for this client, of ${clients.join(", ")}; may be repeated`,
      ).argParser(collectOf(clients)),
    )
    .addOption(
      new Option(
        "--list <file>",
        "check a tools/list result of whatever server instead, as JSON; - is standard input",
      ).conflicts(["mode", "profile", "tools", "overlay"]),
    )
    .option("--name <name>", "name under which clients know the server")
    .addOption(new Option("--mode <mode>", "as for serve").choices(modes).default("auto"))
    .addOption(new Option("--profile <name>", "as for serve; may be repeated").argParser(collect))
    .addOption(new Option("--tools <names>", "as for serve").argParser((text) => commaList(text)));
  for (const flag of specFlags()) command.addOption(flag);
  command
    .addHelpText(
      "after",
      `
Examples:
  jackfield lint openapi.yaml                        every client, the tools that serve would list
  jackfield lint openapi.yaml --mode all             every tool, even where serve would search
  jackfield lint --profile full --client vscode      the config's server, one of its profiles
  jackfield lint --list tools.json --name github     a list that any MCP server gave`,
    )
    .action(
      run(async (session) => {
        const { runLint } = await import("../lint.js");
        return runLint(command.args[0], command.opts(), session);
      }),
    );
};
