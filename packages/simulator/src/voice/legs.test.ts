import { expect, test } from "vitest";
import {
  account,
  bxml,
  call,
  callsPath,
  customer,
  send,
  simulator,
  testClock,
  until,
} from "../../test/harness.js";
import { magicParty } from "../outside/party.js";

const [busy, silent, free, other] = ["+19195550486", "+19195550408", "+12125550111", "+12125550112"];
const transfer = (attributes: string, ...to: string[]) => `<Transfer ${attributes}>${to.join("")}</Transfer>`;
const number = (to: string, attributes = "") => `<PhoneNumber ${attributes}>${to}</PhoneNumber>`;

test("a Transfer rings at all its destinations, and the first that answers talks", async () => {
  const shop = await customer({
    "/answer": () =>
      bxml(
        transfer(
          'transferCallerId="+19195550177" transferCompleteUrl="/complete" tag="sale"',
          number(busy, 'transferDisconnectUrl="/gone"'),
          number(free, 'transferAnswerUrl="/whisper" transferDisconnectUrl="/gone"'),
        ),
      ),
    "/whisper": () => bxml("<SpeakSentence>A call from the shop</SpeakSentence>"),
    "/complete": () => bxml("<SpeakSentence>Back again</SpeakSentence>"),
  });
  const party = (to: string) => ({ talksForSeconds: 60, ...magicParty(to) });
  const sim = await simulator({ party });
  const callId = await call(sim, shop.url);
  const ended = await sim.waitForCall(callId);
  await sim.waitForIdle();
  const leg = sim.calls().find(({ to }) => to === free);
  expect(leg).toMatchObject({ parentCallId: callId, direction: "outbound", disconnectCause: "hangup" });
  expect(leg?.transcript.map(({ text }) => text)).toContain("A call from the shop");
  expect(Date.parse(String(leg?.endTime)) - Date.parse(String(leg?.answerTime))).toBeGreaterThan(60_000);
  expect(ended.transcript.at(-3)?.text).toBe("Back again");
  const events = shop.seen.map(({ path, body }) => `${path} ${body.eventType}`).sort();
  const at = (path: string) => shop.seen.find((one) => one.path === path)?.body;
  expect(events).toEqual([
    "/answer answer",
    "/complete transferComplete",
    "/disconnect disconnect",
    "/gone transferDisconnect",
    "/gone transferDisconnect",
    "/whisper transferAnswer",
  ]);
  const about = { transferCallerId: "+19195550177", transferTo: free };
  expect(at("/whisper")).toMatchObject({ parentCallId: callId, callId: leg?.callId, ...about });
  expect(at("/complete")).toMatchObject({ callId, cause: "hangup", tag: "sale", ...about });
});

test.each([
  [[busy], "busy"],
  [[silent], "timeout"],
])("a Transfer to %j ends with %s and the call goes on", async (to, cause) => {
  const shop = await customer({
    "/answer": () => bxml(transfer('transferCompleteUrl="/complete"', ...to.map((one) => number(one)))),
    "/complete": () => bxml("<Hangup/>"),
  });
  const sim = await simulator();
  await sim.waitForCall(await call(sim, shop.url));
  expect(shop.seen[1]?.body).toMatchObject({ eventType: "transferComplete", cause, transferTo: to[0] });
});

test("the destination that answers second is cancelled, and a hangup of the first call ends the second", async () => {
  const shop = await customer({
    "/answer": () => bxml(transfer("", number(free), number(other))),
  });
  const party = (to: string) => ({ answers: true, ringSeconds: to === other ? 20 : 3 }) as const;
  const sim = await simulator({ party, clock: testClock(25_000) });
  const callId = await call(sim, shop.url);
  await until(() => sim.calls().find(({ to }) => to === free)?.state === "answered");
  await send(sim, `${callsPath}/${callId}`, { json: { state: "completed" } });
  await sim.waitForIdle();
  const causes = sim.calls().map(({ to, disconnectCause }) => [to, disconnectCause]);
  expect(causes).toEqual([
    ["+19195550101", "hangup"],
    [free, "hangup"],
    [other, "cancel"],
  ]);
});

