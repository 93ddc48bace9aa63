import { type JsonObject, rewrite } from "../../1-load/index.js";
import type { Place, RepairCode, Report } from "../../report/index.js";
import type { Change } from "../types.js";
import { danglingPart } from "./dangling-part.js";
import { danglingRef } from "./dangling-ref.js";
import { itemsWithoutType } from "./items-without-type.js";
import { misplacedBounds } from "./misplaced-bounds.js";
import { misplacedKeywords } from "./misplaced-keywords.js";
import { missingDescription } from "./missing-description.js";
import { mistypedValues } from "./mistyped-values.js";
import { nullable } from "./nullable.js";
import { refWithoutDollar } from "./ref-without-dollar.js";
import type { Repair } from "./repair.js";
import { stringRef } from "./string-ref.js";

/** In the order they are tried on a value: what makes references, then what belongs to a schema, its type, the rest. */
const repairs: readonly Repair[] = [
  ...[stringRef, refWithoutDollar],
  ...[misplacedKeywords, itemsWithoutType, mistypedValues, misplacedBounds, nullable],
  ...[missingDescription],
];

/**
 * References are followed in a document that has its shape: what moves or goes has done so before. What is put in the
 * place of a reference is mended like the rest.
 */
const passes: readonly (readonly Repair[])[] = [repairs, [danglingPart], [danglingRef, ...repairs]];

type Told = { readonly report: Report; readonly file: string };
type Repaired = { readonly document: JsonObject; readonly changes: readonly Change[] };

/** The document with the faults that we know mended. What is mended is reported and recorded. */
export const repair = (document: JsonObject, off: readonly RepairCode[], told: Told): Repaired =>
  passes.reduce<Repaired>(
    (done, pass) => {
      const wanted = pass.filter(({ code }) => !off.includes(code));
      const { document: mended, changes } = mendWith(wanted, done.document, told);
      return { document: mended, changes: [...done.changes, ...changes] };
    },
    { document, changes: [] },
  );

const mendWith = (repairs: readonly Repair[], document: JsonObject, told: Told): Repaired => {
  const active = repairs.map(({ code, begin }) => ({ code, mend: begin(document) }));
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
