import { describe, expect, test } from "vitest";
import { hello, until } from "./support/bin.js";
import { useBridge } from "./support/bridge.js";
import { welcome } from "./support/peer.js";

const bridge = useBridge();
const { call, opened } = bridge;

describe("messages go through unchanged (F1, F2)", () => {
  test("ids, unknown fields, nested nulls, line separators and long numbers, both ways", async () => {
    await opened();
    const odd = '{"a":null,"b":[null,{"c":null}],"u":"\\u2028é🎉","big":12345678901234567890,"f":1.0}';
    const answered = `{"content":[],"_meta":{"x":null},"later":${odd}}`;
    bridge.peer.always(
      "tools/call",
      ({ message, response }) =>
        void response
          .writeHead(200, { "content-type": "application/json" })
          .end(`{"jsonrpc":"2.0","id":${JSON.stringify(message.id)},\n "result":${answered},"extra":[1]}`),
    );
    for (const id of [0, -7, "a b"]) {
      bridge.host.write(
        `{"jsonrpc":"2.0","id":${JSON.stringify(id)},"method":"tools/call","params":{"name":"x","arguments":${odd}},"more":{"z":null}}\n`,
      );
      await bridge.host.next("the answer", (line) => line.id === id);
    }
    const [first] = bridge.peer.of("tools/call");
    expect(first?.body).toContain(`"arguments":${odd}},"more":{"z":null}`);
    const line = bridge.host.raw.find((text) => text.includes('"id":-7'));
    expect(line).toContain(answered);
    expect(line).toContain('"extra":[1]');
  });

  test("initialize arrives once, with the host's own name and capabilities, and so does its result", async () => {
    const answer = await opened();
    expect(answer.result).toEqual(welcome);
    await bridge.host.ask(1, "tools/list");
    expect(bridge.peer.count("initialize")).toBe(1);
    expect(bridge.peer.of("initialize")[0]?.message.params).toEqual(hello);
  });
});

test("progress comes before the result, in order (F3)", async () => {
  await opened();
  bridge.peer.once("tools/call", ({ message, events }) => {
    const stream = events();
    for (let progress = 1; progress <= 5; progress += 1)
      stream.send({
        jsonrpc: "2.0",
        method: "notifications/progress",
        params: { progressToken: "t", progress },
      });
    stream.send({ jsonrpc: "2.0", id: message.id, result: { content: [] } }).end();
  });
  await bridge.host.ask(1, "tools/call", { name: "slow", _meta: { progressToken: "t" } });
  const at = bridge.host.lines.findIndex(({ id }) => id === 1);
  const notes = bridge.host.lines.slice(0, at).filter(({ method }) => method === "notifications/progress");
  expect(notes.map(({ params }) => params?.progress)).toEqual([1, 2, 3, 4, 5]);
});

test("a request of the server reaches the host with its id, and the answer goes back (F4)", async () => {
  await opened();
  let answered: (body: string) => void = () => undefined;
  const answer = new Promise<string>((resolve) => {
    answered = resolve;
  });
  bridge.peer.always("reply", ({ body, status }) => {
    answered(body);
    status(202);
  });
  bridge.peer.once("tools/call", async ({ message, events }) => {
    const stream = events().send({
      jsonrpc: "2.0",
      id: "ask-1",
      method: "elicitation/create",
      params: { message: "Sure?" },
    });
    const body = await answer;
    stream.send({ jsonrpc: "2.0", id: message.id, result: { content: [], reply: JSON.parse(body) } }).end();
  });
  bridge.host.send({ id: 1, method: "tools/call", params: { name: "ask" } });
  await bridge.host.next(
    "the question",
    ({ id, method }) => id === "ask-1" && method === "elicitation/create",
  );
  bridge.host.send({ id: "ask-1", result: { action: "accept", content: { sure: true } } });
  const result = await bridge.host.next("the answer", ({ id }) => id === 1);
  expect(result.result?.reply).toMatchObject({ id: "ask-1", result: { action: "accept" } });
});

test("an answer that the server no longer wants is dropped without a word to the host (F4)", async () => {
  await opened();
  bridge.peer.always("reply", ({ status }) => status(400, "no such request"));
  bridge.host.send({ id: "gone", result: {} });
  await until("the reply to arrive", () => bridge.peer.seen.some(({ body }) => body.includes('"gone"')));
  await call(1);
  expect(bridge.host.lines.filter(({ id }) => id === "gone")).toEqual([]);
});

