import type { Json, JsonObject } from "../../document/json.js";
import { define } from "../draft.js";
import { isObject } from "../merge.js";
import { isOperation, isPathItem, isRoot, itemSlots, operationSlots } from "./document-spots.js";
import type { Repair } from "./repair.js";

/** The list that was meant; undefined when that cannot be told, and the value itself when it is one. */
type Read = (value: Json, schemes: () => JsonObject) => Json | undefined;

const texts: Read = (value) => (typeof value === "string" ? [value] : undefined);

const mapped = (list: readonly Json[], change: (value: Json) => Json): Json => {
  const changed = list.map(change);
  return changed.every((value, index) => value === list[index]) ? list : changed;
};

const tagNames: Read = (value) => {
  if (!Array.isArray(value)) return texts(value, () => ({}));
  return mapped(value, (tag) => (isObject(tag) && typeof tag.name === "string" ? tag.name : tag));
};

const tagObject = (tag: Json): Json => (typeof tag === "string" ? { name: tag } : tag);

const tagObjects: Read = (value) => {
  if (Array.isArray(value)) return mapped(value, tagObject);
  if (isObject(value) && typeof value.name !== "string") return undefined;
  return [tagObject(value)];
};

const serverObject = (server: Json): Json => (typeof server === "string" ? { url: server } : server);

const servers: Read = (value) => {
  if (Array.isArray(value)) return mapped(value, serverObject);
  const server = serverObject(value);
  return isObject(server) && typeof server.url === "string" ? [server] : undefined;
};

/** One parameter, or parameters by their names. */
const parameters: Read = (value) => {
  if (!isObject(value)) return Array.isArray(value) ? value : undefined;
  if (typeof value.$ref === "string") return [value];
  if (typeof value.name === "string" && typeof value.in === "string") return [value];
  const entries = Object.entries(value);
  if (!entries.every(([, entry]) => isObject(entry) || isWrittenRef(entry))) return undefined;
  return entries.map(([name, entry]) => {
    const isWhole = !isObject(entry) || typeof entry.$ref === "string" || typeof entry.name === "string";
    return isWhole ? entry : { name, ...entry };
  });
};

/** A reference that another repair reads. */
const isWrittenRef = (entry: Json): boolean => typeof entry === "string" && /^\s*["']?\$ref\b/.test(entry);

/** A requirement as text must name a scheme, since `security: none` may say the contrary. */
const requirement = (value: Json, schemes: () => JsonObject): Json => {
  if (typeof value === "string") return Object.hasOwn(schemes(), value) ? { [value]: [] } : value;
  if (!isObject(value) || Object.values(value).every((scopes) => Array.isArray(scopes))) return value;
  const whole: JsonObject = {};
  for (const [name, scopes] of Object.entries(value))
    define(whole, name, Array.isArray(scopes) ? scopes : []);
  return whole;
};

const security: Read = (value, schemes) => {
  if (Array.isArray(value)) return mapped(value, (one) => requirement(one, schemes));
  const one = requirement(value, schemes);
  if (!isObject(one)) return undefined;
  return Object.keys(one).length === 0 ? [] : [one];
};

const shared: Readonly<Record<string, Read>> = {
  security,
  servers,
  consumes: texts,
  produces: texts,
  schemes: texts,
};
const root: Readonly<Record<string, Read>> = { ...shared, tags: tagObjects };
const item: Readonly<Record<string, Read>> = { parameters, servers };
const operation: Readonly<Record<string, Read>> = { ...shared, parameters, tags: tagNames };

const schemesOf = ({ components, securityDefinitions }: JsonObject): JsonObject => {
  const found = isObject(components) ? components.securitySchemes : securityDefinitions;
  return isObject(found) ? found : {};
};

/** One entry where a list belongs, or entries that are not what the list is made of. */
export const notAList: Repair = {
  code: "patch/not-a-list",
  slots: new Set(["", ...itemSlots, ...operationSlots]),
  begin:
    (document) =>
    (value, spot, { report, at }) => {
      if (typeof value === "string" || spot.map) return value;
      const fields = isRoot(spot) ? root : isPathItem(spot) ? item : isOperation(spot) ? operation : {};
      const mended: { [key: string]: Json } = {};
      for (const [field, read] of Object.entries(fields)) {
        const found = value[field];
        if (found === undefined || found === null) continue;
        const list = read(found, () => schemesOf(document));
        if (list === undefined || list === found) continue;
        report.add("patch/not-a-list", at(field), { field });
        mended[field] = list;
      }
      return Object.keys(mended).length === 0 ? value : { ...value, ...mended };
    },
};
