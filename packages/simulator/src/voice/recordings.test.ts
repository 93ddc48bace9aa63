import { expect, test } from "vitest";
import {
  accountPath,
  bxml,
  call,
  callsPath,
  customer,
  send,
  simulator,
  testClock,
  until,
} from "../../test/harness.js";
import type { AnsweringParty } from "../outside/party.js";

const events = 'recordingAvailableUrl="/recording" transcriptionAvailableUrl="/text"';

async function recorded(verbs: string, party: Partial<AnsweringParty> = {}) {
  const shop = await customer({
    "/answer": () => bxml(verbs),
    "/complete": () => bxml("<SpeakSentence>Thank you</SpeakSentence>"),
  });
  const sim = await simulator({ party: () => ({ answers: true, ...party }) });
  const callId = await call(sim, shop.url);
  await sim.waitForIdle();
  const of = (type: string) =>
    shop.seen.filter(({ body }) => body.eventType === type).map(({ body }) => body);
  return { shop, sim, callId, of, path: `${callsPath}/${callId}/recordings` };
}

test("a Record asks for a new document, is announced, transcribed and can be fetched", async () => {
  const verb = `<Record recordCompleteUrl="/complete" transcribe="true" fileFormat="mp3" ${events}/>`;
  const { sim, callId, of, path } = await recorded(verb, { speaksForSeconds: 7, says: "Two pizzas." });
  const [complete] = of("recordComplete");
  const recordingId = String(complete?.recordingId);
  const mediaUrl = `${sim.url}${path}/${recordingId}/media`;
  const common = { callId, recordingId, mediaUrl, duration: "PT7S", fileFormat: "mp3" };
  expect(complete).toMatchObject({ ...common, channels: 1 });
  expect(of("recordingAvailable")).toMatchObject([{ ...common, status: "complete" }]);
  const [transcribed] = of("transcriptionAvailable");
  expect(transcribed).toMatchObject({ ...common, transcription: { status: "available" } });
  expect((await send(sim, `${path}/${recordingId}`)).body).toMatchObject({
    callId,
    recordingId,
    status: "complete",
    duration: "PT7S",
    transcription: { status: "available" },
  });
  expect((await send(sim, `${path}/${recordingId}/transcription`)).body).toEqual({
    transcripts: [{ speaker: 0, text: "Two pizzas.", confidence: 0.9 }],
  });
  const media = await send(sim, `${path}/${recordingId}/media`);
  expect(media.headers.get("content-type")).toBe("audio/mpeg");
  expect(String(media.body).length).toBeGreaterThan(1_000);
});

test("pauses are not recorded, and a second StartRecording is ignored", async () => {
  const pause = (seconds: number) => `<Pause duration="${seconds}"/>`;
  const { sim, of, path } = await recorded(
    [
      `<StartRecording multiChannel="true" ${events}/>`,
      pause(3),
      "<PauseRecording/>",
      pause(20),
      "<ResumeRecording/>",
      `<StartRecording ${events}/>`,
      pause(4),
      "<StopRecording/>",
      pause(5),
    ].join(""),
  );
  expect(of("recordingAvailable")).toMatchObject([{ duration: "PT7S", channels: 2, fileFormat: "wav" }]);
  expect((await send(sim, path)).body).toMatchObject([{ duration: "PT7S", transcription: null }]);
});

test("a recording that nobody stops ends with its call", async () => {
  const { sim, callId, of } = await recorded(`<StartRecording ${events}/><Pause duration="9"/>`);
  expect(of("recordingAvailable")).toMatchObject([{ callId, duration: "PT9S" }]);
  expect((await send(sim, `/api/v2${accountPath}/recordings?from=%2B19195550100`)).body).toHaveLength(1);
  expect((await send(sim, `/api/v2${accountPath}/recordings?from=%2B19195550199`)).body).toEqual([]);
});

test("media, transcription and recording are deleted one by one", async () => {
  const { sim, path } = await recorded("<Record/>");
  const [{ recordingId }] = (await send(sim, path)).body as unknown as [{ recordingId: string }];
  const one = `${path}/${recordingId}`;
  expect((await send(sim, `${one}/transcription`)).status).toBe(404);
  expect((await send(sim, `${one}/transcription`, { json: {} })).status).toBe(204);
  expect((await send(sim, `${one}/transcription`, { json: {} })).status).toBe(409);
  await sim.waitForIdle();
  expect((await send(sim, `${one}/transcription`)).body).toMatchObject({ transcripts: [{ text: "Hello." }] });
  expect((await send(sim, `${one}/transcription`, { method: "DELETE" })).status).toBe(204);
  expect((await send(sim, `${one}/transcription`)).status).toBe(404);
  expect((await send(sim, `${one}/media`, { method: "DELETE" })).status).toBe(204);
  expect((await send(sim, `${one}/media`)).status).toBe(404);
  expect((await send(sim, one)).body).toMatchObject({ mediaUrl: null });
  expect((await send(sim, one, { method: "DELETE" })).status).toBe(204);
  expect((await send(sim, one)).status).toBe(404);
});

test("the API pauses and resumes a recording, and refuses where there is none", async () => {
  const shop = await customer({
    "/answer": () => bxml(`<StartRecording ${events}/>`, '<Pause duration="80000"/>'),
  });
  const clock = testClock(50_000);
  const sim = await simulator({ clock });
  const callId = await call(sim, shop.url);
  const path = `${callsPath}/${callId}/recording`;
  const put = (state: string) => send(sim, path, { method: "PUT", json: { state } });
  expect((await put("paused")).status).toBe(409);
  await until(() => sim.calls()[0]?.transcript.some(({ text }) => text === "Pause") ?? false);
  clock.skip(5_000);
  expect((await put("paused")).status).toBe(200);
  clock.skip(60_000);
  expect((await put("recording")).status).toBe(200);
  expect((await put("stopped")).status).toBe(400);
  await send(sim, `${callsPath}/${callId}`, { json: { state: "completed" } });
  await sim.waitForIdle();
  const event = shop.seen.find(({ path }) => path === "/recording")?.body;
  expect(event).toMatchObject({ eventType: "recordingAvailable", duration: "PT5S" });
});

test.each([
  [0.2, "file-size-too-small"],
  [20_000, "file-size-too-big"],
])("a recording of %s seconds cannot be transcribed: %s", async (seconds, status) => {
  const { of } = await recorded(
    `<StartRecording transcribe="true" ${events}/><Pause duration="${seconds}"/>`,
  );
  expect(of("transcriptionAvailable")).toMatchObject([{ transcription: { status } }]);
});
