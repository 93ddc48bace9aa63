import { openedIn, readValues, withoutImpossible } from "./contradictions.mjs";
import { follow, versionOf } from "./document.mjs";
import { Ajv2020, addFormats } from "./needs.mjs";
import { regExpOf } from "./pattern.mjs";
import { isObject, pointerOf, valueAt } from "./pointer.mjs";

/** Members of these hold schemas by name; members of the next hold no schemas at all. */
const maps = new Set([
  "properties",
  "patternProperties",
  "definitions",
  "schemas",
  "$defs",
  "dependentSchemas",
  "parameters",
]);
const values = new Set([
  "example",
  "examples",
  "default",
  "enum",
  "const",
  "mapping",
  "required",
  "dependentRequired",
]);
const types = new Set(["null", "boolean", "object", "array", "number", "integer", "string"]);
const counts = ["minLength", "maxLength", "minItems", "maxItems", "minProperties", "maxProperties"];
const numbers = ["minimum", "maximum", "multipleOf"];

/** Names of the read-only members of a schema, of those composed into it too. */
const readOnlyNames = (document, schema, depth = 0) => {
  const target = follow(document, schema, "")?.value;
  if (!isObject(target) || depth > 8) return [];
  const own = Object.entries(isObject(target.properties) ? target.properties : {})
    .filter(
      ([, each]) =>
        isObject(each) && (each.readOnly === true || follow(document, each, "")?.value?.readOnly === true),
    )
    .map(([name]) => name);
  const parts = [...(Array.isArray(target.allOf) ? target.allOf : [])];
  return [...own, ...parts.flatMap((part) => readOnlyNames(document, part, depth + 1))];
};

/** One schema node of any version as JSON Schema 2020-12, as a request has to meet it. */
const modern = (raw, node, document, old) => {
  const result = { ...node };
  for (const keyword of [
    "$schema",
    "$id",
    "id",
    "discriminator",
    "xml",
    "externalDocs",
    "example",
    "examples",
  ])
    delete result[keyword];
  if (typeof raw.$ref === "string") {
    const pointer = pointerOf(raw.$ref);
    if (pointer === undefined || valueAt(document, pointer) === undefined) delete result.$ref;
    else if (old) return { $ref: `#${encodeURI(pointer).replaceAll("#", "%23")}` };
    else result.$ref = `#${encodeURI(pointer).replaceAll("#", "%23")}`;
  }
  const named = [raw.type].flat().filter((type) => types.has(type));
  if (named.length === 0) delete result.type;
  else result.type = named.length === 1 ? named[0] : named;
  for (const keyword of counts)
    if (!Number.isInteger(raw[keyword]) || raw[keyword] < 0) delete result[keyword];
  for (const keyword of numbers) if (typeof raw[keyword] !== "number") delete result[keyword];
  if (!(raw.multipleOf > 0)) delete result.multipleOf;
  for (const [flag, bound] of [
    ["exclusiveMinimum", "minimum"],
    ["exclusiveMaximum", "maximum"],
  ]) {
    if (typeof raw[flag] === "number") continue;
    delete result[flag];
    if (raw[flag] === true && typeof raw[bound] === "number") {
      result[flag] = raw[bound];
      delete result[bound];
    }
  }
  for (const keyword of ["enum", "allOf", "anyOf", "oneOf"])
    if (!Array.isArray(raw[keyword]) || raw[keyword].length === 0) delete result[keyword];
  // Numbers listed on a text are what the text spells.
  const isText = raw.type === "string";
  if (Array.isArray(raw.enum))
    result.enum = raw.enum.map((value) => (isText && typeof value === "number" ? String(value) : value));
  if (Array.isArray(raw.items)) {
    result.prefixItems = result.items;
    delete result.items;
    if (result.prefixItems.length === 0) delete result.prefixItems;
  }
  if (typeof raw.pattern !== "string" || regExpOf(raw.pattern) === undefined) delete result.pattern;
  // Values that are listed are what they are.
  if (!listedFormats.has(raw.format) || "enum" in result || "const" in result) delete result.format;
  // That two alternatives fit is no fault of a request: documents rarely mean their overlaps.
  if (Array.isArray(result.oneOf) && !("anyOf" in result)) {
    result.anyOf = result.oneOf;
    delete result.oneOf;
  }
  if (Array.isArray(raw.required) || Array.isArray(raw.allOf)) {
    const hidden = new Set(readOnlyNames(document, raw));
    if (Array.isArray(raw.required))
      result.required = [...new Set(raw.required)].filter(
        (name) => typeof name === "string" && !hidden.has(name),
      );
    if (hidden.size > 0 && Array.isArray(result.allOf))
      result.allOf = result.allOf.map((part) =>
        Array.isArray(part.required)
          ? { ...part, required: part.required.filter((name) => !hidden.has(name)) }
          : part,
      );
  } else delete result.required;
  if (raw.nullable === true || raw["x-nullable"] === true) {
    if (Array.isArray(result.enum)) result.enum.push(null);
    if (result.type !== undefined) result.type = [...new Set([result.type, "null"].flat())];
    else if (["$ref", "allOf", "anyOf", "oneOf"].some((keyword) => keyword in result))
      return { anyOf: [result, { type: "null" }] };
  }
  return result;
};

