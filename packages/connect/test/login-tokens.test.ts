import { chmodSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, describe, expect, test } from "vitest";
import { discoverFor } from "../src/auth/begin.js";
import { mayOpen } from "../src/auth/browser.js";
import { awaitDevice, beginDevice } from "../src/auth/device.js";
import { finishCode } from "../src/auth/finish.js";
import { createOAuth } from "../src/auth/oauth.js";
import { readPending } from "../src/auth/pending.js";
import { refreshToken } from "../src/auth/refresh.js";
import { Refusal } from "../src/refusal.js";
import { type Answer, inTurn, tokenOf, useScriptedLogin } from "./support/scripted-login.js";

const login = useScriptedLogin();
const { begin, context } = login;

describe("the exchange of a code", () => {
  test("that fails on the way keeps the login open; success ends all of them", async () => {
    const of = context();
    login.server.routes.set(
      "POST /token",
      inTurn("reset", { status: 503, body: "no" }, { body: { access_token: "a", expires_in: "60" } }),
    );
    const pending = await begin(of);
    await begin(of);
    for (let time = 0; time < 2; time += 1) {
      expect((await finishCode(of, pending, "code")).kind).toBe("try-again");
      expect(readPending(of.state, "key", of.clock.now())).toHaveLength(2);
    }
    expect(await finishCode(of, pending, "code")).toMatchObject({
      kind: "done",
      token: { accessToken: "a", expiresAt: login.time.clock.now() + 60_000 },
    });
    expect(readPending(of.state, "key", of.clock.now())).toEqual([]);
    expect(login.server.asked.at(-1)?.form.get("code_verifier")).toBe(pending.codeVerifier);
  });
  test("by a client that is not known any more forgets the client", async () => {
    login.server.routes.set("POST /token", { status: 401, body: { error: "invalid_client" } });
    const of = context();
    expect((await finishCode(of, await begin(of), "code")).kind).toBe("refused");
    await begin(of);
    expect(login.server.paths().filter((path) => path === "POST /register")).toHaveLength(2);
  });
  test("a login is open for 15 minutes", async () => {
    const of = context();
    await begin(of);
    login.time.pass(14 * 60_000);
    expect(readPending(of.state, "key", of.clock.now())).toHaveLength(1);
    login.time.pass(2 * 60_000);
    expect(readPending(of.state, "key", of.clock.now())).toEqual([]);
    expect(readdirSync(join(login.home, "pending", "key"))).toEqual([]);
  });
});

