import { describe, expect, test } from "vitest";
import { discoverFor } from "../src/auth/begin.js";
import { finishCode } from "../src/auth/finish.js";
import { forgetPins } from "../src/auth/pins.js";
import { refreshToken } from "../src/auth/refresh.js";
import { type contextFor, inTurn, redirect, tokenOf, useScriptedLogin } from "./support/scripted-login.js";

const login = useScriptedLogin();
const { begin, context } = login;

describe("the address that a person opens", () => {
  test("holds everything, encoded, and what was there before", async () => {
    login.server.routes.set("GET /.well-known/oauth-authorization-server", {
      body: { ...login.server.as, scopes_supported: ["offline_access"] },
    });
    const { url, codeVerifier, state } = await begin(
      context({ settings: { scopes: ["a:b", "c d".replace(" ", "&")] } }),
    );
    expect(Object.fromEntries(new URL(url).searchParams)).toEqual({
      kept: "1",
      response_type: "code",
      client_id: "made",
      redirect_uri: redirect,
      state,
      code_challenge: expect.stringMatching(/^[\w-]{43}$/),
      code_challenge_method: "S256",
      scope: "a:b c&d offline_access",
      resource: login.server.url.href,
    });
    expect(url).toContain("redirect_uri=http%3A%2F%2F127.0.0.1%3A33418%2Fcallback");
    expect(url).toContain("scope=a%3Ab+c%26d+offline_access");
    expect(codeVerifier.length).toBeGreaterThanOrEqual(43);
    const other = await begin();
    expect(other.state).not.toBe(state);
    expect(other.state).toMatch(/^[\w-]{22,}$/);
  });

  test.each([
    "javascript:alert(1)",
    "http://elsewhere.example.com/authorize",
    "https://u:p@as.example.com/a",
  ])("is never %s", async (bad) => {
    login.server.routes.set("GET /.well-known/oauth-authorization-server", {
      body: { ...login.server.as, authorization_endpoint: bad },
    });
    await expect(begin()).rejects.toThrow(/refused|no page/);
  });

  test("leaves the resource out where that is wanted, on every leg", async () => {
    const of = context({ settings: { resource: false } });
    login.server.routes.set("POST /token", { body: { access_token: "a", refresh_token: "r" } });
    const pending = await begin(of);
    expect(new URL(pending.url).searchParams.has("resource")).toBe(false);
    const done = await finishCode(of, pending, "code");
    if (done.kind === "done") await refreshToken(of, done.token);
    const legs = login.server.asked.filter(({ path }) => path === "POST /token");
    expect(legs.map(({ form }) => [form.get("grant_type"), form.has("resource")])).toEqual([
      ["authorization_code", false],
      ["refresh_token", false],
    ]);
  });
});

describe("discovery", () => {
  const find = (more: Parameters<typeof contextFor>[3] = {}) => discoverFor(context(more), undefined);
  test("of an issuer with a path looks in all places, in order", async () => {
    const issuer = `${login.server.origin}/tenant`;
    login.server.routes.set("GET /.well-known/oauth-protected-resource/mcp", {
      body: { resource: login.server.origin, authorization_servers: [issuer] },
    });
    login.server.routes.set("GET /tenant/.well-known/openid-configuration", {
      body: { ...login.server.as, issuer },
    });
    expect(await find()).toMatchObject({ server: { issuer }, openid: true });
    expect(login.server.paths()).toEqual([
      "GET /.well-known/oauth-protected-resource/mcp",
      "GET /.well-known/oauth-authorization-server/tenant",
      "GET /.well-known/openid-configuration/tenant",
      "GET /tenant/.well-known/openid-configuration",
    ]);
  });
  test("falls back to the root document, to the server itself, and to the fixed places of 2025-03-26", async () => {
    login.server.routes.delete("GET /.well-known/oauth-protected-resource/mcp");
    expect((await find()).server.issuer).toBe(login.server.origin);
    expect(login.server.paths()).toContain("GET /.well-known/oauth-protected-resource");
    login.server.routes.delete("GET /.well-known/oauth-authorization-server");
    expect((await find()).server).toMatchObject({
      token_endpoint: `${login.server.origin}/token`,
      registration_endpoint: `${login.server.origin}/register`,
    });
  });
  test.each([
    ["another issuer", { issuer: "https://evil.example.com" }, "another issuer"],
    ["no PKCE", { code_challenge_methods_supported: undefined }, "allowMissingPkceMetadata"],
    ["plain PKCE only", { code_challenge_methods_supported: ["plain"] }, "allowMissingPkceMetadata"],
    [
      "a token endpoint elsewhere in plain http",
      { token_endpoint: "http://as.example.com/token" },
      "refused",
    ],
  ])("refuses a document with %s", async (_, change, text) => {
    login.server.routes.set("GET /.well-known/oauth-authorization-server", {
      body: { ...login.server.as, ...change },
    });
    await expect(find()).rejects.toThrow(text);
  });
  test("takes a document without PKCE when that is allowed", async () => {
    login.server.routes.set("GET /.well-known/oauth-authorization-server", {
      body: { ...login.server.as, code_challenge_methods_supported: undefined },
    });
    expect((await find({ settings: { allowMissingPkceMetadata: true } })).server.issuer).toBe(
      login.server.origin,
    );
  });
  test("refuses a resource that is not this server", async () => {
    for (const resource of [
      "https://other.example.com/mcp",
      `${login.server.origin}/other`,
      `${login.server.origin}/mc`,
      undefined,
    ]) {
      login.server.routes.set("GET /.well-known/oauth-protected-resource/mcp", {
        body: { resource, authorization_servers: [login.server.origin] },
      });
      await expect(find()).rejects.toThrow("another resource");
    }
  });
  test("prefers the issuer that we already have tokens of", async () => {
    const of = context();
    login.server.routes.set("GET /.well-known/oauth-protected-resource/mcp", {
      body: {
        resource: login.server.url.href,
        authorization_servers: ["https://first.example.com", login.server.origin],
      },
    });
    of.tokens.save(tokenOf(login.server, {}));
    expect((await discoverFor(of, undefined)).server.issuer).toBe(login.server.origin);
  });
  test("of a server that is down is no reason to log in, and is not remembered", async () => {
    login.server.routes.set(
      "GET /.well-known/oauth-authorization-server",
      inTurn({ status: 503 }, { body: login.server.as }),
    );
    await expect(find()).rejects.toMatchObject({ kind: "unreachable" });
    expect((await find()).server.issuer).toBe(login.server.origin);
  });
  test("within a list of hosts asks nobody else", async () => {
    await expect(
      find({ settings: { discovery: "allowlist", discoveryAllowlist: ["as.example.com"] } }),
    ).rejects.toThrow("discoveryAllowlist");
    expect(
      (await find({ settings: { discovery: "allowlist", discoveryAllowlist: ["127.0.0.1"] } })).server.issuer,
    ).toBe(login.server.origin);
  });
  test("that is off needs the endpoints, and a client, by configuration", async () => {
    await expect(find({ settings: { discovery: false } })).rejects.toThrow("tokenUrl");
    const settings = {
      discovery: false,
      tokenUrl: `${login.server.origin}/token`,
      authorizationUrl: `${login.server.origin}/authorize`,
    } as const;
    await expect(begin(context({ settings }))).rejects.toThrow("--client-id");
    expect((await begin(context({ settings: { ...settings, clientId: "own" } }))).client.clientId).toBe(
      "own",
    );
    expect(login.server.paths()).toEqual([]);
  });
});

