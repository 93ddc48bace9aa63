import { type SurfaceArgument, segment } from "../surface/index.js";

/** The arguments of one side, by place. */
export type Arguments = ReadonlyMap<string, SurfaceArgument>;

/** Gone or come by itself: what holds it is on both sides, and neither side stops listing there. */
export const isTop = (at: string, there: Arguments, here: Arguments): boolean => {
  const parent = parentOf(at);
  if (parent === undefined) return true;
  const holder = there.get(parent);
  return holder !== undefined && holder.cut === undefined && here.get(parent)?.cut === undefined;
};

/** The last step of a path: a field, `[]`, `.*` or one of several alternatives. */
const lastStep = /(?:\.(?:[\w*-]+|"(?:[^"\\]|\\.)*")|\[\]|\((?:[\w-]+|"(?:[^"\\]|\\.)*")\))$/;

/** Undefined for an argument itself. */
export const parentOf = (at: string): string | undefined => {
  const shorter = at.replace(lastStep, "");
  return shorter === at ? undefined : shorter;
};

/**
 * Items and other fields that a side says nothing of may be anything, where its holder takes a list or fields at all.
 * Refused other fields are a change of the holder: then what they were is no change of its own.
 */
export const unsaid = (at: string, there: Arguments, here: Arguments): SurfaceArgument | undefined => {
  const parent = /(\[\]|\.\*)$/.test(at) ? parentOf(at) : undefined;
  const holder = parent === undefined ? undefined : there.get(parent);
  if (parent === undefined || holder === undefined || !isTop(at, there, here)) return undefined;
  const first = `${parent}(`;
  if ([...there.keys(), ...here.keys()].some((other) => other.startsWith(first))) return undefined;
  const kind = at.endsWith("]") ? "array" : "object";
  const takes = holder.type === undefined || holder.type.split("|").includes(kind);
  return takes && !(kind === "object" && holder.closed) ? { at } : undefined;
};

export const isBranch = (at: string): boolean => at.endsWith(")");

export const hasBranches = (at: string, list: Arguments): boolean =>
  [...list.keys()].some((other) => isBranch(other) && parentOf(other) === parentOf(at));

/** The siblings that callers could give before, and cannot give without this argument. */
export const meant = ({ at, with: keys = [] }: SurfaceArgument, old: Arguments): readonly string[] => {
  const parent = parentOf(at);
  const prefix = parent === undefined ? "" : `${parent}.`;
  if (!keys.includes("*")) return keys.filter((key) => old.has(`${prefix}${segment(key)}`));
  return [...old.values()]
    .filter((other) => other.at !== at && parentOf(other.at) === parent)
    .filter((other) => parent !== undefined || other.in === "body")
    .map((other) => other.at);
};
