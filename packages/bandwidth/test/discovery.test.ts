import { startSimulator } from "@jackfield/bandwidth-simulator";
import { describe, expect, onTestFinished, test } from "vitest";
import { startServer } from "./bandwidth-mcp.js";
import { succeed, type Value, variablesFor, withSimulator } from "./with-simulator.js";

const [from, to] = ["+19195550100", "+19195550101"];

describe("listPhoneNumbers", () => {
  const numbers = ["+19195550100", "+19195550101", "+19195550102", "+442071838750"];

  test("gives E.164, the total and the next page, to the last one", async () => {
    const { server } = await withSimulator({ options: { numbers } });
    const first = await succeed(server, "listPhoneNumbers", { size: 3 });
    expect(first).toMatchObject({
      total: 4,
      numbers: [{ number: numbers[0], status: "Inservice" }, { number: numbers[1] }, { number: numbers[2] }],
    });
    const last = await succeed(server, "listPhoneNumbers", { size: 3, page: first.next });
    expect(last).toEqual({ total: 4, numbers: [expect.objectContaining({ number: numbers[3] })] });
    expect(await succeed(server, "listPhoneNumbers", { status: "Aging" })).toEqual({ total: 0, numbers: [] });
  });

  test("falls back to the older listing without the role, and keeps total and pages", async () => {
    const { server } = await withSimulator({ options: { numbers, roles: ["HttpVoice"] } });
    const first = await succeed(server, "listPhoneNumbers", { size: 2 });
    expect(first).toMatchObject({ total: 4, numbers: [{ number: numbers[0] }, { number: numbers[1] }] });
    const rest = await succeed(server, "listPhoneNumbers", { size: 2, page: first.next });
    expect(rest.numbers).toMatchObject([{ number: numbers[2] }, { number: numbers[3] }]);
    // The older listing knows numbers in service only.
    expect(await server.call("listPhoneNumbers", { status: "Aging" })).toMatchObject({
      isError: true,
      value: { code: "feature_limit", status: 403 },
    });
  });
});

describe("a messaging application", () => {
  test("is created, found wanting, linked and configured, until a message arrives and is reported", async () => {
    const { server } = await withSimulator({ args: ["--events-port", "0"] });
    const created = await succeed(server, "createApplication", {
      name: "Texts & <more>",
      serviceType: "Messaging-V2",
    });
    const { applicationId } = created;
    expect(created.application).toMatchObject({
      AppName: "Texts & <more>",
      InboundCallbackUrl: expect.stringMatching(/\/webhooks\/g[\w.-]{40,}\/messages$/),
      OutboundCallbackUrl: expect.stringMatching(/\/messages$/),
      InboundCallbackCreds: { UserId: expect.stringMatching(/^webhooks-/) },
    });

    const before = await succeed(server, "preflightMessage", { from, applicationId });
    expect(before).toMatchObject({ verdict: "not ready", sender: "10DLC number" });
    expect(before.problems).toEqual([
      expect.stringContaining("linkApplication"),
      expect.stringContaining("4476"),
    ]);

    const link = await succeed(server, "linkApplication", { applicationId });
    expect(link).toMatchObject({ linked: true, applicationId });
    expect(await succeed(server, "linkApplication", { applicationId })).toMatchObject({
      note: "It was linked already.",
    });
    const configured = await succeed(server, "configureCallbacks", {
      applicationId,
      types: ["message-failed", "message-delivered"],
    });
    expect(configured).toMatchObject({
      configured: true,
      application: { RequestedCallbackTypes: ["message-failed", "message-delivered"] },
    });

    const { id } = await succeed(server, "createMessage", { from, to: [to], text: "hi", applicationId });
    const wanted = { messageId: id, waitSeconds: 10 };
    expect(await succeed(server, "getCallbackEvents", wanted)).toMatchObject({
      events: [{ name: "message-delivered" }],
    });
  });

  test("takes the place of another one only when that is asked for", async () => {
    const { server } = await withSimulator();
    const create = async (name: string) => {
      const given = { name, serviceType: "Messaging-V2", inboundUrl: "https://texts.example.com/in" };
      return String((await succeed(server, "createApplication", given)).applicationId);
    };
    const [first, second] = [await create("first"), await create("second")];
    await succeed(server, "linkApplication", { applicationId: first });
    const refused = await server.call("linkApplication", { applicationId: second });
    expect(refused).toMatchObject({ isError: true, value: { code: "conflict" } });
    expect(refused.value.error).toContain(first);
    expect(await succeed(server, "linkApplication", { applicationId: second, replace: true })).toMatchObject({
      linked: true,
    });
    const elsewhere = await server.call("linkApplication", { applicationId: second, siteId: "none" });
    expect(elsewhere).toMatchObject({ isError: true, value: { code: "validation" } });
    expect(elsewhere.value.details).toMatchObject([{ Id: expect.any(String) }]);
  });
});

