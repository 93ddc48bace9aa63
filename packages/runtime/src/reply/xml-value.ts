import { type JsonSchema, rootSchema, type SchemaObject, type TypeName } from "@jackfield/contract";
import { parseJson } from "./json.js";
import type { XmlElement } from "./xml-element.js";
import { type Field, type List, shapeOf } from "./xml-fields.js";

/**
 * An XML document as the JSON value that its schema describes (OpenAPI 3.1 section 4.8.26): lists are lists however many
 * elements there are, text has the type of the schema, attributes and elements are side by side. What the schema does
 * not know is kept under its own name. Without a schema all text is text, and only repeated elements are a list.
 * The root element is the value itself, unless the schema has a field of its name.
 */
export const xmlValue = (element: XmlElement, schema: JsonSchema | undefined): unknown => {
  if (schema === undefined) return plainValue(element);
  const root = rootSchema(schema);
  const fields = shapeOf(root, root).fields;
  const holds = (own: readonly Field[]): boolean => element.children.some(({ name }) => isNamed(own, name));
  const field = (only: Field | undefined): unknown =>
    only && Object.fromEntries([[only.key, fieldValue([element], only, root)]]);
  // Some specs name the root element as a property: `{ GetResponse: { … } }`.
  const named = fields.find(({ name }) => name === element.name);
  if (named !== undefined && (!holds(fields) || holds(shapeOf(named.schema, root).fields)))
    return field(named);
  // So does this one, where the API calls the root another name: its value keeps the one shape.
  const [only, ...others] = fields;
  const inside = only === undefined ? [] : shapeOf(only.schema, root).fields;
  if (others.length === 0 && !holds(fields) && holds(inside)) return field(only);
  return typedValue(element, root, root);
};

const isNamed = (fields: readonly Field[], name: string): boolean =>
  fields.some((field) => field.name === name || field.list?.itemName === name);

const typedValue = (element: XmlElement, schema: SchemaObject, root: SchemaObject): unknown => {
  if (element.nil) return null;
  const { types, fields, item } = shapeOf(schema, root);
  const leaf = element.children.length === 0 && element.attributes.length === 0;
  if (types?.has("array") === true && !types.has("object")) {
    return leaf && element.text.trim() !== ""
      ? [typedValue(element, item, root)]
      : element.children.map((child) => typedValue(child, item, root));
  }
  const isObject = types?.has("object") ?? fields.length > 0;
  const plain = element.text.trim() !== "" ? !fields.some(({ node }) => node === "text") : !isObject;
  return leaf && plain ? typedText(element.text, types) : objectValue(element, fields, root);
};

/** What of an element is the value of a field already: child elements, full names of attributes, the text as `#text`. */
type Used = Set<XmlElement | string>;

const ownText = "#text";

const objectValue = (element: XmlElement, fields: readonly Field[], root: SchemaObject): unknown => {
  const used: Used = new Set();
  return plainObject(element, fieldValues(element, fields, root, used), used);
};

const fieldValues = (
  element: XmlElement,
  fields: readonly Field[],
  root: SchemaObject,
  used: Used,
): Map<string, unknown> => {
  const value = new Map<string, unknown>();
  // Of fields with one local name, such as `title` and `dc:title`, a prefix tells which is meant.
  const byFullName = new Map(fields.map((field) => [field.fullName, field]));
  const isOther = (fullName: string, field: Field): boolean => (byFullName.get(fullName) ?? field) !== field;
  for (const field of fields) {
    const { key, name, schema, list, node } = field;
    if (node === "text") {
      if (element.text === "" || used.has(ownText)) continue;
      value.set(key, typedText(element.text, shapeOf(schema, root).types));
      used.add(ownText);
      continue;
    }
    if (node === "none") {
      const inner = fieldValues(element, shapeOf(schema, root).fields, root, used);
      if (inner.size > 0) value.set(key, Object.fromEntries(inner));
      continue;
    }
    const inItems = list?.bare && !list.wrapped ? shapeOf(list.item, root).fields : [];
    const same = element.children.filter(
      (child) =>
        !used.has(child) &&
        ((child.name === name && !isOther(child.fullName, field)) ||
          child.name === list?.itemName ||
          isNamed(inItems, child.name)),
    );
    const attribute = element.attributes.find(
      ([own, , fullName]) => own === name && !isOther(fullName, field),
    );
    if (attribute !== undefined && !used.has(attribute[2]) && (node === "attribute" || same.length === 0)) {
      value.set(key, typedText(attribute[1], shapeOf(schema, root).types));
      used.add(attribute[2]);
    } else if (same.length > 0) {
      for (const child of same) used.add(child);
      value.set(key, fieldValue(same, field, root));
    }
  }
  return value;
};

