import type { JsonObject } from "../../document/json.js";
import { pointerIn } from "../../document/pointer.js";
import { isObject } from "../merge.js";
import { createSearch, isInOwnDocument } from "./meant-reference.js";
import { createChains, find, refTo } from "./references.js";

export type Verdict =
  | { readonly kind: "fine" }
  | { readonly kind: "meant"; readonly ref: string }
  | { readonly kind: "lost"; readonly circular: boolean };

/** What a reference comes to that stands in a slot; the place is asked for only when it leads nowhere. */
export type Judge = (ref: string, slot: string, at: () => string) => Verdict;

/** Parts that nothing could stand in for: when they lead nowhere, even at the end of a chain, they are left out. */
const parts: ReadonlySet<string> = new Set(["parameters", "requestBody", "requestBodies"]);

/** `#components/schemas/A`: no anchor has a slash, so the first one was forgotten. */
const withSlash = (ref: string): string => ref.replace(/^#(?=[^/#]+\/)/, "#/");

const fine: Verdict = { kind: "fine" };

export const createJudge = (document: JsonObject): Judge => {
  const chains = createChains(document);
  const search = createSearch(document);
  const known = new Map<string, Verdict>();

  const existing = (pointer: string, whole: boolean): Verdict | undefined => {
    const found = find(document, pointer);
    if (found === undefined) return undefined;
    const end = isObject(found.value) && typeof found.value.$ref === "string" ? chains(pointer) : "value";
    // The last link of a chain gets something to stand in for it, except where links are left out.
    if (end === "itself" || (end === "nothing" && whole)) return { kind: "lost", circular: end === "itself" };
    return found.direct ? fine : { kind: "meant", ref: refTo(found.pointer) };
  };

  return (ref, slot, at) => {
    const whole = parts.has(slot);
    const key = whole ? ` ${ref}` : ref;
    const before = known.get(key);
    if (before) return before;
    const spelled = withSlash(ref);
    const pointer = pointerIn(spelled);
    const found = pointer === undefined ? fine : existing(pointer, whole);
    const verdict: Verdict | undefined =
      spelled !== ref && found?.kind === "fine" ? { kind: "meant", ref: spelled } : found;
    if (verdict) known.set(key, verdict);
    if (verdict || pointer === undefined) return verdict ?? fine;
    const place = at();
    const meant = search({ pointer, slot, at: place });
    if (meant !== undefined) return { kind: "meant", ref: refTo(meant) };
    return isInOwnDocument(document, place) ? fine : { kind: "lost", circular: false };
  };
};
