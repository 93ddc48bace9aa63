import { expect, onTestFinished, test } from "vitest";
import { startSimulator } from "../../packages/simulator/src/index.js";
import { startCustomerApp } from "./customer-app.mjs";

async function conversation(digits: readonly string[]) {
  const shop = await startCustomerApp({ name: "Smith & <Sons>" });
  onTestFinished(() => shop.close());
  const applications = [{ id: "m", kind: "messaging" as const, callbackUrl: `${shop.url}/messages/inbound` }];
  const sim = await startSimulator({ speed: 1_000, party: () => ({ answers: true, digits }), applications });
  onTestFinished(() => sim.close());
  const response = await fetch(`${sim.url}/api/v2/accounts/9900000/calls`, {
    method: "POST",
    headers: {
      authorization: `Basic ${Buffer.from("simulator-user:simulator-password").toString("base64")}`,
      "content-type": "application/json",
    },
    body: JSON.stringify({
      from: "+19195550100",
      to: "+19195550101",
      applicationId: "v",
      answerUrl: `${shop.url}/voice/answer`,
      disconnectUrl: `${shop.url}/voice/disconnect`,
    }),
  });
  const { callId } = await response.json();
  const ended = await sim.waitForCall(callId);
  return {
    shop,
    sim,
    ended,
    spoken: ended.transcript.filter(({ kind }) => kind === "speak").map(({ text }) => text),
  };
}

test("a caller chooses from the menu and is told goodbye", async () => {
  const { shop, ended, spoken } = await conversation(["9", "7", "1"]);
  expect(ended.disconnectCause).toBe("hangup");
  expect(spoken[0]).toBe("Hello, this is Smith & <Sons>.");
  expect(spoken).toContain("There is no choice 7.");
  expect(spoken.slice(-2)).toEqual([
    "We are open from 8 to 18 o'clock, Monday to Saturday.",
    "Thank you for calling & goodbye.",
  ]);
  expect(shop.events.map(({ path }) => path)).toEqual([
    "/voice/answer",
    "/voice/menu",
    "/voice/menu",
    "/voice/menu",
    "/voice/disconnect",
  ]);
});

test("silence ends the call politely", async () => {
  const { spoken } = await conversation([]);
  expect(spoken.slice(-2)).toEqual(["We did not hear a choice.", "Thank you for calling & goodbye."]);
});

test("message webhooks are recorded; anything else is refused", async () => {
  const { shop, sim } = await conversation(["2"]);
  sim.sendText({ from: "+12125550100", to: "+19195550100", text: "Open today?" });
  await sim.waitForIdle();
  expect(shop.events.at(-1)).toMatchObject({
    path: "/messages/inbound",
    body: [{ type: "message-received" }],
  });
  expect((await fetch(`${shop.url}/nothing`)).status).toBe(404);
  expect((await fetch(`${shop.url}/voice/menu`, { method: "POST", body: "{" })).status).toBe(400);
});
