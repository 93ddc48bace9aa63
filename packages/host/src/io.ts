import { type Readable, Writable } from "node:stream";
import type { Environment } from "@jackfield/contract";

/** The surroundings of a server process, so that tests can bring their own. */
export type Io = {
  readonly input: Readable;
  readonly environment: Environment;
  /** Somebody reads the log lines on a terminal. */
  readonly terminal: boolean;
  /** Writes to standard output; for help and version, when no MCP is spoken. */
  print(text: string): void;
  /** Writes one line to standard error. */
  log(line: string): void;
  /** Takes standard output for MCP alone: what anything else writes there goes to standard error until `release`. */
  takeOutput(): { readonly output: Writable; release(): void };
  /** Calls the handler on SIGTERM, SIGINT and SIGHUP; gives back how to stop that. */
  onSignal(handler: () => void): () => void;
};

const takeStdout: Io["takeOutput"] = () => {
  const { stdout, stderr } = process;
  const write = stdout.write;
  const output = new Writable({
    decodeStrings: false,
    write(chunk: string, encoding, done) {
      write.call(stdout, chunk, encoding, done);
    },
  });
  // Stays when the output is given back: a reader that went away must not end in an uncaught EPIPE.
  stdout.on("error", (error) => output.destroy(error));
  stdout.write = stderr.write.bind(stderr) as typeof stdout.write; // the same overloads on the sister stream
  return {
    output,
    release() {
      stdout.write = write;
    },
  };
};

/** The process's own streams, variables and signals. */
export const processIo = (): Io => ({
  input: process.stdin,
  // A copy: each look into the environment of the process is a call of the system.
  environment: { ...process.env },
  terminal: process.stderr.isTTY === true,
  print: (text) => void process.stdout.write(text),
  log: (line) => void process.stderr.write(`${line}\n`),
  takeOutput: takeStdout,
  onSignal(handler) {
    process.on("SIGTERM", handler).on("SIGINT", handler).on("SIGHUP", handler);
    return () => void process.off("SIGTERM", handler).off("SIGINT", handler).off("SIGHUP", handler);
  },
});
