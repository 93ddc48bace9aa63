import { nearest } from "@jackfield/contract";
import { escapeXml, unwritableCharacter } from "./escape.js";
import { readSsml } from "./ssml.js";
import { fits, meaningOf } from "./values.js";
import {
  conferenceVerbs,
  type ElementRule,
  ruleOf,
  speechAttributes,
  speechCaveat,
  verbNames,
} from "./verbs.js";

/** One verb as a caller gives it: its `type`, its attributes by their own names, `text` or `ssml`, and `children`. */
export type GivenVerb = { readonly type: string; readonly [field: string]: unknown };

type BxmlOptions = {
  /** `Response` for the answer to a webhook, `Bxml` for an update of a call. */
  readonly root: "Response" | "Bxml";
  /** The document is for a conference, which takes few verbs. */
  readonly conference?: boolean;
  /** Allow the speech attributes of Gather. */
  readonly speech?: boolean;
};

/** The document, or everything that is wrong with it, each with its place: `verbs[2].maxDigits must be …`. */
export type Bxml =
  | { readonly ok: true; readonly xml: string }
  | { readonly ok: false; readonly problems: readonly string[] };

/** The longest document that Bandwidth takes, in bytes of UTF-8. */
export const maxBxmlBytes = 64 * 1_024;

type Context = { readonly options: BxmlOptions; readonly problems: string[] };

const own = new Set(["type", "text", "ssml", "children"]);

/** A value as it stands in the document; undefined for one that is not text, a number or a flag. */
const textOf = (value: unknown): string | undefined =>
  typeof value === "string" || typeof value === "number" || typeof value === "boolean"
    ? String(value)
    : undefined;

const isVerb = (value: unknown): value is GivenVerb =>
  typeof value === "object" && value !== null && "type" in value && typeof value.type === "string";

/** Checks a verb list against Bandwidth's rules and writes it. Text is always escaped. */
export const buildBxml = (verbs: readonly unknown[], options: BxmlOptions): Bxml => {
  const context: Context = { options, problems: [] };
  if (verbs.length === 0) context.problems.push("verbs is empty: give at least one verb");
  const body = verbs.map((verb, index) => element(verb, `verbs[${index}]`, verbNames, context)).join("");
  sequence(verbs, context);
  const xml = `<?xml version="1.0" encoding="UTF-8"?><${options.root}>${body}</${options.root}>`;
  const bytes = Buffer.byteLength(xml);
  if (bytes > maxBxmlBytes)
    context.problems.push(
      `the document has ${bytes} bytes, Bandwidth takes ${maxBxmlBytes}: shorten it or split it by Redirect`,
    );
  return context.problems.length > 0 ? { ok: false, problems: context.problems } : { ok: true, xml };
};

const element = (given: unknown, at: string, allowed: readonly string[], context: Context): string => {
  const { problems, options } = context;
  if (!isVerb(given)) {
    problems.push(
      `${at} must be an object with a "type", such as {"type": "SpeakSentence", "text": "Hello"}`,
    );
    return "";
  }
  const { type } = given;
  const rule = ruleOf(type);
  if (rule === undefined || !allowed.includes(type)) {
    const match = nearest(type, allowed);
    const hint = match === undefined ? `use one of ${allowed.join(", ")}` : `did you mean ${match}?`;
    problems.push(`${at}.type "${type.slice(0, 40)}" is not allowed here; ${hint}`);
    return "";
  }
  if (options.conference && at.split(".").length === 1 && !conferenceVerbs.has(type))
    problems.push(
      `${at}: ${type} is not allowed in a conference; use one of ${[...conferenceVerbs].join(", ")}`,
    );
  const attributes = attributesOf(given, rule, at, context);
  const content = contentOf(given, rule, at, context);
  return content === "" ? `<${type}${attributes}/>` : `<${type}${attributes}>${content}</${type}>`;
};

const attributesOf = (
  given: GivenVerb,
  rule: ElementRule,
  at: string,
  { problems, options }: Context,
): string => {
  const isSpoken = given.type === "Gather" && options.speech === true;
  const known = isSpoken ? { ...rule.attributes, ...speechAttributes } : rule.attributes;
  for (const name of rule.required ?? [])
    if (given[name] === undefined || given[name] === null)
      problems.push(`${at}.${name} is missing: ${given.type} needs it`);
  return Object.entries(given)
    .filter(([name, value]) => !own.has(name) && value !== undefined && value !== null)
    .map(([name, value]) => {
      const attribute = Object.hasOwn(known, name) ? known[name] : undefined;
      if (attribute === undefined) {
        const match = nearest(name, Object.keys(known));
        const isSpeech = given.type === "Gather" && Object.hasOwn(speechAttributes, name);
        const hint = isSpeech ? `; ${speechCaveat}` : match === undefined ? "" : `; did you mean ${match}?`;
        problems.push(`${at}.${name.slice(0, 60)} is not an attribute of ${given.type}${hint}`);
        return "";
      }
      const written = textOf(value);
      const bad = written === undefined ? undefined : unwritableCharacter(written);
      if (written === undefined || bad !== undefined || !fits(written, attribute)) {
        problems.push(
          `${at}.${name} must be ${meaningOf(attribute)}${bad === undefined ? "" : `, without the character ${bad}`}`,
        );
        return "";
      }
      return ` ${name}="${escapeXml(written)}"`;
    })
    .join("");
};

