import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { browserCommand } from "./browser.js";
import { judgeCallback, readPaste } from "./callback.js";
import { readChallenge, scopesOf } from "./challenge.js";
import { judgePoll } from "./device.js";
import { metadataPlaces } from "./discovery.js";
import type { Pending } from "./pending.js";
import { safeUrl } from "./safe-url.js";
import { isFresh, lifetime, type Token, tokenFrom } from "./token-store.js";

const server = {
  issuer: "https://as.example.com",
  token_endpoint: "https://as.example.com/token",
  authorization_response_iss_parameter_supported: true,
};
const now = 1_000_000;
const pending = (state: string, more: Partial<Pending> = {}): Pending => ({
  kind: "paste",
  state,
  codeVerifier: "v",
  redirectUri: "http://127.0.0.1:33418/callback",
  authorizationServer: server,
  client: { clientId: "c", authMethod: "none" },
  resource: undefined,
  scopes: [],
  url: "https://as.example.com/auth",
  serverUrl: "https://mcp.example.com/mcp",
  createdAt: now - 1_000,
  expiresAt: now + 900_000,
  pid: 1,
  ...more,
});
const open = [pending("first-state"), pending("other-state")];
const iss = encodeURIComponent(server.issuer);

describe("challenges", () => {
  test.each([
    [
      'Bearer resource_metadata="https://a/x", scope="a b", error=invalid_token',
      { resourceMetadata: "https://a/x", scope: "a b", error: "invalid_token" },
    ],
    ['Basic realm="x", bearer Scope="q\\"uoted"', { scope: 'q"uoted' }],
    ["Bearer", {}],
  ])("%s", (header, wanted) => {
    expect(readChallenge(header)).toMatchObject(wanted);
  });
  test("others are none", () => {
    expect(readChallenge("Basic realm=x")).toBeUndefined();
    expect(readChallenge(undefined)).toBeUndefined();
    expect(scopesOf(" a  b a ")).toEqual(["a", "b"]);
  });
});

describe("the callback", () => {
  const judge = (query: string) => judgeCallback(new URLSearchParams(query), open);
  test("gives the code of the login that its state names; more parameters do no harm", () => {
    expect(judge(`code=c&state=other-state&iss=${iss}&session_state=x`)).toMatchObject({
      kind: "code",
      code: "c",
      pending: { state: "other-state" },
    });
  });
  test.each([
    ["another state", `code=c&state=nope&iss=${iss}`, "does not match"],
    ["no state", `code=c&iss=${iss}`, "no state"],
    ["no code", `state=first-state&iss=${iss}`, "no code"],
    ["no issuer where there always is one", "code=c&state=first-state", "does not name its issuer"],
    ["another issuer", "code=c&state=first-state&iss=https%3A%2F%2Fevil.example.com", "another issuer"],
    ["an error from a stranger", "error=access_denied&state=nope", "does not match"],
    [
      "an error of another issuer",
      "error=access_denied&state=first-state&iss=https%3A%2F%2Fevil.example.com",
      "another issuer",
    ],
  ])("with %s is not used", (_, query, text) => {
    expect(judge(query)).toMatchObject({ kind: "unusable", message: expect.stringContaining(text) });
  });
  test("with an error ends the login, in clean words", () => {
    expect(
      judge(`error=access_denied&error_description=no%1b%5B31m%0Away&state=first-state&iss=${iss}`),
    ).toMatchObject({
      kind: "denied",
      message: "The login was refused (access_denied: no way)",
    });
  });
});

describe("a paste", () => {
  const paste = (text: string, pendings: readonly Pending[] = open, allowBareCode = false) =>
    readPaste(text, pendings, { allowBareCode, now });
  test.each([
    `http://127.0.0.1:33418/callback?code=c&state=first-state&iss=${iss}`,
    `  http://127.0.0.1:9/callback?code=c&state=first-state&iss=${iss}\n`,
    `?code=c&state=first-state&iss=${iss}`,
    `code=c&state=first-state&iss=${iss}`,
    "c#first-state",
  ])("%s", (text) => {
    expect(paste(text)).toMatchObject({ kind: "code", code: "c", pending: { state: "first-state" } });
  });
  test.each([
    [`https://evil.example.com/callback?code=c&state=first-state&iss=${iss}`, "leads elsewhere"],
    [`http://127.0.0.1:33418/other?code=c&state=first-state&iss=${iss}`, "leads elsewhere"],
    ["http://[", "not an address that can be read"],
    ["", "Nothing"],
    ["c", "not accepted"],
    ["c#nope", "does not match"],
  ])("%j is not used", (text, reason) => {
    expect(paste(text)).toMatchObject({ kind: "unusable", message: expect.stringContaining(reason) });
  });
  test("of a bare code needs the permission, one login only, and a young one", () => {
    expect(paste("c", open.slice(0, 1), true)).toMatchObject({ kind: "code", code: "c" });
    expect(paste("c", open, true)).toMatchObject({ kind: "unusable" });
    expect(paste("c", [pending("old", { createdAt: now - 700_000 })], true)).toMatchObject({
      kind: "unusable",
    });
  });
  test("never throws", () => {
    fc.assert(fc.property(fc.string(), (text) => void paste(text, open, true)));
  });
});

