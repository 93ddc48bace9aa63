import { follow } from "./document.mjs";
import { isObject } from "./pointer.mjs";

/**
 * What a document says against itself, read so that a request is possible at all. The reading is the judge's own: that of
 * the server may be another, as long as its requests fit this one.
 */

const propertiesOf = (schema) => (isObject(schema?.properties) ? schema.properties : {});
const isClosed = (schema) => schema?.additionalProperties === false && schema.patternProperties === undefined;
const lacks = (schema, names) => names.some((name) => !Object.hasOwn(propertiesOf(schema), name));
const listOf = (value) => (Array.isArray(value) ? value : []);

/**
 * Closed schemas that forbid what stands next to them: parts of an `allOf` and their whole, alternatives and what they are
 * alternatives of.
 */
export const openedIn = (document) => {
  const opened = new Set();
  const visit = (value) => {
    if (Array.isArray(value)) for (const item of value) visit(item);
    if (!isObject(value)) return;
    const target = (part) => follow(document, part, "")?.value;
    const parts = [value, ...listOf(value.allOf).map(target)];
    const names = parts.flatMap((part) => Object.keys(propertiesOf(part)));
    if (parts.length > 1)
      for (const part of parts) if (isClosed(part) && lacks(part, names)) opened.add(part);
    const choices = [...listOf(value.anyOf), ...listOf(value.oneOf)].map(target);
    const own = Object.keys(propertiesOf(value));
    if (isClosed(value) && choices.some((choice) => lacks(value, Object.keys(propertiesOf(choice)))))
      opened.add(value);
    if (
      choices.length > 0 &&
      own.some((name) => choices.every((choice) => isClosed(choice) && lacks(choice, [name])))
    )
      for (const choice of choices) opened.add(choice);
    for (const item of Object.values(value)) visit(item);
  };
  visit(document);
  return opened;
};

/** Values of an array are those of its items; values of another type than the schema's say what the type is. */
export const readValues = (schema) => {
  const { enum: values, type, items = {}, ...rest } = schema;
  if (!Array.isArray(values) || values.length === 0) return schema;
  const isOf = (value) => [type].flat().some((one) => value === null || typesOf(value).includes(one));
  if (type === "array" && values.every((value) => typeof value !== "object"))
    return {
      ...rest,
      type,
      items: isObject(items) && items.$ref === undefined ? { enum: values, ...items } : items,
    };
  return type === undefined || values.some(isOf) ? schema : { ...rest, items, enum: values };
};

const typesOf = (value) => {
  if (Array.isArray(value)) return ["array"];
  return typeof value === "number"
    ? ["number", "integer", "string"]
    : [typeof value, "number", "integer", "boolean"];
};

/** Bounds between which nothing is, and required names that a closed object does not have. */
export const withoutImpossible = (schema) => {
  const result = { ...schema };
  for (const [least, most] of [
    ["minimum", "maximum"],
    ["minLength", "maxLength"],
    ["minItems", "maxItems"],
    ["minProperties", "maxProperties"],
  ]) {
    if (!(schema[least] > schema[most])) continue;
    delete result[least];
    delete result[most];
  }
  if (isClosed(schema) && Array.isArray(schema.required))
    result.required = schema.required.filter((name) => !lacks(schema, [name]));
  return result;
};
