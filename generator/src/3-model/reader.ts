import type { Json, JsonObject } from "../document/json.js";
import { child, pointerIn, valueAt } from "../document/pointer.js";
import type { Place, Report } from "../report/index.js";

/** A value with the pointer under which it really stands, after references were followed. */
export type Located = { readonly value: JsonObject; readonly pointer: string };

/** What every part of the model stage reads with. */
export type Reader = {
  readonly document: JsonObject;
  readonly report: Report;
  at(pointer: string): Place;
  /** Follows `$ref` from an object; undefined (and reported) when it leads nowhere or in a circle. */
  follow(value: Json | undefined, pointer: string): Located | undefined;
  /** Follows the references of each entry of an object: name, value, pointer. */
  entries(value: Json | undefined, pointer: string): readonly (Located & { readonly key: string })[];
};

export const isObject = (value: unknown): value is JsonObject =>
  typeof value === "object" && value !== null && !Array.isArray(value);

export const textOf = (value: Json | undefined): string | undefined =>
  typeof value === "string" && value.trim() !== "" ? value : undefined;

export const createReader = (file: string, document: JsonObject, report: Report): Reader => {
  const at = (pointer: string): Place => ({ file, pointer });
  const follow = (start: Json | undefined, from: string): Located | undefined => {
    const seen = new Set<string>();
    let value = start;
    let pointer = from;
    while (isObject(value) && typeof value.$ref === "string") {
      const target = pointerIn(value.$ref);
      const next = target === undefined ? undefined : valueAt(document, target);
      if (target === undefined || next === undefined || seen.has(target)) {
        report.add("model/dangling-ref", at(pointer), { ref: value.$ref, circular: seen.has(target ?? "") });
        return undefined;
      }
      seen.add(target);
      pointer = target;
      // valueAt reads our own parsed document, so what it finds is JSON.
      value = next as Json;
    }
    return isObject(value) ? { value, pointer } : undefined;
  };
  return {
    document,
    report,
    at,
    follow,
    entries: (value, pointer) =>
      isObject(value)
        ? Object.entries(value).flatMap(([key, entry]) => {
            const found = follow(entry, child(pointer, key));
            return found ? [{ ...found, key }] : [];
          })
        : [],
  };
};
