import fc from "fast-check";
import { afterEach, expect, it } from "vitest";
import { send } from "./answering.js";
import { callerFor, endAll, json, listen } from "./loopback.js";
import { spellings, undone } from "./spellings.js";

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
  ...["hexadecimal", "base64", "base64 of a pair", "base64 of a header"].map(
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
  const plain = [text, undone(text), ...blobs, ...blobs.map(undone)].join("\n").toLowerCase();
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
        const quoted = name.includes("JSON") || name === "escaped slash" ? `"${text}"` : JSON.stringify(text);
        const body = type === "application/json" ? `{"message":${quoted}}` : text;
        reply = { type, body, status };
        const result = await call("get", from === undefined ? {} : { _from: from });
        expect(leaks(result)).toEqual([]);
      },
    ),
    { numRuns: 150 },
  );
  expect(leaks(log)).toEqual([]);
}, 60_000);

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

it("a redirect that is not followed shows no part of a key in its location", async () => {
  const server = await listen((_, response) =>
    send(response, "", "", { location: `https://other.invalid/${"a".repeat(465)}${key}` }, 302),
  );
  const { call } = echoing(server);
  expect(leaks(await call("post"))).toEqual([]);
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
