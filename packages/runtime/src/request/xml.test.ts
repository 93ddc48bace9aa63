import { describe, expect, test } from "vitest";
import type { JsonSchema } from "../tool.js";
import { ArgumentError, buildRequest } from "./index.js";

const xmlOf = (
  schema: { readonly [keyword: string]: unknown },
  value: unknown,
  root: object = { name: "order" },
): string => {
  const input: JsonSchema = { type: "object", properties: { body: schema } };
  const { body, headers } = buildRequest(
    {
      api: "a",
      method: "POST",
      path: "/x",
      body: {
        required: true,
        source: { kind: "whole", key: "body" },
        content: [{ mediaType: "application/xml", encoding: "xml", xml: { name: "order", ...root } }],
      },
    },
    { body: value },
    "https://h.test",
    { input },
  );
  expect(headers["content-type"]).toBe("application/xml");
  return String(body).replace('<?xml version="1.0" encoding="UTF-8"?>', "");
};

const list = { type: "array", items: { type: "string" } };

// The examples of OpenAPI 3.1 section 4.8.26.2 (XML Object), with names of our own.
describe("hints", () => {
  test.each<[string, object, unknown, string]>([
    [
      "fields are elements",
      { properties: { a: {}, b: {} } },
      { a: "x", b: 1 },
      "<order><a>x</a><b>1</b></order>",
    ],
    [
      "name renames",
      { properties: { a: { xml: { name: "Alpha" } } } },
      { a: true },
      "<order><Alpha>true</Alpha></order>",
    ],
    [
      "attribute",
      { properties: { id: { xml: { attribute: true } }, a: {} } },
      { a: "x", id: 7 },
      '<order id="7"><a>x</a></order>',
    ],
    [
      "prefix and namespace",
      { properties: { a: { xml: { prefix: "s", namespace: "https://x.test/s" } } } },
      { a: "x" },
      '<order><s:a xmlns:s="https://x.test/s">x</s:a></order>',
    ],
    [
      "a list repeats its name",
      { properties: { tag: list } },
      { tag: ["x", "y"] },
      "<order><tag>x</tag><tag>y</tag></order>",
    ],
    [
      "items may have a name of their own",
      { properties: { tags: { ...list, items: { xml: { name: "tag" } } } } },
      { tags: ["x", "y"] },
      "<order><tag>x</tag><tag>y</tag></order>",
    ],
    [
      "a wrapped list",
      { properties: { tags: { ...list, xml: { wrapped: true } } } },
      { tags: ["x", "y"] },
      "<order><tags><tags>x</tags><tags>y</tags></tags></order>",
    ],
    [
      "a wrapped list with both names",
      {
        properties: { t: { ...list, xml: { wrapped: true, name: "Tags" }, items: { xml: { name: "Tag" } } } },
      },
      { t: ["x"] },
      "<order><Tags><Tag>x</Tag></Tags></order>",
    ],
    ["an empty list that is not wrapped is nothing", { properties: { tag: list } }, { tag: [] }, "<order/>"],
    ["an empty text is an empty element", { properties: { a: {} } }, { a: "" }, "<order><a/></order>"],
    ["null is nothing", { properties: { a: {} } }, { a: null }, "<order/>"],
    [
      "the schema's order is kept",
      { properties: { b: {}, a: {} } },
      { a: 1, b: 2 },
      "<order><b>2</b><a>1</a></order>",
    ],
    [
      "what the schema does not name comes last",
      { properties: { a: {} } },
      { z: 1, a: 2 },
      "<order><a>2</a><z>1</z></order>",
    ],
    [
      "allOf counts",
      { allOf: [{ properties: { a: { xml: { name: "A" } } } }, { properties: { b: {} } }] },
      { b: 1, a: 2 },
      "<order><A>2</A><b>1</b></order>",
    ],
  ])("%s", (_name, schema, value, want) => {
    expect(xmlOf({ ...schema }, value)).toBe(want);
  });

  test("the root has its name and namespace", () => {
    expect(xmlOf({}, { a: 1 }, { name: "Order", namespace: "https://x.test" })).toBe(
      '<Order xmlns="https://x.test"><a>1</a></Order>',
    );
  });
});

describe("text", () => {
  test("marks are escaped in elements and attributes", () => {
    const schema = { properties: { id: { xml: { attribute: true } }, a: {} } };
    expect(xmlOf(schema, { id: '"<&>', a: "]]><b>&amp;" })).toBe(
      '<order id="&quot;&lt;&amp;&gt;"><a>]]&gt;&lt;b&gt;&amp;amp;</a></order>',
    );
  });

  test.each(["\u0000", "\u0008", "\ud800", "\uffff"])("%j is refused", (text) => {
    expect(() => xmlOf({}, { a: text })).toThrow(ArgumentError);
  });

  test.each(["a b", "1a", "a><b", "a:b", ""])("a field named %j is refused", (name) => {
    expect(() => xmlOf({}, { [name]: 1 })).toThrow(ArgumentError);
  });

  test("XML that the caller wrote is sent as it is", () => {
    expect(xmlOf({}, "<order><a/></order>")).toBe("<order><a/></order>");
  });
});
