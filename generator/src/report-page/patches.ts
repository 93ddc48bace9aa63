import type { Change, PatchedSpec } from "../2-patch/index.js";
import { counted } from "../report/index.js";
import { boundedLine, bounds, codeWeightOf, createRoom, firstOf, moreNote, placeText } from "./bounded.js";
import { lineDiff, type Pretty, pretty } from "./lines.js";

import type { ChangeEntry, DiffLine, PatchGroup, ReportFacts } from "./types.js";

/** Lines of a value that are compared, and lines of a difference that are shown. */
const longest = { compared: 400, shown: 60 } as const;

const fewChanges = 10;

type LocatedChange = { readonly change: Change; readonly spec: PatchedSpec };

/** What overlays and repairs did, by who did it, in the order in which they ran. */
export const patchGroups = ({
  specs,
  surface,
}: ReportFacts): { readonly groups: readonly PatchGroup[]; readonly left: string } => {
  const byAuthor = new Map<string, LocatedChange[]>();
  for (const spec of specs) {
    for (const change of spec.changes) {
      const known = byAuthor.get(change.by);
      if (known) known.push({ change, spec });
      else byAuthor.set(change.by, [{ change, spec }]);
    }
  }
  const { shown, left } = firstOf([...byAuthor], bounds.groups);
  const fits = createRoom(bounds.changeDetails);
  const groups = shown.map(([by, changes], index): PatchGroup => {
    const touched = firstOf(
      surface.tools.filter(({ patches }) => patches.includes(by)).map(({ name }) => name),
      bounds.labels,
    );
    const reasons = new Set(changes.map(({ change }) => change.reason));
    const reason = reasons.size === 1 ? ([...reasons][0] ?? "") : "";
    const part = firstOf(changes, bounds.changesOfGroup);
    return {
      by: boundedLine(by, bounds.pointer),
      anchor: `patch-${index + 1}`,
      kind: changes[0]?.change.action === "repair" ? "repair" : "patch",
      reason: boundedLine(reason, bounds.message),
      count: counted(changes.length, "change"),
      tools: touched.shown,
      toolsLeft: moreNote(touched.left, "tool"),
      changes: part.shown.map((located) => changeEntry(located, reason, fits)),
      open: changes.length <= fewChanges,
      left: moreNote(part.left, "change"),
    };
  });
  return { groups, left: moreNote(left, "overlay or repair") };
};

/** Where the page shows each author of changes. */
export const patchAnchors = ({ specs }: ReportFacts): ReadonlyMap<string, string> => {
  const authors = new Set(specs.flatMap(({ changes }) => changes.map(({ by }) => by)));
  return new Map([...authors].slice(0, bounds.groups).map((by, index) => [by, `patch-${index + 1}`]));
};

const changeEntry = (
  { change, spec }: LocatedChange,
  groupReason: string,
  fits: (wanted: number) => boolean,
): ChangeEntry => {
  const { action, pointer, at, reason = "" } = change;
  const [before, after] = [linesOf(change.before), linesOf(change.after)];
  const sides = lineDiff(before.lines, after.lines);
  const one = change.before === undefined || change.after === undefined;
  const size = [...sides.before, ...sides.after].reduce((sum, { text }) => sum + codeWeightOf(text), 0);
  const room = fits(size);
  return {
    action,
    pointer: boundedLine(pointer === "" ? "/" : pointer, bounds.pointer),
    place: placeText(at, at.pointer === undefined ? undefined : positionIn(spec, at.file, at.pointer)),
    reason: reason === groupReason ? "" : boundedLine(reason, bounds.message),
    before: room ? shownLines(sides.before, one) : [],
    after: room ? shownLines(sides.after, one) : [],
    note: noteOf({ room, cut: before.cut || after.cut, sides: sides.before }),
  };
};

const positionIn = (spec: PatchedSpec, file: string, pointer: string) =>
  file === spec.file ? spec.locate(pointer) : undefined;

const linesOf = (value: Change["before"]): Pretty =>
  value === undefined ? { lines: [], cut: false } : pretty(value, longest.compared);

/** Without another side, no line needs a partner. */
const shownLines = (lines: readonly DiffLine[], alone: boolean): readonly DiffLine[] =>
  lines.filter(({ kind }) => !alone || kind !== "blank").slice(0, longest.shown);

const noteOf = ({
  room,
  cut,
  sides,
}: {
  readonly room: boolean;
  readonly cut: boolean;
  readonly sides: readonly DiffLine[];
}): string => {
  if (!room) return "Before and after are left out, or the page would be too large.";
  if (sides.length > longest.shown) return moreNote(sides.length - longest.shown, "line");
  return cut ? `… the rest is left out: a value is compared up to its line ${longest.compared}.` : "";
};
