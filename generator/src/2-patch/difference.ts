import { define, isObject, type Json, type JsonObject } from "../document/json.js";
import { pathTo, type Tokens } from "./json-path.js";
import { isList, kindOf, sameJson } from "./merge.js";

/** An action as an overlay spells it. */
export type WrittenAction = {
  readonly target: string;
  readonly "x-expect"?: Json;
  readonly update?: Json;
  readonly remove?: true;
};

/** Characters of JSON above which a value is not repeated as `x-expect`. */
const largestExpectation = 600;

const isSmall = (value: Json): boolean => JSON.stringify(value).length <= largestExpectation;

/** `x-expect` for a value that is small enough for a reviewer to read twice. */
export const expecting = (value: Json): { readonly "x-expect"?: Json } =>
  isSmall(value) ? { "x-expect": value } : {};

const updating = (tokens: Tokens, value: Json, update: Json): WrittenAction => ({
  target: pathTo(tokens),
  ...expecting(value),
  update,
});

const removing = (tokens: Tokens, value: Json): WrittenAction => ({
  target: pathTo(tokens),
  ...expecting(value),
  remove: true,
});

/** Whether one value can become the other where it stands: updates keep the kind of what they meet. */
const canBecome = (before: Json, after: Json): boolean => kindOf(before) === kindOf(after);

/** The first entry of a list that cannot be changed in its place; undefined when all can. */
const firstBroken = (before: readonly Json[], after: readonly Json[]): number | undefined => {
  const index = before.findIndex((entry, at) => at >= after.length || !canBecome(entry, after[at] ?? null));
  return index < 0 ? undefined : index;
};

/** The indices to take out of a list to get another one; undefined when that is not enough. */
const superfluous = (before: readonly Json[], after: readonly Json[]): readonly number[] | undefined => {
  const indices: number[] = [];
  let next = 0;
  for (const [index, entry] of before.entries()) {
    if (next < after.length && sameJson(entry, after[next])) next += 1;
    else indices.push(index);
  }
  return next === after.length ? indices : undefined;
};

/** Whether a member is better removed and written again: it changes its kind, or it is a short list that would lose its tail. */
export const renews = (before: Json, after: Json): boolean => {
  if (!isList(before) || !isList(after)) return !canBecome(before, after);
  if (!isSmall(before) || superfluous(before, after) !== undefined) return false;
  return (firstBroken(before, after) ?? before.length) < before.length - 1;
};

/**
 * Members of one object: those that go or are written again are removed, lists and objects are changed in their own
 * place, and one update sets the others. Where the object is large, plain values are replaced one by one instead, so
 * that each action can have its expectation.
 */
const objectActions = (tokens: Tokens, before: JsonObject, after: JsonObject): readonly WrittenAction[] => {
  const actions: WrittenAction[] = [];
  const kept: JsonObject = {};
  const set: JsonObject = {};
  const small = isSmall(before);
  for (const [key, old] of Object.entries(before)) {
    const now = Object.hasOwn(after, key) ? after[key] : undefined;
    const below = [...tokens, key];
    if (now === undefined || renews(old, now)) {
      actions.push(removing(below, old));
      if (now !== undefined) define(set, key, now);
      continue;
    }
    const plain = !isObject(now) && !isList(now);
    if (plain && small && !sameJson(old, now)) define(set, key, now);
    else actions.push(...differences(below, old, now));
    define(kept, key, plain && small ? old : now);
  }
  for (const [key, now] of Object.entries(after)) if (!Object.hasOwn(before, key)) define(set, key, now);
  if (Object.keys(set).length > 0) actions.push(updating(tokens, kept, set));
  return actions;
};

/**
 * Entries of one list: taken out where that is all, changed in their places as long as they keep their kind. The rest,
 * from the first that cannot be changed, is removed and appended again, since an overlay adds at the end only.
 */
const listActions = (
  tokens: Tokens,
  before: readonly Json[],
  after: readonly Json[],
): readonly WrittenAction[] => {
  const out = superfluous(before, after);
  if (out !== undefined) {
    return [...out].reverse().map((index) => removing([...tokens, index], before[index] ?? null));
  }
  const split = firstBroken(before, after) ?? before.length;
  const actions = before
    .slice(0, split)
    .flatMap((entry, index) => differences([...tokens, index], entry, after[index] ?? null));
  const [first, ...others] = before.slice(split);
  if (first !== undefined) actions.push(removing([...tokens, split], first));
  if (others.length > 0) actions.push({ target: `${pathTo(tokens)}[${split}:]`, remove: true });
  const added = after.slice(split);
  if (added.length > 0) actions.push(updating(tokens, after.slice(0, split), added));
  return actions;
};

/**
 * The actions of an overlay 1.1 that make `after` of the value `before` at some tokens, each with what it expects to
 * find. None when the two are the same. The two must be of one kind: nothing replaces an object by a list in place;
 * what holds them can, so give their parents then.
 */
export const differences = (tokens: Tokens, before: Json, after: Json): readonly WrittenAction[] => {
  if (sameJson(before, after)) return [];
  if (isObject(before) && isObject(after)) return objectActions(tokens, before, after);
  if (isList(before) && isList(after)) return listActions(tokens, before, after);
  return [updating(tokens, before, after)];
};
