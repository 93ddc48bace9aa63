import { expect, test } from "vitest";
import { checkArguments } from "./check-arguments.js";

const schema = {
  type: "object",
  properties: { n: { type: "integer" }, kind: { enum: ["a", "b"] } },
  required: ["n"],
  additionalProperties: false,
};

test.each([
  [{ n: 1 }, "fine"],
  [{}, "wrong"],
  [{ n: "1" }, "wrong"],
  [{ n: 1, more: 2 }, "wrong"],
  [{ n: 1, kind: "c" }, "wrong"],
])("%j", (args, kind) => {
  expect(checkArguments(schema, args).kind).toBe(kind);
});

test("a violation names the place and what was expected", () => {
  expect(checkArguments(schema, { n: "1" })).toEqual({ kind: "wrong", text: "/n must be integer" });
  expect(checkArguments(schema, { n: 1, more: 2 })).toMatchObject({
    text: "the arguments must NOT have additional properties (more)",
  });
  expect(checkArguments(schema, { n: 1, kind: "c" })).toMatchObject({
    text: "/kind must be equal to one of the allowed values: a, b",
  });
});

test("the dialect is the schema's own: 2020-12, or an older one that it names", () => {
  const tuple = { type: "object", properties: { t: { prefixItems: [{ type: "string" }] } } };
  expect(checkArguments(tuple, { t: [1] }).kind).toBe("wrong");
  const old = {
    $schema: "http://json-schema.org/draft-07/schema#",
    type: "object",
    properties: { t: { items: [{ type: "string" }], additionalItems: false } },
  };
  expect(checkArguments(old, { t: ["a", 1] }).kind).toBe("wrong");
});

test("a schema that cannot be compiled, or whose patterns could run for ever, is left to the server", () => {
  expect(checkArguments({ type: "nonsense" }, {}).kind).toBe("unchecked");
  expect(checkArguments({ properties: { a: { pattern: "(a+)+$" } } }, { a: `${"a".repeat(40)}!` }).kind).toBe(
    "unchecked",
  );
  expect(checkArguments(undefined, {}).kind).toBe("unchecked");
});
