import { basename } from "node:path";
import { pointerTo, tokensOf, valueAt } from "@jackfield/contract";
import { isObject, type Json, type JsonObject, type OpenApiVersion } from "../document/json.js";
import { claimName, type Section, sectionFor, sectionPath } from "../document/sections.js";
import { rewrite, type WalkSpot } from "../document/walk.js";
import type { Place, Report } from "../report/index.js";
import type { Location } from "./bytes.js";
import type { ExternalDocument } from "./documents.js";
import { type Bounds, locationKey, resolveRef, shownLocation, type Target } from "./refs.js";

/** A part of some document that is being brought in: its value, where it is, and where it will be. */
export type Unit = {
  readonly value: Json;
  readonly base: Location;
  /** Pointer of the value in its own document. */
  readonly from: string;
  /** Pointer of the value in the result. */
  readonly to: string;
  /** What it is: see `Spot`. */
  readonly slot: string;
  readonly map: boolean;
  /** Targets that are being put in place around this unit. */
  readonly around: readonly string[];
};

type DocumentTarget = Extract<Target, { kind: "document" }>;

/** The state of one bundling. */
export type Bundle = {
  readonly root: JsonObject;
  readonly version: OpenApiVersion;
  readonly file: string;
  readonly bounds: Bounds;
  readonly report: Report;
  readonly documents: Map<string, ExternalDocument>;
  /** Documents that a pass needed and did not have: they are read and the pass is made again. */
  readonly missing: Map<string, Location>;
  /** Every document that a pass needed. */
  readonly read: Map<string, Location>;
  /** Target → its place in the result. */
  readonly homes: Map<string, string>;
  readonly taken: Map<Section, Set<string>>;
  readonly added: Map<Section, Map<string, Json>>;
  readonly queue: { readonly section: Section; readonly name: string; readonly unit: Unit }[];
  readonly reported: Set<string>;
};

export const idOf = (target: DocumentTarget): string => `${target.key}#${target.pointer}`;

const placeOf = (bundle: Bundle, unit: Unit, pointer: string): Place => {
  const full = unit.from + pointer;
  if (unit.base === bundle.bounds.root) return { file: bundle.file, pointer: full };
  const document = bundle.documents.get(locationKey(unit.base));
  return { file: shownLocation(unit.base), pointer: full, ...(document?.ok ? document.locate(full) : {}) };
};

const complain = (
  bundle: Bundle,
  where: { readonly unit: Unit; readonly pointer: string; readonly ref: string },
  problem: {
    readonly code: "load/ref-refused" | "load/ref-unreadable" | "load/incomplete";
    readonly reason: string;
  },
): void => {
  const key = `${locationKey(where.unit.base)}#${where.unit.from}${where.pointer}`;
  if (bundle.reported.has(key)) return;
  bundle.reported.add(key);
  const { code, reason } = problem;
  bundle.report.add(code, placeOf(bundle, where.unit, where.pointer), { ref: where.ref, reason });
};

/** The target of a reference when it is another document's; references of the root to itself are left alone. */
const targetOf = (bundle: Bundle, unit: Unit, ref: string): Target => {
  const target = resolveRef(ref, unit.base, bundle.bounds);
  if (target.kind !== "inside" || unit.base === bundle.bounds.root) return target;
  return { kind: "document", location: unit.base, key: locationKey(unit.base), pointer: target.pointer };
};

/** What a target is; undefined when it is not there (yet). */
export const contentOf = (
  bundle: Bundle,
  target: DocumentTarget,
): { value?: Json; reason?: string; beyond?: true } => {
  const document = bundle.documents.get(target.key);
  if (document === undefined) {
    bundle.missing.set(target.key, target.location);
    return {};
  }
  if (!document.ok) return document;
  const value = valueAt(document.value, target.pointer) as Json | undefined; // a part of a parsed document
  return value === undefined
    ? { reason: `${shownLocation(target.location)} has nothing at ${target.pointer}` }
    : { value };
};

