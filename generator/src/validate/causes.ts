import { pointerTo, tokensOf } from "@jackfield/contract";
import type { Json, JsonObject } from "../document/json.js";
import type { ValidatorFinding } from "./validate.js";

/**
 * What is wrong, without what follows from it: where a value does not fit the rules for its place, ajv also says so of every
 * alternative that it was tried as, and of all that is around it.
 * @param errors of ajv: `keyword`, `instancePath`, `message`, `params`.
 */
export const causesOf = (errors: readonly JsonObject[]): readonly ValidatorFinding[] => {
  const findings = errors.map((error) => ({ ...findingOf(error), isConsequence: isConsequence(error) }));
  const around = new Set(findings.flatMap(({ pointer }) => placesAround(pointer)));
  const direct = new Set(findings.flatMap(({ pointer, isConsequence }) => (isConsequence ? [] : [pointer])));
  const causes = findings.filter(
    ({ pointer, isConsequence }) => !isConsequence || !(around.has(pointer) || direct.has(pointer)),
  );
  return [...new Map(causes.map(({ pointer, text }) => [`${pointer} ${text}`, { pointer, text }])).values()];
};

/** Pointers to everything that a place is part of. */
const placesAround = (pointer: string): readonly string[] => {
  const tokens = tokensOf(pointer);
  return tokens.map((_, length) => pointerTo("", ...tokens.slice(0, length)));
};

/** That no alternative fits, or that the value could have been a reference, is never the reason by itself. */
const isConsequence = ({ keyword, params }: JsonObject): boolean =>
  ["oneOf", "anyOf", "not", "if"].includes(String(keyword)) ||
  (keyword === "required" && member(params, "missingProperty") === "$ref");

const member = (params: Json | undefined, key: string): Json | undefined =>
  (params as JsonObject | undefined)?.[key]; // ajv always gives an object

const findingOf = ({ keyword, instancePath, message, params }: JsonObject): ValidatorFinding => {
  const pointer = String(instancePath ?? "");
  const name = tokensOf(pointer).at(-1);
  const subject = name === undefined ? "the document" : `\`${name}\``;
  const unknown = member(params, "additionalProperty") ?? member(params, "unevaluatedProperty");
  if (unknown !== undefined)
    return {
      pointer: pointerTo(pointer, String(unknown)),
      text: `\`${String(unknown)}\` is unknown in ${subject}`,
    };
  const text =
    keyword === "type" ? `must be of type ${[member(params, "type")].flat().join(" or ")}` : message;
  return { pointer, text: `${subject} ${String(text)}` };
};