const contentOf = (given: GivenVerb, rule: ElementRule, at: string, context: Context): string => {
  const { problems } = context;
  const { text, ssml, children } = given;
  if (ssml !== undefined && rule.ssml !== true) problems.push(`${at}.ssml: only SpeakSentence takes SSML`);
  if (children !== undefined && rule.children === undefined)
    problems.push(`${at}.children: ${given.type} has no children`);
  if (rule.text === undefined && text !== undefined) problems.push(`${at}.text: ${given.type} has no text`);
  if (rule.children !== undefined) return childrenOf(given, rule.children, at, context);
  if (rule.text === undefined) return "";
  if (rule.ssml && ssml !== undefined) return ssmlOf(ssml, text, at, problems);
  const written = textOf(text);
  const bad = written === undefined ? undefined : unwritableCharacter(written);
  if (bad !== undefined) problems.push(`${at}.text holds the character ${bad}, which XML cannot carry`);
  else if (written === undefined || !fits(written, rule.text))
    problems.push(`${at}.text must be ${meaningOf(rule.text)}`);
  else return escapeXml(written);
  return "";
};

const ssmlOf = (ssml: unknown, text: unknown, at: string, problems: string[]): string => {
  if (text !== undefined) problems.push(`${at} has both text and ssml: give one of them`);
  if (typeof ssml !== "string" || ssml.trim() === "") {
    problems.push(`${at}.ssml must be text with SSML elements`);
    return "";
  }
  const bad = unwritableCharacter(ssml);
  const read =
    bad === undefined ? readSsml(ssml) : { ok: false as const, problem: `it holds the character ${bad}` };
  if (read.ok) return read.xml;
  problems.push(`${at}.ssml: ${read.problem}`);
  return "";
};

const childrenOf = (
  { type, children }: GivenVerb,
  { names, min, max }: NonNullable<ElementRule["children"]>,
  at: string,
  context: Context,
): string => {
  const list: readonly unknown[] = Array.isArray(children) ? children : [];
  if (children !== undefined && !Array.isArray(children))
    context.problems.push(`${at}.children must be a list`);
  if (list.length < min || list.length > max)
    context.problems.push(
      `${at}.children: ${type} takes ${min} to ${max} of ${names.join(", ")}, got ${list.length}`,
    );
  return list.map((child, index) => element(child, `${at}.children[${index}]`, names, context)).join("");
};

/** Verbs whose event is answered with a document that takes the place of what follows, each with the URL of that event. */
export const replacingUrl: Readonly<Record<string, string>> = {
  Gather: "gatherUrl",
  Record: "recordCompleteUrl",
  Transfer: "transferCompleteUrl",
  Bridge: "bridgeCompleteUrl",
};

/** Verbs after which nothing of the document runs, and why. */
const endOf = (verb: GivenVerb): string | undefined => {
  if (verb.type === "Redirect") return "Redirect goes on with another document";
  if (verb.type === "Hangup") return "Hangup ends the call";
  if (verb.type === "Forward") return "Forward gives the call away";
  const url = Object.hasOwn(replacingUrl, verb.type) ? replacingUrl[verb.type] : undefined;
  if (url === undefined || verb[url] === undefined || verb[url] === null) return undefined;
  const way = verb.type === "Gather" ? "; put prompts into the Gather's children" : "";
  return `the answer of ${url} replaces the rest${way}`;
};

/** Rules that look at more than one value or verb. */
const sequence = (given: readonly unknown[], { problems }: Context): void => {
  const verbs = given.map((verb) => (isVerb(verb) ? verb : undefined));
  const end = verbs.findIndex((verb) => verb !== undefined && endOf(verb) !== undefined);
  const last = verbs[end];
  if (last !== undefined && end < verbs.length - 1)
    problems.push(`verbs[${end + 1}] would never run: ${endOf(last)}`);
  for (const [index, verb] of verbs.entries()) {
    if (verb?.type === "Gather") {
      const prompts = Array.isArray(verb.children) ? verb.children.length : 0;
      const repeats = Number(verb.repeatCount ?? 1);
      if (prompts * repeats > 20)
        problems.push(
          `verbs[${index}].repeatCount times the prompts is ${prompts * repeats}, at most 20 are allowed`,
        );
    }
    if (
      verb?.type === "StartTranscription" &&
      verb.stabilized !== undefined &&
      verb.destination === undefined
    )
      problems.push(`verbs[${index}].stabilized needs a destination`);
  }
};