describe("the stand-alone stream (F5)", () => {
  test("brings a note exactly once, and is opened again after it broke", async () => {
    bridge.peer.streaming = true;
    await opened();
    await until("the stream", () => bridge.peer.streams.size === 1);
    bridge.peer.push({ method: "notifications/tools/list_changed" });
    await bridge.host.next("the note", ({ method }) => method === "notifications/tools/list_changed");
    for (const stream of bridge.peer.streams) stream.write("retry: 50\n\n");
    await call(1);
    for (const stream of bridge.peer.streams) stream.destroy();
    await until(
      "the stream again",
      () =>
        bridge.peer.streams.size === 1 && bridge.peer.seen.filter(({ verb }) => verb === "GET").length === 2,
    );
    bridge.peer.push({ method: "notifications/resources/list_changed" });
    await bridge.host.next(
      "the second note",
      ({ method }) => method === "notifications/resources/list_changed",
    );
    expect(
      bridge.host.lines.filter(({ method }) => method === "notifications/tools/list_changed"),
    ).toHaveLength(1);
  });

  test("is not missed where the server has none", async () => {
    await opened();
    await call(1);
    await until("the GET", () => bridge.peer.seen.some(({ verb }) => verb === "GET"));
    await call(2);
    expect(bridge.peer.seen.filter(({ verb }) => verb === "GET")).toHaveLength(1);
    expect(bridge.host.stderr()).toBe("");
  });
});

test("a cancellation reaches the server, and the late answer does not reach the host (F6)", async () => {
  await opened();
  let finish: () => void = () => undefined;
  bridge.peer.once("tools/call", ({ events, message }) => {
    const stream = events();
    finish = () => stream.send({ jsonrpc: "2.0", id: message.id, result: { content: [] } }).end();
  });
  bridge.host.send({ id: 1, method: "tools/call", params: { name: "slow" } });
  await until("the call", () => bridge.peer.count("tools/call") === 1);
  bridge.host.send({
    method: "notifications/cancelled",
    params: { requestId: 1, reason: "changed my mind" },
  });
  await until("the cancellation", () => bridge.peer.count("notifications/cancelled") === 1);
  expect(bridge.peer.of("notifications/cancelled")[0]?.message.params).toEqual({
    requestId: 1,
    reason: "changed my mind",
  });
  finish();
  await call(2);
  expect(bridge.host.lines.filter(({ id }) => id === 1)).toEqual([]);
});

test("a modern call is cancelled by closing its stream (F6)", async () => {
  bridge.start([bridge.peer.url]);
  const meta = { "io.modelcontextprotocol/protocolVersion": "2026-07-28" };
  let closed = false;
  bridge.peer.once("tools/call", ({ events, response }) => {
    events();
    response.once("close", () => {
      closed = true;
    });
  });
  bridge.host.send({ id: 1, method: "tools/call", params: { name: "slow", _meta: meta } });
  await until("the call", () => bridge.peer.count("tools/call") === 1);
  bridge.host.send({ method: "notifications/cancelled", params: { requestId: 1, _meta: meta } });
  await until("the end of the stream", () => closed);
  expect(bridge.peer.count("notifications/cancelled")).toBe(0);
});

describe("what a host sends wrongly (F12, F13)", () => {
  test("is answered, and the session goes on", async () => {
    await opened();
    bridge.host.write('{"jsonrpc":\n{"jsonrpc":"2.0","id":5}\n[1]\n');
    bridge.host.write('[{"jsonrpc":"2.0","id":6,"method":"ping"}]\n');
    expect((await call(1)).result).toBeDefined();
    const errors = bridge.host.lines.filter(({ error }) => error !== undefined);
    expect(errors.map(({ id, error }) => [id, error?.code])).toEqual([
      [null, -32700],
      [5, -32600],
      [null, -32600],
      [null, -32600],
    ]);
  });

  test("batches work where 2025-03-26 was negotiated", async () => {
    bridge.peer.once("initialize", ({ result }) => result({ ...welcome, protocolVersion: "2025-03-26" }));
    await opened();
    bridge.host.write(
      '[{"jsonrpc":"2.0","id":6,"method":"ping"},{"jsonrpc":"2.0","id":7,"method":"tools/list"}]\n',
    );
    await bridge.host.next("the first", ({ id }) => id === 6);
    await bridge.host.next("the second", ({ id }) => id === 7);
  });

  test("an id that is in use is refused; 50 calls next to a slow one are not held up", async () => {
    await opened();
    let finish: () => void = () => undefined;
    bridge.peer.once("tools/call", ({ result }) => {
      finish = () => result({ content: [], slow: true });
    });
    bridge.host.send({ id: "slow", method: "tools/call", params: { name: "slow" } });
    await until("the slow call", () => bridge.peer.count("tools/call") === 1);
    bridge.host.send({ id: "slow", method: "tools/call", params: { name: "again" } });
    await bridge.host.next("the refusal", ({ id, error }) => id === "slow" && error?.code === -32600);
    const answers = await Promise.all(Array.from({ length: 50 }, (_, n) => call(n, "echo", { n })));
    expect(answers.every(({ id, result }) => JSON.stringify(result).includes(`{\\"n\\":${id}}`))).toBe(true);
    finish();
    await bridge.host.next("the slow answer", ({ id, result }) => id === "slow" && result?.slow === true);
    expect(bridge.peer.count("tools/call")).toBe(51);
  });
});