describe("the life of a token", () => {
  test.each([
    [undefined, undefined],
    [null, undefined],
    ["soon", undefined],
    [Number.NaN, undefined],
    [60, 60],
    ["60", 60],
    [-5, 0],
    [1e300, 10 * 365 * 24 * 3_600],
    [Number.POSITIVE_INFINITY, 10 * 365 * 24 * 3_600],
  ])("%j", (value, seconds) => {
    expect(lifetime(value)).toBe(seconds);
  });
  const token = (obtainedAt: number, expiresAt: number | null): Token => ({
    server: { url: "u", resource: undefined },
    issuer: server.issuer,
    clientId: "c",
    accessToken: "a",
    refreshToken: "r",
    scope: "s",
    obtainedAt,
    expiresAt,
    generation: 1,
    authorizationServer: server,
  });
  test("it is renewed a minute ahead, but at most a quarter of its life", () => {
    expect(isFresh(token(0, 3_600_000), 3_539_000)).toBe(true);
    expect(isFresh(token(0, 3_600_000), 3_541_000)).toBe(false);
    expect(isFresh(token(0, 5_000), 3_700)).toBe(true);
    expect(isFresh(token(0, 5_000), 3_800)).toBe(false);
    expect(isFresh(token(0, null), Number.MAX_SAFE_INTEGER)).toBe(true);
  });
  test("what an answer leaves out stays as it was", () => {
    const old = token(0, 1);
    expect(tokenFrom({ access_token: "b", expires_in: 10 }, old, 100)).toMatchObject({
      accessToken: "b",
      refreshToken: "r",
      scope: "s",
      expiresAt: 10_100,
    });
    expect(tokenFrom({ access_token: "b", refresh_token: "q" }, old, 100)).toMatchObject({
      refreshToken: "q",
      expiresAt: null,
    });
    expect(tokenFrom({ access_token: "" }, old, 100)).toBeUndefined();
  });
});

test("the answers of a device poll", () => {
  const refused = (error: string) => judgePoll({ kind: "refused", error, description: "", status: 400 });
  expect(
    ["authorization_pending", "slow_down", "access_denied", "expired_token", "other"].map(refused),
  ).toEqual(["wait", "slower", "over", "over", "over"]);
  expect(judgePoll({ kind: "transient", detail: "" })).toBe("unclear");
  expect(judgePoll({ kind: "ok", body: {} })).toBe("done");
});

test("where an issuer's metadata can be, in order", () => {
  expect(metadataPlaces(new URL("https://a.example.com/")).map(({ pathname }) => pathname)).toEqual([
    "/.well-known/oauth-authorization-server",
    "/.well-known/openid-configuration",
  ]);
  expect(metadataPlaces(new URL("https://a.example.com/t/1")).map(({ pathname }) => pathname)).toEqual([
    "/.well-known/oauth-authorization-server/t/1",
    "/.well-known/openid-configuration/t/1",
    "/t/1/.well-known/openid-configuration",
  ]);
});

describe("an address that a browser may open", () => {
  test.each([
    "file:///etc/passwd",
    "javascript:alert(1)",
    "smb://host/share",
    "search-ms:query=x",
    "a:$(calc)",
    "http://example.com/",
    "https://user:pass@example.com/",
    "https://example.com/\nx",
    "https://$(id).example.com/",
    "vscode://x",
    `https://example.com/${"x".repeat(100_000)}`,
    "",
  ])("is not %s", (text) => {
    expect(safeUrl(text)).toBeUndefined();
  });
  test("is spelled without anything that a program could take for more than an address", () => {
    fc.assert(
      fc.property(fc.string(), (tail) => {
        const url = safeUrl(`https://example.com/?q=${tail}`);
        if (url !== undefined) expect(url).toMatch(/^https:\/\/example\.com\/[\w\-.~:/?#[\]@&+,=%]*$/);
      }),
    );
    expect(safeUrl("https://example.com/a?b=$(id)&c='%USERPROFILE%'")).toBe(
      "https://example.com/a?b=%24%28id%29&c=%27%USERPROFILE%%27",
    );
  });
  test("is handed to a program as one argument, never to a shell", () => {
    expect(browserCommand({}, "linux")).toEqual(["xdg-open"]);
    expect(browserCommand({}, "darwin")).toEqual(["open"]);
    expect(browserCommand({}, "win32")).not.toContain("cmd");
    expect(browserCommand({ BROWSER: "firefox --new-window; rm -rf x" }, "linux")).toEqual([
      "firefox",
      "--new-window;",
      "rm",
      "-rf",
      "x",
    ]);
  });
});
