import type { Json, JsonObject, OpenApiVersion } from "../document/json.js";
import type { Report } from "../report/index.js";
import type { ReadBytes } from "./bytes.js";
import { parse } from "./parse.js";
import { decode, reportFault } from "./text.js";

type Recognition =
  | { readonly kind: "openapi"; readonly version: OpenApiVersion; readonly document: JsonObject }
  | { readonly kind: "unsupported"; readonly version: string }
  | { readonly kind: "empty" }
  /** What it is instead, for a message. */
  | { readonly kind: "other"; readonly content: string };

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
const others: readonly { readonly key: string; readonly content: string }[] = [
  { key: "overlay", content: "an OpenAPI Overlay, which belongs under overlays or --overlay" },
  { key: "arazzo", content: "an Arazzo workflow document" },
  { key: "asyncapi", content: "an AsyncAPI document" },
  { key: "swaggerVersion", content: "a Swagger 1 document" },
  { key: "discoveryVersion", content: "a Google discovery document" },
  { key: "_format", content: "an Insomnia export" },
  { key: "log", content: "a recorded HTTP archive" },
  { key: "__schema", content: "a GraphQL schema" },
  { key: "$schema", content: "a JSON Schema" },
];

const whatElse = (document: JsonObject): string => {
  const info = document.info;
  if (info && typeof info === "object" && Object.hasOwn(info, "_postman_id")) return "a Postman collection";
  const known = others.find(({ key }) => Object.hasOwn(document, key));
  if (known) return known.content;
  const keys = Object.keys(document).slice(0, 5);
  if (keys.length === 0) return "an object without keys";
  return `an object with the keys ${keys.map((key) => `"${key.slice(0, 40)}"`).join(", ")}`;
};

/** Which OpenAPI a value is, or what it is instead. */
export const recognize = (value: Json): Recognition => {
  if (value === null) return { kind: "empty" };
  if (Array.isArray(value)) return { kind: "other", content: `a list of ${value.length} values` };
  if (typeof value === "string" && /^\s*</.test(value))
    return { kind: "other", content: "an HTML or XML page" };
  if (typeof value !== "object") return { kind: "other", content: `a single ${typeof value}` };
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
  return { kind: "other", content: whatElse(document) };
};

/** The version of a document that was recognized; of a mere part of one, `3.0`. */
export const versionOf = (document: JsonObject): OpenApiVersion => {
  const recognition = recognize(document);
  return recognition.kind === "openapi" ? recognition.version : "3.0";
};

/** What was read, once it is known to be a spec. */
type ParsedSpec = {
  readonly version: OpenApiVersion;
  readonly document: JsonObject;
};

/** The spec in what was read; undefined after reporting when there is none. `file` is for the reports. */
export const specIn = (read: ReadBytes, file: string, report: Report): ParsedSpec | undefined => {
  if (!read.ok) {
    read.failure.report(report, { file });
    return undefined;
  }
  const decoded = decode(read.bytes);
  if (!decoded.ok) {
    report.add("load/not-text", { file }, { content: decoded.content });
    return undefined;
  }
  const { text } = decoded;
  const parsed = text.trim() === "" ? ({ ok: true, value: null } as const) : parse(text, file);
  if (!parsed.ok) {
    if (/^\s*<(!doctype|html|\?xml)/i.test(text))
      report.add("load/not-openapi", { file }, { content: "an HTML or XML page" });
    else for (const fault of parsed.faults) reportFault(fault, text, file, report);
    return undefined;
  }
  const recognition = recognize(parsed.value);
  if (recognition.kind === "empty") report.add("load/empty", { file }, {});
  if (recognition.kind === "other")
    report.add("load/not-openapi", { file }, { content: recognition.content });
  if (recognition.kind === "unsupported")
    report.add("load/unsupported-version", { file }, { version: recognition.version });
  return recognition.kind === "openapi"
    ? { version: recognition.version, document: recognition.document }
    : undefined;
};
