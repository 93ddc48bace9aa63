import { XMLParser, XMLValidator } from "fast-xml-parser";
import type { GivenVerb } from "./build.js";
import { attributeValue, Refusal, unescapeXml } from "./escape.js";
import { ruleOf } from "./verbs.js";

type ReadBxml =
  | { readonly ok: true; readonly root: "Response" | "Bxml"; readonly verbs: readonly GivenVerb[] }
  | { readonly ok: false; readonly problem: string };

/** One node as the parser keeps it in order: `{ "#text": … }`, or the children under the name, and `:@` for attributes. */
type BxmlNode = Readonly<Record<string, unknown>>;

const parser = new XMLParser({
  preserveOrder: true,
  ignoreAttributes: false,
  attributeNamePrefix: "",
  trimValues: false,
  parseTagValue: false,
  parseAttributeValue: false,
  // The parser knows no numbers of characters and limits how many entities a document has.
  processEntities: false,
  // SSML stays as it was written; the builder reads it by its own rules.
  stopNodes: ["*.SpeakSentence"],
});

const nameOf = (node: BxmlNode): string => Object.keys(node).find((key) => key !== ":@") ?? "";
const inside = (node: BxmlNode, name: string): readonly BxmlNode[] =>
  Array.isArray(node[name]) ? (node[name] as readonly BxmlNode[]) : []; // as the parser makes them
const textIn = (nodes: readonly BxmlNode[]): string => nodes.map((node) => node["#text"] ?? "").join("");
const elementsIn = (nodes: readonly BxmlNode[]): readonly BxmlNode[] =>
  nodes.filter((node) => nameOf(node) !== "#text");

/** The fields of a verb that are no attributes: no attribute can have their names. */
const reserved = new Set(["type", "text", "ssml", "children"]);

const attributesOf = (type: string, node: BxmlNode): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(Object(node[":@"])).map(([name, value]) => {
      if (reserved.has(name)) throw new Refusal(`<${type}> has no attribute ${name}`);
      return [name, attributeValue(`${name} of <${type}>`, String(value))];
    }),
  );

const verbOf = (node: BxmlNode): GivenVerb => {
  const type = nameOf(node);
  const content = inside(node, type);
  const source = textIn(content);
  const attributes = attributesOf(type, node);
  const rule = ruleOf(type);
  if (rule?.ssml) return { ...attributes, type, ssml: source };
  const text = unescapeXml(source.trim());
  const children = elementsIn(content).map(verbOf);
  return {
    ...attributes,
    type,
    ...((text !== "" || rule?.text) && { text }),
    ...(children.length > 0 && { children }),
  };
};

/** The line that may stand first (section 2.8); what it says is no matter, as the document is written again. */
const declaration =
  /^\uFEFF?(?:<\?xml\s+version=(["'])1\.\d\1(?:\s+encoding=(["'])[\w.-]+\2)?(?:\s+standalone=(["'])(?:yes|no)\3)?\s*\?>)?/;

const rootOf = (source: string): { readonly root: "Response" | "Bxml"; readonly verbs: GivenVerb[] } => {
  const body = source.replace(/\r\n?/g, "\n").replace(declaration, "");
  if (/<[!?]/.test(body))
    throw new Refusal("BXML takes elements and text only, no comments, declarations or instructions");
  unescapeXml(body); // refuses a stray & in words that help, as the validator does not
  const validity = XMLValidator.validate(body);
  if (validity !== true) throw new Refusal(`it is not well-formed XML: ${validity.err.msg}`);
  // The parser drops text around the root; in a frame of ours it is kept and can be refused.
  const frame = inside((parser.parse(`<frame>${body}</frame>`) as readonly BxmlNode[])[0] ?? {}, "frame"); // preserveOrder gives a list
  const [node, ...others] = elementsIn(frame);
  const root = node === undefined ? "" : nameOf(node);
  if (node === undefined || others.length > 0 || (root !== "Response" && root !== "Bxml"))
    throw new Refusal("the root element must be <Response> or <Bxml>");
  const [attribute] = Object.keys(Object(node[":@"]));
  if (attribute !== undefined) throw new Refusal(`<${root}> has no attribute ${attribute}`);
  const text = /[^ \t\n].{0,40}/.exec(`${textIn(frame)}${textIn(inside(node, root))}`);
  if (text !== null) throw new Refusal(`"${text[0].trimEnd()}" stands outside of every verb`);
  return { root, verbs: elementsIn(inside(node, root)).map(verbOf) };
};

/** The verbs of a document, not yet checked against any rule but those of XML. */
export const readBxml = (source: string): ReadBxml => {
  try {
    return { ok: true, ...rootOf(source) };
  } catch (error) {
    if (error instanceof Refusal) return { ok: false, problem: error.message };
    // The parser throws plain errors on names that it reserves and on nesting without end.
    return {
      ok: false,
      problem: `it cannot be read: ${error instanceof Error ? error.message : "why, is unknown"}`,
    };
  }
};
