import type { Json, JsonObject } from "../../document/json.js";
import { pointerIn } from "../../document/pointer.js";
import { isObject } from "../merge.js";
import { find } from "./references.js";

/** An entry of a `parameters` list, and the parameter that it is or refers to. */
export type Listed = { readonly index: number; readonly entry: Json; readonly parameter: JsonObject };

/** Reads `parameters` lists of one document. What is no list or leads nowhere is left out. */
export type ReadParameters = (list: Json | undefined) => readonly Listed[];

/** A longer chain of references is a circle. */
const longestChain = 20;

export const parameterReader = (document: JsonObject): ReadParameters => {
  const targets = new Map<string, Json | undefined>();
  const target = (ref: string): Json | undefined => {
    if (!targets.has(ref)) {
      const pointer = pointerIn(ref);
      targets.set(ref, pointer === undefined ? undefined : find(document, pointer)?.value);
    }
    return targets.get(ref);
  };
  const follow = (entry: Json): JsonObject | undefined => {
    let value: Json | undefined = entry;
    for (let steps = 0; isObject(value) && typeof value.$ref === "string"; steps += 1) {
      if (steps === longestChain) return undefined;
      value = target(value.$ref);
    }
    return isObject(value) ? value : undefined;
  };
  return (list) =>
    (Array.isArray(list) ? list : []).flatMap((entry: Json, index): Listed[] => {
      const parameter = follow(entry);
      return parameter && typeof parameter.name === "string" ? [{ index, entry, parameter }] : [];
    });
};
