import { describe, expect, test } from "vitest";
import { hello } from "./support/bin.js";
import { useBridge } from "./support/bridge.js";
import { startPeer, welcome } from "./support/peer.js";

const bridge = useBridge();
const { call, opened } = bridge;

describe("a lost session (F7, F8)", () => {
  test("heals once for 20 parallel calls; nobody sees the second initialize", async () => {
    await opened();
    await call("before");
    bridge.peer.sessions.clear();
    const answers = await Promise.all(Array.from({ length: 20 }, (_, n) => call(n, "echo", { n })));
    expect(answers.map(({ result }) => result?.content)).toEqual(
      Array.from({ length: 20 }, (_, n) => [{ type: "text", text: JSON.stringify({ n }) }]),
    );
    expect(bridge.peer.count("initialize")).toBe(2);
    expect(bridge.peer.of("initialize")[1]?.message.params).toEqual(hello);
    expect(bridge.peer.count("notifications/initialized")).toBe(2);
    expect(bridge.host.lines.filter(({ id }) => id === "init")).toHaveLength(1);
  });

  test("a server that has become another one makes the host read its lists again", async () => {
    await opened();
    bridge.peer.sessions.clear();
    bridge.peer.once("initialize", ({ result }) => {
      bridge.peer.sessions.add("other");
      result({ ...welcome, serverInfo: { name: "other", version: "1" } }, { "mcp-session-id": "other" });
    });
    await call(1);
    await bridge.host.next("the note", ({ method }) => method === "notifications/tools/list_changed");
  });

  test("that is lost again right away is an error, not a loop", async () => {
    await opened();
    bridge.peer.always("tools/call", ({ error }) => error(-32001, "Session not found", 404));
    const answer = await call(1);
    expect(answer.error).toMatchObject({ code: -32013, data: { source: "connect", kind: "session-lost" } });
    expect(bridge.peer.count("tools/call")).toBe(2);
  });

  const variants: readonly (readonly [string, number, number, string])[] = [
    ["400 with -32600", 400, -32600, "Bad Request: No valid session ID provided"],
    ["400 with -32000", 400, -32000, "Bad Request: Server not initialized"],
    ["404 with -32001", 404, -32001, "Session not found"],
    ["503 in words", 503, -32000, "Unknown session: it has expired"],
    ["200 with -32001", 200, -32001, "Session does not exist"],
    ["200 with -32600", 200, -32600, "Invalid session id"],
  ];
  test.each(variants)("in other words: %s", async (_, status, code, text) => {
    await opened();
    bridge.peer.once("tools/call", ({ error }) => error(code, text, status));
    const answer = await call(1, "echo", { a: 1 });
    expect(answer.result?.content).toEqual([{ type: "text", text: '{"a":1}' }]);
    expect(bridge.peer.count("initialize")).toBe(2);
  });

  test("an error about somebody else's session is an answer like any other", async () => {
    await opened();
    bridge.peer.always("tools/call", ({ error }) => error(-32602, "Unknown session of the game"));
    expect((await call(1)).error).toEqual({ code: -32602, message: "Unknown session of the game" });
    expect(bridge.peer.count("initialize")).toBe(1);
  });
});

describe("what is no answer becomes an error with the request's id (F9)", () => {
  const secret = "Bearer abcdefghijklmnop";
  test.each([
    [
      "HTTP 500",
      -32015,
      (send: (status: number, text: string, type: string) => void) =>
        send(500, `oops ${secret}`, "text/plain"),
    ],
    [
      "an HTML page",
      -32016,
      (send: (status: number, text: string, type: string) => void) => send(200, "<html>", "text/html"),
    ],
    [
      "invalid JSON",
      -32016,
      (send: (status: number, text: string, type: string) => void) =>
        send(200, '{"jsonrpc":', "application/json"),
    ],
    [
      "JSON that is not JSON-RPC",
      -32016,
      (send: (status: number, text: string, type: string) => void) =>
        send(200, '{"ok":true}', "application/json"),
    ],
    [
      "202",
      -32016,
      (send: (status: number, text: string, type: string) => void) => send(202, "", "text/plain"),
    ],
    ["a redirect to another origin", -32015, undefined],
  ])("%s", async (_, code, answer) => {
    await opened();
    bridge.peer.once("tools/call", ({ status }) => {
      if (answer === undefined) status(307, "", { location: "https://elsewhere.example/mcp" });
      else answer((httpStatus, text, type) => status(httpStatus, text, { "content-type": type }));
    });
    const { error } = await call(1);
    expect(error).toMatchObject({ code, data: { source: "connect" } });
    expect(JSON.stringify(error)).not.toContain("abcdefghijklmnop");
    expect((await call(2)).result).toBeDefined();
  });

  test("a connection that breaks", async () => {
    await opened();
    bridge.peer.once("tools/call", ({ response }) => void response.destroy());
    expect((await call(1)).error).toMatchObject({
      code: -32000,
      data: { source: "connect", kind: "unreachable" },
    });
    expect(bridge.peer.count("tools/call")).toBe(1);
  });

  test("but a request without side effects goes out once more", async () => {
    await opened();
    bridge.peer.once("tools/list", ({ response }) => void response.destroy());
    expect((await bridge.host.ask(1, "tools/list")).result).toBeDefined();
    bridge.peer.always("tools/list", ({ response }) => void response.destroy());
    expect((await bridge.host.ask(2, "tools/list")).error?.code).toBe(-32000);
    expect(bridge.peer.count("tools/list")).toBe(4);
  });

  test("long details are cut at 300 characters", async () => {
    await opened();
    bridge.peer.once("tools/call", ({ status }) => status(500, "x".repeat(5_000)));
    const { error } = await call(1);
    expect(String(error?.data?.detail).length).toBe(300);
  });
});