async function twoCalls(bridgeAttributes: string, talksForSeconds?: number) {
  const shop = await customer({
    "/first": () => bxml('<Pause duration="80000"/>'),
    "/second": () => bxml(`<Bridge ${bridgeAttributes}>${first}</Bridge>`, "<Tag>after</Tag>"),
    "/done": () => bxml("<SpeakSentence>Origin again</SpeakSentence>"),
    "/target": () => bxml("<SpeakSentence>Target again</SpeakSentence>"),
  });
  const party = (to: string) =>
    ({ answers: true, ...(to === free ? { talksForSeconds: 10 } : { talksForSeconds }) }) as const;
  const sim = await simulator({ party, clock: testClock(50_000) });
  const first = await call(sim, shop.url, { to: free, answerUrl: `${shop.url}/first` });
  await until(() => sim.calls()[0]?.state === "answered");
  const second = await call(sim, shop.url, { answerUrl: `${shop.url}/second` });
  return { shop, sim, first, second };
}

test("a Bridge gives up the document of the other call, and its end is reported to the bridging one", async () => {
  const { shop, sim, first, second } = await twoCalls('bridgeCompleteUrl="/done"');
  expect(await sim.waitForCall(first)).toMatchObject({ disconnectCause: "hangup" });
  const ended = await sim.waitForCall(second);
  expect(ended.transcript.map(({ text }) => text)).toContain("Origin again");
  const event = shop.seen.find(({ path }) => path === "/done")?.body;
  expect(event).toMatchObject({ eventType: "bridgeComplete", callId: second, cause: "hangup" });
});

test("when the bridging call hangs up, the other call is asked for a new document", async () => {
  const { shop, sim, first, second } = await twoCalls('bridgeTargetCompleteUrl="/target"', 5);
  expect(await sim.waitForCall(second)).toMatchObject({ disconnectCause: "hangup" });
  const ended = await sim.waitForCall(first);
  expect(ended.transcript.map(({ text }) => text)).toContain("Target again");
  expect(shop.seen.find(({ path }) => path === "/target")?.body).toMatchObject({
    eventType: "bridgeTargetComplete",
    callId: first,
  });
});

test("a Bridge to a call that is not answered is reported as an error", async () => {
  const shop = await customer({
    "/answer": () => bxml('<Bridge bridgeCompleteUrl="/done">c-nobody</Bridge>'),
    "/done": () => bxml("<Hangup/>"),
  });
  const sim = await simulator();
  await sim.waitForCall(await call(sim, shop.url));
  expect(shop.seen[1]?.body).toMatchObject({ eventType: "bridgeComplete", cause: "error" });
});

const voiceApp = (url: string) => [
  { id: "v", kind: "voice" as const, callbackUrl: `${url}/initiate`, statusCallbackUrl: `${url}/status` },
];

test.each([
  ["an empty document", "", "rejected", false],
  ["<Hangup/> as its first verb", "<Hangup/>", "rejected", false],
  ["<Forward> to somebody who answers", `<Forward to="${free}"/>`, "hangup", false],
  ["<Forward> to a busy number", `<Forward to="${busy}"/>`, "busy", false],
  ["ringing without an answer", '<Ring duration="2" answerCall="false"/><Hangup/>', "rejected", false],
  ["<Ring>", "<Ring/>", "hangup", true],
])("an inbound call that gets %s", async (_, verbs, cause, answered) => {
  const shop = await customer({ "/initiate": () => bxml(verbs) });
  const sim = await simulator({ applications: voiceApp(shop.url) });
  const ended = await sim.waitForCall(sim.placeCall({ from: "+12125550100", to: "+19195550100" }));
  expect(ended).toMatchObject({ disconnectCause: cause, accountId: account });
  expect(ended.answerTime !== null).toBe(answered);
});
