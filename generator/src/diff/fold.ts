import type { SurfaceChange, Where } from "./types.js";

/** Most urgent first, within breaking changes and within the others. */
const order: readonly SurfaceChange["kind"][] = [
  "tool-removed",
  "tool-renamed",
  "profile-removed",
  "profile-lost",
  "mode",
  "argument-removed",
  "required",
  "argument-added",
  "type",
  "values",
  "limit",
  "other-fields",
  "rules",
  "unlisted",
  "tool-added",
  "profile-added",
  "profile-gained",
  "instructions",
  "title",
  "hints",
  "security",
  "servers",
  "request",
  "place",
  "wire",
  "media",
  "default",
  "reply",
  "description",
  "schema",
  "patches",
  "tokens",
];

/**
 * The same change in several places is one: a schema that several tools, or several arguments of one, share shows its
 * change once. Only fields of one name are folded. Sorted: breaking ones, then by kind and place.
 */
export const folded = (changes: readonly SurfaceChange[]): readonly SurfaceChange[] => {
  const groups = new Map<string, SurfaceChange>();
  for (const change of changes) {
    const { where, ...rest } = change;
    // Tools that came or went are told one by one.
    const alone = change.kind.startsWith("tool-");
    const key = JSON.stringify([where.map(({ at, tool }) => (alone ? tool : lastName(at))), rest]);
    const group = groups.get(key);
    groups.set(key, group ? { ...group, where: [...group.where, ...where] } : change);
  }
  return [...groups.values()]
    .map((change) => ({ ...change, where: [...change.where].sort(byPlace) }))
    .sort(
      (a, b) =>
        Number(b.breaking) - Number(a.breaking) ||
        order.indexOf(a.kind) - order.indexOf(b.kind) ||
        byPlace(a.where[0] ?? {}, b.where[0] ?? {}),
    );
};

const lastName = (at: string | undefined): string | undefined => at?.replace(/^.*\.(?=.)/s, "");

const byPlace = (a: Where, b: Where): number =>
  compare(a.tool ?? "", b.tool ?? "") || compare(a.at ?? "", b.at ?? "");

const compare = (a: string, b: string): number => (a === b ? 0 : a < b ? -1 : 1);
