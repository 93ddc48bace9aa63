import { expect, test } from "vitest";
import { account, accountPath, dashboard, send, simulator, tokenOf } from "../../test/harness.js";

const api = `/api/v2${accountPath}`;
const number = "+19195550100";

test("a service order is received first and complete later", async () => {
  const sim = await simulator();
  const json = { action: "ACTIVATE", phoneNumbers: [number], services: { voice: ["INBOUND"] } };
  const created = await send(sim, `${api}/serviceActivation`, { json });
  expect(created).toMatchObject({ status: 201, body: { data: { orderStatus: "RECEIVED" } } });
  await sim.waitForIdle();
  const { orderId } = Object(created.body.data);
  const done = await send(sim, `${api}/serviceActivation/${orderId}`);
  expect(done.body).toMatchObject({ data: { orderStatus: "COMPLETE", services: { voice: ["INBOUND"] } } });
  expect((await send(sim, `${api}/serviceActivation/none`)).body).toMatchObject({ error: { code: "404" } });
  for (const bad of [
    { ...json, services: {} },
    { ...json, action: "STOP" },
    { ...json, phoneNumbers: ["1"] },
  ]) {
    expect((await send(sim, `${api}/serviceActivation`, { json: bad })).status).toBe(400);
  }
  const checked = await send(sim, `${api}/serviceActivationChecker`, {
    json: { phoneNumbers: [number, "+12125559999"] },
  });
  expect(checked.body).toMatchObject({ data: { phoneNumbers: [{ eligible: true }, { eligible: false }] } });
});

test("packages are made, changed, filled and deleted", async () => {
  const sim = await simulator({
    applications: [{ id: "voice", kind: "voice", callbackUrl: "https://a.example.com" }],
  });
  const path = `/v2/accounts/${account}/voiceConfigurationPackages`;
  expect((await send(sim, path)).body).toMatchObject({ data: [] });
  expect((await send(sim, path, { json: {} })).status).toBe(400);
  expect((await send(sim, path, { json: { name: "a", httpVoiceV2ApplicationId: "none" } })).status).toBe(400);
  const made = await send(sim, path, { json: { name: "a", httpVoiceV2ApplicationId: "voice" } });
  expect(made).toMatchObject({
    status: 201,
    body: { data: { name: "a", httpVoiceV2ApplicationId: "voice" } },
  });
  const one = `${path}/${Object(made.body.data).voiceConfigurationPackageId}`;
  expect((await send(sim, one, { method: "PATCH", json: {} })).status).toBe(400);
  await send(sim, one, { method: "PATCH", json: { description: "d" } });
  expect((await send(sim, one)).body).toMatchObject({ data: { name: "a", description: "d" } });
  const bulk = { action: "ADD", phoneNumbers: [number] };
  const assigned = await fetch(`${sim.url}${one}/phoneNumbers/bulk`, {
    method: "POST",
    headers: {
      authorization: `Bearer ${await tokenOf(sim)}`,
      "content-type": "application/json",
    },
    body: JSON.stringify(bulk),
  });
  expect(await assigned.text()).toBe("null");
  const foreign = { ...bulk, phoneNumbers: ["+12125559999"] };
  expect((await send(sim, `${one}/phoneNumbers/bulk`, { json: foreign })).status).toBe(400);
  const id = one.slice(path.length + 1);
  const voice = `/v2/accounts/${account}/phoneNumbers/voice`;
  expect((await send(sim, `${voice}?voiceConfigurationPackageId=${id}`)).body).toMatchObject({
    data: [{ phoneNumber: number }],
  });
  expect((await send(sim, one, { method: "DELETE" })).status).toBe(204);
  expect((await send(sim, one)).status).toBe(404);
  expect((await send(sim, `${voice}?voiceConfigurationPackageId=${id}`)).body).toMatchObject({ data: [] });
});

test("campaigns are those that numbers were put on", async () => {
  const sim = await simulator();
  const xml = `<TnOptionOrder><TnOptionGroups><TnOptionGroup><A2pSettings><CampaignId>C1</CampaignId><Action>asSpecified</Action></A2pSettings><TelephoneNumbers><TelephoneNumber>${number}</TelephoneNumber></TelephoneNumbers></TnOptionGroup></TnOptionGroups></TnOptionOrder>`;
  expect((await send(sim, `${api}/tendlc/campaigns`)).body).toMatchObject({
    data: [],
    page: { totalElements: 0 },
  });
  await dashboard(sim, `${accountPath}/tnoptions`, { xml });
  await sim.waitForIdle();
  expect((await send(sim, `${api}/tendlc/campaigns`)).body).toMatchObject({ data: [{ campaignId: "C1" }] });
  const on = { phoneNumber: number, campaignId: "C1", status: "SUCCESS" };
  expect((await send(sim, `${api}/tendlc/campaigns/C1/phoneNumbers`)).body).toMatchObject({ data: [on] });
  expect((await send(sim, `${api}/tendlc/campaigns/C2/phoneNumbers`)).body).toMatchObject({ data: [] });
  expect((await send(sim, `${api}/tendlc/phoneNumbers?offset=1`)).body).toMatchObject({ data: [] });
  expect((await send(sim, `${api}/tendlc/phoneNumbers/%2B19195550100`)).body).toMatchObject({ data: on });
  expect((await send(sim, `${api}/tendlc/phoneNumbers/%2B19195550101`)).status).toBe(404);
  expect((await send(sim, `${api}/tendlc/phoneNumbers?limit=251`)).status).toBe(400);
});

test("there are no short codes, and their errors have the short shape", async () => {
  const sim = await simulator();
  expect((await send(sim, `${api}/shortcodes`)).body).toMatchObject({ data: [] });
  expect((await send(sim, `${api}/shortcodes/12345/USA`)).body).toEqual({
    type: "not-found",
    description: "Cannot find requested resource.",
  });
});

test("each needs its role", async () => {
  const sim = await simulator({ roles: ["HttpVoice"] });
  const auth = `Bearer ${await tokenOf(sim)}`;
  for (const path of [
    `${api}/serviceActivation/1`,
    `${api}/tendlc/campaigns`,
    `${api}/shortcodes`,
    `/v2/accounts/${account}/voiceConfigurationPackages`,
  ]) {
    expect((await send(sim, path, { auth })).status).toBe(403);
  }
});
