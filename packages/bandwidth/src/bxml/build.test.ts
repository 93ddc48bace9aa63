import { describe, expect, test } from "vitest";
import { type Bxml, buildBxml, type GivenVerb } from "./build.js";
import { conferenceVerbs, verbNames } from "./verbs.js";

const built = (...verbs: readonly unknown[]): Bxml => buildBxml(verbs, { root: "Response" });
const xmlOf = (result: Bxml): string => {
  if (!result.ok) throw new Error(result.problems.join("\n"));
  return result.xml.replace('<?xml version="1.0" encoding="UTF-8"?>', "");
};
const problemsOf = (result: Bxml): readonly string[] => (result.ok ? [] : result.problems);

describe("documents", () => {
  test.each<[string, readonly GivenVerb[], string]>([
    [
      "text is escaped",
      [{ type: "SpeakSentence", text: `5 < 6 & "7" </SpeakSentence><Hangup/>` }],
      "<Response><SpeakSentence>5 &lt; 6 &amp; &quot;7&quot; &lt;/SpeakSentence&gt;&lt;Hangup/&gt;</SpeakSentence></Response>",
    ],
    [
      "a menu",
      [
        {
          ...{ type: "Gather", gatherUrl: "/menu?a=1&b=2", maxDigits: 1 },
          children: [{ type: "SpeakSentence", voice: "julie", text: "Press 1." }],
        },
      ],
      '<Response><Gather gatherUrl="/menu?a=1&amp;b=2" maxDigits="1"><SpeakSentence voice="julie">Press 1.</SpeakSentence></Gather></Response>',
    ],
    [
      "a transfer to two places",
      [
        {
          ...{ type: "Transfer", transferCallerId: "+19195550100" },
          children: [
            { type: "PhoneNumber", text: "+19195550101" },
            { type: "SipUri", text: "sip:alice@example.com" },
          ],
        },
      ],
      '<Response><Transfer transferCallerId="+19195550100"><PhoneNumber>+19195550101</PhoneNumber><SipUri>sip:alice@example.com</SipUri></Transfer></Response>',
    ],
    [
      "SSML from the list",
      [
        {
          type: "SpeakSentence",
          ssml: 'One<break time="1s"/> <emphasis level="strong">two &amp; three</emphasis>',
        },
      ],
      '<Response><SpeakSentence>One<break time="1s"/> <emphasis level="strong">two &amp; three</emphasis></SpeakSentence></Response>',
    ],
    [
      "null means absent",
      [{ type: "Pause", duration: null }, { type: "Hangup" }],
      "<Response><Pause/><Hangup/></Response>",
    ],
  ])("%s", (_, verbs, expected) => {
    expect(xmlOf(built(...verbs))).toBe(expected);
  });

  test("an update of a call has the root Bxml", () => {
    expect(buildBxml([{ type: "Hangup" }], { root: "Bxml" })).toMatchObject({
      ok: true,
      xml: expect.stringContaining("<Bxml>"),
    });
  });
});

