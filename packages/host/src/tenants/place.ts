import { readFileSync } from "node:fs";
import type { Environment } from "@jackfield/contract";
import { Problem } from "../problem.js";
import type { SharedState } from "../state/state.js";
import { fileSlot } from "./file-slot.js";
import { type Keys, keysFrom, type VaultPlace } from "./vault.js";

/** The variable with the key that seals the tenants; with `_FILE` after it, the one with the name of a file that holds it. */
const keyVariable = (prefix: string): string => `${prefix}_TENANTS_KEY`;

/** The keys that the environment holds or points to. Throws `Problem`. */
export const keysOf = (prefix: string, environment: Environment): Keys => {
  const variable = keyVariable(prefix);
  const fileVariable = `${variable}_FILE`;
  const file = environment[fileVariable]?.trim();
  if (!file) return keysFrom(variable, environment[variable]);
  try {
    return keysFrom(`The file of ${fileVariable}`, readFileSync(file, "utf8"));
  } catch (error) {
    if (error instanceof Problem) throw error;
    throw new Problem(`${fileVariable} names a file that cannot be read.`);
  }
};

/** What `--tenants` says in place of a file: in the Redis of `--redis`. */
export const inRedis = "redis";

/** Where `--tenants` says that the tenants are. */
export const placeOf = (tenants: string, state: SharedState): VaultPlace =>
  tenants === inRedis
    ? { name: "The tenants in Redis", slot: state.vault, mayBeEmpty: true }
    : { name: tenants, slot: fileSlot(tenants), mayBeEmpty: false };
