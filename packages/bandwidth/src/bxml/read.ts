import { XMLParser, XMLValidator } from "fast-xml-parser";
import type { GivenVerb } from "./build.js";
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
  trimValues: true,
  parseTagValue: false,
  parseAttributeValue: false,
  processEntities: true,
  // SSML stays as it was written; the builder reads it by its own rules.
  stopNodes: ["*.SpeakSentence"],
});

const nameOf = (node: BxmlNode): string | undefined => Object.keys(node).find((key) => key !== ":@");
const inside = (node: BxmlNode, name: string): readonly BxmlNode[] =>
  Array.isArray(node[name]) ? (node[name] as readonly BxmlNode[]) : []; // as the parser makes them

const verbOf = (node: BxmlNode): GivenVerb[] => {
  const type = nameOf(node) ?? "";
  if (type === "#text" || type.startsWith("?")) return [];
  const children = inside(node, type);
  const text = children.map((child) => child["#text"] ?? "").join("");
  const attributes = Object(node[":@"]) as Readonly<Record<string, unknown>>; // none is an empty object
  const rule = ruleOf(type);
  const verbs = children.flatMap(verbOf);
  return [
    {
      ...attributes,
      type,
      ...(rule?.ssml && { ssml: text }),
      ...(!rule?.ssml && text !== "" && { text }),
      ...(verbs.length > 0 && { children: verbs }),
    },
  ];
};

/** The verbs of a document, not yet checked against any rule but those of XML. */
export const readBxml = (source: string): ReadBxml => {
  const refused = (problem: string): ReadBxml => ({ ok: false, problem });
  if (/<!/.test(source)) return refused("BXML takes elements and text only, no comments or declarations");
  const validity = XMLValidator.validate(source);
  if (validity !== true) return refused(`it is not well-formed XML: ${validity.err.msg}`);
  const elements = (parser.parse(source) as readonly BxmlNode[]).filter((node) => nameOf(node) !== "?xml"); // preserveOrder gives a list
  const [root, ...others] = elements;
  const name = root === undefined ? undefined : nameOf(root);
  if (root === undefined || others.length > 0 || (name !== "Response" && name !== "Bxml"))
    return refused("the root element must be <Response> or <Bxml>");
  return { ok: true, root: name, verbs: inside(root, name).flatMap(verbOf) };
};
