import { isDeepStrictEqual } from "node:util";
import type { Json, JsonObject } from "../1-load/index.js";
import { define } from "./draft.js";

export const isObject = (value: Json | undefined): value is JsonObject =>
  value !== null && typeof value === "object" && !Array.isArray(value);

const isList = (value: Json | undefined): value is readonly Json[] => Array.isArray(value);

/** Same JSON: the order of members does not count. */
export const sameJson = (left: Json | undefined, right: Json | undefined): boolean =>
  isDeepStrictEqual(left, right);

/** Called with the tokens, below the target, of each value that a merge sets. */
export type OnChange = (tokens: readonly (string | number)[]) => void;

const mergeObjects = (target: JsonObject, update: JsonObject, onChange: OnChange): JsonObject => {
  const result = { ...target };
  for (const [key, value] of Object.entries(update)) {
    const old = Object.hasOwn(target, key) ? target[key] : undefined;
    const merged = mergeMember(old, value, (tokens) => onChange([key, ...tokens]));
    define(result, key, merged);
  }
  return result;
};

const mergeMember = (old: Json | undefined, value: Json, onChange: OnChange): Json => {
  if (isObject(old) && isObject(value)) return mergeObjects(old, value, onChange);
  if (isList(old) && isList(value)) {
    if (value.length > 0) onChange([]);
    return [...old, ...value];
  }
  if (!sameJson(old, value)) onChange([]);
  return value;
};

/**
 * What an overlay's `update` makes of its target (Overlay 1.0, section 4.4.3): members are merged recursively, lists
 * are joined, anything else is replaced. A list as target gets the update as a new entry, or the entries of a list.
 * Undefined: the update does not fit the target.
 */
export const applyUpdate = (target: Json, update: Json, onChange: OnChange = () => {}): Json | undefined => {
  if (isList(target)) {
    const entries = isList(update) ? update : [update];
    for (const index of entries.keys()) onChange([target.length + index]);
    return [...target, ...entries];
  }
  return isObject(target) && isObject(update) ? mergeObjects(target, update, onChange) : undefined;
};
