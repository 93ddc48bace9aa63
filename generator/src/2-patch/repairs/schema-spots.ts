import { versionOf } from "../../1-load/index.js";
import type { JsonObject } from "../../document/json.js";
import { isSchemaSlot } from "../../document/sections.js";
import type { Spot } from "../../document/walk.js";

/** Whether a schema stands at a spot. Parameters and headers of Swagger 2.0 are schemas with a name. */
export const schemaSpots = (document: JsonObject): ((spot: Spot) => boolean) => {
  const named = versionOf(document) === "2.0";
  return ({ slot, map }) =>
    !map && (isSchemaSlot(slot) || (named && (slot === "parameters" || slot === "headers")));
};
