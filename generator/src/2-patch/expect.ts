import type { Json } from "../document/json.js";
import type { Report } from "../report/index.js";
import { type Author, overlap } from "./changes.js";
import type { Action, OverlayVersion } from "./format.js";
import { applyUpdate, holds, sameJson } from "./merge.js";
import type { Change } from "./types.js";

/** One place of an action's target. */
type Selected = {
  readonly here: { readonly value: Json | undefined; readonly pointer: string };
  /** What the action merges into it; absent when it removes. */
  readonly added: Json | undefined;
  /** The target names other places as well. */
  readonly several: boolean;
};

const shown = (value: Json | undefined): string => {
  const text = JSON.stringify(value) ?? "nothing";
  return text.length > 160 ? `${text.slice(0, 160)}…` : text;
};

/** Whether a value already is, or contains, what the action would make of the expected one. */
const isRepaired = (
  value: Json,
  { expected, added }: { readonly expected: Json; readonly added: Json },
  version: OverlayVersion,
): boolean => {
  const wanted = applyUpdate(expected, added, version);
  return (wanted.ok && sameJson(value, wanted.value)) || holds(value, added);
};

/** `x-expect`: false after reporting, when the target is not what the patch was written for. */
export const isExpected = (
  { target, expect }: Action,
  { here: { value, pointer }, added, several }: Selected,
  log: Author & {
    readonly report: Report;
    readonly version: OverlayVersion;
    readonly changes: readonly Change[];
    readonly made: () => boolean;
  },
): boolean => {
  if (expect === undefined || sameJson(value, expect)) return true;
  const place = several ? `${target} (at ${pointer})` : target;
  const updates = value !== undefined && added !== undefined;
  if ((updates && isRepaired(value, { expected: expect, added }, log.version)) || log.made()) {
    log.report.add("patch/repaired-upstream", log.at, { target: place });
    return false;
  }
  const by = log.changes.findLast((change) => overlap(change.pointer, pointer))?.by ?? "upstream";
  log.report.add("patch/upstream-changed", log.at, { target: place, value: shown(value), by });
  return false;
};
