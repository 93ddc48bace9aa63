import { type HttpTool, type Parameter, takesFields, takesFrom } from "@jackfield/contract";
import { expect, test } from "vitest";
import { takeView } from "./view.js";

const tool = (method = "GET", parameters: Record<string, Parameter> = {}): HttpTool => ({
  name: "t",
  description: "",
  hints: { readOnly: true, destructive: false, idempotent: true },
  input: { type: "object", properties: {}, additionalProperties: false },
  request: { api: "a", method, path: "/", parameters },
});

test.each<[unknown, readonly string[] | undefined]>([
  [
    ["id", "a.b"],
    ["id", "a.b"],
  ],
  ["id, a.b", ["id", "a.b"]],
  ['["id", "a.b"]', ["id", "a.b"]],
  [["id", "id", " "], ["id"]],
  ["", undefined],
  [[], undefined],
  [null, undefined],
])("_fields %j", (given, fields) => {
  const { args, view } = takeView(tool(), { q: 1, _fields: given });
  expect(args).toEqual({ q: 1 });
  expect(view.fields).toEqual(fields);
});

test.each([5, { a: 1 }, [1], Array(51).fill("x")])(
  "%j is not a list of paths: validation will say so",
  (given) => {
    const args = { _fields: given };
    expect(takeView(tool(), args)).toEqual({ args, view: {} });
  },
);

test.each<[unknown, number | undefined]>([
  [12, 12],
  ["12", 12],
  [0, undefined],
])("_from %j", (given, from) => {
  expect(takeView(tool(), { _from: given })).toEqual({ args: {}, view: from === undefined ? {} : { from } });
});

test("only what has no effect is asked again", () => {
  expect(takesFrom(tool("HEAD"))).toBe(true);
  expect(takesFrom(tool("POST"))).toBe(false);
  expect(takeView(tool("POST"), { _from: 1 })).toEqual({ args: { _from: 1 }, view: {} });
});

test("an argument of the API keeps its name", () => {
  const parameter = tool("GET", { _fields: { in: "query" }, _from: { in: "query" } });
  expect([takesFields(parameter), takesFrom(parameter)]).toEqual([false, false]);
  const args = { _fields: "id", _from: 1 };
  expect(takeView(parameter, args)).toEqual({ args, view: {} });
  const { request } = tool("POST");
  const content = [{ mediaType: "application/json", encoding: "json" }] as const;
  const inBody = {
    required: true,
    content,
    source: { kind: "fields", fields: { _fields: "_fields" } },
  } as const;
  expect(takesFields({ ...tool(), request: { ...request, body: inBody } })).toBe(false);
  const whole = { required: true, content, source: { kind: "whole", key: "_fields" } } as const;
  expect(takesFields({ ...tool(), request: { ...request, body: whole } })).toBe(false);
});

test("arguments that are not an object, and tools that are not an operation, are left alone", () => {
  expect(takeView(tool(), "x")).toEqual({ args: "x", view: {} });
  expect(takeView(tool(), undefined)).toEqual({ args: undefined, view: {} });
  const { request: _, ...rest } = tool();
  const local = { ...rest, run: async () => ({ content: [] }) };
  expect(takeView(local, { _fields: "id" })).toEqual({ args: { _fields: "id" }, view: {} });
});
