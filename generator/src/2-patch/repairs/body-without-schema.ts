import { isJson } from "@jackfield/contract";
import type { Json, JsonObject } from "../../document/json.js";
import { define } from "../draft.js";
import { isObject } from "../merge.js";
import { bodySlots, isParameter, isSwagger2 } from "./document-spots.js";
import type { Repair } from "./repair.js";

const saysNothing = (media: Json): media is JsonObject =>
  isObject(media) &&
  media.schema === undefined &&
  media.itemSchema === undefined &&
  typeof media.$ref !== "string";

/** Content of a body whose JSON may be anything; undefined when all is said. */
const filled = (
  content: Json | undefined,
): { readonly types: readonly string[]; readonly content: JsonObject } | undefined => {
  const open = { schema: {} };
  const told = isObject(content) ? content : {};
  // A description is all that many a body has.
  if (Object.keys(told).length === 0)
    return { types: ["application/json"], content: { "application/json": open } };
  const types = Object.keys(told).filter((type) => isJson(type) && saysNothing(told[type] ?? null));
  if (types.length === 0) return undefined;
  const unsaid = new Set(types);
  const whole: JsonObject = {};
  for (const [type, media] of Object.entries(told))
    define(whole, type, unsaid.has(type) && isObject(media) ? { ...media, ...open } : media);
  return { types, content: whole };
};

/** A JSON body of which nothing is said: any JSON. */
export const bodyWithoutSchema: Repair = {
  code: "patch/body-without-schema",
  slots: new Set([...bodySlots, "parameters"]),
  begin:
    (document) =>
    (value, spot, { report, at }) => {
      if (typeof value === "string" || spot.map || typeof value.$ref === "string") return value;
      if (isSwagger2(document)) {
        if (!isParameter(value, spot) || value.in !== "body" || value.schema !== undefined) return value;
        report.add("patch/body-without-schema", at("schema"), { types: [] });
        return { ...value, schema: {} };
      }
      if (spot.slot === "parameters") return value;
      if (value.content !== undefined && !isObject(value.content)) return value;
      const found = filled(value.content);
      if (!found) return value;
      report.add("patch/body-without-schema", at("content"), { types: found.types });
      return { ...value, content: found.content };
    },
};
