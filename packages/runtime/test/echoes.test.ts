import { once } from "node:events";
import { brotliCompressSync, gzipSync } from "node:zlib";
import type { LocalTool } from "@jackfield/contract";
import fc from "fast-check";
import { afterEach, expect, it } from "vitest";
import { send } from "./answering.js";
import { callerFor, endAll, json, listen } from "./loopback.js";
import { rewritten, spellings, undone } from "./spellings.js";

afterEach(endAll);

const key = "k_live/51H8+xQ2eZ";
const schemes = {
  key: { type: "apiKey", in: "header", name: "X-Key", variables: { key: "EX_KEY" } },
} as const;
/** A caller whose key is sent to a server. */
const echoing = (server: { readonly url: string }, limits = {}, value = key) =>
  callerFor({
    url: server.url,
    api: { security: [{ key: [] }], schemes },
    options: { environment: { EX_KEY: value }, limits },
  });
/** The parts of six characters of the key, plain and inside the encodings that keep no character. */
const parts = [
  key.toLowerCase(),
  ...["hexadecimal", "base64", "base64 of a pair", "base64 of a header", "base64 for URLs"].map(
    (name) => spellings[name]?.(key).toLowerCase() ?? "",
  ),
];
const sixes = (text: string): readonly string[] =>
  Array.from({ length: Math.max(0, text.length - 5) }, (_, at) => text.slice(at, at + 6));
/** The first characters of the base64 of a header are those of the text before the key. */
const around = new Set(sixes(spellings["base64 of a header"]?.(key).toLowerCase().slice(0, 11) ?? ""));
const secretParts = new Set(parts.flatMap(sixes).filter((part) => !around.has(part)));

const leaks = (value: unknown): readonly string[] => {
  const text = JSON.stringify(value);
  const blobs = [...text.matchAll(/"(?:blob|data)":"([^"]+)"/g)].map(([, blob = ""]) =>
    Buffer.from(blob, "base64").toString("latin1"),
  );
  const plain = [text, ...blobs]
    .flatMap((one) => [one, undone(one), ...rewritten(one)])
    .join("\n")
    .toLowerCase();
  return [...secretParts].filter((part) => plain.includes(part));
};

it("six characters of the key would be seen in every spelling", () => {
  for (const [name, spelled] of Object.entries(spellings))
    expect(leaks({ text: `a ${spelled(key)} b` }).length, name).toBeGreaterThan(5);
});

it("an API that gives the key back, in any spelling, at any place and window: no six characters of it come through", async () => {
  let reply = { type: "", body: "" as string | Buffer, status: 200 };
  const server = await listen((_, response) =>
    send(response, reply.type, reply.body, { location: `/x?k=${encodeURIComponent(key)}` }, reply.status),
  );
  const { call, log } = echoing(server, { maxText: 2_000, maxBytes: 100_000 });
  const types = [
    "application/json",
    "text/plain",
    "text/html",
    "application/xml",
    "application/octet-stream",
    "image/png",
  ];
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...Object.keys(spellings)),
      fc.constantFrom(...types),
      fc.integer({ min: 0, max: 2_100 }),
      fc.integer({ min: 0, max: 60 }),
      fc.constantFrom(200, 200, 400, 500, 404),
      fc.option(fc.integer({ min: 0, max: 2_100 }), { nil: undefined }),
      async (name, type, before, after, status, from) => {
        const text = `${"a".repeat(before)} ${spellings[name]?.(key)} ${"b".repeat(after)}`;
        const isJson = name === "JSON units" || name === "some JSON units" || name === "escaped slash";
        const quoted = isJson ? `"${text}"` : JSON.stringify(text);
        const body = type === "application/json" ? `{"message":${quoted}}` : text;
        reply = { type, body, status };
        const result = await call("get", from === undefined ? {} : { _from: from });
        expect(leaks(result)).toEqual([]);
      },
    ),
    { numRuns: 300 },
  );
  expect(leaks(log)).toEqual([]);
}, 60_000);

it.each(Object.keys(spellings))(
  "%s: hidden in JSON, text and bytes, at every remainder of three",
  async (name) => {
    let reply = { type: "", body: "" };
    const server = await listen((_, response) => send(response, reply.type, reply.body));
    const { call } = echoing(server);
    for (const before of ["", "a", "ab", "a ", "\n"])
      for (const type of ["application/json", "text/plain", "application/octet-stream"]) {
        const text = `${before}${spellings[name]?.(key)}`;
        reply = { type, body: type === "application/json" ? JSON.stringify({ a: [text] }) : text };
        expect(leaks(await call("get")), `${type} ${JSON.stringify(before)}`).toEqual([]);
      }
  },
);

it("a key as a list of bytes is hidden, as Node writes a buffer in JSON", async () => {
  const server = await listen((_, response) => json(response, 200, { headers: Buffer.from(`X: ${key}`) }));
  const { call } = echoing(server);
  expect(leaks(await call("get"))).toEqual([]);
});

