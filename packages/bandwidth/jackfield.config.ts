import { defineConfig } from "jackfield";

/** What Bandwidth sent to this server. */
const events = ["getCallbackEvents", "respondToCallback"];
/** Whose credentials these are; part of every profile. */
const account = ["whoAmI", "setCredentials", "clearCredentials"];
const voice = [
  ...account,
  ...[
    "createCall",
    "waitForCall",
    "listCalls",
    "getCallState",
    "updateCall",
    "updateCallBxml",
    "generateBXML",
  ],
  ...["listPhoneNumbers", "listApplications", "createApplication", "configureCallbacks", ...events],
];
const messaging = [
  ...account,
  ...[
    "createMessage",
    "waitForMessage",
    "listMessages",
    "listMedia",
    "getMedia",
    "uploadMedia",
    "deleteMedia",
  ],
  ...["preflightMessage", "linkApplication", "configureCallbacks", "getCallbackEvents", "getInboundMessages"],
];
const lookup = [...account, "createSyncLookup", "createAsyncBulkLookup", "getAsyncBulkLookup"];
const recordings = [
  ...account,
  "listCallRecordings",
  "getCallRecording",
  "deleteRecording",
  "downloadCallRecording",
  "transcribeCallRecording",
  "getRecordingTranscription",
];

const numbers = [
  ...account,
  ...["listApplications", "createApplication", "createApplicationRecord", "configureCallbacks"],
  ...["getApplication", "updateApplication", "deleteApplication", "linkApplication", "preflightMessage"],
  ...[
    "listPhoneNumbers",
    "listNumberRecords",
    "listInServiceNumbers",
    "getPhoneNumberDetails",
    "searchAvailableNumbers",
  ],
  ...[
    "orderPhoneNumbers",
    "getNumberOrder",
    "listNumberOrders",
    "disconnectPhoneNumbers",
    "getDisconnectOrder",
  ],
  ...["createTnOptionOrder", "getTnOptionOrder", "listTnOptionOrders"],
  ...["listSites", "createSite", "getSite", "listLocations", "createLocation", "getLocation"],
  ...["listApplicationLocations", "getLocationMessagingSettings", "updateLocationMessagingSettings"],
];
const services = [
  ...account,
  ...["checkServiceActivation", "createServiceActivation", "getServiceActivation", "listVoiceNumbers"],
  ...["listVoiceConfigurationPackages", "getVoiceConfigurationPackage", "createVoiceConfigurationPackage"],
  ...[
    "updateVoiceConfigurationPackage",
    "deleteVoiceConfigurationPackage",
    "assignVoiceConfigurationPackage",
  ],
  ...["listCampaigns", "listCampaignNumbers", "listTenDlcNumbers", "getTenDlcNumber"],
  ...["listShortCodes", "getShortCode"],
];

/** Where Bandwidth publishes the parts that its SDK merges, and the specs that no package has. */
const published = (name: string): string => `https://dev.bandwidth.com/spec/${name}.yml`;

const oauth2OrBasic = "../../patches/published/oauth2-or-basic.yaml";

/**
 * User names and password hashes of SIP endpoints. Who reads or sets them can register as the customer's phone, so no
 * model is given a tool for it, whatever is asked for.
 */
const sipCredentials = [
  "ListSipCredentialsOnRealm",
  "CreateSipCredentialsOnRealm",
  "RetrieveSipCredentialOnRealm",
  "UpdateSipCredentialOnRealm",
  "DeleteSipCredentialOnRealm",
  "RetrieveSipCredentials",
  "CreateSipCredentials",
  "RetrieveSipCredential",
  "UpdateSipCredentials",
  "DeleteSipCredentials",
];

