import type { StreamKind } from "@jackfield/contract";
import { describe, expect, test } from "vitest";
import { defaultLimits, readReply, successResult } from "./index.js";
import { collectStream, defaultStreamLimits } from "./stream.js";
import { recordReader } from "./stream-records.js";

const records = (kind: StreamKind, ...chunks: readonly string[]) => {
  const reader = recordReader(kind);
  return [...chunks.flatMap((chunk) => reader.push(chunk)), ...reader.end()];
};

describe("server-sent events", () => {
  test.each<[string, readonly string[], readonly unknown[]]>([
    [
      "data is JSON where it can be",
      ['data: {"a":1}\n\ndata: plain\n\n'],
      [{ data: { a: 1 } }, { data: "plain" }],
    ],
    ["name and id come along", ["event: x\nid: 7\ndata: 1\n\n"], [{ event: "x", id: "7", data: 1 }]],
    ["several data lines are one text", ["data: a\ndata: b\n\n"], [{ data: "a\nb" }]],
    ["comments and events without data are none", [": hello\n\nevent: ping\n\ndata: 1\n\n"], [{ data: 1 }]],
    ["one blank after the colon goes", ["data:  a\n\ndata:b\n\n"], [{ data: " a" }, { data: "b" }]],
    ["every line end", ["data: 1\r\rdata: 2\r\n\r\ndata: 3\n\n"], [{ data: 1 }, { data: 2 }, { data: 3 }]],
    ["a line end torn apart", ["data: 1\r", "\ndata: 2\r", "\n\r", "\n"], [{ data: "1\n2" }]],
    ["an end without a blank line", ["data: 1\n\ndata: 2"], [{ data: 1 }, { data: 2 }]],
    ["big integers keep their digits", ["data: [9007199254740993]\n\n"], [{ data: ["9007199254740993"] }]],
    ["nothing", [""], []],
  ])("%s", (_, chunks, expected) => expect(records("events", ...chunks)).toEqual(expected));

  test("whatever the chunks, the events are the same", () => {
    const text = 'id: 1\r\ndata: {"a":\r\ndata: 1}\r\n\r\n: x\r\rdata: \u{1f600}\n\n';
    for (let size = 1; size < text.length; size += 1) {
      const chunks = text.match(new RegExp(`[\\s\\S]{1,${size}}`, "g")) ?? [];
      expect(records("events", ...chunks)).toEqual([{ id: "1", data: { a: 1 } }, { data: "\u{1f600}" }]);
    }
  });
});

test("JSON lines, blank and broken ones among them", () => {
  expect(records("lines", '{"a":1}\r\n\n{"a"', ":2}\nnot json\n3")).toEqual([
    { a: 1 },
    { a: 2 },
    "not json",
    3,
  ]);
});

test("JSON text sequences", () => {
  expect(records("sequence", '\u001e{"a":\n1}\n\u001e{"a":2}\n')).toEqual([{ a: 1 }, { a: 2 }]);
});

const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

describe("bounds", () => {
  const bounds = { ...defaultStreamLimits, maxBytes: 1000, left: Number.POSITIVE_INFINITY };
  const source = (count: number, wait: (index: number) => number = () => 0) => {
    const state = { sent: 0, ended: false };
    const body = (async function* () {
      try {
        for (let index = 0; index < count; index += 1) {
          const milliseconds = wait(index);
          if (milliseconds > 0) await pause(milliseconds);
          state.sent += 1;
          yield Buffer.from(`{"n":${index}}\n`);
        }
      } finally {
        state.ended = true;
      }
    })();
    return { state, body };
  };
  const collect = (body: AsyncIterable<Uint8Array>, more: Partial<typeof bounds> = {}) =>
    collectStream(body, { kind: "lines", decoder: new TextDecoder() }, { ...bounds, ...more });

  test("a stream that ends is whole", async () => {
    expect(await collect(source(2).body)).toEqual({ items: [{ n: 0 }, { n: 1 }], ended: true, size: 16 });
  });
  test("so many records", async () => {
    const { state, body } = source(1e9);
    const collected = await collect(body, { maxItems: 3 });
    expect(collected).toMatchObject({ ended: false, stopped: "3 records were read" });
    expect(collected.items).toHaveLength(3);
    await pause(0);
    expect(state).toEqual({ sent: 3, ended: true });
  });
  test("so many bytes, of one record too", async () => {
    expect(await collect(source(1e9).body)).toMatchObject({ ended: false, stopped: "1000 bytes were read" });
    const endless = (async function* () {
      for (;;) yield Buffer.from("x".repeat(100));
    })();
    expect(await collect(endless)).toMatchObject({
      items: [],
      ended: false,
      stopped: "1000 bytes were read",
    });
  });
  test("idle after the first record", async () => {
    const collected = await collect(source(3, (index) => (index === 0 ? 60 : 5000)).body, {
      idleMilliseconds: 20,
    });
    expect(collected).toMatchObject({
      items: [{ n: 0 }],
      ended: false,
      stopped: "no record came for 0.02 s",
    });
  });
  test("the time of the call, before any record", async () => {
    const collected = await collect(source(1, () => 5000).body, { left: 40 });
    expect(collected).toEqual({ items: [], ended: false, stopped: "the time of the call was over", size: 0 });
  });
  test("a failure of the source comes through", async () => {
    const broken = (async function* () {
      yield Buffer.from("1\n");
      throw new Error("other side closed");
    })();
    await expect(collect(broken)).rejects.toThrow("other side closed");
  });
  test("a character torn apart by chunks", async () => {
    const bytes = Buffer.from('"\u20ac"\n');
    const torn = (async function* () {
      for (const byte of bytes) yield Uint8Array.of(byte);
    })();
    expect((await collect(torn)).items).toEqual(["\u20ac"]);
  });
});

test("a stream is a result with items and ended, in text and structured content alike", async () => {
  const body = (async function* () {
    yield Buffer.from('data: {"a":1}\n\ndata: 2\n\ndata: 3\n\n');
  })();
  const limits = { ...defaultLimits, stream: { maxItems: 2 } };
  const reply = await readReply(
    { status: 200, headers: { "content-type": "text/event-stream" }, body },
    limits,
  );
  const note = "The stream had not ended: 2 records were read.";
  const value = { items: [{ data: { a: 1 } }, { data: 2 }], ended: false };
  expect(successResult(reply, limits)).toEqual({
    content: [
      { type: "text", text: JSON.stringify(value) },
      { type: "text", text: note },
    ],
    structuredContent: { ...value, _notes: [note] },
  });
});
