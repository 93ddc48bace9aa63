import type { Api, SecurityScheme } from "@jackfield/contract";
import { afterEach, describe, expect, it } from "vitest";
import { type Answer, callerFor, endAll, json, listen } from "./loopback.js";

afterEach(endAll);

const schemes = {
  header: { type: "apiKey", in: "header", name: "X-Key", variables: { key: "EX_KEY" } },
  query: { type: "apiKey", in: "query", name: "api key", variables: { key: "EX_QUERY" } },
  cookie: { type: "apiKey", in: "cookie", name: "sid", variables: { key: "EX_COOKIE" } },
  basic: { type: "basic", variables: { username: "EX_USER", password: "EX_PASSWORD" } },
  bearer: { type: "bearer", variables: { token: "EX_TOKEN" } },
  odd: { type: "unsupported", reason: "mutual TLS" },
} as const satisfies Record<string, SecurityScheme>;

const echo: Answer = ({ url, headers }, response) =>
  json(response, 200, {
    url,
    key: headers["x-key"],
    cookie: headers.cookie,
    authorization: headers.authorization,
  });

const ask = async (security: Api["security"], environment: Record<string, string>, credentials = {}) => {
  const api = await listen(echo);
  const { call } = callerFor({
    url: api.url,
    api: { security, schemes },
    options: { environment, credentials },
  });
  const result = await call("get", { q: "1" });
  return { result, sent: api.asked[0], count: api.asked.length };
};

describe("security schemes", () => {
  it("go where they belong, all of one alternative together", async () => {
    const values = { EX_KEY: "key-canary", EX_QUERY: "a&b c-canary", EX_COOKIE: "cookie-canary" };
    const { sent, result } = await ask([{ header: [], query: [], cookie: [] }], values);
    expect(sent?.headers).toMatchObject({ "x-key": "key-canary", cookie: "sid=cookie-canary" });
    expect(sent?.url).toBe("/thing?q=1&api%20key=a%26b%20c-canary");
    expect(JSON.stringify(result)).not.toContain("canary");
  });

  it("are chosen in order among those that are set, the anonymous one last", async () => {
    const both = { EX_TOKEN: "token-canary", EX_KEY: "key-canary" };
    expect((await ask([{ header: [] }, { bearer: [] }], both)).sent?.headers.authorization).toBeUndefined();
    const token = { EX_TOKEN: "token-canary", EX_KEY: " " };
    expect((await ask([{ header: [] }, { bearer: [] }], token)).sent?.headers.authorization).toBe(
      "Bearer token-canary",
    );
    expect((await ask([{}, { bearer: [] }], token)).sent?.headers.authorization).toBe("Bearer token-canary");
    expect((await ask([{}, { bearer: [] }], {})).count).toBe(1);
  });

  it.each(["bearer token-canary", "Bearer  token-canary"])(
    "%s: the scheme is not said twice",
    async (value) => {
      const { sent, result } = await ask([{ bearer: [] }], { EX_TOKEN: value });
      expect(sent?.headers.authorization).toBe(value);
      expect(JSON.stringify(result)).not.toContain("canary");
    },
  );

  it("basic", async () => {
    const { sent, result } = await ask([{ basic: [] }], { EX_USER: "me", EX_PASSWORD: "pass-canary" });
    expect(sent?.headers.authorization).toBe(`Basic ${Buffer.from("me:pass-canary").toString("base64")}`);
    expect(JSON.stringify(result)).not.toContain(Buffer.from("me:pass-canary").toString("base64"));
  });

  it("that are missing are named before anything is sent", async () => {
    const { result, count } = await ask(
      [{ header: [], basic: [] }, { bearer: [] }, { odd: [] }, { gone: [] }],
      {},
    );
    expect(count).toBe(0);
    expect(result.structuredContent).toMatchObject({ code: "auth" });
    const recovery = String(result.structuredContent?.recovery);
    for (const said of ["EX_KEY together with EX_USER and EX_PASSWORD", "or EX_TOKEN", "mutual TLS"]) {
      expect(recovery).toContain(said);
    }
  });

  it("values that no header can carry are refused by the name of their variable", async () => {
    const { result, count } = await ask([{ header: [] }], { EX_KEY: "a\r\nb-canary" });
    expect(count).toBe(0);
    expect(result.structuredContent).toMatchObject({
      code: "auth",
      error: expect.stringContaining("EX_KEY"),
    });
    expect(JSON.stringify(result)).not.toContain("b-canary");
  });

  it("--no-auth sends none and misses none", async () => {
    const environment = { EX_KEY: "key-canary", JACKFIELD_AUTHORIZATION: "Bearer other-canary" };
    const { sent } = await ask([{ header: [] }], environment, { noAuth: true });
    expect([sent?.headers["x-key"], sent?.headers.authorization]).toEqual([undefined, undefined]);
  });

  it("JACKFIELD_AUTHORIZATION and --header-env serve where the spec is silent, and satisfy where it is not", async () => {
    const environment = { JACKFIELD_AUTHORIZATION: "token gh-canary", MINE: "mine-canary" };
    const credentials = { headerVariables: { "X-Mine": "MINE" } };
    for (const security of [[], [{ header: [] }]]) {
      const { sent, result } = await ask(security, environment, credentials);
      expect(sent?.headers).toMatchObject({ authorization: "token gh-canary", "x-mine": "mine-canary" });
      expect(JSON.stringify(result)).not.toContain("canary");
    }
  });
});

