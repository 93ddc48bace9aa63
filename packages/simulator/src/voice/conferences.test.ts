import { expect, test } from "vitest";
import {
  accountPath,
  bxml,
  call,
  callsPath,
  customer,
  type Reply,
  send,
  simulator,
  testClock,
  until,
} from "../../test/harness.js";

const path = `/api/v2${accountPath}/conferences`;
const join = '<Conference conferenceEventUrl="/event" mute="true" tag="weekly">standup</Conference>';

async function meeting(onEvent: (type: unknown) => Reply = () => ({ status: 204 }), stays = 90_000) {
  const shop = await customer({
    "/answer": () => bxml(join),
    "/event": ({ body }) => onEvent(body.eventType),
    "/redirected": () => bxml("<SpeakSentence>Please come to an end</SpeakSentence>"),
  });
  const party = () => ({ answers: true, talksForSeconds: stays }) as const;
  const sim = await simulator({ party, clock: testClock(50_000) });
  const first = await call(sim, shop.url);
  const members = async () => {
    const [{ id }] = (await send(sim, path)).body as unknown as [{ id: string } | { id: "" }];
    const { body } = await send(sim, `${path}/${id}`);
    return { id, body, list: (body.activeMembers ?? []) as { callId: string; memberUrl: string }[] };
  };
  const joined = () =>
    sim.calls().filter((one) => one.transcript.some(({ text }) => text === "Conference")).length;
  await until(() => joined() === 1);
  const second = await call(sim, shop.url, { to: "+12125550111" });
  await until(() => joined() === 2);
  const events = () => shop.seen.filter((one) => one.path === "/event").map(({ body }) => body);
  return { shop, sim, first, second, members, events };
}

test("calls meet in a conference by its name, and its events have no accountId", async () => {
  const { sim, first, second, members, events } = await meeting();
  const { id, body, list } = await members();
  expect(body).toMatchObject({ id, name: "standup", tag: "weekly", completedTime: null });
  expect(list.map(({ callId }) => callId)).toEqual([first, second]);
  for (const callId of [first, second]) {
    await send(sim, `${callsPath}/${callId}`, { json: { state: "completed" } });
  }
  await sim.waitForIdle();
  expect(events().map(({ eventType }) => eventType)).toEqual([
    "conferenceCreated",
    "conferenceMemberJoin",
    "conferenceMemberJoin",
    "conferenceMemberExit",
    "conferenceMemberExit",
    "conferenceCompleted",
  ]);
  expect(events()[1]).toMatchObject({ conferenceId: id, callId: first, name: "standup", tag: "weekly" });
  expect(events().every((event) => !("accountId" in event))).toBe(true);
  expect((await send(sim, `${path}/${id}`)).body).toMatchObject({ activeMembers: [] });
  expect((await send(sim, `${path}/${id}`, { json: { status: "completed" } })).status).toBe(409);
});

test("a member is muted and held by the API", async () => {
  const { sim, first, members } = await meeting();
  const { id } = await members();
  const member = `${path}/${id}/members/${first}`;
  expect((await send(sim, member)).body).toMatchObject({ callId: first, mute: true, hold: false });
  const change = { mute: false, hold: true, callIdsToCoach: ["c-1"] };
  expect((await send(sim, member, { method: "PUT", json: change })).status).toBe(204);
  expect((await send(sim, member)).body).toMatchObject(change);
  expect((await send(sim, member, { method: "PUT", json: { mute: "no" } })).status).toBe(400);
  expect((await send(sim, `${path}/${id}/members/c-nobody`)).status).toBe(404);
});

test("everybody hears the documents of the API, of a redirect and of an event; other verbs are refused", async () => {
  const welcome = bxml("<SpeakSentence>Welcome</SpeakSentence>");
  const { shop, sim, first, second, members } = await meeting((type) =>
    type === "conferenceMemberJoin" ? welcome : { status: 204 },
  );
  const { id } = await members();
  const put = (text: string) =>
    send(sim, `${path}/${id}/bxml`, { method: "PUT", text, type: "application/xml" });
  expect((await put("<Bxml><PlayAudio>chime.wav</PlayAudio></Bxml>")).status).toBe(204);
  expect((await put("<Bxml><Gather/></Bxml>")).status).toBe(400);
  const redirect = { status: "active", redirectUrl: `${shop.url}/redirected` };
  expect((await send(sim, `${path}/${id}`, { json: redirect })).status).toBe(204);
  expect((await send(sim, `${path}/${id}`, { json: { status: "active" } })).status).toBe(400);
  const heard = (callId: string) =>
    sim
      .calls()
      .find((one) => one.callId === callId)
      ?.transcript.map(({ text }) => text) ?? [];
  await until(() => [first, second].every((callId) => heard(callId).includes("Please come to an end")));
  expect(heard(first).filter((text) => text === "Welcome")).toHaveLength(2);
  expect(heard(second)).toContain(`${shop.url}/chime.wav`);
});

test("a conference is recorded as one, and completing it hangs up its calls", async () => {
  const start = '<StartRecording recordingAvailableUrl="/recorded"/>';
  const { shop, sim, first, members } = await meeting((type) =>
    type === "conferenceCreated" ? bxml(start) : { status: 204 },
  );
  const { id } = await members();
  expect((await send(sim, `${path}/${id}`, { json: { status: "completed" } })).status).toBe(204);
  expect(await sim.waitForCall(first)).toMatchObject({ disconnectCause: "hangup" });
  await sim.waitForIdle();
  const event = shop.seen.find((one) => one.path === "/recorded")?.body;
  expect(event).toMatchObject({ eventType: "conferenceRecordingAvailable", conferenceId: id, channels: 1 });
  expect(event).toHaveProperty("accountId");
  const recordings = await send(sim, `${path}/${id}/recordings`);
  expect(recordings.body).toMatchObject([{ conferenceId: id, name: "standup", status: "complete" }]);
  const media = await send(sim, `${path}/${id}/recordings/${event?.recordingId}/media`);
  expect([media.status, media.headers.get("content-type")]).toEqual([200, "audio/vnd.wave"]);
});
