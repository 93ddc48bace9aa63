const entities: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&apos;",
  "\t": "&#9;",
  "\n": "&#10;",
  "\r": "&#13;",
};

/** Text as the content of an element or the value of an attribute (XML 1.0 section 2.4). */
export const escapeXml = (text: string): string =>
  text.replace(/[&<>"'\t\n\r]/g, (one) => entities[one] ?? one);

/** A character that XML 1.0 cannot hold, not even escaped (section 2.2); undefined when there is none. */
export const unwritableCharacter = (text: string): string | undefined => {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what this is about
  const [match] = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|\p{Surrogate}/u.exec(text) ?? [];
  return match === undefined
    ? undefined
    : `U+${match.charCodeAt(0).toString(16).toUpperCase().padStart(4, "0")}`;
};

/** What is written in XML and cannot be taken, in words. */
export class Refusal extends Error {}

const named: Readonly<Record<string, string>> = { lt: "<", gt: ">", amp: "&", quot: '"', apos: "'" };

/** The text that XML stands for; the names and numbers that XML 1.0 itself knows, no others (section 4.1). */
export const unescapeXml = (source: string): string =>
  source.replace(/&(?:#x([0-9a-fA-F]{1,6});|#([0-9]{1,7});|(\w+);)?/g, (whole, hex, decimal, name) => {
    if (name !== undefined && Object.hasOwn(named, name)) return named[name] ?? whole;
    const code = hex === undefined ? Number(decimal) : Number.parseInt(hex, 16);
    if (!(code <= 0x10ffff)) throw new Refusal(`${whole} is not an entity of XML: write & as &amp;`);
    const character = String.fromCodePoint(code);
    if (unwritableCharacter(character) !== undefined)
      throw new Refusal(`${whole} is a character that XML cannot carry`);
    return character;
  });

/** The value of an attribute as it stands in a document (section 3.3.3). */
export const attributeValue = (name: string, source: string): string => {
  if (source.includes("<")) throw new Refusal(`attribute ${name} holds a bare <: write it as &lt;`);
  return unescapeXml(source.replace(/[\t\n]/g, " "));
};
