import { expect, test } from "vitest";
import { customer, messagesPath, send, simulator } from "../../test/harness.js";
import { segmentsOf } from "./message.js";

const valid = { applicationId: "msg-app", from: "+19195550100", to: ["+19195550101"], text: "Hello" };

const appAt = (url: string) => [
  {
    id: "msg-app",
    kind: "messaging" as const,
    callbackUrl: `${url}/in`,
    statusCallbackUrl: `${url}/status`,
    username: "u",
    password: "p",
  },
];

test("createMessage answers 202 with the message, then tells the application of the delivery", async () => {
  const shop = await customer({});
  const sim = await simulator({ applications: appAt(shop.url) });
  const json = { ...valid, tag: "t", priority: "high", expiration: "2026-02-01T02:29:00Z" };
  const answer = await send(sim, messagesPath, { json });
  expect(answer).toMatchObject({
    status: 202,
    body: {
      ...json,
      id: expect.any(String),
      owner: valid.from,
      segmentCount: 1,
      direction: "out",
      media: [],
    },
  });
  await sim.waitForIdle();
  expect(shop.seen).toHaveLength(1);
  const [event] = shop.seen;
  expect(event).toMatchObject({ path: "/status", method: "POST" });
  expect(event?.headers["user-agent"]).toBe("BandwidthAPI/v2");
  expect(event?.headers.authorization).toBe(`Basic ${Buffer.from("u:p").toString("base64")}`);
  expect(event?.body).toEqual([
    {
      type: "message-delivered",
      time: expect.any(String),
      to: "+19195550101",
      description: "ok",
      message: { ...answer.body, text: "", channel: "SMS" },
    },
  ]);
});

test("each recipient has its own event, a magic number a failure with its code", async () => {
  const shop = await customer({});
  const sim = await simulator({ applications: appAt(shop.url) });
  await send(sim, messagesPath, { json: { ...valid, to: ["+19195550101", "+19195554476"] } });
  await sim.waitForIdle();
  expect(shop.seen.map(({ body }) => body)).toMatchObject([
    [{ type: "message-delivered", to: "+19195550101" }],
    [
      {
        type: "message-failed",
        to: "+19195554476",
        errorCode: 4476,
        description: "rejected-unregistered-source",
      },
    ],
  ]);
});

test("a sender the account does not own fails with 4405", async () => {
  const shop = await customer({});
  const sim = await simulator({ applications: appAt(shop.url), numbers: ["+19195550199"] });
  await send(sim, messagesPath, { json: valid });
  await sim.waitForIdle();
  expect(shop.seen[0]?.body).toMatchObject([{ type: "message-failed", errorCode: 4405 }]);
});

test("a delivery is retried until the application takes it", async () => {
  const shop = await customer({
    "/status": (_, visit) => (visit === 1 ? "reset" : { status: visit === 2 ? 500 : 200 }),
  });
  const sim = await simulator({ applications: appAt(shop.url) });
  await send(sim, messagesPath, { json: valid });
  await sim.waitForIdle();
  expect(sim.webhooks.map(({ outcome }) => ("status" in outcome ? outcome.status : "failure"))).toEqual([
    "failure",
    500,
    200,
  ]);
  const bodies = shop.seen.map(({ body }) => JSON.stringify(body));
  expect(new Set(bodies).size).toBe(1);
});

test("the retries are bounded", async () => {
  const shop = await customer({ "/status": () => ({ status: 404 }) });
  const sim = await simulator({ applications: appAt(shop.url), messageRetryDelaysMs: [1, 1] });
  await send(sim, messagesPath, { json: valid });
  await sim.waitForIdle();
  expect(shop.seen).toHaveLength(3);
});

test("an inbound text reaches the callback URL", async () => {
  const shop = await customer({});
  const sim = await simulator({ applications: appAt(shop.url) });
  const id = sim.sendText({
    from: "+12125550100",
    to: "+19195550100",
    text: "Hi",
    media: ["http://m.example/a.png"],
  });
  await sim.waitForIdle();
  expect(shop.seen).toMatchObject([
    {
      path: "/in",
      body: [
        {
          type: "message-received",
          to: "+19195550100",
          message: {
            id,
            owner: "+19195550100",
            direction: "in",
            text: "Hi",
            channel: "MMS",
            to: ["+19195550100"],
          },
        },
      ],
    },
  ]);
  const listed = await send(sim, `${messagesPath}?messageDirection=INBOUND`);
  expect(listed.body).toMatchObject({
    totalCount: 1,
    messages: [{ messageId: id, sourceTn: "+12125550100" }],
  });
});

