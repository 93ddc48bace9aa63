const token = "[!#$%&'*+.^_`|~0-9A-Za-z-]+";
const mediaType = new RegExp(`^${token}/${token}$`);

/** Type and subtype, lower case, without parameters; empty for no media type. */
export const essence = (text: string): string => (text.split(";", 1)[0] ?? "").trim().toLowerCase();

/** `type/subtype` by the grammar of RFC 9110 section 8.3.1, so it is safe in a header. */
export const isMediaType = (text: string): boolean => mediaType.test(text);

/** JSON under any of its names, vendor types (`+json`, RFC 6839) included. */
export const isJson = (text: string): boolean => /^(?:application|text)\/json$|\+json$/.test(essence(text));

export const isRange = (text: string): boolean => text.includes("*");

/** Whether a media range (RFC 9110 section 12.5.1) covers a type. */
export const covers = (range: string, type: string): boolean => {
  const wanted = essence(range);
  if (wanted === "*/*" || wanted === "*") return true;
  return wanted.endsWith("/*") ? type.startsWith(wanted.slice(0, -1)) : wanted === type;
};

const unknownType = "application/octet-stream";

/**
 * The content type of bytes: `declared` is a list of types and ranges from the spec, `known` what the bytes themselves
 * say. What is known wins where the spec allows it; else a type that says nothing, else the first of the spec that
 * does not promise JSON.
 */
export const concreteType = (declared: string, known: string | undefined): string => {
  const ranges = declared.split(",").map((range) => range.trim());
  const match = known === undefined ? undefined : ranges.find((range) => covers(range, known));
  if (match !== undefined && known !== undefined) return isRange(match) ? known : match;
  const named = ranges.filter((range) => !isRange(range));
  const modest = named.find((type) => essence(type) === unknownType) ?? named.find((type) => !isJson(type));
  return modest ?? named[0] ?? known ?? unknownType;
};
