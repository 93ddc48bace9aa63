import { expect, test } from "vitest";
import { bxml, call, callsPath, customer, send, simulator } from "../../test/harness.js";

async function played(...verbs: string[]) {
  const shop = await customer({ "/answer": () => bxml(...verbs) });
  const sim = await simulator({ party: () => ({ answers: true, says: "Good morning.", taps: "12#" }) });
  const callId = await call(sim, shop.url);
  await sim.waitForIdle();
  const bodies = shop.seen.map(({ body }) => body);
  return { sim, callId, bodies, types: bodies.map(({ eventType }) => eventType) };
}

const stream = (attributes: string) =>
  `<StartStream destination="wss://127.0.0.1/audio" streamEventUrl="/stream" ${attributes}/>`;

test("a stream starts, refuses its twin and too many tracks, and stops by name or with the call", async () => {
  const { bodies } = await played(
    stream('name="a" tracks="both"'),
    stream('name="a"'),
    stream('name="b" tracks="both"'),
    stream('name="c"'),
    '<Pause duration="5"/>',
    '<StopStream name="a"/>',
    '<Pause duration="5"/>',
  );
  const seen = bodies
    .filter(({ mediaStream }) => mediaStream)
    .map(({ eventType, mediaStream }) => {
      const { name, cause, tracks, type } = Object(mediaStream);
      return [eventType, name, cause ?? tracks, type];
    });
  expect(seen).toEqual([
    ["mediaStreamStarted", "a", "both", "WebSocket"],
    ["mediaStreamRejected", "a", "duplicate", "WebSocket"],
    ["mediaStreamStarted", "b", "both", "WebSocket"],
    ["mediaStreamRejected", "c", "track-limit", "WebSocket"],
    ["mediaStreamStopped", "a", "closed", "WebSocket"],
    ["mediaStreamStopped", "b", "closed", "WebSocket"],
  ]);
});

test("a real-time transcription is available once it has stopped, and can be deleted", async () => {
  const { sim, callId, bodies } = await played(
    '<StartTranscription name="t" tracks="both" transcriptionEventUrl="/text"/>',
    "<SpeakSentence>Welcome to the shop</SpeakSentence>",
    "<StopTranscription/>",
    '<Pause duration="5"/>',
  );
  const own = bodies.filter(({ realTimeTranscription }) => realTimeTranscription);
  expect(own.map(({ eventType }) => eventType)).toEqual([
    "realTimeTranscriptionStarted",
    "realTimeTranscriptionStopped",
    "realTimeTranscriptionAvailable",
  ]);
  const path = `${callsPath}/${callId}/transcriptions`;
  const { id } = Object(own[0]?.realTimeTranscription);
  expect((await send(sim, path)).body).toEqual([
    { transcriptionId: id, transcriptionName: "t", transcriptionUrl: `${sim.url}${path}/${id}` },
  ]);
  expect((await send(sim, `${path}/${id}`)).body).toMatchObject({
    tracks: [
      { track: "inbound", transcript: "Good morning." },
      { track: "outbound", transcript: "Welcome to the shop" },
    ],
  });
  expect((await send(sim, `${path}/${id}`, { method: "DELETE" })).status).toBe(204);
  expect((await send(sim, `${path}/${id}`)).status).toBe(404);
});

test("keys are reported one by one while StartGather listens, not during a Gather nor after StopGather", async () => {
  const listen = '<StartGather dtmfUrl="/dtmf"/>';
  const digits = (result: Awaited<ReturnType<typeof played>>) =>
    result.bodies.filter(({ eventType }) => eventType === "dtmf").map(({ digit }) => digit);
  expect(digits(await played(listen, '<Pause duration="9"/>'))).toEqual(["1", "2", "#"]);
  expect(digits(await played(listen, '<Pause duration="1.5"/>', "<StopGather/>", "<Pause/>"))).toEqual(["1"]);
  expect(digits(await played(listen, '<Gather firstDigitTimeout="2.5"/>', '<Pause duration="2"/>'))).toEqual([
    "#",
  ]);
});
