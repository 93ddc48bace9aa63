import { textOf } from "./compare.mjs";
import { isObject } from "./pointer.mjs";
import { fieldOf, hintsOf, itemsOf, ordersOf, rootOf } from "./xml-schema.mjs";

const escaped = (value) =>
  textOf(value)
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll("]]>", "]]&gt;")
    .replaceAll('"', "&quot;")
    .replace(/[\t\n\r]/g, (sign) => `&#${sign.charCodeAt(0)};`);

const isEmpty = (value) => isObject(value) && Object.keys(value).length === 0;

/**
 * A value as XML can tell it: nothing has no element, and neither has a list of nothing, unless it is wrapped. A list that
 * holds one empty object looks like an empty list.
 */
export const tellable = (document, value, schema) => {
  if (Array.isArray(value)) {
    const list = value
      .filter((one) => one !== null)
      .map((one) => tellable(document, one, itemsOf(document, schema)));
    return list.length === 1 && isEmpty(list[0]) ? [] : list;
  }
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, item]) => {
      const property = fieldOf(document, schema, key) ?? {};
      const told = tellable(document, item, property);
      const isGone = Array.isArray(told) && told.length === 0 && !hintsOf(document, property).wrapped;
      return told === null || told === undefined || isGone ? [] : [[key, told]];
    }),
  );
};

const elementOf = (document, name, value, schema, hints) => {
  const prefix = hints.prefix === undefined ? "" : `${hints.prefix}:`;
  const space =
    hints.namespace === undefined
      ? ""
      : ` xmlns${prefix === "" ? "" : `:${hints.prefix}`}="${escaped(hints.namespace)}"`;
  const { attributes, content } = insideOf(document, name, value, schema);
  return `<${prefix}${name}${space}${attributes}>${content}</${prefix}${name}>`;
};

const insideOf = (document, name, value, schema) => {
  if (Array.isArray(value)) return { attributes: "", content: itemElements(document, name, value, schema) };
  if (!isObject(value)) return { attributes: "", content: escaped(value) };
  const order = ordersOf(document, schema).at(-1);
  const keys = [...order.filter((key) => Object.hasOwn(value, key))];
  keys.push(...Object.keys(value).filter((key) => !keys.includes(key)));
  let attributes = "";
  let content = "";
  for (const key of keys) {
    const property = fieldOf(document, schema, key) ?? {};
    const hints = hintsOf(document, property);
    const own = hints.name ?? key;
    const item = value[key];
    if (hints.attribute && typeof item !== "object") attributes += ` ${own}="${escaped(item)}"`;
    else if (hints.isText) content += escaped(item);
    else if (hints.isBare && isObject(item)) {
      const inside = insideOf(document, own, item, property);
      attributes += inside.attributes;
      content += inside.content;
    } else if (Array.isArray(item) && !hints.wrapped) content += itemElements(document, own, item, property);
    else content += elementOf(document, own, item, property, hints);
  }
  return { attributes, content };
};

const itemElements = (document, name, list, schema) => {
  const items = itemsOf(document, schema);
  const hints = hintsOf(document, items);
  return list
    .map((one) =>
      hints.isBare
        ? insideOf(document, name, one, items).content
        : elementOf(document, hints.name ?? name, one, items, hints),
    )
    .join("");
};

/** A value that is `tellable` as a document, and the value that a reader by schema must make of it. */
export const writeXml = (document, value, schema) => {
  const { fields, name } = rootOf(document, schema, []);
  const start = '<?xml version="1.0" encoding="UTF-8"?>\n';
  const [only, ...others] = isObject(value) ? Object.keys(value) : [];
  if (fields?.includes(only) && others.length === 0) {
    const property = fieldOf(document, schema, only);
    const hints = hintsOf(document, property);
    return start + elementOf(document, hints.name ?? only, value[only], property, hints);
  }
  return start + elementOf(document, name ?? "reply", value, schema, hintsOf(document, schema));
};
