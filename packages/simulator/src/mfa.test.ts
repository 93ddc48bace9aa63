import { expect, test } from "vitest";
import { account, send, simulator, testClock, tokenOf } from "../test/harness.js";

const base = `/api/v1/accounts/${account}/code`;
const to = "+12125550111";
const wanted = { to, from: "+19195550100", applicationId: "m", message: "Your code is {CODE}", digits: 6 };

test("a code that was sent is valid once, within its time and scope", async () => {
  const clock = testClock();
  const sim = await simulator({ clock });
  const issue = async (scope?: string) => {
    expect((await send(sim, `${base}/messaging`, { json: { ...wanted, scope } })).status).toBe(200);
    const codes = (await send(sim, "/simulator/codes", { auth: "" })).body as unknown as { code: string }[];
    return codes.at(-1)?.code ?? "";
  };
  const check = async (code: string, more = {}) =>
    (await send(sim, `${base}/verify`, { json: { to, code, expirationTimeInMinutes: 3, ...more } })).body
      .valid;
  const code = await issue();
  expect(code).toMatch(/^\d{6}$/);
  expect(await check(code === "000000" ? "000001" : "000000")).toBe(false);
  expect(await check(code, { scope: "other" })).toBe(false);
  expect(await check(code)).toBe(true);
  expect(await check(code)).toBe(false);
  const late = await issue("login");
  clock.skip(200_000);
  expect(await check(late, { scope: "login" })).toBe(false);
  expect(await check(late, { scope: "login", expirationTimeInMinutes: 5 })).toBe(true);
});

test("a voice code has a call id, and a token is refused", async () => {
  const sim = await simulator();
  const voice = await send(sim, `${base}/voice`, { json: wanted });
  expect(voice.body.callId).toMatch(/^c-/);
  const auth = `Bearer ${await tokenOf(sim)}`;
  expect(await send(sim, `${base}/voice`, { json: wanted, auth })).toMatchObject({
    status: 401,
    body: { message: expect.any(String) },
  });
});

test.each([
  [{ digits: 3 }, "digits must be a whole number from 4 to 8"],
  [{ message: "no place for it" }, "message must have at most 2048 characters and hold {CODE}"],
  [{ to: "2125550111" }, "to must be a phone number in E.164 format, like +19195550100"],
])("%j is refused", async (change, error) => {
  const sim = await simulator();
  const refused = await send(sim, `${base}/messaging`, { json: { ...wanted, ...change } });
  expect(refused).toMatchObject({ status: 400, body: { error, requestId: expect.any(String) } });
});
