import type { Surface, SurfaceProfile } from "../surface/index.js";
import type { Pairs } from "./pairs.js";
import { judged } from "./reasons.js";
import type { SurfaceChange } from "./types.js";

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
