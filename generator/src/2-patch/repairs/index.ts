import type { Json, JsonObject } from "../../document/json.js";
import { child, valueAt } from "../../document/pointer.js";
import { isSchemaSlot } from "../../document/sections.js";
import { rewrite } from "../../document/walk.js";
import type { Place, RepairCode, Report } from "../../report/index.js";
import type { Change } from "../types.js";
import { blankOperationId } from "./blank-operation-id.js";
import { bodyParameter } from "./body-parameter.js";
import { bodyWithoutSchema } from "./body-without-schema.js";
import { copiedParameterName } from "./copied-parameter-name.js";
import { danglingPart } from "./dangling-part.js";
import { danglingRef } from "./dangling-ref.js";
import { duplicateOperationId } from "./duplicate-operation-id.js";
import { duplicateParameter } from "./duplicate-parameter.js";
import { emptyBody } from "./empty-body.js";
import { itemsWithoutType } from "./items-without-type.js";
import { methodCase } from "./method-case.js";
import { misnamedPathParameter } from "./misnamed-path-parameter.js";
import { misplacedBounds } from "./misplaced-bounds.js";
import { misplacedKeywords } from "./misplaced-keywords.js";
import { missingContent } from "./missing-content.js";
import { missingDescription } from "./missing-description.js";
import { missingResponses } from "./missing-responses.js";
import { mistypedValues } from "./mistyped-values.js";
import { nestedResponse } from "./nested-response.js";
import { notAList } from "./not-a-list.js";
import { nullMember } from "./null-member.js";
import { nullable } from "./nullable.js";
import { operationIdWithBlanks } from "./operation-id-with-blanks.js";
import { optionalPathParameter } from "./optional-path-parameter.js";
import { parameterWithoutSchema } from "./parameter-without-schema.js";
import { pathWithoutSlash } from "./path-without-slash.js";
import { placeCase } from "./place-case.js";
import { refWithoutDollar } from "./ref-without-dollar.js";
import type { Repair } from "./repair.js";
import { statusSpelling } from "./status-spelling.js";
import { stringRef } from "./string-ref.js";
import { textForBoolean } from "./text-for-boolean.js";
import { undeclaredPathParameter } from "./undeclared-path-parameter.js";
import { unusedPathParameter } from "./unused-path-parameter.js";
import { versionNumber } from "./version-number.js";

/** What belongs to a schema, its type, the rest. */
const ofSchemas: readonly Repair[] = [
  ...[misplacedKeywords, itemsWithoutType, mistypedValues, misplacedBounds, nullable],
];

/**
 * Passes over a document, each seeing what the one before made; within one, repairs are tried on a value in their order.
 * Parents come before what is in them, so a repair that looks into a value belongs into a later pass than those that
 * mend what it looks at.
 */
const passes: readonly (readonly Repair[])[] = [
  // What is there stands where it is looked for, and what is empty is gone. Schemas are whole.
  [
    ...[nullMember, stringRef, refWithoutDollar, versionNumber, pathWithoutSlash, methodCase],
    ...[statusSpelling, nestedResponse, notAList, ...ofSchemas],
  ],
  // It is as OpenAPI spells it.
  [
    ...[placeCase, textForBoolean, blankOperationId, operationIdWithBlanks],
    ...[missingContent, emptyBody, copiedParameterName, parameterWithoutSchema, bodyWithoutSchema],
  ],
  // References are followed in a document that has its shape. What is put in the place of one is mended like the rest,
  // and so is a schema that has only now come to its place.
  [danglingPart],
  [nullMember, stringRef, refWithoutDollar, danglingRef, ...ofSchemas],
  // It agrees with the rest of the document.
  [
    ...[bodyParameter, duplicateParameter, misnamedPathParameter, undeclaredPathParameter],
    ...[unusedPathParameter, optionalPathParameter, duplicateOperationId],
    ...[missingResponses, missingDescription],
  ],
];

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
    // A pass whose repairs name their slots has nothing to do in schemas.
    if (skipsSchemas && isSchemaSlot(spot.slot)) spot.leave();
    const wanted = forSlot(spot.slot);
    if (wanted.length === 0) return value;
    const places = new Set<string>();
    const at = (...inside: readonly (string | number)[]): Place => {
      const pointer = child(spot.pointer(), ...inside);
      places.add(pointer);
      return { file, pointer };
    };
    let now = value;
    for (const { code, mend } of wanted) {
      const already = report.diagnostics.length;
      const next = mend(now, spot, { report, at });
      if (next === now) continue;
      const said = report.diagnostics.slice(already).filter((one) => one.code === code);
      const start = spot.pointer();
      for (const pointer of places) {
        const tail = pointer.slice(start.length);
        const reason = said
          .filter((one) => isWithin(one.at.pointer ?? "", pointer))
          .map(({ message }) => message);
        record({
          ...{ by: code, action: "repair", pointer, at: { file, pointer } },
          ...side("before", valueAt(now, tail)),
          ...side("after", valueAt(next, tail)),
          ...(reason.length > 0 && { reason: reason.join(" ") }),
        });
      }
      places.clear();
      now = next as JsonObject; // repairs make objects
    }
    return now;
  });
  return mended as JsonObject; // repairs keep the root an object
};

const isWithin = (inner: string, outer: string): boolean => inner === outer || inner.startsWith(`${outer}/`);

const side = (name: "before" | "after", value: unknown): { readonly [side in typeof name]?: Json } =>
  value === undefined ? {} : { [name]: value as Json }; // a value of a document
