import { describe, expect, test } from "vitest";
import { account, bxml, call, callsPath, customer, messagesPath, send, simulator } from "../test/harness.js";

const faultsPath = "/simulator/faults";
const arm = (sim: Parameters<typeof send>[0], json: unknown) => send(sim, faultsPath, { json, auth: "" });
const statistics = `/api/v2/accounts/${account}/statistics`;

describe("a fault of a request", () => {
  test("answers instead of the API, as often as it says, where method and path fit", async () => {
    const sim = await simulator();
    const fault = { kind: "request", method: "GET", path: "*/statistics", times: 2, status: 503 };
    const armed = await arm(sim, {
      ...fault,
      headers: { "retry-after": "7" },
      body: { type: "system-overloaded" },
    });
    expect(armed.status).toBe(201);
    expect((await send(sim, callsPath)).status).toBe(200);
    const answer = await send(sim, statistics);
    expect(answer).toMatchObject({ status: 503, body: { type: "system-overloaded" } });
    expect(answer.headers.get("retry-after")).toBe("7");
    expect((await send(sim, faultsPath, { auth: "" })).body).toMatchObject([{ status: 503, times: 1 }]);
    expect((await send(sim, statistics)).status).toBe(503);
    expect((await send(sim, statistics)).status).toBe(200);
  });

  test("breaks the connection before or after the work was done", async () => {
    const shop = await customer({ "/answer": () => bxml("<Hangup/>") });
    const sim = await simulator();
    const json = {
      from: "+19195550100",
      to: "+19195550101",
      applicationId: "v",
      answerUrl: `${shop.url}/answer`,
    };
    for (const [close, calls] of [
      ["before", 0],
      ["after", 1],
    ] as const) {
      sim.addFault({ kind: "request", method: "POST", path: callsPath, close, times: 1 });
      await expect(send(sim, callsPath, { json })).rejects.toThrow("fetch failed");
      expect(sim.calls()).toHaveLength(calls);
    }
  });

  test("goes with the list of faults, which can be emptied", async () => {
    const sim = await simulator({ faults: [{ kind: "request", path: "/api/*/statistics", status: 500 }] });
    expect((await send(sim, statistics)).status).toBe(500);
    expect((await send(sim, faultsPath, { method: "DELETE", auth: "" })).status).toBe(204);
    expect((await send(sim, statistics)).status).toBe(200);
  });

  test.each([
    [{}, "kind is required"],
    [{ kind: "request", status: 42 }, "status must be a whole number from 200 to 599"],
    [{ kind: "webhook" }, "does is required"],
    [{ kind: "request", colour: "red" }, "colour is not a known field"],
  ])("that is written as %j is refused", async (fault, description) => {
    const sim = await simulator();
    expect(await arm(sim, fault)).toMatchObject({ status: 400, body: { description: `${description}.` } });
  });
});

describe("a fault of webhooks", () => {
  const text = { applicationId: "m", from: "+19195550100", text: "Hello" };
  async function delivered(...faults: object[]) {
    const shop = await customer({});
    const sim = await simulator({
      applications: [{ id: "m", kind: "messaging", callbackUrl: `${shop.url}/in` }],
    });
    for (const fault of faults) await arm(sim, { kind: "webhook", times: 1, ...fault });
    for (const to of ["+12125550111", "+12125550112"]) {
      await send(sim, messagesPath, { json: { ...text, to: [to] } });
    }
    await sim.waitForIdle();
    // Messaging webhooks are arrays.
    return shop.seen.map(({ body }) => Object(body)[0].to.slice(-1));
  }

  test("delivers an event twice", async () => {
    expect(await delivered({ does: "duplicate" })).toEqual(["1", "1", "2"]);
  });

  test("delivers an event after the next one", async () => {
    expect(await delivered({ event: "message-delivered", does: "late" })).toEqual(["2", "1"]);
  });

  test("delivers a late event that is the last one all the same", async () => {
    expect(await delivered({ does: "late" }, { does: "late" })).toHaveLength(2);
  });

  test("loses an attempt, which a message repeats and a call's question does not", async () => {
    expect(await delivered({ does: "lose" })).toHaveLength(2);
    const shop = await customer({ "/answer": () => bxml("<Hangup/>") });
    const sim = await simulator({ faults: [{ kind: "webhook", event: "answer", does: "lose" }] });
    const ended = await sim.waitForCall(await call(sim, shop.url));
    expect(ended).toMatchObject({ disconnectCause: "callback-error" });
    expect(ended.errorMessage).toContain("lost on demand");
  });
});

test("a call and a text come in by the control API, and are seen there", async () => {
  const shop = await customer({
    "/initiate": () => bxml('<Gather gatherUrl="/gather"/>'),
    "/gather": () => bxml("<Hangup/>"),
  });
  const applications = [
    { id: "v", kind: "voice", callbackUrl: `${shop.url}/initiate` },
    { id: "m", kind: "messaging", callbackUrl: `${shop.url}/text` },
  ] as const;
  const sim = await simulator({ applications });
  const ends = { from: "+12125550100", to: "+19195550100" };
  const made = await send(sim, "/simulator/calls", { json: { ...ends, digits: ["42"] }, auth: "" });
  expect(made.status).toBe(201);
  await sim.waitForCall(String(made.body.callId));
  const record = await send(sim, `/simulator/calls/${made.body.callId}`, { auth: "" });
  expect(record.body).toMatchObject({ direction: "inbound", disconnectCause: "hangup" });
  expect(shop.seen.map(({ body }) => body.digits)).toContain("42");
  const texted = await send(sim, "/simulator/messages", { json: { ...ends, text: "Hi" }, auth: "" });
  await sim.waitForIdle();
  expect(shop.seen.at(-1)?.body).toMatchObject([
    { type: "message-received", message: { id: texted.body.messageId } },
  ]);
  const overview = await send(sim, "/simulator", { auth: "" });
  expect(overview.body).toMatchObject({ accounts: [account], counters: { callsCreated: 1 } });
  const bare = await simulator();
  expect((await send(bare, "/simulator/calls", { json: ends, auth: "" })).status).toBe(409);
});
