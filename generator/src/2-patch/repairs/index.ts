import { type Json, type JsonObject, rewrite } from "../../1-load/index.js";
import {
  child,
  type Diagnostic,
  type Place,
  type RepairCode,
  type Report,
  valueAt,
} from "../../report/index.js";
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
 * Passes over a document, each seeing what the one before made; within one, repairs are tried on a value in their order.
 * Parents come before what is in them, so a repair that looks into a value belongs into a later pass than those that
 * mend what it looks at.
 */
const passes: readonly (readonly Repair[])[] = [
  // What is there can be found, and what is empty is gone.
  [stringRef, refWithoutDollar, versionNumber, pathWithoutSlash, methodCase, notAList, nullMember],
  // Everything is where OpenAPI has it, and as OpenAPI spells it.
  [
    ...[statusSpelling, nestedResponse, textForBoolean, blankOperationId, operationIdWithBlanks],
    ...[missingContent, emptyBody, parameterWithoutSchema, bodyWithoutSchema],
  ],
  // It agrees with the rest of the document.
  [
    ...[bodyParameter, duplicateParameter, misnamedPathParameter, undeclaredPathParameter],
    ...[unusedPathParameter, optionalPathParameter, duplicateOperationId],
    ...[missingResponses, missingDescription],
  ],
  // Its schemas say what was meant.
  [misplacedBounds],
];

/** Where schemas begin. A pass whose repairs name their slots has nothing to do in them. */
const schemaSlots: ReadonlySet<string> = new Set(["schema", "schemas", "definitions", "itemSchema"]);

type ToldOf = { readonly report: Report; readonly file: string };

/** The document with the faults that we know mended. What is mended is reported and recorded. */
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
  const skipsSchemas = repairs.every(({ slots }) => slots !== undefined);
  const bySlot = new Map<string, typeof active>();
  const forSlot = (slot: string): typeof active => {
    const known = bySlot.get(slot);
    if (known) return known;
    const found = active.filter(({ slots }) => slots?.has(slot) ?? true);
    bySlot.set(slot, found);
    return found;
  };
  const mended = rewrite(document, (value, spot) => {
    if (skipsSchemas && schemaSlots.has(spot.slot)) spot.leave();
    const wanted = forSlot(spot.slot);
    if (wanted.length === 0) return value;
    const at = (...inside: readonly (string | number)[]): Place => ({
      file,
      pointer: child(spot.pointer(), ...inside),
    });
    let now = value;
    for (const { code, mend } of wanted) {
      const already = report.diagnostics.length;
      const next = mend(now, spot, { report, at });
      if (next === now) continue;
      const said = report.diagnostics.slice(already).filter((one) => one.code === code);
      for (const change of changesOf(spot.pointer(), { before: now, after: next }, said)) record(change);
      now = next as JsonObject; // repairs make objects
    }
    return now;
  });
  return mended as JsonObject; // repairs keep the root an object
};

/** One change for each place that a repair spoke of; with all that it said of the place. */
const changesOf = (
  pointer: string,
  { before, after }: { readonly before: Json; readonly after: Json },
  said: readonly Diagnostic[],
): readonly Change[] => {
  const places = new Map<string, Diagnostic[]>();
  for (const one of said) {
    const place = one.at.pointer ?? "";
    const others = places.get(place);
    if (others) others.push(one);
    else places.set(place, [one]);
  }
  return [...places].flatMap(([place, all]): readonly Change[] => {
    const [first] = all;
    if (!first) return [];
    const inside = place.slice(pointer.length);
    // Values of documents, which are JSON.
    const [was, is] = [valueAt(before, inside), valueAt(after, inside)] as [
      Json | undefined,
      Json | undefined,
    ];
    return [
      {
        by: first.code,
        action: "repair",
        pointer: place,
        ...(was !== undefined && { before: was }),
        ...(is !== undefined && { after: is }),
        reason: all.map(({ message }) => message).join(" "),
        at: first.at,
      },
    ];
  });
};
