import { maxDepth } from "../1-load/index.js";
import { define, type Json } from "../document/json.js";

type Container = { [key: string]: Json } | Json[];

const isContainer = (value: unknown): value is Container => value !== null && typeof value === "object";

/** A document that is edited without touching the original: containers on the way to an edit are copied once. */
export type Draft = {
  /** The document as edited so far. Not to be mutated. */
  value(): Json;
  /** The container at the tokens as a copy that may be mutated; undefined when there is none. */
  open(tokens: readonly (string | number)[]): Container | undefined;
  /** Puts a value in place of the one at the tokens. */
  put(tokens: readonly (string | number)[], value: Json): void;
};

export const createDraft = (document: Json): Draft => {
  const own = new Set<object>();
  let root = document;
  const owned = (value: Container): Container => {
    if (own.has(value)) return value;
    const copy: Container = Array.isArray(value) ? [...value] : { ...value };
    own.add(copy);
    return copy;
  };
  const open = (tokens: readonly (string | number)[]): Container | undefined => {
    if (!isContainer(root)) return undefined;
    let here = owned(root);
    root = here;
    for (const token of tokens) {
      if (!Object.hasOwn(here, token)) return undefined;
      const inner: unknown = Reflect.get(here, token);
      if (!isContainer(inner)) return undefined;
      const copy = owned(inner);
      define(here, token, copy);
      here = copy;
    }
    return here;
  };
  return {
    value: () => root,
    open,
    put(tokens, value) {
      const last = tokens.at(-1);
      if (last === undefined) {
        root = value;
        return;
      }
      const container = open(tokens.slice(0, -1));
      if (container) define(container, last, value);
    },
  };
};

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

/** Takes the room that a value needs at some places. False when there is not enough, or when the value would be nested too deeply. */
export const takeRoom = (
  room: Room,
  value: Json,
  places: readonly { readonly length: number }[],
): boolean => {
  const { values, depth } = measure(value, room.values);
  room.values -= values * places.length;
  return room.values >= 0 && places.every(({ length }) => length + depth <= maxDepth);
};
