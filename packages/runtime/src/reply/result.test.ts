import { describe, expect, test } from "vitest";
import { defaultLimits, failureDetails, type ReplyLimits, readReply, successResult } from "./index.js";

const one = async function* (bytes: Uint8Array) {
  yield bytes;
};
const read = (
  body: Uint8Array | string,
  type: string,
  more: { status?: number; headers?: Record<string, string>; limits?: ReplyLimits } = {},
) =>
  readReply(
    {
      status: more.status ?? 200,
      headers: { "content-type": type, ...more.headers },
      body: one(Buffer.from(body)),
    },
    more.limits ?? defaultLimits,
  );
const result = async (...input: Parameters<typeof read>) =>
  successResult(await read(...input), input[2]?.limits ?? defaultLimits);
const details = async (...input: Parameters<typeof read>) =>
  failureDetails(await read(...input), input[2]?.limits ?? defaultLimits);
const small: ReplyLimits = { maxBytes: 1000, maxText: 20 };
const text = (line: string) => ({ type: "text", text: line });

describe("JSON", () => {
  test.each([
    ['{"id":9007199254740993}', { id: "9007199254740993" }],
    ['{\n  "a": [1, 2]\n}', { a: [1, 2] }],
    ["[1,2]", { items: [1, 2] }],
    ["[]", { items: [] }],
    ['"x"', { value: "x" }],
    ["null", { value: null }],
    ["false", { value: false }],
  ])("%s", async (body, structuredContent) => {
    expect(await result(body, "application/json")).toEqual({ content: [text(body)], structuredContent });
  });
  test("own __proto__ survives without effect", async () => {
    const { structuredContent } = await result('{"__proto__":{"a":1}}', "application/json");
    expect(JSON.stringify(structuredContent)).toBe('{"__proto__":{"a":1}}');
    expect(Reflect.get({}, "a")).toBeUndefined();
  });
  test("JSON that is long without a list is cut like text, and has no structured content", async () => {
    expect(await result(`{"a":"${"x".repeat(30)}"}`, "application/json", { limits: small })).toEqual({
      content: [text("Cut: the first 20 of 38 bytes are shown."), text('{"a":"xxxxxxxxxxxxxx')],
    });
  });
  test("JSON that nests too deep is text", async () => {
    const body = "[".repeat(15_000) + "]".repeat(15_000);
    expect(await result(body, "application/json")).toEqual({ content: [text(body)] });
  });
  test("invisible characters are spelled as escapes, in structured content too", async () => {
    const value = { a: "x\u009b31my\u202e\u{e0041}\u200bz" };
    const { content, structuredContent } = await result(JSON.stringify(value), "application/json");
    expect(content).toEqual([text('{"a":"x\\u009b31my\\u202e\\udb40\\udc41\\u200bz"}')]);
    expect(structuredContent).toEqual({ a: "x\\u009b31my\\u202e\\udb40\\udc41\\u200bz" });
  });
});

describe("text", () => {
  test.each([
    ["a\tb\nc", "a\tb\nc"],
    ["a\r\nb\rc", "a\nb\nc"],
    ["\u001b[31mred\u001b[0m", "red"],
    ["\u009b1;31mred", "red"],
    ["\u001b]0;title\u0007x\u001b]8;;https://h.test\u001b\\link", "xlink"],
    ["\u001b]0;open end stays", "]0;open end stays"],
    ["\u001bcreset\u001b(B", "reset"],
    ["nul\0 bell\u0007 del\u007f", "nul bell del"],
    ["a\u202eb\u2066c\u{e0041}d\u200b", "abcd"],
    [
      "\u{1f468}\u200d\u{1f469}\u200d\u{1f467} na\u00efve",
      "\u{1f468}\u200d\u{1f469}\u200d\u{1f467} na\u00efve",
    ],
  ])("%j -> %j", async (body, expected) => {
    expect(await result(body, "text/plain")).toEqual({ content: [text(expected)] });
  });
  test.each([
    "\u20ac".repeat(10),
    "\u{1f600}".repeat(10),
    `a${"\u00e9".repeat(20)}`,
    `ab${"\u{1f600}".repeat(10)}`,
  ])("%s is cut between characters", async (body) => {
    const [note, content] = (await result(body, "text/plain", { limits: small })).content;
    expect(note).toEqual(text(expect.stringMatching(/^Cut: the first /)));
    const shown = content?.type === "text" ? content.text : "";
    expect(body.startsWith(shown)).toBe(true);
    expect(shown).not.toContain("\uFFFD");
    expect(Buffer.byteLength(shown)).toBeGreaterThan(small.maxText - 4);
    expect(Buffer.byteLength(shown)).toBeLessThanOrEqual(small.maxText);
  });
  test("text of exactly the limit is whole", async () => {
    expect(await result("a".repeat(20), "text/plain", { limits: small })).toEqual({
      content: [text("a".repeat(20))],
    });
  });
  test("5 MB reach the model as 36 KB, with the note first", async () => {
    const list = JSON.stringify(Array.from({ length: 100_000 }, (_, id) => ({ id, name: "x".repeat(30) })));
    const { content, structuredContent } = await result(list, "application/json");
    const [note, shown] = content;
    const items: unknown = shown?.type === "text" ? JSON.parse(shown.text) : undefined;
    expect(Buffer.byteLength(JSON.stringify(items))).toBeLessThanOrEqual(defaultLimits.maxText);
    expect(structuredContent).toEqual({ items, _notes: [note?.type === "text" ? note.text : ""] });
    expect(note).toEqual(text(expect.stringMatching(/^Cut: the first \d{3} of 100000 items are shown\.$/)));
  });
});

