import type { Body, BodyContent, HttpRequest } from "@jackfield/contract";
import { describe, expect, test } from "vitest";
import { ArgumentError, buildRequest } from "./index.js";

const build = (body: Body, args: Record<string, unknown>) => {
  const request: HttpRequest = { api: "a", method: "POST", path: "/x", body };
  const { headers, body: sent } = buildRequest(request, args, "https://h.test", { newBoundary: () => "B" });
  return {
    type: headers["content-type"],
    body: typeof sent === "object" ? Buffer.from(sent).toString("latin1") : sent,
  };
};
const whole = (content: BodyContent, required = true): Body => ({
  required,
  source: { kind: "whole", key: "body" },
  content: [content],
});
const fields = (content: BodyContent, required = false): Body => ({
  required,
  source: { kind: "fields", fields: { a: "a", b_body: "b", proto: "__proto__" } },
  content: [content],
});
const json: BodyContent = { mediaType: "application/json", encoding: "json" };
const form: BodyContent = { mediaType: "application/x-www-form-urlencoded", encoding: "form" };
const multipart: BodyContent = { mediaType: "multipart/form-data", encoding: "multipart" };

describe("JSON", () => {
  test.each([
    [{ a: 1 }, '{"a":1}'],
    [["h", "i"], '["h","i"]'],
    ["text", '"text"'],
    [null, "null"],
    [false, "false"],
    [{ id: "9007199254740993" }, '{"id":"9007199254740993"}'],
  ])("%j whole", (value, expected) => {
    expect(build(whole(json), { body: value })).toEqual({ type: "application/json", body: expected });
  });
  test("a vendor type is kept", () => {
    const vendor = { ...json, mediaType: "application/vnd.x+json" };
    expect(build(whole(vendor), { body: {} }).type).toBe("application/vnd.x+json");
  });
  test("fields go under their own names, null included, prototype names too", () => {
    const args = JSON.parse('{"a":null,"b_body":2,"proto":{"x":1},"other":3}');
    expect(build(fields(json), args).body).toBe('{"a":null,"b":2,"__proto__":{"x":1}}');
    expect(Object.hasOwn(Object.prototype, "x")).toBe(false);
  });
  test("own __proto__ inside a value survives", () => {
    const body = JSON.parse('{"__proto__":{"x":1}}');
    expect(build(whole(json), { body }).body).toBe('{"__proto__":{"x":1}}');
  });
});

test("a form that comes as text keeps its codes; what no form may hold is encoded", () => {
  expect(build(whole(form), { body: "a=%C3%A9+b&c[]=é d" }).body).toBe("a=%C3%A9+b&c[]=%C3%A9%20d");
});

describe("charsets", () => {
  const text = (mediaType: string): BodyContent => ({ mediaType, encoding: "text" });
  const latin1 = (bytes: readonly number[]): string => Buffer.from(bytes).toString("latin1");

  test.each([
    ["text/plain; charset=utf-8", "é", "é"],
    ["text/plain; charset=iso-8859-1", "é", latin1([0xe9])],
    ['text/plain; charset="Windows-1252"', "é", latin1([0xe9])],
    ["text/plain; charset=us-ascii", "e", "e"],
    ["text/plain; charset=shift_jis", "e", "e"],
    ["text/plain; charset=utf-16", "é", latin1([0xff, 0xfe, 0xe9, 0])],
    ["text/plain; charset=UTF-16BE", "é", latin1([0, 0xe9])],
    ["text/csv; charset=iso-8859-1; header=present", "é", latin1([0xe9])],
  ])("%s %s", (mediaType, value, expected) => {
    expect(build(whole(text(mediaType)), { body: value })).toEqual({ type: mediaType, body: expected });
  });
  test.each([
    ["us-ascii", "é"],
    ["iso-8859-1", "日"],
    ["windows-1252", "\u0085"],
    ["shift_jis", "日"],
  ])("%s cannot hold %s", (charset, value) => {
    const body = whole(text(`text/plain; charset=${charset}`));
    expect(() => build(body, { body: `a${value}` })).toThrow(`holds "${value}"`);
  });
  test("JSON and XML have escapes for what the charset lacks", () => {
    const latin = "; charset=iso-8859-1";
    const asJson: BodyContent = { mediaType: `application/json${latin}`, encoding: "json" };
    expect(build(whole(asJson), { body: { a: "é日" } }).body).toBe('{"a":"\\u00e9\\u65e5"}');
    const asXml: BodyContent = { mediaType: `text/xml${latin}`, encoding: "xml", xml: { name: "r" } };
    expect(build(whole(asXml), { body: { a: "é日" } }).body).toContain("<a>&#xe9;&#x65e5;</a>");
  });
  test("parts have their own", () => {
    const mediaType = "text/plain; charset=iso-8859-1";
    const { body } = build(fields({ ...multipart, fields: { a: { mediaType } } }), { a: "é" });
    expect(body).toContain(`Content-Type: ${mediaType}\r\n\r\n${latin1([0xe9])}\r\n`);
    const json = { ...multipart, fields: { a: { mediaType: "application/json; charset=us-ascii" } } };
    expect(build(fields(json), { a: "é" }).body).toContain('"\\u00e9"');
  });
});

