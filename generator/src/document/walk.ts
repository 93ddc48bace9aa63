import { pointerTo, schemaPlaces } from "@jackfield/contract";
import { isObject, type Json, type JsonObject } from "./json.js";
/** Where a walk is. Valid only during the visit. */
export type WalkSpot = {
  /**
   * The keyword that gives the value its meaning: `schema`, `items`; for members of a map the keyword of the map:
   * `properties`, `responses`; `""` for the document.
   */
  readonly slot: string;
  /** The slot of the object around it, maps and lists left out: `get` for an operation's response or parameter. */
  readonly within: string;
  /** The last token: the name in a map, the index in a list, or the keyword itself. */
  readonly name: string | number;
  /** True for a whole map that is nothing but a reference: `paths: { $ref: paths.yaml }`. */
  readonly map: boolean;
  pointer(): string;
  /** Called by a visit: what it gives back is not looked into. */
  leave(): void;
};

/**
 * Sees every object of a spec that OpenAPI or JSON Schema gives a meaning to, parents first, and every string
 * where such an object is expected. Gives back the value itself, or what to put in its place.
 */
type Visit = (value: JsonObject | string, spot: WalkSpot) => Json;

/** Keywords whose members are names that somebody chose. */
const maps: ReadonlySet<string> = new Set([
  ...schemaPlaces.map,
  ...`dependencies paths webhooks responses schemas
  parameters requestBodies headers securitySchemes securityDefinitions links callbacks pathItems mediaTypes content
  encoding variables mapping scopes examples additionalOperations`.split(/\s+/),
]);

/** Keywords whose value is data, not a part of the spec. */
const literals: ReadonlySet<string> = new Set([
  "example",
  "default",
  "enum",
  "const",
  "required",
  "security",
  "tags",
]);

/** Where an object stands; a string there is a mistake that somebody may want to see. */
const objectSlots: ReadonlySet<string> = new Set([
  ...Object.values(schemaPlaces).flat(),
  ...`schema itemSchema requestBody schemas parameters responses requestBodies headers links callbacks paths webhooks
  pathItems content`.split(/\s+/),
]);

type WalkShape = "object" | "map" | "callback";

/**
 * One pass over a spec. Nothing is mutated: what no visit replaced is shared with the result, and the result is
 * `document` itself when nothing was. `start` says what the document is, when it is only a part of one.
 */
export const rewrite = (
  document: Json,
  visit: Visit,
  start: { readonly slot: string; readonly map: boolean } = { slot: "", map: false },
): Json => {
  const path: (string | number)[] = [];
  const around: string[] = []; // slots of the objects that the walk is in
  let left = false;
  const leave = (): void => {
    left = true;
  };
  const spot = {
    ...start,
    within: "",
    name: "" as string | number, // the type of its later values
    pointer: () => pointerTo("", ...path),
    leave,
  }; // refilled for each visit
  const see = (value: JsonObject | string, at: string, map = false): Json => {
    spot.slot = at;
    spot.within = around.at(-1) ?? "";
    spot.map = map;
    spot.name = path.at(-1) ?? "";
    return visit(value, spot);
  };

  const list = (values: readonly Json[], at: string): Json => {
    let copy: Json[] | undefined;
    for (let index = 0; index < values.length; index++) {
      const value = values[index] as Json; // the index is below the length
      path.push(index);
      const now = walk(value, at, "object");
      path.pop();
      if (now === value) continue;
      copy ??= [...values];
      copy[index] = now;
    }
    return copy ?? values;
  };

  const step = (key: string, value: Json, at: string, shape: WalkShape): Json => {
    if (shape === "map") return walk(value, at, at === "callbacks" ? "callback" : "object");
    if (shape === "callback") return walk(value, "pathItems", "object");
    if (literals.has(key) || key.startsWith("x-")) return value;
    return walk(value, key, maps.has(key) && !Array.isArray(value) ? "map" : "object");
  };

  const walk = (value: Json, at: string, shape: WalkShape): Json => {
    left = false;
    if (typeof value === "string") return objectSlots.has(at) && shape !== "map" ? see(value, at) : value;
    if (value === null || typeof value !== "object") return value;
    if (Array.isArray(value)) return at === "examples" ? value : list(value, at);
    const map = value as JsonObject; // not a list: checked above
    const isMap = shape === "map";
    const seen = isMap && typeof map.$ref !== "string" ? value : see(map, at, isMap);
    if (left || !isObject(seen) || (at === "examples" && shape === "object")) return seen;
    if (!isMap) around.push(at);
    let copy: { [key: string]: Json } | undefined;
    for (const key of Object.keys(seen)) {
      const inner = seen[key] as Json; // one of its own keys
      if (inner === null || (typeof inner !== "object" && typeof inner !== "string")) continue;
      if (isMap && key === "$ref" && typeof inner === "string") continue; // the whole map is a reference
      // Most members are plain text, which nobody asks to see.
      if (shape === "object" && typeof inner === "string" && !objectSlots.has(key)) continue;
      path.push(key);
      const now = step(key, inner, at, shape);
      path.pop();
      if (now === inner) continue;
      copy ??= { ...seen };
      Object.defineProperty(copy, key, { value: now, writable: true, enumerable: true, configurable: true });
    }
    if (!isMap) around.pop();
    return copy ?? seen;
  };

  return walk(document, start.slot, start.map ? "map" : "object");
};
