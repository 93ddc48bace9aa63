import { expect, test } from "vitest";
import type { AnsweringParty } from "../outside/party.js";
import { readBxml } from "./bxml.js";
import { interpret } from "./interpreter.js";
import type { Scene } from "./plan.js";

const base = "https://shop.example/voice/answer";

function plan(body: string, party: Partial<AnsweringParty> = {}, scene: Partial<Scene> = {}) {
  const parsed = readBxml(Buffer.from(`<Response>${body}</Response>`), ["Response"]);
  if (!parsed.ok) throw new Error(parsed.fault);
  return interpret(parsed.value, {
    base,
    callUrl: "https://api.example/calls/c-1",
    party: { answers: true, ...party },
    partyOf: (to) => (to.endsWith("9") ? { answers: false, cause: "busy" } : { answers: true }),
    gathers: 0,
    newId: () => "id",
    ...scene,
  });
}

test("nothing left to do is a hangup", () => {
  expect(plan('<Pause duration="2"/>')).toEqual({
    steps: [{ kind: "wait", verb: "Pause", seconds: 2 }],
    ending: { kind: "hangup" },
  });
  expect(plan("<Hangup/><Pause/>").steps).toEqual([]);
});

test("a Gather without gatherUrl drops its digits and goes on, and counts", () => {
  const { steps, ending } = plan("<Gather/><Gather/><Tag>t</Tag>", { digits: ["1", "22"] });
  expect(steps.map((step) => (step.kind === "digits" ? step.digits : step.kind))).toEqual(["1", "22", "tag"]);
  expect(ending).toEqual({ kind: "hangup" });
});

test("Gathers of earlier documents count", () => {
  const { ending } = plan('<Gather gatherUrl="/g"/>', { digits: ["1", "2", "3"] }, { gathers: 2 });
  expect(ending).toMatchObject({ event: { fields: { digits: "3" } } });
});

test.each([
  ["123", 'maxDigits="2"', "12", ""],
  ["12#4", 'terminatingDigits="#"', "12", "#"],
  ["12#4", 'terminatingDigits="#" maxDigits="2"', "12", ""],
  ["#", 'terminatingDigits="*#"', "", "#"],
  ["12#", "", "12#", ""],
  ["", 'terminatingDigits="#"', "", ""],
])("typing %j at a Gather with %s", (typed, attributes, digits, terminatingDigit) => {
  const { ending } = plan(`<Gather gatherUrl="g" ${attributes}/>`, { digits: [typed] });
  expect(ending).toEqual({
    kind: "fetch",
    event: { type: "gather", fields: { digits, terminatingDigit } },
    target: { url: "https://shop.example/voice/g", method: "POST", username: undefined, password: undefined },
    fallback: undefined,
  });
});

test("a silent party hears the prompts repeated and lets the time pass", () => {
  const prompt = "<SpeakSentence>one two three four five</SpeakSentence>";
  const gather = `<Gather repeatCount="3" firstDigitTimeout="7">${prompt}</Gather>`;
  expect(plan(gather).steps.map(({ seconds }) => seconds)).toEqual([2, 2, 2, 7]);
  expect(plan(gather, { digits: ["1"] }).steps.map(({ seconds }) => seconds)).toEqual([2, 0.5]);
});

test("a Transfer tells whether anybody answered", () => {
  const transfer = (to: string) =>
    plan(`<Transfer transferCompleteUrl="/t" callTimeout="12"><PhoneNumber>${to}</PhoneNumber></Transfer>`);
  expect(transfer("+19195550101").ending).toMatchObject({
    event: { type: "transferComplete", fields: { cause: "hangup", transferTo: "+19195550101" } },
  });
  expect(transfer("+19195550109")).toMatchObject({
    steps: [{ seconds: 12 }],
    ending: { event: { fields: { cause: "busy" } } },
  });
});

test("a Record ends with recordComplete and announces the recording", () => {
  const { steps, ending } = plan(
    '<Record maxDuration="2" recordCompleteUrl="/r" recordingAvailableUrl="/a" fileFormat="mp3"/>',
  );
  const recording = {
    recordingId: "r-id",
    mediaUrl: "https://api.example/calls/c-1/recordings/r-id/media",
    duration: "PT2S",
    fileFormat: "mp3",
    channels: 1,
  };
  expect(steps).toMatchObject([
    { kind: "wait", seconds: 2 },
    { kind: "notify", event: { type: "recordingAvailable", fields: { ...recording, status: "complete" } } },
  ]);
  expect(ending).toMatchObject({ event: { type: "recordComplete", fields: recording } });
});

test("SendDtmf takes as long as its tones", () => {
  expect(plan('<SendDtmf toneDuration="100" toneInterval="400">1234</SendDtmf>').steps).toEqual([
    { kind: "dtmf", digits: "1234", seconds: 2 },
  ]);
});
