import { type JsonObject, rewrite } from "../../1-load/index.js";
import type { Place, RepairCode, Report } from "../../report/index.js";
import type { Change } from "../types.js";
import { misplacedBounds } from "./misplaced-bounds.js";
import { missingDescription } from "./missing-description.js";
import { refWithoutDollar } from "./ref-without-dollar.js";
import type { Repair } from "./repair.js";
import { stringRef } from "./string-ref.js";

/** In the order they are tried on a value; references first, since the others look at what they make. */
const repairs: readonly Repair[] = [stringRef, refWithoutDollar, misplacedBounds, missingDescription];

/** The document with the faults that we know mended, in one pass. What is mended is reported and recorded. */
export const repair = (
  document: JsonObject,
  off: readonly RepairCode[],
  told: { readonly report: Report; readonly file: string },
): { readonly document: JsonObject; readonly changes: readonly Change[] } => {
  const active = repairs
    .filter(({ code }) => !off.includes(code))
    .map(({ code, begin }) => ({ code, mend: begin(document) }));
  const changes: Change[] = [];
  const mended = rewrite(document, (value, spot) => {
    const at = (): Place => ({ file: told.file, pointer: spot.pointer() });
    let now = value;
    for (const { code, mend } of active) {
      const next = mend(now, spot, { report: told.report, at });
      if (next === now) continue;
      const place = at();
      const reason = told.report.diagnostics.findLast((said) => said.code === code)?.message;
      changes.push({
        by: code,
        action: "repair",
        pointer: place.pointer ?? "",
        before: now,
        after: next,
        ...(reason !== undefined && { reason }),
        at: place,
      });
      now = next as JsonObject; // repairs make objects
    }
    return now;
  });
  return { document: mended as JsonObject, changes }; // repairs keep the root an object
};