describe("a refresh", () => {
  test.each<[string, Answer]>([
    ["a broken connection", "reset"],
    ["HTTP 500", { status: 500, body: "<html>" }],
    ["HTTP 429", { status: 429 }],
    ["temporarily_unavailable", { status: 400, body: { error: "temporarily_unavailable" } }],
    ["no JSON", { status: 200, body: "fine" }],
    ["JSON without a token", { status: 200, body: { token_type: "Bearer" } }],
  ])("with %s is tried again, and then costs no login", async (_, answer) => {
    const of = context();
    const token = of.tokens.save(tokenOf(login.server, {}));
    login.server.routes.set(
      "POST /token",
      inTurn(answer, answer, { body: { access_token: "new", refresh_token: "next" } }),
    );
    expect(await refreshToken(of, token)).toMatchObject({
      kind: "token",
      token: { accessToken: "new", refreshToken: "next" },
    });
    expect(login.time.slept.filter((ms) => ms >= 1_000)).toEqual([1_000, 3_000]);
    login.server.routes.set("POST /token", answer);
    const current = of.tokens.read();
    if (current === undefined) throw new Error("the token is gone");
    await expect(refreshToken(of, current)).rejects.toMatchObject({
      kind: "unreachable",
      message: expect.stringContaining("The login is kept"),
    });
    expect(of.tokens.read()).toEqual(current);
  });

  test("keeps the refresh token and scope that the answer leaves out", async () => {
    const of = context();
    login.server.routes.set("POST /token", { body: { access_token: "new" } });
    await refreshToken(of, of.tokens.save(tokenOf(login.server, {})));
    expect(of.tokens.read()).toMatchObject({
      accessToken: "new",
      refreshToken: "old-refresh-token",
      scope: "s",
      expiresAt: null,
    });
  });

  test.each([
    ["invalid_grant", true],
    ["invalid_client", false],
    ["invalid_scope", false],
    ["invalid_target", false],
  ])("that is refused with %s ends the login for good: %s", async (error, gone) => {
    const of = context();
    login.server.routes.set("POST /token", {
      status: 400,
      body: { error, error_description: "no \u001b[31mmore" },
    });
    const outcome = await refreshToken(of, of.tokens.save(tokenOf(login.server, {})));
    expect(outcome).toMatchObject({ kind: "over", reason: expect.stringContaining(`${error} no more`) });
    expect(of.tokens.read() === undefined).toBe(gone);
  });

  test("that loses a race uses the winner's token and does not touch it", async () => {
    const of = context();
    const token = of.tokens.save(tokenOf(login.server, {}));
    login.server.routes.set("POST /token", () => {
      of.tokens.save({ ...token, accessToken: "of-the-winner", expiresAt: null });
      return { status: 400, body: { error: "invalid_grant" } };
    });
    expect(await refreshToken(of, token)).toMatchObject({
      kind: "token",
      token: { accessToken: "of-the-winner" },
    });
    expect(of.tokens.read()?.accessToken).toBe("of-the-winner");
  });

  test("that is on its way during another login, or a logout, changes neither", async () => {
    const of = context();
    const token = of.tokens.save(tokenOf(login.server, {}));
    const late = { body: { access_token: "late", refresh_token: "late" } };
    login.server.routes.set("POST /token", () => {
      of.tokens.save({ ...token, accessToken: "with-more-rights", scope: "s t" });
      return late;
    });
    expect(await refreshToken(of, token)).toMatchObject({
      kind: "token",
      token: { accessToken: "with-more-rights", scope: "s t" },
    });
    expect(of.tokens.read()?.accessToken).toBe("with-more-rights");
    login.server.routes.set("POST /token", () => {
      of.tokens.remove();
      return late;
    });
    expect(await refreshToken(of, of.tokens.read() ?? token)).toMatchObject({ kind: "over" });
    expect(of.tokens.read()).toBeUndefined();
  });

  test("whose result cannot be saved is used from memory, and saved as soon as that works", async () => {
    const of = context();
    const token = of.tokens.save(tokenOf(login.server, {}));
    login.server.routes.set("POST /token", {
      body: { access_token: "new-access-token", refresh_token: "new-refresh-token" },
    });
    // Files cannot be made where a folder should be.
    rmSync(join(login.home, "auth"), { recursive: true });
    writeFileSync(join(login.home, "auth"), "in the way");
    of.tokens.read();
    const late = { ...of, tokens: { ...of.tokens, read: () => of.tokens.read() ?? token } };
    expect(await refreshToken(late, token)).toMatchObject({
      kind: "token",
      token: { accessToken: "new-access-token" },
    });
    expect(of.tokens.read()?.accessToken).toBe("new-access-token");
    expect(of.lines.join("")).toContain("cannot be saved");
    expect(of.lines.join("")).not.toContain("new-access-token");
    rmSync(join(login.home, "auth"));
    expect(of.tokens.read()?.accessToken).toBe("new-access-token");
    expect(readFileSync(join(login.home, "auth", "key.json"), "utf8")).toContain("new-refresh-token");
  });
});

