import { pointerTo } from "@jackfield/contract";
import { versionOf } from "../../1-load/index.js";
import { define, isObject, type Json, type JsonObject } from "../../document/json.js";
import { quoted, upstream } from "../../report/index.js";
import { sameJson } from "../merge.js";
import { createInside, refInText } from "./references.js";
import { defineRepair, isSwagger2, oneChange, schemaSpots } from "./repair.js";

/** Whether a member of `properties` can only be the keyword of that name, since no schema looks like it. */
type Telltale = (value: Json) => boolean;

const typeNames: readonly Json[] = ["null", "boolean", "object", "array", "number", "integer", "string"];
const isText: Telltale = (value) => typeof value === "string" && refInText(value) === undefined;
const isNumber: Telltale = (value) => typeof value === "number";
const isFlag: Telltale = (value) => typeof value === "boolean";
const isList: Telltale = (value) => Array.isArray(value);
const isTextList: Telltale = (value) => Array.isArray(value) && value.length > 0 && value.every(isText);
const isSample: Telltale = (value) => isText(value) || isNumber(value) || isList(value);

const isSchema = (value: Json): boolean =>
  isObject(value) || isFlag(value) || (typeof value === "string" && refInText(value) !== undefined);

const shape =
  (fields: Readonly<Record<string, Telltale>>): Telltale =>
  (value) =>
    isObject(value) &&
    Object.keys(value).length > 0 &&
    Object.entries(value).every(([key, item]) => Object.hasOwn(fields, key) && fields[key]?.(item));

const isHint = shape({ name: isText, namespace: isText, prefix: isText, attribute: isFlag, wrapped: isFlag });

/** Keywords that belong to an object as a whole, so they may have slipped in between its properties. */
const ofObjects: Readonly<Record<string, Telltale>> = {
  allOf: isList,
  oneOf: isList,
  anyOf: isList,
  type: (value) => value === "object",
  xml: isHint,
  required: isTextList,
  title: isText,
  description: isText,
  example: isSample,
  discriminator: shape({ propertyName: isText, mapping: isObject }),
  minProperties: isNumber,
  maxProperties: isNumber,
};

/** Keywords of other values. Between properties they may belong to one of these, so they go with all or not at all. */
const ofOthers: Readonly<Record<string, Telltale>> = {
  type: (value) =>
    Array.isArray(value)
      ? value.length > 0 && value.every((name) => typeNames.includes(name))
      : typeNames.includes(value),
  format: isText,
  pattern: isText,
  default: isSample,
  enum: isList,
  minimum: isNumber,
  maximum: isNumber,
  minLength: isNumber,
  maxLength: isNumber,
  minItems: isNumber,
  maxItems: isNumber,
};

/** Where `true` and `false` are no schemas, they are no properties either. */
const flags: Readonly<Record<string, Telltale>> = {
  additionalProperties: isFlag,
  nullable: isFlag,
  deprecated: isFlag,
  readOnly: isFlag,
  writeOnly: isFlag,
};

const tells = (table: Readonly<Record<string, Telltale>>, key: string, value: Json): boolean =>
  Object.hasOwn(table, key) && table[key]?.(value) === true;

/** The keyword of the parent after the other came to it; undefined: it has another value already. */
const joined = (key: string, mine: Json | undefined, theirs: Json): Json | undefined => {
  if (mine === undefined || sameJson(mine, theirs)) return theirs;
  if (!Array.isArray(mine) || !Array.isArray(theirs)) return undefined;
  const both: readonly Json[] = [...mine, ...theirs];
  if (key === "allOf") return both;
  return key === "required" ? [...new Set(both)] : undefined;
};

type Slipped = readonly (readonly [key: string, value: Json])[];

const slippedInto = (properties: JsonObject, schema: JsonObject, withFlags: boolean): Slipped => {
  const entries = Object.entries(properties);
  const known = (key: string, value: Json): boolean =>
    tells(ofObjects, key, value) ||
    (withFlags && tells(flags, key, value)) ||
    (key.startsWith("x-") && (isText(value) || isNumber(value)));
  const fits = ([key, value]: readonly [string, Json]): boolean =>
    joined(key, schema[key], value) !== undefined;
  const all = entries.every((entry) => (known(...entry) || tells(ofOthers, ...entry)) && fits(entry));
  if (all) return entries;
  // Where a property has no schema, the keywords may be its own, or texts may stand for schemas.
  if (!entries.every(([key, value]) => isSchema(value) || known(key, value))) return [];
  return entries.filter((entry) => known(...entry) && fits(entry));
};

