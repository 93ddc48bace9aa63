import type { Json, JsonObject } from "../../document/json.js";
import { child, pointerIn, tokensOf } from "../../document/pointer.js";

const isContainer = (value: Json | undefined): value is JsonObject | readonly Json[] =>
  value !== null && typeof value === "object";

/** A member of its own: an element of a list, not its length. */
const memberOf = (value: Json | undefined, token: string): Json | undefined => {
  if (!isContainer(value) || !Object.hasOwn(value, token)) return undefined;
  if (Array.isArray(value)) return /^\d+$/.test(token) ? value[Number(token)] : undefined;
  return (value as JsonObject)[token]; // not a list: checked above
};

const refOf = (value: Json | undefined): string | undefined => {
  const ref = memberOf(value, "$ref");
  return typeof ref === "string" ? ref : undefined;
};

/** The reference that leads to a pointer. Only what would be read as an escape needs one. */
export const refTo = (pointer: string): string => `#${pointer.replaceAll("%", "%25")}`;

export type Found = {
  readonly value: Json;
  /** Where it really stands, after references on the way were followed. */
  readonly pointer: string;
  /** Whether no reference was on the way. */
  readonly direct: boolean;
};

/** A pointer may lead through this many references; more are a circle, or somebody's joke. */
const maxHops = 20;

/**
 * What stands at a pointer. References on the way are followed, as many tools do, though strictly a pointer does not
 * lead through one. The value itself may be a reference. Undefined: nothing stands there.
 */
export const find = (document: Json, pointer: string): Found | undefined => {
  let tokens = tokensOf(pointer);
  let [value, at, next, hops] = [document, "", 0, 0];
  while (next < tokens.length) {
    const token = tokens[next] ?? "";
    const inner = memberOf(value, token);
    if (inner !== undefined) {
      value = inner;
      at = child(at, token);
      next += 1;
      continue;
    }
    const target = pointerIn(refOf(value) ?? "");
    if (target === undefined || hops === maxHops) return undefined;
    tokens = [...tokensOf(target), ...tokens.slice(next)];
    [value, at, next, hops] = [document, "", 0, hops + 1];
  }
  return { value, pointer: at, direct: hops === 0 };
};

/** What a chain of references ends at: something that is no reference of this document, nothing, or itself. */
export type ChainEnd = "value" | "nothing" | "itself";

/** Follows chains of references from a pointer. Each link is looked at once, however many chains go through it. */
export const createChains = (document: Json): ((pointer: string) => ChainEnd) => {
  const known = new Map<string, ChainEnd>();
  return (start) => {
    const chain: string[] = [];
    let end: ChainEnd | undefined;
    for (let pointer: string | undefined = start; end === undefined; ) {
      end = known.get(pointer);
      if (end !== undefined) break;
      known.set(pointer, "itself"); // until we know better: met again on this chain, it is a circle
      chain.push(pointer);
      const found = find(document, pointer);
      const target: string | undefined = pointerIn(refOf(found?.value) ?? "");
      if (found === undefined) end = "nothing";
      else if (target === undefined) end = "value";
      else pointer = target;
    }
    for (const link of chain) known.set(link, end);
    return end;
  };
};
