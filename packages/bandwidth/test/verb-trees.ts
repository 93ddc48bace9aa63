import fc from "fast-check";
import { type GivenVerb, replacingUrl } from "../src/bxml/build.js";
import { unwritableCharacter } from "../src/bxml/escape.js";
import { fits, type ValueRule } from "../src/bxml/values.js";
import { conferenceVerbs, type ElementRule, ruleOf, verbNames } from "../src/bxml/verbs.js";

/** Pieces that break XML, SSML or a terminal where they are not escaped. */
const snippets = [
  ...[
    "</SpeakSentence><Hangup/><SpeakSentence>",
    '"/><Hangup/>',
    "]]>",
    "<![CDATA[x]]>",
    "<!-- x -->",
    "<?xml?>",
  ],
  ...[
    "&amp;",
    "&#x41;",
    "&#0;",
    "&nbsp;",
    "&lt;Hangup/&gt;",
    '<break time="1s"/>',
    "<audio src='x'/>",
    "5 <6 & 7",
  ],
  ...[
    "<!DOCTYPE a [<!ENTITY x 'y'>]>&x;",
    "\r\n",
    "\t",
    "\u0085\u2028",
    "\ufeff",
    "\ud83d\ude00",
    "\u202e",
    "é",
    "__proto__",
  ],
  ...["\u0000", "\u001b[2J", "\ud800", "\udc00x", "\uffff"],
];

/** Text of any characters, lone halves of pairs and control characters among them. */
export const hostileText: fc.Arbitrary<string> = fc
  .array(fc.oneof(fc.constantFrom(...snippets), fc.string({ unit: "binary", maxLength: 12 })), {
    maxLength: 4,
  })
  .map((parts) => parts.join(""));

/** The same without what XML cannot carry at all. */
const writableText = hostileText.map((text) =>
  [...text].filter((one) => unwritableCharacter(one) === undefined).join(""),
);

/** Values that keep a rule, as hostile as the rule allows. */
const lawful = (rule: ValueRule): fc.Arbitrary<string | number | boolean> => {
  switch (rule.kind) {
    case "text":
      return writableText.map((text) => text.slice(0, rule.max).toWellFormed());
    case "url":
      return fc.oneof(
        fc.constantFrom("/a?b=1&c=2", "https://example.com/'<x>\"", "../up#&amp;", "http://[::1]:8/é"),
        writableText.map((text) => `/${text}`).filter((text) => fits(text, rule)),
      );
    case "socketUrl":
      return fc.constantFrom("wss://example.com/s?a=1&b='2'");
    case "flag":
      return fc.oneof(fc.boolean(), fc.constantFrom("true", "false"));
    case "number":
      return rule.whole
        ? fc.integer({ min: rule.min, max: rule.max })
        : fc.integer({ min: Math.ceil(rule.min * 10), max: rule.max * 10 }).map((tenths) => tenths / 10);
    case "choice":
      return fc.constantFrom(...rule.values);
    case "pattern":
      return rule.pattern.source === "\\S"
        ? writableText.map((text) => `${text}!`)
        : fc
            .stringMatching(rule.pattern)
            .filter(
              (text) => text.length < 300 && unwritableCharacter(text) === undefined && fits(text, rule),
            );
  }
};

const lawfulRule = (name: string): ElementRule => {
  const rule = ruleOf(name);
  if (rule === undefined) throw new Error(`${name} has no rule`);
  return rule;
};

const verbOf = (type: string): fc.Arbitrary<GivenVerb> => {
  const { attributes, required = [], text, children } = lawfulRule(type);
  const values = Object.entries(attributes).map(([name, rule]) => [name, lawful(rule)] as const);
  const { names = [], min = 0, max = 0 } = children ?? {};
  return fc
    .record({
      attributes: fc.record(Object.fromEntries(values), { requiredKeys: [...required] }),
      content: text === undefined ? fc.constant({}) : lawful(text).map((given) => ({ text: given })),
      children: fc.array(fc.oneof(fc.constant({ type: "" }), ...names.map(verbOf)), {
        minLength: min,
        maxLength: Math.min(max, 3),
      }),
    })
    .map((parts) => {
      const inner = parts.children.filter(({ type: name }) => name !== "");
      const own = names.length > 0 && inner.length >= min ? { children: inner } : {};
      return { ...parts.attributes, ...parts.content, ...own, type };
    });
};

/** Rules that look at more than one value. */
const keepsRules = (verb: GivenVerb): boolean => {
  const children = Array.isArray(verb.children) ? verb.children.length : 0;
  if (children < (lawfulRule(verb.type).children?.min ?? 0)) return false;
  if (verb.type === "Gather") return children * Number(verb.repeatCount ?? 1) <= 20;
  return verb.stabilized === undefined || verb.destination !== undefined;
};

/** Whether the document ends with the verb, whatever stands behind it. */
export const ends = (verb: GivenVerb): boolean =>
  ["Redirect", "Hangup", "Forward"].includes(verb.type) || verb[replacingUrl[verb.type] ?? ""] !== undefined;

const verb = fc.oneof(...verbNames.map(verbOf)).filter(keepsRules);

/** Any lists of verbs that keep Bandwidth's rules. */
export const trees: fc.Arbitrary<readonly GivenVerb[]> = fc
  .array(verb, { minLength: 1, maxLength: 5 })
  .map((verbs) => {
    const end = verbs.findIndex(ends);
    return end < 0 ? verbs : verbs.slice(0, end + 1);
  });

/** The same for a conference. */
export const conferenceTrees: fc.Arbitrary<readonly GivenVerb[]> = fc.array(
  fc.oneof(...[...conferenceVerbs].map(verbOf)),
  { minLength: 1, maxLength: 4 },
);

/** A verb that ends its document, and verbs that would be lost behind it. */
export const treesWithLostVerbs = fc.record({
  before: fc.array(
    verb.filter((one) => !ends(one)),
    { maxLength: 2 },
  ),
  end: verb.filter(ends),
  lost: fc.array(verb, { minLength: 1, maxLength: 2 }),
});

const puts = [" ", "\n", "&", "<", "x", "&#9;", "<p/>", "<Hangup/>", "</Response>"];

/** A change of a document at one place. Half of them are made where one element ends and the next begins, or in a value. */
const edit = fc.record({
  at: fc.oneof(fc.constantFrom(/>(?=<)/g, / (?=\w+=)/g, /="/g), fc.constant(/(?=.)/gs)),
  which: fc.nat(),
  cut: fc.constantFrom(0, 0, 0, 1, 5),
  put: fc.oneof(hostileText, fc.constantFrom(...puts, 'type="x" ', 'text="x" ', 'tag="x" ')),
});

/** Documents of a verb list that somebody has changed by hand, most often to their harm. */
export const edited = (
  verbs: fc.Arbitrary<readonly GivenVerb[]>,
  write: (verbs: readonly GivenVerb[]) => string,
): fc.Arbitrary<string> =>
  fc.tuple(verbs, fc.array(edit, { minLength: 1, maxLength: 2 })).map(([list, edits]) =>
    edits.reduce((text, { at, which, cut, put }) => {
      const places = [...text.matchAll(at)].map((match) => match.index + match[0].length);
      const place = places[which % places.length] ?? 0;
      return (text.slice(0, place) + put + text.slice(place + cut)).toWellFormed();
    }, write(list)),
  );
