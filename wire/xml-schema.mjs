import { follow } from "./document.mjs";
import { isObject } from "./pointer.mjs";

const deepest = 8;

/** A schema with all that is composed into it, what it is based on first; `closed` leaves alternatives alone. */
export const partsOf = (document, schema, closed = false, seen = new Set()) => {
  if (!isObject(schema) || seen.has(schema) || seen.size > 100) return [];
  seen.add(schema);
  const target = typeof schema.$ref === "string" ? follow(document, schema, "")?.value : undefined;
  const listed = (keyword) => (Array.isArray(schema[keyword]) ? schema[keyword] : []);
  const inner = (all) => all.flatMap((one) => partsOf(document, one, closed, seen));
  return [
    ...inner(target === undefined ? [] : [target]),
    ...inner(listed("allOf")),
    schema,
    ...(closed ? [] : inner([...listed("oneOf"), ...listed("anyOf")])),
  ];
};

/** The `xml` hints, those nearest to the place of use first; OpenAPI 3.2 node types as well. */
export const hintsOf = (document, schema) => {
  const told = partsOf(document, schema).filter(({ xml }) => isObject(xml));
  const hints = told.find((part) => part === schema) ?? told[0];
  /** @type {{ nodeType?: string, name?: string, namespace?: string, prefix?: string, attribute?: boolean, wrapped?: boolean }} */
  const { nodeType, ...xml } = hints?.xml ?? {};
  return {
    ...xml,
    attribute: xml.attribute === true || nodeType === "attribute",
    wrapped: xml.wrapped === true || nodeType === "element",
    isText: nodeType === "text" || nodeType === "cdata",
    isBare: nodeType === "none",
  };
};

export const itemsOf = (document, schema) =>
  partsOf(document, schema)
    .map(({ items }) => items)
    .find(isObject) ?? {};

/** Everything that is said of one field, as alternatives. */
export const fieldOf = (document, schema, key) => {
  const told = partsOf(document, schema).flatMap(({ properties }) =>
    isObject(properties) && Object.hasOwn(properties, key) ? [properties[key]] : [],
  );
  return told.length > 1 ? { anyOf: told } : told[0];
};

/** The orders in which fields may stand: one for each alternative, and one for all of them. */
export const ordersOf = (document, schema, depth = 0) => {
  const parts = partsOf(document, schema, true);
  const own = parts.flatMap(({ properties }) => (isObject(properties) ? Object.keys(properties) : []));
  const alternatives = parts.flatMap(({ oneOf, anyOf }) => [
    ...(Array.isArray(oneOf) ? oneOf : []),
    ...(Array.isArray(anyOf) ? anyOf : []),
  ]);
  if (depth > deepest || alternatives.length === 0) return [[...new Set(own)]];
  const each = alternatives.flatMap((one) => ordersOf(document, one, depth + 1));
  return [...each, each.flat()].map((keys) => [...new Set([...own, ...keys])]);
};

const isCompound = (document, schema) =>
  partsOf(document, schema).some(
    ({ type, properties, items, additionalProperties }) =>
      [type].flat().some((one) => one === "object" || one === "array") ||
      [properties, items, additionalProperties].some((one) => one !== undefined),
  );

const nameOf = (ref) => /^#\/(?:components\/schemas|definitions)\/([^/]+)$/.exec(ref ?? "")?.[1];
const isName = (text) => typeof text === "string" && /^[\p{L}_][\p{L}\p{N}._-]*$/u.test(text);

/** The single capitalised property of a schema that says nothing of its own XML, if it holds elements. */
const wrapperOf = (document, schema, depth = 0) => {
  const parts = partsOf(document, schema, true);
  const named = parts.find(({ xml }) => typeof xml?.name === "string");
  if (named !== undefined) return { named: named.xml.name };
  const keys = [...new Set(parts.flatMap(({ properties }) => Object.keys(properties ?? {})))];
  if (keys.length === 1)
    return /^\p{Lu}/u.test(keys[0]) && isCompound(document, fieldOf(document, schema, keys[0]))
      ? { keys }
      : {};
  const alternatives = parts.map(({ oneOf, anyOf }) => oneOf ?? anyOf).find(Array.isArray) ?? [];
  if (keys.length > 0 || alternatives.length === 0 || depth > deepest) return {};
  const found = alternatives.map((one) => wrapperOf(document, one, depth + 1));
  if (found.every((one) => one.keys)) return { keys: found.flatMap((one) => one.keys) };
  return found.every(({ named }) => named !== undefined && named === found[0].named) ? found[0] : {};
};

/**
 * What the root element must be: one of the fields, which stands for the document (`fields`), or an element of this
 * name. Rule: xml.name, the single capitalised property, the title, the root of all examples, the component. An example
 * whose root is the schema's own name shows that the schema is no wrapper.
 */
export const rootOf = (document, schema, examples) => {
  const { named, keys } = wrapperOf(document, schema);
  if (named !== undefined) return { name: named };
  const parts = partsOf(document, schema, true);
  const nearest = parts.toReversed();
  const title = nearest.map((part) => part.title).find(isName);
  const component = nearest.map(({ $ref }) => nameOf($ref)).find((name) => name !== undefined);
  const [example, ...others] = [...new Set(examples)];
  const shown = others.length === 0 ? example : undefined;
  const isOwn = shown !== undefined && (shown === title || shown === component);
  if (keys !== undefined && (!isOwn || keys.includes(shown))) return { fields: keys };
  return { name: isOwn ? shown : (title ?? shown ?? component) };
};
