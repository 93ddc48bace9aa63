import { once } from "node:events";
import { createServer } from "node:http";
import { brotliCompressSync, createGzip, deflateRawSync, deflateSync, gzipSync } from "node:zlib";
import { request } from "undici";
import { describe, expect, test } from "vitest";
import { defaultLimits, ReplyError, readReply } from "./index.js";

const chunked = async function* (bytes: Uint8Array | string, size = 7) {
  const buffer = Buffer.from(bytes);
  for (let at = 0; at < buffer.length; at += size) yield buffer.subarray(at, at + size);
};

const read = (body: Uint8Array | string, headers: Record<string, string> = {}, limits = defaultLimits) =>
  readReply({ status: 200, headers, body: chunked(body) }, limits);

const asText = (type: string) => ({ "content-type": type });

describe("content encodings", () => {
  const plain = JSON.stringify({ hello: "w\u00f6rld".repeat(50) });
  test.each([
    ["gzip", gzipSync(plain)],
    ["x-gzip", gzipSync(plain)],
    ["GZIP", gzipSync(plain)],
    ["br", brotliCompressSync(plain)],
    ["deflate", deflateSync(plain)],
    ["deflate", deflateRawSync(plain)],
    ["gzip, br", brotliCompressSync(gzipSync(plain))],
    ["identity", Buffer.from(plain)],
    ["", Buffer.from(plain)],
  ])("%s", async (coding, bytes) => {
    const reply = await read(bytes, { "content-encoding": coding, ...asText("application/json") });
    expect(reply.body).toMatchObject({ kind: "json", text: plain });
    expect(reply.size).toBe(Buffer.byteLength(plain));
  });
  test.each([
    ["application/json", "json"],
    ["text/plain", "json"],
    ["application/gzip", "bytes"],
    ["application/octet-stream", "bytes"],
    ["", "bytes"],
  ])("gzip that no header tells of, as %j", async (type, kind) => {
    const { body } = await read(gzipSync(plain), asText(type));
    expect(body.kind).toBe(kind);
  });
  test("a broken or huge one that no header tells of stays bounded", async () => {
    const broken = await read(gzipSync(plain).subarray(0, 40), asText("text/plain"));
    expect(broken.body.kind).toBe("text");
    const huge = await read(gzipSync(Buffer.alloc(50_000_000)), asText("text/plain"));
    expect(huge).toMatchObject({ tooLarge: true });
  });
  test.each(["gzip", "br", "deflate", "zstd-less"])(
    "an empty body is empty whatever %s says",
    async (coding) => {
      const reply = read("", { "content-encoding": coding });
      expect((await reply).body).toEqual({ kind: "empty" });
    },
  );
  test.each([
    ["zstd", Buffer.from("x")],
    ["unheard-of", Buffer.from([0, 1, 2])],
    ["gzip, gzip, gzip", Buffer.from("x")],
    [Array(1000).fill("gzip").join(","), Buffer.from("x")],
    ["gzip", Buffer.from("no gzip at all")],
    ["br", Buffer.from("no brotli at all, really not")],
    ["gzip", gzipSync(plain).subarray(0, 40)],
    ["br", brotliCompressSync(plain).subarray(0, 20)],
  ])("%.20s that cannot be undone is a ReplyError", async (coding, bytes) => {
    await expect(read(bytes, { "content-encoding": coding })).rejects.toThrow(ReplyError);
  });
  test.each(["utf-8", "aws-chunked", "none, utf-8"])("%s of a text is no coding", async (coding) => {
    const headers = { ...asText("application/json"), "content-encoding": coding };
    expect((await read('{"a":"é"}', headers)).body).toMatchObject({ value: { a: "é" } });
  });
  test("a real coding among them is undone", async () => {
    const headers = { ...asText("text/plain"), "content-encoding": "aws-chunked,gzip" };
    expect((await read(gzipSync("text"), headers)).body).toEqual({ kind: "text", text: "text" });
  });
  test.each(["", "gzip"])("a failure of the source comes through (%s)", async (coding) => {
    const body = (async function* () {
      yield gzipSync(plain).subarray(0, 20);
      throw Object.assign(new Error("other side closed"), { code: "UND_ERR_SOCKET" });
    })();
    const raw = { status: 200, headers: { "content-encoding": coding }, body };
    await expect(readReply(raw, defaultLimits)).rejects.toThrow("other side closed");
  });
});