describe("a voice application", () => {
  test("gets the fields of its kind only, and keeps what is not changed", async () => {
    const { simulator, server } = await withSimulator({ args: ["--events-port", "0"] });
    const created = await succeed(server, "createApplication", {
      name: "calls",
      serviceType: "Voice-V2",
      inboundUrl: "https://calls.example.com/in",
      username: "me",
      password: "a secret of ours",
    });
    expect(JSON.stringify(created)).not.toContain("a secret of ours");
    const { applicationId } = created;
    const changed = await succeed(server, "configureCallbacks", {
      applicationId,
      baseUrl: "https://mcp.example.com/",
    });
    expect(changed.application).toMatchObject({
      AppName: "calls",
      CallInitiatedCallbackUrl: expect.stringMatching(
        /^https:\/\/mcp\.example\.com\/webhooks\/g[^/]+\/voice$/,
      ),
      CallStatusCallbackUrl: expect.stringMatching(/\/voice$/),
      CallbackCreds: { UserId: expect.stringMatching(/^webhooks-/) },
    });
    expect(JSON.stringify(changed)).not.toContain("Password");
    const methods = simulator.requests.filter(({ path }) => path.endsWith(`/applications/${applicationId}`));
    expect(methods.map(({ method }) => method)).toEqual(["GET", "PATCH", "GET"]);
    expect(await server.call("linkApplication", { applicationId })).toMatchObject({
      isError: true,
      value: { code: "validation" },
    });
    expect(await succeed(server, "preflightMessage", { from, applicationId })).toMatchObject({
      problems: expect.arrayContaining([expect.stringContaining("not for messages")]),
    });
  });

  test("needs a URL from somewhere", async () => {
    const { simulator, server } = await withSimulator();
    const refused = await server.call("createApplication", { name: "calls", serviceType: "Voice-V2" });
    expect(refused).toMatchObject({ isError: true, value: { code: "validation" } });
    expect(refused.value.recovery).toContain("--events-port");
    expect(simulator.requests).toEqual([]);
    expect(await server.call("configureCallbacks", { applicationId: "none" })).toMatchObject({
      isError: true,
      value: { code: "not_found" },
    });
  });

  test("whose change does not hold is reported, not believed", async () => {
    let patched = false;
    const { server } = await withSimulator({
      options: {
        intercept: ({ method }) => {
          if (method !== "PATCH") return undefined;
          patched = true;
          return { status: 200 };
        },
      },
    });
    const given = { name: "calls", serviceType: "Voice-V2", inboundUrl: "https://calls.example.com/in" };
    const { applicationId } = await succeed(server, "createApplication", given);
    const result = await server.call("configureCallbacks", {
      applicationId,
      inboundUrl: "https://mcp.example.com/in",
    });
    expect(patched).toBe(true);
    expect(result).toMatchObject({ isError: true, value: { code: "conflict" } });
    expect(result.value.error).toContain("CallInitiatedCallbackUrl");
  });
});

