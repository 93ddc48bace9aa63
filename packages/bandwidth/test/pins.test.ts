import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { connect } from "./bandwidth-mcp.js";

/** Tools that clients rely on by name, with the arguments that a call cannot do without. */
const pins: Readonly<Record<string, readonly string[]>> = {
  clearCredentials: [],
  configureCallbacks: ["applicationId"],
  createApplication: ["name", "serviceType"],
  createAsyncBulkLookup: ["phoneNumbers"],
  createCall: ["answerUrl", "applicationId", "from", "to"],
  createMessage: ["applicationId", "from", "to"],
  createRegistration: ["email", "firstName", "lastName", "phoneNumber"],
  createSyncLookup: ["phoneNumbers"],
  deleteMedia: ["mediaId"],
  deleteRecording: ["callId", "recordingId"],
  downloadCallRecording: ["callId", "recordingId"],
  generateBXML: ["verbs"],
  getAsyncBulkLookup: ["requestId"],
  getCallRecording: ["callId", "recordingId"],
  getCallState: ["callId"],
  getCallbackEvents: [],
  getInboundMessages: [],
  getMedia: ["mediaId"],
  getRecordingTranscription: ["callId", "recordingId"],
  linkApplication: ["applicationId"],
  listApplications: [],
  listCallRecordings: ["callId"],
  listCalls: [],
  listMedia: [],
  listMessages: [],
  listPhoneNumbers: [],
  preflightMessage: ["applicationId", "from"],
  respondToCallback: ["callId"],
  setCredentials: ["clientId", "clientSecret"],
  transcribeCallRecording: ["callId", "recordingId"],
  updateCall: ["callId"],
  updateCallBxml: ["body", "callId"],
  uploadMedia: ["body", "mediaId"],
  waitForCall: ["callId"],
  waitForMessage: ["messageId"],
  whoAmI: [],
};

test("the tools that clients rely on keep their names and what they demand", async () => {
  const { client } = await connect(["--events-port", "0", "--profile", "default,recordings,onboarding"], {});
  const { tools } = await client.listTools();
  const demands = tools.map(({ name, inputSchema }) => [name, [...(inputSchema.required ?? [])].sort()]);
  expect(Object.fromEntries(demands)).toEqual(pins);
});

test("the default profile has at most 40 tools and 8,000 tokens, those of events among them", async () => {
  const { client } = await connect(["--events-port", "0"], {});
  const names = (await client.listTools()).tools.map(({ name }) => name);
  expect(names.length).toBeLessThanOrEqual(40);
  const lock = readFileSync(new URL("../surface.md", import.meta.url), "utf8");
  const rows = lock.matchAll(/^\| `(\w+)` \|.*\| (\d+) \|[^|]*\|$/gm);
  const tokens = new Map([...rows].map(([, name, count]) => [name, Number(count)]));
  const total = names.reduce((sum, name) => sum + (tokens.get(name) ?? Number.NaN), 0);
  expect(total).toBeLessThanOrEqual(8_000);
});
