import { define, isObject, type Json, type JsonObject } from "../../document/json.js";
import type { WalkSpot } from "../../document/walk.js";
import { upstream } from "../../report/index.js";
import {
  bodySlots,
  defineRepair,
  isExtension,
  isOperation,
  isParameter,
  isPathItem,
  isRoot,
  itemSlots,
  operationSlots,
  type RepairChange,
} from "./repair.js";

/** The list that was meant; undefined when that is not clear, and the value itself when it is one. */
type ShapeReader = (value: Json, schemes: () => JsonObject) => Json | undefined;

const texts: ShapeReader = (value) => (typeof value === "string" ? [value] : undefined);

const mapped = (list: readonly Json[], change: (value: Json) => Json): Json => {
  const changed = list.map(change);
  return changed.every((value, index) => value === list[index]) ? list : changed;
};

const tagNames: ShapeReader = (value) => {
  if (!Array.isArray(value)) return texts(value, () => ({}));
  return mapped(value, (tag) => (isObject(tag) && typeof tag.name === "string" ? tag.name : tag));
};

const tagObject = (tag: Json): Json => (typeof tag === "string" ? { name: tag } : tag);

const tagObjects: ShapeReader = (value) => {
  if (Array.isArray(value)) return mapped(value, tagObject);
  if (isObject(value) && typeof value.name !== "string") return undefined;
  return [tagObject(value)];
};

const serverObject = (server: Json): Json => (typeof server === "string" ? { url: server } : server);

const servers: ShapeReader = (value) => {
  if (Array.isArray(value)) return mapped(value, serverObject);
  const server = serverObject(value);
  return isObject(server) && typeof server.url === "string" ? [server] : undefined;
};

