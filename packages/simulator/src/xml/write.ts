/** An element of a reply: text, or elements in their order. */
export type Node = { readonly name: string; readonly content: string | readonly Node[] };

type Part = Node | undefined;

/** An element with elements in it; undefined ones are left out. */
export const branch = (name: string, ...parts: readonly (Part | readonly Part[])[]): Node => ({
  name,
  content: parts.flat().filter((part) => part !== undefined),
});

/** An element with text in it. */
export const leaf = (name: string, text: string | number | boolean): Node => ({
  name,
  content: String(text),
});

/** A leaf, or nothing where there is no value. */
export const maybe = (name: string, text: string | number | boolean | undefined): Part =>
  text === undefined ? undefined : leaf(name, text);

/** A document with its declaration, the way the vendor writes it. */
export const writeXml = (root: Node): string =>
  `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>${elementText(root)}`;

function elementText({ name, content }: Node): string {
  const inside = typeof content === "string" ? escaped(content) : content.map(elementText).join("");
  return inside === "" ? `<${name}/>` : `<${name}>${inside}</${name}>`;
}

const marks: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  "\r": "&#13;",
};

/** The parser refuses what XML cannot hold, so it never gets here. */
const escaped = (text: string): string => text.replace(/[&<>\r]/g, (mark) => marks[mark] ?? mark);