/** Where the schema says one and the document has several, none is lost. */
const fieldValue = (
  elements: readonly XmlElement[],
  { schema, list }: Field,
  root: SchemaObject,
): unknown => {
  if (list !== undefined) return listValue(elements, list, root);
  const values = elements.map((element) => typedValue(element, schema, root));
  return values.length === 1 ? values[0] : values;
};

const listValue = (elements: readonly XmlElement[], list: List, root: SchemaObject): readonly unknown[] => {
  const [first] = elements;
  const alone = elements.length === 1 ? first : undefined;
  // An empty element stands for no value; only of text it may be one.
  if (alone !== undefined && isEmpty(alone)) {
    if (list.wrapped || shapeOf(list.item, root).types?.has("string") !== true) return [];
  }
  const fields = shapeOf(list.item, root).fields;
  if (list.bare) return bareItems(list.wrapped ? (alone?.children ?? elements) : elements, fields, root);
  if (alone !== undefined && isHolderOfFields(alone, list, fields))
    return bareItems(alone.children, fields, root);
  const holder = alone !== undefined && isHolder(alone, list, fields, root);
  return (holder ? alone.children : elements).map((one) => typedValue(one, list.item, root));
};

/** Objects without an element of their own: an element that the one before has already begins the next. */
const bareItems = (
  elements: readonly XmlElement[],
  fields: readonly Field[],
  root: SchemaObject,
): readonly unknown[] => {
  const items: XmlElement[][] = [];
  for (const element of elements) {
    const last = items.at(-1);
    const isList = fields.find(({ name }) => name === element.name)?.list !== undefined;
    if (last === undefined || (!isList && last.some(({ name }) => name === element.name)))
      items.push([element]);
    else last.push(element);
  }
  return items.map((children) =>
    objectValue({ name: "", fullName: "", attributes: [], children, text: "", nil: false }, fields, root),
  );
};

const isEmpty = ({ children, attributes, text, nil }: XmlElement): boolean =>
  !nil && children.length === 0 && attributes.length === 0 && text.trim() === "";

/** `<Tns><Tn>1</Tn><Tn>2</Tn></Tns>` for a list of `{ Tn }`: the items have no element of their own. */
const isHolderOfFields = (element: XmlElement, list: List, fields: readonly Field[]): boolean => {
  const [only, ...others] = fields;
  return (
    element.name === list.name &&
    element.children.length > 1 &&
    element.attributes.length === 0 &&
    others.length === 0 &&
    only !== undefined &&
    only.list === undefined &&
    !(list.wrapped && only.name === list.itemName) &&
    element.children.every(({ name }) => name === only.name)
  );
};

/** Whether an element holds the items: the schema says so, or what is in it cannot be an item's own content. */
const isHolder = (
  element: XmlElement,
  { item, itemName, wrapped, name }: List,
  fields: readonly Field[],
  root: SchemaObject,
): boolean => {
  if (element.name !== name) return false;
  if (wrapped) return element.children.length > 0 || element.text.trim() === "";
  const [child, ...others] = element.children;
  if (child === undefined) return false;
  if (child.name === itemName && itemName !== name) return true;
  if (others.some((other) => other.name !== child.name)) return false;
  const same = fields.find((field) => field.name === child.name);
  // An item may have a plain field of its own name: `<Realms><Realm><Id/><Realm/></Realm></Realms>`.
  if (same !== undefined)
    return isScalar(same.schema, root) && child.children.some((inner) => isNamed(fields, inner.name));
  return fields.length > 0 ? !isNamed(fields, child.name) : isScalar(item, root);
};

const isScalar = (schema: SchemaObject, root: SchemaObject): boolean => {
  const { types } = shapeOf(schema, root);
  return types !== undefined && !types.has("object") && !types.has("array");
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
    // An element next to an attribute of the same name that a field took.
    value.set(value.has(name) ? `${name}#` : name, values.length === 1 ? values[0] : values);
  }
  for (const [name, text, fullName] of element.attributes) {
    if (!used.has(fullName)) value.set(value.has(name) ? `@${name}` : name, text);
  }
  if (element.text.trim() !== "" && !used.has(ownText)) value.set(ownText, element.text.trim());
  // From entries, `__proto__` is a name like any other.
  return Object.fromEntries(value);
};
