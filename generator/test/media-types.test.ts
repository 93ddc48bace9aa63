import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { JsonObject } from "../src/document/json.js";
import { endServed, operation, type Served, served } from "./served.js";

const object = (required: readonly string[], properties: JsonObject): JsonObject => ({
  type: "object",
  required: [...required],
  properties,
});
const text: JsonObject = { type: "string" };

const byValue: JsonObject = {
  "application/json": { schema: { $ref: "#/components/schemas/Upload" } },
  "application/x-www-form-urlencoded": { schema: object(["url"], { url: text, tag: text }) },
  "application/xml": {
    schema: { ...object(["title"], { title: text }), xml: { name: "upload" } },
  },
  "application/x-ndjson": { schema: { type: "array", items: object(["line"], { line: text }) } },
  "text/plain": { schema: text },
};

describe("parts of a form", () => {
  afterAll(endServed);

  test("text that codes bytes says what they are, and what is wrong is named by its place", async () => {
    const coded = (more: JsonObject = {}): JsonObject => ({ ...text, contentEncoding: "base64", ...more });
    const properties: JsonObject = {
      picture: coded({ contentMediaType: "image/png" }),
      others: { type: "array", items: coded() },
      files: { type: "array", items: { ...text, format: "binary" } },
      note: text,
    };
    const content = { "multipart/form-data": { schema: object([], properties) } };
    const api = await served({ paths: { "/t": { post: operation("t", { requestBody: { content } }) } } });
    await api.call("t", { picture: "AAH/", others: ["AA=="], note: "n" });
    const parts = api.requests[0]?.body.split(/--jackfield-\w+/).map((part) => part.trim());
    expect(parts).toEqual([
      "",
      'Content-Disposition: form-data; name="picture"\r\nContent-Type: image/png\r\n\r\nAAH/',
      'Content-Disposition: form-data; name="others"\r\nContent-Type: application/octet-stream\r\n\r\nAA==',
      'Content-Disposition: form-data; name="note"\r\n\r\nn',
      "--",
    ]);
    expect((await api.call("t", { files: ["AA==", "no!"] })).structuredContent).toMatchObject({
      error: expect.stringMatching(/^The argument files cannot be sent: \/files\/1 /),
      details: [{ path: "/files/1" }],
    });
    expect(api.requests).toHaveLength(1);
  });
});

describe("what fields of a form are written as", () => {
  afterAll(endServed);
  const part = (name: string, type: string, body: string): string =>
    `Content-Disposition: form-data; name="${name}"${type === "" ? "" : `\r\nContent-Type: ${type}`}\r\n\r\n${body}`;
  const sent = async (schema: JsonObject, args: JsonObject, encoding: JsonObject = {}) => {
    const content = { "multipart/form-data": { schema, encoding } };
    const api = await served({ paths: { "/t": { post: operation("t", { requestBody: { content } }) } } });
    const result = await api.call("t", args);
    const parts = api.requests[0]?.body.split(/--jackfield-\w+/).map((part) => part.trim());
    return { parts: parts?.slice(1, -1), result, listed: api.listed.t?.properties };
  };

  test("XML where the spec says so, by the hints of the field's schema", async () => {
    const item = {
      ...object([], { id: { type: "integer", xml: { attribute: true } }, name: text }),
      xml: { name: "item" },
    };
    const encoding = { one: { contentType: "application/xml" }, all: { contentType: "text/xml" } };
    const schema = object([], { one: item, all: { type: "array", items: item }, raw: text });
    const { parts } = await sent(
      schema,
      { one: { id: 1, name: "<" }, all: [{ id: 2 }, { id: 3 }], raw: "<r/>" },
      { ...encoding, raw: { contentType: "application/xml" } },
    );
    const xml = '<?xml version="1.0" encoding="UTF-8"?>';
    expect(parts).toEqual([
      part("one", "application/xml", `${xml}<item id="1"><name>&lt;</name></item>`),
      part("all", "text/xml", `${xml}<item id="2"/>`),
      part("all", "text/xml", `${xml}<item id="3"/>`),
      part("raw", "application/xml", "<r/>"),
    ]);
  });

  test("files under names that the caller chooses", async () => {
    const { parts, listed, result } = await sent(
      { type: "object", properties: { note: text, main: file }, additionalProperties: file },
      { body: { note: "n", main: "AAE=", other: "data:text/plain;base64,aGk=" } },
    );
    expect(parts).toEqual([
      part("note", "", "n"),
      part('main"; filename="main', "application/octet-stream", "\0\u0001"),
      part('other"; filename="other', "text/plain", "hi"),
    ]);
    expect(result.structuredContent).toEqual({ ok: true });
    expect(listed).toMatchObject({
      body: {
        properties: { main: { contentEncoding: "base64" } },
        additionalProperties: { contentEncoding: "base64" },
      },
    });
  });

  const file: JsonObject = { ...text, format: "binary" };
  const upload = object(["upload"], { upload: file });
  test.each([
    ["alternatives", { oneOf: [upload, object(["url"], { url: text })] }],
    ["parts", { allOf: [{ ...upload, additionalProperties: true }, object([], { url: text })] }],
    [
      "a rule about the whole",
      { ...upload, properties: { upload: file, url: text, more: text }, minProperties: 2 },
    ],
  ] as const)("files of a form that stays whole for %s", async (_, schema) => {
    const { parts, listed } = await sent(schema, {
      body: { upload: "AAE=", ...("minProperties" in schema && { url: "u" }) },
    });
    expect(parts?.[0]).toBe(part('upload"; filename="upload', "application/octet-stream", "\0\u0001"));
    expect(JSON.stringify(listed)).toContain('"upload":{"type":"string","contentEncoding":"base64"');
  });
});

