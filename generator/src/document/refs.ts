import { pointerIn, pointerTo, tokensOf, valueAt } from "@jackfield/contract";
import { isObject, type Json, type JsonObject } from "./json.js";

/** Where a chain of references ends: at a value, at nothing, or in a circle. `pointer` is the last place that exists. */
type Followed =
  | { readonly kind: "value"; readonly value: Json | undefined; readonly pointer: string }
  | {
      readonly kind: "dangling" | "circle";
      /** The reference that leads on. */
      readonly ref: string;
      readonly pointer: string;
    };

/** Follows `$ref` inside one document, from a value that stands at `from`. A value that is not a reference is its own end. */
export const followRefs = (document: JsonObject, start: Json | undefined, from = ""): Followed => {
  const seen = new Set<string>();
  let value = start;
  let pointer = from;
  while (isObject(value) && typeof value.$ref === "string") {
    const ref = value.$ref;
    const target = pointerIn(ref);
    const next = target === undefined ? undefined : valueAt(document, target);
    if (target !== undefined && seen.has(target)) return { kind: "circle", ref, pointer };
    if (target === undefined || next === undefined) return { kind: "dangling", ref, pointer };
    seen.add(target);
    pointer = target;
    // valueAt reads our own parsed document, so what it gives is JSON.
    value = next as Json;
  }
  return { kind: "value", value, pointer };
};

/** The object at the end of the references; undefined when they lead nowhere or to something else. */
export const objectBehind = (document: JsonObject, start: Json | undefined): JsonObject | undefined => {
  const end = followRefs(document, start);
  return end.kind === "value" && isObject(end.value) ? end.value : undefined;
};

/** Schemas that a value has to fit as well, by the parts of `allOf`; references stand as they are. */
export const partsOf = (schema: JsonObject): readonly Json[] => listOf(schema.allOf);

/** Schemas of which a value has to fit one; references stand as they are. */
export const alternativesOf = (schema: JsonObject): readonly Json[] => [
  ...listOf(schema.anyOf),
  ...listOf(schema.oneOf),
];

const listOf = (value: Json | undefined): readonly Json[] => (Array.isArray(value) ? value : []);

const isContainer = (value: Json | undefined): value is JsonObject | readonly Json[] =>
  value !== null && typeof value === "object";

/** A member of its own: an element of a list, not its length. */
const memberOf = (value: Json | undefined, token: string): Json | undefined => {
  if (!isContainer(value) || !Object.hasOwn(value, token)) return undefined;
  if (Array.isArray(value)) return /^\d+$/.test(token) ? value[Number(token)] : undefined;
  return (value as JsonObject)[token]; // not a list: checked above
};

/** What a Reference Object refers to; undefined for any other value. */
const refOf = (value: Json | undefined): string | undefined => {
  const ref = memberOf(value, "$ref");
  return typeof ref === "string" ? ref : undefined;
};

/** The reference that leads to a pointer. Only what would be read as an escape needs one. */
export const refTo = (pointer: string): string => `#${pointer.replaceAll("%", "%25")}`;

/** What stands at a pointer. */
type RefTarget = {
  readonly value: Json;
  /** Where it really stands, after references on the way were followed. */
  readonly pointer: string;
  /** Whether no reference was on the way. */
  readonly direct: boolean;
};

/** A pointer may lead through this many references, and a chain have this many; more are a circle. */
const maxHops = 20;

/**
 * What stands at a pointer. References on the way are followed, as many tools do, though strictly a pointer does not
 * lead through one. The value itself may be a reference. Undefined: nothing stands there.
 */
export const find = (document: Json, pointer: string): RefTarget | undefined => {
  let tokens = tokensOf(pointer);
  let [value, at, next, hops] = [document, "", 0, 0];
  while (next < tokens.length) {
    const token = tokens[next] ?? "";
    const inner = memberOf(value, token);
    if (inner !== undefined) {
      value = inner;
      at = pointerTo(at, token);
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

/** Follows a value through chains of references to the object at their end. Each reference is looked up once. */
export const createFollower = (document: Json): ((value: Json | undefined) => JsonObject | undefined) => {
  const targets = new Map<string, Json | undefined>();
  const target = (ref: string): Json | undefined => {
    if (!targets.has(ref)) {
      const pointer = pointerIn(ref);
      targets.set(ref, pointer === undefined ? undefined : find(document, pointer)?.value);
    }
    return targets.get(ref);
  };
  return (start) => {
    let value = start;
    for (let hops = 0; hops < maxHops; hops += 1) {
      const ref = refOf(value);
      if (ref === undefined) return isObject(value) ? value : undefined;
      value = target(ref);
    }
    return undefined;
  };
};

/** What a chain of references ends at: something that is not a reference of this document, nothing, or itself. */
type ChainEnd = "value" | "nothing" | "itself";

/** Follows chains of references from a pointer; `pointerOf` reads a reference. Each link is looked at once, however many chains go through it. */
export const createChains = (
  document: Json,
  pointerOf: (ref: string) => string | undefined = pointerIn,
): ((pointer: string) => ChainEnd) => {
  const known = new Map<string, ChainEnd>();
  return (start) => {
    const chain: string[] = [];
    let end: ChainEnd | undefined;
    for (let pointer: string | undefined = start; end === undefined; ) {
      end = known.get(pointer);
      if (end !== undefined) break;
      known.set(pointer, "itself"); // until we know better: met again on this chain, it is a circle
      chain.push(pointer);
      const target = find(document, pointer);
      const ref = refOf(target?.value);
      const next: string | undefined = ref === undefined ? undefined : pointerOf(ref);
      if (target === undefined) end = "nothing";
      else if (next === undefined) end = "value";
      else pointer = next;
    }
    for (const link of chain) known.set(link, end);
    return end;
  };
};
