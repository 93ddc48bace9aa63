import type { JsonObject } from "../../document/json.js";
import { define } from "../draft.js";

/** The object with some members under other names, in their order. A name that is taken, now or before, is not given. */
export const renameKeys = (
  value: JsonObject,
  nameFor: (key: string) => string | undefined,
  told: (from: string, to: string) => void,
): JsonObject => {
  const taken = new Set<string>();
  const renamed = new Map<string, string>();
  for (const key of Object.keys(value)) {
    const name = nameFor(key);
    if (name === undefined || name === key || Object.hasOwn(value, name) || taken.has(name)) continue;
    taken.add(name);
    renamed.set(key, name);
    told(key, name);
  }
  if (renamed.size === 0) return value;
  const mended: JsonObject = {};
  for (const [key, inner] of Object.entries(value)) define(mended, renamed.get(key) ?? key, inner);
  return mended;
};
