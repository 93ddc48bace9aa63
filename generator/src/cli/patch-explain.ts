import { nearest, pointerIn, pointerTo, tokensOf, valueAt } from "@jackfield/contract";
import { type Change, overlap, type PatchedSpec, placeIn } from "../2-patch/index.js";
import type { JsonObject } from "../document/json.js";
import { type Prepared, prepare } from "../pipeline.js";
import { visible } from "../report/index.js";
import {
  isIn,
  missingKey,
  type NamedPlace,
  type PatchFlags,
  placeNamed,
  readPatchConfig,
} from "./patch-source.js";
import type { Session } from "./session.js";

/** The targets of all local references in a value, as pointers. */
const referred = (value: unknown, targets: Set<string>): void => {
  const rest = [value];
  for (let here = rest.pop(); here !== undefined; here = rest.pop()) {
    if (here === null || typeof here !== "object") continue;
    const { $ref: ref } = here as { readonly $ref?: unknown }; // asked for, not relied on
    const target = typeof ref === "string" ? pointerIn(ref) : undefined;
    if (target) targets.add(target);
    for (const inner of Object.values(here))
      if (inner !== null && typeof inner === "object") rest.push(inner);
  }
};

/** The places of a document that an operation is made from: its own, what it inherits, and all that they refer to. */
const operationPlaces = (document: JsonObject, pointer: string): readonly string[] => {
  const own = valueAt(document, pointer);
  const says = (key: string) => own !== null && typeof own === "object" && Object.hasOwn(own, key);
  const item = pointerTo("", ...tokensOf(pointer).slice(0, -1));
  const places = new Set([pointer, pointerTo(item, "parameters")]);
  if (!says("security")) places.add("/security");
  if (!says("servers")) for (const place of [pointerTo(item, "servers"), "/servers"]) places.add(place);
  // A set grows while it is gone through.
  for (const place of places) referred(valueAt(document, place), places);
  return [...places];
};

/** A change as `--json` prints it: its place in the overlay, or in the spec for a repair, spelled out. */
type Explained = Omit<Change, "at"> & {
  readonly spec: string;
  readonly file: string;
  readonly line?: number;
  readonly column?: number;
};

const explained = (spec: PatchedSpec, { at, ...change }: Change): Explained => {
  const known = at.line === undefined ? undefined : { line: at.line, column: at.column ?? 1 };
  return { spec: spec.id, ...change, file: at.file, ...(known ?? spec.locate(at.pointer ?? "")) };
};

/** What is asked about: a pointer, or the operation of a tool with all that it is made from. */
const askedFor = (word: string, { plan }: Prepared): { place: NamedPlace; isTool: boolean } => {
  const tool = plan.tools.filter((one) => one.kind === "http").find(({ face }) => face.name === word);
  if (tool === undefined) return { place: placeNamed(word) ?? { pointer: `/${word}` }, isTool: false };
  return { place: { id: tool.origin.api, pointer: tool.origin.pointer }, isTool: true };
};

/** Whether a spec has a place, or had it before something changed there. */
const knows = ({ document, changes }: PatchedSpec, pointer: string): boolean =>
  placeIn(document, pointer).rest.length === 0 ||
  changes.some(
    (change) =>
      (pointer === change.pointer || pointer.startsWith(`${change.pointer}/`)) &&
      valueAt(change.before, pointer.slice(change.pointer.length)) !== undefined,
  );

const bounded = (text: string, most: number): string =>
  text.length > most ? `${text.slice(0, most)}…` : text;

const shownValue = (value: unknown): string =>
  value === undefined ? "nothing" : bounded(JSON.stringify(value), 60);

/** One line, whatever is in the change. */
const lineOf = (change: Explained): string => {
  const { file, line, column, action, by, pointer, before, after, reason } = change;
  const place = line === undefined ? file : `${file}:${line}:${column}`;
  const deed = action === "repair" ? `repair ${by}` : action;
  const why = reason === undefined ? "" : ` (${bounded(reason, 120)})`;
  return visible(`${place} ${deed} ${pointer || "#"}: ${shownValue(before)} → ${shownValue(after)}${why}`);
};

/** `jackfield patch explain`: which patches and repairs changed a place of the spec, in their order. */
export const runPatchExplain = async (word: string, flags: PatchFlags, session: Session): Promise<number> => {
  const { report, progress } = session;
  const config = await readPatchConfig(flags, session);
  const prepared = config && (await prepare(config, { thorough: false }, report, progress));
  if (!prepared) return session.finish();
  const before = report.diagnostics.length;
  const { place, isTool } = askedFor(word, prepared);
  const candidates = prepared.specs.filter((spec) => isIn(spec, place));
  const specs = candidates.filter((spec) => knows(spec, place.pointer));
  if (specs.length === 0) {
    const names = prepared.plan.tools.map(({ face }) => face.name);
    const meant = placeNamed(word) === undefined ? nearest(word, names) : undefined;
    const missing = meant === undefined ? missingKey(place, candidates) : { missing: word, meant };
    report.add("patch/no-place", { file: "command line" }, { wanted: word, ...missing });
  }
  const diagnostics = report.diagnostics.slice(before);
  if (specs.length === 0) return session.finish({ diagnostics });
  const changes = specs.flatMap((spec) => {
    const places = isTool ? operationPlaces(spec.document, place.pointer) : [place.pointer];
    return spec.changes
      .filter(({ pointer }) => places.some((one) => overlap(pointer, one)))
      .map((change) => explained(spec, change));
  });
  const nothing = `No patch and no repair changed ${isTool ? word : place.pointer || "the document"}.`;
  return session.finish({
    diagnostics,
    summary: { pointer: place.pointer, changes },
    text: changes.length === 0 ? `${visible(nothing)}\n` : `${changes.map(lineOf).join("\n")}\n`,
  });
};
