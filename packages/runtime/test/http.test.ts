import { once } from "node:events";
import { createServer as createHttp } from "node:http";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { createTransport } from "../src/http/transport.js";
import { callerFor, endAll, json, listen } from "./loopback.js";

const closing: (() => void)[] = [];
afterEach(async () => {
  await endAll();
  for (const close of closing.splice(0)) close();
});

const portOf = (server: { address(): unknown }): number => (server.address() as AddressInfo).port; // a TCP server has no other kind of address

/** A server that answers every request with raw bytes, then ends the connection. */
const raw = async (...lines: readonly string[]): Promise<{ url: string; asked: string[] }> => {
  const asked: string[] = [];
  const server = createServer((socket) => {
    socket
      .on("error", () => undefined)
      .once("data", (data) => {
        asked.push(data.toString("latin1"));
        socket.end(lines.join(""));
      });
  }).listen(0, "127.0.0.1");
  closing.push(() => server.close());
  await once(server, "listening");
  return { url: `http://127.0.0.1:${portOf(server)}`, asked };
};

const head = "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n";

describe("interim replies are skipped", () => {
  it.each([
    ["103", ["HTTP/1.1 103 Early Hints\r\nlink: </a>; rel=preload\r\n\r\n"]],
    ["102", ["HTTP/1.1 102 Processing\r\n\r\n"]],
    ["several", ["HTTP/1.1 102 Processing\r\n\r\n", "HTTP/1.1 103 Early Hints\r\n\r\n"]],
    ["100, which nobody asked for", ["HTTP/1.1 100 Continue\r\n\r\n"]],
    ["100 with headers, then 103", ["HTTP/1.1 100 Go on\r\ndate: now\r\n\r\n", "HTTP/1.1 103 Early\r\n\r\n"]],
  ])("%s", async (_, interim) => {
    const server = await raw(...interim, head, 'content-length: 8\r\n\r\n{"ok":1}');
    const { call } = callerFor({ url: server.url });
    for (const method of ["get", "post"])
      expect(await call(method)).toMatchObject({ structuredContent: { ok: 1 } });
    expect(server.asked).toHaveLength(2);
  });
});

it.each([
  ["byte by byte", "HTTP/1.1 100 Continue\r\n\r\n"],
  ["twice", "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 100 Continue\r\n\r\n"],
])("100 that comes in pieces is skipped: %s; a body that looks like it is not", async (_, interim) => {
  const body = JSON.stringify("HTTP/1.1 100 Continue\r\n\r\n");
  const text = `${interim}${head}content-length: ${body.length}\r\n\r\n${body}`;
  const server = createServer((socket) => {
    socket
      .setNoDelay(true)
      .on("error", () => undefined)
      .on("data", async () => {
        for (const character of text) await new Promise((done) => socket.write(character, done));
      });
  }).listen(0, "127.0.0.1");
  closing.push(() => server.close());
  await once(server, "listening");
  const { call } = callerFor({ url: `http://127.0.0.1:${portOf(server)}` });
  for (const method of ["get", "post", "get"])
    expect(await call(method)).toMatchObject({ structuredContent: { value: JSON.parse(body) } });
});

it.each([
  [304, "Not Modified"],
  [204, "No Content"],
])("a %d has no body, whatever its length says", async (status, reason) => {
  const server = await raw(`HTTP/1.1 ${status} ${reason}\r\netag: "e"\r\ncontent-length: 55\r\n\r\n`);
  const { call } = callerFor({ url: server.url });
  for (const method of ["get", "delete"])
    expect(await call(method)).toMatchObject({ structuredContent: { status } });
  expect(server.asked).toHaveLength(2);
});

describe("a reply that is not HTTP", () => {
  it.each([
    ["no head at all", ["hello, this is a mail server\r\n\r\n"]],
    ["a broken chunk size", [head, "transfer-encoding: chunked\r\n\r\nzz\r\nabc\r\n0\r\n\r\n"]],
    ["a head with a bare return", ["HTTP/1.1 200 OK\rcontent-length: 0\r\n\r\n"]],
    ["two lengths", [head, "content-length: 1\r\ncontent-length: 5\r\n\r\n{"]],
  ])("%s", async (_, lines) => {
    const { call, log } = callerFor({ url: (await raw(...lines)).url });
    const post = await call("post");
    expect(post.structuredContent).toMatchObject({
      code: "network",
      error: expect.stringMatching(/not valid HTTP; outcome unknown/),
      recovery: expect.stringContaining("check whether it took effect"),
    });
    const get = (await call("get")).structuredContent;
    expect(get).toMatchObject({ code: "network", error: expect.stringContaining("not valid HTTP") });
    expect(get?.error).not.toContain("outcome unknown");
    expect(log).toEqual([]);
  });
});

