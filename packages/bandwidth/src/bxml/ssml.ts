import { XMLParser, XMLValidator } from "fast-xml-parser";
import { attributeValue, escapeXml, Refusal, unescapeXml } from "./escape.js";
import { choice, fits, meaningOf, pattern, text, type ValueRule } from "./values.js";

const anyText = text(256);

/** The SSML elements that Bandwidth's voices take, each with its attributes. */
const elements: Readonly<Record<string, Readonly<Record<string, ValueRule>>>> = {
  break: {
    strength: choice("none", "x-weak", "weak", "medium", "strong", "x-strong"),
    time: pattern(/^(?:\d{1,4}ms|10000ms|\d(?:\.\d+)?s|10s)$/, "a time of at most 10s, such as 500ms or 2s"),
  },
  emphasis: { level: choice("strong", "moderate", "reduced", "none") },
  lang: { "xml:lang": pattern(/^[A-Za-z]{2,3}(?:-[A-Za-z0-9]+)*$/, "a language tag, such as es-US") },
  p: {},
  s: {},
  phoneme: { ph: anyText, alphabet: anyText },
  prosody: { pitch: anyText, rate: anyText, volume: anyText },
  "say-as": {
    "interpret-as": choice("date", "time", "telephone", "characters", "cardinal", "ordinal"),
    format: anyText,
  },
  sub: { alias: anyText },
};

type Ssml = { readonly ok: true; readonly xml: string } | { readonly ok: false; readonly problem: string };

/** One node as the parser keeps it in order: `{ "#text": … }`, or the children under the name, and `:@` for attributes. */
type Node = Readonly<Record<string, unknown>>;

const parser = new XMLParser({
  preserveOrder: true,
  ignoreAttributes: false,
  attributeNamePrefix: "",
  trimValues: false,
  parseTagValue: false,
  parseAttributeValue: false,
  // The parser knows no numbers of characters and limits how many entities a text has.
  processEntities: false,
});

const deepest = 16;

const attributesOf = (name: string, given: Node): string =>
  Object.entries(given)
    .map(([attribute, raw]) => {
      const known = elements[name] ?? {};
      const rule = Object.hasOwn(known, attribute) ? known[attribute] : undefined;
      if (rule === undefined) throw new Refusal(`<${name}> has no attribute ${attribute}`);
      const value = attributeValue(`${attribute} of <${name}>`, String(raw));
      if (!fits(value, rule)) throw new Refusal(`${attribute} of <${name}> must be ${meaningOf(rule)}`);
      return ` ${attribute}="${escapeXml(value)}"`;
    })
    .join("");

const written = (nodes: readonly Node[], depth: number): string =>
  nodes
    .map((node) => {
      if ("#text" in node) return escapeXml(unescapeXml(String(node["#text"])));
      const name = Object.keys(node).find((key) => key !== ":@") ?? "";
      if (!Object.hasOwn(elements, name))
        throw new Refusal(
          `<${name}> is not an SSML element that Bandwidth takes; use ${Object.keys(elements).join(", ")}`,
        );
      if (depth >= deepest) throw new Refusal(`it is nested more than ${deepest} deep`);
      const attributes = attributesOf(name, (node[":@"] ?? {}) as Node); // as the parser makes them
      const children = written((node[name] ?? []) as readonly Node[], depth + 1); // as the parser makes them
      return children === "" ? `<${name}${attributes}/>` : `<${name}${attributes}>${children}</${name}>`;
    })
    .join("");

/**
 * SSML rebuilt from its parts, so that nothing passes that is not in the list: elements, attributes and text, all
 * escaped again. Comments, declarations, CDATA and unknown entities are refused.
 */
export const readSsml = (source: string): Ssml => {
  if (/<[!?]/.test(source))
    return { ok: false, problem: "SSML takes elements and text only, no comments or declarations" };
  const wrapped = `<speak>${source}</speak>`;
  try {
    unescapeXml(source); // refuses a stray & in words that help, as the validator does not
    const validity = XMLValidator.validate(wrapped);
    if (validity !== true) throw new Refusal(`it is not well-formed XML: ${validity.err.msg}`);
    const [root] = parser.parse(wrapped) as readonly Node[]; // one element, as it was just wrapped
    const xml = written((root?.speak ?? []) as readonly Node[], 0); // its children
    if (unescapeXml(xml.replace(/<[^>]*>/g, "")).trim() === "")
      throw new Refusal("it has no words to speak; Pause waits");
    return { ok: true, xml };
  } catch (error) {
    if (error instanceof Refusal) return { ok: false, problem: error.message };
    // The parser throws plain errors on names that it reserves and on nesting without end.
    return { ok: false, problem: "it cannot be read as SSML" };
  }
};
