import { homedir } from "node:os";
import { join } from "node:path";
import type { Environment } from "../config/interpolate.js";
import { Failure } from "../failure.js";
import { type Level, levels } from "../log.js";
import type { Flags } from "./flags.js";

const yes: ReadonlySet<string> = new Set(["1", "true", "yes", "on"]);
const no: ReadonlySet<string> = new Set(["0", "false", "no", "off", ""]);

/** A switch in the environment; any word that is neither a yes nor a no is an error. */
export const switchIn = (env: Environment, name: string): boolean => {
  const word = (env[name] ?? "").toLowerCase();
  if (yes.has(word)) return true;
  if (no.has(word)) return false;
  throw new Failure("config", `${name} is neither on nor off: ${word}`, "Use 1 or 0.");
};

const credentials = ["JACKFIELD_CONNECT_BEARER", "JACKFIELD_CONNECT_HEADERS"] as const;

/** The credentials that an environment holds; they are for the one server that a command names. */
export const credentialsIn = (env: Environment): readonly string[] => credentials.filter((name) => env[name]);

/** An environment without them, for servers that nobody has named: many at a time, or one that a project brings along. */
export const withoutCredentials = (env: Environment): Environment =>
  Object.fromEntries(Object.entries(env).filter(([name]) => !credentials.some((one) => one === name)));

/** The folder that holds tokens and other state. It has no version in its name: an upgrade keeps all logins. */
export const homeFolder = (env: Environment, flags: Flags): string =>
  flags.home ?? env.JACKFIELD_CONNECT_HOME ?? join(homedir(), ".jackfield", "connect");

export const logLevel = (env: Environment, flags: Flags): Level => {
  const word = flags["log-level"] ?? env.JACKFIELD_CONNECT_LOG ?? "info";
  const level = levels.find((one) => one === word);
  if (level !== undefined) return level;
  throw new Failure("usage", `The log level is ${levels.join(", ")}; not ${word}`);
};
