import type { Surface, SurfaceProfile, SurfaceTool } from "../surface/index.js";
import { judged } from "./reasons.js";
import type { SurfaceChange } from "./types.js";

/** The tools of two surfaces, each in one place. */
type Pairs = {
  readonly pairs: readonly { readonly before: SurfaceTool; readonly after: SurfaceTool }[];
  readonly removed: readonly SurfaceTool[];
  readonly added: readonly SurfaceTool[];
};

/**
 * Tools of one name are the same tool. Of those that are left, the same request is the same tool under another name,
 * and so is one that moved to a path much like the old, with the same text or arguments, when nothing else comes close.
 */
export const pairTools = (before: Surface, after: Surface): Pairs => {
  const names = new Map(after.tools.map((tool) => [tool.name, tool]));
  const pairs: { before: SurfaceTool; after: SurfaceTool }[] = [];
  let removed: SurfaceTool[] = [];
  for (const tool of before.tools) {
    const next = names.get(tool.name);
    if (!next) removed.push(tool);
    else {
      pairs.push({ before: tool, after: next });
      names.delete(tool.name);
    }
  }
  let added = [...names.values()];
  for (const isSame of [sameRequest, sameElsewhere]) {
    const matches = uniquePairs(removed, added, isSame);
    pairs.push(...matches);
    removed = removed.filter((tool) => !matches.some((pair) => pair.before === tool));
    added = added.filter((tool) => !matches.some((pair) => pair.after === tool));
  }
  return { pairs, removed, added };
};

type Same = (before: SurfaceTool, after: SurfaceTool) => boolean;

/** Pairs where each is the only match of the other. */
const uniquePairs = (
  removed: readonly SurfaceTool[],
  added: readonly SurfaceTool[],
  isSame: Same,
): Pairs["pairs"] => {
  const matches = removed.map((before) => ({
    before,
    partners: added.filter((after) => isSame(before, after)),
  }));
  return matches.flatMap(({ before, partners }) => {
    const [after] = partners;
    if (after === undefined || partners.length > 1) return [];
    return matches.filter((other) => other.partners.includes(after)).length === 1 ? [{ before, after }] : [];
  });
};

/** Hand-written tools have no request to be known by. */
const sameApi: Same = (before, after) =>
  before.api !== undefined && before.method === after.method && before.api === after.api;

const sameRequest: Same = (before, after) => sameApi(before, after) && before.path === after.path;

const sameElsewhere: Same = (before, after) => {
  if (!sameApi(before, after)) return false;
  if (likeness(stepsOf(before.path ?? ""), stepsOf(after.path ?? "")) < 0.5) return false;
  const text = before.description === after.description;
  return likeness(keysOf(before), keysOf(after)) >= (text ? 0.5 : 0.9);
};

const stepsOf = (path: string): ReadonlySet<string> => new Set(path.split("/").filter((step) => step !== ""));

const keysOf = (tool: SurfaceTool): ReadonlySet<string> =>
  new Set(
    tool.arguments.flatMap(({ at, in: place }) => (place === undefined || place === "reply" ? [] : [at])),
  );

/** Jaccard's index: what both have, of what either has. */
const likeness = (a: ReadonlySet<string>, b: ReadonlySet<string>): number => {
  const common = [...a].filter((item) => b.has(item)).length;
  const all = a.size + b.size - common;
  return all === 0 ? 1 : common / all;
};

/** What a client is offered, apart from the tools themselves: title, instructions, and each profile with its mode. */
export const compareOffers = (
  before: Surface,
  after: Surface,
  pairs: Pairs["pairs"],
): readonly SurfaceChange[] => {
  const renamed = new Map(pairs.map((pair) => [pair.before.name, pair.after.name]));
  const changes: SurfaceChange[] = [];
  const [from, to] = [before.server.title, after.server.title];
  if (from !== to) changes.push(judged({ kind: "title", from, to }, {}));
  if (before.server.instructions !== after.server.instructions)
    changes.push(judged({ kind: "instructions" }, {}));
  const next = new Map(after.profiles.map((profile) => [profile.name, profile]));
  for (const profile of before.profiles) {
    const now = next.get(profile.name);
    next.delete(profile.name);
    if (now) changes.push(...compareProfile(profile, now, { before, after, renamed }));
    else changes.push(judged({ kind: "profile-removed", profile: profile.name }, {}));
  }
  for (const name of next.keys()) changes.push(judged({ kind: "profile-added", profile: name }, {}));
  return changes;
};

type SurfacePair = {
  readonly before: Surface;
  readonly after: Surface;
  /** Old name → new name, of every tool that is still there. */
  readonly renamed: ReadonlyMap<string, string>;
};

const compareProfile = (
  old: SurfaceProfile,
  now: SurfaceProfile,
  { before, after, renamed }: SurfacePair,
): readonly SurfaceChange[] => {
  const profile = now.name;
  const listed = new Set(now.tools ?? after.tools.map(({ name }) => name));
  const had = (old.tools ?? before.tools.map(({ name }) => name)).flatMap((name) => renamed.get(name) ?? []);
  const known = new Set(renamed.values());
  // A tool that came or went altogether is a change of its own.
  const left = had.filter((name) => !listed.has(name));
  const joined = [...listed].filter((name) => known.has(name) && !had.includes(name));
  return [
    ...left.map((tool) => judged({ kind: "profile-lost", profile }, { tool })),
    ...joined.map((tool) => judged({ kind: "profile-gained", profile }, { tool })),
    ...(old.mode === now.mode ? [] : [judged({ kind: "mode", profile, from: old.mode, to: now.mode }, {})]),
  ];
};
