import { expect, test } from "vitest";
import { connect, runToEnd } from "./bandwidth-mcp.js";
import { eventually } from "./customer.js";
import { succeed } from "./with-simulator.js";

const ends = { from: "+19195550199", to: "+19195550100" };

test("--simulate needs nothing: no account, no network, and real credentials go nowhere", async () => {
  const variables = {
    SIMULATOR_SPEED: "100",
    BW_CLIENT_ID: "real",
    BW_CLIENT_SECRET: "real secret",
    BW_ENVIRONMENT: "test",
  };
  const server = await connect(["--simulate"], variables);
  const [, url] = /answers at (http:\S+);/.exec(server.log()) ?? [];
  expect(await succeed(server, "whoAmI")).toMatchObject({ kind: "full", account: "9900000" });
  await eventually(server.log, (log) => log.includes("BW_MESSAGING_APPLICATION_ID come to this server"));
  const reply = await fetch(`${url}/simulator/calls`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(ends),
  });
  expect(reply.status).toBe(201);
  const { callId } = Object(await reply.json());
  const prompt = { type: "SpeakSentence", text: "To go on, press 7." };
  const verbs = [{ type: "Gather", maxDigits: 1, children: [prompt] }];
  await succeed(server, "respondToCallback", { callId, verbs });
  const wanted = { callId, eventType: "gather", waitSeconds: 10 };
  expect(await succeed(server, "getCallbackEvents", wanted)).toMatchObject({
    events: [{ data: { digits: "7", from: ends.from } }],
    waitingCalls: [callId],
  });
  expect(server.log()).toContain("simulation: speak To go on, press 7.");
  expect(server.log()).not.toContain("real secret");
});

test("a simulation ends with the server, also when it does not start", async () => {
  expect(await runToEnd(["--simulate", "--no-such-flag"])).toMatchObject({ code: 2 });
});
