import { afterEach, describe, expect, it } from "vitest";
import { type Api, startApi, startServer } from "./processes.js";

const key = "canary-key-123456";
let api: Api | undefined;

afterEach(async () => {
  await api?.close();
  api = undefined;
});

/** An API that answers after so many milliseconds. */
const slowApi = async (milliseconds: number): Promise<Api> => {
  api = await startApi((request, response) => {
    setTimeout(() => response.end(JSON.stringify({ path: request.url })), milliseconds).unref();
  });
  return api;
};

const start = (url: string) => startServer(["--base-url", url], { FIXTURE_KEY: key });

const untilAsked = async (count: number): Promise<void> => {
  while ((api?.requests.length ?? 0) < count) await new Promise((resolve) => setTimeout(resolve, 5));
};

describe("an orderly end", () => {
  it("finishes 50 running calls after the client closed its end, then exits with 0", async () => {
    const server = start((await slowApi(400)).url);
    await server.initialize();
    for (let id = 0; id < 50; id += 1) server.call(id, "getThing", { id: `${id}` });
    await untilAsked(50);
    server.stdin.end();
    expect(await server.exited).toBe(0);
    const replies = server.lines
      .map((line) => JSON.parse(line))
      .filter((each) => typeof each.id === "number");
    expect(replies.length).toBe(50);
    expect(replies.every((each) => each.result.structuredContent.path === `/v1/things/${each.id}`)).toBe(
      true,
    );
  });

  it.each(["SIGTERM", "SIGHUP"] as const)(
    "finishes running calls after %s, refuses new ones, and exits with 0",
    async (signal) => {
      const server = start((await slowApi(500)).url);
      await server.initialize();
      server.call(1, "getThing", { id: "1" });
      await untilAsked(1);
      server.child.kill(signal);
      await new Promise((resolve) => setTimeout(resolve, 100));
      server.call(2, "getThing", { id: "2" });
      expect(await server.reply(2)).toMatchObject({ error: { code: -32603 } });
      expect(await server.reply(1)).toMatchObject({
        result: { structuredContent: { path: "/v1/things/1" } },
      });
      expect(await server.exited).toBe(0);
      expect(api?.requests.length).toBe(1);
    },
  );

  it("answers what is left with an error at the second signal", async () => {
    const server = start((await slowApi(60_000)).url);
    await server.initialize();
    server.call(1, "getThing", { id: "1" });
    await untilAsked(1);
    server.child.kill("SIGINT");
    await new Promise((resolve) => setTimeout(resolve, 100));
    server.child.kill("SIGINT");
    expect(await server.reply(1)).toMatchObject({ error: { code: -32603 } });
    expect(await server.exited).toBe(0);
  });

  it("ends when nobody reads its output any more", async () => {
    const server = start((await slowApi(50)).url);
    await server.initialize();
    server.stdout.destroy();
    server.call(1, "getThing", { id: "1" });
    expect(await server.exited).toBe(0);
  });

  it("exits at once when nothing is running", async () => {
    const server = start("http://127.0.0.1:9");
    await server.initialize();
    const began = performance.now();
    server.stdin.end();
    expect(await server.exited).toBe(0);
    expect(performance.now() - began).toBeLessThan(1_000);
  });
});

describe("cancelling", () => {
  it("closes the socket to the API within 100 ms", async () => {
    const server = start((await slowApi(60_000)).url);
    await server.initialize();
    server.call(1, "getThing", { id: "1" });
    await untilAsked(1);
    const closed = new Promise<number>((resolve) => {
      api?.requests[0]?.socket.on("close", () => resolve(performance.now()));
    });
    const began = performance.now();
    server.send({ jsonrpc: "2.0", method: "notifications/cancelled", params: { requestId: 1 } });
    expect((await closed) - began).toBeLessThan(100);
    server.stdin.end();
    expect(await server.exited).toBe(0);
  });
});