export default defineConfig({
  name: "bandwidth-mcp",
  title: "Bandwidth",
  version: "0.1.0",
  prefix: "BW_MCP",
  specs: [
    {
      id: "bandwidth",
      from: "npm:bandwidth-sdk/bandwidth.yml",
      // What it sends is received by the package's own webhooks: they answer calls, and know what names a delivery.
      webhooks: false,
      published: [
        published("voice"),
        published("messaging"),
        published("multi-factor-auth"),
        published("phone-number-lookup-v2"),
        published("toll-free-verification"),
      ],
      overlays: [
        "../../patches/bandwidth/media-id-slashes.yaml",
        "../../patches/bandwidth/mfa-basic-only.yaml",
        "../../patches/bandwidth/oauth2-first.yaml",
      ],
    },
    { id: "registration", from: "../../specs/registration.yaml", pinned: true },
    { id: "dashboard", from: "../../specs/dashboard.yaml" },
    { id: "number-services", from: "../../specs/number-services.yaml" },
    // No package has these: `jackfield pull` fetches them, and without them the server is made without their tools.
    {
      id: "end-users",
      from: published("end-user-management"),
      optional: true,
      overlays: [oauth2OrBasic, "../../patches/end-users/addresses.yaml"],
    },
    {
      id: "insights",
      from: published("insights"),
      optional: true,
      overlays: [oauth2OrBasic, "../../patches/insights/list-calls.yaml"],
    },
    {
      id: "numbers",
      from: published("numbers"),
      optional: true,
      webhooks: false,
      overlays: [
        oauth2OrBasic,
        "../../patches/numbers/campaign-id.yaml",
        "../../patches/numbers/lists-have-an-element.yaml",
        "../../patches/numbers/names-of-root-elements.yaml",
        "../../patches/numbers/one-sbc-node-group.yaml",
        "../../patches/numbers/operation-ids.yaml",
        "../../patches/numbers/sbc-node-group-schema.yaml",
        "../../patches/numbers/search-result-xml.yaml",
        "../../patches/numbers/shared-with-the-dashboard.yaml",
        "../../patches/numbers/toll-free-webhooks.yaml",
        "../../patches/numbers/zip-pattern.yaml",
      ],
    },
  ],
  sources: { lock: "../../specs/sources.lock.json", cache: "../../specs/.cache" },
  exclude: { names: sipCredentials },
  tools: ["src/tools/**/*.ts"],
  guide: "src/guide/index.ts",
  // A person says yes to these in a form of the client; no argument of the call can.
  confirm: {
    orderPhoneNumbers: "billable",
    disconnectPhoneNumbers: "destructive",
    CreatePortin: "billable",
  },
  output: "src/generated",
  package: {},
  bind: { accountId: "account" },
  credentials: {
    OAuth2: { clientId: "BW_CLIENT_ID", clientSecret: "BW_CLIENT_SECRET", token: "BW_ACCESS_TOKEN" },
    Basic: { username: "BW_USERNAME", password: "BW_PASSWORD" },
  },
  variables: {
    BW_MCP_SIMULATE:
      "1, or the flag --simulate: work with a simulated Bandwidth on this machine, without an account",
    BW_MCP_SPEECH_GATHER:
      "1: let Gather listen for speech (inputType, speechTimeout). Bandwidth documents it nowhere, and a call may end with invalid-bxml",
    BW_NUMBER: "Your phone number, which clients learn from the server",
    BW_VOICE_APPLICATION_ID: "Voice application whose webhooks come to this server from its start",
    BW_MESSAGING_APPLICATION_ID: "The same for a messaging application",
    BW_ACCOUNT_ID: "Account to work for; needed when the credential is for several accounts or names none",
  },
  hosts: {
    deployment: { variable: "BW_ENVIRONMENT", values: ["prod", "test", "uat"] },
    rules: {
      api: {
        origins: ["https://api.bandwidth.com", "https://dashboard.bandwidth.com"],
        variable: "BW_API_URL",
        deployments: { test: "https://test.api.bandwidth.com", uat: "https://test.api.bandwidth.com" },
      },
      voice: {
        origins: ["https://voice.bandwidth.com"],
        variable: "BW_VOICE_URL",
        deployments: { test: "https://test.voice.bandwidth.com", uat: "https://test.voice.bandwidth.com" },
      },
      messaging: { origins: ["https://messaging.bandwidth.com"], variable: "BW_MESSAGING_URL" },
      mfa: { origins: ["https://mfa.bandwidth.com"], variable: "BW_MFA_URL" },
      insights: { origins: ["https://insights.bandwidth.com"], variable: "BW_INSIGHTS_URL" },
    },
  },
  // All fields of a toll-free submission fit.
  budgets: { schemaSoft: 4608 },
  profiles: {
    voice,
    messaging,
    lookup,
    recordings,
    numbers,
    services,
    onboarding: [...account, "createRegistration"],
    mfa: [...account, "generateMessagingCode", "generateVoiceCode", "verifyCode"],
    default: ["@voice", "@messaging", "@lookup"],
  },
});
