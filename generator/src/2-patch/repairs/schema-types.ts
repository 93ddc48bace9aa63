import { versionOf } from "../../1-load/index.js";
import { isObject, type Json, type JsonObject } from "../../document/json.js";
import { isSchemaSlot } from "../../document/sections.js";
import { upstream } from "../../report/index.js";
import { createInside } from "./references.js";
import { defineRepair, isSwagger2, oneChange, schemaSpots } from "./repair.js";

/** What people write under `type`, in lower case, without separators: the type, and the format that goes with it. */
const typeWords: Readonly<Record<string, readonly [type: string, format?: string]>> = {
  ...{ string: ["string"], str: ["string"], text: ["string"], char: ["string"], varchar: ["string"] },
  ...{ integer: ["integer"], int: ["integer"], short: ["integer"], int32: ["integer", "int32"] },
  ...{ int64: ["integer", "int64"], long: ["integer", "int64"], bigint: ["integer", "int64"] },
  ...{ number: ["number"], decimal: ["number"], float: ["number", "float"], double: ["number", "double"] },
  ...{ boolean: ["boolean"], bool: ["boolean"], array: ["array"], list: ["array"] },
  ...{ object: ["object"], map: ["object"], dict: ["object"], hash: ["object"], null: ["null"] },
  ...{ uuid: ["string", "uuid"], guid: ["string", "uuid"], email: ["string", "email"] },
  ...{ date: ["string", "date"], datetime: ["string", "date-time"], timestamp: ["string", "date-time"] },
  ...{
    uri: ["string", "uri"],
    url: ["string", "uri"],
    binary: ["string", "binary"],
    file: ["string", "binary"],
  },
  ...{ any: ["any"], mixed: ["any"] },
};

const proper: ReadonlySet<Json> = new Set("string number integer boolean array object null".split(" "));

/** `type: int`, `type: UUID`, `type: Any`: names of other languages. */
export const typeName = defineRepair<{ from: string; to: string }>({
  code: "patch/type-name",
  summary: "types of other languages: `int`, `uuid`, `any`",
  severity: "warning",
  message: ({ from, to }) => `"type: ${from}" is not a JSON Schema type; read as ${to}.`,
  fix: upstream,
  member: "type",
  begin: (document) => {
    const isSchema = schemaSpots(document);
    const swagger2 = isSwagger2(document);
    return (value, spot) => {
      const { type } = value;
      if (typeof type !== "string" || proper.has(type) || !isSchema(spot)) return undefined;
      const word = type.toLowerCase().replaceAll(/[^a-z0-9]/g, "");
      // A file among the parameters is Swagger 2.0, which a later repair makes a body of.
      const isOlder = type === "file" && (swagger2 || spot.within === "parameters");
      if (!Object.hasOwn(typeWords, word) || isOlder) return undefined;
      const { type: _, ...others } = value;
      const [to = "any", format] = typeWords[word] ?? [];
      const meant = to === "any" ? {} : { type: to, ...(format !== undefined && { format }) };
      return oneChange({ ...meant, ...others }, { from: type, to }, "type");
    };
  },
});

/** `items: []`: a list of schemas without any, which readers take for a list that holds nothing or do not take at all. */
export const emptyItems = defineRepair<Record<never, never>>({
  code: "patch/empty-items",
  summary: "`items: []`; the array may hold anything",
  severity: "info",
  message: () => '"items" is an empty list; the array may hold anything.',
  fix: "Describe the items with an overlay.",
  member: "items",
  begin: (document) => {
    const isSchema = schemaSpots(document);
    return (value, spot) => {
      if (!Array.isArray(value.items) || value.items.length > 0 || !isSchema(spot)) return undefined;
      return oneChange({ ...value, items: {} }, {}, "items");
    };
  },
});

/** Keywords next to which `items` may be meant for some values only, or the type stands elsewhere. */
const otherwise: readonly string[] =
  `type $ref allOf anyOf oneOf not enum const if $dynamicRef properties patternProperties additionalProperties required
  pattern minLength maxLength multipleOf`.split(/\s+/);

const isSample = (value: unknown): boolean => value === undefined || value === null || Array.isArray(value);

const isOfLists = (schema: JsonObject): boolean =>
  otherwise.every((keyword) => schema[keyword] === undefined) &&
  isSample(schema.default) &&
  isSample(schema.example);