describe("preflightMessage", () => {
  const texts = { id: "texts", kind: "messaging" as const, callbackUrl: "https://texts.test/events" };

  test("says what kind of sender it is, and what carriers want of it", async () => {
    const { server } = await withSimulator({ options: { applications: [texts] } });
    const applicationId = "texts";
    expect(await succeed(server, "preflightMessage", { from: "12345", applicationId })).toMatchObject({
      sender: "short code",
      problems: expect.arrayContaining([expect.stringContaining("not a short code of the account")]),
    });
    expect(await succeed(server, "preflightMessage", { from: "+18335550100", applicationId })).toMatchObject({
      sender: "toll-free number",
      problems: expect.arrayContaining([expect.stringContaining("never submitted for verification")]),
    });
    expect(await succeed(server, "preflightMessage", { from: "+442071838750", applicationId })).toMatchObject(
      {
        sender: "other",
      },
    );
  });

  test("has doubts, not objections, when the API is in trouble", async () => {
    const { server } = await withSimulator({
      options: {
        applications: [texts],
        intercept: ({ path }) => (path.includes("/oauth2/") ? undefined : { status: 500 }),
      },
    });
    const result = await succeed(server, "preflightMessage", { from, applicationId: "texts" });
    expect(result).toMatchObject({ verdict: "probably ready", problems: [] });
    expect(result.doubts).toHaveLength(3);
  });
});

test("numbers are neither bought nor given back unless a person agrees", async () => {
  const { simulator, server } = await withSimulator({ args: ["--profile", "numbers"] });
  const numbers = { TelephoneNumberList: ["9195550100"] };
  const order = { SiteId: "1", ExistingTelephoneNumberOrderType: numbers };
  const refused = { isError: true, value: { code: "confirmation_required" } };
  expect(await server.call("orderPhoneNumbers", order)).toMatchObject(refused);
  const disconnect = { DisconnectTelephoneNumberOrderType: numbers };
  expect(await server.call("disconnectPhoneNumbers", disconnect)).toMatchObject(refused);
  expect(simulator.requests).toEqual([]);
});

test("a person hears how many numbers, which and where to before an order; a wrong order asks nobody", async () => {
  const simulator = await startSimulator({ speed: 100 });
  onTestFinished(() => simulator.close());
  const args = ["--profile", "numbers"];
  const server = await startServer(args, variablesFor(simulator), { capabilities: { elicitation: {} } });
  onTestFinished(() => server.close());
  const questions: string[] = [];
  server.client.setRequestHandler("elicitation/create", async ({ params }) => {
    questions.push(params.message);
    return { action: "accept", content: { confirm: true } };
  });
  const wrong = {
    SiteId: " ",
    ExistingTelephoneNumberOrderType: { TelephoneNumberList: ["415", "4155550150", "+14155550150"] },
    AreaCodeSearchAndOrderType: { AreaCode: "0", Quantity: 2 },
  };
  const refused = await server.call("orderPhoneNumbers", wrong);
  expect(refused).toMatchObject({ isError: true, value: { code: "validation" } });
  expect((refused.value.details as readonly Value[]).map(({ path }) => path)).toEqual([
    "/SiteId",
    "",
    "/ExistingTelephoneNumberOrderType/TelephoneNumberList/0",
    "/ExistingTelephoneNumberOrderType/TelephoneNumberList/2",
    "/AreaCodeSearchAndOrderType/AreaCode",
  ]);
  expect([questions, simulator.requests]).toEqual([[], []]);
  const order = {
    SiteId: "1001",
    ExistingTelephoneNumberOrderType: { TelephoneNumberList: ["4155550150", "4155550151"] },
  };
  expect(await server.call("orderPhoneNumbers", order)).toMatchObject({ isError: false });
  expect(questions).toEqual([
    expect.stringContaining(
      "Buys 2 phone numbers: +14155550150, +14155550151. To: site 1001, its default location. Each is billed from now on",
    ),
  ]);
  expect(questions[0]).toContain("It costs money.");
});
