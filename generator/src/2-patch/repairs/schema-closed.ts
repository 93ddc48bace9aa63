import type { Json, JsonObject } from "../../document/json.js";
import { alternativesOf, createFollower } from "../../document/refs.js";
import { quoted, upstream } from "../../report/index.js";
import { defineRepair, oneChange, schemaSpots } from "./repair.js";
import { namesIn, propertiesOf, reachesItself } from "./schema-parts.js";

/** Repairs of objects that admit only what they name, and of which something else is wanted at the same time. */

const isClosed = (schema: JsonObject | undefined): boolean =>
  schema?.additionalProperties === false && schema.patternProperties === undefined;

const opened = ({ additionalProperties: _, ...schema }: JsonObject): JsonObject => schema;

/**
 * A closed object next to alternatives with properties of their own, or closed alternatives next to an object's: whatever is
 * given, one of them forbids it. `unevaluatedProperties` says what was meant.
 */
export const closedAlternatives = defineRepair<{ names: readonly string[] }>({
  code: "patch/closed-alternatives",
  summary:
    "an object and its alternatives (`anyOf`, `oneOf`) that forbid each other's properties; they are opened",
  severity: "warning",
  message: ({ names }) =>
    `The schema and its alternatives forbid each other ${quoted(names)} ("additionalProperties"); all properties are allowed.`,
  fix: 'Report it upstream: "unevaluatedProperties: false" around the alternatives closes the whole.',
  begin: (document) => {
    const isSchema = schemaSpots(document);
    const follow = createFollower(document);
    return (value, spot) => {
      const choices = alternativesOf(value);
      if (choices.length === 0 || !isSchema(spot)) return undefined;
      const own = propertiesOf(value);
      const missing = (schema: JsonObject | undefined, from: JsonObject): readonly string[] =>
        Object.keys(from).filter((name) => !Object.hasOwn(propertiesOf(schema), name));
      const foreign = choices.flatMap((choice) => missing(value, propertiesOf(follow(choice))));
      const isForbidding = (choice: Json): boolean => {
        const whole = follow(choice);
        return whole !== undefined && isClosed(whole) && missing(whole, own).length > 0;
      };
      const opensBase = isClosed(value) && foreign.length > 0;
      const lost = Object.keys(own).filter((name) =>
        choices.every((choice) => isForbidding(choice) && !Object.hasOwn(propertiesOf(follow(choice)), name)),
      );
      const names = [...new Set([...(opensBase ? foreign : []), ...lost])];
      if (names.length === 0) return undefined;
      const open = (choice: Json): Json => {
        const whole = follow(choice);
        return whole !== undefined && isForbidding(choice) && !reachesItself(whole, follow)
          ? opened(whole)
          : choice;
      };
      const { anyOf, oneOf } = value;
      const result = {
        ...(opensBase ? opened(value) : value),
        ...(Array.isArray(anyOf) && { anyOf: anyOf.map(open) }),
        ...(Array.isArray(oneOf) && { oneOf: oneOf.map(open) }),
      };
      return oneChange(result, { names });
    };
  },
});

/** `required: [id]` of a closed object without a property `id`: no object has it and may have it. */
export const requiredButClosed = defineRepair<{ names: readonly string[] }>({
  code: "patch/required-but-closed",
  summary: "required properties that a closed object does not have; they are no longer required",
  severity: "warning",
  message: ({ names }) =>
    `${quoted(names)} is required, but the object has no such property and admits no others; no longer required.`,
  fix: upstream,
  member: "required",
  begin: (document) => {
    const isSchema = schemaSpots(document);
    return (value, spot) => {
      if (!isClosed(value) || typeof value.$ref === "string" || !isSchema(spot)) return undefined;
      const { required, ...others } = value;
      const all = namesIn(required);
      const names = all.filter((name) => !Object.hasOwn(propertiesOf(value), name));
      if (names.length === 0) return undefined;
      const left = all.filter((name) => !names.includes(name));
      return oneChange(left.length === 0 ? others : { ...value, required: left }, { names }, "required");
    };
  },
});
