import { expect, test } from "vitest";
import { readBxml } from "./bxml.js";

const read = (body: string) => readBxml(Buffer.from(`<Response>${body}</Response>`), ["Response"]);
const faultOf = (body: string) => {
  const parsed = read(body);
  return parsed.ok ? undefined : parsed.fault;
};

test("verbs come in order, with decoded attributes and text", () => {
  const parsed = readBxml(
    Buffer.from(`<?xml version="1.0" encoding="UTF-8"?>
      <!-- menu -->
      <Response>
        <Gather gatherUrl="/a?x=1&amp;y=2" maxDigits="1"><SpeakSentence>1 &lt; 2 <![CDATA[& <3]]></SpeakSentence></Gather>
        <PlayAudio>
          a.wav
        </PlayAudio>
      </Response>`),
    ["Response"],
  );
  expect(parsed).toMatchObject({ ok: true });
  const verbs = parsed.ok ? parsed.value : [];
  expect(verbs.map(({ name, text }) => [name, text])).toEqual([
    ["Gather", "1 < 2 & <3"],
    ["PlayAudio", "a.wav"],
  ]);
  expect(verbs[0]?.attributes.get("gatherUrl")).toBe("/a?x=1&y=2");
  expect(verbs[0]?.children).toMatchObject([{ name: "SpeakSentence", text: "1 < 2 & <3" }]);
});

test.each([
  '<SpeakSentence locale="en_US" gender="male">Hi <break time="500ms"/><say-as interpret-as="date" format="mdy">1</say-as></SpeakSentence>',
  '<Transfer transferCallerId="Anonymous"><PhoneNumber>+19195550102</PhoneNumber><SipUri uui="x">sip:a@b.c</SipUri></Transfer>',
  "<Bridge>c-123</Bridge>",
  '<Record maxDuration="10" transcribe="true" recordCompleteUrl="/r"/>',
  '<StartStream destination="wss://s.example/x" name="s"><StreamParam name="a" value="b"/></StartStream><StopStream name="s"/>',
  '<StartTranscription destination="wss://s.example" stabilized="false" tracks="both"><CustomParam name="a" value="b"/></StartTranscription>',
  '<Conference mute="true" callIdsToCoach="c-1,c-2">room-1</Conference>',
  '<SendDtmf toneDuration="50">12,w#A</SendDtmf><Ring answerCall="false"/><Tag/><Tag>x</Tag><StartGather dtmfUrl="/d"/>',
  "<StartRecording multiChannel='true'/><PauseRecording/><ResumeRecording/><StopRecording/><StopGather/><StopTranscription/>",
  '<Connect eventCallbackUrl="/e"><Endpoint>ep-1</Endpoint></Connect>',
  '<Gather repeatCount="20"><PlayAudio>/x.wav</PlayAudio></Gather>',
])("is accepted: %s", (body) => {
  expect(faultOf(body)).toBeUndefined();
});

test.each([
  ["<SpeakSentence/>", "the text of <SpeakSentence> must be given"],
  ['<SpeakSentence speed="2">a</SpeakSentence>', "attribute speed of <SpeakSentence> is not known"],
  ["<SpeakSentence>a<script/></SpeakSentence>", "<script> is not allowed in <SpeakSentence>"],
  [
    '<SpeakSentence>a<break time="11s"/></SpeakSentence>',
    "attribute time of <break> must be at most 10s, as in 500ms or 2s",
  ],
  ['<Gather inputType="speech dtmf"/>', "attribute inputType of <Gather> is not known"],
  ['<Gather maxDigits="51"/>', "attribute maxDigits of <Gather> must be a whole number from 1 to 50"],
  ['<Gather gatherUrl="ftp://x/y"/>', "attribute gatherUrl of <Gather> must be an http or https URL"],
  ['<Gather gatherMethod="PUT"/>', "attribute gatherMethod of <Gather> must be one of GET, POST"],
  ["<Gather><Pause/></Gather>", "<Pause> is not allowed in <Gather>"],
  ["<Gather>press 1</Gather>", "<Gather> must not hold text"],
  [
    `<Gather repeatCount="11">${"<PlayAudio>a</PlayAudio>".repeat(2)}</Gather>`,
    "repeatCount of <Gather> times its prompts must be at most 20",
  ],
  ['<Pause duration="0"/>', "attribute duration of <Pause> must be a number from 0.1 to 86400"],
  ["<Redirect/>", "<Redirect> needs the attribute redirectUrl"],
  ['<Redirect redirectUrl="/a"/><Hangup/>', "<Redirect> must be the last verb"],
  ["<Hangup>now</Hangup>", "<Hangup> must not hold text"],
  ["<Transfer/>", "<Transfer> must hold 1 to 8 of PhoneNumber, SipUri"],
  [
    "<Transfer><PhoneNumber>555</PhoneNumber></Transfer>",
    "the text of <PhoneNumber> must be a phone number in E.164 format",
  ],
  ['<Bridge targetCall="c-1"/>', "attribute targetCall of <Bridge> is not known"],
  ['<StartStream destination="https://x"/>', "attribute destination of <StartStream> must be a wss URL"],
  [
    '<StartTranscription stabilized="true"/>',
    "attribute stabilized of <StartTranscription> needs destination",
  ],
  ['<Tag hasOwnProperty="x"/>', /is not known$/],
  [`<Hangup tag="${"x".repeat(257)}"/>`, "attribute tag of <Hangup> is not known"],
  ["text", "<Response> must not hold text"],
  ["<PhoneNumber>+19195550100</PhoneNumber>", "<PhoneNumber> is not a verb"],
  ["<toString/>", /is not a verb$/],
])("is refused: %s", (body, fault) => {
  if (fault instanceof RegExp) expect(faultOf(body)).toMatch(fault);
  else expect(faultOf(body)).toBe(fault);
});

test.each([
  ["two roots", "<Response/><Response/>"],
  ["text after the root", "<Response/>text"],
  ["a bare ampersand", "<Response><Tag>a & b</Tag></Response>"],
  ["an unknown entity", "<Response><Tag>&copy;</Tag></Response>"],
  ["a bare < in an attribute", '<Response><Redirect redirectUrl="a<b"/></Response>'],
  ["a repeated attribute", '<Response><Pause duration="1" duration="2"/></Response>'],
  ["an attribute without quotes", "<Response><Pause duration=1/></Response>"],
  ["a control character", "<Response><Tag>\u0001</Tag></Response>"],
  ["a forbidden numeric entity", "<Response><Tag>&#0;</Tag></Response>"],
  ["a reserved name", "<Response><__proto__/></Response>"],
  ["very deep nesting", `<Response>${"<a>".repeat(5_000)}${"</a>".repeat(5_000)}</Response>`],
  ["an attribute on the root", '<Response xmlns="x"/>'],
  ["nothing", ""],
])("%s is refused", (_, source) => {
  expect(readBxml(Buffer.from(source), ["Response"])).toMatchObject({ ok: false, fault: expect.any(String) });
});

test("bytes that are not UTF-8 are refused", () => {
  expect(readBxml(Uint8Array.from([0x3c, 0xff]), ["Response"])).toEqual({
    ok: false,
    fault: "the document is not valid UTF-8",
  });
});

test("a faulty verb late in the document means that none runs", () => {
  expect(read("<Hangup/><SpeakSentence/>").ok).toBe(false);
});
