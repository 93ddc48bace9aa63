import { closeSync, fstatSync, openSync, renameSync, writeSync } from "node:fs";
import { printable, redact, without } from "./redact.js";

export const levels = ["error", "warn", "info", "debug"] as const;
export type Level = (typeof levels)[number];

/** Diagnostics for people. They go to standard error, never to standard output, and are redacted. */
export type Log = {
  readonly error: (text: string) => void;
  readonly warn: (text: string) => void;
  readonly info: (text: string) => void;
  readonly debug: (text: string) => void;
  /** From now on this value is hidden wherever it would appear. */
  readonly hide: (secret: string) => void;
};

/** A log file is rotated at this size; one older file is kept. */
const largestFile = 5 * 1024 * 1024;

const fileSink = (path: string): ((line: string) => void) => {
  let file = openSync(path, "a", 0o600);
  return (line) => {
    if (fstatSync(file).size > largestFile) {
      closeSync(file);
      renameSync(path, `${path}.1`);
      file = openSync(path, "a", 0o600);
    }
    writeSync(file, line);
  };
};

type LogOptions = {
  readonly level: Level;
  readonly write: (line: string) => void;
  readonly file?: string | undefined;
};

export const createLog = ({ level, write, file }: LogOptions): Log => {
  const hidden = new Set<string>();
  const toFile = file === undefined ? undefined : fileSink(file);
  const at = (one: Level) => (text: string) => {
    if (levels.indexOf(one) > levels.indexOf(level)) return;
    const clean = printable(without(redact(text), hidden));
    write(`jackfield-connect: ${one === "info" ? "" : `${one}: `}${clean}\n`);
    toFile?.(`${new Date().toISOString()} ${one} ${clean}\n`);
  };
  return {
    error: at("error"),
    warn: at("warn"),
    info: at("info"),
    debug: at("debug"),
    hide: (secret) => void hidden.add(secret),
  };
};