/** Formats that lists show as such; the others are words to a model. */
const listedFormats = new Set(
  "date-time date time duration email hostname ipv4 ipv6 uri uuid int32 int64 float double".split(" "),
);

/** A schema without what it says against itself. */
const agreeing = (schema, opened) => {
  const { additionalProperties: _, ...open } = schema;
  return readValues(opened.has(schema) ? open : withoutImpossible(schema));
};

/** The same where a reference leads to a property that only replies have: its schema is what is meant. */
const ofReply = (value, document) => {
  const pointer = typeof value.$ref === "string" ? pointerOf(value.$ref) : undefined;
  const target = pointer === undefined ? undefined : valueAt(document, pointer);
  if (!isObject(target) || target.readOnly !== true || !/\/properties\/[^/]+$/.test(pointer)) return value;
  const { readOnly: _, ...schema } = target;
  return schema;
};

const adapted = (given, context, key) => {
  if (Array.isArray(given)) return given.map((item) => adapted(item, context));
  if (!isObject(given)) return given;
  const { document, old, opened } = context;
  const isMap = key !== undefined && maps.has(key);
  const value = isMap ? given : agreeing(ofReply(given, document), opened);
  const entries = Object.entries(value).flatMap(([name, item]) => {
    if (!isMap && (values.has(name) || (name.startsWith("x-") && name !== "x-wire-files")))
      return [[name, item]];
    if (key === "properties" && isObject(item) && item.readOnly === true) return [[name, false]];
    return [[name, adapted(item, context, isMap ? undefined : name)]];
  });
  const node = Object.fromEntries(entries);
  return isMap ? node : modern(value, node, document, old);
};

/** Checks values against the schemas of the original document; text from paths and queries may stand for other types. */
export const makeChecker = (document) => {
  const opened = openedIn(document);
  const root = adapted(document, { document, old: versionOf(document) < "3.1", opened });
  const compiled = new Map();
  const make = (coerceTypes) => {
    const code = { regExp: Object.assign((pattern) => regExpOf(pattern) ?? /^/, { code: "regExpOf" }) };
    const ajv = new Ajv2020({
      strict: false,
      allErrors: false,
      validateSchema: false,
      logger: false,
      coerceTypes,
      code,
    });
    addFormats(ajv);
    ajv.addSchema(root, "wire:document");
    return ajv;
  };
  const compilers = { text: make(true), json: make(false) };
  /** Problems of a value under the schema at a pointer; none when the schema cannot be compiled. */
  return (at, value, kind) => {
    const key = `${kind} ${at}`;
    if (!compiled.has(key)) {
      try {
        compiled.set(
          key,
          compilers[kind].compile({ $ref: `wire:document#${encodeURI(at).replaceAll("#", "%23")}` }),
        );
      } catch {
        compiled.set(key, undefined);
      }
    }
    const validate = compiled.get(key);
    if (validate === undefined) return [];
    const holder = { value: structuredClone(value) };
    const place = { parentData: holder, parentDataProperty: "value", rootData: holder };
    try {
      if (validate(holder.value, { ...place, instancePath: "", dynamicAnchors: {} })) return [];
    } catch {
      // Part of a circle of schemas could not be compiled.
      compiled.set(key, undefined);
      return [];
    }
    const [{ instancePath, message }] = validate.errors;
    return [`${instancePath || "it"} ${message}`];
  };
};
