import { type JsonObject, rewrite } from "../../1-load/index.js";
import type { Place, RepairCode, Report } from "../../report/index.js";
import type { Change } from "../types.js";
import { blankOperationId } from "./blank-operation-id.js";
import { bodyParameter } from "./body-parameter.js";
import { bodyWithoutSchema } from "./body-without-schema.js";
import { duplicateOperationId } from "./duplicate-operation-id.js";
import { duplicateParameter } from "./duplicate-parameter.js";
import { emptyBody } from "./empty-body.js";
import { methodCase } from "./method-case.js";
import { misnamedPathParameter } from "./misnamed-path-parameter.js";
import { misplacedBounds } from "./misplaced-bounds.js";
import { missingContent } from "./missing-content.js";
import { missingDescription } from "./missing-description.js";
import { missingResponses } from "./missing-responses.js";
import { narrow } from "./narrow.js";
import { nestedResponse } from "./nested-response.js";
import { notAList } from "./not-a-list.js";
import { nullMember } from "./null-member.js";
import { operationIdWithBlanks } from "./operation-id-with-blanks.js";
import { optionalPathParameter } from "./optional-path-parameter.js";
import { parameterWithoutSchema } from "./parameter-without-schema.js";
import { pathWithoutSlash } from "./path-without-slash.js";
import { refWithoutDollar } from "./ref-without-dollar.js";
import type { Repair } from "./repair.js";
import { statusSpelling } from "./status-spelling.js";
import { stringRef } from "./string-ref.js";
import { textForBoolean } from "./text-for-boolean.js";
import { undeclaredPathParameter } from "./undeclared-path-parameter.js";
import { unusedPathParameter } from "./unused-path-parameter.js";
import { versionNumber } from "./version-number.js";

/**
 * In the order they are tried on a value. The first pass makes a document readable, looking at one value at a time;
 * the second sees what the first made, all over the document.
 */
const passes: readonly (readonly Repair[])[] = [
  [
    ...[stringRef, refWithoutDollar],
    ...[versionNumber, nullMember, notAList, pathWithoutSlash, methodCase, statusSpelling, nestedResponse],
    ...[textForBoolean, blankOperationId, operationIdWithBlanks],
    ...[missingContent, emptyBody, bodyWithoutSchema, parameterWithoutSchema],
  ],
  [
    ...[bodyParameter, duplicateParameter, misnamedPathParameter, undeclaredPathParameter],
    ...[unusedPathParameter, optionalPathParameter, duplicateOperationId],
    ...[misplacedBounds, missingResponses, missingDescription],
  ],
];

type ToldOf = { readonly report: Report; readonly file: string };

/** The document with the faults that we know mended, in two passes. What is mended is reported and recorded. */
export const repair = (
  document: JsonObject,
  off: readonly RepairCode[],
  told: ToldOf,
): { readonly document: JsonObject; readonly changes: readonly Change[] } => {
  const changes: Change[] = [];
  let mended = document;
  for (const repairs of passes) {
    const active = repairs.filter(({ code }) => !off.includes(code));
    mended = pass(mended, active, told, (change) => changes.push(change));
  }
  return { document: mended, changes };
};

const pass = (
  document: JsonObject,
  repairs: readonly Repair[],
  { report, file }: ToldOf,
  record: (change: Change) => void,
): JsonObject => {
  const active = repairs.map(({ code, slots, begin }) => ({ code, slots, mend: begin(document) }));
  const bySlot = new Map<string, typeof active>();
  const forSlot = (slot: string): typeof active => {
    const known = bySlot.get(slot) ?? active.filter(({ slots }) => slots?.has(slot) ?? true);
    bySlot.set(slot, known);
    return known;
  };
  const mended = rewrite(document, (value, spot) => {
    const at = (): Place => ({ file, pointer: spot.pointer() });
    let now = value;
    for (const { code, mend } of forSlot(spot.slot)) {
      const already = report.diagnostics.length;
      const next = mend(now, spot, { report, at });
      if (next === now) continue;
      const said = report.diagnostics.slice(already).filter((one) => one.code === code);
      const reason = said.map(({ message }) => message).join(" ");
      const place = at();
      const difference = narrow(place.pointer ?? "", now, next);
      record({ by: code, action: "repair", ...difference, ...(reason !== "" && { reason }), at: place });
      now = next as JsonObject; // repairs make objects
    }
    return now;
  });
  return mended as JsonObject; // repairs keep the root an object
};
