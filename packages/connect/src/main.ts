import { bridge } from "./cli/bridge.js";
import { reportFailure } from "./cli/end.js";
import { version } from "./version.js";

const args = process.argv.slice(2);
const [first = ""] = args;

const run = async (): Promise<number> => {
  if (first === "--version" || first === "-V") {
    process.stdout.write(`${version}\n`);
    return 0;
  }
  return bridge(first === "bridge" ? args.slice(1) : args, process.env);
};

/** What is still on its way to a pipe must arrive before the process ends. */
const flushed = (stream: NodeJS.WriteStream): Promise<void> =>
  new Promise((resolve) => (stream.destroyed ? resolve() : stream.write("", () => resolve())));

process.stdout.on("error", () => undefined);
const code = await run().catch(reportFailure);
await Promise.all([flushed(process.stdout), flushed(process.stderr)]);
process.exit(code);