describe("redirects", () => {
  it.each([
    [307, "post", "POST"],
    [308, "put", "PUT"],
    [307, "patch", "PATCH"],
    [303, "post", "GET"],
  ])("%i of %s goes on as %s on the same origin", async (status, tool, method) => {
    const server = await listen((asked, response, count) =>
      count === 1
        ? json(response, status, {}, { location: "/moved" })
        : json(response, 200, { was: asked.method }),
    );
    const tools = {
      body: {
        required: true,
        content: [{ mediaType: "application/json", encoding: "json" }],
        source: { kind: "whole", key: "q" },
      },
      parameters: {},
    } as const;
    const { call } = callerFor({ url: server.url, request: tools });
    expect(await call(tool, { q: "kept" })).toMatchObject({ structuredContent: { was: method } });
    expect(server.asked[1]).toMatchObject({ url: "/moved", body: method === "GET" ? "" : '"kept"' });
  });

  it("a body never goes to another origin", async () => {
    const other = await listen((_, response) => json(response, 200, {}));
    const server = await listen((_, response) => json(response, 307, {}, { location: `${other.url}/x` }));
    const { call } = callerFor({ url: server.url });
    expect((await call("post")).structuredContent).toMatchObject({ status: 307, code: "upstream" });
    expect(other.asked).toEqual([]);
  });

  it.each([
    ["kept as it was", (query: string) => query],
    ["spelled in another way", () => "q=a&api%5Fkey=QSECRET99"],
    ["twice", (query: string) => `${query}&api_key=QSECRET99`],
    ["alone", () => "api_key=QSECRET99"],
  ])("a key in the query stays with its origin: %s", async (_, made) => {
    const other = await listen((_, response) => json(response, 200, { ok: 1 }));
    const server = await listen((asked, response) =>
      json(response, 302, {}, { location: `${other.url}/y?${made(asked.url.split("?")[1] ?? "")}` }),
    );
    const { call } = callerFor({
      url: server.url,
      api: {
        security: [{ key: [] }],
        schemes: { key: { type: "apiKey", in: "query", name: "api_key", variables: { key: "EX_KEY" } } },
      },
      options: { environment: { EX_KEY: "QSECRET99" } },
    });
    expect(await call("get", { q: "a" })).toMatchObject({ structuredContent: { ok: 1 } });
    expect(server.asked[0]?.url).toContain("QSECRET99");
    expect(other.asked[0]?.url).not.toContain("QSECRET99");
  });

  it("a failure after a redirect names the host that failed", async () => {
    const gone = createServer().listen(0, "127.0.0.1");
    await once(gone, "listening");
    const address = `127.0.0.1:${portOf(gone)}`;
    gone.close();
    const server = await listen((_, response) => json(response, 302, {}, { location: `http://${address}/` }));
    const { call } = callerFor({ url: server.url });
    expect((await call("get")).structuredContent).toMatchObject({ error: expect.stringContaining(address) });
  });

  it("what is checked is what is connected to: a name that resolves to an internal address is refused at connect", async () => {
    const server = await listen((_, response) => json(response, 200, {}));
    const transport = createTransport(5_000, {});
    closing.push(() => void transport.close());
    const url = server.url.replace("127.0.0.1", "localhost");
    const wire = { method: "GET", url, headers: {} };
    const signal = AbortSignal.timeout(5_000);
    await expect(transport.send(wire, { signal, publicOnly: true })).rejects.toMatchObject({
      code: "ERR_INTERNAL_ADDRESS",
    });
    expect(server.asked).toEqual([]);
  });
});

it("one host has at most 128 connections; further requests wait", async () => {
  let open = 0;
  let most = 0;
  const server = createHttp((_, response) => setImmediate(() => response.end("x"))).listen(0, "127.0.0.1");
  server.on("connection", (socket: Socket) => {
    open += 1;
    most = Math.max(most, open);
    socket.on("close", () => {
      open -= 1;
    });
  });
  await once(server, "listening");
  const transport = createTransport(5_000, {});
  closing.push(
    () => server.closeAllConnections(),
    () => void server.close(),
    () => void transport.close(),
  );
  const wire = { method: "GET", url: `http://127.0.0.1:${portOf(server)}/`, headers: {} };
  const statuses = await Promise.all(
    Array.from({ length: 400 }, async () => {
      const reply = await transport.send(wire, { signal: AbortSignal.timeout(20_000) });
      for await (const _ of reply.body);
      return reply.status;
    }),
  );
  expect(statuses.every((status) => status === 200)).toBe(true);
  expect(most).toBeLessThanOrEqual(128);
});

