import { once } from "node:events";
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { Client, StreamableHTTPClientTransport } from "@modelcontextprotocol/client";
import { exportJWK, generateKeyPair, SignJWT } from "jose";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { type Api, type HttpServer, startApi, startHttp, startServer } from "./processes.js";

const running: (() => Promise<void>)[] = [];
afterAll(async () => {
  vi.restoreAllMocks();
  for (const end of running.splice(0)) await end();
});

const listenOn = async (handle: RequestListener): Promise<string> => {
  const server = createServer(handle).listen(0, "127.0.0.1");
  await once(server, "listening");
  running.push(async () => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`; // a TCP server has no other kind of address
};

const scopes = "things:read,things:write,things:destroy";
const client = { client_id: "robot", client_secret: "robot-secret-0123456789abcdef0123456789" };

/** npm `oidc-provider`; access tokens are JWTs for the resource that was asked for. */
const startProvider = async (format: "jwt" | "opaque" = "jwt"): Promise<string> => {
  // The provider has much to say about Node and its development settings.
  vi.spyOn(console, "warn").mockImplementation(() => undefined);
  vi.spyOn(console, "info").mockImplementation(() => undefined);
  const { default: Provider } = await import("oidc-provider");
  let handle: RequestListener = () => undefined;
  const issuer = await listenOn((request, response) => handle(request, response));
  const provider = new Provider(issuer, {
    clients: [{ ...client, grant_types: ["client_credentials"], redirect_uris: [], response_types: [] }],
    scopes: scopes.split(","),
    features: {
      devInteractions: { enabled: false },
      clientCredentials: { enabled: true },
      introspection: { enabled: true, allowedPolicy: async () => true },
      resourceIndicators: {
        enabled: true,
        getResourceServerInfo: (_context: unknown, resource: string) => ({
          scope: scopes.replaceAll(",", " "),
          audience: resource,
          accessTokenTTL: 3600,
          accessTokenFormat: format,
        }),
      },
    },
  });
  handle = provider.callback();
  return issuer;
};

const tokenFrom = async (issuer: string, resource: string, scope: string): Promise<string> => {
  const response = await fetch(`${issuer}/token`, {
    method: "POST",
    body: new URLSearchParams({ grant_type: "client_credentials", resource, scope, ...client }),
  });
  const body = (await response.json()) as { access_token?: string; error_description?: string }; // RFC 6749 section 5
  if (body.access_token === undefined) throw new Error(body.error_description);
  return body.access_token;
};

let api: Api;
let issuer: string;
let server: HttpServer;

beforeAll(async () => {
  api = await startApi((request, response) => {
    response.setHeader("content-type", "application/json");
    response.end(JSON.stringify({ path: request.url, key: request.headers["x-key"] }));
  });
  issuer = await startProvider();
  const shared = ["--bearer", "ci=CI_TOKEN", "--base-url", `${api.url}/v1`];
  server = await startHttp([...shared, "--oauth-issuer", issuer, "--oauth-scopes", scopes], {
    FIXTURE_KEY: "canary-key-123456",
    CI_TOKEN: "shared-canary-0123456789",
  });
  running.push(() => server.close(), api.close);
});

const call = (name: string, headers: Record<string, string>, at = server.mcp) =>
  fetch(at, {
    method: "POST",
    headers: {
      "content-type": "application/json",
      accept: "application/json, text/event-stream",
      ...headers,
    },
    body: JSON.stringify({
      jsonrpc: "2.0",
      id: 1,
      method: "tools/call",
      params: { name, arguments: { id: "1", name: "x" } },
    }),
  });
const bearer = (token: string) => ({ authorization: `Bearer ${token}` });
const challengeOf = (response: Response): string => response.headers.get("www-authenticate") ?? "";

const connect = async (token: string, mode: "auto" | "legacy") => {
  const one = new Client(
    { name: "test", version: "1" },
    mode === "auto" ? { versionNegotiation: { mode } } : {},
  );
  await one.connect(
    new StreamableHTTPClientTransport(server.mcp, { requestInit: { headers: bearer(token) } }),
  );
  return one;
};

it("serves each shared token in the way of its own client", async () => {
  const tokens = { ANN: "shared-token-of-ann", BOB: "shared-token-of-bob" };
  const own = await startHttp(
    ["--profile", "full", "--bearer", "ann=ANN", "--bearer", "bob=BOB", "--client", "ann=claude-code"],
    { FIXTURE_KEY: "canary-key-123456", ...tokens },
  );
  const loadedAtOnce = async (token: string): Promise<readonly string[]> => {
    const one = new Client({ name: "test", version: "1" });
    const requestInit = { headers: bearer(token) };
    await one.connect(new StreamableHTTPClientTransport(own.mcp, { requestInit }));
    const { tools } = await one.listTools();
    await one.close();
    return tools.filter(({ _meta }) => _meta?.["anthropic/alwaysLoad"]).map(({ name }) => name);
  };
  expect(await loadedAtOnce(tokens.ANN)).toEqual(["broken", "createThing", "getThing", "shout"]);
  expect(await loadedAtOnce(tokens.BOB)).toEqual([]);
  await own.close();
});

describe("a protected server", () => {
  it("says without a token where to get one, and what for", async () => {
    const response = await call("getThing", {});
    expect(response.status).toBe(401);
    const where = `${server.origin}/.well-known/oauth-protected-resource/mcp`;
    expect(challengeOf(response)).toBe(`Bearer scope="things:read", resource_metadata="${where}"`);
    expect(await (await fetch(where)).json()).toEqual({
      resource: server.mcp.href,
      authorization_servers: [issuer],
      bearer_methods_supported: ["header"],
      resource_name: "Fixture API",
      scopes_supported: scopes.split(","),
    });
  });

  it.each(["auto", "legacy"] as const)(
    "serves a client with a token of the provider, era %s",
    async (mode) => {
      const token = await tokenFrom(issuer, server.mcp.href, "things:read");
      const one = await connect(token, mode);
      expect((await one.listTools()).tools).toHaveLength(4);
      const result = await one.callTool({ name: "getThing", arguments: { id: "1" } });
      expect(result.structuredContent).toEqual({ path: "/v1/things/1", key: "***" });
      await one.close();
      for (const request of api.requests) expect(JSON.stringify(request.rawHeaders)).not.toContain(token);
      expect(server.log.join("\n")).not.toContain(token);
    },
  );

  it("asks for the scope that a tool needs", async () => {
    const token = await tokenFrom(issuer, server.mcp.href, "things:read");
    const response = await call("createThing", bearer(token));
    expect(response.status).toBe(403);
    expect(challengeOf(response)).toMatch(/error="insufficient_scope".* scope="things:(write|destroy)"/);
  });

  it("refuses a token for another resource, and one of another issuer", async () => {
    const other = await tokenFrom(issuer, "https://other.example/mcp", "things:read");
    const audience = await call("getThing", bearer(other));
    expect(audience.status).toBe(401);
    expect(challengeOf(audience)).toContain(
      'error="invalid_token", error_description="The token was issued for another',
    );
    const foreign = await tokenFrom(await startProvider(), server.mcp.href, "things:read");
    const issued = await call("getThing", bearer(foreign));
    expect(issued.status).toBe(401);
    expect(challengeOf(issued)).toContain("another authorization server");
  });

  it.each([
    ["nonsense", { authorization: "Bearer nonsense" }],
    ["three parts of nonsense", { authorization: "Bearer a.b.c" }],
    ["another scheme", { authorization: "Basic Y2k6c2hhcmVk" }],
    ["a shared token that is nearly right", { authorization: "Bearer shared-canary-012345678" }],
  ])("refuses %s", async (_, headers) => {
    expect((await call("getThing", headers)).status).toBe(401);
  });

  it("takes no token from the query", async () => {
    const at = new URL(`${server.mcp.href}?access_token=shared-canary-0123456789`);
    expect((await call("getThing", {}, at)).status).toBe(401);
  });

  it("lets a shared bearer use every tool, and keeps it to itself", async () => {
    const one = await connect("shared-canary-0123456789", "auto");
    const result = await one.callTool({ name: "createThing", arguments: { name: "x" } });
    expect(result.isError).toBeUndefined();
    await one.close();
    for (const request of api.requests)
      expect(JSON.stringify(request.rawHeaders)).not.toContain("shared-canary");
    expect(server.log.join("\n")).not.toContain("shared-canary");
  });

  it("gives the session of one caller to no other", async () => {
    const opened = await fetch(server.mcp, {
      method: "POST",
      headers: {
        "content-type": "application/json",
        accept: "application/json, text/event-stream",
        ...bearer("shared-canary-0123456789"),
      },
      body: JSON.stringify({
        jsonrpc: "2.0",
        id: 1,
        method: "initialize",
        params: { protocolVersion: "2025-06-18", capabilities: {}, clientInfo: { name: "t", version: "1" } },
      }),
    });
    await opened.text();
    const session = { "mcp-session-id": opened.headers.get("mcp-session-id") ?? "" };
    const mine = await call("getThing", { ...bearer("shared-canary-0123456789"), ...session });
    expect(mine.status).toBe(200);
    await mine.text();
    const token = await tokenFrom(issuer, server.mcp.href, "things:read");
    expect((await call("getThing", { ...bearer(token), ...session })).status).toBe(404);
  });
});

it("asks the authorization server about opaque tokens", async () => {
  const opaque = await startProvider("opaque");
  const own = await startHttp(["--oauth-issuer", opaque, "--oauth-client", "RS_ID,RS_SECRET"], {
    RS_ID: client.client_id,
    RS_SECRET: client.client_secret,
  });
  running.push(own.close);
  const token = await tokenFrom(opaque, own.mcp.href, "things:read");
  // No session and no 2026-07-28 envelope: 400 comes after the caller was let in.
  expect((await call("getThing", bearer(token), own.mcp)).status).toBe(400);
  const other = await tokenFrom(opaque, "https://other.example/mcp", "things:read");
  expect(challengeOf(await call("getThing", bearer(other), own.mcp))).toContain("for another resource");
  const unknown = await call("getThing", bearer("unknown-token-0123456789"), own.mcp);
  expect(unknown.status).toBe(401);
  expect(challengeOf(unknown)).toContain("not active");
});

/** An authorization server whose keys and tokens the test makes itself. */
const startSigner = async () => {
  const state = { keys: [] as object[], broken: false };
  const own = await listenOn((request, response) => {
    if (state.broken) return void response.writeHead(500).end();
    const body = request.url === "/jwks" ? { keys: state.keys } : { issuer: own, jwks_uri: `${own}/jwks` };
    response.setHeader("content-type", "application/json");
    response.end(JSON.stringify(body));
  });
  const newKey = async (kid: string) => {
    const { publicKey, privateKey } = await generateKeyPair("ES256");
    state.keys = [{ ...(await exportJWK(publicKey)), kid, alg: "ES256", use: "sig" }];
    return (audience: string, expires: string) =>
      new SignJWT({ scope: "any" })
        .setProtectedHeader({ alg: "ES256", kid })
        .setIssuer(own)
        .setAudience(audience)
        .setSubject("ann")
        .setExpirationTime(expires)
        .sign(privateKey);
  };
  return { issuer: own, state, newKey };
};

it("refuses expired and unsigned tokens, and heals when the issuer answers again", async () => {
  const signer = await startSigner();
  const sign = await signer.newKey("first");
  signer.state.broken = true;
  const own = await startHttp(["--oauth-issuer", signer.issuer, "--base-url", `${api.url}/v1`]);
  running.push(own.close);
  const good = await sign(own.mcp.href, "1h");
  expect((await call("getThing", bearer(good), own.mcp)).status).toBe(503);
  signer.state.broken = false;
  // No session and no 2026-07-28 envelope: 400 comes after the caller was let in.
  expect((await call("getThing", bearer(good), own.mcp)).status).toBe(400);

  const expired = await call("getThing", bearer(await sign(own.mcp.href, "-5m")), own.mcp);
  expect(expired.status).toBe(401);
  expect(challengeOf(expired)).toContain("The token has expired");
  const [, payload = ""] = good.split(".");
  const none = `${Buffer.from('{"alg":"none"}').toString("base64url")}.${payload}.x`;
  expect((await call("getThing", bearer(none), own.mcp)).status).toBe(401);
});

it("takes only what the issuer's own key signed, and with its next key after seconds", async () => {
  const signer = await startSigner();
  const sign = await signer.newKey("first");
  const own = await startHttp(["--oauth-issuer", signer.issuer, "--base-url", `${api.url}/v1`]);
  running.push(own.close);
  const status = async (token: string) => (await call("getThing", bearer(token), own.mcp)).status;
  expect(await status(await sign(own.mcp.href, "1h"))).toBe(400);

  const [published = {}] = signer.state.keys;
  const attacker = await generateKeyPair("ES256");
  const jwk = await exportJWK(attacker.publicKey);
  const forge = (header: object, key: CryptoKey | Uint8Array, claims: object = {}) =>
    new SignJWT({ scope: "any", ...claims })
      .setProtectedHeader({ alg: "ES256", kid: "first", ...header })
      .setIssuer(signer.issuer)
      .setAudience(own.mcp.href)
      .setSubject("ann")
      .setExpirationTime("1h")
      .sign(key);
  const bytes = (text: string) => new TextEncoder().encode(text);
  const forged = {
    "another key under the same id": await forge({}, attacker.privateKey),
    "a key of its own": await forge({ jwk }, attacker.privateKey),
    "a place of its own for keys": await forge({ jku: `${api.url}/jwks`, kid: "other" }, attacker.privateKey),
    "no id of a key": await forge({ kid: undefined }, attacker.privateKey),
    "the public key as a secret": await forge({ alg: "HS256" }, bytes(JSON.stringify(published))),
    "an empty secret": await forge({ alg: "HS256" }, bytes(" ")),
  };
  const statuses = await Promise.all(
    Object.entries(forged).map(async ([name, token]) => [name, await status(token)]),
  );
  expect(statuses).toEqual(Object.keys(forged).map((name) => [name, 401]));

  const next = await signer.newKey("second");
  const renewed = await next(own.mcp.href, "1h");
  await expect.poll(() => status(renewed), { timeout: 15_000 }).toBe(400);
  expect(await status(await sign(own.mcp.href, "1h"))).toBe(401);
});

it.each<[string, readonly string[], RegExp]>([
  [
    "a token that is too short",
    ["--bearer", "ci=SHORT"],
    /variable after "=" must hold at least 16 characters/,
  ],
  ["a token in the place of its variable", ["--bearer", "ci=s3cret-token!"], /name=VAR, where VAR names/],
  ["an issuer without https", ["--oauth-issuer", "http://login.example.com"], /must be an https URL/],
  ["two scopes", ["--oauth-scopes", "a,b"], /takes three scopes/],
])("%s ends the start", async (_, args, line) => {
  const own = startServer(["--transport", "http", "--port", "0", ...args], { SHORT: "abc" });
  expect(await own.exited).toBe(2);
  expect(own.log).toEqual([expect.stringMatching(line)]);
});
