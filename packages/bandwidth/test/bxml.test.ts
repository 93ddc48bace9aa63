import { type CallContext, localTenant } from "@jackfield/contract";
import fc from "fast-check";
import { expect, test } from "vitest";
import { maxBxmlBytes, readBxml as simulated } from "../../simulator/src/voice/bxml.js";
import { childrenOf, type Element, parseXml } from "../../simulator/src/xml/read.js";
import { buildBxml, type GivenVerb } from "../src/bxml/build.js";
import { readBxml } from "../src/bxml/read.js";
import { ruleOf, verbNames } from "../src/bxml/verbs.js";
import { withOwnUrls } from "../src/live/own-urls.js";
import { generateBxml } from "../src/tools/generate-bxml.js";
import { conferenceTrees, edited, hostileText, trees, treesWithLostVerbs } from "./verb-trees.js";

type Root = "Response" | "Bxml";

const xmlOf = (verbs: readonly unknown[], root: Root = "Response", conference = false): string => {
  const built = buildBxml(verbs, { root, conference });
  if (!built.ok) throw new Error(built.problems.join("\n"));
  return built.xml;
};

/** What the simulator, which shares no code with the server, takes a document for. */
const meaningOf = (xml: string, root: Root = "Response") => {
  const read = simulated(Buffer.from(xml), [root]);
  if (!read.ok) throw new Error(`${read.fault}\n${xml}`);
  // White space between children does not count.
  return read.value.map((verb) => (verb.children.length > 0 ? { ...verb, text: "" } : verb));
};

const partsOf = (xml: string): readonly Element[] => {
  const parsed = parseXml(xml);
  if (!parsed.ok) throw new Error(parsed.fault);
  return childrenOf(parsed.value);
};

const own = ["type", "text", "ssml", "children"];
const listIn = ({ children }: GivenVerb): readonly GivenVerb[] =>
  Array.isArray(children) ? (children as readonly GivenVerb[]) : []; // as the tests give them

/** Every value of a verb stands in the element as it was given, and nothing else does. */
const expectArrived = (element: Element | undefined, verb: GivenVerb): void => {
  expect(element?.name).toBe(verb.type);
  const given = Object.entries(verb).filter(([name]) => !own.includes(name));
  expect(Object.fromEntries(element?.attributes ?? [])).toEqual(
    Object.fromEntries(given.map(([name, value]) => [name, String(value)])),
  );
  if (verb.text !== undefined) expect(element?.content.join("")).toBe(String(verb.text));
  const children = childrenOf(element);
  expect(children).toHaveLength(listIn(verb).length);
  for (const [index, child] of listIn(verb).entries()) expectArrived(children[index], child);
};

test("every document is accepted by the strict simulator, and each text arrives as it was given", () => {
  const kinds = new Set<string>();
  fc.assert(
    fc.property(trees, fc.constantFrom<Root>("Response", "Bxml"), (verbs, root) => {
      const xml = xmlOf(verbs, root);
      expect(meaningOf(xml, root).map(({ name }) => name)).toEqual(verbs.map(({ type }) => type));
      for (const [index, element] of partsOf(xml).entries()) {
        expectArrived(element, verbs[index] ?? { type: "" });
        kinds.add(element.name);
      }
    }),
    { numRuns: 1_500 },
  );
  expect([...verbNames].filter((name) => !kinds.has(name))).toEqual([]);
}, 60_000);

test("every document for a conference is accepted too", () => {
  fc.assert(
    fc.property(conferenceTrees, (verbs) => {
      expect(meaningOf(xmlOf(verbs, "Response", true))).toHaveLength(verbs.length);
    }),
    { numRuns: 300 },
  );
}, 30_000);

test("so is every answer to a call whose events come to the server itself", () => {
  fc.assert(
    fc.property(trees, (verbs) => {
      const answer = withOwnUrls(verbs, "https://agent.example.com/callbacks/voice?key=a&b");
      const built = buildBxml(answer, { root: "Response" });
      if (built.ok) expect(meaningOf(built.xml)).toHaveLength(verbs.length);
      else expect(built.problems.join()).toMatch(/^verbs\[\d\] would never run: the answer of gatherUrl/);
    }),
    { numRuns: 300 },
  );
}, 30_000);

