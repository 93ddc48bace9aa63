import { beforeEach, expect, test } from "vitest";
import { createAddresses, type EventStore, eventReader, openStore } from "./index.js";

let store: EventStore;
beforeEach(async () => {
  store = await openStore("memory:");
});
const never = new AbortController().signal;

test("waiting ends with the event that is asked for, not with others", async () => {
  const events = eventReader({ store, tenant: "t" });
  const after = await events.newest();
  const waiting = events.wait({ after, names: ["wanted"] }, { seconds: 60, signal: never });
  await store.append("t", { name: "other", data: 1 });
  await store.append("u", { name: "wanted", data: 2 });
  await store.append("t", { name: "wanted", data: 3 });
  expect(await waiting).toMatchObject({ events: [{ name: "wanted", data: 3 }], missed: false });
});

test("waiting ends without an event when time or patience is over, and says where to go on", async () => {
  const events = eventReader({ store, tenant: "t" });
  await store.append("t", { name: "n", data: 1 });
  const after = await events.newest();
  const page = { events: [], cursor: after, hasMore: false, missed: false };
  expect(await events.wait({ after }, { seconds: 0.01, signal: never })).toEqual(page);
  expect(await events.wait({ after }, { seconds: 60, signal: AbortSignal.abort() })).toEqual(page);
});

test("a page is bounded whatever is asked for", async () => {
  for (let at = 0; at < 1_010; at += 1) await store.append("t", { name: "n", data: at });
  const events = eventReader({ store, tenant: "t" });
  const lengths = [undefined, 0, 2.5, 5_000].map(
    async (limit) => (await events.read(limit === undefined ? {} : { limit })).events.length,
  );
  expect(await Promise.all(lengths)).toEqual([100, 1, 2, 1_000]);
});

test("a reply may come while somebody waits for it, and the first one wins", async () => {
  const [one, two] = [eventReader({ store, tenant: "t" }), eventReader({ store, tenant: "t" })];
  const waiting = one.awaitReply("call", { milliseconds: 60_000, signal: never });
  expect(await Promise.all([two.reply("call", "first"), two.reply("call", "second")])).toEqual([
    ...["accepted", "conflict"],
  ]);
  expect(await waiting).toBe("first");
  expect(await one.awaitReply("other", { milliseconds: 1, signal: never })).toBeUndefined();
});

test("addresses need a place where webhooks arrive", () => {
  expect(eventReader({ store, tenant: "t" }).urlOf("hook")).toBeUndefined();
  const addresses = createAddresses("secret");
  const options = { store, tenant: "t", addresses, base: () => "https://mcp.example.com/webhooks" };
  const events = eventReader(options);
  const token = (guarded: boolean) => addresses.tokenOf({ tenant: "t", guarded });
  expect(events.urlOf("voice/answer")).toBe(`https://mcp.example.com/webhooks/${token(false)}/voice/answer`);
  expect(events.callbackOf("voice/answer")).toEqual({
    url: `https://mcp.example.com/webhooks/${token(true)}/voice/answer`,
    ...addresses.credentialsOf("t"),
  });
});
