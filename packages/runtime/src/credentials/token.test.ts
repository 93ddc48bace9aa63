import { setMaxListeners } from "node:events";
import { expect, it } from "vitest";
import type { Clock } from "../clock.js";
import { createTokenStore, type OnRotation, type TokenPost, type TokenRequest } from "./token.js";

const client: TokenRequest = {
  url: "https://api.example.com/token",
  client: { id: "me", secret: "canary-secret", place: "header" },
  grant: { type: "clientCredentials" },
  scopes: [],
  settings: "X_CLIENT_ID and X_CLIENT_SECRET",
};
const { signal } = new AbortController();
// One signal stands for many callers here.
setMaxListeners(0, signal);

const setUp = (answer: (count: number) => Awaited<ReturnType<TokenPost>> | Error) => {
  let now = 1_000_000;
  const asked: Parameters<TokenPost>[0][] = [];
  const rotations: Parameters<OnRotation>[0][] = [];
  const clock: Clock = { now: () => now, sleep: async () => undefined, random: () => 0 };
  const post: TokenPost = async (request) => {
    asked.push(request);
    const reply = answer(asked.length);
    await new Promise((resolve) => setImmediate(resolve));
    if (reply instanceof Error) throw reply;
    return reply;
  };
  return {
    store: createTokenStore(post, clock, (rotation) => rotations.push(rotation)),
    rotations,
    asked,
    pass: (seconds: number) => {
      now += seconds * 1000;
    },
  };
};
const minted = (expires_in?: unknown) => (count: number) => ({
  status: 200,
  body: { access_token: `t${count}`, expires_in },
});

it("asks once for 1,000 calls, with Basic client authentication and a form", async () => {
  const { store, asked } = setUp(minted(3600));
  const tokens = await Promise.all(Array.from({ length: 1000 }, () => store.get(client, signal)));
  expect(new Set(tokens)).toEqual(new Set(["t1"]));
  expect(asked).toEqual([
    {
      url: client.url,
      authorization: `Basic ${Buffer.from("me:canary-secret").toString("base64")}`,
      body: "grant_type=client_credentials",
    },
  ]);
});

it("mints again when less than a minute remains", async () => {
  const { store, pass } = setUp(minted(3600));
  expect(await store.get(client, signal)).toBe("t1");
  pass(3539);
  expect(await store.get(client, signal)).toBe("t1");
  pass(2);
  expect(await store.get(client, signal)).toBe("t2");
});

it.each([undefined, 0, -5, "soon", null, Number.NaN, {}])(
  "takes expires_in %s for an hour",
  async (given) => {
    const { store, pass } = setUp(minted(given));
    await store.get(client, signal);
    pass(3500);
    expect(await store.get(client, signal)).toBe("t1");
    pass(60);
    expect(await store.get(client, signal)).toBe("t2");
  },
);

it("does not mint for every call when tokens live shorter than the margin", async () => {
  const { store, pass } = setUp(minted(30));
  await store.get(client, signal);
  pass(14);
  expect(await store.get(client, signal)).toBe("t1");
  pass(2);
  expect(await store.get(client, signal)).toBe("t2");
});

it("renews a refused token once, however many calls saw it refused", async () => {
  const { store, asked } = setUp(minted(3600));
  const refused = await store.get(client, signal);
  const tokens = await Promise.all(Array.from({ length: 100 }, () => store.renew(client, refused, signal)));
  expect(new Set(tokens)).toEqual(new Set(["t2"]));
  expect(await store.renew(client, refused, signal)).toBe("t2");
  expect(asked.length).toBe(2);
});

it("shares a failure, then stays quiet for a growing while", async () => {
  const { store, asked, pass } = setUp((count) =>
    count < 3 ? { status: 401, body: { error: "unauthorized_client" } } : minted(3600)(count),
  );
  const failures = await Promise.allSettled(Array.from({ length: 50 }, () => store.get(client, signal)));
  expect(failures.every(({ status }) => status === "rejected")).toBe(true);
  await expect(store.get(client, signal)).rejects.toThrow("401");
  expect(asked.length).toBe(1);
  pass(1.1);
  await expect(store.get(client, signal)).rejects.toThrow("401");
  pass(1.1);
  await expect(store.get(client, signal)).rejects.toThrow("401");
  expect(asked.length).toBe(2);
  pass(1);
  expect(await store.get(client, signal)).toBe("t3");
});

