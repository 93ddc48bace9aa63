import { describe, expect, test } from "vitest";
import type { Reply } from "./bandwidth.js";
import type { Result } from "./bandwidth-mcp.js";
import { type Arguments, dashboardTools, xml } from "./dashboard-tools.js";

const ask = dashboardTools();

const wrapped = (root: string, ...inner: string[]) => `<${root}>${inner.join("\n  ")}</${root}>`;
const application = (id: string) => `<Application><ApplicationId>${id}</ApplicationId></Application>`;
const site = (id: string) => wrapped("Site", `<Id>${id}</Id>`, "<Name>false</Name>");
const peer = (id: string) =>
  wrapped("SipPeer", `<PeerId>${id}</PeerId>`, "<IsDefaultPeer>true</IsDefaultPeer>");
const tn = (number: string) => wrapped("TelephoneNumber", `<FullNumber>${number}</FullNumber>`);
const text = (number: string) => `<TelephoneNumber>${number}</TelephoneNumber>`;

// None, one and many elements are a list alike.
describe("a list is a list, whatever is in it:", () => {
  type List = readonly [
    tool: string,
    args: Arguments,
    reply: (...items: string[]) => string,
    item: (id: string) => string,
    read: (value: Result["value"]) => unknown,
    items: (...ids: string[]) => unknown,
  ];
  const objects =
    (key: string, more: Arguments = {}) =>
    (...ids: string[]) =>
      ids.map((id) => ({ [key]: id, ...more }));
  const lists: readonly List[] = [
    [
      "listApplications",
      {},
      (...items) => wrapped("ApplicationProvisioningResponse", wrapped("ApplicationList", ...items)),
      application,
      (value) => value.ApplicationList,
      objects("ApplicationId"),
    ],
    [
      "listApplicationLocations",
      { applicationId: "a" },
      (...items) => wrapped("AssociatedSipPeersResponse", wrapped("AssociatedSipPeers", ...items)),
      (id) => wrapped("AssociatedSipPeer", `<PeerId>${id}</PeerId>`),
      (value) => value.AssociatedSipPeers,
      objects("PeerId"),
    ],
    [
      "listNumberRecords",
      { page: "1", size: 10 },
      (...items) => wrapped("TelephoneNumbersResponse", wrapped("TelephoneNumbers", ...items)),
      tn,
      (value) => value.TelephoneNumbers,
      objects("FullNumber"),
    ],
    [
      "listInServiceNumbers",
      {},
      (...items) => wrapped("TNs", wrapped("TelephoneNumbers", "<Count>9</Count>", ...items)),
      text,
      (value) => Object(value.TelephoneNumbers).TelephoneNumber ?? [],
      (...ids) => ids,
    ],
    [
      "searchAvailableNumbers",
      { areaCode: "919" },
      (...items) => wrapped("SearchResult", wrapped("TelephoneNumberList", ...items)),
      text,
      (value) => value.TelephoneNumberList,
      (...ids) => ids,
    ],
    [
      "searchAvailableNumbers",
      { areaCode: "919", enableTNDetail: true },
      (...items) => wrapped("SearchResult", wrapped("TelephoneNumberDetailList", ...items)),
      (id) => wrapped("TelephoneNumberDetail", `<FullNumber>${id}</FullNumber>`),
      (value) => value.TelephoneNumberDetailList,
      objects("FullNumber"),
    ],
    [
      "getNumberOrder",
      { orderId: "o" },
      (...items) => wrapped("OrderResponse", wrapped("CompletedNumbers", ...items)),
      tn,
      (value) => value.CompletedNumbers,
      objects("FullNumber"),
    ],
    [
      "getDisconnectOrder",
      { orderId: "o" },
      (...items) =>
        wrapped(
          "DisconnectTelephoneNumberOrderResponse",
          wrapped("DisconnectedTelephoneNumberList", ...items),
        ),
      text,
      (value) => value.DisconnectedTelephoneNumberList,
      (...ids) => ids,
    ],
    [
      "listNumberOrders",
      { page: "1", size: 10 },
      (...items) => wrapped("ResponseSelectWrapper", wrapped("ListOrderIdUserIdDate", ...items)),
      (id) => wrapped("OrderIdUserIdDate", `<orderId>${id}</orderId>`, "<CountOfTNs>2</CountOfTNs>"),
      (value) => Object(value.ListOrderIdUserIdDate).OrderIdUserIdDate ?? [],
      objects("orderId", { CountOfTNs: 2 }),
    ],
    [
      "listTnOptionOrders",
      {},
      (...items) => wrapped("TnOptionOrderReportResponse", wrapped("TnOptionOrders", ...items)),
      (id) => wrapped("TnOptionOrderSummary", `<OrderId>${id}</OrderId>`),
      (value) => Object(value.TnOptionOrders).TnOptionOrderSummary ?? [],
      objects("OrderId"),
    ],
    [
      "getTnOptionOrder",
      { orderId: "o" },
      (...items) => wrapped("TnOptionOrder", wrapped("TnOptionGroups", ...items)),
      (id) => wrapped("TnOptionGroup", wrapped("TelephoneNumbers", text(id))),
      (value) => value.TnOptionGroups,
      (...ids) => ids.map((id) => ({ TelephoneNumbers: [id] })),
    ],
    [
      "listSites",
      {},
      (...items) => wrapped("SitesResponse", wrapped("Sites", ...items)),
      site,
      (value) => value.Sites,
      objects("Id", { Name: "false" }),
    ],
    [
      "listLocations",
      { siteId: "1" },
      (...items) => wrapped("TNSipPeersResponse", wrapped("SipPeers", ...items)),
      peer,
      (value) => value.SipPeers,
      objects("PeerId", { IsDefaultPeer: true }),
    ],
  ];
  test.each(lists)("%s %j", async (tool, args, root, item, read, items) => {
    for (const ids of [[], ["11"], ["11", "12", "13"]]) {
      const { result } = await ask(tool, args, xml(200, root(...ids.map(item))));
      expect(result.isError).toBe(false);
      expect(read(result.value) ?? []).toEqual(items(...ids));
    }
  });

  test.each(["listInServiceNumbers", "listSites", "searchAvailableNumbers", "listApplications"])(
    "%s says that an empty reply is an empty list",
    async (tool) => {
      const args = tool.startsWith("search") ? { areaCode: "999" } : {};
      for (const answer of [{ status: 204 }, xml(200, "<R/>"), xml(200, "")]) {
        const { result } = await ask(tool, args, answer);
        expect(result.isError).toBe(false);
        expect(result.text).toContain("nothing was found");
      }
    },
  );
});

