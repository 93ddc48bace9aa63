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
