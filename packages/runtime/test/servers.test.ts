import { afterEach, describe, expect, it } from "vitest";
import { callerFor, endAll, json, listen } from "./loopback.js";

afterEach(endAll);

const answering = () => listen((_, response) => json(response, 200, { ok: true }));

describe("variables of a server URL", () => {
  const servers = (url: string) => [
    { url: `${url}/{tenant}/{version}`, variables: { version: { default: "v1", enum: ["v1", "v2"] } } },
  ];

  it.each([
    [{ serverVariables: { tenant: "acme" } }, "/acme/v1/thing"],
    [{ environment: { JACKFIELD_SERVER_TENANT: "acme" } }, "/acme/v1/thing"],
    [
      { environment: { JACKFIELD_SERVER_TENANT: "one" }, serverVariables: { tenant: "two", version: "v2" } },
      "/two/v2/thing",
    ],
  ])("%j", async (options, path) => {
    const api = await answering();
    const { call } = callerFor({ url: "", api: { servers: servers(api.url) }, options });
    expect((await call("get")).isError).toBeUndefined();
    expect(api.asked[0]?.url).toBe(path);
  });

  it.each([
    [{}, 'needs a value for "tenant"', "--server-variable tenant=value, or set JACKFIELD_SERVER_TENANT"],
    [
      { serverVariables: { tenant: "a", version: "v3" } },
      "must be one of v1, v2",
      "JACKFIELD_SERVER_VERSION",
    ],
    [{ serverVariables: { tenant: "a?b" } }, "cannot be part of a URL", "tenant"],
    [{ serverVariables: { tenant: "@evil.invalid" } }, "cannot be part of a URL", "tenant"],
  ])("%j is refused before anything is sent", async (options, error, recovery) => {
    const api = await answering();
    const { call } = callerFor({ url: "", api: { servers: servers(api.url) }, options });
    expect((await call("get")).structuredContent).toMatchObject({
      code: "validation",
      error: expect.stringContaining(error),
      recovery: expect.stringContaining(recovery),
    });
    expect(api.asked).toEqual([]);
  });

  it.each(["https://{tenant}.example.invalid", "https://<tenant>.example.invalid", "{base-url}/v1"])(
    "%s has no value in its host",
    async (url) => {
      const { call } = callerFor({ url });
      expect((await call("get")).structuredContent).toMatchObject({
        code: "validation",
        error: expect.stringContaining("needs a value for"),
      });
    },
  );

  it("an empty default that the spec's choices lack is none", async () => {
    const variables = { region: { default: "", enum: ["eu", "us"] } };
    const api = { servers: [{ url: "https://api.invalid/{region}", variables }] };
    expect((await callerFor({ url: "", api }).call("get")).structuredContent).toMatchObject({
      code: "validation",
      error: expect.stringContaining('needs a value for "region"'),
    });
  });

  it.each([
    ["https://{tenant}.example.com/{v}", "/v2/thing"],
    ["{scheme}://{tenant}/{v}/", "/v2/thing"],
    ["https://{tenant}.example.com?x={v}", "/thing?x=v2"],
    ["https://api.example.com/{v}", "/v2/thing"],
  ])("a base URL takes the place of what %s leaves open in its origin", async (url, path) => {
    const api = await answering();
    const servers = [{ url, variables: { v: { default: "v2" } } }];
    const { call } = callerFor({ url: "", api: { servers }, options: { baseUrl: api.url } });
    expect((await call("get")).isError).toBeUndefined();
    expect(api.asked[0]?.url).toBe(path);
  });

  it.each(["ws://socket.invalid", "/relative", "{open}/x"])(
    "%s is no server where there is another",
    async (url) => {
      const api = await answering();
      const servers = [{ url }, { url: `${api.url}/second` }, { url: `${api.url}/third` }];
      const schemes = {
        key: { type: "apiKey", in: "header", name: "X-Key", variables: { key: "EX_KEY" } },
      } as const;
      const options = { environment: { EX_KEY: "key-canary" } };
      const { call } = callerFor({ url: "", api: { servers, security: [{ key: [] }], schemes }, options });
      expect((await call("get")).isError).toBeUndefined();
      expect(api.asked.map(({ url, headers }) => [url, headers["x-key"]])).toEqual([
        ["/second/thing", "key-canary"],
      ]);
      const own = callerFor({ url: "https://api.invalid", request: { servers } });
      expect((await own.call("get")).isError).toBeUndefined();
      expect(api.asked[1]?.url).toBe("/second/thing");
    },
  );

  it("an empty default is a value", async () => {
    const api = await answering();
    const variables = { base: { default: "" } };
    const { call } = callerFor({ url: "", api: { servers: [{ url: `${api.url}{base}`, variables }] } });
    expect((await call("get")).isError).toBeUndefined();
    expect(api.asked[0]?.url).toBe("/thing");
  });
});

