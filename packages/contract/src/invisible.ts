/**
 * Characters that a reader does not see, by what they may do. `concealing` ones hide text, turn it around or steer a
 * terminal, and no honest text needs them: controls other than line feed and tab, bidirectional marks, zero-width
 * blanks, tags, line separators, blank letters, lone surrogates. `invisible` ones are these and what scripts and emoji
 * are made of: joiners, variation selectors, the soft hyphen.
 */
const hidden = String.raw`\p{Default_Ignorable_Code_Point}\p{Zl}\p{Zp}\p{Cs}\ufff9-\ufffb`;
const honest = String.raw`\u00ad\u200c\u200d\p{Variation_Selector}`;
const controls = String.raw`[^\P{Cc}\n\t]`;

export const invisible = new RegExp(`${controls}|[${hidden}]`, "gu");
export const concealing = new RegExp(`${controls}|(?![${honest}])[${hidden}]`, "gu");

/** Whether a text hides nothing, read as it is or as JSON: it is printable ASCII without a backslash. Quick, and rarely wrong. */
export const isPlain = (text: string): boolean => /^[\n\t -[\]-~]*$/.test(text);

/** `U+200B` */
export const codePointName = (character: string): string =>
  `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")}`;

/** Each UTF-16 unit as JSON and JavaScript escape it: `\u200b`. */
export const escapedUnits = (text: string): string =>
  Array.from(
    { length: text.length },
    (_, at) => `\\u${text.charCodeAt(at).toString(16).padStart(4, "0")}`,
  ).join("");

/** A JSON value whose strings and keys spell concealing characters as escapes; a return may be the end of a line. */
export const withVisible = (value: unknown): unknown => {
  if (typeof value === "string" && isPlain(value)) return value;
  if (typeof value === "string")
    return value.replace(concealing, (character) =>
      character === "\r" ? character : escapedUnits(character),
    );
  if (Array.isArray(value)) return value.map(withVisible);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, member]) => [String(withVisible(key)), withVisible(member)]),
  );
};
