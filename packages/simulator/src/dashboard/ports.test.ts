import { expect, test } from "vitest";
import { accountPath, dashboard, send, simulator, testClock } from "../../test/harness.js";

const path = `${accountPath}/portins`;
const number = "+12125550199";
const order = (more = "", numbers: readonly string[] = [number]) =>
  `<LnpOrder>${more}<SiteId>1001</SiteId><LoaAuthorizingPerson>J. Doe</LoaAuthorizingPerson><Subscriber><SubscriberType>BUSINESS</SubscriberType></Subscriber><ListOfPhoneNumbers>${numbers
    .map((one) => `<PhoneNumber>${one}</PhoneNumber>`)
    .join("")}</ListOfPhoneNumbers></LnpOrder>`;

async function ported(options: Parameters<typeof simulator>[0] = {}) {
  const sim = await simulator(options);
  const made = await dashboard(sim, path, { xml: order() });
  expect(made.status).toBe(201);
  const one = `${path}/${made.headers.get("location")?.split("/").at(-1)}`;
  const status = async () =>
    /<ProcessingStatus>(\w+)</.exec((await dashboard(sim, one)).text)?.[1] ?? "no status";
  const upload = () => send(sim, `/api/v2${one}/loas`, { text: "%PDF-1.7", type: "application/pdf" });
  return { sim, one, status, upload };
}

test("a port-in waits for its document, and then its numbers come", async () => {
  const { sim, one, status, upload } = await ported();
  expect(await status()).toBe("PENDING_DOCUMENTS");
  const uploaded = await upload();
  expect(uploaded.status).toBe(201);
  const [, file] = /<filename>([^<]+)</.exec(String(uploaded.body)) ?? [];
  const metadata = { method: "PUT", xml: "<FileMetaData><DocumentType>LOA</DocumentType></FileMetaData>" };
  expect((await dashboard(sim, `${one}/loas/${file}/metadata`, metadata)).status).toBe(200);
  expect((await dashboard(sim, `${one}/loas`)).text).toContain("<DocumentType>LOA</DocumentType>");
  await sim.waitForIdle();
  expect(await status()).toBe("COMPLETE");
  expect((await dashboard(sim, "/tns?page=1&size=10")).text).toContain("<FullNumber>2125550199</FullNumber>");
  const late = await dashboard(sim, one, { method: "DELETE" });
  expect([late.status, late.text]).toEqual([400, expect.stringContaining("<Code>7304</Code>")]);
});

test("a change and a cancellation are asked for first and done later", async () => {
  const clock = testClock(1_000);
  const held = await ported({ clock });
  await held.upload();
  const supp = { method: "PUT", xml: "<LnpOrderSupp><CustomerOrderId>mine</CustomerOrderId></LnpOrderSupp>" };
  const changed = await dashboard(held.sim, held.one, supp);
  expect(changed.text).toContain("<CustomerOrderId>mine</CustomerOrderId>");
  expect(await held.status()).toBe("REQUESTED_SUPP");
  expect((await dashboard(held.sim, held.one, { method: "DELETE" })).status).toBe(200);
  expect(await held.status()).toBe("REQUESTED_CANCEL");
  const { sim, one, status } = await ported();
  await dashboard(sim, one, { method: "DELETE" });
  await sim.waitForIdle();
  expect(await status()).toBe("CANCELLED");
});

const billing =
  "<BillingTelephoneNumber>2125550199</BillingTelephoneNumber><NewBillingTelephoneNumber>2125550199</NewBillingTelephoneNumber>";

test.each([
  ["a number in ten digits", order("", ["2125550199"]), "7301"],
  ["no number", order("", []), "7300"],
  ["an unknown site", order().replace("1001", "77"), "7309"],
  ["an unknown location", order("<PeerId>9</PeerId>"), "7312"],
  ["no subscriber", order().replace(/<Subscriber>.*<\/Subscriber>/, ""), "7311"],
  ["the old billing number as the new one", order(billing), "7497"],
])("a port-in with %s is refused with its code", async (_, xml, code) => {
  const sim = await simulator();
  const refused = await dashboard(sim, path, { xml });
  expect([refused.status, refused.text]).toEqual([400, expect.stringContaining(`<Code>${code}</Code>`)]);
});

test("a number is in one order at a time", async () => {
  const { sim } = await ported();
  expect((await dashboard(sim, path, { xml: order() })).text).toContain("<Code>7205</Code>");
});

