import { admittedTypes, asSchema, rootSchema, type SchemaObject, type TypeName } from "../json-schema.js";
import { membersOf } from "../request/wire-value.js";
import type { JsonSchema } from "../tool.js";
import { parseJson } from "./json.js";
import type { XmlElement } from "./xml-element.js";

/**
 * An XML document as the JSON value that its schema describes (OpenAPI 3.1 section 4.8.26): lists are lists however many
 * elements there are, text has the type of the schema, attributes and elements lie side by side. What the schema does
 * not know is kept under its own name. Without a schema all text is text, and only repeated elements are a list.
 * The root element is the value itself.
 */
export const xmlValue = (element: XmlElement, schema: JsonSchema | undefined): unknown => {
  if (schema === undefined) return plainValue(element);
  const root = rootSchema(schema);
  const fields = fieldsOf(membersOf(root, root), root);
  // Some descriptions name the root element as a property: `{ GetResponse: { … } }`.
  const named = fields.find(({ name }) => name === element.name);
  const inside = element.children.some(({ name }) => fields.some((field) => field.name === name));
  return named !== undefined && !inside
    ? Object.fromEntries([[named.key, typedValue(element, named.schema, root)]])
    : typedValue(element, root, root);
};

type Field = {
  readonly key: string;
  /** Local name of its element or attribute. */
  readonly name: string;
  readonly schema: SchemaObject;
  readonly attribute: boolean;
  /** Absent: no list. `wrapped`: the items stand in an element of their own. */
  readonly list?: {
    readonly name: string;
    readonly item: SchemaObject;
    readonly itemName: string;
    readonly wrapped: boolean;
  };
};

const hintsOf = (members: readonly SchemaObject[]): SchemaObject =>
  members.map((member) => asSchema(member.xml)).find((xml) => xml !== undefined) ?? {};

const itemsOf = (members: readonly SchemaObject[]): SchemaObject =>
  members.map((member) => asSchema(member.items)).find((items) => items !== undefined) ?? {};

const known = new WeakMap<SchemaObject, readonly Field[]>();

const fieldsOf = (members: readonly SchemaObject[], root: SchemaObject): readonly Field[] => {
  const [schema] = members;
  const before = schema === undefined ? [] : known.get(schema);
  if (before !== undefined) return before;
  const properties = members.flatMap((member) => Object.entries(asSchema(member.properties) ?? {}));
  const fields = [...new Map(properties)].map(([key, property]) =>
    fieldOf(key, asSchema(property) ?? {}, root),
  );
  if (schema !== undefined) known.set(schema, fields);
  return fields;
};

const fieldOf = (key: string, schema: SchemaObject, root: SchemaObject): Field => {
  const members = membersOf(schema, root);
  const { name: own, attribute, wrapped } = hintsOf(members);
  const name = localName(own, key);
  const field = { key, name, schema, attribute: attribute === true };
  if (admittedTypes(schema, root)?.has("array") !== true) return field;
  const item = itemsOf(members);
  const itemName = localName(hintsOf(membersOf(item, root)).name, name);
  return { ...field, list: { name, item, itemName, wrapped: wrapped === true } };
};

const localName = (name: unknown, otherwise: string): string =>
  typeof name === "string" && name !== "" ? name.slice(name.lastIndexOf(":") + 1) : otherwise;

const typedValue = (element: XmlElement, schema: SchemaObject, root: SchemaObject): unknown => {
  if (element.nil) return null;
  const types = admittedTypes(schema, root);
  const members = membersOf(schema, root);
  const fields = fieldsOf(members, root);
  const leaf = element.children.length === 0 && element.attributes.length === 0;
  if (types?.has("array") === true && !types.has("object")) {
    const item = itemsOf(members);
    return leaf && element.text.trim() !== ""
      ? [typedValue(element, item, root)]
      : element.children.map((child) => typedValue(child, item, root));
  }
  if (leaf && (element.text.trim() !== "" || !(types?.has("object") ?? fields.length > 0)))
    return typedText(element.text, types);
  return objectValue(element, fields, root);
};