describe("empty replies and links", () => {
  test.each([
    [204, {}, "204 No Content", { status: 204 }],
    [200, {}, "200 OK, with an empty body", { status: 200 }],
    [299, {}, "299, with an empty body", { status: 299 }],
  ])("%i", async (status, headers, line, structuredContent) => {
    expect(await result("", "", { status, headers })).toEqual({ content: [text(line)], structuredContent });
  });
  test("201 with a place", async () => {
    expect(await result("", "", { status: 201, headers: { location: "/x/7" } })).toEqual({
      content: [text("201 Created, with an empty body"), text("Location: /x/7")],
      structuredContent: { status: 201, location: "/x/7" },
    });
  });
  test("the next page follows the body", async () => {
    const headers = { link: "</x?page=2>; rel=next, </x?page=9>; rel=last" };
    expect((await result("[1]", "application/json", { headers })).content).toEqual([
      text("[1]"),
      text("Next page: /x?page=2"),
    ]);
  });
});

describe("binary", () => {
  const bytes = Buffer.from([0, 1, 255]);
  test.each([
    ["image/png", { type: "image", data: "AAH/", mimeType: "image/png" }],
    ["IMAGE/JPEG; q=1", { type: "image", data: "AAH/", mimeType: "image/jpeg" }],
    ["audio/wav", { type: "audio", data: "AAH/", mimeType: "audio/wav" }],
  ])("%s", async (type, block) => {
    expect(await result(bytes, type)).toEqual({ content: [block] });
  });
  test.each(["application/pdf", "application/octet-stream", ""])(
    "%s is a resource with a line about it",
    async (type) => {
      const mimeType = type || "application/octet-stream";
      expect(await result(bytes, type)).toEqual({
        content: [
          text(`${mimeType}, 3 bytes`),
          { type: "resource", resource: { uri: "jackfield://reply", mimeType, blob: "AAH/" } },
        ],
      });
    },
  );
  test("a large one is only described", async () => {
    const { content } = await result(Buffer.alloc(750_001), "image/png");
    expect(content).toEqual([
      text(
        "image/png, 750001 bytes: too large to be given here (at most 750000 bytes). Ask the API for a smaller form of it or a byte range, or download it without this tool.",
      ),
    ]);
  });
});

describe("details of failures", () => {
  test.each([
    [
      '{"message":"no","id":9007199254740993}',
      "application/problem+json",
      { message: "no", id: "9007199254740993" },
    ],
    ["[1]", "application/json", [1]],
    ["  nope\u001b[1m\n", "text/plain", "nope"],
    ["", "application/json", undefined],
    [Buffer.from([0]), "image/png", "image/png, 1 bytes"],
  ])("%s %s", async (body, type, expected) => {
    expect(await details(body, type, { status: 400 })).toEqual(expected);
  });
  test.each(["text/html", "application/json"])("a long %s body is cut", async (type) => {
    const found = await details(`{"a":"${"x".repeat(100_000)}"}`, type, { status: 500 });
    expect(found).toMatch(/^\[Cut: the first 8192 of 100008 bytes are shown\.\]\n\n\{"a":"x+$/);
  });
  test("a long list keeps its first items", async () => {
    const errors = Array.from({ length: 1000 }, (_, id) => ({ id, message: "wrong" }));
    const found = await details(JSON.stringify({ errors }), "application/json", { status: 422 });
    expect(found).toMatchObject({
      errors: expect.arrayContaining([errors[0]]),
      _notes: [expect.stringMatching(/^Cut: the first \d{3} of 1000 items of errors are shown\./)],
    });
    expect(Buffer.byteLength(JSON.stringify(found))).toBeLessThan(8_400);
  });
  test("a body beyond the read limit still gives its beginning", async () => {
    const found = await details("x".repeat(2000), "text/plain", { status: 500, limits: small });
    expect(found).toMatch(/^\[Cut: the first 20 of more than 2000 bytes are shown\.\]\n\nx{20}$/);
  });
});