describe("a body that one media type takes, though another looks alike", () => {
  afterAll(endServed);
  const needs = (...required: string[]): JsonObject => object(required, { name: text, photo: text });
  const base: JsonObject = {
    ...object(["kind", "name"], { kind: text, name: text }),
    discriminator: { propertyName: "kind" },
  };
  const heir: JsonObject = { allOf: [{ $ref: "#/components/schemas/Base" }, object([], { photo: text })] };

  test.each([
    ["in parts", { allOf: [{ title: "P" }, needs("name", "photo")] }],
    ["in alternatives", { anyOf: [needs("name", "photo"), needs("photo")] }],
    ["in heirs of a base", { allOf: [{ title: "P" }, { $ref: "#/components/schemas/Base" }] }],
  ] as const)("JSON whose fields are required %s is not sent without them", async (_, schema) => {
    const content = {
      "application/json": { schema },
      "application/xml": { schema: { ...object([], { name: text }), xml: { name: "pet" } } },
    };
    const { call, requests } = await served({
      paths: { "/pets": { post: operation("add", { requestBody: { required: true, content } }) } },
      components: { schemas: { Base: base, Heir: heir } },
    } as unknown as JsonObject);
    await call("add", { body: { name: "a" } });
    expect(requests.map(({ headers }) => headers["content-type"])).toEqual(["application/xml"]);
  });
});

describe("a body whose media types take different values", () => {
  let api: Served;
  beforeAll(async () => {
    const requestBody = { required: true, content: byValue };
    const Upload = object(["id"], { id: { type: "integer" }, tags: { type: "array", items: text } });
    api = await served({
      paths: { "/uploads": { post: operation("upload", { requestBody }) } },
      components: { schemas: { Upload } },
    });
  });
  afterAll(endServed);

  const sent = async (args: JsonObject): Promise<readonly [string | undefined, string]> => {
    const before = api.requests.length;
    const result = await api.call("upload", args);
    expect(result.isError, JSON.stringify(result.content)).not.toBe(true);
    const { headers, body } = api.requests[before] ?? { headers: {}, body: "" };
    return [headers["content-type"], body];
  };

  test.each([
    [{ id: 7, tags: ["a"] }, "application/json", '{"id":7,"tags":["a"]}'],
    [{ url: "https://h.test/a b" }, "application/x-www-form-urlencoded", "url=https%3A%2F%2Fh.test%2Fa%20b"],
    [{ title: "A & B" }, "application/xml", /<upload><title>A &amp; B<\/title><\/upload>$/],
    [[{ line: "one" }, { line: "two" }], "application/x-ndjson", '{"line":"one"}\n{"line":"two"}\n'],
    ["plain words", "text/plain", "plain words"],
  ] as const)("%j goes as %s", async (body, type, expected) => {
    const [contentType, bytes] = await sent({ body } as unknown as JsonObject);
    expect(contentType).toBe(type);
    if (typeof expected === "string") expect(bytes.replaceAll("+", "%20")).toBe(expected);
    else expect(bytes).toMatch(expected);
  });

  test("the media type that the caller names wins", async () => {
    const body = { id: 1, title: "a", url: "b" };
    expect(await sent({ body, contentType: "application/json" })).toEqual([
      "application/json",
      JSON.stringify(body),
    ]);
    expect((await sent({ body, contentType: "application/xml" }))[0]).toBe("application/xml");
  });

  test.each([
    [{ body: { url: "a" }, contentType: "application/json" }, "/body/id"],
    [{ body: { id: 1 }, contentType: "application/x-www-form-urlencoded" }, "/body/url"],
    [{ body: { url: "a" }, contentType: "application/x-ndjson" }, "/body"],
  ])("a body that a named media type does not take is refused: %j", async (args, path) => {
    const before = api.requests.length;
    const { isError, structuredContent } = await api.call("upload", args);
    expect(isError).toBe(true);
    expect(structuredContent).toMatchObject({
      code: "validation",
      recovery: expect.stringContaining(`A body of ${args.contentType} has these rules`),
      details: [expect.objectContaining({ path })],
    });
    expect(api.requests).toHaveLength(before);
  });

  test("the list says that the choice may be left out", () => {
    const { properties } = api.listed.upload as { properties: Record<string, JsonObject> };
    expect(properties.contentType?.description).toMatch(/follows from the body/);
  });

  const value = fc.string({ maxLength: 20 });
  test.each([
    ["application/json", fc.record({ id: fc.integer(), tags: fc.array(value) }, { requiredKeys: ["id"] })],
    ["application/x-www-form-urlencoded", fc.record({ url: value, tag: value }, { requiredKeys: ["url"] })],
    ["application/x-ndjson", fc.array(fc.record({ line: value }))],
  ] as const)("%s carries whatever its schema admits", async (type, bodies) => {
    await fc.assert(
      fc.asyncProperty(bodies as fc.Arbitrary<unknown>, async (body) => {
        const [contentType] = await sent({ body } as JsonObject);
        expect(contentType).toBe(type);
      }),
    );
  });
});