describe("the size limit", () => {
  /** Endless compressed or plain source that tells whether it was ended. */
  const endless = (chunk: () => Uint8Array) => {
    const state = { ended: false, sent: 0 };
    const body = (async function* () {
      try {
        for (;;) {
          const next = chunk();
          state.sent += next.length;
          yield next;
        }
      } finally {
        state.ended = true;
      }
    })();
    return { state, body };
  };
  test("an endless plain reply is read to the limit and its source ended", async () => {
    const { state, body } = endless(() => Buffer.alloc(65_536, "a"));
    const reply = await readReply({ status: 200, headers: asText("text/plain"), body }, defaultLimits);
    expect(reply.tooLarge).toBe(true);
    expect(state.ended).toBe(true);
    expect(state.sent).toBeLessThan(defaultLimits.maxBytes + 200_000);
    // Some more than is shown, so that no secret is cut before it can be hidden.
    const text = reply.body.kind === "text" ? reply.body.text : "";
    expect(text.length).toBeGreaterThan(defaultLimits.maxText);
    expect(text.length).toBeLessThan(defaultLimits.maxText * 2);
  });
  test.each([
    ["gzip", () => gzipSync(Buffer.alloc(200_000_000))],
    ["br", () => brotliCompressSync(Buffer.alloc(200_000_000), { params: { 1: 1 } })],
    ["gzip, gzip", () => gzipSync(gzipSync(Buffer.alloc(200_000_000)))],
  ])("a %s bomb costs neither memory nor time", async (coding, make) => {
    const bomb = make();
    globalThis.gc?.();
    const before = process.memoryUsage().rss;
    const start = performance.now();
    const body = chunked(bomb, 65_536);
    const reply = await readReply(
      { status: 200, headers: { "content-encoding": coding }, body },
      defaultLimits,
    );
    expect(reply.tooLarge).toBe(true);
    expect(reply.size).toBeLessThan(defaultLimits.maxBytes + 200_000);
    expect(performance.now() - start).toBeLessThan(3000);
    expect(process.memoryUsage().rss - before).toBeLessThan(64_000_000);
  });
  test("a reply of exactly the limit is whole", async () => {
    const limits = { maxBytes: 100, maxText: 50 };
    expect((await read("a".repeat(100), asText("text/plain"), limits)).tooLarge).toBe(false);
    expect((await read("a".repeat(101), asText("text/plain"), limits)).tooLarge).toBe(true);
  });
  test.each(["", "gzip"])("the socket of a real server is closed at the limit (%s)", async (coding) => {
    const server = createServer((_, reply) => {
      reply.writeHead(200, {
        "content-type": "text/plain",
        ...(coding ? { "content-encoding": coding } : {}),
      });
      const sink = coding ? createGzip() : reply;
      if (sink !== reply) sink.pipe(reply);
      const chunk = Buffer.alloc(65_536, "a");
      const write = () => {
        while (!reply.destroyed && sink.write(chunk)) {}
        if (!reply.destroyed) sink.once("drain", write);
      };
      write();
    });
    await once(server.listen(0, "127.0.0.1"), "listening");
    const closed = new Promise((resolve) => {
      server.once("connection", (socket) => socket.once("close", resolve));
    });
    const address = server.address();
    const { statusCode, headers, body } = await request(
      `http://127.0.0.1:${typeof address === "object" ? address?.port : ""}`,
    );
    const reply = await readReply({ status: statusCode, headers, body }, defaultLimits);
    expect(reply.tooLarge).toBe(true);
    await closed;
    server.close();
  });
});

