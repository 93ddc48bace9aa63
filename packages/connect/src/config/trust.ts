import { dirname } from "node:path";
import { isObject } from "../json-rpc.js";
import type { StateFolder } from "../state/folder.js";
import { sha256 } from "../state/key.js";
import type { Entry } from "./types.js";

const file = "trust.json";

/** An object's fields in one order, so that the same entry has the same hash however it is written. */
const canonical = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(canonical);
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.keys(value)
      .sort()
      .map((key) => [key, canonical(value[key])]),
  );
};

const keyOf = ({ layer, name }: Entry): string => `${dirname(layer.file)}#${name}`;
const hashOf = ({ raw }: Entry): string => sha256(JSON.stringify(canonical(raw)));

/**
 * A project's configuration comes with a cloned repository. Without approval it may not start a program, not send values
 * of variables anywhere, and not give a name of the user's own configuration to another address.
 */
const needsApproval = (entry: Entry): boolean => {
  if (entry.layer.kind !== "project") return false;
  if (typeof entry.raw.command === "string" || entry.raw.type === "stdio") return true;
  if (JSON.stringify(entry.raw).includes("${env:")) return true;
  return entry.shadows !== undefined && entry.shadows.raw.url !== entry.raw.url;
};

const approvals = (state: StateFolder): Readonly<Record<string, unknown>> => {
  const approved = state.read(file)?.approved;
  return isObject(approved) ? approved : {};
};

export const isTrusted = (entry: Entry, state: StateFolder): boolean =>
  !needsApproval(entry) || approvals(state)[keyOf(entry)] === hashOf(entry);

/** Approves an entry as it is now; a change of it needs a new approval. */
export const approve = (entry: Entry, state: StateFolder): void =>
  state.write(file, { approved: { ...approvals(state), [keyOf(entry)]: hashOf(entry) } });
