import { isRecord } from "@jackfield/contract";
import { parseMessage } from "@jackfield/runtime";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { JsonObject } from "../src/document/json.js";
import { endServed, operation, type Served, served } from "./served.js";

const integer = { type: "integer" };
const place = (name: string, schema: JsonObject): JsonObject => ({
  name,
  in: name,
  required: name === "path",
  schema,
});

let api: Served;
beforeAll(async () => {
  const properties = {
    plain: integer,
    long: { type: "integer", format: "int64" },
    number: { type: "number" },
    text: { type: "string" },
    either: { type: ["integer", "string"] },
    list: { type: "array", items: integer },
    inner: { type: "object", properties: { id: integer } },
  };
  const requestBody = {
    content: { "application/json": { schema: { type: "object", properties } } },
  };
  const parameters = [place("path", integer), place("query", integer), place("header", integer)];
  api = await served({
    paths: { "/things/{path}": { put: operation("put", { parameters, requestBody }) } },
  });
});
afterAll(endServed);

/** What reaches the API of a call whose arguments are written like this. */
const sent = async (args: string) => {
  const message = parseMessage(
    `{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"put","arguments":${args}}}`,
  );
  const params = isRecord(message) && isRecord(message.params) ? message.params : {};
  const result = await api.call("put", params.arguments);
  expect(result.isError, JSON.stringify(result)).not.toBe(true);
  return api.requests[api.requests.length - 1];
};

describe("integers beyond 2^53, as models write them", () => {
  test.each([
    ["plain", "9007199254740993", "9007199254740993"],
    ["plain", '"9007199254740993"', "9007199254740993"],
    ["plain", "-9223372036854775808", "-9223372036854775808"],
    ["plain", "123456789012345678901234567890", "123456789012345678901234567890"],
    ["long", "9007199254740993", "9007199254740993"],
    ["long", "18014398509481985", "18014398509481985"],
    ["number", "9007199254740993", "9007199254740993"],
    ["text", "9007199254740993", '"9007199254740993"'],
    ["either", "9007199254740993", '"9007199254740993"'],
    ["list", "[1,9007199254740993]", "[1,9007199254740993]"],
    ["inner", '{"id":9007199254740993}', '{"id":9007199254740993}'],
    ["inner", '"{\\"id\\":9007199254740993}"', '{"id":9007199254740993}'],
    ["text", '"9007199254740993"', '"9007199254740993"'],
  ])("%s: %s arrives as %s", async (name, given, arrived) => {
    const request = await sent(`{"path":1,"${name}":${given}}`);
    expect(request?.body).toBe(`{"${name}":${arrived}}`);
  });

  test("paths, queries and headers have them, too", async () => {
    const long = "9007199254740993";
    const request = await sent(`{"path":${long},"query":${long},"header":${long}}`);
    expect(request?.url).toBe(`/things/${long}?query=${long}`);
    expect(request?.headers.header).toBe(long);
  });

  test("any integer arrives digit by digit", async () => {
    await fc.assert(
      fc.asyncProperty(fc.bigInt({ min: -(2n ** 70n), max: 2n ** 70n }), async (value) => {
        const request = await sent(`{"path":1,"plain":${value},"list":[${value}]}`);
        expect(request?.body).toBe(`{"plain":${value},"list":[${value}]}`);
      }),
      { numRuns: 60 },
    );
  });
});

test("what is not an argument of a call stays a number", () => {
  const message = {
    jsonrpc: "2.0",
    id: 1,
    method: "tools/call",
    params: { name: "9007199254740993", n: 2 ** 60 },
  };
  expect(parseMessage(JSON.stringify(message))).toEqual(message);
  expect(parseMessage(JSON.stringify([message]))).toEqual([message]);
  expect(() => parseMessage("{9007199254740993")).toThrow(SyntaxError);
});