it("ordinary text is left as it is", async () => {
  const body = "a=be, [107, 95, 108], 6b:5f:6c 0xab, 0xcd &sol; x=3D\nlines of words\nthat go on \\101 %41";
  const server = await listen((_, response) => send(response, "text/plain", body));
  const { call } = echoing(server);
  expect(await call("get")).toMatchObject({ content: [{ type: "text", text: body }] });
});

it("a reply beyond the limit of reading is cut only after the key is hidden", async () => {
  const server = await listen((_, response) =>
    send(response, "text/plain", `${"a".repeat(1_990)}${key}${"b".repeat(200_000)}`, {}, 500),
  );
  const { call } = echoing(server, { maxText: 2_000, maxBytes: 10_000 });
  expect(leaks(await call("post"))).toEqual([]);
});

it.each([
  ["UTF-16", Buffer.from(`\u0001${key}`, "utf16le")],
  ["bytes around it", Buffer.concat([Buffer.from([0, 1, 2, 255]), Buffer.from(key), Buffer.from([0])])],
])("bytes that hold the key are masked: %s", async (_, body) => {
  const server = await listen((_, response) => send(response, "application/octet-stream", body));
  const { call } = echoing(server);
  const result = await call("get");
  const [, block] = result.content;
  const blob = block?.type === "resource" ? Buffer.from(block.resource.blob, "base64") : Buffer.alloc(0);
  expect(blob.length).toBe(body.length);
  expect(leaks({ text: blob.toString("latin1").replaceAll("\0", "") })).toEqual([]);
});

it.each([
  ["compressed", gzipSync(JSON.stringify({ a: key })), { "content-encoding": "gzip" }],
  ["compressed twice", gzipSync(brotliCompressSync(`{"a":"${key}"}`)), { "content-encoding": "br, gzip" }],
  ["in UTF-16", Buffer.from(`\ufeff{"a":"${key}"}`, "utf16le"), {}],
  ["under the key of a member", Buffer.from(JSON.stringify({ [key]: { [`x-${key}`]: 1 } })), {}],
  [
    "in a header that says of a file",
    Buffer.from('{"a":1}'),
    { "content-disposition": `attachment; filename="${key}"` },
  ],
  [
    "in the name of a header",
    Buffer.from('{"a":1}'),
    { "x-k-live51h8": key, link: `<https://h.test/${key}>; rel="next"` },
  ],
  ["in a broken reply", Buffer.from(`{"a":"${key}", "b":`), {}],
] as const)("a key %s is hidden", async (_, body, headers) => {
  let status = 200;
  const server = await listen((_request, response) =>
    send(response, "application/json", body, { ...headers, etag: `"${key}"` }, status),
  );
  const { call, log } = echoing(server);
  for (status of [200, 404, 500]) expect(leaks(await call("get"))).toEqual([]);
  expect(leaks(log)).toEqual([]);
});

const between = (mark: string): string => [...key].join(mark);

it.each([
  ["soft hyphens", "text/plain", between("\u00ad")],
  ["blanks of no width, in JSON", "application/json", JSON.stringify({ a: between("\u200b") })],
  ["controls, in JSON", "application/json", JSON.stringify({ a: between("\u0000") })],
  ["colors of a terminal", "text/plain", `\u001b[1m${key.slice(0, 8)}\u001b[0m${key.slice(8)}`],
  ["tags", "text/html", `<html>${key.slice(0, 9)}<wbr>${key.slice(9)}</html>`],
  ["comments", "application/xml", `<a>${key.slice(0, 9)}<!-- and -->${key.slice(9)}</a>`],
  ["marks of character data", "application/xml", `<a>${key.slice(0, 9)}<![CDATA[${key.slice(9)}]]></a>`],
])("a key with %s inside of it is hidden in every window", async (_, type, body) => {
  const server = await listen((_request, response) => send(response, type, body));
  const { call } = echoing(server);
  const invisible = /\p{Default_Ignorable_Code_Point}|\\u0000/gu;
  for (let from = 0; from < body.length; from += 3) {
    const shown = JSON.stringify(await call("get", { _from: from }));
    expect(leaks({ text: shown.replace(invisible, "").replace(/<[^>]*>/g, "") })).toEqual([]);
  }
});

