import type { JsonObject } from "../document/json.js";
import { child, pointerIn, tokensOf, valueAt } from "../document/pointer.js";

/** The targets of all local references in a value, as pointers. */
const referred = (value: unknown, targets: Set<string>): void => {
  const rest = [value];
  for (let here = rest.pop(); here !== undefined; here = rest.pop()) {
    if (here === null || typeof here !== "object") continue;
    const { $ref: ref } = here as { readonly $ref?: unknown }; // asked for, not relied on
    const target = typeof ref === "string" ? pointerIn(ref) : undefined;
    if (target) targets.add(target);
    for (const inner of Object.values(here))
      if (inner !== null && typeof inner === "object") rest.push(inner);
  }
};

/** The places of a document that an operation is made from: its own, what it inherits, and all that they refer to. */
export const operationPlaces = (document: JsonObject, pointer: string): readonly string[] => {
  const own = valueAt(document, pointer);
  const says = (key: string) => own !== null && typeof own === "object" && Object.hasOwn(own, key);
  const item = child("", ...tokensOf(pointer).slice(0, -1));
  const places = new Set([pointer, child(item, "parameters")]);
  if (!says("security")) places.add("/security");
  if (!says("servers")) for (const place of [child(item, "servers"), "/servers"]) places.add(place);
  // A set grows while it is gone through.
  for (const place of places) referred(valueAt(document, place), places);
  return [...places];
};