describe("registration", () => {
  test("that fails because of the redirect is tried with one address only", async () => {
    login.server.routes.set(
      "POST /register",
      inTurn(
        { status: 400, body: { error: "invalid_redirect_uri" } },
        { status: 201, body: { client_id: "second" } },
      ),
    );
    expect((await begin()).client.clientId).toBe("second");
    const bodies = login.server.asked
      .filter(({ path }) => path === "POST /register")
      .map(({ body }) => JSON.parse(body));
    expect(bodies.map(({ redirect_uris }) => redirect_uris)).toEqual([
      [redirect, redirect.replace("127.0.0.1", "localhost")],
      [redirect],
    ]);
    expect(bodies[0]).toMatchObject({ application_type: "native", token_endpoint_auth_method: "none" });
    expect(bodies[0]).not.toHaveProperty("scope");
  });
  test("is reused by other servers of the issuer, until its secret ends", async () => {
    login.server.routes.set("POST /register", () => ({
      status: 201,
      body: {
        client_id: "c",
        client_secret: "s",
        client_secret_expires_at: login.time.clock.now() / 1_000 + 60,
      },
    }));
    await begin();
    await begin(context({ key: "other" }));
    expect(login.server.paths().filter((path) => path === "POST /register")).toHaveLength(1);
    login.time.pass(120_000);
    await begin();
    expect(login.server.paths().filter((path) => path === "POST /register")).toHaveLength(2);
  });
  test("that cannot be used now is no refusal", async () => {
    login.server.routes.set("POST /register", { status: 502, body: "<html>" });
    await expect(begin()).rejects.toMatchObject({ kind: "unreachable" });
  });
  test("by a person is for one issuer: a server that names another one later gets no secret", async () => {
    const settings = { clientId: "own", clientSecret: "own-secret" };
    await begin(context({ settings }));
    const other = `${login.server.origin}/other`;
    login.server.routes.set("GET /.well-known/oauth-protected-resource/mcp", {
      body: { resource: login.server.url.href, authorization_servers: [other] },
    });
    login.server.routes.set("GET /.well-known/oauth-authorization-server/other", {
      body: { ...login.server.as, issuer: other },
    });
    await expect(begin(context({ settings }))).rejects.toThrow("was registered at");
    expect((await begin(context({ settings, key: "another-server" }))).client.clientId).toBe("own");
    forgetPins(context().state, "key");
    expect((await begin(context({ settings }))).authorizationServer.issuer).toBe(other);
  });
  test("goes behind a metadata document, where the server takes one", async () => {
    const settings = { clientMetadataUrl: "https://client.example.com/client.json" };
    expect((await begin(context({ settings }))).client.clientId).toBe("made");
    login.server.routes.set("GET /.well-known/oauth-authorization-server", {
      body: { ...login.server.as, client_id_metadata_document_supported: true },
    });
    expect((await begin(context({ settings }))).client.clientId).toBe(settings.clientMetadataUrl);
  });
});
