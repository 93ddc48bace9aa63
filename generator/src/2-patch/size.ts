import { maxDepth } from "../1-load/index.js";
import type { Json } from "../document/json.js";

/** Values that the actions of one overlay may write; each action can double what the one before it made. */
export const maxWritten = 5_000_000;

/** How many values there are in a value, itself included, and how deep they are nested. Stops counting at `most`. */
const measure = (value: Json, most: number): { readonly values: number; readonly depth: number } => {
  const rest: [value: Json, depth: number][] = [[value, 1]];
  let values = 0;
  let deepest = 0;
  for (let next = rest.pop(); next !== undefined && values <= most; next = rest.pop()) {
    const [here, depth] = next;
    values += 1;
    deepest = Math.max(deepest, depth);
    if (here === null || typeof here !== "object" || depth > maxDepth) continue;
    for (const inner of Object.values(here) as Json[]) rest.push([inner, depth + 1]); // members and entries of JSON
  }
  return { values, depth: deepest };
};

/** What is left for an overlay to write. */
export type Room = { values: number };

/** Takes the room that a value needs at some places. False when there is not so much, or it would lie too deep. */
export const takeRoom = (
  room: Room,
  value: Json,
  places: readonly { readonly length: number }[],
): boolean => {
  const { values, depth } = measure(value, room.values);
  room.values -= values * places.length;
  return room.values >= 0 && places.every(({ length }) => length + depth <= maxDepth);
};