it.each<[string, Awaited<ReturnType<TokenPost>> | Error, string]>([
  ["refusal", { status: 400, body: { error: "invalid_client" } }, 'it answered 400, "invalid_client"'],
  ["a page", { status: 500, body: undefined }, "it answered 500"],
  ["no token", { status: 200, body: { token: "x" } }, "has no access_token"],
  ["a token with a line break", { status: 200, body: { access_token: "a\r\nb" } }, "has no access_token"],
  ["no reply", new Error("no answer within 15 s"), "no answer within 15 s"],
])("names the settings and no secret: %s", async (_, answer, said) => {
  const { store } = setUp(() => answer);
  const failure = await store.get(client, signal).catch((error: unknown) => error);
  expect(failure).toMatchObject({ answer: { code: "auth", error: expect.stringContaining(said) } });
  expect(JSON.stringify(failure)).toContain("X_CLIENT_ID and X_CLIENT_SECRET");
  expect(JSON.stringify(failure)).not.toContain("canary-secret");
});

it.each(["http://api.example.com/token", "https://169.254.169.254/token", "ftp://x/"])(
  "sends no secret to %s",
  async (url) => {
    const { store, asked } = setUp(minted(3600));
    await expect(store.get({ ...client, url }, signal)).rejects.toThrow("the token URL");
    expect(asked).toEqual([]);
  },
);

it("lets a waiter give up while the request goes on for the others", async () => {
  const { store } = setUp(minted(3600));
  const impatient = new AbortController();
  const first = store.get(client, impatient.signal);
  const second = store.get(client, signal);
  impatient.abort(new Error("gone"));
  await expect(first).rejects.toThrow("gone");
  expect(await second).toBe("t1");
});

const refreshing: TokenRequest = {
  ...client,
  grant: { type: "refreshToken", refreshToken: "r0", setting: "X_REFRESH_TOKEN" },
};
const refreshTokenOf = ({ body }: { body: string }): string | null =>
  new URLSearchParams(body).get("refresh_token");

it("spends a refresh token once, and the one that replaced it next", async () => {
  const { store, asked, pass, rotations } = setUp((count) => ({
    status: 200,
    // The second reply keeps the token as it is.
    body: { access_token: `t${count}`, ...(count === 2 ? {} : { refresh_token: `r${count}` }) },
  }));
  for (let round = 0; round < 3; round += 1) {
    await Promise.all([store.get(refreshing, signal), store.get(refreshing, signal)]);
    pass(3600);
  }
  expect(asked.map(refreshTokenOf)).toEqual(["r0", "r1", "r1"]);
  expect(rotations).toEqual([
    { spent: "r0", issued: "r1", url: client.url, setting: "X_REFRESH_TOKEN" },
    { spent: "r1", issued: "r3", url: client.url, setting: "X_REFRESH_TOKEN" },
  ]);
});

it("keeps the refresh token when there was no answer, and the new one when its access token is of no use", async () => {
  const { store, asked, pass } = setUp((count) =>
    count === 1
      ? new Error("no reply")
      : { status: 200, body: { refresh_token: `r${count}`, access_token: count === 2 ? "" : "t" } },
  );
  await expect(store.get(refreshing, signal)).rejects.toThrow("no reply");
  pass(2);
  await expect(store.get(refreshing, signal)).rejects.toThrow("has no access_token");
  pass(3);
  expect(await store.get(refreshing, signal)).toBe("t");
  expect(asked.map(refreshTokenOf)).toEqual(["r0", "r0", "r2"]);
});

it.each([
  [401, { error: "invalid_client" }],
  [400, { error: "invalid_client" }],
  [400, { error: "invalid_request", error_description: "client_id is missing" }],
  [401, undefined],
  [403, { message: "No credentials" }],
  [401, { error: "access_denied" }],
])(
  "an endpoint that answers %i %j wants the secret in the other place, which is remembered",
  async (status, body) => {
    const { store, asked, pass } = setUp((count) =>
      asked[count - 1]?.authorization === undefined ? minted(3600)(count) : { status, body },
    );
    expect(await store.get(client, signal)).toBe("t2");
    expect(asked.map(({ authorization }) => authorization !== undefined)).toEqual([true, false]);
    expect(asked[1]?.body).toBe("grant_type=client_credentials&client_id=me&client_secret=canary-secret");
    pass(3600);
    expect(await store.get(client, signal)).toBe("t3");
    expect(asked[2]?.authorization).toBeUndefined();
  },
);

it("a client that is refused both ways is asked about no third time", async () => {
  const { store, asked } = setUp(() => ({ status: 401, body: { error: "invalid_client" } }));
  await expect(store.get(client, signal)).rejects.toThrow("invalid_client");
  expect(asked.length).toBe(2);
});

it.each([
  [400, "invalid_scope"],
  [400, "invalid_grant"],
  [401, "unauthorized_client"],
  [500, "invalid_client"],
])("other refusals are final: %i %s", async (status, error) => {
  const { store, asked } = setUp(() => ({ status, body: { error } }));
  await expect(store.get(client, signal)).rejects.toThrow(error);
  expect(asked.length).toBe(1);
});
