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
    expect(await sent({ body: { url: "a", tag: "b" }, contentType: "application/json" })).toEqual([
      "application/json",
      '{"url":"a","tag":"b"}',
    ]);
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
