import type { Environment, ServerDefinition } from "@jackfield/contract";
import { Problem } from "../problem.js";
import { memoryState } from "./memory.js";
import type { SharedState, StateWatcher } from "./state.js";

/** Variables that do the same as `--redis`, the server's own first. */
export const redisVariables = (prefix: string): readonly string[] => [
  ...new Set([`${prefix}_REDIS`, "JACKFIELD_REDIS"]),
];

/** The address of Redis or Valkey; undefined: the process shares its state with nobody. Throws `Problem`. */
export const redisUrl = (
  flag: string | undefined,
  prefix: string,
  environment: Environment,
): string | undefined => {
  const variable = redisVariables(prefix).find((name) => environment[name]?.trim());
  const text = flag ?? (variable && environment[variable]?.trim());
  if (text === undefined) return undefined;
  // The text itself is not repeated: it may hold a password.
  if (URL.canParse(text) && /^rediss?:$/.test(new URL(text).protocol)) return text;
  const name = flag === undefined ? variable : "--redis";
  throw new Problem(`${name} must be a URL such as redis://127.0.0.1:6379.`);
};

/**
 * State in Redis, or of this process alone. Servers of one prefix have their tenants in common, those of one name the rest. The client of Redis is loaded only where there is one. */
export const openState = async (
  url: string | undefined,
  { name, prefix }: Pick<ServerDefinition, "name" | "prefix">,
  watcher?: StateWatcher,
): Promise<SharedState> => {
  if (url === undefined) return memoryState();
  const { redisState } = await import("./redis.js");
  return redisState(url, { tenants: `jackfield:${prefix}:tenants`, rest: `jackfield:${name}:` }, watcher);
};
