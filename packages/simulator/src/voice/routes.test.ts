import { expect, test } from "vitest";
import { bxml, call, callsPath, customer, send, simulator, testClock, until } from "../../test/harness.js";

const valid = {
  from: "+19195550100",
  to: "sip:alice@example.com",
  applicationId: "voice-app",
  answerUrl: "http://127.0.0.1:1/answer",
};

test("createCall answers 201 with the fields of createCallResponse", async () => {
  const sim = await simulator();
  const answer = await send(sim, callsPath, {
    json: { ...valid, answerMethod: null, tag: "t", username: "u", password: "p" },
  });
  const callId = String(answer.body.callId);
  expect(callId).toMatch(/^c-/);
  expect(answer.status).toBe(201);
  expect(answer.headers.get("location")).toBe(`${sim.url}${callsPath}/${callId}`);
  expect(answer.body).toEqual({
    accountId: "9900000",
    applicationId: "voice-app",
    from: valid.from,
    to: valid.to,
    callId,
    callUrl: `${sim.url}${callsPath}/${callId}`,
    enqueuedTime: expect.any(String),
    callTimeout: 30,
    callbackTimeout: 15,
    tag: "t",
    answerMethod: "POST",
    answerUrl: valid.answerUrl,
    answerFallbackMethod: "POST",
    answerFallbackUrl: null,
    disconnectMethod: "POST",
    disconnectUrl: null,
    username: "u",
    password: "p",
    fallbackUsername: null,
    fallbackPassword: null,
    priority: 5,
  });
});

test.each([
  [{ from: undefined }, "Invalid from: is required."],
  [{ from: "9195550100" }, /^Invalid from: must be a phone number in E.164 format/],
  [{ to: "+0123" }, /^Invalid to: /],
  [{ to: null }, /^Invalid to: /],
  [{ answerUrl: "ftp://x.example/a" }, "Invalid answerUrl: only http and https are allowed."],
  [{ answerUrl: "/answer" }, "Invalid answerUrl: must be an absolute URL."],
  [{ answerUrl: `http://x.example/${"a".repeat(2048)}` }, /at most 2048/],
  [{ answerMethod: "PUT" }, "Invalid answerMethod: must be one of GET, POST."],
  [{ callTimeout: 301 }, "Invalid callTimeout: must be a number from 1 to 300."],
  [{ callTimeout: "30" }, "Invalid callTimeout: must be a number from 1 to 300."],
  [{ callbackTimeout: 26 }, /1 to 25/],
  [{ priority: 1.5 }, "Invalid priority: must be a whole number from 1 to 5."],
  [{ applicationId: "" }, "Invalid applicationId: must not be empty."],
  [{ machineDetection: { mode: "later" } }, "Invalid machineDetection: mode must be one of async, sync."],
  [{ answerUri: "x" }, "Invalid answerUri: is not a known field."],
  [{ answerUrl: "http://shop.example/a", username: "u" }, "Invalid answerUrl: must use https with username."],
])("createCall refuses %j", async (change, description) => {
  const sim = await simulator();
  const answer = await send(sim, callsPath, { json: { ...valid, ...change } });
  expect(answer).toMatchObject({ status: 400, body: { type: "validation", id: expect.any(String) } });
  if (description instanceof RegExp) expect(answer.body.description).toMatch(description);
  else expect(answer.body.description).toBe(description);
  expect(sim.counters.callsCreated).toBe(0);
});

test("numbers and applications are checked once the simulator knows which there are", async () => {
  const applications = [{ id: "known", kind: "voice" as const, callbackUrl: "http://127.0.0.1:1/" }];
  const sim = await simulator({ numbers: ["+19195550199"], applications });
  expect((await send(sim, callsPath, { json: valid })).body.description).toMatch(
    /^Invalid from: .* not on this account/,
  );
  const json = { ...valid, from: "+19195550199" };
  expect((await send(sim, callsPath, { json })).body.description).toMatch(/^Invalid applicationId/);
  expect((await send(sim, callsPath, { json: { ...json, applicationId: "known" } })).status).toBe(201);
});