describe("problems have a place and a way out", () => {
  test.each<[string, readonly unknown[], RegExp]>([
    [
      "a verb that does not exist",
      [{ type: "SpeakSentance", text: "a" }],
      /^verbs\[0\]\.type "SpeakSentance" is not allowed here; did you mean SpeakSentence\?$/,
    ],
    [
      "an attribute that does not exist",
      [{ type: "Record", recordCompleteURL: "/a" }],
      /^verbs\[0\]\.recordCompleteURL is not an attribute of Record; did you mean recordCompleteUrl\?$/,
    ],
    [
      "a number out of its range",
      [{ type: "Gather", maxDigits: 51 }],
      /^verbs\[0\]\.maxDigits must be a whole number from 1 to 50$/,
    ],
    [
      "a child in the wrong verb",
      [{ type: "Gather", children: [{ type: "Record" }] }],
      /^verbs\[0\]\.children\[0\]\.type "Record" is not allowed here; use one of SpeakSentence, PlayAudio$/,
    ],
    [
      "a missing attribute",
      [{ type: "Redirect" }],
      /^verbs\[0\]\.redirectUrl is missing: Redirect needs it$/,
    ],
    [
      "verbs after a Gather that answers",
      [
        { type: "Gather", gatherUrl: "/g" },
        { type: "SpeakSentence", text: "lost" },
      ],
      /^verbs\[1\] would never run: the answer of gatherUrl replaces the rest/,
    ],
    [
      "verbs after Redirect",
      [{ type: "Redirect", redirectUrl: "/r" }, { type: "Hangup" }],
      /^verbs\[1\] would never run: Redirect/,
    ],
    [
      "a control character",
      [{ type: "SpeakSentence", text: "a\u0007b" }],
      /^verbs\[0\]\.text holds the character U\+0007/,
    ],
    [
      "SSML that is not in the list",
      [{ type: "SpeakSentence", ssml: "<audio src='x'/>" }],
      /^verbs\[0\]\.ssml: <audio> is not an SSML element/,
    ],
    [
      "a verb inside SSML",
      [{ type: "SpeakSentence", ssml: "</SpeakSentence><Hangup/><SpeakSentence>" }],
      /^verbs\[0\]\.ssml: it is not well-formed XML/,
    ],
    [
      "a declaration inside SSML",
      [{ type: "SpeakSentence", ssml: "<!DOCTYPE a [<!ENTITY x 'y'>]>&x;" }],
      /no comments or declarations/,
    ],
    ["text and SSML", [{ type: "SpeakSentence", text: "a", ssml: "b" }], /both text and ssml/],
    [
      "too many prompts",
      [
        {
          type: "Gather",
          repeatCount: 11,
          children: [
            { type: "SpeakSentence", text: "a" },
            { type: "SpeakSentence", text: "b" },
          ],
        },
      ],
      /repeatCount times the prompts is 22/,
    ],
    [
      "speech that nobody allowed",
      [{ type: "Gather", inputType: "speech" }],
      /inputType is not an attribute of Gather/,
    ],
    [
      "a document that is too long",
      [{ type: "SpeakSentence", text: "a".repeat(70_000) }],
      /^the document has 7\d{4} bytes, Bandwidth takes 65536/,
    ],
    ["something else", ["Hangup"], /^verbs\[0\] must be an object with a "type"/],
    ["nothing", [], /^verbs is empty/],
  ])("%s", (_, verbs, problem) => {
    expect(problemsOf(built(...verbs)).join("\n")).toMatch(problem);
  });

  test("every problem is named at once", () => {
    expect(
      problemsOf(built({ type: "Pause", duration: -1 }, { type: "Ring", duration: "long" })),
    ).toHaveLength(2);
  });

  test("a conference takes few verbs", () => {
    const result = buildBxml([{ type: "Gather" }, { type: "PlayAudio", text: "/a.wav" }], {
      root: "Bxml",
      conference: true,
    });
    expect(problemsOf(result)).toEqual([
      expect.stringMatching(/^verbs\[0\]: Gather is not allowed in a conference/),
    ]);
  });

  test("speech is for servers that opt in", () => {
    expect(
      xmlOf(
        buildBxml([{ type: "Gather", inputType: "speech", speechTimeout: 2 }], {
          root: "Response",
          speech: true,
        }),
      ),
    ).toContain('inputType="speech"');
  });
});

test("every verb of a conference is a verb", () => {
  expect([...conferenceVerbs].filter((name) => !verbNames.some((verb) => verb === name))).toEqual([]);
});

test("without the opt-in the refusal says what it is and how it is switched on", () => {
  expect(problemsOf(built({ type: "Gather", inputType: "speech" }))).toEqual([
    expect.stringMatching(/^verbs\[0\]\.inputType is not .*documents no speech.*BW_MCP_SPEECH_GATHER=1$/),
  ]);
});