const objectValue = (element: XmlElement, fields: readonly Field[], root: SchemaObject): unknown => {
  const value = new Map<string, unknown>();
  const used = new Set<XmlElement | string>();
  for (const field of fields) {
    const { key, name, schema, list } = field;
    const same = element.children.filter((child) => child.name === name || child.name === list?.itemName);
    const attribute = element.attributes.find(([own]) => own === name);
    if (attribute !== undefined && (field.attribute || same.length === 0)) {
      value.set(key, typedText(attribute[1], admittedTypes(schema, root)));
      used.add(name);
    } else if (same.length > 0) {
      for (const child of same) used.add(child);
      value.set(key, list === undefined ? oneOrMany(same, schema, root) : listValue(same, list, root));
    }
  }
  return plainObject(element, value, used);
};

/** The schema says one; where the document has several none is lost. */
const oneOrMany = (elements: readonly XmlElement[], schema: SchemaObject, root: SchemaObject): unknown => {
  const values = elements.map((element) => typedValue(element, schema, root));
  return values.length === 1 ? values[0] : values;
};

const listValue = (
  elements: readonly XmlElement[],
  list: NonNullable<Field["list"]>,
  root: SchemaObject,
): readonly unknown[] => {
  const [first] = elements;
  // An empty element stands for no value; only of text it may be one.
  const empty = elements.length === 1 && first !== undefined && isEmpty(first);
  if (empty && admittedTypes(list.item, root)?.has("string") !== true) return [];
  const holder = elements.length === 1 && first !== undefined && isHolder(first, list, root);
  return (holder ? first.children : elements).map((one) => typedValue(one, list.item, root));
};

const isEmpty = ({ children, attributes, text, nil }: XmlElement): boolean =>
  !nil && children.length === 0 && attributes.length === 0 && text.trim() === "";

/** Whether an element holds the items: the schema says so, or what is in it cannot be an item's own content. */
const isHolder = (
  element: XmlElement,
  { item, itemName, wrapped, name }: NonNullable<Field["list"]>,
  root: SchemaObject,
): boolean => {
  if (element.name !== name) return false;
  if (wrapped) return element.children.length > 0 || element.text.trim() === "";
  const [child, ...others] = element.children;
  if (child === undefined) return false;
  if (child.name === itemName && itemName !== name) return true;
  const fields = fieldsOf(membersOf(item, root), root);
  return (
    others.every((other) => other.name === child.name) &&
    !fields.some((field) => field.name === child.name) &&
    (fields.length > 0 || admittedTypes(item, root)?.has("object") === false)
  );
};

const typedText = (text: string, types: ReadonlySet<TypeName> | undefined): unknown => {
  if (types === undefined || types.has("string")) return text === "" && types?.has("null") ? null : text;
  const trimmed = text.trim();
  if (trimmed === "" && !types.has("object")) return null;
  if (types.has("number") && /^[-\d]/.test(trimmed)) return parseJson(trimmed)?.value ?? text;
  if (types.has("boolean") && /^(?:true|false|0|1)$/.test(trimmed))
    return trimmed === "true" || trimmed === "1";
  return text;
};

const plainValue = (element: XmlElement): unknown => {
  if (element.nil) return null;
  const leaf = element.children.length === 0 && element.attributes.length === 0;
  return leaf ? element.text : plainObject(element, new Map(), new Set());
};

/** Adds to `value` what is not `used` yet: attributes, elements (several of a name as a list), and text among them. */
const plainObject = (
  element: XmlElement,
  value: Map<string, unknown>,
  used: ReadonlySet<XmlElement | string>,
): Readonly<Record<string, unknown>> => {
  const groups = new Map<string, unknown[]>();
  for (const child of element.children) {
    if (used.has(child)) continue;
    const group = groups.get(child.name) ?? [];
    group.push(plainValue(child));
    groups.set(child.name, group);
  }
  for (const [name, values] of groups) {
    // An element beside an attribute of the same name that a field took.
    value.set(value.has(name) ? `${name}#` : name, values.length === 1 ? values[0] : values);
  }
  for (const [name, text] of element.attributes) {
    if (!used.has(name)) value.set(value.has(name) ? `@${name}` : name, text);
  }
  if (element.text.trim() !== "") value.set("#text", element.text.trim());
  // From entries, `__proto__` is a name like any other.
  return Object.fromEntries(value);
};

/** Whether a reply of this type is an XML document. XHTML and SVG are documents for people and stay text. */
export const isXmlData = (mediaType: string): boolean =>
  /^(?:application|text)\/xml$|\+xml$/.test(mediaType) && !/^image\/svg|xhtml/.test(mediaType);
