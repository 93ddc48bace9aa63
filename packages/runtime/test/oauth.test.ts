import type { Grant, SecurityScheme } from "@jackfield/contract";
import { afterEach, describe, expect, it } from "vitest";
import { callerFor, endAll } from "./loopback.js";
import { firstRefreshToken, type OAuthOptions, startOAuth, values } from "./oauth-server.js";

afterEach(endAll);

const grantsAt = (tokenUrl: string) => {
  const endpoint = { tokenUrl };
  const client = { clientId: "EX_ID", clientSecret: "EX_SECRET" };
  return {
    refreshToken: { type: "refreshToken", endpoint, variables: { refreshToken: "EX_REFRESH", ...client } },
    password: {
      type: "password",
      endpoint,
      variables: { username: "EX_USER", password: "EX_PASSWORD", ...client },
    },
    clientCredentials: { type: "clientCredentials", endpoint, variables: client },
  } as const satisfies Record<Grant["type"], Grant>;
};

type Name = keyof typeof values | "EX_TOKEN";

/** A caller whose scheme offers every grant, with some of the variables set. */
const setUp = async (names: readonly Name[], options: OAuthOptions = {}, scopes: readonly string[] = []) => {
  const server = await startOAuth(options);
  const scheme: SecurityScheme = {
    type: "oauth2",
    grants: Object.values(grantsAt("/token")),
    variables: { token: "EX_TOKEN" },
  };
  const all: Record<Name, string> = { ...values, EX_TOKEN: "ready-canary" };
  const environment = Object.fromEntries(names.map((name) => [name, all[name]]));
  const caller = callerFor({
    url: server.url,
    api: { security: [{ scheme: scopes }], schemes: { scheme } },
    options: { environment },
  });
  return { ...server, ...caller };
};

const basic = `Basic ${Buffer.from(`${values.EX_ID}:${values.EX_SECRET}`).toString("base64")}`;

describe("which variables are set decides how a token is had", () => {
  it.each<[string, readonly Name[], object]>([
    [
      "client credentials",
      ["EX_ID", "EX_SECRET"],
      { grant_type: "client_credentials", authorization: basic },
    ],
    [
      "a refresh token before client credentials, since only it needs the third variable",
      ["EX_ID", "EX_SECRET", "EX_REFRESH"],
      { grant_type: "refresh_token", refresh_token: firstRefreshToken, authorization: basic },
    ],
    [
      "a password before client credentials",
      ["EX_ID", "EX_SECRET", "EX_USER", "EX_PASSWORD"],
      { grant_type: "password", username: "ann", password: values.EX_PASSWORD, authorization: basic },
    ],
    [
      "a password without a client",
      ["EX_USER", "EX_PASSWORD"],
      { grant_type: "password", username: "ann", password: values.EX_PASSWORD },
    ],
  ])("%s", async (_, names, wanted) => {
    const { call, state } = await setUp(names);
    const result = await call("get");
    expect(result.isError).toBeUndefined();
    expect(state.requests).toEqual([wanted]);
    expect(JSON.stringify(result)).not.toContain("canary");
  });

  it("a public client names itself in the body", async () => {
    const { call, state } = await setUp(["EX_ID", "EX_REFRESH"], { publicClient: true });
    expect((await call("get")).isError).toBeUndefined();
    expect(state.requests).toEqual([
      { grant_type: "refresh_token", refresh_token: firstRefreshToken, client_id: "the-client" },
    ]);
  });

  it("a ready token goes before all, and a grant takes over when it is refused", async () => {
    const { call, state } = await setUp(["EX_TOKEN", "EX_ID", "EX_REFRESH", "EX_SECRET"]);
    state.valid.add("ready-canary");
    expect((await call("get")).isError).toBeUndefined();
    expect(state.requests).toEqual([]);
    state.valid.clear();
    expect((await call("get")).isError).toBeUndefined();
    expect(state.requests.map(({ grant_type }) => grant_type)).toEqual(["refresh_token"]);
  });

  it("what is missing is named, every way of it", async () => {
    const { call, asked } = await setUp(["EX_REFRESH"]);
    const { structuredContent } = await call("get");
    expect(structuredContent).toMatchObject({ code: "auth" });
    expect(structuredContent?.recovery).toContain(
      "EX_REFRESH and EX_ID, or EX_USER and EX_PASSWORD, or EX_ID and EX_SECRET, or EX_TOKEN",
    );
    expect(asked).toEqual([]);
  });
});

