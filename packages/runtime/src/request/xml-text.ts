import { ArgumentError } from "./argument-error.js";

/** The argument that errors name. */
export type Mark = { readonly argument: string };

/** Names of XML 1.0 section 2.3, without the colon that namespaces claim. */
const xmlName = /^[\p{L}_][\p{L}\p{N}\p{M}._-]*$/u;

export const qualified = (name: string, prefix: string | undefined, mark: Mark): string => {
  if (!xmlName.test(name) || (prefix !== undefined && !xmlName.test(prefix))) {
    throw new ArgumentError(
      mark.argument,
      `has a field \`${name.slice(0, 60)}\` that cannot be the name of an XML element`,
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
export const escaped = (text: string, mark: Mark): string =>
  carried(text, mark).replace(/[&<>"\t\n\r]/g, (sign) => entities[sign] ?? sign);

/** Text as a CDATA section. What ends one is split over two; a carriage return would become a line feed there. */
export const asCdata = (text: string, mark: Mark): string =>
  text === ""
    ? ""
    : `<![CDATA[${carried(text, mark).replaceAll("]]>", "]]]]><![CDATA[>").replaceAll("\r", "]]>&#13;<![CDATA[")}]]>`;

const carried = (text: string, { argument }: Mark): string => {
  if (/[^\P{Cc}\t\n\r\u0080-\u009f]|[\ufffe\uffff]|\p{Cs}/u.test(text)) {
    throw new ArgumentError(argument, "contains a control character, which XML cannot represent");
  }
  return text;
};