describe("a device code", () => {
  const start = (of = context()) =>
    discoverFor(of, undefined).then((found) => beginDevice(of, { challenge: undefined, scopes: [] }, found));
  beforeEach(() => {
    login.server.routes.set("POST /device", {
      body: {
        device_code: "d",
        user_code: "ABCD\u001b[1m",
        verification_uri: `${login.server.origin}/activate`,
        expires_in: 600,
      },
    });
  });

  test("is asked for with scope and resource; no interval means 5 s; only a safe address is shown", async () => {
    const pending = await start(context({ settings: { scopes: ["s"] } }));
    expect(pending.device).toMatchObject({ interval: 5, userCode: "ABCD" });
    expect(pending.url).toBe(`${login.server.origin}/activate`);
    expect(Object.fromEntries(login.server.asked.at(-1)?.form ?? [])).toMatchObject({
      client_id: "made",
      scope: "s",
      resource: login.server.url.href,
    });
    login.server.routes.set("POST /device", {
      body: { device_code: "d", user_code: "A", verification_uri: "javascript:alert(1)" },
    });
    await expect(start()).rejects.toThrow("its address is not allowed");
  });

  test("is polled with the patience that the server asks for", async () => {
    const of = context();
    const waiting = { status: 400, body: { error: "authorization_pending" } };
    const slower = { status: 400, body: { error: "slow_down" } };
    login.server.routes.set(
      "POST /token",
      inTurn(waiting, slower, { status: 500 }, { status: 500 }, waiting, { body: { access_token: "a" } }),
    );
    const finish = await awaitDevice(of, await start(of), new AbortController().signal);
    expect(finish).toMatchObject({ kind: "done", token: { accessToken: "a" } });
    expect(login.time.slept).toEqual([5_000, 5_000, 10_000, 20_000, 40_000, 10_000]);
  });

  test.each(["access_denied", "expired_token"])("that ends with %s is over", async (error) => {
    const of = context();
    login.server.routes.set("POST /token", { status: 400, body: { error } });
    expect((await awaitDevice(of, await start(of), new AbortController().signal)).kind).toBe("refused");
    expect(readPending(of.state, "key", of.clock.now())).toEqual([]);
  });

  test("gives way to a newer one, and to its own end", async () => {
    const of = context();
    login.server.routes.set("POST /token", { status: 400, body: { error: "authorization_pending" } });
    const first = await start(of);
    await start(of);
    expect(await awaitDevice(of, first, new AbortController().signal)).toMatchObject({
      kind: "refused",
      message: expect.stringContaining("newer"),
    });
    const [second] = readPending(of.state, "key", of.clock.now());
    if (second === undefined) throw new Error("the second login is gone");
    expect(await awaitDevice(of, second, new AbortController().signal)).toMatchObject({
      kind: "refused",
      message: expect.stringContaining("expired"),
    });
    const aborted = AbortSignal.abort();
    expect((await awaitDevice(of, await start(of), aborted)).kind).toBe("try-again");
  });
});

test("one window a minute, three an hour, for each server; a clock that is set back opens none more", () => {
  const { state } = context();
  const minute = 60_000;
  const may = (at: number, key = "a") => mayOpen(state, key, at);
  expect([
    may(0),
    may(1),
    may(0, "b"),
    may(minute),
    may(minute * 2),
    may(minute * 3),
    may(minute * 61),
  ]).toEqual([true, false, true, true, true, false, true]);
});

test("more rights are asked for twice in ten minutes, and then no more", async () => {
  const of = context({ method: "paste" });
  const auth = createOAuth(of);
  const challenge = {
    status: 403,
    header: 'Bearer error="insufficient_scope", scope="more"',
    refused: undefined,
  } as const;
  const answers: (string | Refusal)[] = [];
  for (let times = 0; times < 3; times += 1) answers.push(await auth.challenged(challenge));
  expect(answers.map((one) => (one instanceof Refusal ? one.message : one))).toEqual([
    expect.stringContaining("complete-login"),
    expect.stringContaining("complete-login"),
    expect.stringContaining("keeps asking for more rights"),
  ]);
});

test("a state folder that cannot be written is said, and nothing hangs", async () => {
  const of = context();
  chmodSync(login.home, 0o500);
  const root = process.getuid?.() === 0;
  if (root) writeFileSync(join(login.home, "pending"), "in the way");
  await expect(begin(of)).rejects.toThrow("cannot be written");
  chmodSync(login.home, 0o700);
});