describe("scopes", () => {
  it("are those of the requirement, and tokens are kept apart by them", async () => {
    const server = await startOAuth({ scopes: ["read", "write"] });
    const { clientCredentials } = grantsAt("/token");
    const scheme = { type: "oauth2", grants: [clientCredentials], variables: { token: "EX_TOKEN" } } as const;
    const tools = [["read"], ["write", "read"], ["read", "write"], [], ["admin"]].map((scopes, index) => ({
      name: `call${index}`,
      description: "",
      hints: { readOnly: true, destructive: false, idempotent: true },
      input: { type: "object", properties: {}, additionalProperties: false } as const,
      request: { api: "main", method: "GET", path: "/thing", security: [{ scheme: scopes }] },
    }));
    const { call } = callerFor({
      url: server.url,
      api: { schemes: { scheme } },
      tools,
      options: { environment: values },
    });
    for (const name of ["call0", "call0", "call1", "call2", "call3"]) {
      expect((await call(name)).isError).toBeUndefined();
    }
    expect(server.state.requests.map(({ scope }) => scope)).toEqual(["read", "write read", undefined]);
    expect((await call("call4")).structuredContent).toMatchObject({
      code: "auth",
      error: expect.stringContaining('"invalid_scope"'),
      recovery: expect.stringContaining("admin"),
    });
  });

  it("are not asked for with a refresh token, which has its own", async () => {
    const { call, state } = await setUp(["EX_ID", "EX_SECRET", "EX_REFRESH"], {}, ["read"]);
    await call("get");
    expect(state.requests[0]).not.toHaveProperty("scope");
  });
});

describe("a refresh token", () => {
  it("is spent once by 1,000 calls at once", async () => {
    const { call, state } = await setUp(["EX_ID", "EX_SECRET", "EX_REFRESH"], { rotate: true });
    const results = await Promise.all(Array.from({ length: 1000 }, () => call("get")));
    expect(results.filter(({ isError }) => isError)).toEqual([]);
    expect(state.requests.length).toBe(1);
    expect(JSON.stringify(results)).not.toContain("canary");
  });

  it("that was replaced is not shown again: the new one is used, and the operator told once", async () => {
    const { call, state, log } = await setUp(["EX_ID", "EX_SECRET", "EX_REFRESH"], { rotate: true });
    for (let round = 0; round < 4; round += 1) {
      const result = await call("get");
      expect(result.isError).toBeUndefined();
      // The API echoes the refresh token that counts now.
      expect(JSON.stringify(result)).not.toContain("canary");
      state.valid.clear();
    }
    expect(state.requests.map(({ refresh_token }) => refresh_token)).toEqual([
      "refresh-canary-0",
      "refresh-canary-1",
      "refresh-canary-2",
      "refresh-canary-3",
    ]);
    expect(log).toEqual([expect.stringContaining("replaced the refresh token of EX_REFRESH")]);
    expect(log.join()).not.toContain("canary");
  });

  it("that no longer counts is named by its setting", async () => {
    const { call, state, log } = await setUp(["EX_ID", "EX_SECRET", "EX_REFRESH"]);
    state.refreshToken = "another";
    const result = await call("get");
    expect(result.structuredContent).toMatchObject({
      code: "auth",
      status: 400,
      error: expect.stringContaining('it answered 400, "invalid_grant"'),
      recovery: expect.stringContaining("set EX_REFRESH"),
    });
    expect(JSON.stringify([result, log])).not.toContain("canary");
  });
});

it("a wrong password is named by its settings, and shown in no spelling", async () => {
  const server = await startOAuth();
  const { password } = grantsAt("/token");
  const scheme = { type: "oauth2", grants: [password], variables: { token: "EX_TOKEN" } } as const;
  const wrong = "wrong p%ssword+canary";
  const { call, log } = callerFor({
    url: server.url,
    api: { security: [{ scheme: [] }], schemes: { scheme } },
    options: { environment: { ...values, EX_PASSWORD: wrong } },
  });
  const result = await call("get");
  expect(result.structuredContent?.recovery).toContain("EX_USER, EX_PASSWORD, EX_ID and EX_SECRET");
  const shown = JSON.stringify([result, log]);
  for (const form of [
    wrong,
    encodeURIComponent(wrong),
    Buffer.from(wrong).toString("base64"),
    basic.slice(6),
  ]) {
    expect(shown).not.toContain(form);
  }
});
