import { expect, test } from "vitest";
import { accountPath, call, customer, dashboard, simulator, testClock } from "../../test/harness.js";

const orders = `${accountPath}/orders`;
const existing = (...numbers: string[]) =>
  `<ExistingTelephoneNumberOrderType><TelephoneNumberList>${numbers
    .map((number) => `<TelephoneNumber>${number}</TelephoneNumber>`)
    .join("")}</TelephoneNumberList></ExistingTelephoneNumberOrderType>`;
const order = (...parts: string[]) => `<Order>${parts.join("")}</Order>`;
const site = "<SiteId>1001</SiteId>";
const idIn = (text: string): string => /<(?:id|OrderId)>([^<]+)/.exec(text)?.[1] ?? "";

test("an order is received first and complete later; then its numbers are the account's", async () => {
  const clock = testClock(1_000);
  const waiting = await simulator({ clock });
  const received = await dashboard(waiting, orders, { xml: order(existing("9195550150"), site) });
  expect(received.status).toBe(201);
  expect(received.text).not.toContain("ErrorList");
  const open = await dashboard(waiting, `${orders}/${idIn(received.text)}`);
  expect(open.text).toMatch(/<OrderStatus>RECEIVED<\/OrderStatus><CompletedNumbers\/>/);

  const sim = await simulator({ numbers: ["+19195550100"] });
  const id = idIn((await dashboard(sim, orders, { xml: order(existing("+19195550150"), site) })).text);
  await sim.waitForIdle();
  const done = await dashboard(sim, `${orders}/${id}`);
  expect(done.text).toContain("<OrderStatus>COMPLETE</OrderStatus>");
  expect(done.text).toContain("<TelephoneNumber><FullNumber>9195550150</FullNumber></TelephoneNumber>");
  expect((await dashboard(sim, "/tns?page=1&size=9")).text).toContain("9195550150");
  const server = await customer({});
  await call(sim, server.url, { from: "+19195550150" });
  await expect(call(sim, server.url, { from: "+19195550151" })).rejects.toThrow("not on this account");
});

test("numbers that are gone are errors of an order that was received", async () => {
  const sim = await simulator();
  const xml = order(existing("9195550150", "9195550100"), site);
  const { status, text } = await dashboard(sim, orders, { xml });
  expect(status).toBe(201);
  expect(text).toContain("<ErrorList><Error><Code>5076</Code>");
  expect(text).toContain("<TelephoneNumber>9195550100</TelephoneNumber></Error></ErrorList>");
  await sim.waitForIdle();
  expect((await dashboard(sim, `${orders}/${idIn(text)}`)).text).toContain("PARTIAL");
});

test.each<[string, string, string]>([
  [
    "a quantity",
    `<AreaCodeSearchAndOrderType><AreaCode>415</AreaCode><Quantity>3</Quantity></AreaCodeSearchAndOrderType>`,
    "COMPLETE",
  ],
  [
    "a toll-free pattern",
    "<TollFreeWildCharSearchAndOrderType><Quantity>1</Quantity><TollFreeWildCardPattern>8**</TollFreeWildCardPattern></TollFreeWildCharSearchAndOrderType>",
    "COMPLETE",
  ],
  [
    "a place",
    "<CombinedSearchAndOrderType><Quantity>1</Quantity><State>NY</State></CombinedSearchAndOrderType>",
    "COMPLETE",
  ],
  [
    "too many",
    "<AreaCodeSearchAndOrderType><AreaCode>415</AreaCode><Quantity>30</Quantity></AreaCodeSearchAndOrderType>",
    "PARTIAL",
  ],
  [
    "what is sold out",
    "<AreaCodeSearchAndOrderType><AreaCode>999</AreaCode><Quantity>1</Quantity></AreaCodeSearchAndOrderType>",
    "FAILED",
  ],
])("an order of %s", async (_, type, status) => {
  const sim = await simulator();
  const id = idIn((await dashboard(sim, orders, { xml: order(type, site) })).text);
  await sim.waitForIdle();
  expect((await dashboard(sim, `${orders}/${id}`)).text).toContain(`<OrderStatus>${status}</OrderStatus>`);
});

test.each([
  ["no site", order(existing("9195550150")), "5016"],
  ["an unknown site", order(existing("9195550150"), "<SiteId>1</SiteId>"), "5016"],
  ["an unknown location", order(existing("9195550150"), site, "<PeerId>1</PeerId>"), "5016"],
  ["no type", order(site), "5000"],
  ["two types", order(existing("9195550150"), existing("9195550151"), site), "5000"],
])("refused is an order with %s", async (_, xml, code) => {
  const sim = await simulator();
  const answer = await dashboard(sim, orders, { xml });
  expect(answer.status).toBe(400);
  expect(answer.text).toContain(`<OrderResponse><ErrorList><Error><Code>${code}</Code>`);
});

test("orders are listed by pages, never without page and size", async () => {
  const sim = await simulator();
  const own = "<CustomerOrderId>mine</CustomerOrderId>";
  const first = idIn((await dashboard(sim, orders, { xml: order(own, existing("9195550150"), site) })).text);
  const second = idIn((await dashboard(sim, orders, { xml: order(existing("9195550151"), site) })).text);
  for (const query of ["", "?page=1", "?size=1"]) {
    const answer = await dashboard(sim, `${orders}${query}`);
    expect(answer).toMatchObject({
      status: 404,
      text: "<ResponseSelectWrapper><Description>The resource does not exist</Description></ResponseSelectWrapper>",
    });
  }
  const page = await dashboard(sim, `${orders}?page=1&size=1`);
  expect(page.text).toContain("<TotalCount>2</TotalCount>");
  expect(page.text).toContain(`page=${second}&amp;size=1&gt;;rel="next";`);
  expect((await dashboard(sim, `${orders}?page=${second}&size=1`)).text).toContain(`<orderId>${second}`);
  const mine = await dashboard(sim, `${orders}?page=1&size=9&customerOrderId=mine`);
  expect(mine.text).toContain(first);
  expect(mine.text).not.toContain(second);
  expect((await dashboard(sim, `${orders}/none`)).status).toBe(404);
});

