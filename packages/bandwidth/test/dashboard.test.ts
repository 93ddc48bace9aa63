import { type Simulator, type SimulatorOptions, startSimulator } from "@jackfield/bandwidth-simulator";
import { describe, expect, onTestFinished, test } from "vitest";
import { type Connection, connect } from "./bandwidth-mcp.js";
import { eventually, startCustomer } from "./customer.js";

/** The server as a user has it, with the simulator in the vendor's place. */
const start = async (
  options: SimulatorOptions = {},
  profile = "default,numbers,services",
): Promise<{ simulator: Simulator; server: Connection }> => {
  const simulator = await startSimulator({ speed: 100, ...options });
  onTestFinished(() => simulator.close());
  const server = await connect(["--profile", profile, "--confirm", "off"], {
    BW_API_URL: simulator.url,
    BW_VOICE_URL: simulator.url,
    BW_MESSAGING_URL: simulator.url,
    BW_CLIENT_ID: "simulator-client",
    BW_CLIENT_SECRET: "simulator-secret",
  });
  return { simulator, server };
};

type Value = Readonly<Record<string, unknown>>;

/** Calls a tool that has to succeed. */
const call = async (server: Connection, tool: string, args: Value = {}): Promise<Value> => {
  const result = await server.call(tool, args);
  if (result.isError) throw new Error(`${tool} failed: ${result.text}`);
  return result.value;
};

const memberOf = (value: unknown, key: string): Value => Object(Object(value)[key]);

describe("applications", () => {
  test("from an empty list to a linked application, to its numbers, and to a message that arrives", async () => {
    const { simulator, server } = await start();
    const customer = await startCustomer({});
    expect(await call(server, "listApplications")).toEqual({ ApplicationList: [] });

    const created = await call(server, "createApplicationRecord", {
      ServiceType: "Messaging-V2",
      AppName: "Texts & <more>",
      InboundCallbackUrl: `${customer.url}/in`,
      InboundCallbackCreds: { UserId: "me", Password: "secret & <safe>" },
      OutboundCallbackUrl: `${customer.url}/out`,
    });
    const applicationId = String(memberOf(created, "Application").ApplicationId);
    expect(created.Application).toMatchObject({
      AppName: "Texts & <more>",
      InboundCallbackCreds: { UserId: "me" },
    });
    expect(JSON.stringify(created)).not.toContain("secret");
    expect(await call(server, "listApplications")).toMatchObject({
      ApplicationList: [{ ApplicationId: applicationId, ServiceType: "Messaging-V2" }],
    });
    expect(await call(server, "listApplicationLocations", { applicationId })).toEqual({
      AssociatedSipPeers: [],
    });

    const message = { from: "+19195550100", to: ["+19195550101"], text: "hi", applicationId };
    await call(server, "createMessage", message);
    await simulator.waitForIdle();
    expect(customer.events).toEqual([]);

    const sites = await call(server, "listSites");
    const siteId = String(Object(sites.Sites)[0].Id);
    const locations = await call(server, "listLocations", { siteId });
    const locationId = String(Object(locations.SipPeers)[0].PeerId);
    expect(await call(server, "getLocationMessagingSettings", { siteId, locationId })).not.toHaveProperty(
      "ApplicationsSettings.HttpMessagingV2AppId",
    );
    const link = { siteId, locationId, HttpMessagingV2AppId: applicationId };
    expect(await call(server, "updateLocationMessagingSettings", link)).toMatchObject({
      ApplicationsSettings: { HttpMessagingV2AppId: applicationId },
    });
    expect(await call(server, "listApplicationLocations", { applicationId })).toMatchObject({
      AssociatedSipPeers: [{ SiteId: siteId, PeerId: locationId }],
    });

    await call(server, "createMessage", message);
    await simulator.waitForIdle();
    expect(customer.at("/out")).toMatchObject([{ body: [{ type: "message-delivered" }] }]);
    expect(await call(server, "listNumberRecords", { page: "1", size: 100 })).toMatchObject({
      TelephoneNumberCount: 3,
      TelephoneNumbers: [{ FullNumber: "9195550100", Status: "Inservice" }, {}, {}],
    });
  });

  test("a voice application is changed field by field, serves calls, and is deleted", async () => {
    const { server } = await start();
    const customer = await startCustomer({ "/answer": "<Response><Hangup/></Response>" });
    const created = await call(server, "createApplicationRecord", {
      ServiceType: "Voice-V2",
      AppName: "calls",
      CallInitiatedCallbackUrl: `${customer.url}/in`,
      CallbackTimeout: 20,
    });
    const applicationId = String(memberOf(created, "Application").ApplicationId);
    const changed = await call(server, "updateApplication", { applicationId, AppName: "renamed" });
    expect(changed.Application).toMatchObject({ AppName: "renamed", CallbackTimeout: 20 });
    expect(await call(server, "getApplication", { applicationId })).toEqual(changed);
    const refused = await server.call("updateApplication", {
      applicationId,
      InboundCallbackUrl: "https://a.example.com",
    });
    expect(refused).toMatchObject({ isError: true, value: { code: "validation", status: 400 } });
    expect(refused.value.recovery).toContain("Read ServiceType");

    const outbound = { from: "+19195550100", to: "+19195550101", answerUrl: `${customer.url}/answer` };
    expect(await server.call("createCall", { ...outbound, applicationId: "other" })).toMatchObject({
      isError: true,
    });
    await call(server, "createCall", { ...outbound, applicationId });
    expect(await server.call("deleteApplication", { applicationId })).toMatchObject({ isError: false });
    const gone = await server.call("getApplication", { applicationId });
    expect(gone).toMatchObject({ isError: true, value: { code: "not_found" } });
    expect(gone.value.recovery).toContain("listApplications");
  });

  test("of an account without HTTP voice: a feature, not a mistake", async () => {
    const { server } = await start({ roles: ["HTTP Application Management"] });
    const result = await server.call("createApplicationRecord", {
      ServiceType: "Voice-V2",
      AppName: "calls",
      CallInitiatedCallbackUrl: "https://a.example.com",
    });
    expect(result).toMatchObject({ isError: true, value: { code: "feature_limit", status: 409 } });
  });
});

