import { expect, test } from "vitest";
import {
  account,
  accountPath,
  call,
  customer,
  dashboard,
  send,
  simulator,
  tokenOf,
  until,
} from "../../test/harness.js";

const path = `${accountPath}/applications`;
const voice = (...more: string[]) =>
  `<Application><ServiceType>Voice-V2</ServiceType><AppName>My &lt;app&gt;</AppName>${more.join("")}</Application>`;
const initiated = "<CallInitiatedCallbackUrl>https://a.example.com/in</CallInitiatedCallbackUrl>";
const creds = "<CallbackCreds><UserId>u</UserId><Password>secret</Password></CallbackCreds>";
const messaging = (...more: string[]) =>
  `<Application><ServiceType>Messaging-V2</ServiceType><AppName>texts</AppName>${more.join("")}</Application>`;
const inbound = "<InboundCallbackUrl>https://a.example.com/in</InboundCallbackUrl>";

const idIn = (text: string): string => /<ApplicationId>([^<]+)/.exec(text)?.[1] ?? "";

test("none, one and many applications", async () => {
  const sim = await simulator();
  const empty = await dashboard(sim, path);
  expect(empty.text).toBe(
    "<ApplicationProvisioningResponse><ApplicationList/></ApplicationProvisioningResponse>",
  );
  expect(empty.headers.get("content-type")).toContain("application/xml");
  await dashboard(sim, path, { xml: voice(initiated) });
  await dashboard(sim, path, { xml: messaging(inbound) });
  const many = await dashboard(sim, path);
  expect(many.text.match(/<Application>/g)).toHaveLength(2);
});

test("an application is created with its place, and its password is never shown", async () => {
  const sim = await simulator();
  const created = await dashboard(sim, path, { xml: voice(initiated, creds) });
  expect(created.status).toBe(201);
  expect(created.text).toContain("<AppName>My &lt;app&gt;</AppName>");
  expect(created.text).toContain("<CallbackCreds><UserId>u</UserId></CallbackCreds>");
  expect(created.text).not.toContain("secret");
  expect(created.headers.get("location")).toBe(`${sim.url}/api/v2${path}/${idIn(created.text)}`);
});

test.each<[string, string, string]>([
  ["a messaging field of a voice application", voice(initiated, inbound), "<ErrorCode>12962</ErrorCode>"],
  ["the old common field too", voice(initiated, "<CallbackUrl>https://x.example.com</CallbackUrl>"), "12962"],
  ["a voice field of a messaging application", messaging(inbound, initiated), "12962"],
  ["an unknown field", voice(initiated, "<StatusCallbackUrl>https://x</StatusCallbackUrl>"), "<Description>"],
  ["no URL", voice(), "CallInitiatedCallbackUrl is required"],
  ["no inbound URL", messaging(), "InboundCallbackUrl is required"],
  ["no name", `<Application><ServiceType>Voice-V2</ServiceType>${initiated}</Application>`, "AppName"],
  ["a URL that is none", voice("<CallInitiatedCallbackUrl>here</CallInitiatedCallbackUrl>"), "valid URL"],
  [
    "a method that is none",
    voice(initiated, "<CallInitiatedMethod>PUT</CallInitiatedMethod>"),
    "GET or POST",
  ],
  ["a type that is none", "<Application><ServiceType>Fax</ServiceType></Application>", "ServiceType"],
  ["a wrong root", "<App/>", "expected Application"],
  ["not XML", "<Application>", "not XML"],
  ["an entity", '<!DOCTYPE a [<!ENTITY b "c">]><Application>&b;</Application>', "document type"],
])("refused is %s", async (_, xml, words) => {
  const sim = await simulator();
  const answer = await dashboard(sim, path, { xml });
  expect(answer.status).toBe(400);
  expect(answer.text).toContain(words);
  expect((await dashboard(sim, path)).text).toContain("<ApplicationList/>");
});

test("PATCH keeps what is not sent, PUT forgets it, and neither changes the type", async () => {
  const sim = await simulator();
  const id = idIn((await dashboard(sim, path, { xml: voice(initiated, creds) })).text);
  const one = `${path}/${id}`;
  const patch = (xml: string) => dashboard(sim, one, { method: "PATCH", xml });
  expect((await patch("<Application><AppName>new</AppName></Application>")).text).toMatch(/new.*<UserId>u/);
  expect((await patch("<Application><CallbackCreds/></Application>")).text).not.toContain("UserId");
  expect((await patch(`<Application>${inbound}</Application>`)).text).toContain("12962");
  expect((await patch("<Application><ServiceType>Messaging-V2</ServiceType></Application>")).status).toBe(
    400,
  );
  await patch(`<Application>${creds}</Application>`);
  const replaced = await dashboard(sim, one, { method: "PUT", xml: voice(initiated) });
  expect(replaced.text).not.toContain("UserId");
  expect(replaced.text).toContain("My &lt;app&gt;");
  expect((await dashboard(sim, one, { method: "DELETE" })).status).toBe(200);
  const gone = await dashboard(sim, one);
  expect(gone).toMatchObject({ status: 404, text: expect.stringContaining("<ErrorCode>13629</ErrorCode>") });
});

