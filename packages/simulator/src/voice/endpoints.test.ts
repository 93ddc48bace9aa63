import { expect, test } from "vitest";
import { account, bxml, call, customer, send, simulator, tokenOf } from "../../test/harness.js";

const path = `/v2/accounts/${account}/endpoints`;
const created = async (sim: Awaited<ReturnType<typeof simulator>>, more: object = {}) => {
  const body = { type: "WEBRTC", direction: "BIDIRECTIONAL", ...more };
  const reply = await send(sim, path, { json: body });
  expect(reply.status).toBe(201);
  return Object(Object(reply.body).data);
};

test("an endpoint is made, found, listed by status and page, and deleted", async () => {
  const sim = await simulator();
  const first = await created(sim, { tag: "desk" });
  expect(first).toMatchObject({
    status: "DISCONNECTED",
    devices: [],
    tag: "desk",
    token: expect.any(String),
  });
  const second = await created(sim);
  sim.connectDevice(second.endpointId, "A browser");
  const got = await send(sim, `${path}/${second.endpointId}`);
  expect(got.body).toMatchObject({
    data: { status: "CONNECTED", devices: [{ deviceName: "A browser", status: "CONNECTED" }] },
  });
  expect(got.body).not.toHaveProperty("data.token");
  const connected = await send(sim, `${path}?status=CONNECTED`);
  expect(Object(connected.body).data).toMatchObject([{ endpointId: second.endpointId }]);
  const page = Object((await send(sim, `${path}?limit=1`)).body);
  expect(page.data).toMatchObject([{ endpointId: first.endpointId }]);
  const next = await send(sim, page.links[0].href.slice(sim.url.length));
  expect(next.body).toMatchObject({ data: [{ endpointId: second.endpointId }], links: [] });
  const own = `${path}/${first.endpointId}`;
  expect((await send(sim, own, { method: "DELETE" })).status).toBe(204);
  expect((await send(sim, own)).status).toBe(404);
});

test.each([
  [{ type: "SIP" }, /type must be one of WEBRTC/],
  [{ direction: "UP" }, /direction must be one of/],
  [{ eventCallbackUrl: "/relative" }, /eventCallbackUrl must be an absolute URL/],
])("%j is refused", async (more, description) => {
  const sim = await simulator();
  const reply = await send(sim, path, { json: { type: "WEBRTC", direction: "INBOUND", ...more } });
  expect(reply).toMatchObject({
    status: 400,
    body: { errors: [{ description: expect.stringMatching(description) }] },
  });
});

test("its BXML is checked as that of a call is", async () => {
  const sim = await simulator();
  const { endpointId } = await created(sim);
  const put = (body: string) =>
    send(sim, `${path}/${endpointId}/bxml`, {
      method: "PUT",
      text: body,
      type: "application/xml",
    });
  expect((await put("<Response><StartRecording/></Response>")).status).toBe(204);
  expect((await put("<Response><Nothing/></Response>")).status).toBe(400);
});

test("the customer hears of devices that come and go", async () => {
  const shop = await customer({ "/endpoint": () => ({ status: 204 }) });
  const sim = await simulator();
  const { endpointId } = await created(sim, { eventCallbackUrl: `${shop.url}/endpoint` });
  const deviceId = sim.connectDevice(endpointId);
  await sim.waitForIdle();
  sim.disconnectDevice(deviceId);
  await sim.waitForIdle();
  expect(shop.seen.map(({ body }) => body)).toMatchObject([
    { eventType: "DEVICE_CONNECTED", endpointId, status: "CONNECTED", device: { deviceId } },
    { eventType: "DEVICE_DISCONNECTED", endpointId, status: "DISCONNECTED", device: { deviceId } },
  ]);
});

test.each([
  ["an endpoint with a device", true, true, ["INITIATED", "COMPLETED"]],
  ["an endpoint without one", true, false, ["INITIATED", "TIMED_OUT"]],
  ["no endpoint of the account", false, false, ["DENIED"]],
])("Connect to %s tells how it goes, and the document goes on", async (_, exists, connected, statuses) => {
  const sim = await simulator();
  const endpointId = exists ? (await created(sim)).endpointId : "e-0";
  if (connected) sim.connectDevice(endpointId);
  const shop = await customer({
    "/answer": () =>
      bxml(
        `<Connect eventCallbackUrl="/status"><Endpoint>${endpointId}</Endpoint></Connect>`,
        "<SpeakSentence>Back again</SpeakSentence>",
      ),
    "/status": () => ({ status: 204 }),
  });
  const { transcript } = await sim.waitForCall(await call(sim, shop.url));
  await sim.waitForIdle();
  const told = shop.seen.filter(({ body }) => body.eventType === "connectStatus");
  expect(told.map(({ body }) => body.status)).toEqual(statuses);
  expect(told[0]?.body).toMatchObject({ endpointId });
  expect(transcript).toContainEqual(expect.objectContaining({ kind: "speak", text: "Back again" }));
});

test("a credential needs the role for endpoints", async () => {
  const sim = await simulator({ roles: ["HttpVoice"] });
  const auth = `Bearer ${await tokenOf(sim)}`;
  expect((await send(sim, path, { auth })).status).toBe(403);
});
