import type { Json, JsonObject } from "../../document/json.js";
import { child } from "../../document/pointer.js";
import type { Spot } from "../../document/walk.js";
import { define } from "../draft.js";
import { isObject } from "../merge.js";
import { isOperation, operationSlots } from "./document-spots.js";
import { createInside } from "./referred-inside.js";
import type { Repair, Told } from "./repair.js";
import { refInText } from "./string-ref.js";

const isStatus = (key: string): boolean => /^(?:[1-5](?:\d\d|XX)|default)$/.test(key);

const fields = ["description", "content", "schema", "headers", "links", "examples", "$ref", "ref"];

/** The response that a value is, or refers to in text that was meant to be a reference. */
const responseIn = (value: Json | undefined): JsonObject | undefined => {
  if (isObject(value)) return fields.some((key) => Object.hasOwn(value, key)) ? value : undefined;
  const ref = typeof value === "string" ? refInText(value) : undefined;
  return ref === undefined ? undefined : { $ref: ref };
};

type Found = {
  readonly inside: string;
  readonly status: string;
  readonly response: JsonObject;
  /** Where it was found, below the outermost response's holder. */
  readonly path: readonly string[];
};

/** The value without its members that are responses. */
const without = (value: JsonObject, path: readonly string[], inside: string, found: Found[]): JsonObject => {
  const rest: JsonObject = {};
  const before = found.length;
  for (const [key, inner] of Object.entries(value)) {
    const response = isStatus(key) ? responseIn(inner) : undefined;
    if (response) found.push({ inside, status: key, response, path: [...path, key] });
    else define(rest, key, inner);
  }
  return found.length === before ? value : rest;
};

/** The response without the responses in it, and without those one level deeper, in its content. */
const emptied = (response: JsonObject, path: readonly string[], found: Found[]): JsonObject => {
  const inside = path.at(-1) ?? "";
  const rest = without(response, path, inside, found);
  if (!isObject(rest.content)) return rest;
  const content = without(rest.content, [...path, "content"], inside, found);
  if (content === rest.content) return rest;
  const { content: _, ...others } = rest;
  return Object.keys(content).length === 0 ? others : { ...others, content };
};

const mendOperation = (value: JsonObject, spot: Spot, { report, at }: Told): JsonObject => {
  if (!isObject(value.responses)) return value;
  const found: Found[] = [];
  const outer = Object.entries(value.responses).map(([status, response]): readonly [string, Json] => [
    status,
    isStatus(status) && isObject(response) ? emptied(response, [status], found) : response,
  ]);
  if (found.length === 0) return value;
  const responses: JsonObject = Object.fromEntries(outer);
  // The list grows while it is walked: what moves out may hold others.
  for (const { inside, status, response, path } of found) {
    const moved = !Object.hasOwn(responses, status);
    const whole = emptied(response, path, found);
    if (moved) define(responses, status, whole);
    const became = moved ? "moved beside it" : `dropped, since ${status} has a response already`;
    const pointer = child(spot.pointer(), "responses", ...path);
    report.add("patch/nested-response", { ...at("responses"), pointer }, { inside, status, became });
  }
  return { ...value, responses };
};

/** Beside a shared response is no place for one with a status: its neighbours have names. */
const mendShared = (value: JsonObject, { name, pointer }: Spot, { report, at }: Told): JsonObject => {
  const found: Found[] = [];
  const rest = emptied(value, [String(name)], found);
  for (const { inside, status, path } of found) {
    const became = "dropped, since a shared response has no status";
    const place = { ...at(), pointer: child(pointer(), ...path.slice(1)) };
    report.add("patch/nested-response", place, { inside, status, became });
  }
  return rest;
};

/**
 * `responses/400/404`: a response that was indented too far. It moves out, unless its status has a response already or
 * it stands in a shared response.
 */
export const nestedResponse: Repair = {
  code: "patch/nested-response",
  slots: new Set([...operationSlots, "responses"]),
  begin: (document) => {
    const isReferredTo = createInside(document);
    return (value, spot, told) => {
      if (typeof value === "string") return value;
      if (isOperation(spot)) return mendOperation(value, spot, told);
      const isShared = spot.slot === "responses" && !spot.map && !operationSlots.has(spot.within);
      if (!isShared || isReferredTo(spot.pointer())) return value;
      return mendShared(value, spot, told);
    };
  },
};
