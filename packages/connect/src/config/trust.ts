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
 * of variables or the key of a profile anywhere, not say whose certificates count, and not change what a name of the
 * user's own configuration stands for.
 */
const needsApproval = (entry: Entry): boolean => {
  const { layer, raw, shadows } = entry;
  if (layer.kind !== "project") return false;
  if (typeof raw.command === "string" || raw.type === "stdio" || raw.type === "profile") return true;
  if (raw.caFile !== undefined || JSON.stringify(raw).includes("${env:")) return true;
  return shadows !== undefined && hashOf(shadows) !== hashOf(entry);
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
