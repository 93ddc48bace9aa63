import { versionOf } from "../../1-load/index.js";
import type { JsonObject } from "../../document/json.js";
import { isSchemaSlot } from "../../document/sections.js";
import type { WalkSpot } from "../../document/walk.js";

/** The fixed methods of a Path Item Object (OpenAPI 3.2 section 4.9.1). */
export const methods: ReadonlySet<string> = new Set(
  "get put post delete options head patch trace query".split(" "),
);

export const operationSlots: ReadonlySet<string> = new Set([...methods, "additionalOperations"]);
export const itemSlots: ReadonlySet<string> = new Set(["paths", "webhooks", "pathItems"]);
export const parameterSlots: ReadonlySet<string> = new Set(["parameters"]);
export const bodySlots: ReadonlySet<string> = new Set(["requestBody", "requestBodies"]);
export const rootSlots: ReadonlySet<string> = new Set([""]);

/** A name that the specification keeps for extensions, also where names are free. */
export const isExtension = (name: string | number): boolean => String(name).startsWith("x-");

export const isRoot = ({ slot, pointer }: WalkSpot): boolean => slot === "" && pointer() === "";

export const isPathItem = ({ slot, name, map }: WalkSpot): boolean =>
  itemSlots.has(slot) && !map && !isExtension(name);

/** A schema may have an unknown member `options`; only in a path item that is an operation. */
export const isOperation = ({ slot, within, map }: WalkSpot): boolean =>
  operationSlots.has(slot) && itemSlots.has(within) && !map;

/** A Parameter Object, in a list or among the components; a link has members of the same name. */
export const isParameter = (value: JsonObject, { slot, within, map }: WalkSpot): boolean =>
  slot === "parameters" && !map && within !== "links" && typeof value.name === "string";

export const isSwagger2 = (document: JsonObject): boolean => versionOf(document) === "2.0";

/** Whether a schema stands at a spot. Parameters and headers of Swagger 2.0 are schemas with a name. */
export const schemaSpots = (document: JsonObject): ((spot: WalkSpot) => boolean) => {
  const swagger2 = isSwagger2(document);
  return ({ slot, map }) =>
    !map && (isSchemaSlot(slot) || (swagger2 && (slot === "parameters" || slot === "headers")));
};
