import { isObject, type Json, type JsonObject } from "../document/json.js";
import { alternativesOf, objectBehind, partsOf } from "../document/refs.js";

/** A reply with more fields than this, or a list of objects with more than `fewInItem`, is worth selecting from. */
const few = 8;
const fewInItem = 3;
const deepest = 4;

/**
 * Whether a reply is wide: an object of many fields, or with a list of objects in it. Read from the document as it stands
 * and only as far as the answer needs, so that serving pays next to nothing for replies.
 */
export const isWideReply = (document: JsonObject, schema: Json | undefined): boolean =>
  fieldsOf(document, schema, deepest) > few;

/** Fields of an object, those of objects inside it included; a list of objects counts as more than `few`. */
const fieldsOf = (document: JsonObject, value: Json | undefined, depth: number): number => {
  const schema = objectBehind(document, value);
  if (schema === undefined || depth === 0) return 0;
  const { items } = schema;
  if (items !== undefined) {
    const inItem = fieldsOf(document, items, depth - 1);
    return inItem > fewInItem ? few + 1 : inItem;
  }
  let fields = 0;
  for (const part of partsOf(schema)) {
    fields += fieldsOf(document, part, depth - 1);
    if (fields > few) return fields;
  }
  for (const alternative of alternativesOf(schema)) {
    fields = Math.max(fields, fieldsOf(document, alternative, depth - 1));
    if (fields > few) return fields;
  }
  for (const property of isObject(schema.properties) ? Object.values(schema.properties) : []) {
    fields += Math.max(1, fieldsOf(document, property, depth - 1));
    if (fields > few) return fields;
  }
  return fields;
};

/** Fields of a reply that search looks at: most of them say what the operation is about. */
const mostFields = 80;
const mostParts = 400;

/** Names of the fields of a reply, those of objects and lists inside it included, each once, the outer ones first. */
export const replyFields = (document: JsonObject, schema: Json | undefined): readonly string[] => {
  const names = new Set<string>();
  let level: readonly (Json | undefined)[] = [schema];
  for (let depth = 0; depth < deepest && level.length > 0; depth += 1) {
    const next: (Json | undefined)[] = [];
    const parts = [...level]; // grows by the members of compositions and lists, which are on the same level
    for (let at = 0; at < parts.length && at < mostParts; at += 1) {
      const part = objectBehind(document, parts[at]);
      if (part === undefined) continue;
      parts.push(...partsOf(part), ...alternativesOf(part));
      if (part.items !== undefined) parts.push(part.items);
      for (const [name, property] of isObject(part.properties) ? Object.entries(part.properties) : []) {
        if (names.size >= mostFields) return [...names];
        names.add(name);
        next.push(property);
      }
    }
    level = next;
  }
  return [...names];
};

/**
 * Whether a reply may grow without bound: a list or a map anywhere in it, or something of which nothing is said.
 */
export const isLongReply = (document: JsonObject, schema: Json | undefined): boolean => {
  let level: readonly (Json | undefined)[] = [schema];
  let left = mostParts;
  for (let depth = 0; depth < deepest && level.length > 0; depth += 1) {
    const next: (Json | undefined)[] = [];
    const parts = [...level]; // grows by the members of compositions, which are on the same level
    for (const value of parts) {
      left -= 1;
      const part = objectBehind(document, value);
      if (left < 0 || part === undefined || isUnbounded(part)) return true;
      parts.push(...partsOf(part), ...alternativesOf(part));
      if (isObject(part.properties)) next.push(...Object.values(part.properties));
    }
    level = next;
  }
  return false;
};

const isUnbounded = (schema: JsonObject): boolean => {
  const { type, items, prefixItems, properties, additionalProperties, patternProperties } = schema;
  if (type === "array" || items !== undefined || prefixItems !== undefined) return true;
  if (additionalProperties === true || isObject(additionalProperties) || patternProperties !== undefined)
    return true;
  const composed = ["allOf", "anyOf", "oneOf", "enum", "const"].some(
    (keyword) => schema[keyword] !== undefined,
  );
  return properties === undefined && !composed && (type === undefined || type === "object");
};
