import { STATUS_CODES } from "node:http";
import { versionOf } from "../../1-load/index.js";
import { define, isObject, type Json, type JsonObject } from "../../document/json.js";
import { upstream } from "../../report/index.js";
import { createInside, refInText } from "./references.js";
import {
  defineRepair,
  isExtension,
  isOperation,
  oneChange,
  operationSlots,
  type Repaired,
} from "./repair.js";

const isStatus = (key: string): boolean => /^(?:[1-5](?:\d\d|XX)|default)$/.test(key);

const fields = ["description", "content", "schema", "headers", "links", "examples", "$ref", "ref"];

/** The response that a value is, or refers to in text that was meant to be a reference. */
const responseIn = (value: Json | undefined): JsonObject | undefined => {
  if (isObject(value)) return fields.some((key) => Object.hasOwn(value, key)) ? value : undefined;
  const ref = typeof value === "string" ? refInText(value) : undefined;
  return ref === undefined ? undefined : { $ref: ref };
};

type Nested = {
  readonly inside: string;
  readonly status: string;
  readonly response: JsonObject;
  /** Where it stood, below the outermost response's holder. */
  readonly path: readonly string[];
};

/** The value without its members that are responses. */
const without = (
  value: JsonObject,
  path: readonly string[],
  inside: string,
  nested: Nested[],
): JsonObject => {
  const rest: JsonObject = {};
  const before = nested.length;
  for (const [key, inner] of Object.entries(value)) {
    const response = isStatus(key) ? responseIn(inner) : undefined;
    if (response) nested.push({ inside, status: key, response, path: [...path, key] });
    else define(rest, key, inner);
  }
  return nested.length === before ? value : rest;
};

/** The response without the responses in it, and without those one level deeper, in its content. */
const emptied = (response: JsonObject, path: readonly string[], nested: Nested[]): JsonObject => {
  const inside = path.at(-1) ?? "";
  const rest = without(response, path, inside, nested);
  if (!isObject(rest.content)) return rest;
  const content = without(rest.content, [...path, "content"], inside, nested);
  if (content === rest.content) return rest;
  const { content: _, ...others } = rest;
  return Object.keys(content).length === 0 ? others : { ...others, content };
};

type NestedResponse = { readonly inside: string; readonly status: string; readonly became: string };

const ofOperation = (value: JsonObject): Repaired<NestedResponse> | undefined => {
  if (!isObject(value.responses)) return undefined;
  const nested: Nested[] = [];
  const outer = Object.entries(value.responses).map(([status, response]): readonly [string, Json] => [
    status,
    isStatus(status) && isObject(response) ? emptied(response, [status], nested) : response,
  ]);
  const responses: JsonObject = Object.fromEntries(outer);
  const changes = [];
  // The list grows while it is walked: what moves out may hold others.
  for (const { inside, status, response, path } of nested) {
    const moves = !Object.hasOwn(responses, status);
    const whole = emptied(response, path, nested);
    if (moves) define(responses, status, whole);
    const became = moves ? "moved out of it" : `dropped, since there is another response ${status}`;
    changes.push({
      at: ["responses", ...path],
      replaced: ["responses"],
      params: { inside, status, became },
    });
  }
  return changes.length === 0 ? undefined : { value: { ...value, responses }, changes };
};

/** A shared response stands among names, where a status has no place. */
const ofShared = (value: JsonObject, name: string): Repaired<NestedResponse> | undefined => {
  const nested: Nested[] = [];
  const rest = emptied(value, [name], nested);
  if (nested.length === 0) return undefined;
  const became = "dropped, since a shared response has no status";
  const changes = nested.map(({ inside, status, path }) => ({
    at: path.slice(1),
    replaced: [],
    params: { inside, status, became },
  }));
  return { value: rest, changes };
};

/**
 * `responses/400/404`: a response that was indented too far. It moves out, unless its status has a response already or
 * it stands in a shared response.
 */
export const nestedResponse = defineRepair<{ inside: string; status: string; became: string }>({
  code: "patch/nested-response",
  summary:
    "a response inside another one; it moves out, unless its status has one or the outer one is shared",
  severity: "warning",
  message: ({ inside, status, became }) => `Response ${status} is inside response ${inside}; ${became}.`,
  fix: upstream,
  slots: new Set([...operationSlots, "responses"]),
  begin: (document) => {
    const isReferredTo = createInside(document);
    return (value, spot) => {
      if (isOperation(spot)) return ofOperation(value);
      const isShared = spot.slot === "responses" && !spot.map && !operationSlots.has(spot.within);
      return isShared && !isReferredTo(spot.pointer()) ? ofShared(value, String(spot.name)) : undefined;
    };
  },
});

/** Before OpenAPI 3.1 an operation must have a response, and in all versions `responses` must not be empty. */
export const missingResponses = defineRepair<Record<never, never>>({
  code: "patch/missing-responses",
  summary: "an operation without responses; it gets `default`",
  severity: "info",
  message: () => "The operation declares no responses; any response is accepted.",
  fix: upstream,
  slots: operationSlots,
  begin: (document) => {
    const isNeeded = ["2.0", "3.0"].includes(versionOf(document));
    return (value, spot) => {
      if (!isOperation(spot) || (value.responses === undefined && !isNeeded)) return undefined;
      const { responses = {} } = value;
      if (!isObject(responses) || !Object.keys(responses).every(isExtension)) return undefined;
      const result = { ...value, responses: { ...responses, default: { description: "Response" } } };
      return oneChange(result, {}, "responses");
    };
  },
});

const classes: Readonly<Record<string, string>> = {
  "1": "Informational",
  "2": "Success",
  "3": "Redirection",
  "4": "Client error",
  "5": "Server error",
};

const meaning = (status: string): string =>
  (Object.hasOwn(STATUS_CODES, status) ? STATUS_CODES[status] : undefined) ??
  classes[/^([1-5])(?:XX|\d\d)$/i.exec(status)?.[1] ?? ""] ??
  "Response";

/** A response without the description that OpenAPI requires; it may have slipped into `content`, where no media type is called so. */
export const missingDescription = defineRepair<{ status: string; description: string }>({
  code: "patch/missing-description",
  summary: "a response without description gets the meaning of its status",
  severity: "info",
  message: ({ status, description }) => `Response ${status} has no description; "${description}" is used.`,
  fix: upstream,
  slots: new Set(["responses"]),
  begin:
    () =>
    (value, { name, map }) => {
      if (map || isExtension(name)) return undefined;
      if (typeof value.description === "string" || Object.hasOwn(value, "$ref")) return undefined;
      const { description: _, ...others } = value;
      const { content, ...bare } = others;
      const slipped =
        isObject(content) && typeof content.description === "string" ? content.description : undefined;
      const description = slipped ?? meaning(String(name));
      const params = { status: String(name), description };
      if (slipped === undefined || !isObject(content)) return oneChange({ description, ...others }, params);
      const { description: _slipped, ...types } = content;
      const rest: JsonObject = Object.keys(types).length === 0 ? {} : { content: types };
      return oneChange({ description, ...bare, ...rest }, params);
    },
});