describe("absent bodies", () => {
  const nothing = { type: undefined, body: undefined };
  test("an optional body that is left out sends nothing", () => {
    expect(build(whole(json, false), {})).toEqual(nothing);
    expect(build(fields(json), { other: 1 })).toEqual(nothing);
    expect(build(whole({ mediaType: "text/plain", encoding: "text" }, false), { body: null })).toEqual(
      nothing,
    );
  });
  test("a required body without fields is an empty object", () => {
    expect(build(fields(json, true), {}).body).toBe("{}");
    expect(build(fields(form, true), {}).body).toBe("");
    expect(build(fields(multipart, true), {}).body).toBe("--B--\r\n");
  });
  test("a required body that is missing is refused", () => {
    expect(() => build(whole(json), {})).toThrow(expect.objectContaining({ argument: "body" }));
  });
});

describe("media types", () => {
  test.each([
    ["*/*", "json", {}, "application/json"],
    ["application/*", "json", {}, "application/json"],
    ["text/*", "text", "x", "text/plain"],
    ["*/*", "bytes", "AAAA", "application/octet-stream"],
    ["image/*", "bytes", "iVBORw0KGgo=", "image/png"],
    ["image/*", "bytes", "data:image/gif;base64,AAAA", "image/gif"],
    ["application/octet-stream", "bytes", "data:image/gif;base64,AAAA", "application/octet-stream"],
    ["*/*", "form", {}, "application/x-www-form-urlencoded"],
    ["multipart/*", "multipart", {}, "multipart/form-data; boundary=B"],
  ] as const)("%s as %s", (mediaType, encoding, value, expected) => {
    expect(build(whole({ mediaType, encoding }), { body: value }).type).toBe(expected);
  });
  test("the caller chooses among several", () => {
    const body: Body = {
      required: true,
      source: { kind: "whole", key: "body" },
      content: [
        json,
        { mediaType: "text/plain", encoding: "text" },
        { mediaType: "image/*", encoding: "bytes" },
      ],
      mediaTypeKey: "type",
    };
    expect(build(body, { body: { a: 1 } })).toEqual({ type: "application/json", body: '{"a":1}' });
    // Text is sent as text where that is offered.
    expect(build(body, { body: "x" })).toEqual({ type: "text/plain", body: "x" });
    expect(build(body, { body: "x", type: "text/plain" })).toEqual({ type: "text/plain", body: "x" });
    expect(build(body, { body: "AAAA", type: "image/webp" })).toEqual({ type: "image/webp", body: "\0\0\0" });
    expect(() => build(body, { body: "x", type: "a/b" })).toThrow(
      expect.objectContaining({ argument: "type" }),
    );
    expect(() => build(body, { body: "AAAA", type: "image/x\r\nx: y" })).toThrow(ArgumentError);
  });
});

