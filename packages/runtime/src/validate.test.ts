import type { JsonSchema } from "@jackfield/contract";
import { describe, expect, it } from "vitest";
import { CallError } from "./call-error.js";
import { createValidator } from "./validate.js";

const validate = createValidator();
const input: JsonSchema = {
  type: "object",
  properties: {
    to: { type: "string", pattern: "^\\+\\d+$" },
    count: { type: "integer", minimum: 1 },
    colour: { enum: ["red", "green"] },
    when: { type: "string", format: "date-time" },
    price: { type: "number", multipleOf: 0.01 },
    zone: { type: "string", enum: Array.from({ length: 80 }, (_, n) => `z-${n}`) },
    items: {
      type: "array",
      items: { type: "object", properties: { n: { type: "integer" } }, required: ["n"] },
    },
  },
  required: ["to"],
  additionalProperties: false,
};

const refusal = async (args: unknown, schema: JsonSchema = input) => {
  const error = await validate({ name: "send", input: schema }, args).then(
    () => undefined,
    (caught: unknown) => caught,
  );
  if (!(error instanceof CallError)) throw new Error("not refused");
  return error.answer;
};

describe("words for rules of several fields", () => {
  it.each<[JsonSchema, unknown, { path: string; expected: string }]>([
    [
      { dependentRequired: { a: ["b"] } },
      { a: 1 },
      { path: "/v/b", expected: "a value (a is not given without it)" },
    ],
    [{ contains: { const: 1 } }, [], { path: "/v", expected: "1 or more items of a certain kind" }],
    [
      { contains: { type: "integer" }, minContains: 2, maxContains: 3 },
      [1],
      { path: "/v", expected: "2 to 3 items of a certain kind" },
    ],
    [{ uniqueItems: true }, [1, 1], { path: "/v", expected: "no item twice" }],
    [{ prefixItems: [true], unevaluatedItems: false }, [1, 2], { path: "/v", expected: "at most 1 item" }],
    [{ properties: { a: false } }, { a: 1 }, { path: "/v/a", expected: "no argument of this name" }],
    [
      { propertyNames: { pattern: "^[a-z]+$" } },
      { A: 1 },
      { path: "/v", expected: 'names of fields: text that matches ^[a-z]+$ (not "A")' },
    ],
  ])("%j", async (schema, v, expected) => {
    const properties = { v: schema };
    expect(await refusal({ v }, { type: "object", properties })).toMatchObject({ details: [expected] });
  });
});

describe("mismatches", () => {
  it.each<[unknown, { path: string; expected: string; got?: string }]>([
    [{}, { path: "/to", expected: "a value (this argument is required)" }],
    [undefined, { path: "/to", expected: "a value (this argument is required)" }],
    [
      { to: "+1", count: "x" },
      { path: "/count", expected: "an integer", got: '"x"' },
    ],
    [
      { to: "+1", count: 0 },
      { path: "/count", expected: ">= 1", got: "0" },
    ],
    [
      { to: "+1", colour: "blue" },
      { path: "/colour", expected: 'one of "red", "green"', got: '"blue"' },
    ],
    [{ to: "1" }, { path: "/to", expected: "text that matches ^\\+\\d+$", got: '"1"' }],
    [
      { to: "+1", price: 19.999 },
      { path: "/price", expected: "multiple of 0.01", got: "19.999" },
    ],
    [
      { to: "+1", zone: "z-7x" },
      {
        path: "/zone",
        expected: `one of ${[0, 1, 2, 3, 4, 5, 6, 7, 8, 9].map((n) => `"z-${n}"`).join(", ")} … (80 in all) (did you mean "z-7"?)`,
        got: '"z-7x"',
      },
    ],
    [
      { to: "+1", items: [{}] },
      { path: "/items/0/n", expected: "a value (this argument is required)" },
    ],
    [
      { to: "+1", colur: "red" },
      { path: "/colur", expected: 'no argument of this name (did you mean "colour"?)', got: '"red"' },
    ],
  ])("%j", async (args, mismatch) => {
    const answer = await refusal(args);
    expect(answer).toMatchObject({ code: "validation", details: [mismatch] });
    expect(answer.error).toContain(mismatch.path);
  });

  it("lists ten at most and counts the rest", async () => {
    const many = Object.fromEntries(Array.from({ length: 30 }, (_, index) => [`zz${index}`, index]));
    const answer = await refusal({ to: "+1", ...many });
    expect(answer.details).toHaveLength(10);
    expect(answer.error).toContain("and 29 more");
  });

  it("joins what the members of a union expect", async () => {
    const schema = { type: "object", properties: { a: { anyOf: [{ type: "integer" }, { type: "null" }] } } };
    expect(await refusal({ a: [] }, schema)).toMatchObject({
      details: [{ path: "/a", expected: "an integer or null" }],
    });
  });
});

it("coerces before it checks and leaves the caller's value alone", async () => {
  const args = { to: "+1", count: "5", items: '[{"n":"1"}]' };
  expect(await validate({ name: "send", input }, args)).toEqual({ to: "+1", count: 5, items: [{ n: 1 }] });
  expect(args.count).toBe("5");
});

it("reads patterns that are no unicode expressions", async () => {
  const schema = { type: "object", properties: { a: { type: "string", pattern: "^[\\w-.]+$" } } };
  expect(await validate({ name: "x", input: schema }, { a: "a-b" })).toEqual({ a: "a-b" });
});

it("says so when a schema cannot be compiled", async () => {
  const answer = await refusal({}, { type: "object", properties: { a: { $ref: "#/$defs/missing" } } });
  expect(answer.error).toContain("input schema of the tool send cannot be compiled");
});

it("knows formats of OpenAPI and lets files be data URLs", async () => {
  const schema = {
    type: "object",
    properties: {
      file: { type: "string", format: "byte" },
      n: { type: "integer", format: "int32" },
      x: { type: "string", format: "e164" },
    },
  };
  const args = { file: "data:text/plain;base64,aGk=", n: 5, x: "y" };
  expect(await validate({ name: "x", input: schema }, args)).toEqual(args);
});

describe("formats", () => {
  const schema: JsonSchema = {
    type: "object",
    properties: { at: { type: "string", format: "date-time" }, file: { type: "string", format: "binary" } },
  };

  it.each(["2024-05-01T08:30:00", "08:30"])("describe a value and do not refuse %s", async (at) => {
    await expect(validate({ name: "slot", input: schema }, { at })).resolves.toEqual({ at });
  });

  it("are checked where the server is told to", async () => {
    const strict = createValidator("assert");
    await expect(strict({ name: "slot", input: schema }, { at: "08:30" })).rejects.toThrow(CallError);
    const good = { at: "2024-05-01T08:30:00Z", file: "data:,x" };
    await expect(strict({ name: "slot", input: schema }, good)).resolves.toEqual(good);
  });
});

it("takes null for an optional argument that cannot be null as left out", async () => {
  const schema: JsonSchema = {
    type: "object",
    properties: {
      id: { type: "string" },
      n: { type: "integer" },
      tags: { type: "array", items: { type: "string" } },
      nick: { type: ["string", "null"] },
      inner: { type: "object", properties: { mark: { enum: ["x"] } } },
    },
    required: ["id"],
  };
  const given = { id: "1", n: null, tags: null, nick: null, inner: { mark: null } };
  const checked = await validate({ name: "find", input: schema }, given);
  expect(checked).toEqual({ id: "1", nick: null, inner: {} });
  await expect(validate({ name: "find", input: schema }, { id: null })).rejects.toThrow(CallError);
});
