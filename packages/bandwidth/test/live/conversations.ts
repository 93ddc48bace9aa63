import { type Simulator, type SimulatorOptions, startSimulator } from "@jackfield/bandwidth-simulator";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Connection, startHttpServer, startServer, type Variables } from "../bandwidth-mcp.js";
import { eventually } from "../customer.js";
import { succeed, type Value, variablesFor } from "../with-simulator.js";

const [ours, theirs, patient] = ["+19195550100", "+19195550199", "+19195550198"];
const [voiceApp, textApp] = ["voice-app", "text-app"];
const elsewhere = "http://127.0.0.1:9/unused";

/** How a server of the suite runs. Two instances share their events. */
export type Setup = {
  readonly transport: "stdio" | "http";
  readonly events: string;
  readonly instances: 1 | 2;
};

const options: SimulatorOptions = {
  speed: 100,
  numbers: [ours],
  applications: [
    { id: voiceApp, kind: "voice", callbackUrl: elsewhere },
    { id: textApp, kind: "messaging", callbackUrl: elsewhere },
  ],
  party: (to) => ({
    ...{ answers: true, digits: ["2"], says: `hello from ${to}` },
    talksForSeconds: to === patient ? 3_600 : 5,
  }),
};

const startOne = (setup: Setup, variables: Variables): Promise<Connection> => {
  const args = ["--profile", "default,recordings", "--events", setup.events];
  return setup.transport === "http"
    ? startHttpServer(args, variables)
    : startServer([...args, "--events-port", "0"], variables);
};

const speak = (text: string): Value => ({ type: "SpeakSentence", text });