test("lists want page and size, and each says so in its own way", async () => {
  const { sim } = await ported();
  expect((await dashboard(sim, path)).status).toBe(400);
  expect((await dashboard(sim, `${accountPath}/portouts`)).status).toBe(404);
  expect((await dashboard(sim, `${path}?page=1&size=10`)).text).toContain("<TotalCount>1</TotalCount>");
  expect((await dashboard(sim, `${accountPath}/portouts?page=1&size=10`)).text).toBe("<PortOutsResponse/>");
});

test("an order without notes answers with an empty body", async () => {
  const { sim, one } = await ported();
  expect(await dashboard(sim, `${one}/notes`)).toMatchObject({ status: 200, text: "" });
  expect(
    (await dashboard(sim, `${one}/notes`, { xml: "<Note><Description>Hi</Description></Note>" })).status,
  ).toBe(400);
  const note = "<Note><UserId>jd</UserId><Description>Hi</Description></Note>";
  expect((await dashboard(sim, `${one}/notes`, { xml: note })).status).toBe(201);
  expect((await dashboard(sim, `${one}/notes`)).text).toContain("<Description>Hi</Description>");
});

const check = (...numbers: string[]) =>
  `<NumberPortabilityRequest><TnList>${numbers.map((one) => `<Tn>${one}</Tn>`).join("")}</TnList></NumberPortabilityRequest>`;

test("portability is checked in E.164 only, carriers on request", async () => {
  const sim = await simulator();
  const checker = `${accountPath}/lnpchecker`;
  expect((await dashboard(sim, checker, { xml: check("2125550199") })).status).toBe(400);
  const both = check(number, "+12125550404");
  const brief = await dashboard(sim, checker, { xml: both });
  expect(brief.text).toContain("<UnsupportedRateCenters><RateCenterGroup>");
  expect(brief.text).not.toContain("LosingCarrier");
  const full = await dashboard(sim, `${checker}?fullCheck=true`, { xml: both });
  expect(full.text).toContain(`<LosingCarrierName>Simulated Carrier</LosingCarrierName>`);
});

const names = (tn: string, name: string) =>
  `<LidbOrder><LidbTnGroups><LidbTnGroup><TelephoneNumbers><TelephoneNumber>${tn}</TelephoneNumber></TelephoneNumbers><SubscriberInformation>${name}</SubscriberInformation></LidbTnGroup></LidbTnGroups></LidbOrder>`;

test.each([
  ["9195550100", "COMPLETE"],
  ["+19195550100", "FAILED"],
])("the name of %s ends %s: ten digits only", async (tn, status) => {
  const sim = await simulator();
  const lidbs = `${accountPath}/lidbs`;
  expect((await dashboard(sim, lidbs, { xml: names(tn, "A name that is too long") })).status).toBe(400);
  const made = await dashboard(sim, lidbs, { xml: names(tn, "Joes Garage") });
  expect(made.text).toContain("<ProcessingStatus>RECEIVED</ProcessingStatus>");
  await sim.waitForIdle();
  const one = made.headers.get("location")?.split("/api/v2")[1] ?? "";
  expect((await dashboard(sim, one)).text).toContain(`<ProcessingStatus>${status}</ProcessingStatus>`);
});

test("a report is Ready in the end, and its file is behind a redirect without a credential", async () => {
  const clock = testClock(1_000);
  const held = await simulator({ clock });
  const instances = `${accountPath}/reports/100020/instances`;
  const xml = "<Instance><OutputFormat>csv</OutputFormat></Instance>";
  const waiting =
    (await dashboard(held, instances, { xml })).headers.get("location")?.split("/api/v2")[1] ?? "";
  const early = await dashboard(held, `${waiting}/file`);
  expect([early.status, early.text]).toEqual([202, expect.stringContaining("<ErrorCode>19048</ErrorCode>")]);
  const sim = await simulator();
  const made = (await dashboard(sim, instances, { xml })).headers.get("location") ?? "";
  await sim.waitForIdle();
  const one = made.split("/api/v2")[1] ?? "";
  expect((await dashboard(sim, one)).text).toContain("<Status>Ready</Status>");
  const file = await dashboard(sim, `${one}/file`);
  expect(file.text).toBe(
    "FullNumber,Status\n+19195550100,Inservice\n+19195550101,Inservice\n+19195550102,Inservice\n",
  );
  expect((await dashboard(sim, `${accountPath}/reports/7/instances`)).status).toBe(404);
});
