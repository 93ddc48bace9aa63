import { XMLParser, XMLValidator } from "fast-xml-parser";

/** An element with its text decoded. Mixed content keeps its order. */
export type Element = {
  readonly name: string;
  readonly attributes: ReadonlyMap<string, string>;
  readonly content: readonly (string | Element)[];
};

export type Parsed<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly fault: string };

const attributesKey = ":@";
const textKey = "#text";
const cdataKey = "#cdata";

const parser = new XMLParser({
  preserveOrder: true,
  ignoreAttributes: false,
  attributeNamePrefix: "",
  textNodeName: textKey,
  cdataPropName: cdataKey,
  parseTagValue: false,
  parseAttributeValue: false,
  trimValues: false,
  processEntities: false,
  ignoreDeclaration: true,
  ignorePiTags: true,
});

/** A fault found while walking; it never leaves this file. */
class XmlFault extends Error {}

/** The root element of a well-formed document. Document types are refused, so nothing can be expanded or fetched. */
export function parseXml(source: string): Parsed<Element> {
  try {
    return { ok: true, value: rootOf(source.replace(/^\uFEFF/, "").replace(/\r\n?/g, "\n")) };
  } catch (error) {
    // The parser throws plain errors on reserved names and on nesting that is too deep.
    return { ok: false, fault: error instanceof Error ? error.message : "the document is not well-formed" };
  }
}

function rootOf(source: string): Element {
  if (/<!(?:DOCTYPE|ENTITY)/i.test(source)) throw new XmlFault("a document type is not allowed");
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters XML forbids
  if (/[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]/.test(source)) {
    throw new XmlFault("a control character is not allowed");
  }
  const valid = XMLValidator.validate(source);
  if (valid !== true) throw new XmlFault(`line ${valid.err.line}: ${valid.err.msg}`);
  const body = source.replace(/^<\?xml\s[^?]*\?>/, "");
  // The parser drops text outside the root; inside a frame of ours it is kept and can be refused.
  const [frame] = elementsOf(parser.parse(`<frame>${body}</frame>`));
  const roots = typeof frame === "object" ? frame.content : [];
  const [root, second] = roots.filter((part) => typeof part !== "string" || part.trim() !== "");
  if (typeof root !== "object" || second !== undefined)
    throw new XmlFault("there must be one root element and no text around it");
  return root;
}

function elementsOf(nodes: unknown): readonly (string | Element)[] {
  if (!Array.isArray(nodes)) throw new XmlFault("the document is not well-formed");
  return nodes.map((node: unknown) => {
    if (typeof node !== "object" || node === null) throw new XmlFault("the document is not well-formed");
    const fields = new Map<string, unknown>(Object.entries(node));
    const text = fields.get(textKey);
    if (typeof text === "string") return decoded(text);
    const cdata = fields.get(cdataKey);
    if (cdata !== undefined) return cdataText(cdata);
    const [name = ""] = [...fields.keys()].filter((key) => key !== attributesKey);
    return {
      name,
      attributes: attributesOf(fields.get(attributesKey)),
      content: elementsOf(fields.get(name)),
    };
  });
}

function attributesOf(raw: unknown): ReadonlyMap<string, string> {
  const attributes = new Map<string, string>();
  for (const [name, value] of Object.entries(raw ?? {})) {
    const text = String(value);
    if (text.includes("<")) throw new XmlFault(`the value of attribute ${name} holds a bare <`);
    attributes.set(name, decoded(text.replace(/[\t\n]/g, " ")));
  }
  return attributes;
}

/** The content of a CDATA section, which the parser gives as a list of one text. */
function cdataText(cdata: unknown): string {
  const [node]: unknown[] = Array.isArray(cdata) ? cdata : [];
  const text = typeof node === "object" && node !== null ? new Map(Object.entries(node)).get(textKey) : "";
  return typeof text === "string" ? text : "";
}

const named = new Map([
  ["amp", "&"],
  ["lt", "<"],
  ["gt", ">"],
  ["quot", '"'],
  ["apos", "'"],
]);

function decoded(text: string): string {
  return text.replace(/&([^;&\s]*)(;?)/g, (whole, name: string, end: string) => {
    const character = named.get(name) ?? numbered(name);
    if (!end || character === undefined) throw new XmlFault(`${whole} is not a known entity`);
    return character;
  });
}

function numbered(name: string): string | undefined {
  const [, hex, decimal] = /^#(?:x([0-9a-fA-F]{1,6})|([0-9]{1,7}))$/.exec(name) ?? [];
  const code = hex ? Number.parseInt(hex, 16) : decimal ? Number(decimal) : 0;
  const allowed = code === 9 || code === 10 || code === 13 || (code >= 32 && code <= 0x10ffff);
  return allowed ? String.fromCodePoint(code) : undefined;
}

/** All text below an element, as a listener would hear it. */
export function spokenText(element: Element): string {
  const parts = element.content.map((part) => (typeof part === "string" ? part : spokenText(part)));
  return parts.join("").replace(/\s+/g, " ").trim();
}

/** The elements in an element; text between them is none. */
export const childrenOf = (element: Element | undefined, name?: string): readonly Element[] =>
  (element?.content ?? []).filter(
    (part): part is Element => typeof part !== "string" && (name === undefined || part.name === name),
  );

export const childOf = (element: Element | undefined, ...path: readonly string[]): Element | undefined =>
  path.reduce<Element | undefined>((parent, name) => childrenOf(parent, name)[0], element);

/** The text of an element below, without blanks at its ends; undefined when there is no such element. */
export const textAt = (element: Element | undefined, ...path: readonly string[]): string | undefined => {
  const child = childOf(element, ...path);
  return child && plainText(child);
};

/** The texts of all elements of a name. */
export const textsAt = (element: Element | undefined, name: string): readonly string[] =>
  childrenOf(element, name).map(plainText);

/** The text of an element itself. */
export const plainText = (element: Element): string =>
  element.content
    .filter((part) => typeof part === "string")
    .join("")
    .trim();