/** An API whose tokens come from its own /token, with the latest one valid. */
const tokenApi = async (expiresIn: unknown = 3600) => {
  let minted = 0;
  const state = { valid: "", tokenRequests: 0, refuse: false, refuseCalls: false };
  const api = await listen((asked, response) => {
    if (asked.url === "/token") {
      state.tokenRequests += 1;
      if (state.refuse)
        return json(response, 401, { error: "invalid_client", echo: asked.headers.authorization });
      minted += 1;
      state.valid = `token-canary-${minted}`;
      return json(response, 200, { access_token: state.valid, expires_in: expiresIn });
    }
    const good = !state.refuseCalls && asked.headers.authorization === `Bearer ${state.valid}`;
    json(response, good ? 200 : 401, { method: asked.method, echo: asked.headers.authorization });
  });
  const client = {
    type: "oauth2",
    grants: [
      {
        type: "clientCredentials",
        endpoint: { tokenUrl: `${api.url}/token` },
        variables: { clientId: "EX_ID", clientSecret: "EX_SECRET" },
      },
    ],
    variables: { token: "EX_ACCESS" },
  } as const satisfies SecurityScheme;
  const setup = { url: api.url, api: { security: [{ client: [] }], schemes: { client } } };
  const environment = { EX_ID: "me", EX_SECRET: "secret-canary" };
  return { api, state, setup, environment, client };
};

describe("client credentials", () => {
  it("1,000 calls at once: one token request", async () => {
    const { state, setup, environment } = await tokenApi();
    const { call } = callerFor({ ...setup, options: { environment } });
    const results = await Promise.all(Array.from({ length: 1000 }, () => call("get")));
    expect(results.every((result) => result.isError === undefined)).toBe(true);
    expect(state.tokenRequests).toBe(1);
    expect(JSON.stringify(results)).not.toContain("canary");
  });

  it.each(["get", "post"])("%s answered 401: one new token, one replay", async (name) => {
    const { api, state, setup, environment } = await tokenApi();
    const { call } = callerFor({ ...setup, options: { environment } });
    await call("get");
    state.valid = "revoked";
    expect((await call(name)).isError).toBeUndefined();
    expect([state.tokenRequests, api.asked.length]).toEqual([2, 5]);
  });

  it("no loop when every token is refused", async () => {
    const { api, state, setup, environment } = await tokenApi();
    state.refuseCalls = true;
    const { call } = callerFor({ ...setup, options: { environment } });
    expect((await call("get")).structuredContent).toMatchObject({ code: "auth", status: 401 });
    expect([state.tokenRequests, api.asked.length]).toEqual([2, 4]);
  });

  it("a ready token is used first and replaced when it is refused", async () => {
    const { state, setup, environment } = await tokenApi();
    const { call } = callerFor({
      ...setup,
      options: { environment: { ...environment, EX_ACCESS: "old-canary-token" } },
    });
    expect((await call("get")).isError).toBeUndefined();
    expect(state.tokenRequests).toBe(1);
    const alone = callerFor({ ...setup, options: { environment: { EX_ACCESS: "old-canary-token" } } });
    const refused = await alone.call("get");
    expect(refused.structuredContent).toMatchObject({ code: "auth", status: 401 });
    expect(JSON.stringify(refused)).not.toContain("canary");
  });

  it("a refused client is named by its settings; the secret shows nowhere", async () => {
    const { state, setup, environment } = await tokenApi();
    state.refuse = true;
    const { call, log } = callerFor({ ...setup, options: { environment } });
    const result = await call("get");
    expect(result.structuredContent).toMatchObject({
      code: "auth",
      recovery: expect.stringContaining("EX_ID and EX_SECRET"),
    });
    const shown = JSON.stringify([result, log]);
    for (const form of ["secret-canary", Buffer.from("me:secret-canary").toString("base64")]) {
      expect(shown).not.toContain(form);
    }
  });

  it("the secret does not go to a foreign token host unless the operator says so", async () => {
    const { setup, environment, client } = await tokenApi();
    const endpoint = { tokenUrl: "https://login.example.org/token" };
    const foreign = { ...client, grants: [{ ...client.grants[0], endpoint }] };
    const { call } = callerFor({
      ...setup,
      api: { ...setup.api, schemes: { client: foreign } },
      options: { environment },
    });
    expect((await call("get")).structuredContent).toMatchObject({
      code: "auth",
      recovery: expect.stringContaining("--allow-token-host login.example.org"),
    });
  });

  it("gives the extension a token, and binds what it finds", async () => {
    const { setup, environment } = await tokenApi();
    const seen: (string | undefined)[] = [];
    const { call } = callerFor({
      ...setup,
      request: { path: "/a/{q}", parameters: { q: { in: "path", bind: "account" } } },
      extension: {
        async context(credentials) {
          seen.push(await credentials.accessToken());
          return { account: { value: "55" } };
        },
      },
      options: { environment },
    });
    expect((await call("get")).isError).toBeUndefined();
    expect(seen).toEqual(["token-canary-1"]);
  });
});