/** The schema with its members in their order, what slipped after them, and `properties` only if some are left. */
const hoisted = (schema: JsonObject, properties: JsonObject, slipped: Slipped): JsonObject => {
  const result: JsonObject = { ...schema };
  const rest: JsonObject = { ...properties };
  for (const [key, value] of slipped) {
    define(result, key, joined(key, schema[key], value) ?? value);
    Reflect.deleteProperty(rest, key);
  }
  if (Object.keys(rest).length > 0) define(result, "properties", rest);
  else Reflect.deleteProperty(result, "properties");
  return result;
};

/**
 * Keywords that stand among the properties, mostly by a wrong indent, go one level up. A property that really has
 * such a name has a schema for its value, which no keyword here could have.
 */
export const misplacedKeywords = defineRepair<{ keywords: readonly string[] }>({
  code: "patch/misplaced-keywords",
  summary: "keywords of a schema among its properties, such as `allOf`, `xml`, `required`, go one level up",
  severity: "warning",
  message: ({ keywords }) =>
    `${quoted(keywords)} under "properties" can only be ${keywords.length > 1 ? "keywords" : "a keyword"} of the schema; moved up.`,
  fix: "Report it upstream: these lines are indented one level too deep.",
  member: "properties",
  begin: (document) => {
    const mayHave = schemaSpots(document);
    const version = versionOf(document);
    const withFlags = version === "2.0" || version === "3.0";
    const isReferredTo = createInside(document);
    return (value, spot) => {
      if (!isObject(value.properties) || !mayHave(spot)) return undefined;
      const { properties } = value;
      const slipped = slippedInto(properties, value, withFlags).filter(
        ([key]) => !isReferredTo(pointerTo(spot.pointer(), "properties", key)),
      );
      const keywords = slipped.map(([key]) => key);
      const [first] = keywords;
      if (first === undefined) return undefined;
      const changes = [{ at: ["properties", first], replaced: [], params: { keywords } }];
      return { value: hoisted(value, properties, slipped), changes };
    };
  },
});

/** Whether a schema says `required: true` of itself, as JSON Schema had it before draft 4; undefined: it says neither. */
const flagOf = (schema: Json | undefined): boolean | undefined => {
  if (!isObject(schema)) return undefined;
  const { required } = schema;
  if (typeof required === "boolean") return required;
  if (typeof required !== "string" || !/^(?:true|false)$/i.test(required)) return undefined;
  return required.toLowerCase() === "true";
};

const withoutFlag = (schema: Json): Json => {
  if (!isObject(schema)) return schema;
  const { required: _, ...others } = schema;
  return others;
};

/** `required: true` on a property: the object lists the names of what it requires. */
export const requiredFlag = defineRepair<{ names: readonly string[] }>({
  code: "patch/required-flag",
  summary: "`required: true` on a property; its name goes into the list of the object",
  severity: "info",
  message: ({ names }) =>
    `"required" on ${quoted(names)} must be a list on the object; moved there where it is true.`,
  fix: upstream,
  member: "properties",
  begin: (document) => {
    const isSchema = schemaSpots(document);
    const swagger2 = isSwagger2(document);
    return (value, spot) => {
      const { properties } = value;
      if (!isObject(properties) || !isSchema(spot)) return undefined;
      const flagged = Object.keys(properties).filter((name) => flagOf(properties[name]) !== undefined);
      if (flagged.length === 0) return undefined;
      const names = flagged.filter((name) => flagOf(properties[name]) === true);
      const rest: JsonObject = {};
      for (const [name, property] of Object.entries(properties))
        define(rest, name, flagged.includes(name) ? withoutFlag(property) : property);
      const listed: readonly Json[] = Array.isArray(value.required) ? value.required : [];
      const required = [...new Set([...listed, ...names])];
      const isOwnFlag = swagger2 && typeof value.required === "boolean"; // of a parameter that is a schema
      const result = { ...value, properties: rest, ...(names.length > 0 && !isOwnFlag && { required }) };
      return oneChange(result, { names: flagged });
    };
  },
});