describe("numbers", () => {
  test("are listed page by page with the arguments that the result names", async () => {
    const numbers = ["+19195550100", "+19195550101", "+19195550102", "+442071838750"];
    const { server } = await start({ numbers });
    const seen: unknown[] = [];
    let page: string | undefined = "1";
    while (page !== undefined) {
      const value: Value = await call(server, "listNumberRecords", { page, size: 3 });
      seen.push(...Object(value.TelephoneNumbers).map((each: Value) => each.FullNumber));
      [, page] = /page: "([^"]+)"/.exec(String(Object(value._notes ?? [])[0])) ?? [];
    }
    expect(seen).toEqual(["9195550100", "9195550101", "9195550102", "+442071838750"]);
  });

  test("without the role there is another way, and the error names it", async () => {
    const { server } = await start({ roles: ["HttpVoice"] });
    const refused = await server.call("listNumberRecords", { page: "1", size: 10 });
    expect(refused).toMatchObject({ isError: true, value: { code: "feature_limit", status: 403 } });
    expect(refused.value.recovery).toContain("listInServiceNumbers");
    expect(await call(server, "listInServiceNumbers")).toMatchObject({
      TotalCount: 3,
      TelephoneNumbers: { Count: 3, TelephoneNumber: ["9195550100", "9195550101", "9195550102"] },
    });
    const none = await server.call("listInServiceNumbers", { areacode: "415" });
    expect(none).toMatchObject({ isError: false, value: { status: 204 } });
    expect(none.text).toContain("nothing was found");
  });

  test("are found, bought, used, changed and given back", async () => {
    const { server } = await start({ numbers: ["+19195550100"] });
    const found = await call(server, "searchAvailableNumbers", { areaCode: "415", quantity: 2 });
    expect(found).toEqual({ ResultCount: 2, TelephoneNumberList: ["4155550150", "4155550151"] });
    const order = {
      SiteId: "1001",
      CustomerOrderId: "mine",
      ExistingTelephoneNumberOrderType: { TelephoneNumberList: ["4155550150", "9195550100"] },
    };
    const ordered = await call(server, "orderPhoneNumbers", order);
    expect(ordered.ErrorList).toEqual([
      { Code: "5076", Description: "Telephone number is not available.", TelephoneNumber: "9195550100" },
    ]);
    expect(JSON.stringify(ordered._notes)).toContain("in spite of its status");
    const orderId = String(memberOf(ordered, "Order").id);
    const done = await eventually(
      () => call(server, "getNumberOrder", { orderId }),
      ({ OrderStatus }) => OrderStatus !== "RECEIVED",
    );
    expect(done).toMatchObject({
      OrderStatus: "PARTIAL",
      CompletedQuantity: 1,
      CompletedNumbers: [{ FullNumber: "4155550150" }],
    });
    expect(await call(server, "listNumberOrders", { page: "1", size: 5 })).toMatchObject({
      ListOrderIdUserIdDate: { TotalCount: 1, OrderIdUserIdDate: [{ orderId, OrderStatus: "PARTIAL" }] },
    });

    const group = {
      TelephoneNumbers: ["+14155550150"],
      A2pSettings: { Action: "asSpecified", CampaignId: "C1", MessageClass: "M" },
    };
    const options = await call(server, "createTnOptionOrder", { TnOptionGroups: [group] });
    const optionOrder = { orderId: String(memberOf(options, "TnOptionOrder").OrderId) };
    const applied = await eventually(
      () => call(server, "getTnOptionOrder", optionOrder),
      ({ ProcessingStatus }) => ProcessingStatus !== "RECEIVED",
    );
    expect(applied).toMatchObject({ ProcessingStatus: "COMPLETE", TnOptionGroups: [group], ErrorList: [] });
    expect(applied).not.toHaveProperty("_notes");
    expect(await call(server, "listTnOptionOrders", { tn: "4155550150" })).toMatchObject({
      TnOptionOrders: { TotalCount: 1, TnOptionOrderSummary: [{ OrderStatus: "COMPLETE" }] },
    });
    expect(await call(server, "getPhoneNumberDetails", { tn: "4155550150" })).toMatchObject({
      TelephoneNumberDetails: { MessagingSettings: { CampaignId: "C1" }, ServiceTypes: ["Voice"] },
    });

    const release = { DisconnectTelephoneNumberOrderType: { TelephoneNumberList: ["4155550150"] } };
    const released = await call(server, "disconnectPhoneNumbers", release);
    const releaseId = String(memberOf(released, "orderRequest").id);
    const gone = await eventually(
      () => call(server, "getDisconnectOrder", { orderId: releaseId }),
      ({ OrderStatus }) => OrderStatus !== "RECEIVED",
    );
    expect(gone).toMatchObject({ OrderStatus: "COMPLETE", DisconnectedTelephoneNumberList: ["4155550150"] });
    const aging = await call(server, "listNumberRecords", { page: "1", size: 9, status: "Aging" });
    expect(aging).toMatchObject({ TelephoneNumberCount: 1 });
  });

  test.each<[string, Value, string, string]>([
    ["searchAvailableNumbers", {}, "validation", "criterion"],
    [
      "orderPhoneNumbers",
      { SiteId: "1", ExistingTelephoneNumberOrderType: { TelephoneNumberList: ["4155550150"] } },
      "validation",
      "listSites",
    ],
    [
      "createTnOptionOrder",
      { TnOptionGroups: [{ TelephoneNumbers: ["9195550100"] }] },
      "validation",
      "Nothing was sent",
    ],
    ["getPhoneNumberDetails", { tn: "+19195550100" }, "validation", "10 digits"],
    ["getSite", { siteId: "1" }, "not_found", "listSites"],
    ["getTnOptionOrder", { orderId: "none" }, "not_found", "identifiers"],
    ["createLocation", { siteId: "1001" }, "validation", "arguments"],
    ["getNumberOrder", { orderId: "none" }, "not_found", "identifiers"],
  ])("%s %j is refused with what to do", async (tool, args, code, words) => {
    const { server } = await start();
    const result = await server.call(tool, args);
    expect(result).toMatchObject({ isError: true, value: { code } });
    expect(result.value.recovery).toContain(words);
  });
});

