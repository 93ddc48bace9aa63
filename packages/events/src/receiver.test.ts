import { createHmac } from "node:crypto";
import { Readable } from "node:stream";
import type { Check, LiveWebhook, Webhook } from "@jackfield/contract";
import { beforeEach, describe, expect, test } from "vitest";
import { createAddresses, type EventStore, eventReader, openStore, StoreUnavailable } from "./index.js";
import { type Recipient, receiver } from "./receiver.js";

const now = 1_700_000_000_000;
const time = String(now / 1_000);
const secrets = new Map([
  ["HOOK_USER", "user"],
  ["HOOK_PASSWORD", "p:w"],
  ["HOOK_SECRET", `whsec_${Buffer.from("a secret of some length").toString("base64")}`],
]);
const secretOf = (variable: string): string | undefined => secrets.get(variable);
const sign = (key: string | Buffer, text: string, encoding: "hex" | "base64", algorithm = "sha256"): string =>
  createHmac(algorithm, key).update(text).digest(encoding);

let store: EventStore;
const recipient = (): Recipient => ({
  tenant: { id: "t", secrets: { get: secretOf } },
  events: eventReader({ store, tenant: "t" }),
});
let lines: string[];
beforeEach(async () => {
  store = await openStore("memory:", { now: () => now });
  lines = [];
});

const post = async (
  webhook: Partial<Webhook>,
  body: string,
  headers: Record<string, string> = {},
  path = "/token/hook",
) => {
  const app = receiver({
    webhooks: [{ path: "hook", check: { kind: "path" }, name: "happened", ...webhook }],
    store,
    recipientOf: async (token) => (token === "token" ? recipient() : undefined),
    log: (line) => lines.push(line),
    maxBytes: 1_000,
    now: () => now,
  });
  const { status } = await app.request(path, { method: "POST", body, headers });
  const { events } = await store.read("t", { limit: 10 });
  return { status, events: events.map(({ name, data }) => ({ name, data })) };
};

describe("payloads", () => {
  test("an event is stored, then acknowledged", async () => {
    expect(await post({}, '{"a":1}')).toEqual({
      status: 204,
      events: [{ name: "happened", data: { a: 1 } }],
    });
  });

  test("a list is as many events, each with the name that it says", async () => {
    const webhook = { name: { field: ["type"] }, isList: true } as const;
    expect(await post(webhook, '[{"type":"sent","id":1},{"type":"failed","id":2}]')).toMatchObject({
      status: 204,
      events: [{ name: "sent" }, { name: "failed" }],
    });
  });

  test("one delivered twice is stored once, and acknowledged both times", async () => {
    const webhook = { key: [{ field: ["message", "id"] }, { field: ["to"] }] } as const;
    await post(webhook, '{"message":{"id":"m1"}}');
    expect(await post(webhook, '{"message":{"id":"m1"}}')).toMatchObject({
      status: 204,
      events: [{ name: "happened" }],
    });
    const byHeader = { key: [{ header: "webhook-id" }] } as const;
    await post(byHeader, "1", { "webhook-id": "w1" });
    expect((await post(byHeader, "1", { "webhook-id": "w1" })).events).toHaveLength(2);
  });

  test.each([
    ["a text that is not JSON", {}, "{", 400],
    ["an event without its name", { name: { field: ["type"] } }, "{}", 400],
    ["one of a list without its name", { name: { field: ["type"] }, isList: true }, '[{"type":"a"},{}]', 400],
    ["a text that is nested too deeply", {}, "[".repeat(400_000) + "]".repeat(400_000), 413],
    ["more than the limit", {}, JSON.stringify("x".repeat(1_001)), 413],
  ] as const)("%s is refused whole", async (_, webhook, body, status) => {
    expect(await post(webhook, body)).toEqual({ status, events: [] });
  });

  test.each(["/other/hook", "/token/hooks", "/token/hook/more", "/token", "/"])(
    "%s is not there",
    async (path) => {
      expect(await post({}, "{}", {}, path)).toEqual({ status: 404, events: [] });
    },
  );
});

