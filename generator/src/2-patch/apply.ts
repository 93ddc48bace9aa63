import type { Json } from "../1-load/index.js";
import { child, type Place, type Report } from "../report/index.js";
import { createDraft, type Draft } from "./draft.js";
import type { Action, Overlay } from "./format.js";
import { applyUpdate, sameJson } from "./merge.js";
import { forRemoval, missingName, select, type Tokens } from "./target.js";
import type { Change } from "./types.js";

/** What an action writes to besides the draft. */
type Log = {
  /** The overlay's file and reason, as changes bear them. */
  readonly by: string;
  readonly reason?: string;
  readonly at: Place;
  readonly report: Report;
  readonly changes: Change[];
};

const valueAtTokens = (document: Json, tokens: Tokens): Json | undefined =>
  tokens.reduce<Json | undefined>(
    (value, token) =>
      value !== null && typeof value === "object" && Object.hasOwn(value, token)
        ? (Reflect.get(value, token) as Json) // a part of a JSON value
        : undefined,
    document,
  );

/** `x-expect`: false after reporting, when the target is not what the patch was written for. */
const isExpected = (action: Action, found: Json | undefined, log: Log): boolean => {
  const expected = action["x-expect"];
  if (expected === undefined || sameJson(found, expected)) return true;
  const { target, update } = action;
  const wanted = update === undefined ? undefined : applyUpdate(expected, update);
  if (sameJson(found, wanted)) {
    log.report.add("patch/repaired-upstream", log.at, { target });
    return false;
  }
  const text = JSON.stringify(found) ?? "nothing";
  const shown = text.length > 160 ? `${text.slice(0, 160)}…` : text;
  log.report.add("patch/upstream-changed", log.at, { target, found: shown });
  return false;
};

const record = (
  action: Change["action"],
  tokens: Tokens,
  { before, after }: { readonly before?: Json | undefined; readonly after?: Json | undefined },
  { by, reason, at, changes }: Log,
): void => {
  changes.push({
    by,
    action,
    pointer: child("", ...tokens),
    ...(before !== undefined && { before }),
    ...(after !== undefined && { after }),
    ...(reason !== undefined && { reason }),
    at,
  });
};

const update = (draft: Draft, tokens: Tokens, action: Action, log: Log): void => {
  const { target, update: addition } = action;
  const old = valueAtTokens(draft.value(), tokens);
  if (addition === undefined || old === undefined) return;
  const touched: Tokens[] = [];
  const changed = (below: Tokens): void => void touched.push(below);
  const value = applyUpdate(old, addition, changed);
  if (value === undefined) {
    const problem =
      old === null || typeof old !== "object"
        ? "it is neither an object nor a list"
        : "the update of an object must be an object";
    log.report.add("patch/wrong-target", log.at, { target, problem });
    return;
  }
  if (touched.length === 0) {
    log.report.add("patch/no-effect", log.at, { target });
    return;
  }
  draft.put(tokens, value);
  for (const below of touched) {
    const [before, after] = [valueAtTokens(old, below), valueAtTokens(value, below)];
    record("update", [...tokens, ...below], { before, after }, log);
  }
};

const remove = (draft: Draft, tokens: Tokens, log: Log): void => {
  const last = tokens.at(-1);
  const container = draft.open(tokens.slice(0, -1));
  if (last === undefined || container === undefined) return;
  const before = valueAtTokens(container, [last]);
  if (Array.isArray(container)) container.splice(Number(last), 1);
  else Reflect.deleteProperty(container, last);
  record("remove", tokens, { before }, log);
};

const applyAction = (draft: Draft, action: Action, log: Log): void => {
  const { target } = action;
  const selection = select(draft.value(), target);
  if (!selection.ok) {
    log.report.add("patch/target-syntax", log.at, { target, problem: selection.problem });
    return;
  }
  const { places } = selection;
  if (places.length === 0) {
    const gone = action.remove && action["x-expect"] !== undefined;
    if (gone) log.report.add("patch/repaired-upstream", log.at, { target });
    else log.report.add("patch/no-match", log.at, { target, ...missingName(draft.value(), target) });
    return;
  }
  if (!places.every((tokens) => isExpected(action, valueAtTokens(draft.value(), tokens), log))) return;
  if (!action.remove) {
    for (const tokens of places) update(draft, tokens, action, log);
    return;
  }
  if (places.some((tokens) => tokens.length === 0)) {
    log.report.add("patch/wrong-target", log.at, { target, problem: "the whole document cannot be removed" });
    return;
  }
  for (const tokens of forRemoval(places)) remove(draft, tokens, log);
};

/**
 * The document after an overlay's actions, in their order. The original is not touched. What does not apply is
 * reported with its place in the overlay, and the other actions still run.
 */
export const applyOverlay = (
  document: Json,
  overlay: Overlay,
  log: { readonly by: string; readonly report: Report; readonly placeOf: (pointer: string) => Place },
): { readonly document: Json; readonly changes: readonly Change[] } => {
  const draft = createDraft(document);
  const changes: Change[] = [];
  const { "x-reason": reason } = overlay;
  overlay.actions.forEach((action, index) => {
    const at = log.placeOf(`/actions/${index}`);
    const { by, report } = log;
    applyAction(draft, action, { by, ...(reason !== undefined && { reason }), at, report, changes });
  });
  return { document: draft.value(), changes };
};