test("sites and locations are made, the id of a location being told by its place", async () => {
  const { server } = await start();
  const address = { HouseNumber: "1", StreetName: "MAIN", AddressLine2: "Suite 2", City: "RALEIGH" };
  const created = await call(server, "createSite", { Name: "A & B", Address: address });
  expect(created.Site).toMatchObject({ Name: "A & B", Address: address });
  const siteId = String(memberOf(created, "Site").Id);
  expect(await call(server, "getSite", { siteId })).toMatchObject({ Site: { Id: siteId, Address: address } });
  expect(await call(server, "listLocations", { siteId })).toEqual({ SipPeers: [] });
  const made = await call(server, "createLocation", { siteId, PeerName: "main", IsDefaultPeer: true });
  const locationId = String(made.location).split("/").at(-1);
  expect(await call(server, "getLocation", { siteId, locationId })).toEqual({
    SipPeer: { PeerId: locationId, PeerName: "main", IsDefaultPeer: true },
  });
});

test("services, packages, campaigns and short codes answer in JSON", async () => {
  const { server } = await start();
  const phoneNumbers = ["+19195550100"];
  expect(await call(server, "checkServiceActivation", { phoneNumbers })).toMatchObject({
    data: { phoneNumbers: [{ eligible: true }] },
  });
  const order = { action: "ACTIVATE", phoneNumbers, services: { messaging: ["ALL"] } };
  const { orderId } = memberOf(await call(server, "createServiceActivation", order), "data");
  await eventually(
    () => call(server, "getServiceActivation", { orderId }),
    (value) => memberOf(value, "data").orderStatus === "COMPLETE",
  );
  const made = await call(server, "createVoiceConfigurationPackage", { name: "main" });
  const packageId = String(memberOf(made, "data").voiceConfigurationPackageId);
  await call(server, "updateVoiceConfigurationPackage", { packageId, description: "d" });
  expect(await call(server, "getVoiceConfigurationPackage", { packageId })).toMatchObject({
    data: { name: "main", description: "d" },
  });
  expect(
    await call(server, "assignVoiceConfigurationPackage", { packageId, action: "ADD", phoneNumbers }),
  ).toEqual({
    value: null,
  });
  expect(await call(server, "listVoiceNumbers", { voiceConfigurationPackageId: packageId })).toMatchObject({
    data: [{ phoneNumber: "+19195550100" }],
  });
  expect(await call(server, "listVoiceConfigurationPackages")).toMatchObject({ data: [{ name: "main" }] });
  expect(await server.call("deleteVoiceConfigurationPackage", { packageId })).toMatchObject({
    isError: false,
  });
  for (const tool of ["listCampaigns", "listTenDlcNumbers", "listShortCodes"]) {
    expect(await call(server, tool)).toMatchObject({ data: [] });
  }
  expect(await call(server, "listCampaignNumbers", { campaignId: "C1" })).toMatchObject({ data: [] });
  for (const [tool, args] of [
    ["getTenDlcNumber", { phoneNumber: "+19195550100" }],
    ["getShortCode", { shortCode: "12345", country: "USA" }],
    ["getServiceActivation", { orderId: "none" }],
  ] as const) {
    expect(await server.call(tool, args)).toMatchObject({ isError: true, value: { code: "not_found" } });
  }
});

test("an account of another credential is refused before anything is sent, also where it is a query parameter", async () => {
  const { simulator, server } = await start({ accounts: ["9900000", "9900001"], tokenAccounts: ["9900000"] });
  const result = await server.call("listNumberRecords", { page: "1", size: 1, accountId: "9900001" });
  expect(result).toMatchObject({ isError: true, value: { code: "validation" } });
  expect(simulator.requests.filter(({ path }) => path.endsWith("/tns"))).toEqual([]);
});
