import { bridge } from "./cli/bridge.js";
import { reportFailure } from "./cli/end.js";
import { version } from "./version.js";

const args = process.argv.slice(2);
const [first = "", ...rest] = args;

const run = async (): Promise<number> => {
  const ownArgs = args.slice(0, args.includes("--") ? args.indexOf("--") : args.length);
  if (ownArgs.includes("--version") || ownArgs.includes("-V")) {
    process.stdout.write(`${version}\n`);
    return 0;
  }
  if (ownArgs.includes("--help") || ownArgs.includes("-h") || first === "help") {
    const { helpText } = await import("./cli/help.js");
    process.stdout.write(helpText(first === "help" ? rest[0] : first));
    return 0;
  }
  // A bridge to an address needs none of the commands.
  if (first === "bridge") return bridge(rest, process.env);
  if (first === "" || first.startsWith("-") || first.includes(":")) return bridge(args, process.env);
  const { commands } = await import("./cli/commands.js");
  const command = commands[first];
  return command === undefined ? bridge(args, process.env) : (await command.load())(rest, process.env);
};

/** What is still on its way to a pipe must arrive before the process ends. */
const flushed = (stream: NodeJS.WriteStream): Promise<void> =>
  new Promise((resolve) => (stream.destroyed ? resolve() : stream.write("", () => resolve())));

process.stdout.on("error", () => undefined);
const code = await run().catch(reportFailure);
await Promise.all([flushed(process.stdout), flushed(process.stderr)]);
process.exit(code);