describe("bodies on Node's own stream", () => {
  const send = async (incoming: Readable) => {
    const app = receiver({
      webhooks: [{ path: "hook", check: { kind: "path" }, name: "happened" }],
      store,
      recipientOf: async () => recipient(),
      maxBytes: 1_000,
      now: () => now,
    });
    const { status } = await app.request("/token/hook", { method: "POST" }, { incoming });
    const { events } = await store.read("t", { limit: 10 });
    return { status, events: events.map(({ data }) => data) };
  };

  test("parts are put together", async () => {
    const text = Buffer.from('{"a":"é"}');
    expect(await send(Readable.from([text.subarray(0, 7), text.subarray(7)]))).toEqual({
      status: 204,
      events: [{ a: "é" }],
    });
  });

  test("more than the limit is refused, whatever its length was said to be", async () => {
    const parts = Array.from({ length: 3 }, () => Buffer.alloc(400, "1"));
    expect(await send(Readable.from(parts))).toEqual({ status: 413, events: [] });
  });

  test("one that ends too early is stored in no part", async () => {
    const half = new Readable({ read: () => undefined });
    half.push('{"a":1}');
    setImmediate(() => half.destroy());
    expect(await send(half)).toEqual({ status: 500, events: [] });
  });
});

test("while the store is not available the vendor is asked to send again", async () => {
  const app = receiver({
    webhooks: [{ path: "hook", check: { kind: "path" }, name: "n" }],
    store: { append: () => Promise.reject(new StoreUnavailable("Redis is not available: closed")) },
    recipientOf: async () => recipient(),
    log: (line) => lines.push(line),
  });
  expect((await app.request("/token/hook", { method: "POST", body: "{}" })).status).toBe(503);
  expect(lines).toEqual(["a webhook to hook could not be stored: Redis is not available: closed"]);
});

test("a webhook is answered within its deadline while the store hangs", async () => {
  const app = receiver({
    webhooks: [
      { ...live, unstored: () => ({ type: "text/xml", body: "<Wait/>" }) },
      { ...live, path: "asked-again" },
    ],
    store: { append: () => new Promise(() => undefined) },
    recipientOf: async () => recipient(),
  });
  const [held, refused] = await Promise.all(
    ["live", "asked-again"].map((path) => app.request(`/token/${path}`, { method: "POST", body: "{}" })),
  );
  expect([held?.status, await held?.text()]).toEqual([200, "<Wait/>"]);
  expect([refused?.status, refused?.headers.get("retry-after")]).toEqual([503, "1"]);
});

test("more webhooks than can be handled at once are asked to come again", async () => {
  const app = receiver({
    webhooks: [live],
    store: { append: () => new Promise(() => undefined) },
    recipientOf: async () => recipient(),
  });
  const replies = await Promise.all(
    Array.from({ length: 1_001 }, () => app.request("/token/live", { method: "POST", body: "{}" })),
  );
  expect(replies.every(({ status }) => status === 503)).toBe(true);
  expect((await app.request("/token/live", { method: "POST", body: "{}" })).status).toBe(503);
});

const late = { type: "text/xml", body: "<Late/>" };
const live: LiveWebhook = {
  path: "live",
  check: { kind: "path" },
  name: "rang",
  answer: async ({ data }) => ({ type: "text/xml", body: `<Say>${JSON.stringify(data)}</Say>` }),
  deadlineMilliseconds: 100,
  late: () => late,
};

