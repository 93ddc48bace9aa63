import { pointerTo } from "@jackfield/contract";
import { isObject, type Json, type JsonObject } from "../document/json.js";
import { followRefs } from "../document/refs.js";
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

export const textOf = (value: Json | undefined): string | undefined =>
  typeof value === "string" && value.trim() !== "" ? value : undefined;

export const createReader = (file: string, document: JsonObject, report: Report): Reader => {
  const at = (pointer: string): Place => ({ file, pointer });
  const follow = (start: Json | undefined, from: string): Located | undefined => {
    const end = followRefs(document, start, from);
    if (end.kind === "value")
      return isObject(end.value) ? { value: end.value, pointer: end.pointer } : undefined;
    report.add("model/dangling-ref", at(end.pointer), { ref: end.ref, circular: end.kind === "circle" });
    return undefined;
  };
  return {
    document,
    report,
    at,
    follow,
    entries: (value, pointer) =>
      isObject(value)
        ? Object.entries(value).flatMap(([key, entry]) => {
            const target = follow(entry, pointerTo(pointer, key));
            return target ? [{ ...target, key }] : [];
          })
        : [],
  };
};
