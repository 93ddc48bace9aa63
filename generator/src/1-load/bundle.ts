import { pointerTo } from "@jackfield/contract";
import type { Limits } from "../config/index.js";
import { isObject, type Json, type JsonObject, type OpenApiVersion } from "../document/json.js";
import { sectionOf, sectionPath, sectionsOf, withMembers } from "../document/sections.js";
import type { Report } from "../report/index.js";
import { type Bundle, bring, contentOf, idOf, takenIn, type Unit } from "./bring.js";
import type { Io, Location } from "./bytes.js";
import { readDocuments, type Spent } from "./documents.js";
import { foldersOf, locationKey, resolveRef, selfOf } from "./refs.js";

type Reading = { readonly io: Io; readonly spent: Spent };

/** Makes passes over a unit until every document that it needs has been read. */
const bringWhole = async (bundle: Bundle, make: () => Json, { io, spent }: Reading): Promise<Json> => {
  for (;;) {
    const value = make();
    if (bundle.missing.size === 0) return value;
    const { limits } = bundle.bounds;
    const within = foldersOf(bundle.bounds);
    for (const [key, location] of bundle.missing) bundle.read.set(key, location);
    await readDocuments(bundle.missing, bundle.documents, { limits, within, io, spent });
    bundle.missing.clear();
  }
};

/**
 * Where components have their home already: a file that one of the root's components is nothing but a reference to
 * keeps that component's name, and so do the members of a file that is a whole section.
 */
const registerHomes = (bundle: Bundle): Json => {
  const { root } = bundle.bounds;
  for (const section of sectionsOf(bundle.version)) {
    const path = sectionPath(section, bundle.version) ?? [];
    const own = sectionOf(bundle.root, section, bundle.version);
    const whole =
      isObject(own) && typeof own.$ref === "string" ? resolveRef(own.$ref, root, bundle.bounds) : undefined;
    const file = whole?.kind === "document" ? whole : undefined;
    const members = file ? contentOf(bundle, file).value : own;
    if (!isObject(members)) continue;
    for (const [name, member] of Object.entries(members)) {
      const home = pointerTo("", ...path, name);
      takenIn(bundle, section).add(name);
      if (file) bundle.homes.set(pointerTo(idOf(file), name), home);
      if (!isObject(member) || typeof member.$ref !== "string") continue;
      const target = resolveRef(member.$ref, file?.location ?? root, bundle.bounds);
      if (target.kind !== "document" || target.key === locationKey(root)) continue;
      if (!bundle.homes.has(idOf(target))) bundle.homes.set(idOf(target), home);
    }
  }
  return null;
};

/**
 * The document with the files it refers to brought in: as components under their own names, or in place where
 * components have no room for them (path items). References inside the document stay as they are; one that policy
 * refuses or that leads nowhere is reported and stays too, so that later stages can skip what needs it.
 */
export const bundle = async (
  root: { readonly document: JsonObject; readonly version: OpenApiVersion; readonly location: Location },
  options: {
    readonly file: string;
    readonly folder: string;
    readonly limits: Limits;
    readonly io: Io;
    readonly report: Report;
  },
): Promise<{ readonly document: JsonObject; readonly parts: readonly Location[] }> => {
  const { limits, folder, io } = options;
  const self = selfOf(root.document.$self, root.location);
  const state: Bundle = {
    root: root.document,
    version: root.version,
    file: options.file,
    bounds: { root: root.location, folder, limits, ...(self !== undefined && { self }) },
    report: options.report,
    documents: new Map(),
    missing: new Map(),
    read: new Map(),
    homes: new Map(),
    taken: new Map(),
    added: new Map(),
    queue: [],
    reported: new Set(),
  };
  const unit: Unit = {
    value: root.document,
    base: root.location,
    from: "",
    to: "",
    slot: "",
    map: false,
    around: [],
  };
  const reading: Reading = { io, spent: { bytes: 0, milliseconds: 0 } };
  await bringWhole(state, () => registerHomes(state), reading);
  let document = (await bringWhole(state, () => bring(state, unit), reading)) as JsonObject; // the root stays an object
  for (let next = state.queue.shift(); next; next = state.queue.shift()) {
    const { section, name, unit } = next;
    const members = state.added.get(section) ?? new Map<string, Json>();
    members.set(name, await bringWhole(state, () => bring(state, unit), reading));
    state.added.set(section, members);
  }
  for (const [section, members] of state.added)
    document = withMembers(document, section, members, root.version);
  return { document, parts: [...state.read.values()] };
};
