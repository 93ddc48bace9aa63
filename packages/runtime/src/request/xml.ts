import { asSchema, isRecord, type SchemaObject } from "../json-schema.js";
import type { XmlRoot } from "../tool.js";
import { ArgumentError } from "./argument-error.js";
import { isDefined, textOf } from "./style.js";
import { membersOf } from "./wire-value.js";

/** What a schema says of its XML (OpenAPI 3.1 section 4.8.26). */
type Hints = {
  readonly name?: string;
  readonly namespace?: string;
  readonly prefix?: string;
  readonly attribute?: boolean;
  readonly wrapped?: boolean;
};

type Writing = { readonly root: SchemaObject; readonly argument: string };

/**
 * A value as an XML document by the `xml` hints of its schema. Elements stand in the order of the schema, since many
 * APIs check a sequence; then come the fields that the schema does not name.
 */
export const buildXml = (
  value: unknown,
  schema: SchemaObject | undefined,
  how: Writing & { readonly document: XmlRoot },
): string => {
  const { name, ...hints } = how.document;
  return `<?xml version="1.0" encoding="UTF-8"?>${element(name, value, schema, hints, how)}`;
};

const element = (
  name: string,
  value: unknown,
  schema: SchemaObject | undefined,
  hints: Hints,
  how: Writing,
): string => {
  const tag = qualified(name, hints.prefix, how);
  const declared =
    hints.namespace === undefined
      ? ""
      : ` xmlns${hints.prefix === undefined ? "" : `:${hints.prefix}`}="${escaped(hints.namespace, how)}"`;
  const { attributes, content } = insideOf(value, schema, name, how);
  return content === ""
    ? `<${tag}${declared}${attributes}/>`
    : `<${tag}${declared}${attributes}>${content}</${tag}>`;
};

const insideOf = (
  value: unknown,
  schema: SchemaObject | undefined,
  name: string,
  how: Writing,
): { readonly attributes: string; readonly content: string } => {
  // A list that is not wrapped has no element of its own; as a root it needs one around its items.
  if (Array.isArray(value)) {
    return { attributes: "", content: value.map((item) => listItem(name, item, schema, how)).join("") };
  }
  if (!isRecord(value))
    return { attributes: "", content: isDefined(value) ? escaped(textOf(value), how) : "" };
  let attributes = "";
  let content = "";
  for (const [key, item] of inSchemaOrder(value, schema, how.root)) {
    if (!isDefined(item)) continue;
    const property = propertyOf(schema, key, how.root);
    const hints = hintsOf(property, how.root);
    const own = hints.name ?? key;
    if (hints.attribute && typeof item !== "object") {
      attributes += ` ${qualified(own, hints.prefix, how)}="${escaped(textOf(item), how)}"`;
    } else if (!Array.isArray(item)) content += element(own, item, property, hints, how);
    else if (hints.wrapped) content += element(own, item, property, hints, how);
    else content += item.map((one) => listItem(own, one, property, how)).join("");
  }
  return { attributes, content };
};

/** Items bear their own name, else that of their list (OpenAPI 3.1 section 4.8.26.2, XML arrays). */
const listItem = (name: string, item: unknown, list: SchemaObject | undefined, how: Writing): string => {
  const schemas = list === undefined ? [] : membersOf(list, how.root);
  const items = schemas.map((member) => asSchema(member.items)).find((found) => found !== undefined);
  const hints = hintsOf(items, how.root);
  return element(hints.name ?? name, item, items, hints, how);
};

const hintsOf = (schema: SchemaObject | undefined, root: SchemaObject): Hints => {
  const found =
    schema === undefined ? undefined : membersOf(schema, root).find((member) => isRecord(member.xml));
  return isRecord(found?.xml) ? found.xml : {};
};

const propertiesOf = (schema: SchemaObject | undefined, root: SchemaObject): readonly SchemaObject[] =>
  (schema === undefined ? [] : membersOf(schema, root))
    .map((member) => asSchema(member.properties))
    .filter((properties) => properties !== undefined);

const propertyOf = (
  schema: SchemaObject | undefined,
  key: string,
  root: SchemaObject,
): SchemaObject | undefined => {
  const holder = propertiesOf(schema, root).find((properties) => Object.hasOwn(properties, key));
  return asSchema(holder?.[key]);
};

const inSchemaOrder = (
  value: Readonly<Record<string, unknown>>,
  schema: SchemaObject | undefined,
  root: SchemaObject,
): readonly (readonly [string, unknown])[] => {
  const order = new Set(propertiesOf(schema, root).flatMap((properties) => Object.keys(properties)));
  const known = [...order].filter((key) => Object.hasOwn(value, key));
  const others = Object.keys(value).filter((key) => !order.has(key));
  return [...known, ...others].map((key) => [key, value[key]] as const);
};

/** Names of XML 1.0 section 2.3, without the colon that namespaces claim. */
const xmlName = /^[\p{L}_][\p{L}\p{N}\p{M}._-]*$/u;

const qualified = (name: string, prefix: string | undefined, how: Writing): string => {
  if (!xmlName.test(name) || (prefix !== undefined && !xmlName.test(prefix))) {
    throw new ArgumentError(
      how.argument,
      `has a field «${name.slice(0, 60)}» that cannot be the name of an XML element`,
    );
  }
  return prefix === undefined ? name : `${prefix}:${name}`;
};

const entities: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "\t": "&#9;",
  "\n": "&#10;",
  "\r": "&#13;",
};

/** Text for element content and attributes alike. Characters that XML 1.0 cannot hold are refused. */
const escaped = (text: string, how: Writing): string => {
  if (/[^\P{Cc}\t\n\r\u0080-\u009f]|[\ufffe\uffff]|\p{Cs}/u.test(text)) {
    throw new ArgumentError(how.argument, "holds a control character that XML cannot carry");
  }
  return text.replace(/[&<>"\t\n\r]/g, (mark) => entities[mark] ?? mark);
};
