import type { Environment } from "../config/interpolate.js";
import { Failure, messageOf } from "../failure.js";
import { createLog, type Log } from "../log.js";
import { redact } from "../redact.js";
import { logLevel } from "./environment.js";
import type { Flags } from "./flags.js";

/** The log of a command, and nothing but MCP or data on standard output even when something fails that should not. */
export const openLog = (env: Environment, flags: Flags): Log => {
  const level = logLevel(env, flags);
  const file = flags["log-file"];
  try {
    return createLog({ level, write: (line) => void process.stderr.write(line), file });
  } catch (error) {
    throw new Failure("config", `The log file ${file} cannot be written: ${messageOf(error)}`);
  }
};

/** An error that nobody caught is a bug: it is reported in one line, and the process ends with 1. */
export const guardProcess = (): void => {
  const report = (error: unknown): never => {
    const text = error instanceof Error ? error.message : String(error);
    process.stderr.write(`jackfield-connect: internal error: ${redact(text)}; please report it\n`);
    if (process.env.JACKFIELD_CONNECT_LOG === "debug" && error instanceof Error)
      process.stderr.write(`${redact(error.stack ?? "")}\n`);
    process.exit(1);
  };
  process.on("uncaughtException", report).on("unhandledRejection", report);
};

const signals = { SIGINT: 130, SIGTERM: 143 } as const;

/** Ends in an orderly way on SIGINT and SIGTERM, and at once on the second signal. */
export const onSignal = (close: () => Promise<void>): void => {
  for (const [signal, code] of Object.entries(signals)) {
    process.once(signal, () => {
      process.exitCode = code;
      process.once(signal, () => process.exit(code));
      void close();
    });
  }
};
