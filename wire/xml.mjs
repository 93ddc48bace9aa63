import { isText, show, textOf } from "./compare.mjs";
import { isObject } from "./pointer.mjs";
import { parseXml } from "./xml-read.mjs";
import { fieldOf, hintsOf, itemsOf, ordersOf, rootOf } from "./xml-schema.mjs";

/** What is wrong with the name of an element or attribute that the hints are about. */
/** @param {any} found @param {{ namespace?: string, prefix?: string }} hints @param {string} here */
const spaceProblems = (found, { namespace, prefix }, here) => [
  ...(namespace !== undefined && found.space !== namespace
    ? [`${here} is in the namespace ${show(found.space)}, not ${show(namespace)}`]
    : []),
  ...(prefix !== undefined && found.prefix !== prefix
    ? [`${here} has the prefix ${show(found.prefix)}, not ${show(prefix)}`]
    : []),
];

const textProblems = (element, value, what) => [
  ...(isText(element.text, value)
    ? []
    : [`${what} is ${show(element.text)}, not ${show(value === null ? "" : textOf(value))}`]),
  ...element.children.map((one) => `${what}/${one.name} was never given`),
  ...element.attributes.map((one) => `the attribute ${one.name} of ${what} was never given`),
];

/** What of an element has been looked at; the rest was never given. */
const begin = (element) => ({
  element,
  children: new Set(element.children),
  attributes: new Set(element.attributes),
  text: element.text.trim() !== "",
});

const take = (left, name) => {
  const found = [...left.children].filter((one) => one.name === name);
  for (const one of found) left.children.delete(one);
  return found;
};

const attributeProblems = (left, name, hints, value, here) => {
  const found = left.element.attributes.find((one) => one.name === name);
  left.attributes.delete(found);
  return found !== undefined && isText(found.text, value)
    ? spaceProblems(found, hints, here)
    : [`${here} as an attribute is ${show(found?.text)}, not ${show(value)}`];
};

const listProblems = (document, left, { property, name, hints, list, here }) => {
  const items = itemsOf(document, property);
  const itemHints = hintsOf(document, items);
  const itemName = itemHints.name ?? name;
  let elements = [];
  if (hints.wrapped) {
    const [holder, ...more] = take(left, name);
    if (holder === undefined || more.length > 0)
      return [`${here} has ${more.length + (holder ? 1 : 0)} elements around its items, not one`];
    const strange = holder.children.filter((one) => one.name !== itemName && !itemHints.isBare);
    if (strange.length > 0) return [`${here}/${strange[0].name} was never given`];
    elements = holder.children;
  } else if (!itemHints.isBare) elements = take(left, itemName);
  if (itemHints.isBare) return [];
  if (elements.length !== list.length)
    return [`${here} has ${elements.length} elements <${itemName}>, not ${list.length}`];
  return list.flatMap((one, index) => {
    const at = `${here}[${index}]`;
    return [
      ...spaceProblems(elements[index], itemHints, at),
      ...elementProblems(document, elements[index], items, one, at),
    ];
  });
};

const fieldProblems = (document, left, schema, [key, value], what) => {
  if (value === null || value === undefined) return [];
  const property = fieldOf(document, schema, key) ?? {};
  const hints = hintsOf(document, property);
  const name = hints.name ?? key;
  const here = `${what}/${name}`;
  if (hints.attribute && typeof value !== "object") return attributeProblems(left, name, hints, value, here);
  if (hints.isText && typeof value !== "object") {
    left.text = false;
    return isText(left.element.text, value)
      ? []
      : [`the text of ${what} is ${show(left.element.text)}, not ${show(value)}`];
  }
  if (hints.isBare && isObject(value))
    return Object.entries(value).flatMap((field) => fieldProblems(document, left, property, field, what));
  if (Array.isArray(value)) return listProblems(document, left, { property, name, hints, list: value, here });
  const [found, ...more] = take(left, name);
  if (found === undefined || more.length > 0)
    return [`${here} stands there ${more.length + (found ? 1 : 0)} times`];
  return [...spaceProblems(found, hints, here), ...elementProblems(document, found, property, value, here)];
};