it.each([
  ["blanks in long lines", "correct horse 77 battery", "correct\n  horse\n  77 battery"],
  ["blanks of HTML", "correct horse 77 battery", "correct&nbsp;horse&nbsp;77&nbsp;battery"],
  ["letters in two parts", "p\u00e4ssw\u00f6rd+9/x", "pa\u0308sswo\u0308rd+9/x"],
  ["letters that nobody could read", "p\u00e4ssw\u00f6rd+9/x", "p\ufffdssw\ufffdrd+9/x"],
  ["an exponent", "48151623", "4.8151623E7"],
  [
    "JSON, four times",
    'ab/c"d+ef/gh1',
    [1, 2, 3].reduce((text) => JSON.stringify(text), '"ab/c\\"d+ef/gh1"'),
  ],
  ["base64, twice", key, Buffer.from(Buffer.from(`x:${key}`).toString("base64")).toString("base64")],
])("a secret with %s is hidden", async (_, secret, spelled) => {
  const server = await listen((_request, response) => send(response, "application/json", spelled));
  const { call } = echoing(server, {}, secret);
  expect(await call("get")).toMatchObject({
    content: [{ text: expect.stringMatching(/^[\\"]*\*\*\*[\\"]*$/) }],
  });
});

it("an object of bytes is hidden, as typed arrays become in JSON", async () => {
  const server = await listen((_, response) => json(response, 200, { a: new Uint8Array(Buffer.from(key)) }));
  const { call } = echoing(server);
  expect(JSON.stringify(await call("get"))).not.toContain("107");
});

it("a key over two chunks of a stream of records is hidden", async () => {
  const server = await listen((_, response) => {
    response.writeHead(200, { "content-type": "text/event-stream" });
    response.write(`data: {"a":"${key.slice(0, 8)}`);
    setImmediate(() => response.end(`${key.slice(8)}"}\n\ndata: {"a":"${key}"}\n\n`));
  });
  const { call } = echoing(server);
  expect(leaks(await call("get"))).toEqual([]);
});

it("what a tool of a package tells on its way has no key in it", async () => {
  const told: unknown[] = [];
  const tool: LocalTool = {
    name: "tells",
    description: "Tells.",
    hints: { readOnly: true, destructive: false, idempotent: true },
    input: { type: "object", properties: {}, additionalProperties: false },
    async run(_, { progress, tell, ask, log }) {
      progress(1, 2, `half of ${key}`);
      tell(`told ${key}`);
      log(`logged ${key}`);
      await ask({
        kind: "form",
        name: "sure",
        message: `Send ${key}?`,
        schema: { type: "object", properties: {} },
      });
      throw new Error(`broken by ${key}`);
    },
  };
  const { call, log } = callerFor({
    url: "http://127.0.0.1:1",
    api: { security: [{ key: [] }], schemes },
    tools: [tool],
    options: { environment: { EX_KEY: key } },
  });
  const result = await call("tells", {}, undefined, {
    onProgress: (...step) => told.push(step),
    onMessage: (...line) => told.push(line),
    ask: async (...question) => {
      told.push(question);
      return { kind: "unsupported" };
    },
  });
  expect(told).toHaveLength(3);
  expect(leaks([result, told, log])).toEqual([]);
});

it("a redirect that is not followed shows no part of a key in its location", async () => {
  const server = await listen((_, response) =>
    send(response, "", "", { location: `https://other.invalid/${"a".repeat(465)}${key}` }, 302),
  );
  const { call } = echoing(server);
  expect(leaks(await call("post"))).toEqual([]);
});

it("the host that a caller waits for is named without a key", async () => {
  const name = "k7qp2xr9vt4mz8bn";
  const transport = {
    async send(_: unknown, { signal }: { readonly signal: AbortSignal }) {
      await once(signal, "abort");
      throw signal.reason;
    },
    close: async () => undefined,
  };
  const { call } = callerFor({
    url: `http://${name}.invalid`,
    api: { security: [{ key: [] }], schemes },
    options: { environment: { EX_KEY: name }, transport },
  });
  const stop = new AbortController();
  const told: unknown[] = [];
  const onProgress = (...step: readonly unknown[]): void => {
    told.push(step);
    stop.abort();
  };
  const result = await call("get", {}, stop.signal, { onProgress });
  expect(JSON.stringify(told)).toContain("***.invalid");
  expect(JSON.stringify([told, result])).not.toContain(name.slice(0, 6));
});

it("digits that are a key are hidden as a number too", async () => {
  const server = await listen((_, response) => json(response, 200, { pin: 48151623, other: 1 }));
  const { call } = echoing(server, {}, "48151623");
  expect(await call("get")).toMatchObject({ structuredContent: { pin: "***", other: 1 } });
});

it("ten megabytes full of escapes do not hold up others", async () => {
  const body = "a\\u0041%41&#65; ".repeat(600_000);
  const { call } = echoing(await listen((_, response) => send(response, "text/plain", body)));
  let longest = 0;
  let last = performance.now();
  const timer = setInterval(() => {
    longest = Math.max(longest, performance.now() - last);
    last = performance.now();
  }, 10);
  await call("get");
  clearInterval(timer);
  // 250 ms, on a machine that is four times slower.
  expect(longest).toBeLessThan(1_000);
});
