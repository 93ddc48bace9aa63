import { childrenOf, type Element, type Parsed, parseXml, plainText, spokenText } from "../xml/read.js";
import { ssmlFault } from "./ssml.js";
import { isVerbName, ruleOf, speechAttributes, type VerbName } from "./verb-rules.js";

/** A verb that passed the rules. */
export type Verb = {
  readonly name: VerbName;
  readonly attributes: ReadonlyMap<string, string>;
  readonly text: string;
  readonly children: readonly Noun[];
};

/** An element inside a verb: a prompt of a Gather, a destination of a Transfer. */
export type Noun = {
  readonly name: string;
  readonly attributes: ReadonlyMap<string, string>;
  readonly text: string;
};

export const maxBxmlBytes = 64 * 1024;

/** What differs between accounts. */
type Dialect = { readonly speechGather: boolean };

/** Reads a document whole or names its first fault; a document with a fault is never run in part. */
export function readBxml(
  bytes: Uint8Array,
  roots: readonly string[],
  dialect: Dialect = { speechGather: false },
): Parsed<readonly Verb[]> {
  if (bytes.length > maxBxmlBytes) return faulty(`the document has more than ${maxBxmlBytes} bytes`);
  const source = decodeUtf8(bytes);
  if (source === undefined) return faulty("the document is not valid UTF-8");
  const parsed = parseXml(source);
  if (!parsed.ok) return parsed;
  const root = parsed.value;
  if (!roots.includes(root.name))
    return faulty(`the root element must be ${roots.join(" or ")}, not ${root.name}`);
  const fault = rootFault(root, dialect);
  return fault ? faulty(fault) : { ok: true, value: childrenOf(root).flatMap(verbOf) };
}

const faulty = (fault: string) => ({ ok: false, fault }) as const;

function decodeUtf8(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

function verbOf(element: Element): readonly Verb[] {
  if (!isVerbName(element.name)) return [];
  const children = ruleOf(element.name)?.children ? childrenOf(element).map(nounOf) : [];
  return [{ name: element.name, attributes: element.attributes, text: spokenText(element), children }];
}

function nounOf(element: Element): Noun {
  return { name: element.name, attributes: element.attributes, text: spokenText(element) };
}

function rootFault(root: Element, dialect: Dialect): string | undefined {
  const [attribute] = root.attributes.keys();
  if (attribute !== undefined) return `attribute ${attribute} of <${root.name}> is not known`;
  if (plainText(root) !== "") return `<${root.name}> must not hold text`;
  const verbs = childrenOf(root);
  for (const [at, verb] of verbs.entries()) {
    if (!isVerbName(verb.name)) return `<${verb.name}> is not a verb`;
    const fault = elementFault(verb, dialect) ?? verbFault(verb);
    if (fault) return fault;
    if (verb.name === "Redirect" && at < verbs.length - 1) return "<Redirect> must be the last verb";
  }
  return undefined;
}

/** Attributes, text and children against the table of rules. */
function elementFault(element: Element, dialect: Dialect): string | undefined {
  const { name } = element;
  const rule = ruleOf(name);
  if (!rule) return `<${name}> is not known`;
  const hearsSpeech = dialect.speechGather && name === "Gather";
  const rules = hearsSpeech ? { ...rule.attributes, ...speechAttributes } : rule.attributes;
  for (const [attribute, value] of element.attributes) {
    const check = Object.hasOwn(rules, attribute) ? rules[attribute] : undefined;
    const fault = check ? check(value) : "is not known";
    if (fault) return `attribute ${attribute} of <${name}> ${fault}`;
  }
  const missing = rule.required?.find((attribute) => !element.attributes.has(attribute));
  if (missing) return `<${name}> needs the attribute ${missing}`;
  if (rule.ssml) return ssmlFault(element) ?? textFault(name, rule.text?.(spokenText(element)));
  if (!rule.text && plainText(element) !== "") return `<${name}> must not hold text`;
  return textFault(name, rule.text?.(plainText(element))) ?? childrenFault(element, dialect);
}

const textFault = (name: string, fault: string | undefined) =>
  fault ? `the text of <${name}> ${fault}` : undefined;

function childrenFault(element: Element, dialect: Dialect): string | undefined {
  const { names, min, max } = ruleOf(element.name)?.children ?? { names: [], min: 0, max: 0 };
  const children = childrenOf(element);
  const stranger = children.find((child) => !names.includes(child.name));
  if (stranger) return `<${stranger.name}> is not allowed in <${element.name}>`;
  if (children.length < min || children.length > max) {
    return `<${element.name}> must hold ${min} to ${max} of ${names.join(", ")}`;
  }
  for (const child of children) {
    const fault = elementFault(child, dialect);
    if (fault) return fault;
  }
  return undefined;
}

/** Rules that look at more than one attribute or child. */
function verbFault(verb: Element): string | undefined {
  if (verb.name === "Gather") {
    const prompts = childrenOf(verb).length * Number(verb.attributes.get("repeatCount") ?? 1);
    if (prompts > 20) return "repeatCount of <Gather> times its prompts must be at most 20";
  }
  if (
    verb.name === "StartTranscription" &&
    verb.attributes.has("stabilized") &&
    !verb.attributes.has("destination")
  ) {
    return "attribute stabilized of <StartTranscription> needs destination";
  }
  return undefined;
}
