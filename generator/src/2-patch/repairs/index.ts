import { nearest, pointerTo, valueAt } from "@jackfield/contract";
import type { Config } from "../../config/index.js";
import type { Json, JsonObject } from "../../document/json.js";
import { isSchemaSlot } from "../../document/sections.js";
import { rewrite, type WalkSpot } from "../../document/walk.js";
import type { Report } from "../../report/index.js";
import type { Change } from "../types.js";
import { builtInRepairs, passes } from "./passes.js";
import type { ReadyChange, Repair } from "./repair.js";

export { builtInRepairs } from "./passes.js";
export type { Repair } from "./repair.js";

type RepairLog = { readonly report: Report; readonly file: string };

/** A document after repairs, and what they changed. */
type RepairedDocument = { readonly document: JsonObject; readonly changes: readonly Change[] };

/** The document without the faults that the given repairs know, except those switched off by their codes. */
export const runPasses = (
  document: JsonObject,
  all: readonly (readonly Repair[])[],
  { off, ...log }: RepairLog & { readonly off: readonly string[] },
): RepairedDocument => {
  const changes: Change[] = [];
  let now = document;
  for (const repairs of all) {
    const active = repairs.filter(({ code }) => !off.includes(code));
    now = pass(now, active, log, (change) => changes.push(change));
  }
  return { document: now, changes };
};

/**
 * The document without the faults that any spec may have, and then without those that the repairs of plugins know. What
 * is repaired is reported and recorded.
 */
export const repair = (
  document: JsonObject,
  off: readonly string[],
  log: RepairLog,
  own: readonly Repair[] = [],
): RepairedDocument => runPasses(document, own.length === 0 ? passes : [...passes, own], { ...log, off });

/** Reports codes that a config switches off and no repair has. */
export const reportUnknownRepairs = (
  { repairs, file = "command line" }: Pick<Config, "repairs" | "file">,
  own: readonly Repair[],
  report: Report,
): void => {
  const known = [...builtInRepairs, ...own].map(({ code }) => code);
  for (const code of repairs.off)
    if (!known.some((one) => one === code))
      report.add("config/unknown-repair", { file }, { code, nearest: nearest(code, known) });
};

/** Repairs that are ready for one walk, by the slot of a value. */
const startIn = (document: JsonObject, repairs: readonly Repair[]) => {
  const started = repairs.map(({ code, slots, member, begin, text }) => ({
    code,
    slots,
    member,
    text,
    object: begin(document),
  }));
  const bySlot = new Map<string, typeof started>();
  return (slot: string): typeof started => {
    const known = bySlot.get(slot);
    if (known) return known;
    const wanted = started.filter(({ slots }) => slots?.has(slot) ?? true);
    bySlot.set(slot, wanted);
    return wanted;
  };
};

const pass = (
  document: JsonObject,
  repairs: readonly Repair[],
  { report, file }: RepairLog,
  record: (change: Change) => void,
): JsonObject => {
  const wanting = startIn(document, repairs);
  const skipsSchemas = repairs.every(({ slots }) => slots && ![...slots].some(isSchemaSlot));
  const log = (
    code: Repair["code"],
    changes: readonly ReadyChange[],
    sides: RepairPair,
    spot: WalkSpot,
  ): void => {
    const start = spot.pointer();
    for (const { at, severity, message, fix } of changes)
      report.push({ code, severity, message, fix, at: { file, pointer: pointerTo(start, ...at) } });
    for (const change of recordsOf(changes, sides, start))
      record({ by: code, action: "repair", ...change, at: { file, pointer: change.pointer } });
  };
  const result = rewrite(document, (value, spot) => {
    // A pass whose repairs name other slots has nothing to do in schemas.
    if (skipsSchemas && isSchemaSlot(spot.slot)) spot.leave();
    let now = value;
    for (const { code, member, object, text } of wanting(spot.slot)) {
      if (member !== undefined && typeof now !== "string" && now[member] === undefined) continue;
      const result = typeof now === "string" ? text?.(now, spot) : object(now, spot);
      if (result === undefined) continue;
      log(code, result.changes, { before: now, after: result.value }, spot);
      now = result.value;
    }
    return now;
  });
  return result as JsonObject; // repairs keep the root an object
};

type RepairPair = { readonly before: Json; readonly after: Json };

/** One record for each place that was replaced, with everything that was said of it as the reason. */
const recordsOf = (changes: readonly ReadyChange[], { before, after }: RepairPair, start: string) => {
  const places = new Map<string, string[]>();
  for (const { replaced, message } of changes) {
    const place = pointerTo("", ...replaced);
    const reasons = places.get(place);
    if (reasons) reasons.push(message);
    else places.set(place, [message]);
  }
  return [...places].map(([place, reasons]) => ({
    pointer: `${start}${place}`,
    ...side("before", valueAt(before, place)),
    ...side("after", valueAt(after, place)),
    reason: reasons.join(" "),
  }));
};

const side = (name: keyof RepairPair, value: unknown): { readonly [side in typeof name]?: Json } =>
  value === undefined ? {} : { [name]: value as Json }; // a value of a document
