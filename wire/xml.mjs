import { isText, show, textOf } from "./compare.mjs";
import { follow } from "./document.mjs";
import { child, isObject } from "./pointer.mjs";

const entities = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };
const unescaped = (text) =>
  text.replace(/&(?:#x([\da-f]+)|#(\d+)|(\w+));/gi, (_, hex, decimal, name) =>
    name !== undefined
      ? (entities[name] ?? "\uFFFD")
      : String.fromCodePoint(Number.parseInt(hex ?? decimal, hex ? 16 : 10)),
  );

/** A small document as `{ name, attributes, children, text }`; undefined when it is not well formed. Knows no DTD. */
export const parseXml = (source) => {
  const token = /<\?[^>]*\?>|<!--[\s\S]*?-->|<(\/?)([^\s/>]+)((?:\s+[^\s=>]+="[^"<]*")*)\s*(\/?)>|([^<]+)/gy;
  const root = { name: "", attributes: {}, children: [], text: "" };
  const open = [root];
  let end = 0;
  for (const [whole, close, name, attributes, empty, text] of source.matchAll(token)) {
    end += whole.length;
    const parent = open.at(-1);
    if (text !== undefined) {
      if (/&(?!#\d+;|#x[\da-f]+;|\w+;)/i.test(text)) return undefined;
      parent.text += unescaped(text);
    } else if (name === undefined) continue;
    else if (close === "/") {
      if (open.length < 2 || open.pop().name !== name) return undefined;
    } else {
      const found = [...attributes.matchAll(/([^\s=]+)="([^"]*)"/g)].map(([, key, value]) => [
        key,
        unescaped(value),
      ]);
      const element = { name, attributes: Object.fromEntries(found), children: [], text: "" };
      parent.children.push(element);
      if (empty === "") open.push(element);
    }
  }
  return end === source.length && open.length === 1 && root.children.length === 1
    ? root.children[0]
    : undefined;
};

const local = (name) => name.slice(name.indexOf(":") + 1);

/** What a schema and all that is composed into it say of one keyword or one member. */
const gathered = (document, schema, at, depth = 0) => {
  const found = follow(document, schema, at);
  if (!isObject(found?.value) || depth > 8) return { properties: {}, xml: {}, items: undefined };
  const { value } = found;
  const parts = ["allOf", "anyOf", "oneOf"].flatMap((keyword) =>
    Array.isArray(value[keyword]) ? value[keyword] : [],
  );
  const inner = parts.map((part) => gathered(document, part, at, depth + 1));
  return {
    properties: Object.assign(
      {},
      ...inner.map(({ properties }) => properties),
      isObject(value.properties) ? value.properties : {},
    ),
    xml: Object.assign(
      {},
      ...inner.map(({ xml }) => xml),
      value.xml,
      isObject(schema) && isObject(schema.xml) ? schema.xml : {},
    ),
    items: value.items ?? inner.find(({ items }) => items !== undefined)?.items,
    name: /^\/(?:components\/schemas|definitions)\/([^/]+)$/.exec(found.at)?.[1],
  };
};

/** Whether an element holds a value by the `xml` hints of the schema; one phrase a difference. */
const elementProblems = (document, element, schema, value, what) => {
  if (!isObject(value))
    return isText(element.text, value)
      ? []
      : [`${what} is ${show(element.text)}, not ${show(textOf(value))}`];
  const { properties } = gathered(document, schema, "");
  let left = element.children;
  const take = (name) => {
    const found = left.filter((one) => local(one.name) === name);
    left = left.filter((one) => local(one.name) !== name);
    return found;
  };
  const problems = Object.entries(value).flatMap(([key, item]) => {
    const property = properties[key] ?? {};
    const hints = gathered(document, property, "");
    const name = hints.xml.name ?? key;
    const here = `${what}/${name}`;
    if (hints.xml.attribute === true && typeof item !== "object") {
      const attribute = Object.entries(element.attributes).find(([own]) => local(own) === name)?.[1];
      return attribute !== undefined && isText(attribute, item)
        ? []
        : [`${here} as an attribute is ${show(attribute)}, not ${show(item)}`];
    }
    if (!Array.isArray(item)) {
      const [found, ...more] = take(name);
      if (found === undefined || more.length > 0)
        return [`${here} stands there ${more.length + (found ? 1 : 0)} times`];
      return elementProblems(document, found, property, item, here);
    }
    const itemHints = gathered(document, hints.items ?? {}, "");
    const itemName = itemHints.xml.name ?? name;
    const wrapper = hints.xml.wrapped === true ? take(name)[0] : undefined;
    if (hints.xml.wrapped === true && wrapper === undefined)
      return [`${here} has no element around its items`];
    const found =
      wrapper === undefined ? take(itemName) : wrapper.children.filter((one) => local(one.name) === itemName);
    if (found.length !== item.length)
      return [`${here} has ${found.length} elements <${itemName}>, not ${item.length}`];
    return item.flatMap((one, index) =>
      elementProblems(document, found[index], hints.items ?? {}, one, `${here}[${index}]`),
    );
  });
  return [...problems, ...left.map((one) => `${what}/${one.name} was never given`)];
};

/** What is wrong with an XML body that was given as a value. */
export const xmlProblems = (document, source, at, schema, value) => {
  const element = parseXml(source);
  if (element === undefined) return [`the body is no well-formed XML: ${show(source)}`];
  const { xml, name, items } = gathered(document, schema, at);
  const wanted = xml.name ?? name;
  const root =
    wanted === undefined || local(element.name) === wanted
      ? []
      : [`the root element is ${element.name}, not ${wanted}`];
  if (!Array.isArray(value))
    return [...root, ...elementProblems(document, element, schema, value, element.name)];
  if (element.children.length !== value.length)
    return [...root, `the root has ${element.children.length} elements, not ${value.length}`];
  return [
    ...root,
    ...value.flatMap((one, index) =>
      elementProblems(
        document,
        element.children[index],
        items ?? child(at, "items"),
        one,
        `${element.name}[${index}]`,
      ),
    ),
  ];
};