/** One parameter, or parameters by their names. */
const parameters: ShapeReader = (value) => {
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

/** A requirement as text must name a scheme, since `security: none` may mean the contrary. */
const requirement = (value: Json, schemes: () => JsonObject): Json => {
  if (typeof value === "string") return Object.hasOwn(schemes(), value) ? { [value]: [] } : value;
  if (!isObject(value) || Object.values(value).every((scopes) => Array.isArray(scopes))) return value;
  const whole: JsonObject = {};
  for (const [name, scopes] of Object.entries(value))
    define(whole, name, Array.isArray(scopes) ? scopes : []);
  return whole;
};

const security: ShapeReader = (value, schemes) => {
  if (Array.isArray(value)) return mapped(value, (one) => requirement(one, schemes));
  const one = requirement(value, schemes);
  if (!isObject(one)) return undefined;
  return Object.keys(one).length === 0 ? [] : [one];
};

const shared: Readonly<Record<string, ShapeReader>> = {
  security,
  servers,
  consumes: texts,
  produces: texts,
  schemes: texts,
};
const root: Readonly<Record<string, ShapeReader>> = { ...shared, tags: tagObjects };
const item: Readonly<Record<string, ShapeReader>> = { parameters, servers };
const operation: Readonly<Record<string, ShapeReader>> = { ...shared, parameters, tags: tagNames };

const fieldsOf = (spot: WalkSpot): Readonly<Record<string, ShapeReader>> => {
  if (isRoot(spot)) return root;
  if (isPathItem(spot)) return item;
  return isOperation(spot) ? operation : {};
};

const schemesOf = ({ components, securityDefinitions }: JsonObject): JsonObject => {
  const schemes = isObject(components) ? components.securitySchemes : securityDefinitions;
  return isObject(schemes) ? schemes : {};
};

/** One entry where a list belongs, or entries that are not what the list is made of. */
export const notAList = defineRepair<{ field: string }>({
  code: "patch/not-a-list",
  summary:
    "one entry where a list belongs (`tags: pets`), parameters by name, security as an object or a name",
  severity: "warning",
  message: ({ field }) => `"${field}" must be a list, with entries of the right kind; read as one.`,
  fix: upstream,
  slots: new Set(["", ...itemSlots, ...operationSlots]),
  begin: (document) => (value, spot) => {
    if (spot.map) return undefined;
    const lists: { [key: string]: Json } = {};
    for (const [field, read] of Object.entries(fieldsOf(spot))) {
      const now = value[field];
      if (now === undefined || now === null) continue;
      const list = read(now, () => schemesOf(document));
      if (list !== undefined && list !== now) lists[field] = list;
    }
    const fields = Object.keys(lists);
    if (fields.length === 0) return undefined;
    return {
      value: { ...value, ...lists },
      changes: fields.map((field) => ({ at: [field], params: { field } })),
    };
  },
});

/** Keywords for which neither OpenAPI nor JSON Schema admits null: what has no value was left empty. */
const keywords: ReadonlySet<string> = new Set(
  `description summary title termsOfService contact license externalDocs servers tags security parameters requestBody
  responses callbacks deprecated operationId schema content headers links encoding style explode allowReserved
  allowEmptyValue collectionFormat consumes produces schemes host basePath components schemas definitions
  securitySchemes securityDefinitions paths webhooks properties patternProperties items allOf anyOf oneOf
  additionalProperties required enum format pattern minLength maxLength minimum maximum multipleOf minItems maxItems
  uniqueItems minProperties maxProperties readOnly writeOnly xml discriminator`.split(/\s+/),
);

/** Maps whose members mean something by their name alone: a status without words, a media type without a schema. */
const namedByKey = ["responses", "content"] as const;

const filled = (map: JsonObject): JsonObject => {
  const whole: JsonObject = {};
  for (const [key, value] of Object.entries(map)) define(whole, key, value ?? (isExtension(key) ? null : {}));
  return whole;
};

/** Without a list of the members: parsed objects inherit none. */
const hasNull = (value: JsonObject): boolean => {
  for (const key in value) if (value[key] === null) return true;
  return false;
};

const holesIn = (map: Json | undefined): readonly string[] =>
  isObject(map) ? Object.keys(map).filter((name) => map[name] === null && !isExtension(name)) : [];

/** `description:` and nothing behind it. YAML reads null, and some programs write every field that they have. */
export const nullMember = defineRepair<{ field: string }>({
  code: "patch/null-member",
  summary: "keywords with nothing behind them: `description:`",
  severity: "info",
  message: ({ field }) => `"${field}" has no value (null); treated as absent.`,
  fix: upstream,
  begin:
    () =>
    (value, { slot, map }) => {
      // In a link and an example null is a value.
      if (map || slot === "links" || slot === "examples") return undefined;
      // This sees every object of a spec, so for most of them a look at the members must be enough.
      if (!hasNull(value) && namedByKey.every((key) => value[key] === undefined)) return undefined;
      const dropped = Object.keys(value).filter((key) => value[key] === null && keywords.has(key));
      const holed = namedByKey.filter((key) => holesIn(value[key]).length > 0);
      if (dropped.length === 0 && holed.length === 0) return undefined;
      const result: { [key: string]: Json } = {};
      for (const [key, inner] of Object.entries(value))
        if (!dropped.includes(key)) define(result, key, inner);
      for (const key of holed) define(result, key, filled(value[key] as JsonObject)); // an object: it has holes
      const changes = [
        ...dropped.map((field) => ({ at: [field], params: { field } })),
        ...holed.flatMap((key) =>
          holesIn(value[key]).map((field) => ({ at: [key, field], params: { field } })),
        ),
      ];
      return { value: result, changes };
    },
});

const flags = ["required", "deprecated", "explode", "allowReserved", "allowEmptyValue"] as const;

const meaning = (text: Json | undefined): boolean | undefined => {
  if (typeof text !== "string") return undefined;
  if (/^\s*(?:true|yes|on)\s*$/i.test(text)) return true;
  return /^\s*(?:false|no|off)\s*$/i.test(text) ? false : undefined;
};

/** `required: yes` and `required: "true"`: YAML 1.2 reads text. */
export const textForBoolean = defineRepair<{ field: string; text: string; meant: boolean }>({
  code: "patch/text-for-boolean",
  summary: '`required: yes`, `required: "true"`',
  severity: "warning",
  message: ({ field, text, meant }) => `"${field}" is the text "${text}"; read as ${meant}.`,
  fix: "Report it upstream: in YAML 1.2 only true and false, without quotes, are booleans.",
  slots: new Set(["parameters", "headers", ...bodySlots, ...operationSlots]),
  begin: () => (value, spot) => {
    if (spot.map || (spot.slot === "parameters" && !isParameter(value, spot))) return undefined;
    if (operationSlots.has(spot.slot) && !isOperation(spot)) return undefined;
    const result: { [key: string]: Json } = { ...value };
    const changes: RepairChange<{ field: string; text: string; meant: boolean }>[] = [];
    for (const field of flags) {
      const meant = meaning(value[field]);
      if (meant === undefined) continue;
      result[field] = meant;
      changes.push({ at: [field], params: { field, text: String(value[field]), meant } });
    }
    return changes.length === 0 ? undefined : { value: result, changes };
  },
});