describe("the query of a server URL goes along", () => {
  it.each([
    ["/v1?api-version=2024", {}, "/v1/thing?api-version=2024"],
    ["/v1?api-version=2024", { q: "a" }, "/v1/thing?q=a&api-version=2024"],
    ["?a=1&b=2", {}, "/thing?a=1&b=2"],
    ["/v1?q=default&x=1", { q: "mine" }, "/v1/thing?q=mine&x=1"],
  ])("%s %j", async (end, args, path) => {
    const api = await answering();
    const { call } = callerFor({ url: `${api.url}${end}` });
    expect((await call("get", args)).isError).toBeUndefined();
    expect(api.asked[0]?.url).toBe(path);
  });
});

describe("credentials go only to hosts that an operator can see", () => {
  const schemes = {
    key: { type: "apiKey", in: "header", name: "X-Key", variables: { key: "EX_KEY" } },
  } as const;
  const environment = { EX_KEY: "key-canary" };
  const at = (main: string, own: string, options = {}) =>
    callerFor({
      url: main,
      api: { security: [{ key: [] }], schemes },
      request: { servers: [{ url: own }] },
      options: { environment, ...options },
    });

  it.each([
    [
      "another site",
      "https://api.example.com",
      "https://evil.invalid/v1",
      "evil.invalid is not one of the API's own hosts",
    ],
    [
      "another tenant of one platform",
      "https://victim.herokuapp.com",
      "https://evil.herokuapp.com",
      "evil.herokuapp.com is not one",
    ],
    ["a bare address", "https://api.example.com", "http://127.0.0.1:9", "127.0.0.1 is not one"],
    [
      "the same site over plain http",
      "https://api.example.invalid",
      "http://up.example.invalid",
      "is asked over plain http",
    ],
  ])("%s gets none", async (_, main, own, error) => {
    expect((await at(main, own).call("get")).structuredContent).toMatchObject({
      code: "auth",
      error: expect.stringContaining(error),
      recovery: expect.stringContaining(`--allow-host ${new URL(own).hostname}`),
    });
  });

  it("the operator may allow it, and a base URL replaces it", async () => {
    const api = await answering();
    const { call } = at("https://api.example.com", api.url, { credentials: { allowedHosts: ["127.0.0.1"] } });
    expect((await call("get")).isError).toBeUndefined();
    const moved = at("https://api.example.com", "https://evil.invalid", { baseUrl: api.url });
    expect((await moved.call("get")).isError).toBeUndefined();
    expect(api.asked.map(({ headers }) => headers["x-key"])).toEqual(["key-canary", "key-canary"]);
  });

  it("without credentials it is called as any other", async () => {
    const api = await answering();
    const { call } = callerFor({ url: "https://api.example.com", request: { servers: [{ url: api.url }] } });
    expect((await call("get")).isError).toBeUndefined();
    const headers = { credentials: { headerVariables: { "X-Key": "EX_KEY" } } };
    const named = callerFor({
      url: "https://api.example.com",
      request: { servers: [{ url: api.url }] },
      options: { environment, ...headers },
    });
    expect((await named.call("get")).structuredContent).toMatchObject({ code: "auth" });
    expect(api.asked).toHaveLength(1);
  });

  it("one more entry among the servers does not make a token endpoint the API's own", async () => {
    const { call } = callerFor({
      url: "",
      api: {
        servers: [{ url: "https://api.example.com" }, { url: "https://evil.invalid" }],
        security: [{ oauth: [] }],
        schemes: {
          oauth: {
            type: "oauth2",
            grants: [
              {
                type: "clientCredentials",
                endpoint: { tokenUrl: "https://token.evil.invalid/t" },
                variables: { clientId: "EX_ID", clientSecret: "EX_SECRET" },
              },
            ],
            variables: { token: "EX_TOKEN" },
          },
        },
      },
      options: { environment: { EX_ID: "me", EX_SECRET: "secret-canary" } },
    });
    expect((await call("get")).structuredContent).toMatchObject({
      recovery: expect.stringContaining("--allow-token-host token.evil.invalid"),
    });
  });
});
