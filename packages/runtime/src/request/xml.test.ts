import type { JsonSchema } from "@jackfield/contract";
import { describe, expect, test } from "vitest";
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
    [
      "what a schema is based on comes before its own",
      { properties: { c: {} }, allOf: [{ properties: { a: {} } }] },
      { c: 1, a: 2 },
      "<order><a>2</a><c>1</c></order>",
    ],
    [
      "an attribute brings its namespace",
      { properties: { id: { xml: { attribute: true, prefix: "s", namespace: "https://x.test/s" } } } },
      { id: 7 },
      '<order xmlns:s="https://x.test/s" s:id="7"/>',
    ],
    [
      "of alternatives, the one that the value is says names and order",
      {
        oneOf: [
          { properties: { kind: { const: "a" }, z: { xml: { name: "Zed" } }, y: {} }, required: ["kind"] },
          { properties: { kind: { const: "b" }, y: {}, z: {} }, required: ["kind"] },
        ],
      },
      { z: 1, y: 2, kind: "b" },
      "<order><kind>b</kind><y>2</y><z>1</z></order>",
    ],
    [
      "of one field in several alternatives as well",
      {
        oneOf: [
          { properties: { o: { type: "object", properties: { x: {}, w: {} } } } },
          { properties: { o: { type: "object", properties: { y: {}, x: {} } } } },
        ],
      },
      { o: { x: 1, y: 2 } },
      "<order><o><y>2</y><x>1</x></o></order>",
    ],
    [
      "a list of lists",
      { properties: { row: { type: "array", items: { ...list, xml: { name: "r" } } } } },
      { row: [["x", "y"], []] },
      "<order><r><r>x</r><r>y</r></r><r/></order>",
    ],
    [
      "what no schema names",
      { additionalProperties: true },
      { z: { y: [1, 2] } },
      "<order><z><y>1</y><y>2</y></z></order>",
    ],
    [
      "digits beyond 2^53",
      { properties: { n: {} } },
      { n: 9007199254740993n },
      "<order><n>9007199254740993</n></order>",
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

// OpenAPI 3.2 section 4.26: nodeType, as far as the older flags cannot say it.
describe("node types", () => {
  const textOf = (nodeType: string) => ({
    properties: { id: { xml: { attribute: true } }, value: { type: "string", xml: { nodeType } } },
  });
  test("a field is the text of its element", () => {
    expect(xmlOf(textOf("text"), { value: "a<b", id: 1 })).toBe('<order id="1">a&lt;b</order>');
  });
  test("or a CDATA section", () => {
    expect(xmlOf(textOf("cdata"), { value: "a<b]]>c\r" })).toBe(
      "<order><![CDATA[a<b]]]]><![CDATA[>c]]>&#13;<![CDATA[]]></order>",
    );
    expect(() => xmlOf(textOf("cdata"), { value: "\u0000" })).toThrow(ArgumentError);
  });
  test("or has no element of its own", () => {
    const inner = {
      type: "object",
      properties: { y: {}, k: { xml: { attribute: true } } },
      xml: { nodeType: "none" },
    };
    expect(xmlOf({ properties: { x: {}, inner } }, { inner: { y: 2, k: 3 }, x: 1 })).toBe(
      '<order k="3"><x>1</x><y>2</y></order>',
    );
    const lines = { type: "array", xml: { wrapped: true }, items: inner };
    expect(xmlOf({ properties: { lines } }, { lines: [{ y: 1 }, { y: 2 }] })).toBe(
      "<order><lines><y>1</y><y>2</y></lines></order>",
    );
  });
});

describe("a body whose only field is the root element", () => {
  const wrapper = {
    properties: {
      Order: { type: "object", properties: { b: {}, a: {} }, xml: { namespace: "https://x.test" } },
      Other: { type: "array", items: { type: "string", xml: { name: "One" } } },
    },
  };
  const fields = ["Order", "Other"];

  test.each<[object, string]>([
    [{ Order: { a: 1, b: 2 } }, '<Order xmlns="https://x.test"><b>2</b><a>1</a></Order>'],
    [{ Order: {} }, '<Order xmlns="https://x.test"/>'],
    [{ Order: { a: 1 }, Other: undefined }, '<Order xmlns="https://x.test"><a>1</a></Order>'],
    [{ Other: ["x", "y"] }, "<Other><One>x</One><One>y</One></Other>"],
    [{}, "<Order/>"],
  ])("%j", (value, want) => {
    expect(xmlOf(wrapper, value, { name: "Order", fields })).toBe(want);
  });

  test.each([{ Order: {}, Other: [] }, { z: 1 }])("%j has no root", (value) => {
    expect(() => xmlOf(wrapper, value, { name: "Order", fields })).toThrow(
      /one of the fields Order, Other and nothing else/,
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
