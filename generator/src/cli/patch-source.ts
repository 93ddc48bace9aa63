import { nearest } from "@jackfield/contract";
import { type PatchedSpec, placeIn } from "../2-patch/index.js";
import type { Config, Flags } from "../config/index.js";
import { readConfig } from "./config.js";
import type { Session } from "./session.js";

/** The flags of the patch commands: the config, or one spec with overlays. */
export type PatchFlags = Partial<Flags>;

/** The config that the flags name or amount to. Undefined after reporting. */
export const readPatchConfig = (
  flags: PatchFlags,
  { report, options: { config } }: Session,
): Promise<Config | undefined> => readConfig({ ...flags, ...(config !== undefined && { config }) }, report);

/** A place as people name it: `/paths`, `#/paths`, or `<spec id>#/paths`. */
export type NamedPlace = { readonly id?: string; readonly pointer: string };

/** Undefined for what is not a pointer. */
export const placeNamed = (word: string): NamedPlace | undefined => {
  const [, id = "", pointer = ""] = /^(?:([a-z0-9-]*)#)?((?:\/.*)?)$/s.exec(word) ?? [];
  if (word === "" || (id === "" && pointer === "" && word !== "#")) return undefined;
  return { pointer, ...(id !== "" && { id }) };
};

/** Whether a place may be in a spec, as far as its name says. */
export const isIn = ({ id }: PatchedSpec, place: NamedPlace): boolean =>
  place.id === undefined || place.id === id;

/** Where a pointer begins to lead nowhere, in the spec that has most of it, and the key that was probably meant. */
export const missingKey = (
  { pointer }: NamedPlace,
  specs: readonly PatchedSpec[],
): { readonly missing?: string; readonly meant?: string } => {
  const ways = specs.map(({ document }) => placeIn(document, pointer));
  const [way] = ways.sort((one, other) => one.rest.length - other.rest.length);
  const missing = way?.rest[0];
  if (way === undefined || missing === undefined) return {};
  const keys = way.value !== null && typeof way.value === "object" ? Object.keys(way.value) : [];
  const meant = nearest(missing, keys);
  return { missing, ...(meant !== undefined && { meant }) };
};
