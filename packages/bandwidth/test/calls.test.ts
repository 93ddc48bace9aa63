import { describe, expect, onTestFinished, test } from "vitest";
import { type Bandwidth, basic, json, type Recorded, type Reply, startBandwidth } from "./bandwidth.js";
import { type Connection, connect, type Variables } from "./bandwidth-mcp.js";

const secret = "canary-secret-4711";
const client = { BW_CLIENT_ID: "client", BW_CLIENT_SECRET: secret };

type Setting = {
  readonly claims?: Readonly<Record<string, unknown>>;
  readonly variables?: Variables;
  readonly answer?: (call: Recorded, bandwidth: Bandwidth) => Reply;
};

const start = async (setting: Setting): Promise<{ bandwidth: Bandwidth; server: Connection }> => {
  const { claims = { accounts: ["1"] }, variables = client, answer = () => json(200, {}) } = setting;
  const bandwidth: Bandwidth = await startBandwidth(claims, (call) => answer(call, bandwidth));
  onTestFinished(() => bandwidth.close());
  return {
    bandwidth,
    server: await connect(["--profile", "full", "--mode", "all"], { ...bandwidth.variables, ...variables }),
  };
};

const answering = (reply: Reply) => start({ answer: () => reply });

describe("credentials", () => {
  test("without any, the tools are listed and a call names the variables", async () => {
    const { bandwidth, server } = await start({ variables: {} });
    expect(await server.tools()).toContain("createCall");
    const result = await server.call("listCalls");
    expect(result).toMatchObject({ isError: true, value: { code: "auth" } });
    expect(result.value.recovery).toContain("BW_CLIENT_ID");
    expect(result.value.recovery).toContain("BW_CLIENT_SECRET");
    expect([...bandwidth.calls, ...bandwidth.tokenRequests]).toEqual([]);
  });

  test("Basic alone is enough where the account is named", async () => {
    const variables = { BW_USERNAME: "user", BW_PASSWORD: "password", BW_ACCOUNT_ID: "7" };
    const { bandwidth, server } = await start({ variables });
    expect(await server.call("listCalls")).toMatchObject({ isError: false });
    expect(bandwidth.calls[0]).toMatchObject({
      target: "/api/v2/accounts/7/calls",
      headers: { authorization: basic("user", "password") },
    });
    expect(bandwidth.tokenRequests).toEqual([]);
  });

  test("a refused token is replaced once, and the call repeated", async () => {
    const { bandwidth, server } = await start({
      answer: ({ headers }, { tokens }) =>
        headers.authorization === `Bearer ${tokens[1]}` ? json(201, { callId: "c-1" }) : json(401, {}),
    });
    const call = { to: "+1", from: "+2", applicationId: "a", answerUrl: "https://example.com" };
    expect(await server.call("createCall", call)).toMatchObject({ isError: false, value: { callId: "c-1" } });
    expect(bandwidth.tokens).toHaveLength(2);
    expect(bandwidth.calls).toHaveLength(2);
    await server.call("createCall", call);
    expect(bandwidth.tokens).toHaveLength(2);
  });

  test("a token that stays refused is an auth error, after two tries", async () => {
    const { bandwidth, server } = await answering(json(401, { description: "no" }));
    expect(await server.call("listCalls")).toMatchObject({
      isError: true,
      value: { code: "auth", status: 401 },
    });
    expect(bandwidth.calls).toHaveLength(2);
  });
});

