import type { Json } from "../../document/json.js";
import { child } from "../../document/pointer.js";
import { isSchemaSlot } from "../../document/sections.js";
import type { Spot } from "../../document/walk.js";
import { isObject } from "../merge.js";
import { createJudge, type Judge } from "./judge-reference.js";
import { createInside } from "./referred-inside.js";
import type { Repair, Told } from "./repair.js";

const slots = ["parameters", "requestBody", "requestBodies"] as const;

type Slot = (typeof slots)[number];

/** The parts under a slot: the one body, or those that have a token each. */
const partsOf = (held: Json, slot: Slot, at: string): readonly (readonly [token: string, part: Json])[] => {
  if (slot === "requestBody") return [["", held]];
  // Elsewhere a map of this name is something else: arguments of a link.
  const isHeld = Array.isArray(held) || (isObject(held) && (at === "components" || at === ""));
  return isHeld ? Object.entries(held) : [];
};

type Known = Told & { readonly judge: Judge; readonly isReferredTo: (pointer: string) => boolean };

/** The tokens of the parts that lead nowhere. Reports them. */
const lostIn = (held: Json, slot: Slot, spot: Spot, { judge, isReferredTo, report, at }: Known) => {
  const lost = new Set<string>();
  for (const [token, part] of partsOf(held, slot, spot.slot)) {
    if (!isObject(part) || typeof part.$ref !== "string") continue;
    const { $ref: ref } = part;
    const pointer = (): string => child(spot.pointer(), slot, ...(token === "" ? [] : [token]));
    const verdict = judge(ref, slot, pointer);
    if (verdict.kind !== "lost") continue;
    // Without this part the others of a list would have other pointers.
    if (Array.isArray(held) && isReferredTo(child(spot.pointer(), slot))) continue;
    lost.add(token);
    const became = slot === "parameters" ? "the parameter is left out" : "the request body is left out";
    report.add(
      "patch/dangling-ref",
      { ...at(), pointer: pointer() },
      { ref, circular: verdict.circular, became },
    );
  }
  return lost;
};

const without = (held: Json, lost: ReadonlySet<string>): Json => {
  if (Array.isArray(held)) return held.filter((_, index) => !lost.has(String(index)));
  return Object.fromEntries(Object.entries(held ?? {}).filter(([name]) => !lost.has(name)));
};

/** Parameters and request bodies that lead nowhere: nothing could stand in for them, so their holder loses them. */
export const danglingPart: Repair = {
  code: "patch/dangling-ref",
  begin: (document) => {
    const judge = createJudge(document);
    const isReferredTo = createInside(document);
    return (value, spot, told) => {
      if (typeof value === "string" || spot.map || isSchemaSlot(spot.slot)) return value;
      let result = value;
      for (const slot of slots) {
        const held = value[slot];
        if (held === undefined || held === null) continue;
        const lost = lostIn(held, slot, spot, { ...told, judge, isReferredTo });
        if (lost.size === 0) continue;
        const { [slot]: _, ...others } = result;
        result = slot === "requestBody" ? others : { ...result, [slot]: without(held, lost) };
      }
      return result;
    };
  },
};
