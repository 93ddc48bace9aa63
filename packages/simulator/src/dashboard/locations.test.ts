import { expect, test } from "vitest";
import { accountPath, dashboard, simulator } from "../../test/harness.js";

const sites = `${accountPath}/sites`;
const applications = `${accountPath}/applications`;

const appOf = async (sim: Awaited<ReturnType<typeof simulator>>, type: string, url: string) => {
  const xml = `<Application><ServiceType>${type}</ServiceType><AppName>a</AppName><${url}>https://a.example.com</${url}></Application>`;
  return /<ApplicationId>([^<]+)/.exec((await dashboard(sim, applications, { xml })).text)?.[1] ?? "";
};

test("an account has one site and one location at first", async () => {
  const sim = await simulator();
  expect((await dashboard(sim, sites)).text).toBe(
    "<SitesResponse><Sites><Site><Id>1001</Id><Name>Main site</Name></Site></Sites></SitesResponse>",
  );
  expect((await dashboard(sim, `${sites}/1001/sippeers`)).text).toBe(
    "<TNSipPeersResponse><SipPeers><SipPeer><PeerId>500001</PeerId><PeerName>Main location</PeerName><IsDefaultPeer>true</IsDefaultPeer></SipPeer></SipPeers></TNSipPeersResponse>",
  );
});

test("a site keeps its address, but elements out of order are dropped", async () => {
  const sim = await simulator();
  const address =
    "<Address><HouseNumber>1</HouseNumber><StreetName>MAIN</StreetName><City>RALEIGH</City><AddressLine2>Suite 2</AddressLine2><Zip>27606</Zip></Address>";
  const created = await dashboard(sim, sites, { xml: `<Site><Name>A &amp; B</Name>${address}</Site>` });
  expect(created.status).toBe(201);
  const id = /<Id>(\d+)/.exec(created.text)?.[1];
  expect(created.headers.get("location")).toMatch(new RegExp(`/sites/${id}$`));
  const { text } = await dashboard(sim, `${sites}/${id}`);
  expect(text).toContain("<Name>A &amp; B</Name>");
  expect(text).toContain("<City>RALEIGH</City><Zip>27606</Zip>");
  expect((await dashboard(sim, sites, { xml: "<Site/>" })).text).toContain("<ErrorCode>1003</ErrorCode>");
  expect((await dashboard(sim, `${sites}/1`)).text).toContain("<ErrorCode>12016</ErrorCode>");
});

test("a location is created with an empty reply; the first of a site must be its default", async () => {
  const sim = await simulator();
  const site = /<Id>(\d+)/.exec(
    (await dashboard(sim, sites, { xml: "<Site><Name>x</Name></Site>" })).text,
  )?.[1];
  const peers = `${sites}/${site}/sippeers`;
  expect((await dashboard(sim, peers)).text).toContain("<SipPeers/>");
  const peer = (inner: string) => dashboard(sim, peers, { xml: `<SipPeer>${inner}</SipPeer>` });
  expect((await peer("<PeerName>a</PeerName>")).text).toContain("<ErrorCode>13522</ErrorCode>");
  expect((await peer("<IsDefaultPeer>true</IsDefaultPeer>")).text).toContain("<ErrorCode>1003</ErrorCode>");
  const created = await peer("<PeerName>a</PeerName><IsDefaultPeer>true</IsDefaultPeer>");
  expect(created).toMatchObject({ status: 201, text: "" });
  await peer("<PeerName>b</PeerName><IsDefaultPeer>true</IsDefaultPeer>");
  const first = await dashboard(
    sim,
    new URL(created.headers.get("location") ?? "").pathname.slice("/api/v2".length),
  );
  expect(first.text).toContain("<PeerName>a</PeerName><IsDefaultPeer>false</IsDefaultPeer>");
  // It is no location of another site.
  const id = /<PeerId>(\d+)/.exec(first.text)?.[1];
  expect((await dashboard(sim, `${sites}/1001/sippeers/${id}`)).status).toBe(404);
});

test("a location has one messaging application, and the application knows its locations", async () => {
  const sim = await simulator();
  const settings = `${sites}/1001/sippeers/500001/products/messaging/applicationSettings`;
  expect((await dashboard(sim, settings)).text).toContain("<ApplicationsSettings/>");
  const texts = await appOf(sim, "Messaging-V2", "InboundCallbackUrl");
  const link = (id: string) =>
    dashboard(sim, settings, {
      method: "PUT",
      xml: `<ApplicationsSettings><HttpMessagingV2AppId>${id}</HttpMessagingV2AppId></ApplicationsSettings>`,
    });
  expect((await link(texts)).text).toContain(`<HttpMessagingV2AppId>${texts}</HttpMessagingV2AppId>`);
  expect((await dashboard(sim, settings)).text).toContain(texts);
  const peers = await dashboard(sim, `${applications}/${texts}/associatedsippeers`);
  expect(peers.text).toContain(
    "<AssociatedSipPeer><SiteId>1001</SiteId><SiteName>Main site</SiteName><PeerId>500001",
  );
  expect((await link("none")).text).toContain("<ErrorCode>13629</ErrorCode>");
  expect((await link(await appOf(sim, "Voice-V2", "CallInitiatedCallbackUrl"))).status).toBe(400);
  await link(await appOf(sim, "Messaging-V2", "InboundCallbackUrl"));
  expect((await dashboard(sim, `${applications}/${texts}/associatedsippeers`)).text).toContain(
    "<AssociatedSipPeers/>",
  );
});
