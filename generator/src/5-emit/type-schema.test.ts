import { describe, expect, test } from "vitest";
import type { Schema } from "../3-model/index.js";
import { typeSchema } from "./type-schema.js";

const named: Readonly<Record<string, Schema>> = {
  A: { type: "object", properties: { a: { type: "string" } } },
  Deep: { allOf: [{ $ref: "#/$defs/A" }] },
  Loop: { allOf: [{ $ref: "#/$defs/Loop" }] },
};
const lookup = {
  nameOf: (ref: string) => (Object.hasOwn(named, ref.slice(8)) ? ref.slice(8) : undefined),
  schemas: named,
};
const refA = { $ref: "#/components/schemas/A" };
const a = { type: "object", properties: { a: { type: "string" } }, required: [] };
const string = { type: "string" } as const;

describe("a schema, as far as types go", () => {
  test.each<[string, Schema, unknown]>([
    ["prose goes", { type: "string", description: "x", default: "y", pattern: "z" }, string],
    ["anything", {}, true],
    ["nothing", false, false],
    ["one type of a list", { type: ["string"] }, string],
    ["nullable", { type: ["string", "null"], maxLength: 1 }, { anyOf: [string, { type: "null" }] }],
    ["constants", { const: "a", type: "string" }, { enum: ["a"] }],
    [
      "enums, whatever their type",
      { enum: ["a", "a", 1], type: "object", properties: {} },
      { enum: ["a", 1] },
    ],
    ["lists", { type: "array", items: string, minItems: 1 }, { type: "array", items: string }],
    ["lists without a type", { items: string }, { type: "array", items: string }],
    ["tuples are open lists", { type: "array", prefixItems: [string] }, { type: "array", items: true }],
    ["a bare object admits all keys", { type: "object" }, { type: "object", additionalProperties: true }],
    ["fields", { properties: { a: { ...string, title: "x" } } }, a],
    [
      "a map",
      { type: "object", additionalProperties: { type: "integer", description: "x" } },
      { type: "object", properties: {}, required: [], additionalProperties: { type: "integer" } },
    ],
    ["a reference", { $ref: "#/$defs/A", description: "x" }, refA],
    ["a reference to nothing", { $ref: "#/$defs/B" }, true],
    [
      "a reference with fields next to it",
      { $ref: "#/$defs/A", properties: { a: string } },
      { allOf: [refA, a] },
    ],
    ["an allOf of one", { allOf: [{ $ref: "#/$defs/A" }] }, refA],
    [
      "alternatives with fields",
      { properties: { a: string }, oneOf: [{ $ref: "#/$defs/A" }, { properties: { a: string } }] },
      { allOf: [a, { anyOf: [refA, a] }] },
    ],
    ["alternatives that only require", { properties: { a: string }, anyOf: [{ required: ["a"] }, {}] }, a],
    ["an impossible alternative", { anyOf: [string, false] }, { anyOf: [string] }],
    [
      "a scalar's alternatives say more than its type",
      { type: "string", oneOf: [{ const: "a" }] },
      { anyOf: [{ enum: ["a"] }] },
    ],
    [
      "the prototype key",
      JSON.parse(`{"properties":{"__proto__":{"type":"string"}}}`),
      JSON.parse(`{"type":"object","properties":{"__proto__":{"type":"string"}},"required":[]}`),
    ],
  ])("%s", (_, given, want) => {
    expect(typeSchema(given, lookup)).toEqual(want);
  });
});

describe("required", () => {
  const required = { type: "object", properties: { a: true }, required: ["a"] };
  test.each<[string, Schema, unknown]>([
    ["of a field", { properties: { a: string }, required: ["a", "b"] }, { ...a, required: ["a"] }],
    [
      "next to the allOf that has the field",
      { allOf: [{ $ref: "#/$defs/A" }], required: ["a"] },
      { allOf: [refA, required] },
    ],
    [
      "in another member",
      { allOf: [{ $ref: "#/$defs/A" }, { required: ["a"] }] },
      { allOf: [refA, required] },
    ],
    [
      "of a field several references away",
      { $ref: "#/$defs/Deep", required: ["a"] },
      { allOf: [{ $ref: "#/components/schemas/Deep" }, required] },
    ],
    [
      "of a field that is nowhere",
      { $ref: "#/$defs/Loop", required: ["a"] },
      { $ref: "#/components/schemas/Loop" },
    ],
  ])("%s", (_, given, want) => {
    expect(typeSchema(given, lookup)).toEqual(want);
  });
});
