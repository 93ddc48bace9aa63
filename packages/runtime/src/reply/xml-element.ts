/** An element of an XML document. Namespaces are dropped: names have no prefix, declarations are no attributes. */
export type XmlElement = {
  readonly name: string;
  /** With its prefix. */
  readonly fullName: string;
  /** Name, value, and name with its prefix. */
  readonly attributes: readonly (readonly [name: string, value: string, fullName: string])[];
  readonly children: readonly XmlElement[];
  /** Its own character data, that of children left out. */
  readonly text: string;
  /** `xsi:nil="true"`: there is no value. */
  readonly nil: boolean;
};

const deepest = 200;
const most = 200_000;

/**
 * Reads an XML document (XML 1.0, Namespaces 1.0) in time linear to its length. Undefined for what is not well-formed,
 * nests too deep, has too many elements, or has a document type declaration: no entity of a document is ever expanded.
 */
export const readXml = (text: string): XmlElement | undefined => {
  const open: Growing[] = [];
  let root: XmlElement | undefined;
  let count = 0;
  for (let at = 0; at < text.length; ) {
    if (text[at] !== "<") {
      const end = indexOr(text, "<", at, text.length);
      const characters = text.slice(at, end);
      const inside = open.at(-1);
      if (inside !== undefined) inside.text += unescaped(characters);
      else if (/[^\s\ufeff]/.test(characters)) return undefined;
      at = end;
      continue;
    }
    const skipped = endOfAside(text, at);
    if (skipped !== undefined) {
      at = skipped;
    } else if (text.startsWith("<![CDATA[", at)) {
      const inside = open.at(-1);
      const end = text.indexOf("]]>", at);
      if (inside === undefined || end === -1) return undefined;
      inside.text += text.slice(at + 9, end);
      at = end + 3;
    } else if (text[at + 1] === "/") {
      const end = text.indexOf(">", at);
      const closed = open.pop();
      if (end === -1 || closed?.fullName !== text.slice(at + 2, end).trimEnd()) return undefined;
      const parent = open.at(-1);
      if (parent === undefined) root = finished(closed);
      else parent.children.push(finished(closed));
      at = end + 1;
    } else {
      const tag = startTag(text, at);
      count += 1;
      if (tag === undefined || count > most || open.length >= deepest) return undefined;
      if (open.length === 0 && root !== undefined) return undefined;
      const parent = open.at(-1);
      if (!tag.empty) open.push(tag.element);
      else if (parent === undefined) root = finished(tag.element);
      else parent.children.push(finished(tag.element));
      at = tag.end;
    }
  }
  return open.length === 0 ? root : undefined;
};

type Growing = {
  readonly fullName: string;
  readonly attributes: readonly (readonly [string, string])[];
  readonly children: XmlElement[];
  text: string;
};

const indexOr = (text: string, part: string, from: number, otherwise: number): number => {
  const index = text.indexOf(part, from);
  return index === -1 ? otherwise : index;
};

/** The end of a comment or a processing instruction, the XML declaration among them. */
const endOfAside = (text: string, at: number): number | undefined => {
  const [start, end] = text.startsWith("<!--", at) ? ["<!--", "-->"] : ["<?", "?>"];
  if (!text.startsWith(start, at)) return undefined;
  const endAt = text.indexOf(end, at + start.length);
  return endAt === -1 ? text.length + 1 : endAt + end.length;
};

const tagName = /<([^\s<>/="'&!?][^\s<>/="'&]*)/y;
const attribute = /\s+([^\s<>/="'&]+)\s*=\s*(?:"([^"<]*)"|'([^'<]*)')/y;
const tagEnd = /\s*(\/?)>/y;

const startTag = (text: string, start: number) => {
  tagName.lastIndex = start;
  const fullName = tagName.exec(text)?.[1];
  if (fullName === undefined) return undefined;
  const attributes: (readonly [string, string])[] = [];
  let at = tagName.lastIndex;
  for (;;) {
    attribute.lastIndex = at;
    const match = attribute.exec(text);
    if (match === null) break;
    attributes.push([match[1] ?? "", unescaped(match[2] ?? match[3] ?? "")]);
    at = attribute.lastIndex;
  }
  tagEnd.lastIndex = at;
  const end = tagEnd.exec(text);
  if (end === null) return undefined;
  const element: Growing = { fullName, attributes, children: [], text: "" };
  return { element, empty: end[1] === "/", end: tagEnd.lastIndex };
};

const localName = (name: string): string => name.slice(name.lastIndexOf(":") + 1);

const finished = ({ fullName, attributes, children, text }: Growing): XmlElement => ({
  name: localName(fullName),
  fullName,
  attributes: attributes
    .filter(([name]) => !/^xmlns(?::|$)|^xsi:/.test(name))
    .map(([name, value]) => [localName(name), value, name] as const),
  children,
  text: children.length > 0 ? text.trim() : text,
  nil: attributes.some(([name, value]) => name === "xsi:nil" && /^(?:true|1)$/.test(value)),
});

const entities: Readonly<Record<string, string>> = { lt: "<", gt: ">", amp: "&", quot: '"', apos: "'" };

/** The five entities of XML and character references; others stay as they are written. */
const unescaped = (text: string): string =>
  text.includes("&")
    ? text.replace(
        /&(?:(lt|gt|amp|quot|apos)|#(\d{1,7})|#x([\da-fA-F]{1,6}));/g,
        (whole, name, digits, hex) => {
          if (name !== undefined) return entities[name] ?? whole;
          const code = hex === undefined ? Number(digits) : Number.parseInt(hex, 16);
          const known = code > 0 && code <= 0x10ffff && (code < 0xd800 || code > 0xdfff);
          return known ? String.fromCodePoint(code) : whole;
        },
      )
    : text;
