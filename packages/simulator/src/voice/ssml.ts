import type { Element } from "../xml/read.js";
import { anyText, matching, oneOf, type ValueRule } from "./value-rules.js";

type Attributes = Readonly<Record<string, ValueRule>>;

/** The SSML elements a SpeakSentence may hold, each with its attributes. */
const elements: ReadonlyMap<string, Attributes> = new Map<string, Attributes>([
  [
    "break",
    {
      strength: oneOf("none", "x-weak", "weak", "medium", "strong", "x-strong"),
      time: (value) => (breakMs(value) <= 10_000 ? undefined : "must be at most 10s, as in 500ms or 2s"),
    },
  ],
  ["emphasis", { level: oneOf("strong", "moderate", "reduced", "none") }],
  ["lang", { "xml:lang": matching(/^[A-Za-z]{2,3}(-[A-Za-z0-9]+)*$/, "a language tag") }],
  ["p", {}],
  ["s", {}],
  ["phoneme", { ph: anyText, alphabet: anyText }],
  ["prosody", { pitch: anyText, rate: anyText, volume: anyText }],
  [
    "say-as",
    {
      "interpret-as": oneOf("date", "time", "telephone", "characters", "cardinal", "ordinal"),
      format: anyText,
    },
  ],
  ["sub", { alias: anyText }],
]);

function breakMs(value: string): number {
  const [, amount, unit] = /^(\d+(?:\.\d+)?)(ms|s)$/.exec(value) ?? [];
  return amount === undefined ? Number.POSITIVE_INFINITY : Number(amount) * (unit === "s" ? 1000 : 1);
}

/** The first fault in the SSML below an element. */
export function ssmlFault(parent: Element): string | undefined {
  for (const part of parent.content) {
    if (typeof part === "string") continue;
    const rules = elements.get(part.name);
    if (!rules) return `<${part.name}> is not allowed in <${parent.name}>`;
    for (const [name, value] of part.attributes) {
      const rule = Object.hasOwn(rules, name) ? rules[name] : undefined;
      const fault = rule ? rule(value) : "is not known";
      if (fault) return `attribute ${name} of <${part.name}> ${fault}`;
    }
    const deeper = ssmlFault(part);
    if (deeper) return deeper;
  }
  return undefined;
}
