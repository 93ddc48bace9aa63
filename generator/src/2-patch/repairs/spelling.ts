import { define, isObject, type Json, type JsonObject } from "../../document/json.js";
import { quoted, upstream } from "../../report/index.js";
import {
  bodySlots,
  defineRepair,
  isExtension,
  isOperation,
  isParameter,
  isPathItem,
  isRoot,
  isSwagger2,
  itemSlots,
  methods,
  oneChange,
  operationSlots,
  parameterSlots,
  type RepairChange,
  rootSlots,
} from "./repair.js";

type MemberRename = { readonly from: string; readonly to: string };

/** Which members get another name. A name that is taken, now or before, is not given. */
const renamesIn = (
  value: JsonObject,
  nameFor: (key: string) => string | undefined,
): ReadonlyMap<string, MemberRename> => {
  const taken = new Set<string>();
  const renames = new Map<string, MemberRename>();
  for (const key of Object.keys(value)) {
    const name = nameFor(key);
    if (name === undefined || name === key || Object.hasOwn(value, name) || taken.has(name)) continue;
    taken.add(name);
    renames.set(key, { from: key, to: name });
  }
  return renames;
};

/** The object with its members in their order, some under other names. */
const withNames = (value: JsonObject, renames: ReadonlyMap<string, MemberRename>): JsonObject => {
  const result: JsonObject = {};
  for (const [key, inner] of Object.entries(value)) define(result, renames.get(key)?.to ?? key, inner);
  return result;
};

/** Members of a map under other names; undefined when all have the right one. */
export const renamed = (
  holder: JsonObject,
  field: string,
  nameFor: (key: string) => string | undefined,
): { readonly value: JsonObject; readonly changes: readonly RepairChange<MemberRename>[] } | undefined => {
  const map = holder[field];
  if (!isObject(map)) return undefined;
  const renames = renamesIn(map, nameFor);
  if (renames.size === 0) return undefined;
  const changes = [...renames.values()].map((params) => ({ at: [field], params }));
  return { value: { ...holder, [field]: withNames(map, renames) }, changes };
};

/** The path with its slash; undefined for what is not a path, such as a whole address. */
const slashed = (path: string): string | undefined => {
  const text = path.trim();
  const other = text === "" || text.startsWith("$") || isExtension(text) || text.includes("://");
  if (other) return undefined;
  return text.startsWith("/") ? text : `/${text}`;
};

/** A path begins with a slash (OpenAPI 3.1 section 4.8.8); without it the last name of the server would swallow it. */
export const pathWithoutSlash = defineRepair<{ from: string; to: string }>({
  code: "patch/path-without-slash",
  summary: "a path that does not begin with a slash",
  severity: "warning",
  message: ({ from, to }) => `Path "${from}" does not start with a slash; read as ${to}.`,
  fix: upstream,
  slots: rootSlots,
  begin: () => (value, spot) => (isRoot(spot) ? renamed(value, "paths", slashed) : undefined),
});

/** `GET:` instead of `get:`; no reader would find the operation. */
export const methodCase = defineRepair<{ from: string; to: string }>({
  code: "patch/method-case",
  summary: "`GET:` for `get:`",
  severity: "warning",
  message: ({ from, to }) => `Method "${from}" must be lower case; read as "${to}".`,
  fix: upstream,
  slots: itemSlots,
  begin: () => (value, spot) => {
    if (!isPathItem(spot)) return undefined;
    const renames = renamesIn(value, (key) => {
      const method = key.trim().toLowerCase();
      return methods.has(method) && isObject(value[key]) ? method : undefined;
    });
    if (renames.size === 0) return undefined;
    return { value: withNames(value, renames), changes: [...renames.values()].map((params) => ({ params })) };
  },
});

/** `2xx`, `Default`, `200 OK`: what a responses object knows under `2XX`, `default` and `200`. */
const statusOf = (key: string, ranges: boolean): string | undefined => {
  const text = key.trim();
  if (/^default$/i.test(text)) return "default";
  if (ranges && /^[1-5]xx$/i.test(text)) return text.toUpperCase();
  return /^([1-5]\d\d)(?:$|[\s:-])/.exec(text)?.[1];
};

export const statusSpelling = defineRepair<{ from: string; to: string }>({
  code: "patch/status-spelling",
  summary: "`2xx`, `Default`, `200 OK` as names of responses",
  severity: "info",
  message: ({ from, to }) => `"${from}" is not a status; read as ${to}.`,
  fix: upstream,
  slots: operationSlots,
  begin: (document) => {
    const ranges = !isSwagger2(document); // Swagger 2.0 has none
    return (value, spot) =>
      isOperation(spot) ? renamed(value, "responses", (key) => statusOf(key, ranges)) : undefined;
  },
});

