import type { JSONRPCRequest } from "@modelcontextprotocol/server";
import { describe, expect, it } from "vitest";
import { createPlainCalls, plainAnswer } from "./plain-call.js";

const version = "2026-07-28";
const meta = {
  "io.modelcontextprotocol/protocolVersion": version,
  "io.modelcontextprotocol/clientInfo": { name: "test", version: "1" },
  "io.modelcontextprotocol/clientCapabilities": { roots: {} },
};
const headers = { "mcp-name": "get", "mcp-method": "tools/call", "mcp-protocol-version": version };
const call = (params: object = {}, more: object = {}): JSONRPCRequest => ({
  ...{ jsonrpc: "2.0", id: 1, method: "tools/call" },
  params: { name: "get", arguments: { id: 1 }, _meta: meta, ...params },
  ...more,
});
const of = (given: Readonly<Record<string, string>>) => new Map(Object.entries(given));

describe("a plain call", () => {
  const calls = createPlainCalls();
  calls.learn(call());

  it("has an envelope that was in order before, and nothing that the SDK has to look at", () => {
    expect(calls.find(of(headers), call())).toEqual({
      ...{ id: 1, name: "get", args: { id: 1 }, capabilities: { roots: {} } },
    });
    expect(createPlainCalls().find(of(headers), call())).toBeUndefined();
  });

  it.each<[string, JSONRPCRequest, Partial<typeof headers>?]>([
    ["another member", call({}, { more: 1 })],
    ["another param", call({ requestState: "v1" })],
    ["an id that is none", call({}, { id: 1.5 })],
    ["another method", call({}, { method: "tools/list" })],
    ["arguments that are a list", call({ arguments: [] })],
    ["arguments that the SDK would change", call({ arguments: JSON.parse('{"__proto__":1}') })],
    ["a wish for progress", call({ _meta: { ...meta, progressToken: 1 } })],
    [
      "another client",
      call({ _meta: { ...meta, "io.modelcontextprotocol/clientInfo": { name: "b", version: "1" } } }),
    ],
    ["another name in the header", call(), { "mcp-name": "put" }],
    ["another version in the header", call(), { "mcp-protocol-version": "2027-01-01" }],
    ["another method in the header", call(), { "mcp-method": "tools/list" }],
  ])("is none with %s", (_, body, changed = {}) => {
    expect(calls.find(of({ ...headers, ...changed }), body)).toBeUndefined();
  });

  it("remembers a thousand envelopes, and no long one", () => {
    const own = createPlainCalls();
    const from = (name: string): JSONRPCRequest =>
      call({ _meta: { ...meta, "io.modelcontextprotocol/clientInfo": { name, version: "1" } } });
    for (let count = 0; count <= 1_000; count += 1) own.learn(from(`client ${count}`));
    own.learn(from("a".repeat(5_000)));
    const known = ["client 0", "client 1", "client 1000", "a".repeat(5_000)].map(
      (name) => own.find(of(headers), from(name)) !== undefined,
    );
    expect(known).toEqual([false, true, true, false]);
  });
});

describe("a plain result", () => {
  it("is text and structured content", () => {
    const result = { content: [{ type: "text", text: "a" }], structuredContent: { a: 1 } };
    expect(plainAnswer("7", result, { name: "x" })).toEqual({
      json: '{"result":{"content":[{"type":"text","text":"a"}],"structuredContent":{"a":1},"resultType":"complete","_meta":{"io.modelcontextprotocol/serverInfo":{"name":"x"}}},"jsonrpc":"2.0","id":"7"}',
    });
  });

  it.each<[string, object]>([
    ["a picture", { content: [{ type: "image", data: "QQ==", mimeType: "image/png" }] }],
    ["text with more", { content: [{ type: "text", text: "a", annotations: {} }] }],
    ["another member", { content: [], _meta: {} }],
    ["no content", { structuredContent: {} }],
    ["a question", { resultType: "input_required", requestState: "v1", inputRequests: {} }],
  ])("is none with %s", (_, result) => {
    expect(plainAnswer(1, result, { name: "x" })).toBeUndefined();
  });
});