/** Whole conversations with people, held by an MCP client through the real server, with a simulator in the vendor's place. */
export const conversations = (setup: Setup): void => {
  let simulator: Simulator;
  /** `agent` does what a scenario is about; `other` is the second instance, or the same one. */
  let agent: Connection;
  let other: Connection;
  let voice: string;
  let cursor: unknown;

  beforeAll(async () => {
    simulator = await startSimulator(options);
    const variables = {
      ...variablesFor(simulator),
      BW_MCP_WEBHOOK_SECRET: "the secret of the suite",
      BW_VOICE_APPLICATION_ID: voiceApp,
      BW_MESSAGING_APPLICATION_ID: textApp,
    };
    agent = await startOne(setup, variables);
    other = setup.instances === 1 ? agent : await startOne(setup, variables);
    const pointed = (log: string): boolean => log.includes("of BW_MESSAGING_APPLICATION_ID come to");
    await eventually(() => agent.log() + (setup.instances === 1 ? "" : other.log()), pointed);
    voice = String(Object((await succeed(agent, "whoAmI")).webhooks).voice);
  }, 60_000);
  afterAll(async () => {
    await agent?.close();
    if (other !== agent) await other?.close();
    await simulator?.close();
  });

  const respond = (callId: string, ...verbs: readonly Value[]) =>
    succeed(other, "respondToCallback", { callId, verbs });
  /** The next event of a call, of any type or of one. */
  const next = async (callId: string, eventType?: string): Promise<Value> => {
    const wanted = { callId, cursor, waitSeconds: 10, limit: 1, ...(eventType && { eventType }) };
    const answer = await succeed(agent, "getCallbackEvents", wanted);
    ({ cursor } = answer);
    const [event] = answer.events as readonly Value[]; // a list, by the tool's contract
    return event ?? {};
  };
  const dial = async (more: Value = {}): Promise<string> => {
    const given = { from: ours, to: theirs, applicationId: voiceApp, answerUrl: voice, disconnectUrl: voice };
    return String((await succeed(agent, "createCall", { ...given, ...more })).callId);
  };
  const verdict = async (callId: string) => (await succeed(agent, "waitForCall", { callId })).verdict;

  test("an outbound call: greeted, asked, answered, and over with a verdict", async () => {
    const callId = await dial();
    expect(await next(callId)).toMatchObject({ name: "answer", data: { direction: "outbound" } });
    expect(
      await respond(callId, { type: "Gather", maxDigits: 1, children: [speak("Press 1 or 2.")] }),
    ).toMatchObject({ accepted: true });
    expect(await next(callId)).toMatchObject({ name: "gather", data: { digits: "2" } });
    await respond(callId, speak("Two <it> is & goodbye."), { type: "Hangup" });
    expect(await verdict(callId)).toBe("The call was answered and ended normally.");
    expect(await next(callId)).toMatchObject({ name: "disconnect", data: { cause: "hangup" } });
    const spoken = (await simulator.waitForCall(callId)).transcript.filter(({ kind }) => kind === "speak");
    expect(spoken.map(({ text }) => text)).toEqual(["Press 1 or 2.", "Two <it> is & goodbye."]);
  });

  test("an inbound call comes to this server with its credentials, and waits while the agent thinks", async () => {
    const callId = simulator.placeCall({ from: theirs, to: ours });
    expect(await next(callId)).toMatchObject({ name: "initiate", data: { direction: "inbound" } });
    const sent = () => simulator.webhooks.filter(({ body }) => Object(body).callId === callId);
    await eventually(sent, (webhooks) => webhooks.length > 0);
    await respond(callId, speak("Welcome."), { type: "Hangup" });
    expect(await next(callId)).toMatchObject({ name: "disconnect" });
    expect(sent()).toMatchObject([{ event: "initiate" }, { event: "redirect" }, { event: "disconnect" }]);
    expect(sent()[1]?.url).toMatch(/\/hold\?question=1$/);
    expect(JSON.stringify(simulator.calls().at(-1))).toContain("Welcome.");
  });

  test("an answer that is queued before the call is answered is played at once", async () => {
    const callId = await dial();
    const queued = await respond(callId, speak("Queued."), { type: "Hangup" });
    expect(queued.note).toContain("kept");
    await simulator.waitForCall(callId);
    const sent = simulator.webhooks.filter(({ body }) => Object(body).callId === callId);
    expect(sent.map(({ event }) => event)).toEqual(["answer", "disconnect"]);
    expect(await next(callId, "disconnect")).toMatchObject({ data: { cause: "hangup" } });
    const late = await agent.call("respondToCallback", { callId, verbs: [{ type: "Hangup" }] });
    expect(late).toMatchObject({ isError: true, value: { code: "conflict" } });
  });

  test("of two agents that answer the same question one wins, and the other learns it", async () => {
    const callId = await dial();
    await next(callId, "answer");
    const racing = await Promise.all(
      [agent, other].map((one, index) =>
        one.call("respondToCallback", { callId, verbs: [speak(`Agent ${index}.`), { type: "Hangup" }] }),
      ),
    );
    expect(racing.map(({ isError }) => isError).sort()).toEqual([false, true]);
    expect(racing.find(({ isError }) => isError)?.value).toMatchObject({ code: "conflict" });
    const { transcript } = await simulator.waitForCall(callId);
    expect(transcript.filter(({ kind }) => kind === "speak")).toHaveLength(1);
  });

  test("messages: one comes in, one is delivered, one fails and says why", async () => {
    const messageId = simulator.sendText({ from: theirs, to: ours, text: "Are you <open>?" });
    const inbound = await succeed(agent, "getInboundMessages", { phoneNumber: theirs, waitSeconds: 10 });
    expect(inbound.messages).toMatchObject([{ id: messageId, from: theirs, text: "Are you <open>?" }]);
    const send = async (to: string) => {
      const given = { from: ours, to: [to], applicationId: textApp, text: "Until six." };
      const { id } = await succeed(agent, "createMessage", given);
      const report = await succeed(agent, "getCallbackEvents", { messageId: id, waitSeconds: 10 });
      return (report.events as readonly Value[]).at(0); // a list, by the tool's contract
    };
    expect(await send(theirs)).toMatchObject({ name: "message-delivered" });
    expect(await send("+19195554476")).toMatchObject({ name: "message-failed", data: { errorCode: 4476 } });
  });

  test("a recording with its transcription", async () => {
    const callId = await dial();
    await next(callId, "answer");
    await respond(callId, speak("After the tone."), { type: "Record", maxDuration: 10, transcribe: true });
    const recorded = await next(callId, "recordComplete");
    const { recordingId } = Object(recorded.data);
    await respond(callId, { type: "Hangup" });
    expect(await next(callId, "transcriptionAvailable")).toMatchObject({ data: { recordingId } });
    const { transcripts } = await succeed(agent, "getRecordingTranscription", { callId, recordingId });
    expect(transcripts).toMatchObject([{ text: `hello from ${theirs}` }]);
  });

  test("a conference: its events arrive, and the caller is back when it is over", async () => {
    const callId = await dial();
    await next(callId, "answer");
    await respond(callId, { type: "Conference", text: "planning" });
    const wanted = { eventType: "conferenceMemberJoin", waitSeconds: 10 };
    const { events } = await succeed(agent, "getCallbackEvents", wanted);
    expect(events).toMatchObject([{ data: { callId, name: "planning" } }]);
    expect((await simulator.waitForCall(callId)).disconnectCause).toBe("hangup");
  });

  test("a transfer, and what became of it", async () => {
    const callId = await dial();
    await next(callId, "answer");
    const desk = { type: "PhoneNumber", text: "+19195550150" };
    await respond(callId, { type: "Transfer", transferCallerId: ours, children: [desk] });
    expect(await next(callId, "transferComplete")).toMatchObject({
      data: { cause: "hangup", transferTo: "+19195550150" },
    });
    await respond(callId, speak("They have hung up."), { type: "Hangup" });
    expect(await verdict(callId)).toBe("The call was answered and ended normally.");
  });

  test("two calls are bridged", async () => {
    const first = await dial({ to: patient });
    await respond(first, { type: "Pause", duration: 86_400 });
    await eventually(
      () => agent.call("getCallState", { callId: first }),
      ({ value }) => value.state === "answered",
    );
    const second = await dial();
    await respond(second, { type: "Bridge", text: first });
    expect(await next(first, "bridgeTargetComplete")).toMatchObject({ data: { callId: first } });
    await respond(first, speak("They have left."), { type: "Hangup" });
    expect(await verdict(first)).toBe("The call was answered and ended normally.");
    expect((await simulator.waitForCall(second)).disconnectCause).toBe("hangup");
  });

  test("an answer that Bandwidth would refuse is not queued", async () => {
    const callId = "c-0";
    const refuse = async (given: Value) => agent.call("respondToCallback", { callId, ...given });
    for (const given of [
      { bxml: "<Response><SpeakSentence>not closed</Response>" },
      { bxml: "<Response><Say>hi</Say></Response>" },
      { verbs: [{ type: "Gather", maxDigits: 99 }] },
      { verbs: [{ type: "Gather", children: [] }, speak("never heard")] },
      {},
    ])
      expect(await refuse(given)).toMatchObject({ isError: true, value: { code: "validation" } });
    expect(
      await agent.call("respondToCallback", { callId: "../x", verbs: [{ type: "Hangup" }] }),
    ).toMatchObject({ isError: true, value: { code: "validation" } });
  });

  describe("trouble", () => {
    test("credentials that are lost in mid-session are an auth error, and the events go on", async () => {
      simulator.addFault({ kind: "request", path: "*/calls", status: 401 });
      const given = { from: ours, to: theirs, applicationId: voiceApp, answerUrl: voice };
      expect(await agent.call("createCall", given)).toMatchObject({ isError: true, value: { code: "auth" } });
      simulator.clearFaults();
      simulator.sendText({ from: theirs, to: ours, text: "still there?" });
      const wanted = { phoneNumber: theirs, since: new Date().toISOString(), waitSeconds: 10 };
      expect((await succeed(agent, "getInboundMessages", wanted)).messages).toHaveLength(1);
    });

    test("a Build account learns what it lacks, and when its credit is used up", async () => {
      const build = await startSimulator({ ...options, express: true, verifiedNumbers: [theirs], credit: 1 });
      // A file of events has one owner.
      const server = await startOne({ ...setup, events: "memory" }, variablesFor(build));
      try {
        expect(await succeed(server, "whoAmI")).toMatchObject({ kind: "build" });
        const upgrade = expect.stringContaining("https://www.bandwidth.com/talk-to-an-expert/");
        const limited = (status: number, recovery: unknown) => ({
          isError: true,
          value: { code: "feature_limit", status, recovery },
        });
        const given = { from: ours, applicationId: voiceApp, answerUrl: elsewhere };
        expect(await server.call("createCall", { ...given, to: patient })).toMatchObject(
          limited(403, upgrade),
        );
        const text = { from: ours, to: [theirs], applicationId: textApp, text: "Hello" };
        expect(await server.call("createMessage", text)).toMatchObject(limited(403, upgrade));
        const { callId } = await succeed(server, "createCall", { ...given, to: theirs });
        await build.waitForCall(String(callId));
        expect(await server.call("createCall", { ...given, to: theirs })).toMatchObject(
          limited(402, expect.stringContaining("out of credit")),
        );
      } finally {
        await server.close();
        await build.close();
      }
    });

    test("a Build account cannot list numbers by either listing, and learns where its number is", async () => {
      const build = await startSimulator({ ...options, express: true });
      const server = await startOne({ ...setup, events: "memory" }, variablesFor(build));
      try {
        expect(await server.call("listPhoneNumbers")).toMatchObject({
          isError: true,
          value: {
            code: "feature_limit",
            recovery: expect.stringContaining("finds the number of the account in"),
          },
        });
        const paths = build.requests.map(({ path }) => path);
        expect(paths.some((path) => path.endsWith("/tns"))).toBe(true);
        expect(paths.some((path) => path.endsWith("/inserviceNumbers"))).toBe(true);
      } finally {
        await server.close();
        await build.close();
      }
    });

    test("a webhook that comes twice is one event", async () => {
      simulator.addFault({ kind: "webhook", event: "answer", does: "duplicate", times: 1 });
      const callId = await dial();
      await respond(callId, speak("Once."), { type: "Hangup" });
      await simulator.waitForCall(callId);
      const { events } = await succeed(agent, "getCallbackEvents", { callId });
      expect((events as readonly Value[]).map(({ name }) => name)).toEqual(["answer", "disconnect"]); // a list, by the tool's contract
    });
  });
};