describe("size (F14)", () => {
  test("8 MB down and 4 MB up", async () => {
    await opened();
    const down = "d".repeat(8 * 1024 * 1024);
    bridge.peer.once("tools/call", ({ message, events, body }) =>
      events()
        .send({ jsonrpc: "2.0", id: message.id, result: { content: [], down, up: body.length } })
        .end(),
    );
    const answer = await call(1, "echo", { text: "u".repeat(4 * 1024 * 1024) });
    expect(String(answer.result?.down).length).toBe(down.length);
    expect(answer.result?.up).toBeGreaterThan(4 * 1024 * 1024);
  });

  test("more than the limit is an error, both ways, and the session goes on", async () => {
    await opened(["--max-message-mb", "1"]);
    bridge.peer.once("tools/call", ({ result }) =>
      result({ content: [], text: "x".repeat(2 * 1024 * 1024) }),
    );
    expect((await call(1)).error?.code).toBe(-32016);
    bridge.peer.once("tools/call", ({ events }) =>
      events()
        .raw(`data: ${"x".repeat(2 * 1024 * 1024)}\n\n`)
        .end(),
    );
    expect((await call(2)).error?.code).toBe(-32016);
    bridge.host.write(
      `{"jsonrpc":"2.0","id":3,"method":"ping","params":{"x":"${"y".repeat(2 * 1024 * 1024)}"}}\n`,
    );
    await bridge.host.next("the refusal", ({ id, error }) => id === null && error?.code === -32700);
    expect((await call(4)).result).toBeDefined();
  });
});

describe("the end (F15)", () => {
  test("end of input: the running call is answered, the session is ended, exit 0", async () => {
    await opened();
    bridge.peer.once("tools/call", ({ result }) => void setTimeout(() => result({ content: [] }), 200));
    bridge.host.send({ id: 1, method: "tools/call", params: { name: "slow" } });
    await until("the call", () => bridge.peer.count("tools/call") === 1);
    expect(await bridge.host.end()).toBe(0);
    expect(bridge.host.lines.some(({ id, result }) => id === 1 && result !== undefined)).toBe(true);
    expect(bridge.peer.seen.at(-1)).toMatchObject({
      verb: "DELETE",
      headers: { "mcp-session-id": "session-1" },
    });
  });

  test.each([
    ["SIGTERM", 143],
    ["SIGINT", 130],
  ] as const)("%s ends the session too", async (signal, code) => {
    await opened();
    bridge.host.child.kill(signal);
    expect(await bridge.host.exited).toBe(code);
    // The request that opens the stream may be under way still, on a connection of its own.
    expect(bridge.peer.seen.map(({ verb }) => verb)).toContain("DELETE");
  });

  test("a host that stops reading is no error", async () => {
    await opened();
    bridge.host.child.stdout.destroy();
    bridge.host.send({ id: 1, method: "tools/list" });
    expect(await bridge.host.exited).toBe(0);
    expect(bridge.host.stderr()).toBe("");
  });
});

test("standard output holds messages only, whatever happens (F17)", async () => {
  await opened(["--log-level", "debug"]);
  bridge.peer.once("tools/call", ({ status }) => status(500, "no"));
  await call(1);
  bridge.host.write("junk\n");
  await call(2);
  await bridge.host.end();
  for (const line of bridge.host.raw) expect(JSON.parse(line)).toMatchObject({ jsonrpc: "2.0" });
  expect(bridge.host.stderr()).not.toBe("");
});

test("headers: session, version, the user's, on POST, GET and DELETE alike (F18)", async () => {
  bridge.peer.streaming = true;
  bridge.start(
    [bridge.peer.url, "--header", "X-One: a:b ", "--header-env", "X-Two=TWO", "--header", "X-Three:c"],
    {
      TWO: "two",
    },
  );
  await bridge.host.open();
  await call(1);
  await until("the stream", () => bridge.peer.streams.size === 1);
  await bridge.host.end();
  expect(bridge.peer.seen.map(({ verb }) => verb)).toContain("DELETE");
  for (const { verb, headers, message } of bridge.peer.seen) {
    expect(headers).toMatchObject({ "x-one": "a:b", "x-two": "two", "x-three": "c" });
    expect(headers["user-agent"]).toMatch(/^jackfield-connect\/\d/);
    if (verb === "POST") expect(headers.accept).toBe("application/json, text/event-stream");
    if (message.method !== "initialize")
      expect(headers).toMatchObject({ "mcp-session-id": "session-1", "mcp-protocol-version": "2025-06-18" });
  }
});

test("hidden tools are gone from every page and refused when called (F19)", async () => {
  await opened(["--ignore-tool", "delete_*", "--only-tool", "*e*"]);
  bridge.peer.once("tools/list", ({ result }) =>
    result({ tools: [{ name: "echo" }, { name: "x" }], nextCursor: "2", _meta: { a: 1 } }),
  );
  const first = await bridge.host.ask(1, "tools/list");
  expect(first.result).toEqual({ tools: [{ name: "echo" }], nextCursor: "2", _meta: { a: 1 } });
  const second = await bridge.host.ask(2, "tools/list", { cursor: "2" });
  expect(JSON.stringify(second.result)).not.toContain("delete_all");
  expect((await call(3, "delete_all")).error?.code).toBe(-32602);
  expect((await call(4, "x")).error?.code).toBe(-32602);
  expect(bridge.peer.count("tools/call")).toBe(0);
});