describe("live webhooks", () => {
  const ring = async (webhook: Partial<LiveWebhook> = {}) => {
    const app = receiver({
      webhooks: [{ ...live, ...webhook }],
      store,
      recipientOf: async () => recipient(),
      log: (line) => lines.push(line),
    });
    const reply = await app.request("/token/live?a=b", {
      method: webhook.method ?? "POST",
      ...(webhook.method !== "GET" && { body: "1" }),
    });
    return [reply.status, reply.headers.get("content-type"), await reply.text()];
  };

  test("the event is stored before the answer is made, and the answer may come from the log", async () => {
    const answer: LiveWebhook["answer"] = async ({ duplicate }, { events, signal }) => {
      const { events: stored } = await events.read();
      await events.reply("call", "<Hello/>");
      const body = await events.awaitReply("call", { milliseconds: 50, signal });
      return { type: "text/xml", body: `${stored.length} ${duplicate} ${body}` };
    };
    expect(await ring({ answer })).toEqual([200, "text/xml", "1 false <Hello/>"]);
  });

  test("a late answer is replaced and told to stop", async () => {
    let stopped = false;
    const answer: LiveWebhook["answer"] = (_, { signal }) =>
      new Promise(() =>
        signal.addEventListener("abort", () => {
          stopped = true;
        }),
      );
    expect(await ring({ answer })).toEqual([200, "text/xml", "<Late/>"]);
    expect(stopped).toBe(true);
  });

  test("an answer that fails is replaced, and the log says why", async () => {
    expect(await ring({ answer: () => Promise.reject(new Error("no verbs\nat line 1")) })).toEqual([
      ...[200, "text/xml", "<Late/>"],
    ]);
    expect(lines).toEqual(["the answer to a webhook to live failed: no verbs"]);
  });

  test("a passing visit is answered and not stored, even while the store does not work", async () => {
    const full = { ...store, append: () => Promise.reject(new StoreUnavailable("full")) };
    const app = receiver({
      webhooks: [{ ...live, passing: true }],
      store: full,
      recipientOf: async () => recipient(),
    });
    expect((await app.request("/token/live", { method: "POST", body: "1" })).status).toBe(200);
    expect((await store.read("t", { limit: 1 })).events).toEqual([]);
  });

  test("the answer for a late one may depend on the delivery, and may be nothing", async () => {
    const answer = () => Promise.reject(new Error("no"));
    const late: LiveWebhook["late"] = ({ data, query }) => ({
      type: "text/xml",
      body: `${data} ${query("a")}`,
    });
    expect(await ring({ answer, late })).toEqual([200, "text/xml", "1 b"]);
    expect(await ring({ answer: async () => ({}) })).toEqual([204, null, ""]);
  });

  test("the payload of a GET is its query", async () => {
    expect(await ring({ method: "GET" })).toEqual([200, "text/xml", '<Say>{"a":"b"}</Say>']);
  });
});

test("forms become objects, XML stays text", async () => {
  const form = { "content-type": "application/x-www-form-urlencoded; charset=utf-8" };
  expect(await post({ name: { field: ["Type"] } }, "Type=sms&Body=a%20b", form)).toMatchObject({
    events: [{ name: "sms", data: { Type: "sms", Body: "a b" } }],
  });
  const json = encodeURIComponent('{"action":"opened"}');
  for (const body of [`payload=${json}`, '{"action":"opened"}'])
    expect((await post({ name: { field: ["action"] } }, body, form)).events.at(-1)).toEqual({
      name: "opened",
      data: { action: "opened" },
    });
  expect((await post({}, "payload={a&b=1", form)).events.at(-1)?.data).toEqual({ payload: "{a", b: "1" });
  const { events } = await post({}, "<a/>", { "content-type": "application/xml" });
  expect(events.at(-1)).toEqual({ name: "happened", data: "<a/>" });
});

describe("addresses", () => {
  const addresses = createAddresses("a secret of the operator");
  const guarded = { tenant: "café/1", guarded: true };

  test("a token names its tenant and nobody else can make one", () => {
    const token = addresses.tokenOf(guarded);
    expect(token).toMatch(/^[\w.-]+$/);
    expect(addresses.addresseeOf(token)).toEqual(guarded);
    const open = addresses.tokenOf({ ...guarded, guarded: false });
    for (const forged of [
      `o${token.slice(1)}`,
      `g${open.slice(1)}`,
      `${token.slice(0, -1)}!`,
      "",
      "o.",
      `${token}x`,
    ])
      expect(addresses.addresseeOf(forged)).toBeUndefined();
    expect(createAddresses("another secret").addresseeOf(token)).toBeUndefined();
  });

  test("a guarded address demands the credentials that belong to it", async () => {
    const credentials = addresses.credentialsOf("t");
    const app = receiver({
      webhooks: [{ path: "hook", check: { kind: "path" }, name: "n" }],
      store,
      recipientOf: async () => ({ ...recipient(), credentials }),
    });
    const statusWith = async (text: string) => {
      const authorization = `Basic ${Buffer.from(text).toString("base64")}`;
      return (await app.request("/t/hook", { method: "POST", body: "1", headers: { authorization } })).status;
    };
    expect(await statusWith(`${credentials.username}:${credentials.password}`)).toBe(204);
    expect(await statusWith(`${credentials.username}:`)).toBe(401);
    const other = addresses.credentialsOf("u");
    expect(await statusWith(`${other.username}:${other.password}`)).toBe(401);
  });
});

