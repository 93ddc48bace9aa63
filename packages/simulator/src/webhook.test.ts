import { expect, test } from "vitest";
import { customer, type Reply, testClock } from "../test/harness.js";
import { settingsFrom } from "./settings.js";
import { deliver, mediaType } from "./webhook.js";
import { createWorld } from "./world.js";

const world = () => createWorld(settingsFrom({ clock: testClock() }), new AbortController().signal);

const message = (url: string, more = {}) => ({
  event: "answer",
  body: { eventType: "answer", nested: { a: 1 } },
  target: { url, method: "POST" as const },
  timeoutMs: 1_000,
  userAgent: "test",
  maxBytes: 10,
  ...more,
});

const never = new AbortController().signal;

test("an answer comes back with its media type and body", async () => {
  const reply: Reply = { status: 200, type: "Application/XML; charset=utf-8", body: "0123456789" };
  const shop = await customer({ "/": () => reply });
  const delivery = await deliver(world(), message(shop.url), never);
  expect(delivery).toMatchObject({ kind: "reply", status: 200, contentType: "application/xml" });
  expect(shop.seen[0]?.body).toEqual({ eventType: "answer", nested: { a: 1 } });
});

test("an answer that is too long is not read to its end", async () => {
  const shop = await customer({ "/": () => ({ status: 200, body: "x".repeat(1_000_000) }) });
  expect(await deliver(world(), message(shop.url), never)).toMatchObject({
    kind: "failed",
    reason: "too-large",
  });
});

test("a redirect is an answer, not followed", async () => {
  const shop = await customer({ "/": () => ({ status: 302 }) });
  expect(await deliver(world(), message(shop.url), never)).toMatchObject({ status: 302 });
});

test("GET adds its fields to the query of the URL", async () => {
  const shop = await customer({});
  const target = { url: `${shop.url}/hook?keep=1`, method: "GET" as const };
  await deliver(world(), message(shop.url, { target }), never);
  expect(Object.fromEntries(shop.seen[0]?.query ?? [])).toEqual({
    keep: "1",
    eventType: "answer",
    nested: '{"a":1}',
  });
});

test("a delivery can be abandoned, before and while it waits", async () => {
  const shop = await customer({ "/": () => "hang" });
  const control = new AbortController();
  const waiting = deliver(world(), message(shop.url), control.signal);
  setTimeout(() => control.abort(), 20);
  expect(await waiting).toMatchObject({ reason: "aborted" });
  expect(await deliver(world(), message(shop.url), control.signal)).toMatchObject({ reason: "aborted" });
});

test("every attempt is recorded, failures with their reason", async () => {
  const state = world();
  await deliver(state, message("http://127.0.0.1:1/x"), never);
  expect(state.webhooks.entries).toMatchObject([
    {
      event: "answer",
      url: "http://127.0.0.1:1/x",
      outcome: { failure: expect.stringContaining("ECONNREFUSED") },
    },
  ]);
  expect(state.counters.webhooksSent).toBe(1);
});

test.each([
  [undefined, ""],
  ["text/plain", "text/plain"],
  [" Application/JSON ; charset=utf-8", "application/json"],
])("the media type of %j is %j", (header, type) => {
  expect(mediaType(header)).toBe(type);
});
