import { type Simulator, type SimulatorOptions, startSimulator } from "@jackfield/bandwidth-simulator";
import { describe, expect, onTestFinished, test } from "vitest";
import { type Connection, connect } from "./bandwidth-mcp.js";
import { eventually, startCustomer } from "./customer.js";

/** The server as a user has it, with the simulator in the vendor's place. */
const start = async (
  options: SimulatorOptions = {},
): Promise<{ simulator: Simulator; server: Connection }> => {
  const simulator = await startSimulator({ speed: 50, ...options });
  onTestFinished(() => simulator.close());
  const server = await connect(["--profile", "default,onboarding"], {
    BW_API_URL: simulator.url,
    BW_VOICE_URL: simulator.url,
    BW_MESSAGING_URL: simulator.url,
    BW_CLIENT_ID: "simulator-client",
    BW_CLIENT_SECRET: "simulator-secret",
  });
  return { simulator, server };
};

const [from, to] = ["+19195550100", "+19195550101"];

describe("a call", () => {
  const answered =
    '<Response><Gather gatherUrl="/gather" maxDigits="1"><SpeakSentence>Press one</SpeakSentence></Gather></Response>';

  test("is placed, talks with the customer's application and is seen to end", async () => {
    const customer = await startCustomer({
      "/answer": answered,
      "/gather": "<Response><SpeakSentence>Thank you</SpeakSentence><Hangup/></Response>",
    });
    const { simulator, server } = await start({ party: () => ({ answers: true, digits: ["1"] }) });
    const urls = { answerUrl: `${customer.url}/answer`, disconnectUrl: `${customer.url}/disconnect` };
    const created = await server.call("createCall", {
      from,
      to,
      applicationId: "voice",
      tag: "a & b",
      ...urls,
    });
    expect(created).toMatchObject({ isError: false, value: { from, to, accountId: "9900000" } });
    const { callId } = created.value;
    const state = await eventually(
      () => server.call("getCallState", { callId }),
      ({ value }) => value.state === "disconnected",
    );
    expect(state.value).toMatchObject({ callId, disconnectCause: "hangup", direction: "outbound" });
    await simulator.waitForCall(String(callId));
    expect(customer.at("/answer")[0]?.body).toMatchObject({ eventType: "answer", callId, tag: "a & b" });
    expect(customer.at("/gather")[0]?.body).toMatchObject({ eventType: "gather", digits: "1" });
    expect(customer.at("/disconnect")[0]?.body).toMatchObject({ eventType: "disconnect", cause: "hangup" });
    const listed = await server.call("listCalls", { to });
    expect(listed.value.items).toMatchObject([{ callId, state: "disconnected" }]);
  });

  test("takes new BXML while it is up, and none when it is over", async () => {
    const customer = await startCustomer({ "/answer": '<Response><Pause duration="300"/></Response>' });
    const { server } = await start();
    const call = { from, to, applicationId: "voice", answerUrl: `${customer.url}/answer` };
    const { callId } = (await server.call("createCall", call)).value;
    await eventually(
      () => server.call("getCallState", { callId }),
      ({ value }) => value.state === "answered",
    );
    const body = "<Response><SpeakSentence>\u00dcber &amp; out</SpeakSentence></Response>";
    expect(await server.call("updateCallBxml", { callId, body })).toMatchObject({ isError: false });
    await eventually(
      () => server.call("getCallState", { callId }),
      ({ value }) => value.state === "disconnected",
    );
    expect(await server.call("updateCallBxml", { callId, body })).toMatchObject({ isError: true });
  });

  test("to a bad number is refused in the API's own words", async () => {
    const { simulator, server } = await start();
    const result = await server.call("createCall", {
      from,
      to: "nobody",
      applicationId: "voice",
      answerUrl: "https://example.com",
    });
    expect(result).toMatchObject({ isError: true, value: { code: "validation", status: 400 } });
    expect(JSON.stringify(result.value.details)).toContain("E.164");
    expect(simulator.calls()).toEqual([]);
  });

  test("that there is none of is not found, with the advice to wait", async () => {
    const { server } = await start();
    const result = await server.call("getCallState", { callId: "c-none" });
    expect(result).toMatchObject({ isError: true, value: { code: "not_found", status: 404 } });
    expect(result.value.recovery).toContain("wait two seconds");
  });
});

test("a message is accepted, and its delivery reported to the application's webhook and in the list", async () => {
  const customer = await startCustomer({});
  const application = { id: "texts", kind: "messaging" as const, callbackUrl: `${customer.url}/status` };
  const { simulator, server } = await start({ applications: [application] });
  const message = { from, to: [to], text: "Gr\u00fc\u00dfe & \u20ac", applicationId: "texts" };
  const sent = await server.call("createMessage", message);
  expect(sent).toMatchObject({ isError: false, value: { direction: "out", text: message.text, to: [to] } });
  await simulator.waitForIdle();
  expect(customer.at("/status")).toMatchObject([
    { body: [{ type: "message-delivered", to, message: { id: sent.value.id } }] },
  ]);
  const listed = await server.call("listMessages", { messageId: sent.value.id });
  expect(listed.value.messages).toMatchObject([{ messageId: sent.value.id, messageStatus: "DELIVERED" }]);
});

test("a file is uploaded, listed, read back and deleted", async () => {
  const { server } = await start();
  const mediaId = "folder/0/b&w 1.png";
  const png = "iVBORw0KGgo=";
  expect(await server.call("uploadMedia", { mediaId, body: png })).toMatchObject({ isError: false });
  expect((await server.call("listMedia")).text).toContain("b&w 1.png");
  const read = await server.call("getMedia", { mediaId });
  expect(read.isError).toBe(false);
  expect(read.text).toContain(png);
  expect(read.text).toContain("image/png");
  expect(await server.call("deleteMedia", { mediaId })).toMatchObject({ isError: false });
  expect(await server.call("getMedia", { mediaId })).toMatchObject({
    isError: true,
    value: { code: "not_found" },
  });
});

test("numbers are looked up, at once and as a job", async () => {
  const { server } = await start();
  const phoneNumbers = [to, "+19195550404"];
  const result = await server.call("createSyncLookup", { phoneNumbers });
  expect(result).toMatchObject({
    isError: false,
    value: { data: { status: "PARTIAL_COMPLETE", results: [{ phoneNumber: to, lineType: "MOBILE" }] } },
  });
  const job = await server.call("createAsyncBulkLookup", { phoneNumbers });
  const { requestId } = Object(job.value.data);
  const done = await eventually(
    () => server.call("getAsyncBulkLookup", { requestId }),
    ({ value }) => Object(value.data).status !== "IN_PROGRESS",
  );
  expect(done.value.data).toMatchObject({ status: "PARTIAL_COMPLETE", requestId });
});