test("getCallState tells the states of a call, with null for what is not yet known", async () => {
  const shop = await customer({ "/answer": () => bxml('<Pause duration="3600"/>') });
  const sim = await simulator({ clock: testClock(60_000) });
  const callId = await call(sim, shop.url);
  const path = `${callsPath}/${callId}`;
  await until(async () => (await send(sim, path)).body.state === "answered");
  expect((await send(sim, path)).body).toMatchObject({
    callId,
    direction: "outbound",
    endTime: null,
    disconnectCause: null,
  });
  await send(sim, path, { json: { state: "completed" } });
  await sim.waitForCall(callId);
  expect((await send(sim, path)).body).toMatchObject({
    state: "disconnected",
    endTime: expect.any(String),
    errorId: null,
  });
});

test("a call of another account or of nobody is 404", async () => {
  const sim = await simulator({ accounts: ["9900000", "2"] });
  const callId = await call(sim, "http://127.0.0.1:1");
  expect((await send(sim, `/api/v2/accounts/2/calls/${callId}`)).status).toBe(404);
  expect((await send(sim, `${callsPath}/c-none`)).body).toMatchObject({ type: "error" });
  await expect(sim.waitForCall("c-none")).rejects.toThrow("there is no call c-none");
});

test.each([
  [{}, /redirectUrl: is required/],
  [{ state: "active" }, /redirectUrl: is required/],
  [
    { state: "completed", redirectUrl: "http://x.example" },
    /redirectUrl: not allowed when state is completed/,
  ],
  [{ state: "paused" }, /state: must be one of/],
  [{ redirectUrl: "x" }, /absolute URL/],
  [{ redirectURL: "http://x.example" }, /not a known field/],
])("updateCall refuses %j", async (json, description) => {
  const sim = await simulator();
  const callId = await call(sim, "http://127.0.0.1:1");
  const answer = await send(sim, `${callsPath}/${callId}`, { json });
  expect(answer.status).toBe(400);
  expect(answer.body.description).toMatch(description);
});

test("listCalls filters and pages through the Link header", async () => {
  const sim = await simulator();
  const to = ["+19195550486", "+19195550101", "+19195550408"];
  for (const number of to) await call(sim, "http://127.0.0.1:1", { to: number });
  await sim.waitForIdle();
  const list = async (query: string) => {
    const answer = await send(sim, `${callsPath}?${query}`);
    return Array.isArray(answer.body) ? answer.body.map((item) => item.to) : answer.status;
  };
  expect(await list("")).toEqual(to);
  expect(await list("disconnectCause=busy")).toEqual([to[0]]);
  expect(await list("to=%2B19195550101&from=%2B19195550100")).toEqual([to[1]]);
  expect(await list("from=%2B1")).toEqual([]);
  expect(await list("minStartTime=2030-01-01T00:00:00.000Z")).toEqual([]);
  expect(await list("maxStartTime=2030-01-01T00:00:00.000Z")).toEqual(to);
  for (const wrong of [
    "pageSize=0",
    "pageSize=10001",
    "pageSize=x",
    "pageToken=x",
    "sort=a",
    "minStartTime=today",
  ]) {
    expect(await list(wrong)).toBe(400);
  }
  const first = await send(sim, `${callsPath}?pageSize=2`);
  const [, next = ""] = /^<([^>]+)>; rel="next"$/.exec(first.headers.get("link") ?? "") ?? [];
  const second = await send(sim, next.slice(sim.url.length));
  expect(second.body).toMatchObject([{ to: to[2] }]);
  expect(second.headers.get("link")).toBeNull();
});

test("getStatistics counts the queue", async () => {
  const sim = await simulator({ clock: testClock(50) });
  await call(sim, "http://127.0.0.1:1");
  const answer = await send(sim, "/api/v2/accounts/9900000/statistics");
  expect(answer.body).toEqual({ currentCallQueueSize: 1, maxCallQueueSize: 1500 });
});
