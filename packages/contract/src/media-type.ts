const token = "[!#$%&'*+.^_`|~0-9A-Za-z-]+";
const mediaType = new RegExp(`^${token}/${token}$`);

/** The charset that a content type names. */
export const charsetOf = (contentType: string): string | undefined =>
  /;\s*charset\s*=\s*"?([^\s";]+)/i.exec(contentType)?.[1];

/** Type and subtype, lower case, without parameters; empty for no media type. */
export const essence = (text: string): string => (text.split(";", 1)[0] ?? "").trim().toLowerCase();

/** `type/subtype` by the grammar of RFC 9110 section 8.3.1, so it is safe in a header. */
export const isMediaType = (text: string): boolean => mediaType.test(text);

/** JSON under any of its names, vendor types (`+json`, RFC 6839) included. */
export const isJson = (text: string): boolean => /^(?:application|text)\/json$|\+json$/.test(essence(text));

/** XML that is data; pictures and pages in XML (SVG, XHTML) are not. */
export const isXml = (text: string): boolean => {
  const type = essence(text);
  return /^(?:application|text)\/xml$|\+xml$/.test(type) && !/^image\/svg|xhtml/.test(type);
};

/** A form of HTML, in either of its encodings. */
export const isForm = (text: string): boolean =>
  /^(?:application\/x-www-form-urlencoded|multipart\/form-data)$/.test(essence(text));

/** How a stream is divided: server-sent events, one JSON text a line, or JSON texts behind a record separator. */
export type StreamKind = "events" | "lines" | "sequence";

/** The kind of stream that a content type promises; undefined for a document that has an end. */
export const streamKindOf = (text: string): StreamKind | undefined => {
  const type = essence(text);
  if (type === "text/event-stream") return "events";
  if (/^application\/json-seq$|\+json-seq$/.test(type)) return "sequence";
  const lines =
    /^(?:application|text)\/(?:(?:x-)?(?:ndjson|jsonl|jsonlines|json-lines|json-stream)|stream\+json)$/;
  return lines.test(type) ? "lines" : undefined;
};

const textTypes =
  /^text\/|[/+]yaml$|^application\/(?:javascript|ecmascript|x-yaml|toml|graphql|sql|x-sh|rtf|xml-dtd|jwt)$/;

/** Text that is written and read as it is: no JSON, no XML beyond `text/xml`, no form. */
export const isPlainText = (text: string): boolean => textTypes.test(essence(text));

/** Bytes that decode to text a person can read. SVG counts: it is XML, and no model sees it as a picture. */
export const isTextual = (text: string): boolean => {
  const type = essence(text);
  return isJson(type) || isPlainText(type) || /[/+]xml$|x-www-form-urlencoded$/.test(type);
};

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
