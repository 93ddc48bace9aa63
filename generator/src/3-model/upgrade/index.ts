import type { JsonObject, OpenApiVersion } from "../../document/json.js";
import { upgradeSwagger2 } from "./swagger-2.js";

/**
 * What makes a document of each version one that the readers of this stage understand. The versions of OpenAPI 3 differ
 * in spellings only, which the readers take as they come; Swagger 2.0 has another shape.
 */
const upgrades: { readonly [Version in OpenApiVersion]: (document: JsonObject) => JsonObject } = {
  "2.0": upgradeSwagger2,
  "3.0": (document) => document,
  "3.1": (document) => document,
  "3.2": (document) => document,
};

export const upgrade = (document: JsonObject, version: OpenApiVersion): JsonObject =>
  upgrades[version](document);
