import type { Change } from "../2-patch/types.js";
import { compare } from "./names.js";

/** What changed any of some places: in them, or an object around them, the whole document left out. */
export type Touching = (places: readonly string[]) => readonly string[];

/** A document may have a repair in every operation, so what touches one is looked up, not looked for. */
export const touching = (changes: readonly Change[]): Touching => {
  const sorted = [...changes].sort((a, b) => compare(a.pointer, b.pointer));
  const at = new Map<string, Set<string>>();
  for (const { pointer, by } of sorted) at.set(pointer, (at.get(pointer) ?? new Set()).add(by));
  return (places) => {
    const patches = new Set<string>();
    for (const place of places) {
      for (let end = place.length; end > 0; end = place.lastIndexOf("/", end - 1))
        for (const by of at.get(place.slice(0, end)) ?? []) patches.add(by);
      const inside = `${place}/`;
      for (let index = firstFrom(sorted, inside); sorted[index]?.pointer.startsWith(inside); index += 1)
        patches.add(sorted[index]?.by ?? "");
    }
    return [...patches].sort(compare);
  };
};

/** The index of the first change whose pointer is not before another; the changes are sorted. */
const firstFrom = (sorted: readonly Change[], pointer: string): number => {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle]?.pointer ?? "") < pointer) low = middle + 1;
    else high = middle;
  }
  return low;
};
