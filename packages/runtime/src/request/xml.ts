import { asSchema, isRecord, type SchemaObject, type XmlRoot } from "@jackfield/contract";
import { fittingMembers } from "../fitting.js";
import { membersOf } from "../schema-walk.js";
import { ArgumentError } from "./argument-error.js";
import { isDefined, textOf } from "./style.js";
import { asCdata, escaped, type Mark, qualified } from "./xml-text.js";

/** What a schema says of its XML (OpenAPI 3.1 section 4.8.26); `nodeType` as far as the model keeps it. */
type Hints = {
  readonly name?: string;
  readonly namespace?: string;
  readonly prefix?: string;
  readonly attribute?: boolean;
  readonly wrapped?: boolean;
  readonly nodeType?: "text" | "cdata" | "none";
};

type Writing = Mark & { readonly root: SchemaObject };

/** What stands in an element: namespace declarations and attributes by their names, then text and elements. */
type Inside = { readonly attributes: ReadonlyMap<string, string>; readonly content: string };

/**
 * A value as an XML document by the `xml` hints of its schema. Elements stand in the order of the schema, since many
 * APIs check a sequence; then come the fields that the schema does not name.
 */
export const buildXml = (
  value: unknown,
  schema: SchemaObject | undefined,
  how: Writing & { readonly document: XmlRoot },
): string => `<?xml version="1.0" encoding="UTF-8"?>${documentElement(value, schema, how)}`;

/** A field of a form as a document of its own, by the schema of the form. */
export const buildFieldXml = (
  [name, value]: readonly [string, unknown],
  form: SchemaObject | undefined,
  how: Writing & { readonly document: XmlRoot },
): string => {
  const property = propertyOf(fieldsOf(form, { [name]: value }, how.root), name);
  // A list is a document for each of its items.
  const lists = property === undefined ? [] : membersOf(property, how.root);
  const items = lists.map((list) => asSchema(list.items)).find((schema) => schema !== undefined);
  return buildXml(value, items ?? property, how);
};

const documentElement = (
  value: unknown,
  schema: SchemaObject | undefined,
  how: Writing & { readonly document: XmlRoot },
): string => {
  const { name, fields, ...hints } = how.document;
  if (fields === undefined || !isRecord(value)) return element(name, value, schema, hints, how);
  const [field, ...others] = Object.entries(value).filter(([, item]) => isDefined(item));
  if (field === undefined) return element(name, "", undefined, hints, how);
  const [key, item] = field;
  if (others.length > 0 || !fields.includes(key)) {
    const choice = fields.length === 1 ? "the field" : "one of the fields";
    throw new ArgumentError(
      how.argument,
      `must hold ${choice} ${fields.join(", ")} and nothing else: it is the root element of the XML`,
    );
  }
  const property = propertyOf(fieldsOf(schema, value, how.root), key);
  const own = hintsOf(property, how.root);
  return element(own.name ?? key, item, property, own, how);
};

const element = (
  name: string,
  value: unknown,
  schema: SchemaObject | undefined,
  hints: Hints,
  how: Writing,
): string => {
  const tag = qualified(name, hints.prefix, how);
  const { attributes, content } = insideOf(value, schema, name, how);
  const all = new Map([...declaration(hints, how), ...attributes]);
  const start = `${tag}${[...all].map(([own, text]) => ` ${own}="${text}"`).join("")}`;
  return content === "" ? `<${start}/>` : `<${start}>${content}</${tag}>`;
};

const declaration = ({ namespace, prefix }: Hints, how: Writing): readonly (readonly [string, string])[] =>
  namespace === undefined
    ? []
    : [[prefix === undefined ? "xmlns" : `xmlns:${prefix}`, escaped(namespace, how)]];

const insideOf = (value: unknown, schema: SchemaObject | undefined, name: string, how: Writing): Inside => {
  const attributes = new Map<string, string>();
  // A list that is not wrapped has no element of its own; as a root it needs one around its items.
  if (Array.isArray(value)) return { attributes, content: listItems(name, value, schema, how) };
  if (!isRecord(value)) return { attributes, content: isDefined(value) ? escaped(textOf(value), how) : "" };
  let content = "";
  const fields = fieldsOf(schema, value, how.root);
  for (const [key, item] of inOrder(value, fields)) {
    if (!isDefined(item)) continue;
    const property = propertyOf(fields, key);
    const hints = hintsOf(property, how.root);
    const own = hints.name ?? key;
    const plain = typeof item !== "object";
    if (hints.attribute && plain) {
      // An attribute is in no namespace without a prefix (Namespaces in XML 1.0 section 6.2).
      if (hints.prefix !== undefined)
        for (const [prefix, uri] of declaration(hints, how)) attributes.set(prefix, uri);
      attributes.set(qualified(own, hints.prefix, how), escaped(textOf(item), how));
    } else if (hints.nodeType === "text" && plain) content += escaped(textOf(item), how);
    else if (hints.nodeType === "cdata" && plain) content += asCdata(textOf(item), how);
    else if (hints.nodeType === "none" && isRecord(item)) {
      const inside = insideOf(item, property, own, how);
      for (const [attribute, text] of inside.attributes) attributes.set(attribute, text);
      content += inside.content;
    } else if (Array.isArray(item) && !hints.wrapped) content += listItems(own, item, property, how);
    else content += element(own, item, property, hints, how);
  }
  return { attributes, content };
};

/** Items bear their own name, else that of their list (OpenAPI 3.1 section 4.8.26.2, XML arrays). */
const listItems = (
  name: string,
  items: readonly unknown[],
  list: SchemaObject | undefined,
  how: Writing,
): string => {
  const schemas = list === undefined ? [] : membersOf(list, how.root);
  const schema = schemas.map((member) => asSchema(member.items)).find((items) => items !== undefined);
  const hints = hintsOf(schema, how.root);
  const bare = hints.nodeType === "none";
  return items
    .map((item) =>
      bare && isRecord(item)
        ? insideOf(item, schema, name, how).content
        : element(hints.name ?? name, item, schema, hints, how),
    )
    .join("");
};

const hintsOf = (schema: SchemaObject | undefined, root: SchemaObject): Hints => {
  const member =
    schema === undefined ? undefined : membersOf(schema, root).find((member) => isRecord(member.xml));
  return isRecord(member?.xml) ? member.xml : {};
};

/** The properties that speak of a value, those that fit it best first. */
const fieldsOf = (
  schema: SchemaObject | undefined,
  value: unknown,
  root: SchemaObject,
): readonly SchemaObject[] =>
  (schema === undefined ? [] : fittingMembers(schema, value, root))
    .map((member) => asSchema(member.properties))
    .filter((properties) => properties !== undefined);

/** What is said of a field; several schemas that say something of it become alternatives. */
const propertyOf = (fields: readonly SchemaObject[], key: string): SchemaObject | undefined => {
  const properties = fields.flatMap((properties) =>
    Object.hasOwn(properties, key) ? [asSchema(properties[key]) ?? {}] : [],
  );
  return properties.length > 1 ? { anyOf: properties } : properties[0];
};

const inOrder = (
  value: Readonly<Record<string, unknown>>,
  fields: readonly SchemaObject[],
): readonly (readonly [string, unknown])[] => {
  const order = new Set(fields.flatMap((properties) => Object.keys(properties)));
  const known = [...order].filter((key) => Object.hasOwn(value, key));
  const others = Object.keys(value).filter((key) => !order.has(key));
  return [...known, ...others].map((key) => [key, value[key]] as const);
};
