import { pointerTo } from "@jackfield/contract";
import type { Json } from "../document/json.js";
import { createReport, type Place, type Report } from "../report/index.js";
import { type Author, changeOf, followRemoval } from "./changes.js";
import { createDraft, type Draft, maxWritten, type Room, takeRoom } from "./draft.js";
import { isExpected } from "./expect.js";
import type { Action, Overlay, OverlayVersion } from "./format.js";
import { forRemoval, missingName, select, type Tokens, valueAtTokens } from "./json-path.js";
import { applyUpdate, kindOf, sameJson } from "./merge.js";

import type { Change } from "./types.js";

/** What else an action writes to, apart from the draft. */
type Log = Author & {
  readonly report: Report;
  readonly version: OverlayVersion;
  readonly room: Room;
  /** Whether everything that the overlay makes was there before it. */
  readonly made: () => boolean;
  /** Of this overlay and those before it. */
  readonly changes: Change[];
};

/** What an action merges into its target, and what its changes are called. */
type Addition = { readonly kind: "update" | "copy"; readonly value: Json };

/** The places of a path, after saying what is wrong with the path itself. */
const placesOf = (draft: Draft, path: string, log: Log): readonly Tokens[] | undefined => {
  const selection = select(draft.value(), path);
  if (selection.ok) return selection.places;
  log.report.add("patch/target-syntax", log.at, { target: path, problem: selection.problem });
  return undefined;
};

/** The one value that a copy takes. Undefined after reporting, or when an optional action finds none. */
const copied = (draft: Draft, from: string, { optional }: Action, log: Log): Json | undefined => {
  const places = placesOf(draft, from, log);
  if (places === undefined || (optional && places.length === 0)) return undefined;
  const [tokens] = places;
  if (tokens !== undefined && places.length === 1) return valueAtTokens(draft.value(), tokens);
  const missing = tokens === undefined ? missingName(draft.value(), from) : {};
  log.report.add("patch/copy-source", log.at, { from, matches: places.length, ...missing });
  return undefined;
};

const merge = (draft: Draft, tokens: Tokens, addition: Addition, target: string, log: Log): void => {
  const old = valueAtTokens(draft.value(), tokens);
  if (old === undefined) return;
  const touched: Tokens[] = [];
  const merged = applyUpdate(old, addition.value, log.version, (below) => void touched.push(below));
  if (!merged.ok) {
    log.report.add("patch/wrong-target", log.at, { target, problem: merged.problem });
    return;
  }
  if (touched.length === 0) {
    log.report.add("patch/no-effect", log.at, { target });
    return;
  }
  draft.put(tokens, merged.value);
  for (const below of touched) {
    const values = { before: valueAtTokens(old, below), after: valueAtTokens(merged.value, below) };
    log.changes.push(changeOf(log, addition.kind, [...tokens, ...below], values));
  }
};

const remove = (draft: Draft, tokens: Tokens, log: Log): void => {
  const last = tokens.at(-1);
  const list = tokens.slice(0, -1);
  const container = draft.open(list);
  if (last === undefined || container === undefined) return;
  const before = valueAtTokens(container, [last]);
  if (Array.isArray(container)) {
    container.splice(Number(last), 1);
    followRemoval(log.changes, list, Number(last));
  } else Reflect.deleteProperty(container, last);
  log.changes.push(changeOf(log, "remove", tokens, { before }));
};

const reportNoMatch = (draft: Draft, { target, deed, expect }: Action, log: Log): void => {
  const missing = missingName(draft.value(), target);
  if (deed.kind === "remove" && expect !== undefined)
    log.report.add("patch/repaired-upstream", log.at, { target, ...missing });
  else log.report.add("patch/no-match", log.at, { target, ...missing });
};