test.each([
  [{ to: "+19195550101" }, "to", /must be an array/],
  [{ to: [] }, "to", /1 to 10 items/],
  [{ to: ["9195550101"] }, "to", /"9195550101", which must be a phone number/],
  [{ to: ["+19195550101", "+19195550101"] }, "to", /twice/],
  [{ from: "+0" }, "from", /E\.164/],
  [{ from: undefined }, "from", /required/],
  [{ applicationId: undefined }, "applicationId", /required/],
  [{ applicationId: "other" }, "applicationId", /not a messaging application/],
  [{ text: undefined }, "text", /required when there is no media/],
  [{ text: "x".repeat(2049) }, "text", /2048/],
  [{ media: ["file:///etc/passwd"] }, "media", /http and https/],
  [{ tag: "x".repeat(1025) }, "tag", /1024/],
  [{ priority: "low" }, "priority", /default, high/],
  [{ expiration: "tomorrow" }, "expiration", /RFC 3339/],
  [{ message: "x" }, "message", /not a known field/],
])("createMessage refuses %j", async (change, fieldName, description) => {
  const sim = await simulator({ applications: appAt("http://127.0.0.1:1") });
  const answer = await send(sim, messagesPath, { json: { ...valid, ...change } });
  expect(answer).toMatchObject({
    status: 400,
    body: { type: "request-validation", description: expect.any(String), fieldErrors: [{ fieldName }] },
  });
  expect(JSON.stringify(answer.body.fieldErrors).replaceAll('\\"', '"')).toMatch(description);
  expect(sim.counters.messagesAccepted).toBe(0);
});

test("short codes and alphanumeric senders may send", async () => {
  const sim = await simulator();
  for (const from of ["12345", "Shop & Co", "+447700900000"]) {
    expect((await send(sim, messagesPath, { json: { ...valid, from } })).status).toBe(202);
  }
});

test("listMessages wants a parameter, filters, sorts and pages", async () => {
  const sim = await simulator();
  const to = ["+19195550101", "+19195554720", "+19195550103"];
  await send(sim, messagesPath, { json: { ...valid, to } });
  await sim.waitForIdle();
  const list = async (query: string) => {
    const { status, body } = await send(sim, `${messagesPath}?${query}`);
    return Array.isArray(body.messages) ? body.messages.map((message) => message.destinationTn) : status;
  };
  expect(await list("")).toBe(400);
  expect(await list("sourceTn=%2B19195550100")).toEqual(to);
  expect(await list("messageStatus=FAILED&errorCode=4720")).toEqual([to[1]]);
  expect(await list("destinationTn=%2B19195550103")).toEqual([to[2]]);
  expect(await list("sort=destinationTn:desc")).toEqual([to[1], to[2], to[0]]);
  expect(await list("fromDateTime=2030-01-01T00:00:00.000Z")).toEqual([]);
  expect(await list("campaignId=C1")).toEqual([]);
  const wrong = [
    "to=1",
    "fromDateTime=2024-01-01T00:00:00Z",
    "messageDirection=outbound",
    "limit=0",
    "limit=9999&pageToken=2",
  ];
  for (const query of wrong) expect(await list(query)).toBe(400);
  const first = await send(sim, `${messagesPath}?limit=2`);
  expect(first.body).toMatchObject({ totalCount: 3, pageInfo: { nextPageToken: "2" } });
  expect(await list("limit=2&pageToken=2")).toEqual([to[2]]);
});

test.each([
  ["", 1],
  ["x".repeat(160), 1],
  ["x".repeat(161), 2],
  ["€".repeat(81), 2],
  ["ж".repeat(70), 1],
  ["ж".repeat(71), 2],
])("segments of %j", (text, segments) => {
  expect(segmentsOf(text)).toBe(segments);
});