type Schema = {
  readonly type?: string;
  readonly enum?: readonly unknown[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean;
  readonly items?: Schema;
};

const attributeNames = verbNames.flatMap((name) => Object.keys(ruleOf(name)?.attributes ?? {}));
const anyKey = fc.oneof(fc.constantFrom(...attributeNames), hostileText, fc.constant('x="1"/><Hangup'));
const anyValue = fc.oneof(hostileText, fc.constantFrom(1, 5, true, "1", "/a", null), fc.anything());

/** Whatever a schema of a tool lets a model write. */
const fromSchema = (schema: Schema): fc.Arbitrary<unknown> => {
  if (schema.enum) return fc.constantFrom(...schema.enum);
  if (schema.type === "boolean") return fc.boolean();
  if (schema.type === "array") return fc.array(fromSchema(schema.items ?? {}), { maxLength: 3 });
  if (schema.type === "string")
    return fc.oneof(hostileText, fc.constantFrom("SpeakSentence", "PhoneNumber", "/a.wav"));
  const { properties = {}, required = [] } = schema;
  const record = (names: readonly string[]) =>
    fc.record(Object.fromEntries(names.map((name) => [name, fromSchema(properties[name] ?? {})])));
  const optional = Object.keys(properties).filter((name) => !required.includes(name));
  const named = fc.subarray(optional, { maxLength: 1 }).chain((names) => record([...required, ...names]));
  if (schema.additionalProperties !== true) return named;
  const more = fc.option(fc.tuple(anyKey, anyValue), { nil: undefined, freq: 2 });
  return fc.tuple(more, named).map(([pair, given]) => ({ ...(pair && { [pair[0]]: pair[1] }), ...given }));
};

test("whatever the schema of generateBXML lets through is accepted by the simulator or refused with its place", async () => {
  const seen = { built: 0, refused: 0 };
  await fc.assert(
    fc.asyncProperty(fromSchema(generateBxml.input as Schema), async (given) => {
      const args = given as { verbs: readonly GivenVerb[]; root?: Root }; // as its schema says
      const result = await generateBxml.run(args, { tenant: localTenant({}) } as CallContext); // the tool uses nothing else of its call
      const { bxml, details } = Object(result.structuredContent);
      if (result.isError) {
        seen.refused += 1;
        for (const problem of details) expect(problem).toMatch(/^(verbs\b|the document has \d+ bytes)/);
        return;
      }
      seen.built += 1;
      expect(meaningOf(bxml, args.root ?? "Response").map(({ name }) => name)).toEqual(
        args.verbs.map(({ type }) => type),
      );
    }),
    { numRuns: 2_000 },
  );
  expect(seen.built).toBeGreaterThan(50);
  expect(seen.refused).toBeGreaterThan(500);
}, 60_000);

/** SSML as a model may write it: elements of the list and others, text that is escaped and text that is not. */
const ssml: fc.Arbitrary<string> = fc.letrec<{ part: string }>((tie) => ({
  part: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    fc.constantFrom(
      "word",
      " one &amp; two ",
      "&#65;",
      "&lt;Hangup/&gt;",
      '<break time="1s"/>',
      "<break/>",
      "é",
    ),
    hostileText,
    fc
      .tuple(
        fc.constantFrom(
          "p",
          "s",
          'emphasis level="strong"',
          'sub alias="a &amp; b"',
          'say-as interpret-as="date"',
        ),
        tie("part"),
        tie("part"),
      )
      .map(([tag, a, b]) => `<${tag}>${a}${b}</${tag.split(" ")[0]}>`),
    tie("part").map((part) => `<Hangup>${part}</Hangup>`),
  ),
})).part;

test("SSML speaks what it says or is refused; no verb and no unknown element gets in by it", () => {
  const seen = { built: 0, refused: 0 };
  fc.assert(
    fc.property(ssml, (given) => {
      const verbs = [{ type: "SpeakSentence", ssml: given }, { type: "Hangup" }];
      const built = buildBxml(verbs, { root: "Response" });
      if (!built.ok) {
        seen.refused += 1;
        expect(built.problems.join()).toMatch(/^verbs\[0\]\.ssml/);
        return;
      }
      seen.built += 1;
      expect(meaningOf(built.xml).map(({ name }) => name)).toEqual(["SpeakSentence", "Hangup"]);
      const source = parseXml(`<SpeakSentence>${given}</SpeakSentence>`);
      expect(source.ok && source.value).toEqual(partsOf(built.xml)[0]);
    }),
    { numRuns: 3_000 },
  );
  expect(seen.built).toBeGreaterThan(300);
  expect(seen.refused).toBeGreaterThan(300);
}, 60_000);