/** Whether the elements stand in an order of the schema; fields that it does not know may stand anywhere after. */
const orderProblems = (document, element, schema, value, what) => {
  const names = new Map(
    Object.keys(value).map((key) => {
      const property = fieldOf(document, schema, key) ?? {};
      const { name = key, wrapped } = hintsOf(document, property);
      const isList = Array.isArray(value[key]) && !wrapped;
      return [isList ? (hintsOf(document, itemsOf(document, property)).name ?? name) : name, key];
    }),
  );
  const arrived = [...new Set(element.children.map((one) => names.get(one.name)))].filter(
    (key) => key !== undefined,
  );
  const orders = ordersOf(document, schema);
  const fits = orders.some((order) => {
    const known = order.filter((key) => arrived.includes(key));
    const others = arrived.filter((key) => !known.includes(key));
    return known.concat(others).every((key, index) => key === arrived[index]);
  });
  return fits ? [] : [`${what} has its elements in the order ${show(arrived.join(", "))}`];
};

/** Whether an element holds a value by the `xml` hints of the schema; one phrase a difference. */
const elementProblems = (document, element, schema, value, what) => {
  if (!isObject(value)) return textProblems(element, value, what);
  const left = begin(element);
  const problems = Object.entries(value).flatMap((field) =>
    fieldProblems(document, left, schema, field, what),
  );
  const isBare = Object.keys(value).some((key) => {
    const property = fieldOf(document, schema, key) ?? {};
    return hintsOf(document, property).isBare || hintsOf(document, itemsOf(document, property)).isBare;
  });
  return [
    ...problems,
    ...(isBare ? [] : [...left.children].map((one) => `${what}/${one.name} was never given`)),
    ...[...left.attributes].map((one) => `the attribute ${one.name} of ${what} was never given`),
    ...(left.text ? [`${what} has the text ${show(element.text)}`] : []),
    ...(isBare ? [] : orderProblems(document, element, schema, value, what)),
  ];
};

/** What is wrong with an XML body that was given as a value. `examples` are the XML texts of its media type. */
export const xmlProblems = (document, source, schema, value, examples = []) => {
  const element = parseXml(source);
  if (element === undefined) return [`the body is no well-formed XML: ${show(source)}`];
  const roots = examples.flatMap((text) => parseXml(text.trim())?.name ?? []);
  const { fields, name } = rootOf(document, schema, roots);
  const hints = hintsOf(document, schema);
  if (fields !== undefined && isObject(value) && Object.keys(value).length === 1) {
    const [[key, inner]] = Object.entries(value);
    if (!fields.includes(key)) return [`${key} cannot be the root element`];
    const property = fieldOf(document, schema, key) ?? {};
    const own = hintsOf(document, property);
    const wanted = own.name ?? key;
    if (element.name !== wanted) return [`the root element is ${element.name}, not ${wanted}`];
    return [
      ...spaceProblems(element, own, wanted),
      ...(Array.isArray(inner)
        ? rootListProblems(document, element, property, inner)
        : elementProblems(document, element, property, inner, wanted)),
    ];
  }
  const wanted = fields === undefined ? name : fields[0];
  const root =
    wanted === undefined || element.name === wanted
      ? spaceProblems(element, hints, element.name)
      : [`the root element is ${element.name}, not ${wanted}`];
  return [
    ...root,
    ...(Array.isArray(value)
      ? rootListProblems(document, element, schema, value)
      : elementProblems(document, element, schema, value, element.name)),
  ];
};

/** A list has one root element around its items, whatever the hints say: a document has one root. */
const rootListProblems = (document, element, schema, list) => {
  const left = begin({ ...element, children: [element] });
  const hints = { ...hintsOf(document, schema), wrapped: true };
  return listProblems(document, left, {
    property: schema,
    name: element.name,
    hints,
    list,
    here: element.name,
  });
};
