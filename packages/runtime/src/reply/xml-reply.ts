import { isXml } from "@jackfield/contract";
import type { ReadReply } from "./read.js";
import { readXml, type XmlElement } from "./xml-element.js";

/** XML beyond this stays text: converting it would hold up other calls. */
const longest = 1_500_000;

/** The types under which servers send XML by mistake. */
const mislabels = new Set(["", "text/plain", "text/html", "application/json"]);

/**
 * The document of a reply that is XML by its type, or by its declaration under a wrong type. `promised`: the spec
 * says XML, so a first tag is enough. Undefined for anything else, and for what `readXml` refuses.
 */
export const xmlDocument = (
  { body, mediaType }: ReadReply,
  promised: boolean,
  bound = longest,
): XmlElement | undefined => {
  if (body.kind !== "text" || body.text.length > bound) return undefined;
  const start = promised ? /^\s*<(?!!|html)/i : /^\s*<\?xml\s/;
  const readable = isXml(mediaType) || (mislabels.has(mediaType) && start.test(body.text));
  return readable ? readXml(body.text) : undefined;
};
