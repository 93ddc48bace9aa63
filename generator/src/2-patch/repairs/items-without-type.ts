import type { JsonObject } from "../../document/json.js";
import { isObject } from "../merge.js";
import type { Repair } from "./repair.js";
import { schemaSpots } from "./schema-spots.js";

/** Keywords beside which `items` may be meant for some values only, or the type stands elsewhere. */
const otherwise: readonly string[] =
  `type $ref allOf anyOf oneOf not enum const if $dynamicRef properties patternProperties additionalProperties required
  pattern minLength maxLength multipleOf`.split(/\s+/);

const isSample = (value: unknown): boolean => value === undefined || value === null || Array.isArray(value);

const speaksOfLists = (schema: JsonObject): boolean =>
  otherwise.every((keyword) => schema[keyword] === undefined) &&
  isSample(schema.default) &&
  isSample(schema.example);

/**
 * `items` says nothing about values that are no list, so without `type: array` anything is admitted. Under `not` and
 * `if` that may be the point; elsewhere a list was meant.
 */
export const itemsWithoutType: Repair = {
  code: "patch/items-without-type",
  begin: (document) => {
    const isSchema = schemaSpots(document);
    return (value, spot, { report, at }) => {
      if (typeof value === "string" || !isObject(value.items) || value.type !== undefined) return value;
      if (!isSchema(spot) || spot.slot === "not" || spot.slot === "if" || !speaksOfLists(value)) return value;
      report.add("patch/items-without-type", at(), {});
      return { type: "array", ...value };
    };
  },
};