test("a foreign account, a missing role, a missing feature", async () => {
  const sim = await simulator({ roles: ["HTTP Application Management"] });
  const auth = `Bearer ${await tokenOf(sim)}`;
  expect((await dashboard(sim, "/accounts/1/applications", { auth })).text).toContain("12103");
  expect(await dashboard(sim, path, { auth, xml: voice(initiated) })).toMatchObject({
    status: 409,
    text: expect.stringContaining("<Description>HTTP voice feature is required</Description>"),
  });
  expect((await dashboard(sim, path, { auth, xml: messaging(inbound) })).status).toBe(201);
  expect((await dashboard(sim, `${accountPath}/sites`, { auth })).status).toBe(403);
});

test("only XML is taken and given, and only with credentials", async () => {
  const sim = await simulator();
  expect((await send(sim, `/api/v2${path}`, { json: {} })).status).toBe(415);
  expect((await dashboard(sim, path, { headers: { accept: "application/json" } })).status).toBe(406);
  expect((await dashboard(sim, path, { headers: { accept: "application/xml, */*;q=0.8" } })).status).toBe(
    200,
  );
  const refused = await dashboard(sim, path, { auth: "" });
  expect(refused).toMatchObject({ status: 401, text: expect.stringContaining("<Description>") });
});

test("a voice application of the dashboard gets inbound calls and is one that createCall knows", async () => {
  const sim = await simulator();
  const server = await customer({
    "/in": () => ({ status: 200, type: "application/xml", body: "<Response><Hangup/></Response>" }),
  });
  const url = `<CallInitiatedCallbackUrl>${server.url}/in</CallInitiatedCallbackUrl>`;
  const status = `<CallStatusCallbackUrl>${server.url}/status</CallStatusCallbackUrl>`;
  const id = idIn((await dashboard(sim, path, { xml: voice(url, creds, status) })).text);
  await sim.waitForCall(sim.placeCall({ from: "+19195550199", to: "+19195550100" }));
  expect(server.seen.map(({ path: at }) => at)).toEqual(["/in", "/status"]);
  expect(server.seen[0]?.headers.authorization).toBe(`Basic ${Buffer.from("u:secret").toString("base64")}`);
  await expect(call(sim, server.url)).rejects.toThrow("is not a voice application");
  await call(sim, server.url, { applicationId: id });
});

test("messages of a messaging application vanish until it is linked to a location", async () => {
  const sim = await simulator();
  const server = await customer({});
  const urls = ["Inbound", "Outbound"].map(
    (name) => `<${name}CallbackUrl>${server.url}/${name}</${name}CallbackUrl>`,
  );
  const types =
    "<RequestedCallbackTypes><CallbackType>message-failed</CallbackType></RequestedCallbackTypes>";
  const applicationId = idIn((await dashboard(sim, path, { xml: messaging(...urls, types) })).text);
  const text = (to: string) =>
    send(sim, `/api/v2/users/${account}/messages`, {
      json: { from: "+19195550100", to: [to], text: "x", applicationId },
    });
  expect((await text("+19195554476")).status).toBe(202);
  await sim.waitForIdle();
  expect(server.seen).toEqual([]);

  const settings = `${accountPath}/sites/1001/sippeers/500001/products/messaging/applicationSettings`;
  const link = `<ApplicationsSettings><HttpMessagingV2AppId>${applicationId}</HttpMessagingV2AppId></ApplicationsSettings>`;
  expect((await dashboard(sim, settings, { method: "PUT", xml: link })).status).toBe(200);
  await text("+19195554476");
  await text("+19195550101");
  sim.sendText({ from: "+19195550101", to: "+19195550100", text: "hi" });
  await sim.waitForIdle();
  await until(() => server.seen.length === 2);
  // Delivered messages are not reported: only failures were asked for.
  expect(server.seen.map(({ path: at }) => at).sort()).toEqual(["/Inbound", "/Outbound"]);
});
