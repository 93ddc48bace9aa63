import { isObject, type Json, type JsonObject } from "./json.js";
import { pointerIn, valueAt } from "./pointer.js";

/** Where a chain of references ends: at a value, at nothing, or in a circle. `pointer` is the last place that exists. */
export type Followed =
  | { readonly kind: "value"; readonly value: Json | undefined; readonly pointer: string }
  | {
      readonly kind: "dangling" | "circle";
      /** The reference that leads on. */
      readonly ref: string;
      readonly pointer: string;
    };

/** Follows `$ref` inside one document, from a value that stands at `from`. A value that is no reference is its own end. */
export const followRefs = (document: JsonObject, start: Json | undefined, from = ""): Followed => {
  const seen = new Set<string>();
  let value = start;
  let pointer = from;
  while (isObject(value) && typeof value.$ref === "string") {
    const ref = value.$ref;
    const target = pointerIn(ref);
    const next = target === undefined ? undefined : valueAt(document, target);
    if (target !== undefined && seen.has(target)) return { kind: "circle", ref, pointer };
    if (target === undefined || next === undefined) return { kind: "dangling", ref, pointer };
    seen.add(target);
    pointer = target;
    // valueAt reads our own parsed document, so what it gives is JSON.
    value = next as Json;
  }
  return { kind: "value", value, pointer };
};

/** The object at the end of the references; undefined when they lead nowhere or to something else. */
export const objectBehind = (document: JsonObject, start: Json | undefined): JsonObject | undefined => {
  const end = followRefs(document, start);
  return end.kind === "value" && isObject(end.value) ? end.value : undefined;
};