describe("proxies", () => {
  /** A proxy for plain http and tunnels that remembers what it was asked for. */
  const startProxy = async (): Promise<{ url: string; asked: string[] }> => {
    const asked: string[] = [];
    const server = createHttp((request, response) => {
      asked.push(`${request.method} ${request.url}`);
      response.writeHead(200, { "content-type": "application/json" }).end('{"by":"proxy"}');
    });
    server.on("connect", (request, socket) => {
      asked.push(`CONNECT ${request.url}`);
      const [host = "", port = ""] = (request.url ?? "").split(":");
      if (!host.startsWith("127.")) return void socket.end("HTTP/1.1 502 Bad Gateway\r\n\r\n");
      const onward = connect(Number(port), host, () => socket.write("HTTP/1.1 200 OK\r\n\r\n"));
      onward
        .on("error", () => socket.destroy())
        .pipe(socket)
        .on("error", () => onward.destroy())
        .pipe(onward);
    });
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    closing.push(
      () => server.closeAllConnections(),
      () => void server.close(),
    );
    return { url: `http://127.0.0.1:${portOf(server)}`, asked };
  };
  const send = async (url: string, variables: Record<string, string>): Promise<string> => {
    const transport = createTransport(2_000, variables);
    closing.push(() => void transport.close());
    try {
      const reply = await transport.send(
        { method: "GET", url, headers: {} },
        { signal: AbortSignal.timeout(5_000) },
      );
      reply.discard();
      return `${reply.status}`;
    } catch {
      return "failed";
    }
  };

  it.each([
    ["http_proxy", "http://api.invalid/a", "GET http://api.invalid/a"],
    ["HTTP_PROXY", "http://api.invalid/a", "GET http://api.invalid/a"],
    ["all_proxy", "http://api.invalid/a", "GET http://api.invalid/a"],
    ["https_proxy", "https://api.invalid/a", "CONNECT api.invalid:443"],
    ["HTTPS_PROXY", "https://api.invalid/a", "CONNECT api.invalid:443"],
    ["ALL_PROXY", "https://api.invalid/a", "CONNECT api.invalid:443"],
  ])("%s leads out", async (name, url, wanted) => {
    const proxy = await startProxy();
    await send(url, { [name]: proxy.url });
    expect(proxy.asked).toEqual([wanted]);
  });

  it.each([
    ["a host", "api.invalid", "http://api.invalid/"],
    ["a domain", ".invalid", "http://api.invalid/"],
    ["everything", "*", "http://api.invalid/"],
    ["loopback, unsaid", "", "http://127.0.0.1:9/"],
  ])("NO_PROXY keeps %s out of it", async (_, exceptions, url) => {
    const proxy = await startProxy();
    expect(await send(url, { HTTP_PROXY: proxy.url, NO_PROXY: exceptions })).toBe("failed");
    expect(proxy.asked).toEqual([]);
  });

  it("that refuses the connection is said, not taken for the API", async () => {
    const proxy = await startProxy();
    const transport = createTransport(2_000, { HTTPS_PROXY: proxy.url });
    closing.push(() => void transport.close());
    const { call } = callerFor({ url: "https://api.invalid", options: { transport } });
    expect((await call("post")).structuredContent).toEqual({
      code: "network",
      error: "api.invalid cannot be reached: the proxy refused the connection.",
      recovery: expect.stringContaining("HTTPS_PROXY"),
    });
  });

  it("that is not a URL is named by its variables, and nothing is sent", async () => {
    const transport = createTransport(2_000, { HTTPS_PROXY: "gopher://proxy.invalid" });
    closing.push(() => void transport.close());
    const { call } = callerFor({ url: "https://api.invalid", options: { transport } });
    expect((await call("get")).structuredContent).toMatchObject({
      code: "network",
      recovery: expect.stringContaining("HTTPS_PROXY"),
    });
  });

  it("with a user gets the name, also without a password", async () => {
    const heard: unknown[] = [];
    const server = createHttp((request, response) => {
      heard.push(request.headers["proxy-authorization"]);
      response.end();
    }).listen(0, "127.0.0.1");
    await once(server, "listening");
    closing.push(
      () => server.closeAllConnections(),
      () => void server.close(),
    );
    for (const user of ["u", "u:p%40"])
      await send("http://api.invalid/a", { http_proxy: `http://${user}@127.0.0.1:${portOf(server)}` });
    expect(heard).toEqual(["u:", "u:p@"].map((pair) => `Basic ${Buffer.from(pair).toString("base64")}`));
  });
});
