import { expect, test } from "vitest";
import {
  accountPath,
  bxml,
  call,
  callsPath,
  customer,
  dashboard,
  messagesPath,
  send,
  simulator,
  testClock,
  until,
} from "../test/harness.js";

const long = async () => customer({ "/answer": () => bxml('<Pause duration="80000"/>') });
const callTo = (url: string, to: string) => ({
  json: { from: "+19195550100", to, applicationId: "v", answerUrl: `${url}/answer` },
});
const text = { json: { applicationId: "m", from: "+19195550100", to: ["+12125550111"], text: "Hello" } };

test("a Build account has five calls at a time, to verified numbers", async () => {
  const shop = await long();
  const free = "+12125550111";
  const sim = await simulator({ express: true, verifiedNumbers: [free], clock: testClock(50_000) });
  expect((await send(sim, callsPath, callTo(shop.url, "+12125550112"))).status).toBe(403);
  const statuses: number[] = [];
  for (let count = 0; count < 6; count += 1) {
    statuses.push((await send(sim, callsPath, callTo(shop.url, free))).status);
  }
  expect(statuses).toEqual([201, 201, 201, 201, 201, 429]);
});

test("a call of a Build account is cut off after half an hour", async () => {
  const shop = await long();
  const sim = await simulator({ express: true });
  const ended = await sim.waitForCall(await call(sim, shop.url));
  expect(ended).toMatchObject({ disconnectCause: "account-limit" });
  expect(Date.parse(String(ended.endTime)) - Date.parse(String(ended.answerTime))).toBe(1_800_000);
});

test("without credit calls and messages are answered with 402", async () => {
  const shop = await customer({ "/answer": () => bxml("<Hangup/>") });
  const sim = await simulator({ credit: 2 });
  expect((await send(sim, callsPath, callTo(shop.url, "+12125550111"))).status).toBe(201);
  expect((await send(sim, messagesPath, text)).status).toBe(202);
  const refused = await send(sim, callsPath, callTo(shop.url, "+12125550111"));
  expect(refused).toMatchObject({ status: 402, body: { type: "payment-required" } });
  expect((await send(sim, messagesPath, text)).status).toBe(402);
});

test("calls leave the queue one after the other, and only so many live at a time", async () => {
  const shop = await long();
  const clock = testClock(50_000);
  const sim = await simulator({ clock, limits: { callsPerSecond: 2, concurrentCalls: 3 } });
  // The clock stands still until all three are in the queue.
  await clock.outside(Promise.all([1, 2, 3].map(() => call(sim, shop.url))));
  await until(() => sim.calls().every(({ state }) => state === "answered"));
  const starts = sim.calls().map(({ startTime }) => Date.parse(String(startTime)));
  expect(starts.map((start) => start - (starts[0] ?? 0))).toEqual([0, 500, 1_000]);
  const refused = await send(sim, callsPath, callTo(shop.url, "+12125550111"));
  const description = "Account concurrent call limit exceeded";
  expect(refused).toMatchObject({ status: 429, body: { description } });
  expect(refused.headers.get("retry-after")).toBe("5");
});

test("the queue holds the calls of five minutes", async () => {
  const shop = await long();
  const sim = await simulator({ clock: testClock(50), limits: { callsPerSecond: 0.01 } });
  const statuses: number[] = [];
  for (let count = 0; count < 4; count += 1) {
    statuses.push((await send(sim, callsPath, callTo(shop.url, "+12125550111"))).status);
  }
  expect(statuses).toEqual([201, 201, 201, 429]);
});

test("the queue of messages holds those of fifteen minutes, and lists are counted over five", async () => {
  const clock = testClock(50);
  const sim = await simulator({ clock, limits: { messagesPerMinute: 0.1, listsInFiveMinutes: 2 } });
  expect((await send(sim, messagesPath, text)).status).toBe(202);
  expect((await send(sim, messagesPath, text)).status).toBe(202);
  const full = await send(sim, messagesPath, text);
  expect(full).toMatchObject({ status: 429, body: { type: "max-message-queue-size-exceeded" } });
  const list = () => send(sim, `${messagesPath}?limit=1`);
  expect([(await list()).status, (await list()).status, (await list()).status]).toEqual([200, 200, 429]);
  expect((await list()).headers.get("retry-after")).toBe("300");
  clock.skip(300_000);
  expect((await list()).status).toBe(200);
});

test("an MMS reports that it is being sent where the application asks for it by name", async () => {
  const shop = await customer({});
  const sim = await simulator();
  const types = ["message-sending", "message-delivered"].map(
    (type) => `<CallbackType>${type}</CallbackType>`,
  );
  const made = await dashboard(sim, `${accountPath}/applications`, {
    xml: `<Application><ServiceType>Messaging-V2</ServiceType><AppName>m</AppName><InboundCallbackUrl>${shop.url}/in</InboundCallbackUrl><OutboundCallbackUrl>${shop.url}/out</OutboundCallbackUrl><RequestedCallbackTypes>${types.join("")}</RequestedCallbackTypes></Application>`,
  });
  const applicationId = made.headers.get("location")?.split("/").at(-1) ?? "";
  const settings = `${accountPath}/sites/1001/sippeers/500001/products/messaging/applicationSettings`;
  const link = `<ApplicationsSettings><HttpMessagingV2AppId>${applicationId}</HttpMessagingV2AppId></ApplicationsSettings>`;
  expect((await dashboard(sim, settings, { method: "PUT", xml: link })).status).toBe(200);
  await send(sim, messagesPath, { json: { ...text.json, applicationId, media: ["http://127.0.0.1/a.png"] } });
  await sim.waitForIdle();
  expect(shop.seen.map(({ body }) => Object(body)[0].type)).toEqual(["message-sending", "message-delivered"]);
});
