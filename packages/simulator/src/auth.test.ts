import { decodeJwt, SignJWT } from "jose";
import { expect, test } from "vitest";
import { basic, callsPath, messagesPath, send, simulator, testClock, tokenOf } from "../test/harness.js";

const form = "application/x-www-form-urlencoded";
const client = basic("simulator-client", "simulator-secret");
const tokenPath = "/api/v1/oauth2/token";

test("the token endpoint exchanges client credentials for a JWT with the claims", async () => {
  const sim = await simulator({ roles: ["HttpVoice"], express: true, tokenLifetimeSeconds: 120 });
  const answer = await send(sim, tokenPath, {
    auth: client,
    type: form,
    text: "grant_type=client_credentials",
  });
  expect(answer).toMatchObject({ status: 200, body: { expires_in: 120, token_type: "bearer" } });
  expect(decodeJwt(String(answer.body.access_token))).toMatchObject({
    accounts: ["9900000"],
    roles: ["HttpVoice"],
    express: true,
  });
  expect(sim.counters.tokensMinted).toBe(1);
});

test.each([
  [
    "a wrong secret",
    { auth: basic("simulator-client", "no"), type: form, text: "grant_type=client_credentials" },
    401,
    "invalid_client",
  ],
  ["no credentials", { auth: "", type: form, text: "grant_type=client_credentials" }, 401, "invalid_client"],
  ["JSON", { auth: client, json: { grant_type: "client_credentials" } }, 400, "invalid_request"],
  ["no grant", { auth: client, type: form, text: "a=b" }, 400, "invalid_request"],
  ["another grant", { auth: client, type: form, text: "grant_type=password" }, 400, "unsupported_grant_type"],
])("the token endpoint refuses %s", async (_, request, status, error) => {
  const sim = await simulator();
  const answer = await send(sim, tokenPath, { method: "POST", ...request });
  expect(answer).toMatchObject({ status, body: { error, error_description: expect.any(String) } });
  expect(sim.counters.tokensMinted).toBe(0);
});

test("a token opens the API until it expires", async () => {
  const clock = testClock();
  const sim = await simulator({ clock, tokenLifetimeSeconds: 60 });
  const auth = `Bearer ${await tokenOf(sim)}`;
  expect((await send(sim, callsPath, { auth })).status).toBe(200);
  clock.skip(61_000);
  expect(await send(sim, callsPath, { auth })).toMatchObject({
    status: 401,
    body: {
      type: "authentication-error",
      description: expect.stringContaining("expired"),
      id: expect.any(String),
    },
  });
});

test.each([
  ["no header", ""],
  ["another scheme", "Digest abc"],
  ["a wrong password", basic("simulator-user", "wrong")],
  ["the client's own credentials", client],
  ["no JWT", "Bearer abc"],
])("401 for %s, in the shape of each API", async (_, auth) => {
  const sim = await simulator();
  expect(await send(sim, callsPath, { auth })).toMatchObject({
    status: 401,
    body: { type: "authentication-error" },
  });
  expect((await send(sim, `${messagesPath}?limit=1`, { auth })).body).toEqual({
    type: "unauthorized",
    description: expect.any(String),
  });
  const lookup = await send(sim, "/v2/accounts/9900000/phoneNumberLookup", { method: "POST", auth });
  expect(lookup.body).toMatchObject({ links: [], data: {}, errors: [{ code: "401", type: "Unauthorized" }] });
  expect(lookup.headers.get("www-authenticate")).toContain("Bearer");
});

test("a token of somebody else is refused", async () => {
  const sim = await simulator();
  const other = await simulator();
  const forged = await new SignJWT({ accounts: ["9900000"] })
    .setProtectedHeader({ alg: "HS256" })
    .setExpirationTime("1h")
    .sign(new Uint8Array(32));
  for (const token of [await tokenOf(other), forged]) {
    expect((await send(sim, callsPath, { auth: `Bearer ${token}` })).status).toBe(401);
  }
});

test("403 for an account outside the claim; an empty claim reaches all accounts", async () => {
  const accounts = ["1", "2"];
  const narrow = await simulator({ accounts, tokenAccounts: ["2"] });
  const auth = `Bearer ${await tokenOf(narrow)}`;
  expect((await send(narrow, "/api/v2/accounts/2/calls", { auth })).status).toBe(200);
  expect(await send(narrow, "/api/v2/accounts/1/calls", { auth })).toMatchObject({
    status: 403,
    body: { type: "authorization-error" },
  });
  expect((await send(narrow, "/api/v2/accounts/3/calls")).status).toBe(403);
  const wide = await simulator({ accounts, tokenAccounts: [] });
  expect(
    (await send(wide, "/api/v2/accounts/1/calls", { auth: `Bearer ${await tokenOf(wide)}` })).status,
  ).toBe(200);
});

test("403 for a missing role, and for messaging on a Build account", async () => {
  const voiceOnly = await simulator({ roles: ["HttpVoice"] });
  const build = await simulator({ express: true });
  for (const sim of [voiceOnly, build]) {
    const auth = `Bearer ${await tokenOf(sim)}`;
    expect((await send(sim, callsPath, { auth })).status).toBe(200);
    expect(await send(sim, `${messagesPath}?limit=1`, { auth })).toMatchObject({
      status: 403,
      body: { type: "forbidden" },
    });
  }
});

test("recorded requests keep the scheme of the credentials and nothing more", async () => {
  const sim = await simulator();
  await send(sim, `${callsPath}?to=%2B19195550101`);
  expect(sim.requests).toMatchObject([
    {
      method: "GET",
      path: callsPath,
      query: { to: "+19195550101" },
      headers: { authorization: "Basic" },
      status: 200,
    },
  ]);
});