describe("redirects", () => {
  const secure = (url: string) => ({
    url,
    api: { security: [{ header: [], bearer: [], cookie: [] }], schemes },
    options: { environment: { EX_KEY: "key-canary", EX_TOKEN: "token-canary", EX_COOKIE: "cookie-canary" } },
  });
  const to =
    (location: string, status = 302): Answer =>
    (asked, response) => {
      if (asked.url.startsWith("/thing")) response.writeHead(status, { location }).end();
      else echo(asked, response, 0);
    };

  it("keep the credentials on the same origin", async () => {
    const api = await listen(to("/new"));
    await callerFor(secure(api.url)).call("get");
    expect(api.asked[1]?.headers).toMatchObject({
      "x-key": "key-canary",
      authorization: "Bearer token-canary",
    });
  });

  it("drop the credentials on the way to another origin", async () => {
    const other = await listen(echo);
    const api = await listen(to(`${other.url}/new`));
    const result = await callerFor(secure(api.url)).call("get");
    expect(result.structuredContent).toEqual({ url: "/new" });
    const { headers } = other.asked[0] ?? {};
    expect([headers?.authorization, headers?.["x-key"], headers?.cookie]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
  });

  it("of a POST that ask for something else than a GET or the same again are refused", async () => {
    const api = await listen(to("/new", 303));
    expect((await callerFor(secure(api.url)).call("post")).isError).toBeUndefined();
    expect(api.asked[1]?.method).toBe("GET");
    const moved = await listen(to("/new", 302));
    expect((await callerFor(secure(moved.url)).call("post")).structuredContent).toMatchObject({
      code: "upstream",
      status: 302,
      details: { location: "/new" },
    });
    expect(moved.asked.length).toBe(1);
  });

  it.each([
    ["file:///etc/passwd", "it is not an http URL"],
    ["/thing", "more than 5 in a row"],
  ])("to %s are refused: %s", async (location, why) => {
    const api = await listen(to(location));
    const { structuredContent } = await callerFor(secure(api.url)).call("get");
    expect(structuredContent).toMatchObject({ code: "upstream", error: expect.stringContaining(why) });
  });
});

it("what the API echoes of our credentials is hidden, in errors and in text", async () => {
  const api = await listen(({ headers }, response, count) => {
    const secret = headers["x-key"];
    response.writeHead(count === 1 ? 400 : 200, { "content-type": "text/plain" });
    response.end(`you sent ${secret}, or ${Buffer.from(String(secret)).toString("base64")}`);
  });
  const { call } = callerFor({
    url: api.url,
    api: { security: [{ header: [] }], schemes },
    options: { environment: { EX_KEY: "key-canary" } },
  });
  expect((await call("get")).structuredContent).toMatchObject({ details: "you sent ***, or ***" });
  expect((await call("get")).content[0]).toMatchObject({ text: "you sent ***, or ***" });
});