describe("the account", () => {
  test("one that the credential does not have is refused, and nothing is sent", async () => {
    const { bandwidth, server } = await start({
      claims: { accounts: ["1", "2"] },
      variables: { ...client, BW_ACCOUNT_ID: "1" },
    });
    const result = await server.call("listCalls", { accountId: "3" });
    expect(result).toMatchObject({ isError: true, value: { code: "validation" } });
    expect(result.value.error).toContain("(1, 2)");
    expect(bandwidth.calls).toEqual([]);
    expect(await server.call("listCalls", { accountId: "2" })).toMatchObject({ isError: false });
    expect(await server.call("listCalls")).toMatchObject({ isError: false });
    expect(bandwidth.calls.map(({ target }) => target)).toEqual([
      "/api/v2/accounts/2/calls",
      "/api/v2/accounts/1/calls",
    ]);
  });

  test("several and none chosen is an auth error that names them; the caller may choose", async () => {
    const { bandwidth, server } = await start({ claims: { accounts: ["1", "2"] } });
    const result = await server.call("listMessages");
    expect(result).toMatchObject({ isError: true, value: { code: "auth" } });
    expect(result.value.error).toContain("1, 2");
    expect(result.value.recovery).toContain("BW_ACCOUNT_ID");
    expect(bandwidth.calls).toEqual([]);
    expect(await server.call("listMessages", { accountId: "2" })).toMatchObject({ isError: false });
  });

  test("a chosen one that the credential does not have is an auth error", async () => {
    const { bandwidth, server } = await start({ variables: { ...client, BW_ACCOUNT_ID: "9" } });
    expect(await server.call("listCalls")).toMatchObject({ isError: true, value: { code: "auth" } });
    expect(bandwidth.calls).toEqual([]);
  });
});

describe("what the API refuses", () => {
  test("403 is a limit of the account, not a matter of logging in again", async () => {
    const { server } = await answering(json(403, { type: "forbidden", description: "no access" }));
    const result = await server.call("createSyncLookup", { phoneNumbers: ["+19195550100"] });
    expect(result).toMatchObject({
      isError: true,
      value: { code: "feature_limit", status: 403, details: { description: "no access" } },
    });
    expect(result.value.recovery).toContain("role");
  });

  test("403 for a Build account says where to upgrade", async () => {
    const { server } = await start({
      claims: { accounts: ["1"], express: true },
      answer: () => ({ status: 403 }),
    });
    const result = await server.call("listMessages");
    expect(result).toMatchObject({ isError: true, value: { code: "feature_limit" } });
    expect(result.value.recovery).toContain("Build");
  });

  test("404 of a call says that it may only be too early", async () => {
    const { server } = await answering(
      json(404, { type: "not-found", description: "Call c-1 was not found" }),
    );
    const result = await server.call("getCallState", { callId: "c-1" });
    expect(result).toMatchObject({ isError: true, value: { code: "not_found", status: 404 } });
    expect(result.value.recovery).toContain("wait two seconds");
  });

  test("404 of something else does not speak of waiting", async () => {
    const { server } = await answering(json(404, { description: "not found" }));
    const result = await server.call("getMedia", { mediaId: "a" });
    expect(result).toMatchObject({ isError: true, value: { code: "not_found" } });
    expect(result.value.recovery).not.toContain("two seconds");
  });

  test("400 gives the API's own words", async () => {
    const { server } = await answering(
      json(400, { type: "validation", description: "'from' is not a number of yours" }),
    );
    expect(await server.call("listCalls")).toMatchObject({
      isError: true,
      value: { code: "validation", details: { description: "'from' is not a number of yours" } },
    });
  });
});

test("no secret is told, whatever the API sends back", async () => {
  const password = "canary-password-4711";
  const { bandwidth, server } = await start({
    variables: { ...client, BW_USERNAME: "user", BW_PASSWORD: password },
    answer: ({ headers, target }) =>
      json(target.includes("calls") ? 400 : 200, { echo: headers, secret, password }),
  });
  const results = [
    await server.call("listCalls"),
    await server.call("listMessages"),
    await server.call("verifyCode", { to: "+19195550100", code: "1234", expirationTimeInMinutes: 3 }),
    await server.call("listCalls", { accountId: secret }),
  ];
  const told = results.map(({ text }) => text).join("\n") + server.log();
  expect(told).toContain("***");
  const pair = (user: string, word: string) => basic(user, word).slice("Basic ".length);
  const secrets = [secret, password, ...bandwidth.tokens, pair("client", secret), pair("user", password)];
  expect(secrets.filter((each) => told.includes(each))).toEqual([]);
});