/** Why an action cannot be done at the places that it names, whatever it adds there. */
const misplaced = (
  draft: Draft,
  { deed }: Action,
  places: readonly Tokens[],
  { version }: Log,
): string | undefined => {
  if (deed.kind === "remove")
    return places.some((tokens) => tokens.length === 0) ? "the whole document cannot be removed" : undefined;
  const kinds = new Set(places.map((tokens) => kindOf(valueAtTokens(draft.value(), tokens) ?? null)));
  // Overlay 1.1, "Action Object": all objects, or all arrays, or all primitives.
  if (version === "1.1" && kinds.size > 1)
    return `it selects values of different kinds: ${[...kinds].join(", ")}`;
  return undefined;
};

const applyAction = (draft: Draft, action: Action, log: Log): void => {
  const { target, deed, optional } = action;
  const places = placesOf(draft, target, log);
  if (places === undefined) return;
  if (places.length === 0) {
    if (!optional) reportNoMatch(draft, action, log);
    return;
  }
  const value = deed.kind === "copy" ? copied(draft, deed.from, action, log) : undefined;
  if (deed.kind === "copy" && value === undefined) return;
  const added = deed.kind === "update" ? deed.value : value;
  for (const tokens of places) {
    const here = { value: valueAtTokens(draft.value(), tokens), pointer: pointerTo("", ...tokens) };
    if (!isExpected(action, { here, added, several: places.length > 1 }, log)) return;
  }
  const problem = misplaced(draft, action, places, log);
  if (problem !== undefined) {
    log.report.add("patch/wrong-target", log.at, { target, problem });
    return;
  }
  if (deed.kind === "remove") for (const tokens of forRemoval(places)) remove(draft, tokens, log);
  else if (deed.kind === "nothing" || added === undefined)
    log.report.add("patch/no-effect", log.at, { target });
  else if (!takeRoom(log.room, added, places)) log.report.add("patch/too-large", log.at, { target });
  else for (const tokens of places) merge(draft, tokens, { kind: deed.kind, value: added }, target, log);
};

/** The document after all actions of an overlay, each on what the earlier ones made. */
const applyActions = (
  document: Json,
  overlay: Overlay,
  log: Omit<Log, "at">,
  placeOf: (pointer: string) => Place,
): Json =>
  overlay.actions.reduce((now, action, index) => {
    // A draft per action: what an earlier one made may by now be found in several places, or in a change.
    const draft = createDraft(now);
    applyAction(draft, action, { ...log, at: placeOf(`/actions/${index}`) });
    return draft.value();
  }, document);

/**
 * Whether an overlay as a whole makes nothing that is not there, its expectations aside. Lists are replaced by two
 * actions, so that one alone cannot tell that upstream has made the repair.
 */
const isMade = (document: Json, overlay: Overlay): boolean => {
  const report = createReport();
  const actions = overlay.actions.map(({ expect: _, ...action }) => ({
    ...action,
    optional: action.optional || action.deed.kind === "remove",
  }));
  const log = { by: "", report, version: overlay.version, room: { values: maxWritten }, changes: [] };
  const again = applyActions(document, { ...overlay, actions }, { ...log, made: () => false }, () => ({
    file: "",
  }));
  return !report.hasErrors() && sameJson(again, document);
};

/**
 * The document after an overlay's actions, in their order; each sees what the earlier ones made. The original is not
 * touched. What does not apply is reported with its place in the overlay, and the other actions still run. `changes`
 * are those of this overlay after those of `earlier` ones, all with their pointers in the document as it is now.
 */
export const applyOverlay = (
  document: Json,
  overlay: Overlay,
  {
    by,
    report,
    placeOf,
    earlier = [],
  }: {
    readonly by: string;
    readonly report: Report;
    readonly placeOf: (pointer: string) => Place;
    readonly earlier?: readonly Change[];
  },
): { readonly document: Json; readonly changes: readonly Change[] } => {
  const { version, reason } = overlay;
  const changes = [...earlier];
  let answer: boolean | undefined;
  const made = (): boolean => {
    answer ??= isMade(document, overlay);
    return answer;
  };
  const log = { by, ...(reason !== undefined && { reason }), report, version, changes, made };
  return {
    document: applyActions(document, overlay, { ...log, room: { values: maxWritten } }, placeOf),
    changes,
  };
};
