import { expect, test } from "vitest";
import { bxml, call, customer, type Reply, simulator } from "../../test/harness.js";

const xml = (body: string): Reply => ({ status: 200, type: "application/xml", body });

test.each<[string, Reply, string, RegExp]>([
  ["an unknown verb", bxml("<Speak>hi</Speak>"), "invalid-bxml", /<Speak> is not a verb/],
  ["XML that is not well-formed", xml("<Response><Hangup></Response>"), "invalid-bxml", /closing tag/i],
  ["an empty body", xml(""), "invalid-bxml", /./],
  ["the root of the REST API", xml("<Bxml/>"), "invalid-bxml", /root element must be Response/],
  ["a document type", xml('<!DOCTYPE r [<!ENTITY a "b">]><Response/>'), "invalid-bxml", /document type/],
  [
    "more than 64 KB",
    bxml(`<SpeakSentence>${"a".repeat(65_536)}</SpeakSentence>`),
    "invalid-bxml",
    /65537 bytes/,
  ],
  [
    "another media type",
    { ...bxml("<Hangup/>"), type: "text/xml" },
    "callback-error",
    /text\/xml instead of application\/xml/,
  ],
  ["no media type", { status: 200, body: "<Response/>" }, "callback-error", /no Content-Type/],
  ["201", { ...bxml("<Hangup/>"), status: 201 }, "callback-error", /answered 201/],
  ["204", { status: 204 }, "callback-error", /answered 204/],
  ["a server error", { status: 500 }, "callback-error", /answered 500/],
  [
    "a Forward, too late for it",
    bxml('<Forward to="+19195550102"/>'),
    "application-error",
    /unanswered inbound/,
  ],
])("%s ends the call", async (_, reply, cause, message) => {
  const shop = await customer({ "/answer": () => reply });
  const sim = await simulator();
  const ended = await sim.waitForCall(await call(sim, shop.url));
  expect(ended).toMatchObject({ disconnectCause: cause, errorId: expect.any(String) });
  expect(ended.errorMessage).toMatch(message);
  expect(shop.seen.at(-1)?.body).toMatchObject({
    eventType: "disconnect",
    cause,
    errorMessage: ended.errorMessage,
  });
});

test("an empty Response hangs up", async () => {
  const shop = await customer({ "/answer": () => bxml() });
  const sim = await simulator();
  expect((await sim.waitForCall(await call(sim, shop.url))).disconnectCause).toBe("hangup");
});

test("a customer that does not answer in time is a callback error", async () => {
  const shop = await customer({ "/answer": () => "hang" });
  const sim = await simulator({ limits: { webhookTimeoutMs: 50 } });
  const ended = await sim.waitForCall(await call(sim, shop.url));
  expect(ended).toMatchObject({ disconnectCause: "callback-error" });
  expect(ended.errorMessage).toMatch(/no answer within 50 ms/);
});

test("the call's own callbackTimeout is kept", async () => {
  const shop = await customer({ "/answer": () => "hang" });
  const sim = await simulator();
  const ended = await sim.waitForCall(await call(sim, shop.url, { callbackTimeout: 1 }));
  expect(ended.errorMessage).toMatch(/no answer within 1000 ms/);
});

test("a server that is not there is a callback error, and the disconnect event is tried twice", async () => {
  const sim = await simulator();
  const ended = await sim.waitForCall(await call(sim, "http://127.0.0.1:1"));
  expect(ended.disconnectCause).toBe("callback-error");
  expect(sim.webhooks.map(({ event, outcome }) => [event, "failure" in outcome])).toEqual([
    ["answer", true],
    ["disconnect", true],
    ["disconnect", true],
  ]);
});

test("a disconnect event is repeated after a broken connection, not after an error status", async () => {
  const shop = await customer({
    "/answer": () => bxml("<Hangup/>"),
    "/broken": (_, visit) => (visit === 1 ? "reset" : { status: 204 }),
    "/refusing": () => ({ status: 500 }),
  });
  const sim = await simulator();
  for (const path of ["/broken", "/refusing"]) {
    await sim.waitForCall(await call(sim, shop.url, { disconnectUrl: shop.url + path }));
  }
  expect(shop.seen.filter(({ path }) => path === "/broken")).toHaveLength(2);
  expect(shop.seen.filter(({ path }) => path === "/refusing")).toHaveLength(1);
});

test("the fallback URL is asked, with its own credentials, when the first one fails", async () => {
  const shop = await customer({
    "/answer": () => ({ status: 503 }),
    "/fallback": () => bxml('<Gather gatherUrl="/gone" gatherFallbackUrl="/second"/>'),
    "/second": () => bxml("<SpeakSentence>Saved</SpeakSentence>"),
    "/gone": () => ({ status: 404 }),
  });
  const sim = await simulator();
  const fallback = {
    answerFallbackUrl: `${shop.url}/fallback`,
    fallbackUsername: "f",
    fallbackPassword: "p",
  };
  const ended = await sim.waitForCall(await call(sim, shop.url, fallback));
  expect(shop.seen.map(({ path }) => path)).toEqual([
    "/answer",
    "/fallback",
    "/gone",
    "/second",
    "/disconnect",
  ]);
  expect(shop.seen[1]?.headers.authorization).toBe(`Basic ${Buffer.from("f:p").toString("base64")}`);
  expect(ended.disconnectCause).toBe("hangup");
});

test("a party script that types no telephone keys is reported as a bug", async () => {
  const shop = await customer({ "/answer": () => bxml("<Gather/>") });
  const sim = await simulator({ party: () => ({ answers: true, digits: ["one"] }) });
  await call(sim, shop.url);
  await expect(sim.waitForIdle()).rejects.toThrow('a party cannot type "one"');
});
