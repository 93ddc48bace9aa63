import type { Given } from "./sampler.js";

export const account = "9900001";

/** The smallest PNG there is. */
export const picture = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==",
  "base64",
);

const bxml =
  '<?xml version="1.0"?>\n<Response><SpeakSentence>\u00dcber &amp; &lt;out&gt;</SpeakSentence></Response>';
const postbackData = "SGVsbG8gd29ybGQ=";

/** What a sampler cannot draw: values with a meaning, header values, and objects that are advertised without fields. */
export const given: Given = {
  accountId: account,
  // Without a slash, see "media ids with slashes" in the wire test.
  mediaId: "caf\u00e9 & co 100%.png",
  "Continuation-Token": "1XEi2tsFtLo1JbtLwETnM1ZJ+PqAa8w6/==",
  "Cache-Control": "no-cache, max-age=0",
  "updateCallBxml/body": bxml,
  "updateConferenceBxml/body": bxml,
  "updateEndpointBxml/body": bxml,
  "uploadMedia/body": `data:image/png;base64,${picture.toString("base64")}`,
  machineDetection: {
    mode: "async",
    detectionTimeout: 5.5,
    silenceTimeout: 4,
    speechThreshold: 3,
    speechEndThreshold: 2,
    machineSpeechEndThreshold: 1.5,
    delayResult: true,
    callbackUrl: "https://customer.example.com/machine?a=1",
    callbackMethod: "POST",
    username: "user",
    password: "pass word",
    fallbackUrl: "https://customer.example.com/machine-fallback",
    fallbackMethod: "GET",
    fallbackUsername: "user 2",
    fallbackPassword: "p\u00e4ss",
  },
  // One service at least, which an advertised schema cannot say.
  "createServiceActivation/services": { voice: ["INBOUND", "OUTBOUND_NATIONAL"], messaging: ["ALL"] },
  // Orders are reviewed before they are sent: exactly one kind of numbers, and real ones.
  orderPhoneNumbers: {
    accountId: account,
    SiteId: "<7> & more",
    PeerId: "\u00fc",
    CustomerOrderId: "a b",
    Name: "Name with 'quotes' & <tags>",
    PartialAllowed: false,
    ExistingTelephoneNumberOrderType: { TelephoneNumberList: ["9195550100", "+19195550101"] },
  },
  "disconnectPhoneNumbers/DisconnectTelephoneNumberOrderType/TelephoneNumberList": ["9195550100"],
  TelephoneNumbers: ["+19195550100", "+19195550101"],
  CallForward: "9195550199",
  businessEntityType: "PRIVATE_PROFIT",
  connectionMetadata: { nested: { list: [1, "two", null, true] } },
  // Values whose form the budget of the advertised schema leaves to the description.
  url: "https://example.com/caf%C3%A9?a=b",
  "requestTollFreeVerification/optInWorkflow/imageUrls": [
    "https://example.com/a.png",
    "https://example.com/b c",
  ],
  businessRegistrationType: "UST_IDNR",
  "createMultiChannelMessage/channelList/0/channel": "RBM",
  "createMultiChannelMessage/channelList/0/content": {
    text: "Pick one",
    suggestions: [
      { type: "REPLY", text: "Yes", postbackData },
      { type: "DIAL_PHONE", text: "Call", postbackData, phoneNumber: "+19195550100" },
      { type: "OPEN_URL", text: "Look", postbackData, url: "https://example.com/a?b=c" },
    ],
  },
  "createMultiChannelMessage/channelList/1/channel": "SMS",
  "createMultiChannelMessage/channelList/1/content": { text: "Pick \u201eone\u201c" },
  "createMultiChannelMessage/channelList/2/channel": "MMS",
  "createMultiChannelMessage/channelList/2/content": {
    text: "Look",
    media: [{ fileUrl: "https://example.com/a%20b.png" }],
  },
  "updateTollFreeVerificationRequest/submission/businessAddress": {
    name: "Caf\u00e9 GmbH",
    addr1: "1 Main St",
    addr2: "",
    city: "Raleigh",
    state: "NC",
    zip: "27606",
    url: "https://example.com",
  },
  "updateTollFreeVerificationRequest/submission/businessContact": {
    firstName: "Ann",
    lastName: "O'Neil",
    email: "ann@example.com",
    phoneNumber: "+19195550100",
  },
  "updateTollFreeVerificationRequest/submission/optInWorkflow": {
    description: "A form on the website",
    imageUrls: ["https://example.com/form.png"],
    confirmationResponse: "You are in.",
  },
};

/** Arguments that are required together with others, which a schema cannot say. */
export const requiredToo: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  requestTollFreeVerification: {
    businessRegistrationNumber: "12-3456789",
    businessRegistrationType: "EIN",
    businessRegistrationIssuingCountry: "USA",
  },
};
