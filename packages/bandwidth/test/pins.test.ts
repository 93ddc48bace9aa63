import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { connect, type Variables } from "./bandwidth-mcp.js";

/** Tools that clients rely on by name, with the arguments that a call cannot do without. */
type Pins = Readonly<Record<string, readonly string[]>>;

/** Calls, messages, lookups, recordings and the account. */
const daily: Pins = {
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

/** Applications, numbers, orders and what is switched on for numbers. */
const numbers: Pins = {
  assignVoiceConfigurationPackage: ["action", "packageId", "phoneNumbers"],
  checkServiceActivation: ["phoneNumbers"],
  createApplicationRecord: ["AppName", "ServiceType"],
  createLocation: ["PeerName", "siteId"],
  createServiceActivation: ["action", "phoneNumbers", "services"],
  createSite: ["Name"],
  createTnOptionOrder: ["TnOptionGroups"],
  createVoiceConfigurationPackage: ["name"],
  deleteApplication: ["applicationId"],
  deleteVoiceConfigurationPackage: ["packageId"],
  disconnectPhoneNumbers: ["DisconnectTelephoneNumberOrderType"],
  getApplication: ["applicationId"],
  getDisconnectOrder: ["orderId"],
  getLocation: ["locationId", "siteId"],
  getLocationMessagingSettings: ["locationId", "siteId"],
  getNumberOrder: ["orderId"],
  getPhoneNumberDetails: ["tn"],
  getServiceActivation: ["orderId"],
  getShortCode: ["country", "shortCode"],
  getSite: ["siteId"],
  getTenDlcNumber: ["phoneNumber"],
  getTnOptionOrder: ["orderId"],
  getVoiceConfigurationPackage: ["packageId"],
  listApplicationLocations: ["applicationId"],
  listCampaignNumbers: ["campaignId"],
  listCampaigns: [],
  listInServiceNumbers: [],
  listLocations: ["siteId"],
  listNumberOrders: ["page", "size"],
  listNumberRecords: ["page", "size"],
  listShortCodes: [],
  listSites: [],
  listTenDlcNumbers: [],
  listTnOptionOrders: [],
  listVoiceConfigurationPackages: [],
  listVoiceNumbers: [],
  orderPhoneNumbers: ["SiteId"],
  searchAvailableNumbers: [],
  updateApplication: ["applicationId"],
  updateLocationMessagingSettings: ["HttpMessagingV2AppId", "locationId", "siteId"],
  updateVoiceConfigurationPackage: ["packageId"],
};

/** Of these there is no profile. */
const tollFree: Pins = {
  createWebhookSubscription: ["callbackUrl"],
  deleteVerificationRequest: ["phoneNumber"],
  deleteWebhookSubscription: ["id"],
  getTollFreeVerificationStatus: ["phoneNumber"],
  listTollFreeUseCases: [],
  listWebhookSubscriptions: [],
  requestTollFreeVerification: [
    ...["businessAddress", "businessContact", "businessEntityType", "messageVolume", "optInWorkflow"],
    ...["phoneNumbers", "productionMessageContent", "useCase", "useCaseSummary"],
  ],
  updateTollFreeVerificationRequest: ["phoneNumber"],
  updateWebhookSubscription: ["callbackUrl", "id"],
};

const codes: Pins = {
  generateMessagingCode: ["applicationId", "digits", "from", "message", "to"],
  generateVoiceCode: ["applicationId", "digits", "from", "message", "to"],
  verifyCode: ["code", "expirationTimeInMinutes", "to"],
};

const demandsWith = async (args: readonly string[], variables: Variables = {}): Promise<Pins> => {
  const { client } = await connect(["--events-port", "0", "--mode", "all", ...args], variables);
  const { tools } = await client.listTools();
  return Object.fromEntries(
    tools.map(({ name, inputSchema }) => [name, [...(inputSchema.required ?? [])].sort()]),
  );
};
const without = (pins: Pins, names: readonly string[]): Pins =>
  Object.fromEntries(Object.entries(pins).filter(([name]) => !names.includes(name)));

const basic = { BW_USERNAME: "user", BW_PASSWORD: "password", BW_ACCOUNT_ID: "9900000" };

test.each<[string, Pins, readonly string[], Variables]>([
  ["calls, messages, lookups and recordings", daily, ["--profile", "default,recordings,onboarding"], {}],
  ["numbers and their services", numbers, ["--profile", "numbers,services"], {}],
  ["codes, with a user name and password", codes, ["--profile", "mfa"], basic],
  ["toll-free verification", tollFree, ["--tools", Object.keys(tollFree).join(",")], {}],
])("the tools of %s keep their names and what they demand", async (_, pins, args, variables) => {
  const demands = await demandsWith(args, variables);
  const others = Object.keys(daily).filter((name) => pins !== daily && !(name in pins));
  expect(without(demands, others)).toEqual(pins);
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
