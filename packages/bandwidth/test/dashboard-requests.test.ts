import { describe, expect, test } from "vitest";
import type { Recorded } from "./bandwidth.js";
import { type Arguments, dashboardTools } from "./dashboard-tools.js";

const ask = dashboardTools();

const bodyOf = (request: Recorded | undefined): string =>
  (request?.body.toString("utf8") ?? "").replace('<?xml version="1.0" encoding="UTF-8"?>', "");

// Written by hand from the vendor's documentation, not from the spec that the server is made of.
describe("a request is the XML that the vendor's documentation shows:", () => {
  const app = "a1";
  test.each<[string, Arguments, string, string]>([
    [
      "createApplicationRecord",
      {
        // Given in the wrong order on purpose.
        CallbackCreds: { Password: "p<", UserId: "u" },
        CallInitiatedCallbackUrl: "https://a.example.com/?a=1&b=2",
        AppName: "Ann's <app>",
        ServiceType: "Voice-V2",
        CallbackTimeout: 20,
      },
      "POST /api/v2/accounts/7/applications",
      "<Application><ServiceType>Voice-V2</ServiceType><AppName>Ann's &lt;app&gt;</AppName><CallInitiatedCallbackUrl>https://a.example.com/?a=1&amp;b=2</CallInitiatedCallbackUrl><CallbackCreds><UserId>u</UserId><Password>p&lt;</Password></CallbackCreds><CallbackTimeout>20</CallbackTimeout></Application>",
    ],
    [
      "updateApplication",
      { applicationId: app, RequestedCallbackTypes: ["message-delivered", "message-failed"] },
      `PATCH /api/v2/accounts/7/applications/${app}`,
      "<Application><RequestedCallbackTypes><CallbackType>message-delivered</CallbackType><CallbackType>message-failed</CallbackType></RequestedCallbackTypes></Application>",
    ],
    ["deleteApplication", { applicationId: "a/b" }, "DELETE /api/v2/accounts/7/applications/a%2Fb", ""],
    [
      "listApplicationLocations",
      { applicationId: app },
      `GET /api/v2/accounts/7/applications/${app}/associatedsippeers`,
      "",
    ],
    [
      "listNumberRecords",
      { page: "+19195550100", size: 2500, status: "Inservice" },
      "GET /api/v2/tns?accountId=7&page=%2B19195550100&size=2500&status=Inservice",
      "",
    ],
    ["listInServiceNumbers", { page: "1" }, "GET /api/v2/accounts/7/inserviceNumbers?page=1", ""],
    ["getPhoneNumberDetails", { tn: "9195550100" }, "GET /api/v2/tns/9195550100/tndetails", ""],
    [
      "searchAvailableNumbers",
      { areaCode: "919", quantity: 2, enableTNDetail: true },
      "GET /api/v2/accounts/7/availableNumbers?areaCode=919&quantity=2&enableTNDetail=true",
      "",
    ],
    [
      "orderPhoneNumbers",
      {
        SiteId: "743",
        ExistingTelephoneNumberOrderType: { TelephoneNumberList: ["9195550100", "+19195550101"] },
        Name: "one",
      },
      "POST /api/v2/accounts/7/orders",
      "<Order><Name>one</Name><ExistingTelephoneNumberOrderType><TelephoneNumberList><TelephoneNumber>9195550100</TelephoneNumber><TelephoneNumber>+19195550101</TelephoneNumber></TelephoneNumberList></ExistingTelephoneNumberOrderType><SiteId>743</SiteId></Order>",
    ],
    [
      "orderPhoneNumbers",
      { SiteId: "743", AreaCodeSearchAndOrderType: { Quantity: 1, AreaCode: "435" }, PartialAllowed: true },
      "POST /api/v2/accounts/7/orders",
      "<Order><AreaCodeSearchAndOrderType><AreaCode>435</AreaCode><Quantity>1</Quantity></AreaCodeSearchAndOrderType><PartialAllowed>true</PartialAllowed><SiteId>743</SiteId></Order>",
    ],
    ["listNumberOrders", { page: "1", size: 9 }, "GET /api/v2/accounts/7/orders?page=1&size=9", ""],
    ["getNumberOrder", { orderId: "o1" }, "GET /api/v2/accounts/7/orders/o1", ""],
    [
      "disconnectPhoneNumbers",
      { DisconnectTelephoneNumberOrderType: { TelephoneNumberList: ["9195550100"] } },
      "POST /api/v2/accounts/7/disconnects",
      "<DisconnectTelephoneNumberOrder><DisconnectTelephoneNumberOrderType><TelephoneNumberList><TelephoneNumber>9195550100</TelephoneNumber></TelephoneNumberList></DisconnectTelephoneNumberOrderType></DisconnectTelephoneNumberOrder>",
    ],
    ["getDisconnectOrder", { orderId: "o1" }, "GET /api/v2/accounts/7/disconnects/o1", ""],
    [
      "createTnOptionOrder",
      {
        TnOptionGroups: [
          {
            TelephoneNumbers: ["+19195550100"],
            A2pSettings: { Action: "asSpecified", CampaignId: "C1", MessageClass: "M" },
          },
          { TelephoneNumbers: ["+19195550101"], CallForward: "9195550199" },
        ],
      },
      "POST /api/v2/accounts/7/tnoptions",
      "<TnOptionOrder><TnOptionGroups><TnOptionGroup><A2pSettings><MessageClass>M</MessageClass><CampaignId>C1</CampaignId><Action>asSpecified</Action></A2pSettings><TelephoneNumbers><TelephoneNumber>+19195550100</TelephoneNumber></TelephoneNumbers></TnOptionGroup><TnOptionGroup><CallForward>9195550199</CallForward><TelephoneNumbers><TelephoneNumber>+19195550101</TelephoneNumber></TelephoneNumbers></TnOptionGroup></TnOptionGroups></TnOptionOrder>",
    ],
    ["listTnOptionOrders", { tn: "9195550100" }, "GET /api/v2/accounts/7/tnoptions?tn=9195550100", ""],
    ["getTnOptionOrder", { orderId: "o1" }, "GET /api/v2/accounts/7/tnoptions/o1", ""],
    ["listSites", {}, "GET /api/v2/accounts/7/sites", ""],
    [
      "createSite",
      { Name: "Raleigh", Address: { City: "RALEIGH", AddressLine2: "Suite 2", StreetName: "MAIN" } },
      "POST /api/v2/accounts/7/sites",
      "<Site><Name>Raleigh</Name><Address><StreetName>MAIN</StreetName><AddressLine2>Suite 2</AddressLine2><City>RALEIGH</City></Address></Site>",
    ],
    ["getSite", { siteId: "743" }, "GET /api/v2/accounts/7/sites/743", ""],
    ["listLocations", { siteId: "743" }, "GET /api/v2/accounts/7/sites/743/sippeers", ""],
    [
      "createLocation",
      { siteId: "743", PeerName: "main", IsDefaultPeer: false },
      "POST /api/v2/accounts/7/sites/743/sippeers",
      "<SipPeer><PeerName>main</PeerName><IsDefaultPeer>false</IsDefaultPeer></SipPeer>",
    ],
    ["getLocation", { siteId: "743", locationId: "5" }, "GET /api/v2/accounts/7/sites/743/sippeers/5", ""],
    [
      "getLocationMessagingSettings",
      { siteId: "743", locationId: "5" },
      "GET /api/v2/accounts/7/sites/743/sippeers/5/products/messaging/applicationSettings",
      "",
    ],
    [
      "updateLocationMessagingSettings",
      { siteId: "743", locationId: "5", HttpMessagingV2AppId: app },
      "PUT /api/v2/accounts/7/sites/743/sippeers/5/products/messaging/applicationSettings",
      `<ApplicationsSettings><HttpMessagingV2AppId>${app}</HttpMessagingV2AppId></ApplicationsSettings>`,
    ],
  ])("%s %j", async (tool, args, line, body) => {
    const { request, token } = await ask(tool, args, { status: 204 });
    expect(request).toMatchObject({ host: "api" });
    expect(`${request?.method} ${request?.target}`).toBe(line);
    expect(bodyOf(request)).toBe(body);
    expect(request?.headers.accept).toBe("application/xml");
    expect(request?.headers["content-type"]).toBe(body === "" ? undefined : "application/xml");
    expect(request?.headers.authorization).toBe(`Bearer ${token}`);
  });
});