describe("text and bytes", () => {
  test("bytes that show what they are take that type where the spec has it, else the first that promises no JSON", () => {
    const types = ["application/json", "text/csv", "image/png"] as const;
    const [first, ...more] = types.map((mediaType) => ({ mediaType, encoding: "bytes" as const }));
    const body: Body = {
      required: true,
      source: { kind: "whole", key: "body" },
      content: [first ?? json, ...more],
      mediaTypeKey: "type",
    };
    expect(build(body, { body: "data:text/csv;base64,AAAA" }).type).toBe("text/csv");
    expect(build(body, { body: "iVBORw0KGgo=" }).type).toBe("image/png");
    expect(build(body, { body: "AAAA" }).type).toBe("text/csv");
    const unknown = { mediaType: "application/octet-stream", encoding: "bytes" } as const;
    expect(build({ ...body, content: [...body.content, unknown] }, { body: "AAAA" }).type).toBe(
      "application/octet-stream",
    );
    expect(build({ ...body, content: [first ?? json] }, { body: "AAAA" }).type).toBe("application/json");
    expect(build(body, { body: "iVBORw0KGgo=", type: "text/csv" }).type).toBe("text/csv");
  });

  test("text is sent as it is and says UTF-8 only when it matters", () => {
    const text: BodyContent = { mediaType: "text/plain", encoding: "text" };
    expect(build(whole(text), { body: "a b\n" })).toEqual({ type: "text/plain", body: "a b\n" });
    expect(build(whole(text), { body: "\u20ac" }).type).toBe("text/plain; charset=utf-8");
    expect(build(whole({ ...text, mediaType: "application/xml" }), { body: "<a>\u20ac</a>" })).toEqual({
      type: "application/xml",
      body: "<a>\u20ac</a>",
    });
  });
  const bytes = (value: unknown) =>
    build(whole({ mediaType: "application/octet-stream", encoding: "bytes" }), { body: value }).body;
  test.each([
    ["AAH/", "\0\u0001\u00ff"],
    ["AA==", "\0"],
    ["AA", "\0"],
    ["_-8=", "\u00ff\u00ef"],
    ["AAH/\r\nAAH/", "\0\u0001\u00ff\0\u0001\u00ff"],
    ["data:;base64,AAH/", "\0\u0001\u00ff"],
    ["data:text/plain;base64,AAH%2F", "\0\u0001\u00ff"],
    ["data:,a%20%ffb", "a \u00ffb"],
    ["", ""],
  ])("%j is decoded", (value, expected) => {
    expect(bytes(value)).toBe(expected);
  });
  test.each([
    "not base64!",
    "abcde",
    "AAA=A",
    "A===",
    "AA=",
    "some text here",
    5,
    null,
    {},
    "data:text/\r\nx;base64,AAAA",
  ])("%j is refused", (value) => {
    expect(() => bytes(value)).toThrow(expect.objectContaining({ argument: "body" }));
  });
});

describe("forms", () => {
  const sent = (value: unknown, encodings?: BodyContent["fields"]) =>
    build(whole(encodings === undefined ? form : { ...form, fields: encodings }), { body: value }).body;
  test.each([
    [{ a: "x y+z&", b: 1 }, undefined, "a=x%20y%2Bz%26&b=1"],
    [{ a: ["x", "y"] }, undefined, "a=x&a=y"],
    [{ a: ["x", "y"] }, { a: { explode: false } }, "a=x,y"],
    [{ a: ["x", "y"] }, { a: { style: "pipeDelimited" } }, "a=x%7Cy"],
    [{ a: { b: { c: 1 } } }, { a: { style: "deepObject", explode: true } }, "a%5Bb%5D%5Bc%5D=1"],
    [{ a: { b: 1 } }, { a: { style: "form" } }, "b=1"],
    [{ a: { b: 1 } }, undefined, "a=%7B%22b%22%3A1%7D"],
    [{ a: [{ b: 1 }] }, undefined, "a=%7B%22b%22%3A1%7D"],
    [{ a: ["x", "y"] }, { a: { mediaType: "application/json" } }, "a=%5B%22x%22%2C%22y%22%5D"],
    [{ a: "/x&" }, { a: { allowReserved: true } }, "a=/x%26"],
    [{ a: null, b: [], c: "" }, undefined, "c="],
    ["a=1&b=2", undefined, "a=1&b=2"],
  ] as const)("%j %j -> %s", (value, encodings, expected) => {
    expect(sent(value, encodings)).toBe(expected);
  });
  test("a list is no form", () => {
    expect(() => sent([1])).toThrow(ArgumentError);
  });
});

