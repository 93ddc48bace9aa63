import type { Json, JsonObject, OpenApiVersion } from "../document/json.js";

export type Recognised =
  | { readonly kind: "openapi"; readonly version: OpenApiVersion; readonly document: JsonObject }
  | { readonly kind: "unsupported"; readonly version: string }
  | { readonly kind: "empty" }
  /** What it is instead, for a message. */
  | { readonly kind: "other"; readonly found: string };

/** `openapi: 3` and `swagger: 2` come from an unquoted 3.0 and 2.0. */
const versions: readonly {
  readonly field: string;
  readonly pattern: RegExp;
  readonly version: OpenApiVersion;
}[] = [
  { field: "openapi", pattern: /^3(\.0(\.\d+)?)?(-.*)?$/, version: "3.0" },
  { field: "openapi", pattern: /^3\.1(\.\d+)?(-.*)?$/, version: "3.1" },
  { field: "openapi", pattern: /^3\.2(\.\d+)?(-.*)?$/, version: "3.2" },
  { field: "swagger", pattern: /^2(\.0(\.\d+)?)?$/, version: "2.0" },
];

/** Documents that people confuse with OpenAPI, by a key at their top. */
const others: readonly { readonly key: string; readonly found: string }[] = [
  { key: "overlay", found: "an OpenAPI Overlay, which belongs under overlays or --overlay" },
  { key: "arazzo", found: "an Arazzo workflow document" },
  { key: "asyncapi", found: "an AsyncAPI document" },
  { key: "swaggerVersion", found: "a Swagger 1 document" },
  { key: "discoveryVersion", found: "a Google discovery document" },
  { key: "_format", found: "an Insomnia export" },
  { key: "log", found: "a recorded HTTP archive" },
  { key: "__schema", found: "a GraphQL schema" },
  { key: "$schema", found: "a JSON Schema" },
];

const whatElse = (document: JsonObject): string => {
  const info = document.info;
  if (info && typeof info === "object" && Object.hasOwn(info, "_postman_id")) return "a Postman collection";
  const known = others.find(({ key }) => Object.hasOwn(document, key));
  if (known) return known.found;
  const keys = Object.keys(document).slice(0, 5);
  if (keys.length === 0) return "an object without keys";
  return `an object with the keys ${keys.map((key) => `«${key.slice(0, 40)}»`).join(", ")}`;
};

/** Which OpenAPI a value is, or what it is instead. */
export const recognise = (value: Json): Recognised => {
  if (value === null) return { kind: "empty" };
  if (Array.isArray(value)) return { kind: "other", found: `a list of ${value.length} values` };
  if (typeof value === "string" && /^\s*</.test(value))
    return { kind: "other", found: "an HTML or XML page" };
  if (typeof value !== "object") return { kind: "other", found: `a single ${typeof value}` };
  const document = value as JsonObject; // not null, not a list, an object
  for (const field of ["openapi", "swagger"]) {
    if (!Object.hasOwn(document, field)) continue;
    const written = document[field];
    if (typeof written !== "string" && typeof written !== "number") continue;
    const text = String(written).trim();
    const known = versions.find((entry) => entry.field === field && entry.pattern.test(text));
    if (known) return { kind: "openapi", version: known.version, document };
    return { kind: "unsupported", version: text.slice(0, 40) };
  }
  return { kind: "other", found: whatElse(document) };
};

/** The version of a document that was recognised; of a mere part of one, `3.0`. */
export const versionOf = (document: JsonObject): OpenApiVersion => {
  const found = recognise(document);
  return found.kind === "openapi" ? found.version : "3.0";
};
