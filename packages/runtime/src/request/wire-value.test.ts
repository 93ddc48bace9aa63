import type { BodyContent, HttpRequest, JsonSchema, Parameter } from "@jackfield/contract";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { buildRequest } from "./index.js";
import { jsonText } from "./json-text.js";

const request = (content: BodyContent): HttpRequest => ({
  api: "a",
  method: "POST",
  path: "/x",
  parameters: { id: { in: "query" } },
  body: {
    required: true,
    source: { kind: "fields", fields: { pet: "pet", pets: "pets" } },
    content: [content],
  },
});

const json: BodyContent = { mediaType: "application/json", encoding: "json" };
const pet = { properties: { type: { "x-wire-name": "@type" }, owner: { $ref: "#/$defs/Owner" } } };
const input: JsonSchema = {
  type: "object",
  properties: {
    id: { type: ["integer", "string"], format: "int64" },
    pet: { $ref: "#/$defs/Pet" },
    pets: { items: pet },
  },
  $defs: {
    Pet: { anyOf: [{ type: "null" }, pet] },
    Owner: { properties: { number: { anyOf: [{ type: "integer", format: "int64" }, { type: "string" }] } } },
  },
};

const sent = (args: Record<string, unknown>) =>
  buildRequest(request(json), args, "https://h.test", { input });

describe("names", () => {
  test("nested fields get their own names back, through references, unions and lists", () => {
    expect(sent({ pet: { type: "cat" }, pets: [{ type: "dog" }] }).body).toBe(
      '{"pet":{"@type":"cat"},"pets":[{"@type":"dog"}]}',
    );
  });

  test("fields that the schema does not name stay", () => {
    expect(sent({ pet: { other: { type: 1 } } }).body).toBe('{"pet":{"other":{"type":1}}}');
  });
});

describe("integers beyond 2^53", () => {
  test("digits become a number in JSON, exactly", () => {
    expect(sent({ pet: { owner: { number: "9007199254740993" } } }).body).toBe(
      '{"pet":{"owner":{"number":9007199254740993}}}',
    );
  });

  test("digits of a text stay text, whatever its format says", () => {
    const text = { type: ["string", "null"], format: "int64" };
    const texts = {
      properties: { pet: { properties: { id: text, ids: { items: { type: "string", format: "uint64" } } } } },
    };
    const args = { pet: { id: "9007199254740993", ids: ["12"] } };
    expect(buildRequest(request(json), args, "https://h.test", { input: texts }).body).toBe(
      '{"pet":{"id":"9007199254740993","ids":["12"]}}',
    );
  });

  test("digits stay digits in a query", () => {
    expect(sent({ id: "-9007199254740993" }).url).toBe("https://h.test/x?id=-9007199254740993");
  });

  test("text that is not a number stays text", () => {
    expect(sent({ pet: { owner: { number: "12x" } } }).body).toBe('{"pet":{"owner":{"number":"12x"}}}');
  });
});

test("jsonText writes what JSON.stringify writes, but for big integers", () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      expect(jsonText(value)).toBe(JSON.stringify(value));
    }),
  );
  fc.assert(
    fc.property(fc.bigInt(), fc.jsonValue(), (big, value) => {
      const text = jsonText({ value, big: [big] });
      expect(text).toBe(`{"value":${JSON.stringify(value)},"big":[${big}]}`);
    }),
  );
});

describe("sequences", () => {
  const linesOf = (mediaType: string, pets: unknown) =>
    buildRequest(
      {
        api: "a",
        method: "POST",
        path: "/x",
        body: {
          required: true,
          source: { kind: "whole", key: "pets" },
          content: [{ mediaType, encoding: "lines" }],
        },
      },
      { pets },
      "https://h.test",
    ).body;

  test("a list becomes one JSON text a line", () => {
    expect(linesOf("application/x-ndjson", [{ a: 1 }, "x"])).toBe('{"a":1}\n"x"\n');
  });

  test("json-seq puts a record separator first", () => {
    expect(linesOf("application/json-seq", [1])).toBe("\u001e1\n");
  });
});

test("a query parameter that is a form is one value, encoded twice", () => {
  const mediaType = "application/x-www-form-urlencoded";
  const fields = { b: { style: "pipeDelimited", explode: false } } as const;
  const parameters = { q: { in: "query", mediaType, fields } } as const;
  const request = { api: "a", method: "GET", path: "/x", parameters };
  expect(buildRequest(request, { q: { a: "x&y", b: [1, 2] } }, "https://h.test").url).toBe(
    "https://h.test/x?q=a%3Dx%2526y%26b%3D1%257C2",
  );
});

test("a querystring parameter is the whole query", () => {
  const whole = (mediaType: string, q: unknown, fields: Parameter["fields"] = {}) =>
    buildRequest(
      { api: "a", method: "GET", path: "/x", parameters: { q: { in: "querystring", mediaType, fields } } },
      { q },
      "https://h.test",
    ).url;
  expect(
    whole(
      "application/x-www-form-urlencoded",
      { a: { b: "&" }, c: { d: 1 } },
      { a: { style: "deepObject" } },
    ),
  ).toBe("https://h.test/x?a%5Bb%5D=%26&c=%7B%22d%22%3A1%7D");
  expect(whole("application/x-www-form-urlencoded", { a: "x y", b: [1, 2] })).toBe(
    "https://h.test/x?a=x%20y&b=1&b=2",
  );
  expect(whole("application/json", { a: 1 })).toBe("https://h.test/x?%7B%22a%22%3A1%7D");
});