/** Words for media types. */
const mediaTypes: Readonly<Record<string, string>> = {
  json: "application/json",
  xml: "application/xml",
  text: "text/plain",
  "form-data": "multipart/form-data",
  multipart: "multipart/form-data",
};

/** `json`, or nothing, where a body names a media type: what it means, or JSON. Next to a real one it says nothing. */
export const mediaTypeSpelling = defineRepair<{ from: readonly string[]; to?: string }>({
  code: "patch/media-type-spelling",
  summary: "a body whose media type is `json`, or empty: read as JSON, or left out next to a real one",
  severity: "warning",
  message: ({ from, to }) =>
    `${quoted(from)} is not a media type; ${to === undefined ? "the others count" : `read as ${to}`}.`,
  fix: upstream,
  slots: bodySlots,
  member: "content",
  begin: () => (value, spot) => {
    const { content } = value;
    if (spot.map || !isObject(content)) return undefined;
    const keys = Object.keys(content);
    const wrong = keys.filter((key) => !key.includes("/") && isObject(content[key]) && !isExtension(key));
    const isBody = wrong.length > 0 && wrong.every((key) => isMedia(content[key]));
    if (!isBody) return undefined;
    const right = keys.filter((key) => key.includes("/"));
    const [first = ""] = wrong;
    const meant = mediaTypes[first.trim().toLowerCase()] ?? "application/json";
    const kept = right.length > 0 ? right : [first];
    const named = kept.map((key) => [right.length > 0 ? key : meant, content[key] ?? null] as const);
    const params = { from: wrong, ...(right.length === 0 && { to: meant }) };
    return oneChange({ ...value, content: Object.fromEntries(named) }, params, "content");
  },
});

const isMedia = (value: Json | undefined): boolean =>
  isObject(value) && (value.schema !== undefined || value.example !== undefined);

const places: ReadonlySet<string> = new Set("path query querystring header cookie body formData".split(" "));

/** `Header` for `header`, `formdata` for `formData`; undefined where nothing is meant or all is well. */
const placeOf = (place: string): string | undefined => {
  const small = place.trim().toLowerCase();
  const meant = small === "formdata" ? "formData" : small;
  return places.has(meant) && meant !== place ? meant : undefined;
};

/** `in: Header`: places of parameters have no capitals (OpenAPI 3.1 section 4.8.12.1). */
export const placeCase = defineRepair<{ from: string; to: string }>({
  code: "patch/place-case",
  summary: "`in: Header` for `in: header`",
  severity: "info",
  message: ({ from, to }) => `"in: ${from}" is not how OpenAPI spells it; read as "in: ${to}".`,
  fix: upstream,
  slots: parameterSlots,
  begin: () => (value, spot) => {
    if (!isParameter(value, spot) || typeof value.in !== "string") return undefined;
    const place = placeOf(value.in);
    if (place === undefined) return undefined;
    return oneChange({ ...value, in: place }, { from: value.in, to: place }, "in");
  },
});

/** `3.0` without quotes is a number, and with quotes no version that was ever published. */
const fullVersion = (field: string, text: string): string => {
  if (field === "swagger") return text === "2" ? "2.0" : text;
  if (text === "3") return "3.0.0";
  return /^3\.\d$/.test(text) ? `${text}.0` : text;
};

/** Versions of OpenAPI and of the API are text (OpenAPI 3.1 section 4.8.1 and 4.8.2). */
export const versionNumber = defineRepair<{ field: string; version: string }>({
  code: "patch/version-number",
  summary: "`openapi`, `swagger` and `info.version` as numbers, or too short: `3.0`",
  severity: "info",
  message: ({ field, version }) => `"${field}" must be a full version in quotes; read as "${version}".`,
  fix: upstream,
  slots: rootSlots,
  begin: () => (value, spot) => {
    if (!isRoot(spot)) return undefined;
    const members: { openapi?: string; swagger?: string; info?: JsonObject } = {};
    const changes: RepairChange<{ field: string; version: string }>[] = [];
    for (const field of ["openapi", "swagger"] as const) {
      const written = value[field];
      if (typeof written !== "string" && typeof written !== "number") continue;
      const version = fullVersion(field, String(written));
      if (version === written) continue;
      members[field] = version;
      changes.push({ at: [field], params: { field, version } });
    }
    const { info } = value;
    if (isObject(info) && typeof info.version === "number") {
      const version = String(info.version);
      members.info = { ...info, version };
      changes.push({ at: ["info", "version"], params: { field: "info.version", version } });
    }
    return changes.length === 0 ? undefined : { value: { ...value, ...members }, changes };
  },
});