describe("the stream", () => {
  it("holds JSON-RPC only, whatever the tools print, and never a secret", async () => {
    const server = start((await slowApi(1)).url);
    await server.initialize();
    server.call(1, "shout", { text: "hello" });
    server.call(2, "shout", { text: "fail" });
    server.call(3, "broken", {});
    await server.reply(1);
    expect(await server.reply(2)).toMatchObject({ result: { isError: true } });
    await server.reply(3);
    server.stdin.end();
    await server.exited;
    expect(server.lines.every((line) => JSON.parse(line).jsonrpc === "2.0")).toBe(true);
    expect(server.log).toEqual(
      expect.arrayContaining(["shouting hello", "this too", "fixture: tool shout: lost ***"]),
    );
    expect([...server.log, ...server.lines].join("\n")).not.toContain(key);
  });

  it("answers malformed lines, batches, and ids that are still in use", async () => {
    const server = start((await slowApi(300)).url);
    await server.initialize();
    server.send("{ not json");
    expect(await server.reply(null)).toMatchObject({ error: { code: -32700 } });
    server.send([{ jsonrpc: "2.0", id: 5, method: "ping" }]);
    await server.message((each) => (each.error as { code?: number } | undefined)?.code === -32600);
    const long = "x".repeat(10_500_000);
    const call = { method: "tools/call", params: { name: "shout", arguments: { text: long } } };
    for (const message of [
      { jsonrpc: "2.0", id: "first", ...call },
      { ...call, jsonrpc: "2.0", id: 8 },
    ])
      server.send(message);
    for (const id of ["first", 8])
      expect(await server.reply(id)).toMatchObject({
        error: { code: -32600, message: expect.stringContaining("longer than") },
      });
    server.call(7, "getThing", { id: "first" });
    server.call(7, "getThing", { id: "second" });
    const refused = await server.message((each) => each.id === 7 && "error" in each);
    expect(refused).toMatchObject({ error: { code: -32600 } });
    const answered = await server.message((each) => each.id === 7 && "result" in each);
    expect(answered).toMatchObject({ result: { structuredContent: { path: "/v1/things/first" } } });
    server.stdin.end();
    expect(await server.exited).toBe(0);
  });
});

describe("requests that the protocol does not know", () => {
  it.each([
    ["params that are a text", { id: 10, method: "tools/call", params: "x" }],
    ["params that are a list", { id: 10, method: "tools/list", params: [] }],
    ["one more member", { id: 10, method: "ping", x: 1 }],
    ["a fraction as id", { id: 1.5, method: "ping" }],
    ["null as id", { id: null, method: "ping" }],
  ])("%s: refused under the id, which is free again, and the end takes no wait", async (_, request) => {
    const server = start("http://127.0.0.1:1");
    await server.initialize();
    server.send({ jsonrpc: "2.0", ...request });
    expect(await server.reply(request.id)).toMatchObject({ error: { code: -32600 } });
    server.send({ jsonrpc: "2.0", id: 10, method: "ping" });
    expect(await server.message((each) => each.id === 10 && "result" in each)).toMatchObject({ result: {} });
    const ended = performance.now();
    server.stdin.end();
    expect(await server.exited).toBe(0);
    expect(performance.now() - ended).toBeLessThan(6_000);
  });

  it("takes null for no arguments", async () => {
    const server = start("http://127.0.0.1:1");
    await server.initialize();
    server.call(1, "shout", null);
    expect(await server.reply(1)).toMatchObject({
      result: { isError: true, structuredContent: { code: "validation", details: [{ path: "/text" }] } },
    });
    server.stdin.end();
    await server.exited;
  });
});

describe("a start that cannot be", () => {
  it.each([
    [["--profil", "x"], {}, 'did you mean "--profile"'],
    [["--tools", "getThin"], {}, 'Unknown tool "getThin" (did you mean "getThing"?)'],
    [["--profile", "thing"], {}, 'Unknown profile "thing" (did you mean "things"?)'],
    [[], { FIXTURE_ENVIRONMENT: "tset" }, 'FIXTURE_ENVIRONMENT is "tset"; use one of: prod, test.'],
    [["--base-url", "ftp://x"], {}, "must be an http or https URL"],
    [["--timeout", "soon"], {}, "--timeout must be a number of seconds"],
    [["--header-env", "X-A=NOT_SET"], {}, '--header-env X-A: the variable after "=" is not set'],
  ])("%j: one line and exit code 2", async (args, environment, said) => {
    const server = startServer(args, environment);
    expect(await server.exited).toBe(2);
    expect(server.log.length).toBe(1);
    expect(server.log[0]).toContain(said);
    expect(server.lines).toEqual([]);
  });

  it("explains itself with --help", async () => {
    const server = startServer(["--help"], {});
    expect(await server.exited).toBe(0);
    const text = server.lines.join("\n");
    for (const word of ["--base-url", "FIXTURE_KEY", "FIXTURE_TOOLS", "mcpServers", "full"])
      expect(text).toContain(word);
  });
});