describe("multipart", () => {
  const part = (head: string, content: string) => `--B\r\n${head}\r\n\r\n${content}\r\n`;
  const named = (name: string) => `Content-Disposition: form-data; name="${name}"`;
  const sent = (value: unknown, encodings?: BodyContent["fields"]) =>
    build(whole(encodings === undefined ? multipart : { ...multipart, fields: encodings }), { body: value })
      .body;
  test("text, numbers, objects, lists and nothing", () => {
    expect(sent({ a: "x", n: 1, o: { k: 1 }, l: ["x", { k: 2 }], none: null })).toBe(
      part(named("a"), "x") +
        part(named("n"), "1") +
        part(`${named("o")}\r\nContent-Type: application/json`, '{"k":1}') +
        part(named("l"), "x") +
        part(`${named("l")}\r\nContent-Type: application/json`, '{"k":2}') +
        "--B--\r\n",
    );
  });
  test.each([
    ["AAH/", {}, 'filename="f"\r\nContent-Type: application/octet-stream'],
    ["AAH/", { mediaType: "image/png, image/jpeg" }, 'filename="f.png"\r\nContent-Type: image/png'],
    [
      "data:image/jpeg;name=me%20%22.jpg;base64,AAH/",
      { mediaType: "image/png, image/jpeg" },
      'filename="me %22.jpg"\r\nContent-Type: image/jpeg',
    ],
    ["data:audio/wav;base64,AAH/", {}, 'filename="f.wav"\r\nContent-Type: audio/wav'],
    [
      "data:text/csv;base64,AAH/",
      { mediaType: "application/pdf" },
      'filename="f.pdf"\r\nContent-Type: application/pdf',
    ],
  ])("file %s %j", (value, encoding, head) => {
    expect(sent({ f: value }, { f: { ...encoding, file: true } })).toBe(
      `${part(`${named("f")}; ${head}`, "\0\u0001\u00ff")}--B--\r\n`,
    );
  });
  test("several files repeat the part", () => {
    expect(sent({ f: ["AA==", "AA=="] }, { f: { file: true } })?.split("--B\r\n")).toHaveLength(3);
  });
  test("content types and styles of fields", () => {
    expect(sent({ a: "x" }, { a: { mediaType: "application/json" } })).toContain('json\r\n\r\n"x"');
    expect(sent({ a: "<x/>" }, { a: { mediaType: "application/xml" } })).toContain("xml\r\n\r\n<x/>");
    expect(sent({ a: { b: "&" } }, { a: { style: "deepObject" } })).toContain('name="a[b]"\r\n\r\n&');
  });
  test("names cannot leave their quotes", () => {
    expect(sent({ 'a"\r\nX: y': 1 })).toContain('name="a%22%0D%0AX: y"\r\n\r\n1');
  });
  test("a list is parts without names, each as its place says", () => {
    const parts = {
      first: [{ mediaType: "application/json" }, { mediaType: "image/png", file: true }],
      others: {},
    } as const;
    const mixed: BodyContent = { mediaType: "multipart/mixed", encoding: "multipart", parts };
    expect(build(whole(mixed), { body: ["x", "AAH/", "y", [1], null] })).toEqual({
      type: "multipart/mixed; boundary=B",
      body:
        '--B\r\nContent-Type: application/json\r\n\r\n"x"\r\n' +
        "--B\r\nContent-Type: image/png\r\n\r\n\0\u0001\u00ff\r\n" +
        "--B\r\n\r\ny\r\n" +
        "--B\r\nContent-Type: application/json\r\n\r\n[1]\r\n" +
        "--B\r\nContent-Type: application/json\r\n\r\nnull\r\n--B--\r\n",
    });
    expect(build(whole(mixed), { body: ["x", "data:image/png;name=a.png;base64,AAH/"] }).body).toContain(
      'Content-Disposition: attachment; filename="a.png"\r\nContent-Type: image/png\r\n\r\n',
    );
    expect(() => build(whole(mixed), { body: ["x", "no!"] })).toThrow(
      expect.objectContaining({ argument: "body/1" }),
    );
    expect(() => build(whole(mixed), { body: "x" })).toThrow(ArgumentError);
  });
  test("what cannot be sent is named by its argument, and by its place below it", () => {
    const body = fields({ ...multipart, fields: { b: { file: true } } });
    expect(() => build(body, { b_body: "no!" })).toThrow(expect.objectContaining({ argument: "b_body" }));
    expect(() => build(body, { b_body: ["AA==", "no!"] })).toThrow(
      expect.objectContaining({ argument: "b_body/1" }),
    );
    const one = whole({ ...multipart, fields: { "a/b": { file: true } } });
    expect(() => build(one, { body: { "a/b": "no!" } })).toThrow(
      expect.objectContaining({ argument: "body/a~1b" }),
    );
    const styled = { b: { style: "pipeDelimited", explode: false } } as const;
    for (const content of [form, multipart])
      expect(() => build(fields({ ...content, fields: styled }), { b_body: ["x|y"] })).toThrow(
        expect.objectContaining({ argument: "b_body" }),
      );
  });
});
