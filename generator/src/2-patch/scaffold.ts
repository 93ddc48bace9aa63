import { createRequire } from "node:module";
import { isObject, type Json } from "../document/json.js";
import { visible } from "../report/index.js";
import { differences, expecting, renews, type WrittenAction } from "./difference.js";
import { createDraft } from "./draft.js";
import { pathTo, placeIn, type Tokens, valueAtTokens } from "./json-path.js";
import { isList, sameJson } from "./merge.js";
import type { PatchedSpec } from "./types.js";

/** What a patch is to be made for: a diagnostic, or a place that a person named. */
export type PatchFinding = {
  /** JSON pointer into the patched document. */
  readonly pointer: string;
  readonly code?: string;
  readonly message?: string;
};

type Scaffold = {
  /** The overlay as YAML text. */
  readonly text: string;
  readonly actions: readonly WrittenAction[];
  /** False when the update is still empty: nobody but the author knows what it should say. */
  readonly complete: boolean;
};

/** The value at some tokens of a document, before and after; absent where there is none. */
type ScaffoldChange = {
  readonly tokens: Tokens;
  readonly before?: Json | undefined;
  readonly after?: Json | undefined;
};

/** The same change, of what holds the value: only there a value can appear, vanish or change its kind. */
const ofParent = (document: Json, { tokens, before, after }: ScaffoldChange): ScaffoldChange => {
  const parent = tokens.slice(0, -1);
  const last = tokens.at(-1);
  const whole = valueAtTokens(document, parent);
  const draft = createDraft(document);
  const container = draft.open(parent);
  if (last === undefined || container === undefined) return { tokens, before, after };
  if (after !== undefined) draft.put(tokens, after);
  else if (Array.isArray(container)) container.splice(Number(last), 1);
  else Reflect.deleteProperty(container, last);
  return { tokens: parent, before: whole, after: valueAtTokens(draft.value(), parent) };
};

/** A change as actions can express it: of the value itself, or of what holds it. */
const writable = (document: Json, change: ScaffoldChange): ScaffoldChange => {
  const { tokens, before, after } = change;
  const inPlace = before !== undefined && after !== undefined && !renews(before, after);
  return inPlace || tokens.length === 0 ? change : writable(document, ofParent(document, change));
};

/**
 * What a repair did, as a change of the document before all repairs. Where another repair had to come first, that is
 * the difference that all repairs make at the nearest place that was there before.
 */
const repairOf = (
  { overlaid, document, changes }: PatchedSpec,
  finding: PatchFinding,
): ScaffoldChange | undefined => {
  const made = changes.find(
    ({ action, by, pointer }) => action === "repair" && by === finding.code && pointer === finding.pointer,
  );
  if (made === undefined) return undefined;
  const { tokens, value, rest } = placeIn(overlaid, made.pointer);
  if (rest.length === 0 && sameJson(value, made.before)) return { tokens, before: value, after: made.after };
  return { tokens, before: value, after: valueAtTokens(document, tokens) };
};

const emptyUpdate = (value: Json): Json => {
  if (isObject(value)) return {};
  return isList(value) ? [] : value;
};

const actionsFor = (spec: PatchedSpec, finding: PatchFinding): Omit<Scaffold, "text"> => {
  const { overlaid } = spec;
  const change = repairOf(spec, finding);
  if (change !== undefined) {
    const now = writable(overlaid, change);
    const actions = differences(now.tokens, now.before ?? null, now.after ?? null);
    if (actions.length > 0) return { actions, complete: true };
  }
  const { tokens, value } = placeIn(overlaid, finding.pointer);
  const action = { target: pathTo(tokens), ...expecting(value), update: emptyUpdate(value) };
  return { actions: [action], complete: false };
};

const headOf = (complete: boolean): string =>
  [
    " Say in x-reason what is wrong upstream and how you know it.",
    ...(complete ? [] : [" Fill in the update; as it stands it changes nothing."]),
  ].join("\n");

/** An overlay as people write it. */
type WrittenOverlay = {
  readonly overlay: "1.1.0";
  readonly info: { readonly title: string; readonly version: string };
  readonly "x-reason": string;
  readonly actions: readonly WrittenAction[];
};

/** The YAML text of an overlay, below a comment; it reads back as the same values, whatever they are. */
export const overlayText = (overlay: WrittenOverlay, comment: string): string => {
  // Loaded when needed: few runs write an overlay.
  const { Document, isScalar, visit }: typeof import("yaml") = createRequire(import.meta.url)("yaml");
  const document = new Document(overlay, { aliasDuplicateObjects: false });
  document.commentBefore = comment;
  visit(document, {
    // Unquoted, this key would merge what it holds into its mapping.
    Pair: (_, { key }) => {
      if (isScalar(key) && key.value === "<<") key.type = "QUOTE_DOUBLE";
    },
  });
  return document.toString({ lineWidth: 120 });
};

/** An overlay for a finding: with the actions that repair it where a repair knows them, else with an empty update. */
export const scaffold = (spec: PatchedSpec, finding: PatchFinding): Scaffold => {
  const { actions, complete } = actionsFor(spec, finding);
  const place = finding.pointer === "" ? "the document" : finding.pointer;
  const overlay: WrittenOverlay = {
    overlay: "1.1.0",
    info: { title: visible(`${finding.code ?? "Patch"} at ${place}`), version: "1.0.0" },
    "x-reason": visible(finding.message ?? `Say what is wrong at ${place}.`),
    actions,
  };
  return { text: overlayText(overlay, headOf(complete)), actions, complete };
};
