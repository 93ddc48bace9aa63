import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { callModern } from "./modern.js";
import { type HttpServer, startHttp, startServer } from "./processes.js";

const environment = {
  FIXTURE_HOOKS: "1",
  FIXTURE_KEY: "canary-key-123456",
  TOKEN: "a-token-of-24-characters",
};
const version = "2026-07-28";

type Message = {
  readonly method?: string;
  readonly params?: Readonly<Record<string, unknown>>;
  readonly result?: Readonly<Record<string, unknown>>;
  readonly error?: { readonly code: number; readonly message: string; readonly data?: unknown };
};

const post = async (url: string, data: unknown): Promise<number> =>
  (await fetch(url, { method: "POST", body: JSON.stringify(data) })).status;

describe("the Events draft over HTTP", () => {
  let server: HttpServer;
  let url: string;
  beforeAll(async () => {
    const draft = ["--experimental", "events", "--allow-subscriber", "127.0.0.1"];
    server = await startHttp([...draft, "--bearer", "ann=TOKEN"], environment);
    const args = { webhook: "thing-made" };
    const address = await callModern({
      mcp: server.mcp,
      tool: "get_webhook_address",
      args,
      bearer: environment.TOKEN,
    });
    ({ url } = address as { readonly url: string });
  });
  afterAll(() => server.close());

  const open = (method: string, params: Readonly<Record<string, unknown>>, signal?: AbortSignal) => {
    const _meta = {
      "io.modelcontextprotocol/protocolVersion": version,
      "io.modelcontextprotocol/clientInfo": { name: "test", version: "1" },
      "io.modelcontextprotocol/clientCapabilities": {},
    };
    return fetch(server.mcp, {
      method: "POST",
      body: JSON.stringify({ jsonrpc: "2.0", id: 7, method, params: { ...params, _meta } }),
      headers: {
        ...{ "content-type": "application/json", accept: "application/json, text/event-stream" },
        ...{ "mcp-protocol-version": version, "mcp-method": method },
        authorization: `Bearer ${environment.TOKEN}`,
      },
      ...(signal && { signal }),
    });
  };
  const ask = async (method: string, params: Readonly<Record<string, unknown>> = {}): Promise<Message> => {
    const body = await (await open(method, params)).text();
    return JSON.parse(/^data: (.*)$/m.exec(body)?.[1] ?? body) as Message; // a JSON-RPC response
  };

  it("says that it has events, and which", async () => {
    expect(await ask("server/discover")).toMatchObject({
      result: { capabilities: { events: { listChanged: false } } },
    });
    const { result } = await ask("events/list");
    expect(result?.events).toMatchObject([
      { name: "*", delivery: ["poll", "push", "webhook"] },
      {
        name: "thing.made",
        description: "A thing was made.",
        inputSchema: { type: "object" },
        payloadSchema: {},
      },
      { name: "ring" },
    ]);
  });

  it("is polled by cursor, from now on without one", async () => {
    const first = (await ask("events/poll", { name: "thing.made", cursor: null })).result;
    expect(first).toMatchObject({ events: [], truncated: false, hasMore: false, nextPollMs: 2_000 });
    expect(await post(url, { id: "p1" })).toBe(204);
    expect(await post(url, { id: "p2" })).toBe(204);
    const poll = (cursor: unknown) => ask("events/poll", { name: "thing.made", cursor, maxEvents: 1 });
    const second = (await poll(first?.cursor)).result;
    expect(second).toMatchObject({ events: [{ name: "thing.made", data: { id: "p1" } }], hasMore: true });
    const third = (await poll(second?.cursor)).result;
    expect(third).toMatchObject({ events: [{ data: { id: "p2" } }], hasMore: false });
    const other = (await ask("events/poll", { name: "ring", cursor: first?.cursor })).result;
    expect(other).toMatchObject({ events: [], cursor: third?.cursor });
    const all = (await ask("events/poll", { name: "*", cursor: first?.cursor })).result;
    expect(all?.events).toMatchObject([{ name: "*", data: { event: "thing.made", data: { id: "p1" } } }, {}]);
    const old = (await ask("events/poll", { name: "*", cursor: "lost.1", maxAgeMs: 0 })).result;
    expect(old).toMatchObject({ events: [], truncated: true });
  });

  it("streams events as they come, until the client leaves", async () => {
    const cancel = new AbortController();
    const response = await open("events/stream", { name: "thing.made", cursor: null }, cancel.signal);
    expect(response.headers.get("content-type")).toMatch("text/event-stream");
    const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
    let rest = "";
    const next = async (): Promise<Message> => {
      for (;;) {
        const [, data] = /^data: (.*)\n/m.exec(rest) ?? [];
        if (data !== undefined) {
          rest = rest.slice(rest.indexOf(data) + data.length);
          return JSON.parse(data) as Message; // a JSON-RPC notification
        }
        const chunk = await reader?.read();
        if (chunk === undefined || chunk.done) throw new Error("the stream has ended");
        rest += chunk.value;
      }
    };
    const _meta = { "io.modelcontextprotocol/subscriptionId": 7 };
    expect(await next()).toMatchObject({
      method: "notifications/events/active",
      params: { cursor: expect.any(String), truncated: false, _meta },
    });
    for (const id of ["s1", "s2"]) {
      expect(await post(url, { id })).toBe(204);
      const { method, params } = await next();
      expect(method).toBe("notifications/events/event");
      expect(params).toMatchObject({ name: "thing.made", data: { id }, cursor: expect.any(String), _meta });
      expect(params?.eventId).toBe(params?.cursor);
    }
    cancel.abort();
  });

  it.each([
    ["events/poll", { name: "nothing" }, -32011, { kind: "event" }],
    ["events/stream", { name: "nothing" }, -32011, { kind: "event" }],
    ["events/poll", { name: "ring", arguments: { a: 1 } }, -32602, undefined],
    ["events/poll", { name: "ring", cursor: 5 }, -32602, undefined],
    ["events/subscribe", { name: "ring" }, -32602, undefined],
    [
      "events/subscribe",
      { name: "ring", delivery: { url: "https://10.0.0.1/", secret: `whsec_${"A".repeat(32)}` } },
      -32602,
      undefined,
    ],
    [
      "events/subscribe",
      { name: "ring", delivery: { url: "http://127.0.0.1:1/", secret: `whsec_${"A".repeat(32)}` } },
      -32015,
      { reason: "connection_refused" },
    ],
    [
      "events/unsubscribe",
      { name: "ring", delivery: { url: "http://127.0.0.1:1/" } },
      -32011,
      { kind: "subscription" },
    ],
  ])("%s %j is refused with %d", async (method, params, code, data) => {
    expect((await ask(method, params)).error).toMatchObject({ code, ...(data && { data }) });
  });

  it("delivers to a subscriber until it unsubscribes", async () => {
    const bodies: Record<string, unknown>[] = [];
    const hook = createServer(async (request, response) => {
      const body = JSON.parse(await text(request));
      bodies.push(body);
      response.end(JSON.stringify({ challenge: body.challenge }));
    }).listen(0, "127.0.0.1");
    await once(hook, "listening");
    onTestFinished(() => void hook.close());
    const { port } = hook.address() as AddressInfo; // a TCP server has no other kind
    const delivery = { mode: "webhook", url: `http://127.0.0.1:${port}/`, secret: `whsec_${"A".repeat(32)}` };
    const params = { name: "thing.made", arguments: {}, delivery, cursor: null, ttlMs: 60_000 };
    const { result } = await ask("events/subscribe", params);
    expect(result).toMatchObject({
      id: expect.stringMatching(/^sub_/),
      truncated: false,
      cursor: expect.any(String),
    });
    expect(await post(url, { id: "w1" })).toBe(204);
    await expect
      .poll(() => bodies.at(-1), { timeout: 10_000 })
      .toMatchObject({ name: "thing.made", data: { id: "w1" } });
    expect((await ask("events/unsubscribe", { name: "thing.made", delivery })).error).toBeUndefined();
  });
});

it("streams on standard input and output, where nobody can subscribe, and ends at once although a stream is open", async () => {
  const server = startServer(["--events-port", "0", "--experimental", "events"], environment);
  onTestFinished(() => void server.child.kill("SIGKILL"));
  expect(await server.initialize()).toMatchObject({
    result: { capabilities: { events: { listChanged: false } } },
  });
  server.call("address", "get_webhook_address", { webhook: "thing-made" });
  const { result } = await server.reply("address");
  const { url } = (result as { readonly structuredContent: { readonly url: string } }).structuredContent;
  server.send({ jsonrpc: "2.0", id: "s", method: "events/stream", params: { name: "*" } });
  await server.message(({ method }) => method === "notifications/events/active");
  expect(await post(url, { id: 1 })).toBe(204);
  expect(await server.message(({ method }) => method === "notifications/events/event")).toMatchObject({
    params: { data: { event: "thing.made", data: { id: 1 } } },
  });
  server.send({ jsonrpc: "2.0", id: "u", method: "events/subscribe", params: { name: "*", delivery: {} } });
  expect(await server.reply("u")).toMatchObject({ error: { code: -32014 } });
  server.stdin.end();
  expect(await server.exited).toBe(0);
});