const disconnects = `${accountPath}/disconnects`;
const release = (inner: string) =>
  `<DisconnectTelephoneNumberOrder>${inner}</DisconnectTelephoneNumberOrder>`;
const numbers = (...all: string[]) =>
  `<TelephoneNumberList>${all.map((one) => `<TelephoneNumber>${one}</TelephoneNumber>`).join("")}</TelephoneNumberList>`;
const inType = (list: string) =>
  `<DisconnectTelephoneNumberOrderType>${list}</DisconnectTelephoneNumberOrderType>`;

test("released numbers age, and no call may come from them", async () => {
  const sim = await simulator({ numbers: ["+19195550100", "+19195550101"] });
  const created = await dashboard(sim, disconnects, { xml: release(inType(numbers("9195550100"))) });
  expect(created).toMatchObject({ status: 201, text: expect.stringContaining("RECEIVED") });
  await sim.waitForIdle();
  const done = await dashboard(sim, `${disconnects}/${idIn(created.text)}`);
  expect(done.text).toContain("<DisconnectedTelephoneNumberList><TelephoneNumber>9195550100");
  expect(done.text).toContain("<OrderStatus>COMPLETE</OrderStatus>");
  expect((await dashboard(sim, "/tns?page=1&size=9&status=Aging")).text).toContain("9195550100");
  const server = await customer({});
  await expect(call(sim, server.url)).rejects.toThrow("not on this account");
});

test("a release needs its inner wrapper, and names the numbers that stay", async () => {
  const sim = await simulator();
  const bare = await dashboard(sim, disconnects, { xml: release(numbers("9195550100")) });
  expect(bare).toMatchObject({
    status: 400,
    text: expect.stringContaining("<ErrorList><Error><Code>5001</Code>"),
  });
  const foreign = await dashboard(sim, disconnects, { xml: release(inType(numbers("9195559999"))) });
  expect(foreign.status).toBe(201);
  expect(foreign.text).toContain("<TelephoneNumber>9195559999</TelephoneNumber></Error>");
  expect((await dashboard(sim, `${disconnects}/none`)).status).toBe(404);
});

const options = `${accountPath}/tnoptions`;
const group = (inner: string, ...all: string[]) =>
  `<TnOptionOrder><TnOptionGroups><TnOptionGroup>${inner}<TelephoneNumbers>${all
    .map((one) => `<TelephoneNumber>${one}</TelephoneNumber>`)
    .join("")}</TelephoneNumbers></TnOptionGroup></TnOptionGroups></TnOptionOrder>`;
const campaign =
  "<A2pSettings><MessageClass>M</MessageClass><CampaignId>C1</CampaignId><Action>asSpecified</Action></A2pSettings>";

test("numbers are put on a campaign and forwarded", async () => {
  const sim = await simulator();
  const xml = group(`<CallForward>9195550199</CallForward>${campaign}`, "+19195550100");
  const created = await dashboard(sim, options, { xml });
  expect(created).toMatchObject({
    status: 201,
    text: expect.stringContaining("<ProcessingStatus>RECEIVED</ProcessingStatus>"),
  });
  await sim.waitForIdle();
  const done = await dashboard(sim, `${options}/${idIn(created.text)}`);
  expect(done.text).toMatch(/^<TnOptionOrder>.*<ProcessingStatus>COMPLETE.*<ErrorList\/><\/TnOptionOrder>$/);
  const details = await dashboard(sim, "/tns/9195550100/tndetails");
  expect(details.text).toContain("<CampaignId>C1</CampaignId>");
  expect(details.text).toContain("<CallForward>9195550199</CallForward>");
  const listed = await dashboard(sim, `${options}?tn=9195550100&status=COMPLETE`);
  expect(listed.text).toContain("<TotalCount>1</TotalCount><TnOptionOrderSummary>");
  expect((await dashboard(sim, `${options}?orderDetails=true`)).text).toContain("<TnOptionOrder>");
  expect((await dashboard(sim, `${options}?tn=9195550101`)).text).toContain("<TotalCount>0</TotalCount>");
});

test.each([
  ["numbers without +", group(campaign, "9195550100"), "1022"],
  ["no number", group(campaign), "1003"],
  [
    "a campaign that is not named",
    group("<A2pSettings><Action>asSpecified</Action></A2pSettings>", "+19195550100"),
    "1003",
  ],
  ["calls forwarded to E.164", group("<CallForward>+19195550199</CallForward>", "+19195550100"), "5088"],
])("refused are options for %s", async (_, xml, code) => {
  const sim = await simulator();
  const answer = await dashboard(sim, options, { xml });
  expect(answer.status).toBe(400);
  expect(answer.text).toContain(`<ErrorCode>${code}</ErrorCode>`);
});

test("options of a foreign number fail, and an unknown order is refused without a code", async () => {
  const sim = await simulator();
  const { text } = await dashboard(sim, options, { xml: group(campaign, "+19195559999") });
  expect(text).toContain("<TelephoneNumber>+19195559999</TelephoneNumber></Error>");
  await sim.waitForIdle();
  expect((await dashboard(sim, `${options}/${idIn(text)}`)).text).toContain("FAILED");
  const none = await dashboard(sim, `${options}/none`);
  expect(none.text).toContain("<ResponseStatus><Description>The resource does not exist</Description>");
});
