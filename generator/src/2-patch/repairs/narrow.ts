import type { Json } from "../../1-load/index.js";
import { child } from "../../report/index.js";
import { isObject } from "../merge.js";

/** A place, and what stood and stands there; a side is absent when nothing does. */
export type Difference = { readonly pointer: string; readonly before?: Json; readonly after?: Json };

/**
 * The innermost place that holds all that differs between two values, one made from the other. What both share is the
 * same value, so looking costs no more than the members on the way.
 */
export const narrow = (pointer: string, before: Json, after: Json): Difference => {
  let found: Difference = { pointer, before, after };
  for (let inner = step(found); inner; inner = step(found)) found = inner;
  return found;
};

const step = ({ pointer, before, after }: Difference): Difference | undefined => {
  if (isObject(before) && isObject(after)) {
    const gone = Object.keys(before).filter((key) => !Object.hasOwn(after, key));
    const other = Object.keys(after).filter(
      (key) => !Object.hasOwn(before, key) || before[key] !== after[key],
    );
    const [key, ...more] = [...gone, ...other];
    if (key !== undefined && more.length === 0) return sides(child(pointer, key), before, after, key);
    // The same part under another name.
    const [name] = other;
    const renamed = gone.length === 1 && other.length === 1 && name !== undefined && isObject(after[name]);
    return renamed && after[name] === before[String(key)]
      ? { pointer: child(pointer, name), after: after[name] }
      : undefined;
  }
  if (!Array.isArray(before) || !Array.isArray(after)) return undefined;
  const longer = before.length > after.length ? before : after;
  const index = longer.findIndex((_, at) => before[at] !== after[at]);
  const moved = before.length - after.length;
  if (index < 0 || Math.abs(moved) > 1) return undefined;
  const [restBefore, restAfter] = [index + (moved < 0 ? 0 : 1), index + (moved > 0 ? 0 : 1)];
  const rest = before.slice(restBefore);
  return rest.every((value, at) => value === after[restAfter + at])
    ? sides(child(pointer, index), moved < 0 ? [] : before, moved > 0 ? [] : after, index)
    : undefined;
};

const sides = (pointer: string, before: object, after: object, key: string | number): Difference => ({
  pointer,
  ...(Object.hasOwn(before, key) && { before: Reflect.get(before, key) }),
  ...(Object.hasOwn(after, key) && { after: Reflect.get(after, key) }),
});
