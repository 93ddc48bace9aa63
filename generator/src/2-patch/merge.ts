import { isDeepStrictEqual } from "node:util";
import { pointerTo } from "@jackfield/contract";
import { define, isObject, type Json, type JsonObject } from "../document/json.js";
import type { OverlayVersion } from "./format.js";

export const isList = (value: Json | undefined): value is readonly Json[] => Array.isArray(value);

/** The three kinds of values that merging tells apart; `null` is a plain value. */
type Kind = "an object" | "a list" | "a plain value";

export const kindOf = (value: Json): Kind => {
  if (isList(value)) return "a list";
  return isObject(value) ? "an object" : "a plain value";
};

/** Same JSON: the order of members does not count. */
export const sameJson = (left: Json | undefined, right: Json | undefined): boolean =>
  isDeepStrictEqual(left, right);

/** Called with the tokens, below the target, of each value that a merge sets. */
type OnChange = (tokens: readonly (string | number)[]) => void;

type Merged =
  | { readonly ok: true; readonly value: Json }
  /** The update does not fit the target: why, as the end of a sentence about the target. */
  | { readonly ok: false; readonly problem: string };

type Merge = { readonly version: OverlayVersion; readonly onChange: OnChange; problem?: string };

const mergeObjects = (
  target: JsonObject,
  update: JsonObject,
  at: readonly string[],
  merge: Merge,
): JsonObject => {
  const result = { ...target };
  for (const [key, value] of Object.entries(update)) {
    const old = Object.hasOwn(target, key) ? target[key] : undefined;
    define(result, key, mergeMember(old, value, [...at, key], merge));
  }
  return result;
};

const mergeMember = (old: Json | undefined, value: Json, at: readonly string[], merge: Merge): Json => {
  if (isObject(old) && isObject(value)) return mergeObjects(old, value, at, merge);
  if (isList(old) && isList(value)) {
    if (value.length > 0) merge.onChange(at);
    return [...old, ...value];
  }
  if (old !== undefined && kindOf(old) !== kindOf(value)) {
    // 1.1 calls other pairs incompatible. 1.0 is silent about them; an empty `components:`, as in its structured example,
    // does not mean to drop what is there.
    if (merge.version === "1.1")
      merge.problem ??= `the update has ${kindOf(value)} where ${pointerTo("", ...at)} is ${kindOf(old)}`;
    else if (value === null) return old;
  }
  if (!sameJson(old, value)) merge.onChange(at);
  return value;
};

/**
 * What an overlay's `update` or `copy` makes of its target (Overlay 1.0 and 1.1, "Action Object"): members are merged
 * recursively, lists are joined, plain values are replaced. A list as target gets the entries of a list, or anything
 * else as one new entry. A plain value as target is replaced by another one since 1.1.
 */
export const applyUpdate = (
  target: Json,
  update: Json,
  version: OverlayVersion,
  onChange: OnChange = () => {},
): Merged => {
  if (isList(target)) {
    const entries = isList(update) ? update : [update];
    for (const index of entries.keys()) onChange([target.length + index]);
    return { ok: true, value: [...target, ...entries] };
  }
  if (isObject(target)) {
    if (!isObject(update)) return { ok: false, problem: "the update of an object must be an object" };
    const merge: Merge = { version, onChange };
    const value = mergeObjects(target, update, [], merge);
    return merge.problem === undefined ? { ok: true, value } : { ok: false, problem: merge.problem };
  }
  if (version === "1.0") return { ok: false, problem: "it is neither an object nor a list" };
  if (kindOf(update) !== "a plain value")
    return { ok: false, problem: `it is a plain value and the update is ${kindOf(update)}` };
  if (!sameJson(target, update)) onChange([]);
  return { ok: true, value: update };
};

/** Whether an update has nothing to add: its members and entries are all there. */
export const holds = (value: Json, update: Json): boolean => {
  if (isList(value)) {
    const entries = isList(update) ? update : [update];
    return entries.every((entry) => value.some((one) => sameJson(one, entry)));
  }
  if (!isObject(value) || !isObject(update)) return sameJson(value, update);
  return Object.entries(update).every(([key, added]) => {
    const old = Object.hasOwn(value, key) ? value[key] : undefined;
    return old !== undefined && holds(old, added);
  });
};