describe("a stream that is cut before the answer (F10)", () => {
  test("is an error at once, and the call is not sent twice", async () => {
    await opened();
    bridge.peer.once("tools/call", ({ events }) => events().raw(": hi\n\n").cut());
    expect((await call(1)).error).toMatchObject({ code: -32012, data: { kind: "stream-lost" } });
    expect(bridge.peer.count("tools/call")).toBe(1);
  });

  test("is taken up where it broke, if its events have ids", async () => {
    await opened();
    bridge.peer.once("tools/call", ({ events }) => events().raw("retry: 10\nid: e1\ndata: \n\n").cut());
    bridge.peer.always("GET", ({ events, request, status }) => {
      if (request.headers["last-event-id"] !== "e1") return status(405);
      events()
        .send({ jsonrpc: "2.0", id: 1, result: { content: [], late: true } }, "e2")
        .end();
    });
    expect((await call(1)).result).toMatchObject({ late: true });
    expect(bridge.peer.count("tools/call")).toBe(1);
  });

  test("of a request without side effects makes it go out again", async () => {
    await opened();
    await bridge.host.ask("list", "tools/list");
    bridge.peer.once("tools/call", ({ events }) => events().cut());
    expect((await call(1, "read")).result).toBeDefined();
    bridge.peer.once("tools/list", ({ events }) => events().cut());
    expect((await bridge.host.ask(2, "tools/list")).result).toBeDefined();
    expect(bridge.peer.count("tools/call")).toBe(2);
  });
});

describe("a busy server (F11)", () => {
  test("that says when to come back is asked again", async () => {
    await opened();
    bridge.peer.once("tools/call", ({ status }) => status(503, "", { "retry-after": "0" }));
    bridge.peer.once("tools/call", ({ status }) => status(429, "", { "retry-after": "0" }));
    expect((await call(1)).result).toBeDefined();
    expect(bridge.peer.count("tools/call")).toBe(3);
  });

  test("that wants a long wait is an error that says how long", async () => {
    await opened();
    bridge.peer.once("tools/call", ({ status }) => status(429, "slow down", { "retry-after": "120" }));
    expect((await call(1)).error).toMatchObject({ code: -32015, data: { status: 429, retryAfter: 120 } });
    expect(bridge.peer.count("tools/call")).toBe(1);
  });
});

describe("a server that is down at the start (F16)", () => {
  const freePort = async (): Promise<number> => {
    const other = await startPeer();
    await other.stop();
    return Number(new URL(other.url).port);
  };

  test("is an answer to initialize with the cause, then exit 6", async () => {
    const url = `http://127.0.0.1:${await freePort()}/mcp`;
    bridge.start([url, "--connect-timeout", "1"]);
    const answer = await bridge.host.ask(1, "initialize", hello);
    expect(answer.error).toMatchObject({ code: -32000, data: { source: "connect", cause: "refused" } });
    expect(answer.error?.message).toContain("is the server running?");
    expect(await bridge.host.exited).toBe(6);
  });

  test("may still come up", async () => {
    const port = await freePort();
    bridge.start([`http://127.0.0.1:${port}/mcp`]);
    const answer = bridge.host.ask(1, "initialize", hello);
    await new Promise((resolve) => setTimeout(resolve, 500));
    const late = await startPeer({ port });
    expect((await answer).result).toBeDefined();
    await late.stop();
  });

  test("always 401: one request, an answer, exit 4", async () => {
    bridge.peer.always("initialize", ({ status }) => status(401, "", { "www-authenticate": "Bearer" }));
    bridge.start([bridge.peer.url, "--auth", "none"]);
    const answer = await bridge.host.ask(1, "initialize", hello);
    expect(answer.error?.code).toBe(-32010);
    expect(await bridge.host.exited).toBe(4);
    expect(bridge.peer.count("initialize")).toBe(1);
  });
});