describe("what the vendor says about paging becomes the arguments of the next call", () => {
  test.each(["%2B1201", "+1201"])("page=%s", async (page) => {
    const next = `Link=&lt;https://dashboard.bandwidth.com:443/api/v2/tns?accountId=7&amp;page=${page}5550100&amp;size=2&gt;;rel="next";`;
    const body = `<TelephoneNumbersResponse><TelephoneNumberCount>5</TelephoneNumberCount><Links><next>${next}</next></Links></TelephoneNumbersResponse>`;
    const { result } = await ask("listNumberRecords", { page: "1", size: 2 }, xml(200, body));
    expect(result.value).toMatchObject({
      TelephoneNumberCount: 5,
      _notes: ['Next page: call this tool again with page: "+12015550100".'],
    });
  });
});

describe("an error of each shape has its code, its words and what to do", () => {
  const status =
    "<X><ResponseStatus><ErrorCode>12962</ErrorCode><Description>no CallbackUrl</Description></ResponseStatus></X>";
  test.each<[string, string, Arguments, Reply, Arguments, string]>([
    [
      "ResponseStatus",
      "updateApplication",
      { applicationId: "a" },
      xml(400, status),
      { code: "validation", error: expect.stringContaining('"no CallbackUrl"') },
      "ServiceType",
    ],
    [
      "ErrorList",
      "disconnectPhoneNumbers",
      { DisconnectTelephoneNumberOrderType: { TelephoneNumberList: ["9195550100"] } },
      xml(
        400,
        "<X><ErrorList><Error><Code>5001</Code><Description>empty list</Description></Error></ErrorList></X>",
      ),
      { code: "validation", error: expect.stringContaining('"empty list"') },
      "TelephoneNumberList",
    ],
    [
      "SearchResult",
      "searchAvailableNumbers",
      {},
      xml(
        400,
        "<SearchResult><Error><Code>4010</Code><Description>give more</Description></Error></SearchResult>",
      ),
      { code: "validation", error: expect.stringContaining('"give more"') },
      "criterion",
    ],
    [
      "a description alone",
      "createApplicationRecord",
      { ServiceType: "Voice-V2", AppName: "a" },
      xml(409, "<X><Description>HTTP voice feature is required</Description></X>"),
      { code: "feature_limit", error: expect.stringContaining("HTTP voice feature") },
      "support",
    ],
    [
      "nothing",
      "listNumberRecords",
      { page: "1", size: 1 },
      { status: 403 },
      { code: "feature_limit" },
      "listInServiceNumbers",
    ],
    [
      "nothing more than a status",
      "getSite",
      { siteId: "1" },
      { status: 500 },
      { code: "upstream" },
      "later",
    ],
  ])("%s", async (_, tool, args, answer, error, recovery) => {
    const { result } = await ask(tool, args, answer);
    expect(result).toMatchObject({ isError: true, value: error });
    expect(result.value.recovery).toContain(recovery);
  });

  test("errors inside of an order that was received stand in the result and are pointed out", async () => {
    const errors = ["5076", "99999"].map(
      (code) =>
        `<Error><Code>${code}</Code><Description>gone</Description><TelephoneNumber>9195550100</TelephoneNumber></Error>`,
    );
    const args = { SiteId: "1", AreaCodeSearchAndOrderType: { AreaCode: "919", Quantity: 1 } };
    for (const many of [errors.slice(0, 1), errors]) {
      const body = `<OrderResponse><ErrorList>${many.join("")}</ErrorList><Order><id>o1</id></Order></OrderResponse>`;
      const { result } = await ask("orderPhoneNumbers", args, xml(201, body));
      expect(result).toMatchObject({ isError: false, value: { Order: { id: "o1" } } });
      expect(result.value.ErrorList).toHaveLength(many.length);
      expect(result.value._notes).toEqual([expect.stringContaining('5076 9195550100 "gone"')]);
    }
    const fine = await ask(
      "orderPhoneNumbers",
      args,
      xml(201, "<OrderResponse><ErrorList/><Order/></OrderResponse>"),
    );
    expect(fine.result.value).not.toHaveProperty("_notes");
  });
});