const nameOf = (target: DocumentTarget): string =>
  tokensOf(target.pointer).at(-1) ?? basename(target.key.replace(/[?#].*$/s, "")).replace(/\.[^.]*$/, "");

export const takenIn = (bundle: Bundle, section: Section): Set<string> => {
  const taken = bundle.taken.get(section) ?? new Set();
  bundle.taken.set(section, taken);
  return taken;
};

/** The local reference that stands for a target; brings it in when it is new. Undefined: nothing can stand for it. */
const localRef = (bundle: Bundle, target: DocumentTarget, slot: string | undefined): string | undefined => {
  if (target.key === locationKey(bundle.bounds.root)) return target.pointer;
  const known = bundle.homes.get(idOf(target));
  if (known !== undefined) return known;
  const section = slot === undefined ? undefined : sectionFor(slot, bundle.version);
  const { value } = contentOf(bundle, target);
  if (section === undefined || value === undefined) return undefined;
  const name = claimName(nameOf(target), takenIn(bundle, section));
  const to = pointerTo("", ...(sectionPath(section, bundle.version) ?? []), name);
  bundle.homes.set(idOf(target), to);
  const unit: Unit = {
    value,
    base: target.location,
    from: target.pointer,
    to,
    slot: section,
    map: false,
    around: [],
  };
  bundle.queue.push({ section, name, unit });
  return to;
};

/** The content of a target in place of the reference; members next to the reference win. */
const inPlace = (
  bundle: Bundle,
  unit: Unit,
  node: JsonObject,
  target: DocumentTarget,
  spot: WalkSpot,
): Json | undefined => {
  const id = idOf(target);
  const { value } = contentOf(bundle, target);
  if (value === undefined || unit.around.includes(id)) return undefined;
  const { $ref: _, ...beside } = node;
  const content = bring(bundle, {
    value,
    base: target.location,
    from: target.pointer,
    to: unit.to + spot.pointer(),
    slot: spot.slot,
    map: spot.map,
    around: [...unit.around, id],
  });
  spot.leave();
  const plain = content !== null && typeof content === "object" && !Array.isArray(content);
  return plain ? { ...(content as JsonObject), ...beside } : content; // an object, by the test
};

const follow = (bundle: Bundle, unit: Unit, node: JsonObject, ref: string, spot: WalkSpot): Json => {
  const target = targetOf(bundle, unit, ref);
  if (target.kind === "inside") return node;
  const where = { unit, pointer: spot.pointer(), ref };
  if (target.kind === "refused") {
    complain(bundle, where, { code: "load/ref-refused", reason: target.reason });
    return node;
  }
  const isHome = bundle.homes.get(idOf(target)) === unit.to + spot.pointer();
  const local = isHome ? undefined : localRef(bundle, target, spot.map ? undefined : spot.slot);
  if (local !== undefined) return { ...node, $ref: `#${encodeURI(local)}` };
  const content = inPlace(bundle, unit, node, target, spot);
  if (content !== undefined) return content;
  if (!bundle.missing.has(target.key)) {
    const { reason = "it leads back to itself", beyond } = contentOf(bundle, target);
    complain(bundle, where, { code: beyond ? "load/incomplete" : "load/ref-unreadable", reason });
  }
  // Never a local reference: `#/x` of another document would mean something else here.
  return ref.startsWith("#") ? { ...node, $ref: `${shownLocation(unit.base)}${ref}` } : node;
};

/** Values of a discriminator that are references to other documents: those of its mapping, and what holds for all other tags. */
const followMapping = (bundle: Bundle, unit: Unit, node: JsonObject): JsonObject => {
  const { mapping, defaultMapping = null } = node;
  const local = (ref: Json): Json => {
    if (typeof ref !== "string" || !/#|\.(json|ya?ml)$/i.test(ref)) return ref;
    const target = targetOf(bundle, unit, ref);
    const home = target.kind === "document" ? localRef(bundle, target, "schema") : undefined;
    return home === undefined ? ref : `#${encodeURI(home)}`;
  };
  const tags = isObject(mapping) ? Object.entries(mapping) : [];
  const entries = tags.map(([tag, ref]) => [tag, local(ref)] as const);
  const fallback = local(defaultMapping);
  if (fallback === defaultMapping && entries.every(([, ref], at) => ref === tags[at]?.[1])) return node;
  return {
    ...node,
    ...(isObject(mapping) && { mapping: Object.fromEntries(entries) }),
    ...(fallback !== null && { defaultMapping: fallback }),
  };
};

/** A unit with its references made local. */
export const bring = (bundle: Bundle, unit: Unit): Json =>
  rewrite(
    unit.value,
    (node, spot) => {
      if (typeof node === "string") return node;
      if (spot.slot === "discriminator") return followMapping(bundle, unit, node);
      return typeof node.$ref === "string" ? follow(bundle, unit, node, node.$ref, spot) : node;
    },
    unit,
  );
