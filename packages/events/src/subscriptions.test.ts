import { once } from "node:events";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { beforeEach, describe, expect, onTestFinished, test } from "vitest";
import { judge } from "./checks.js";
import { callbackProblem, createDeliver } from "./deliver.js";
import { createSubscriptions, type EventStore, eventReader, openStore } from "./index.js";

const secret = `whsec_${Buffer.alloc(32, 7).toString("base64")}`;
const next = `whsec_${Buffer.alloc(32, 8).toString("base64")}`;

type Post = {
  readonly headers: IncomingMessage["headers"];
  readonly body: Record<string, unknown>;
  readonly raw: string;
};

/** A subscriber on loopback: echoes challenges unless it is told another answer, and remembers what it got. */
const startSubscriber = async (answer: (post: Post) => number | string = () => 200) => {
  const posts: Post[] = [];
  const server = createServer(async (request, response) => {
    const raw = await text(request);
    const post = { headers: request.headers, body: JSON.parse(raw), raw };
    const given = answer(post);
    if (typeof given === "string") return response.writeHead(302, { location: given }).end();
    posts.push(post);
    const { challenge } = post.body;
    response.writeHead(given).end(challenge === undefined ? "" : JSON.stringify({ challenge }));
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo; // a TCP server has no other kind
  return {
    url: `http://127.0.0.1:${port}/hook`,
    posts,
    events: () => posts.filter(({ body }) => body.type === undefined),
  };
};

let store: EventStore;
let lines: string[];
beforeEach(async () => {
  store = await openStore("memory:");
  lines = [];
});

const open = (allowedHosts: readonly string[] = ["127.0.0.1"]) => {
  const subscriptions = createSubscriptions({
    reader: (tenant) => eventReader({ store, tenant }),
    bodyOf: ({ cursor, name, data }) => ({ eventId: cursor, name, data }),
    log: (line) => void lines.push(line),
    retryMilliseconds: 5,
    allowedHosts,
  });
  onTestFinished(() => subscriptions.close());
  return subscriptions;
};
const asked = { owner: "ann", tenant: "t", name: "sent", secret };
const append = (name: string, data: unknown) => store.append("t", { name, data });

const isSigned = ({ headers, raw }: Post, by: string): boolean =>
  judge(
    { kind: "standard", secret: "S" },
    { header: (name) => String(headers[name] ?? ""), body: new TextEncoder().encode(raw) },
    { secretOf: () => by, now: Date.now() },
  ).ok;

describe("a subscriber", () => {
  test("gets the events of its name, in order, signed, after it has proved that it wants them", async () => {
    const subscriber = await startSubscriber();
    const outcome = await open().subscribe({ ...asked, url: subscriber.url });
    expect(outcome).toMatchObject({ kind: "granted", id: expect.stringMatching(/^sub_[0-9a-f]{16}$/) });
    for (const [name, id] of [
      ["sent", 1],
      ["other", 2],
      ["sent", 3],
    ] as const)
      await append(name, { id });
    await expect.poll(() => subscriber.events().length, { timeout: 10_000 }).toBe(2);
    expect(subscriber.events().map(({ body }) => body.data)).toEqual([{ id: 1 }, { id: 3 }]);
    expect(subscriber.posts.map((post) => isSigned(post, secret))).toEqual([true, true, true]);
    expect(subscriber.posts[0]?.body.type).toBe("verification");
    const [first, second] = subscriber.events();
    expect(first?.headers["webhook-id"]).toBe(first?.body.eventId);
    expect(first?.headers["x-mcp-subscription-id"]).toBe(outcome.kind === "granted" ? outcome.id : "");
    // An event that is under way may get lost, so a client that goes on from here has to meet it again.
    expect([first, second].filter((post) => post?.body.cursor === post?.body.eventId)).toEqual([]);
  });

  test("that fails for a while misses nothing, and sees nothing twice that it took", async () => {
    let refusals = 3;
    const subscriber = await startSubscriber(({ body }) => {
      if (body.type === undefined) refusals -= 1;
      return refusals >= 0 && body.type === undefined ? 503 : 200;
    });
    const subscriptions = open();
    await subscriptions.subscribe({ ...asked, url: subscriber.url });
    await append("sent", 1);
    await append("sent", 2);
    await expect.poll(() => subscriber.events().length, { timeout: 10_000 }).toBe(5);
    expect(subscriber.events().map(({ body }) => body.data)).toEqual([1, 1, 1, 1, 2]);
    expect(await subscriptions.subscribe({ ...asked, url: subscriber.url })).toMatchObject({
      status: { active: true, lastError: null, lastDeliveryAt: expect.any(String) },
    });
  });

  test("may replace its secret, with both for a while, and goes on from a cursor", async () => {
    const subscriber = await startSubscriber();
    const subscriptions = open();
    const { cursor } = await append("sent", 1);
    await append("sent", 2);
    await subscriptions.subscribe({ ...asked, url: subscriber.url, after: cursor });
    await expect.poll(() => subscriber.events().length, { timeout: 10_000 }).toBe(1);
    await subscriptions.subscribe({ ...asked, url: subscriber.url, secret: next });
    await append("sent", 3);
    await expect.poll(() => subscriber.events().length, { timeout: 10_000 }).toBe(2);
    const [second, third] = subscriber.events();
    expect([second?.body.data, third?.body.data]).toEqual([2, 3]);
    expect([third && isSigned(third, secret), third && isSigned(third, next)]).toEqual([true, true]);
    expect(subscriber.posts.filter(({ body }) => body.type === "verification")).toHaveLength(1);
  });

  test("gets nothing after it has unsubscribed, which nobody else can do for it", async () => {
    const subscriber = await startSubscriber();
    const subscriptions = open();
    const subscription = { ...asked, url: subscriber.url };
    await subscriptions.subscribe(subscription);
    expect(subscriptions.unsubscribe({ ...subscription, owner: "bob" })).toBe(false);
    expect(subscriptions.unsubscribe(subscription)).toBe(true);
    expect(subscriptions.unsubscribe(subscription)).toBe(false);
    await append("sent", 1);
    const marked = await startSubscriber();
    await subscriptions.subscribe({ ...asked, url: marked.url, owner: "eve" });
    await append("sent", 2);
    await expect.poll(() => marked.events().length, { timeout: 10_000 }).toBe(1);
    expect(subscriber.events()).toEqual([]);
  });
});

describe("an address", () => {
  test("that does not echo the challenge, answers with an error or redirects is refused, and the redirect not followed", async () => {
    const victim = await startSubscriber();
    const outcomes = [];
    for (const answer of [() => 500, () => 404, () => victim.url] as const) {
      const { url } = await startSubscriber(answer);
      outcomes.push(await open().subscribe({ ...asked, url }));
    }
    const silent = await startSubscriber((post) => {
      post.body.challenge = "another";
      return 200;
    });
    outcomes.push(await open().subscribe({ ...asked, url: silent.url }));
    outcomes.push(await open().subscribe({ ...asked, url: "http://127.0.0.1:1/" }));
    expect(outcomes.map((outcome) => (outcome.kind === "endpoint" ? outcome.reason : outcome.kind))).toEqual([
      ...["http_5xx", "http_4xx", "http_4xx", "challenge_failed", "connection_refused"],
    ]);
    expect(victim.posts).toEqual([]);
  });

  test.each([
    "http://hooks.example.com/",
    "https://127.0.0.1/",
    "https://10.1.2.3/",
    "https://[::1]/",
    "https://169.254.169.254/latest",
    "https://[::ffff:10.0.0.1]/",
    "https://user:pw@hooks.example.com/",
    "ftp://hooks.example.com/",
    "nothing",
  ])("%s is not one that events are delivered to", async (url) => {
    expect(await open([]).subscribe({ ...asked, url })).toMatchObject({ kind: "invalid" });
  });

  test("whose name leads into a private network is refused when it is connected to", async () => {
    const url = new URL("https://localhost:9/");
    expect(callbackProblem(url, {})).toBeUndefined();
    expect(await createDeliver()(url, { body: "{}", headers: {} })).toEqual({
      ok: false,
      reason: "connection_refused",
    });
  });
});

test.each([
  "",
  "whsec_",
  "secret",
  `whsec_${Buffer.alloc(23).toString("base64")}`,
  `whsec_${Buffer.alloc(65).toString("base64")}`,
])("the secret %j is refused", async (bad) => {
  expect(await open().subscribe({ ...asked, secret: bad, url: "http://127.0.0.1:1/" })).toMatchObject({
    kind: "invalid",
  });
});

test("one client has twenty subscriptions at most, and a time of a minute to a day", async () => {
  const subscriber = await startSubscriber();
  const subscriptions = open();
  const subscribe = (name: string, ttlMilliseconds?: number) =>
    subscriptions.subscribe({
      ...asked,
      name,
      url: subscriber.url,
      ...(ttlMilliseconds !== undefined && { ttlMilliseconds }),
    });
  const secondsOf = async (name: string, ttlMilliseconds: number) => {
    const outcome = await subscribe(name, ttlMilliseconds);
    return outcome.kind === "granted"
      ? Math.round((Date.parse(outcome.refreshBefore) - Date.now()) / 1_000 / 60)
      : 0;
  };
  expect([await secondsOf("0", 1), await secondsOf("1", 600_000), await secondsOf("2", 1e12)]).toEqual([
    1, 10, 1_440,
  ]);
  for (let at = 3; at < 20; at += 1) expect((await subscribe(String(at))).kind).toBe("granted");
  expect(await subscribe("20")).toEqual({ kind: "limit", max: 20 });
  expect((await subscribe("0")).kind).toBe("granted");
});