test("a document of 64 KB is the longest, in bytes", () => {
  const frame = Buffer.byteLength(xmlOf([{ type: "SpeakSentence", text: "x" }])) - 1;
  fc.assert(
    fc.property(fc.constantFrom("a", "é", "<", "😀"), fc.integer({ min: -3, max: 3 }), (one, more) => {
      const size = Buffer.byteLength(one === "<" ? "&lt;" : one);
      const text = one.repeat(Math.floor((maxBxmlBytes - frame) / size) + more);
      const bytes = frame + (text.length / one.length) * size;
      const built = buildBxml([{ type: "SpeakSentence", text }], { root: "Response" });
      expect(built.ok).toBe(bytes <= maxBxmlBytes);
      if (built.ok) expect(meaningOf(built.xml)).toHaveLength(1);
      else expect(built.problems).toEqual([expect.stringMatching(`^the document has ${bytes} bytes`)]);
    }),
    { numRuns: 60 },
  );
}, 30_000);

test("verbs that would never run are refused by name and never lost", () => {
  fc.assert(
    fc.property(treesWithLostVerbs, ({ before, end, lost }) => {
      const built = buildBxml([...before, end, ...lost], { root: "Response" });
      expect(built).toEqual({
        ok: false,
        problems: [expect.stringMatching(`^verbs\\[${before.length + 1}\\] would never run: .*`)],
      });
    }),
    { numRuns: 300 },
  );
}, 30_000);

/** The document that a caller gives as text, as the server would hand it on. */
const handedOn = (source: string): string | undefined => {
  const read = readBxml(source);
  const built = read.ok ? buildBxml(read.verbs, { root: read.root }) : undefined;
  if (built?.ok) return built.xml;
  const problems = read.ok ? (built?.problems ?? []) : [read.problem];
  expect(problems).not.toEqual([]);
  for (const problem of problems) expect(problem).not.toMatch(/undefined|Error/);
  return undefined;
};

test("a document given as text is handed on with the same meaning", () => {
  fc.assert(
    fc.property(trees, (verbs) => {
      const xml = xmlOf(verbs);
      expect(meaningOf(handedOn(xml) ?? "")).toEqual(meaningOf(xml));
    }),
    { numRuns: 700 },
  );
}, 60_000);

test("of documents with faults, none is taken that the simulator refuses, and none changes its meaning", () => {
  const seen = { taken: 0, refused: 0 };
  fc.assert(
    fc.property(
      edited(trees, (verbs) => xmlOf(verbs)),
      (source) => {
        const xml = handedOn(source);
        if (xml === undefined) seen.refused += 1;
        else {
          seen.taken += 1;
          const root = xml.includes("<Bxml>") ? "Bxml" : "Response";
          expect(meaningOf(xml, root)).toEqual(meaningOf(source, root));
        }
      },
    ),
    { numRuns: 3_000 },
  );
  expect(seen.taken).toBeGreaterThan(200);
  expect(seen.refused).toBeGreaterThan(500);
}, 90_000);

test.each<[string, RegExp]>([
  [
    "<Response><Record recordCompleteURL='/a'/></Response>",
    /^verbs\[0\]\.recordCompleteURL is not an attribute of Record; did you mean recordCompleteUrl\?$/,
  ],
  ["<Response><Gather type='x'/></Response>", /^<Gather> has no attribute type$/],
  ["<Response>Hello<Hangup/></Response>", /^"Hello" stands outside of every verb$/],
  ["Hello<Response/>", /not well-formed/],
  ["<Response a='1'/>", /^<Response> has no attribute a$/],
  ["<Response><PlayAudio>/a?b=1&c=2</PlayAudio></Response>", /^& is not an entity of XML: write & as &amp;$/],
  ["<Response><Tag>&#1;</Tag></Response>", /^&#1; is a character that XML cannot carry$/],
  ["<Response><SpeakSentence>&nbsp;x</SpeakSentence></Response>", /^&nbsp; is not an entity of XML/],
  ["<Response><__proto__/></Response>", /^it cannot be read/],
  ["<Response><![CDATA[<Hangup/>]]></Response>", /no comments/],
])("%s is refused in words", (source, problem) => {
  const read = readBxml(source);
  const built = read.ok ? buildBxml(read.verbs, { root: "Response" }) : undefined;
  const problems = read.ok ? (built?.ok === false ? built.problems.join("\n") : "") : read.problem;
  expect(problems).toMatch(problem);
});

test("a blank Tag clears the tag, by hand too", () => {
  expect(handedOn("<Response>\n  <Tag/>\n  <Tag> vip </Tag>\n</Response>")).toContain("<Tag/><Tag>vip</Tag>");
});

test.each(["dtmf", "speech", "dtmf speech", "speech dtmf"])(
  "where an operator allows it, Gather takes %s",
  (inputType) => {
    const verbs = [{ type: "Gather", inputType, speechTimeout: 1.5, gatherUrl: "/said" }];
    const built = buildBxml(verbs, { root: "Response", speech: true });
    const read = simulated(Buffer.from(built.ok ? built.xml : ""), ["Response"], { speechGather: true });
    expect(read).toMatchObject({ ok: true });
  },
);