/**
 * `items` applies to lists only, so without `type: array` anything is allowed. Under `not` and `if` that may be the
 * point; elsewhere a list was meant.
 */
export const itemsWithoutType = defineRepair<Record<never, never>>({
  code: "patch/items-without-type",
  summary: "a schema with `items` is an array",
  severity: "info",
  message: () => 'A schema with "items" has no type; read as an array.',
  fix: upstream,
  member: "items",
  begin: (document) => {
    const isSchema = schemaSpots(document);
    return (value, spot) => {
      if (!isObject(value.items) || value.type !== undefined) return undefined;
      if (!isSchema(spot) || spot.slot === "not" || spot.slot === "if" || !isOfLists(value)) return undefined;
      return oneChange({ type: "array", ...value }, {});
    };
  },
});

/** Keywords that bind a value in ways that a list of types cannot widen. */
const binding = ["$ref", "allOf", "oneOf", "anyOf", "const"];

const isBound = (schema: JsonObject): boolean => binding.some((keyword) => schema[keyword] !== undefined);

/**
 * What readers see of a schema, what holds for every value of it, and what others refer to, stays when the rest becomes
 * one of two alternatives.
 */
const outside: ReadonlySet<string> = new Set(
  `title description deprecated readOnly writeOnly default example examples externalDocs $id $anchor $defs
  definitions`.split(/\s+/),
);

/** The schema, or null. */
const orNull = (schema: JsonObject): JsonObject => {
  const entries = Object.entries(schema);
  return {
    ...Object.fromEntries(entries.filter(([key]) => outside.has(key))),
    anyOf: [Object.fromEntries(entries.filter(([key]) => !outside.has(key))), { type: "null" }],
  };
};

/**
 * A schema with OpenAPI 3.0's `nullable` in JSON Schema's words: `type: [T, "null"]`, or null as an alternative
 * to a reference or a composition. The one place that knows it, for repairs and for the model.
 */
export const spellNullable = ({ nullable, ...schema }: JsonObject): JsonObject => {
  if (nullable !== true) return schema;
  const { type } = schema;
  if (typeof type === "string") return { ...schema, type: type === "null" ? type : [type, "null"] };
  if (Array.isArray(type)) return { ...schema, type: [...new Set<Json>([...type, "null"])] };
  return isBound(schema) ? orNull(schema) : schema;
};

/** A schema that names its properties is meant for objects, though null would be one more value without a type. */
const typed = (schema: JsonObject): JsonObject =>
  schema.type === undefined && schema.properties !== undefined ? { type: "object", ...schema } : schema;

/** What the author meant: unlike in OpenAPI 3.0, choices and compositions are widened too. */
const admittingNull = (schema: JsonObject): JsonObject => {
  const { type, enum: choices } = schema;
  if (isBound(schema)) return Array.isArray(type) && type.includes("null") ? schema : orNull(schema);
  const widened = Array.isArray(choices) && !choices.includes(null);
  return spellNullable({ ...typed(schema), ...(widened && { enum: [...choices, null] }), nullable: true });
};

/** `nullable` is of OpenAPI 3.0 and means nothing from 3.1 on, where null is a type. */
export const nullable = defineRepair<{ admits: boolean }>({
  code: "patch/nullable",
  summary: "`nullable`, which means nothing from OpenAPI 3.1 on: `null` becomes a type or an alternative",
  severity: "info",
  message: ({ admits }) =>
    `"nullable" has no meaning since OpenAPI 3.1; ${admits ? "read as a type that includes null" : "left out"}.`,
  fix: 'Report it upstream: since OpenAPI 3.1 it is type: [string, "null"].',
  member: "nullable",
  begin: (document) => {
    const version = versionOf(document);
    if (version === "2.0" || version === "3.0") return () => undefined;
    const isReferredTo = createInside(document);
    return (value, { slot, map, pointer }) => {
      if (typeof value.nullable !== "boolean" || map || !isSchemaSlot(slot)) return undefined;
      const { nullable: admits, ...schema } = value;
      // An alternative to null stands one level deeper; references into it would miss it.
      if (admits && isBound(schema) && isReferredTo(pointer())) return undefined;
      return oneChange(admits ? admittingNull(schema) : schema, { admits });
    };
  },
});
