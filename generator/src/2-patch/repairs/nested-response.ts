import type { Json, JsonObject } from "../../1-load/index.js";
import { define } from "../draft.js";
import { isObject } from "../merge.js";
import { isOperation, operationSlots } from "./document-spots.js";
import type { Repair } from "./repair.js";

const isStatus = (key: string): boolean => /^(?:[1-5](?:\d\d|XX)|default)$/.test(key);

const isResponse = (value: Json | undefined): value is JsonObject =>
  isObject(value) &&
  ["description", "content", "schema", "headers", "links", "examples", "$ref", "ref"].some((key) =>
    Object.hasOwn(value, key),
  );

type Found = { readonly inside: string; readonly status: string; readonly response: JsonObject };

/** The value without its members that are responses. */
const without = (value: JsonObject, inside: string, found: Found[]): JsonObject => {
  const nested = Object.keys(value).filter((key) => isStatus(key) && isResponse(value[key]));
  if (nested.length === 0) return value;
  const rest: JsonObject = {};
  for (const [key, inner] of Object.entries(value)) {
    if (nested.includes(key))
      found.push({ inside, status: key, response: inner as JsonObject }); // isResponse says so
    else define(rest, key, inner);
  }
  return rest;
};

/** The response without the responses in it, and without those one level deeper, in its content. */
const emptied = (response: JsonObject, inside: string, found: Found[]): JsonObject => {
  const rest = without(response, inside, found);
  if (!isObject(rest.content)) return rest;
  const content = without(rest.content, inside, found);
  if (content === rest.content) return rest;
  const { content: _, ...others } = rest;
  return Object.keys(content).length === 0 ? others : { ...others, content };
};

/** `responses/400/404`: a response that was indented too far. It moves out, unless its status has a response already. */
export const nestedResponse: Repair = {
  code: "patch/nested-response",
  slots: operationSlots,
  begin:
    () =>
    (value, spot, { report, at }) => {
      if (typeof value === "string" || !isOperation(spot) || !isObject(value.responses)) return value;
      const found: Found[] = [];
      const outer = Object.entries(value.responses).map(([status, response]): readonly [string, Json] => [
        status,
        isStatus(status) && isObject(response) ? emptied(response, status, found) : response,
      ]);
      if (found.length === 0) return value;
      const responses: JsonObject = Object.fromEntries(outer);
      // The list grows while it is walked: what moves out may hold others.
      for (const { inside, status, response } of found) {
        const moved = !Object.hasOwn(responses, status);
        const whole = emptied(response, status, found);
        if (moved) define(responses, status, whole);
        report.add("patch/nested-response", at("responses"), { inside, status, moved });
      }
      return { ...value, responses };
    },
};
