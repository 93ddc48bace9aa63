import { describe, expect, test } from "vitest";
import { startCustomer } from "./customer.js";
import { succeed, withSimulator } from "./with-simulator.js";

const from = "+19195550100";

describe("waitForCall", () => {
  test("says in words how calls end, one answered, one busy and one with a broken webhook", async () => {
    const customer = await startCustomer({
      "/answer": "<Response><SpeakSentence>Hello</SpeakSentence></Response>",
    });
    const { server } = await withSimulator();
    const ended = async (to: string, path: string) => {
      const given = { from, to, applicationId: "voice", answerUrl: `${customer.url}${path}` };
      const { callId } = await succeed(server, "createCall", given);
      return succeed(server, "waitForCall", { callId });
    };
    const [normal, busy, broken] = await Promise.all([
      ended("+19195550101", "/answer"),
      ended("+19195550486", "/answer"),
      ended("+19195550102", "/no-such-document"),
    ]);
    expect(normal).toMatchObject({
      state: "disconnected",
      ended: true,
      verdict: expect.stringContaining("normally"),
    });
    expect(busy.verdict).toContain("busy");
    expect(broken.verdict).toContain("did not answer with BXML");
  });

  test("ends when the call is answered, if that is asked for, and gives the state when time is over", async () => {
    const customer = await startCustomer({ "/answer": '<Response><Pause duration="3600"/></Response>' });
    const { server } = await withSimulator();
    const given = { from, to: "+19195550101", applicationId: "voice", answerUrl: `${customer.url}/answer` };
    const { callId } = await succeed(server, "createCall", given);
    expect(await succeed(server, "waitForCall", { callId, until: "answered" })).toMatchObject({
      state: "answered",
      ended: false,
    });
    const still = await succeed(server, "waitForCall", { callId, seconds: 0 });
    expect(still).toMatchObject({
      state: "answered",
      ended: false,
      verdict: expect.stringContaining("again"),
    });
  });

  test("takes a 404 right after the creation for not yet, and another failure for what it is", async () => {
    const customer = await startCustomer({ "/answer": "<Response><Hangup/></Response>" });
    let asked = 0;
    const { server } = await withSimulator({
      options: {
        intercept: ({ method, path }) => {
          if (method !== "GET" || !path.includes("/calls/")) return undefined;
          asked += 1;
          return asked === 1 ? { status: 404 } : undefined;
        },
      },
    });
    const given = { from, to: "+19195550101", applicationId: "voice", answerUrl: `${customer.url}/answer` };
    const { callId } = await succeed(server, "createCall", given);
    expect(await succeed(server, "waitForCall", { callId })).toMatchObject({ ended: true });
    expect(asked).toBe(2);
    expect(await server.call("waitForCall", { callId: "c-none", seconds: 0 })).toMatchObject({
      isError: true,
      value: { code: "not_found" },
    });
    expect(await server.call("waitForCall", { callId, accountId: "9900001", seconds: 30 })).toMatchObject({
      isError: true,
      value: { code: expect.not.stringMatching("not_found") },
    });
  });
});

test("waitForMessage says which recipients a message reached, and why not the others", async () => {
  const texts = { id: "texts", kind: "messaging" as const, callbackUrl: "https://texts.test/events" };
  const { server } = await withSimulator({ options: { applications: [texts] } });
  const send = async (to: readonly string[]) => {
    const { id } = await succeed(server, "createMessage", { from, to, text: "hi", applicationId: "texts" });
    return succeed(server, "waitForMessage", { messageId: id });
  };
  const [fine, failed] = await Promise.all([send(["+19195550101"]), send(["+19195554476"])]);
  expect(fine).toMatchObject({ ended: true, delivered: true });
  expect(failed).toMatchObject({ ended: true, delivered: false });
  expect(failed.verdict).toContain("10DLC campaign");
  expect(await server.call("waitForMessage", { messageId: "none", seconds: 0 })).toMatchObject({
    isError: true,
    value: { code: "not_found" },
  });
});
