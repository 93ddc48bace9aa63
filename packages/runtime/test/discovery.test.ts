import type { SecurityScheme } from "@jackfield/contract";
import { afterEach, describe, expect, it } from "vitest";
import { type Answer, callerFor, endAll, json, listen } from "./loopback.js";
import { type OAuthOptions, startOAuth, values } from "./oauth-server.js";

afterEach(endAll);

const wellKnown = "/.well-known/openid-configuration";

const schemeAt = (discoveryUrl: string): SecurityScheme => ({
  type: "oauth2",
  grants: [
    {
      type: "clientCredentials",
      endpoint: { discoveryUrl },
      variables: { clientId: "EX_ID", clientSecret: "EX_SECRET" },
    },
  ],
  variables: { token: "EX_TOKEN" },
});

const setUp = async (options: OAuthOptions = {}, discovery?: string, credentials = {}) => {
  const server = await startOAuth(options);
  const caller = callerFor({
    url: server.url,
    api: { security: [{ id: [] }], schemes: { id: schemeAt(discovery ?? `${server.url}${wellKnown}`) } },
    options: { environment: values, credentials },
  });
  return { ...server, ...caller };
};

describe("OpenID Connect discovery", () => {
  it("is read with the first call, once for 200 of them", async () => {
    const { call, state } = await setUp();
    expect(state.metadataReads).toBe(0);
    const results = await Promise.all(Array.from({ length: 200 }, () => call("get")));
    expect(results.filter(({ isError }) => isError)).toEqual([]);
    expect([state.metadataReads, state.requests.length]).toEqual([1, 1]);
    expect(JSON.stringify(results)).not.toContain("canary");
  });

  it("may be relative to the API, and a ready token does without it", async () => {
    const relative = await setUp({}, wellKnown);
    expect((await relative.call("get")).isError).toBeUndefined();
    const server = await startOAuth();
    server.state.valid.add("ready-canary");
    const { call } = callerFor({
      url: server.url,
      api: { security: [{ id: [] }], schemes: { id: schemeAt("https://nowhere.invalid/") } },
      options: { environment: { EX_TOKEN: "ready-canary" } },
    });
    expect((await call("get")).isError).toBeUndefined();
    expect(server.state.metadataReads).toBe(0);
  });

  it("says where the secret of the client goes", async () => {
    const body = await setUp({ metadata: { token_endpoint_auth_methods_supported: ["client_secret_post"] } });
    expect((await body.call("get")).isError).toBeUndefined();
    expect(body.state.requests[0]).toEqual({
      grant_type: "client_credentials",
      client_id: values.EX_ID,
      client_secret: values.EX_SECRET,
    });
  });

  it.each<[string, Record<string, unknown>]>([
    ["its issuer differs from the discovery URL", { issuer: "https://other.example.com" }],
    ["its issuer differs from the discovery URL", { issuer: undefined }],
    ["it names no token_endpoint", { token_endpoint: undefined }],
    ["it names no token_endpoint", { token_endpoint: "/relative" }],
    ["it is larger than 262144 bytes", { filler: "x".repeat(300_000) }],
  ])("is refused when %s", async (why, metadata) => {
    const { call, state } = await setUp({ metadata });
    expect((await call("get")).structuredContent).toMatchObject({
      code: "auth",
      error: expect.stringContaining(why),
      recovery: expect.stringContaining("EX_TOKEN"),
    });
    expect(state.requests).toEqual([]);
  });

  it("gives a token endpoint on a foreign host no secret, unless the operator allows it", async () => {
    const metadata = { token_endpoint: "https://login.invalid/token" };
    const { call } = await setUp({ metadata });
    expect((await call("get")).structuredContent).toMatchObject({
      recovery: expect.stringContaining("--allow-token-host login.invalid"),
    });
    const allowed = await setUp({ metadata }, undefined, { allowedTokenHosts: ["login.invalid"] });
    expect((await allowed.call("get")).structuredContent).toMatchObject({
      error: expect.stringContaining("login.invalid: it cannot be reached"),
    });
  });

  it("follows a base URL together with the endpoint that it names", async () => {
    const own = "https://api.example.com";
    const metadata = { issuer: own, token_endpoint: `${own}/token` };
    const server = await startOAuth({ metadata });
    const { call } = callerFor({
      url: own,
      api: { security: [{ id: [] }], schemes: { id: schemeAt(`${own}${wellKnown}`) } },
      options: { environment: values, baseUrl: server.url },
    });
    expect((await call("get")).isError).toBeUndefined();
    expect(server.asked.map(({ url }) => url)).toEqual([wellKnown, "/token", "/thing"]);
  });

  it.each([
    ["http://api.example.com/x", "must be https"],
    ["https://169.254.169.254/x", "is a reserved address"],
    ["https://[::ffff:169.254.169.254]/x", "is a reserved address"],
    ["file:///etc/passwd", "must be https"],
  ])("asks nothing at %s", async (address, why) => {
    const { call } = await setUp({}, address);
    expect((await call("get")).structuredContent).toMatchObject({ error: expect.stringContaining(why) });
  });

  it("reads no internal address for an API that is outside", async () => {
    const server = await startOAuth();
    const { call } = callerFor({
      url: "https://93.184.216.34",
      api: { security: [{ id: [] }], schemes: { id: schemeAt(`${server.url}${wellKnown}`) } },
      options: { environment: values },
    });
    expect((await call("get")).structuredContent).toMatchObject({
      error: expect.stringContaining("its address is internal"),
    });
    expect(server.asked).toEqual([]);
  });

  it.each<[string, Answer]>([
    ["it answered 404", (_, response) => json(response, 404, {})],
    ["it is not a JSON object", (_, response) => void response.end("<html>")],
    [
      "more than 5 in a row",
      (asked, response) => void response.writeHead(302, { location: asked.url }).end(),
    ],
    ["it cannot be reached", (_, response) => void response.destroy()],
  ])("that fails is said and not asked again at once: %s", async (why, answer) => {
    const broken = await listen(answer);
    const { call } = await setUp({}, `${broken.url}/x`);
    const first = await call("get");
    expect(first.structuredContent).toMatchObject({ code: "auth", error: expect.stringContaining(why) });
    const count = broken.asked.length;
    await call("get");
    expect(broken.asked.length).toBe(count);
  });
});