describe("senders", () => {
  const body = '{"a":1}';
  const basic: Check = { kind: "basic", username: "HOOK_USER", password: "HOOK_PASSWORD" };
  const hmac: Check = {
    kind: "hmac",
    header: "x-signature",
    secret: "HOOK_SECRET",
    algorithm: "sha256",
    encoding: "hex",
    prefix: "sha256=",
  };
  const timed: Check = { ...hmac, encoding: "base64", prefix: "", timestamp: "x-time" };
  const standard: Check = { kind: "standard", secret: "HOOK_SECRET" };
  const secret = secrets.get("HOOK_SECRET") ?? "";
  const key = Buffer.from("a secret of some length");
  const authorization = `Basic ${Buffer.from("user:p:w").toString("base64")}`;
  const signed = (id: string, at: string, text = body) => ({
    "webhook-id": id,
    "webhook-timestamp": at,
    "webhook-signature": `v1,AAAA v1,${sign(key, `${id}.${at}.${text}`, "base64")}`,
  });
  const old = String(now / 1_000 - 301);

  test.each<[string, Check, Record<string, string>, number]>([
    ["basic, right", basic, { authorization }, 204],
    ["basic, wrong", basic, { authorization: `Basic ${Buffer.from("user:p").toString("base64")}` }, 401],
    ["basic, none", basic, {}, 401],
    ["basic, optional and not set", { ...basic, username: "NO", password: "NO", optional: true }, {}, 204],
    ["basic, optional and half set", { ...basic, password: "NO", optional: true }, { authorization }, 401],
    ["basic, variable not set", { ...basic, password: "NONE" }, { authorization }, 401],
    ["HMAC, right", hmac, { "x-signature": `sha256=${sign(secret, body, "hex")}` }, 204],
    ["HMAC, capitals", hmac, { "x-signature": `sha256=${sign(secret, body, "hex").toUpperCase()}` }, 204],
    ["HMAC of another body", hmac, { "x-signature": `sha256=${sign(secret, "{}", "hex")}` }, 401],
    ["HMAC without its prefix", hmac, { "x-signature": sign(secret, body, "hex") }, 401],
    [
      "HMAC with time, right",
      timed,
      { "x-time": time, "x-signature": sign(secret, `${time}.${body}`, "base64") },
      204,
    ],
    [
      "HMAC with time, replayed later",
      timed,
      { "x-time": old, "x-signature": sign(secret, `${old}.${body}`, "base64") },
      401,
    ],
    ["HMAC with time, none given", timed, { "x-signature": sign(secret, body, "base64") }, 401],
    ["standard, right, second of two signatures", standard, signed("w1", time), 204],
    ["standard, replayed later", standard, signed("w1", old), 401],
    ["standard, another id", standard, { ...signed("w1", time), "webhook-id": "w2" }, 401],
    ["standard, another body", standard, signed("w1", time, "{}"), 401],
    ["standard, unsigned", standard, {}, 401],
  ])("%s", async (_, check, headers, status) => {
    const outcome = await post({ check }, body, headers);
    expect(outcome).toEqual({ status, events: status === 204 ? [{ name: "happened", data: { a: 1 } }] : [] });
    expect(lines.join()).not.toMatch(/p:w|whsec|a secret/);
  });
});