describe("what a body is", () => {
  test.each([
    ["application/json", '{"a":1}', "json"],
    ["application/json; charset=utf-8", " [1] ", "json"],
    ["application/problem+json", '{"a":1}', "json"],
    ["application/vnd.x.v2+JSON", '"x"', "json"],
    ["application/json", "5", "json"],
    ["text/plain", '{"a":1}', "json"],
    ["text/html; charset=utf-8", '\n[{"a":1}]', "json"],
    ["", '{"a":1}', "json"],
    ["application/octet-stream", '{"a":1}', "json"],
    ["application/octet-stream", '{"a":\u0001}', "bytes"],
    ["application/javascript; charset=utf-8", "[1]", "json"],
    ["text/javascript", 'callback({"a":1})', "text"],
    ["application/json, application/json", '{"a":1}', "json"],
    ["json", '{"a":1}', "json"],
    ["multipart/mixed; boundary=b", "--b\r\n\r\nx\r\n--b--", "text"],
    ["multipart/mixed; boundary=b", "--b\r\n\r\n\u0000\r\n--b--", "bytes"],
    ["text/plain", "5", "text"],
    ["text/plain", "{not json}", "text"],
    ["application/json", "<html>Bad gateway</html>", "text"],
    ["application/json", "NaN", "text"],
    ["application/json", '{"a":NaN}', "text"],
    ["text/csv", "[a],b", "text"],
    ["application/xml", "<a/>", "text"],
    ["image/svg+xml", "<svg/>", "text"],
    ["text/event-stream", 'data: {"a":1}\n\n', "json"],
    ["application/x-ndjson", '{"a":1}\n{"a":2}\n', "json"],
    ["application/json", '{"a":1,"a":2}', "json"],
    ["application/json", "-Infinity", "text"],
    ["text/html", "<!doctype html><title>Bad gateway</title>", "text"],
    ["application/yaml", "a: 1", "text"],
    ["", "plain words\n", "text"],
    ["", "\u0000\u0001", "bytes"],
    ["application/octet-stream", "words", "bytes"],
    ["image/png", "x", "bytes"],
    ["application/pdf", "%PDF", "bytes"],
  ])("%s %j is %s", async (type, body, kind) => {
    expect((await read(body, asText(type))).body.kind).toBe(kind);
  });
  test("lines in another charset; events are UTF-8 whatever they say", async () => {
    const latin = "; charset=iso-8859-1";
    const lines = await read(Buffer.from('{"a":"é"}\n', "latin1"), asText(`application/x-ndjson${latin}`));
    expect(lines.body).toMatchObject({ value: { items: [{ a: "é" }] } });
    const events = await read("data: é\n\n", asText(`text/event-stream${latin}`));
    expect(events.body).toMatchObject({ value: { items: [{ data: "é" }] } });
  });
  test("a reply without any headers", async () => {
    expect(await read("x")).toEqual({
      status: 200,
      headers: {},
      mediaType: "",
      body: { kind: "text", text: "x" },
      size: 1,
      tooLarge: false,
      links: {},
    });
  });
  test("links of the header, repeated lines too", async () => {
    const link = [
      '<https://h.test/x?page=1>; rel="prev"',
      '<https://h.test/x?page=3,4>; title="a"; rel="last next"',
    ];
    const raw = { status: 201, headers: { link, location: "/x/7" }, body: chunked("") };
    expect((await readReply(raw, defaultLimits)).links).toEqual({
      location: "/x/7",
      next: "https://h.test/x?page=3,4",
    });
  });
});

describe("charsets", () => {
  const latin1 = Buffer.from("caf\u00e9", "latin1");
  test.each([
    ["text/plain; charset=iso-8859-1", latin1, "caf\u00e9"],
    ['text/plain; charset="ISO-8859-1"', latin1, "caf\u00e9"],
    ["text/plain", Buffer.from("caf\u00e9"), "caf\u00e9"],
    ["text/plain; charset=made-up", Buffer.from("caf\u00e9"), "caf\u00e9"],
    ["text/plain", latin1, "caf\uFFFD"],
    ["text/plain", Buffer.from("\uFEFFx"), "x"],
    ["text/plain; charset=utf-16le", Buffer.from("\uFEFFx", "utf16le"), "x"],
    ["text/plain", Buffer.from("\uFEFFx", "utf16le"), "x"],
    [
      "application/xml",
      Buffer.from('<?xml version="1.0" encoding="ISO-8859-1"?>\u00e9', "latin1"),
      '<?xml version="1.0" encoding="ISO-8859-1"?>\u00e9',
    ],
  ])("%s %s", async (type, bytes, expected) => {
    expect((await read(bytes, asText(type))).body).toEqual({ kind: "text", text: expected });
  });
  test.each([
    ["UTF-16 with a mark", Buffer.from('\uFEFF{"a":"\u00e9"}', "utf16le"), "application/json"],
    ["UTF-16 without", Buffer.from('{"a":"\u00e9"}', "utf16le"), "application/json; charset=utf-16le"],
    [
      "UTF-16, the other end first",
      Buffer.from('\uFEFF{"a":"\u00e9"}', "utf16le").swap16(),
      "application/json",
    ],
    ["Latin-1", Buffer.from('{"a":"\u00e9"}', "latin1"), "application/json; charset=ISO-8859-1"],
    ["windows-1252", Buffer.from('{"a":"\u00e9"}', "latin1"), "text/json;charset=windows-1252"],
  ])("JSON in %s", async (_, bytes, type) => {
    expect((await read(bytes, asText(type))).body).toMatchObject({ kind: "json", value: { a: "\u00e9" } });
  });
  test("invalid UTF-8 in JSON becomes the replacement character, the rest stays", async () => {
    const bytes = Buffer.concat([Buffer.from('{"a":"'), Buffer.from([0xff, 0xfe]), Buffer.from('","id":1}')]);
    const { body } = await read(bytes, asText("application/json"));
    expect(body).toMatchObject({ kind: "json", value: { a: "\uFFFD\uFFFD", id: 1 } });
  });
  test("of keys that stand twice the last one counts, as JSON.parse has it", async () => {
    const { body } = await read('{"a":1,"a":2}', asText("application/json"));
    expect(body).toEqual({ kind: "json", text: '{"a":1,"a":2}', value: { a: 2 } });
  });
  test("JSON behind a byte order mark", async () => {
    const reply = await read('\uFEFF{"a":1}', asText("application/json"));
    expect(reply.body).toEqual({ kind: "json", text: '{"a":1}', value: { a: 1 } });
  });
});
