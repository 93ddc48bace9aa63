import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { modernHeaders } from "./modern.js";
import { headerDeclarations, headerText } from "./param-headers.js";
import { createToolNotes } from "./tool-notes.js";

const decoded = (text: string): string => {
  const [, base64] = /^=\?base64\?(.*)\?=$/.exec(text) ?? [];
  return base64 === undefined ? text : Buffer.from(base64, "base64").toString("utf8");
};

describe("values as header text", () => {
  test.each([
    ["plain", "plain"],
    ["with space inside", "with space inside"],
    [" edge", "=?base64?IGVkZ2U=?="],
    ["", "=?base64??="],
    ["é", "=?base64?w6k=?="],
    ["a\nb", "=?base64?YQpi?="],
    ["=?base64?YQ==?=", "=?base64?PT9iYXNlNjQ/WVE9PT89?="],
  ])("%j", (value, text) => {
    expect(headerText(value)).toBe(text);
  });

  test("any text comes back, and is safe in a header", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), (value) => {
        const text = headerText(value);
        expect(decoded(text)).toBe(value);
        expect(text).toMatch(/^[\x20-\x7e]*$/);
        expect(text).toBe(text.trim());
      }),
    );
  });
});

describe("declarations in a schema", () => {
  const schema = (properties: object, more: object = {}) => ({ type: "object", properties, ...more });
  test("are found along properties only", () => {
    const at = { type: "object", properties: { id: { type: "integer", "x-mcp-header": "Id" } } };
    expect(headerDeclarations(schema({ at }))).toEqual({
      declarations: [{ path: ["at", "id"], header: "Id" }],
    });
    expect(
      headerDeclarations(schema({ a: { type: "string", default: { "x-mcp-header": "no" } } })).fault,
    ).toBeUndefined();
  });
  test.each([
    ["not a token", schema({ a: { type: "string", "x-mcp-header": "A B" } })],
    ["an object", schema({ a: { type: "object", "x-mcp-header": "A" } })],
    ["a number with a fraction", schema({ a: { type: "number", "x-mcp-header": "A" } })],
    [
      "twice",
      schema({ a: { type: "string", "x-mcp-header": "A" }, b: { type: "string", "x-mcp-header": "a" } }),
    ],
    ["in an array", schema({ a: { type: "array", items: { type: "string", "x-mcp-header": "A" } } })],
    ["in a choice", schema({}, { anyOf: [{ properties: { a: { type: "string", "x-mcp-header": "A" } } }] })],
    ["at the root", { type: "string", "x-mcp-header": "A" }],
  ])("that are %s make a fault", (_, bad) => {
    expect(headerDeclarations(bad)).toMatchObject({ declarations: [], fault: expect.any(String) });
  });
});

test("a call carries version, method, name and the declared arguments; an older one carries nothing", () => {
  const notes = createToolNotes();
  notes.learn({
    tools: [
      {
        name: "tööl",
        inputSchema: {
          properties: {
            account: { type: "string", "x-mcp-header": "Account" },
            on: { type: "boolean", "x-mcp-header": "On" },
          },
        },
      },
    ],
  });
  const params = { name: "tööl", arguments: { account: "a-1", on: false } };
  const meta = { "io.modelcontextprotocol/protocolVersion": "2026-07-28" };
  expect(
    modernHeaders({ jsonrpc: "2.0", id: 1, method: "tools/call", params: { ...params, _meta: meta } }, notes),
  ).toEqual({
    "mcp-protocol-version": "2026-07-28",
    "mcp-method": "tools/call",
    "mcp-name": "=?base64?dMO2w7Zs?=",
    "mcp-param-Account": "a-1",
    "mcp-param-On": "false",
  });
  expect(modernHeaders({ jsonrpc: "2.0", id: 1, method: "tools/call", params }, notes)).toEqual({});
});
