import { expect, test } from "vitest";
import { smellCodes } from "../report/codes/lint.js";
import { codes } from "../report/codes.js";
import { clients, lint, verdictsOf } from "./index.js";
import type { Client, LintCode } from "./types.js";

const object = (properties: object, more: object = {}) => ({ type: "object", properties, ...more });
const tool = (inputSchema: unknown, more: object = {}) => ({ name: "listPets", inputSchema, ...more });
const found = (tools: readonly ReturnType<typeof tool>[], server = "pets") =>
  lint({ server, tools }, clients).map(({ code, clients: whom }) => `${code} ${whom.join(",")}`);

const text = { type: "string" };
const many = (count: number) =>
  Array.from({ length: count }, (_, index) => tool(object({}), { name: `get${index}` }));

type Row = readonly [code: LintCode, whom: readonly Client[], wrong: unknown, right: unknown];

/** A schema that is found wrong, for whom, and the nearest that is not. */
const schemas: readonly Row[] = [
  ["lint/root-not-object", clients, { type: "array", items: text }, object({})],
  ["lint/root-not-object", clients, true, object({})],
  ["lint/root-combination", ["anthropic", "openai"], object({}, { oneOf: [] }), object({ oneOf: text })],
  ["lint/argument-name", ["anthropic"], object({ "filter[x]": text }), object({ "filter.x-1": text })],
  [
    "lint/argument-name",
    ["anthropic"],
    object({ ["a".repeat(65)]: text }),
    object({ ["a".repeat(64)]: text }),
  ],
  [
    "lint/array-without-items",
    ["openai", "vscode"],
    object({ a: { type: "array" } }),
    object({ a: { type: "array", items: text } }),
  ],
  [
    "lint/object-without-properties",
    ["openai"],
    object({ a: { type: "object" } }),
    object({ a: object({}) }),
  ],
  ["lint/reference", ["gemini"], object({ a: { $ref: "#/$defs/A" } }), object({ $ref: text })],
  ["lint/reference", ["gemini"], object({}, { $defs: {} }), object({ $defs: text })],
  [
    "lint/unknown-keyword",
    ["gemini"],
    object({ a: { type: "string", const: "x" } }),
    object({ const: text }),
  ],
  [
    "lint/branch-without-type",
    ["gemini"],
    object({ a: { anyOf: [text, { enum: ["x"] }] } }),
    object({ a: { anyOf: [text, { type: "string", enum: ["x"] }] } }),
  ],
  [
    "lint/nullable-object",
    ["anthropic"],
    object({ a: { anyOf: [object({ b: text }), { type: "null" }] } }),
    object({ a: { anyOf: [text, { type: "null" }] } }),
  ],
  ["lint/untyped-argument", ["anthropic"], object({ a: {} }), object({ a: { enum: ["x"] } })],
  [
    "lint/several-types",
    ["gemini"],
    object({ a: { type: ["string", "integer"] } }),
    object({ a: { type: ["string", "null"] } }),
  ],
];

test.each(schemas)("%s concerns %j", (code, whom, wrong, right) => {
  expect(found([tool(wrong)])).toContain(`${code} ${whom.join(",")}`);
  expect(found([tool(right)]).filter((line) => line.startsWith(`${code} `))).toEqual([]);
});

test("newer dialects", () => {
  const newer = { $schema: "https://json-schema.org/draft/2020-12/schema" };
  expect(found([tool(object({}, newer))])).toEqual(["lint/unknown-keyword gemini", "lint/dialect vscode"]);
  expect(
    found([tool(object({ a: { type: "object", properties: {}, unevaluatedProperties: false } }))]),
  ).toEqual(["lint/unknown-keyword gemini", "lint/dialect vscode"]);
});

test("names: signs, length, and length with the server's", () => {
  const named = (name: string, server?: string) => found([tool(object({}), { name })], server);
  expect(named("pets.list")).toEqual(["lint/tool-name anthropic,openai,vscode"]);
  expect(named("a".repeat(65))).toContain("lint/tool-name anthropic,openai,gemini,vscode");
  expect(named("a".repeat(52), "s".repeat(5))).toEqual([]);
  expect(named("a".repeat(52), "s".repeat(6))).toEqual(["lint/long-name anthropic"]);
  expect(named("a".repeat(52), "s".repeat(7))).toEqual(["lint/long-name anthropic"]);
  expect(named("a".repeat(40), "s".repeat(20))).toEqual([
    "lint/long-name anthropic",
    "lint/long-name cursor",
  ]);
  // Only the first characters of a server's name count in vscode.
  expect(named("a".repeat(46), "s".repeat(40))).not.toContain("lint/long-name vscode");
  expect(named("a".repeat(47), "s".repeat(40))).toContain("lint/long-name vscode");
});

test("long descriptions", () => {
  const told = (length: number) => found([tool(object({}), { description: "a".repeat(length) })]);
  expect(told(2048)).toEqual([]);
  expect(told(2049)).toEqual(["lint/long-description anthropic"]);
});

test("names that several tools share", () => {
  const twice = ["a", "b", "a", "c", "b", "a"].map((name) => tool(object({}), { name }));
  expect(lint({ server: "pets", tools: twice }, clients)).toEqual([
    { code: "lint/duplicate-name", clients, path: [], what: "`a`, `b`" },
  ]);
});

test("a verdict: what is refused outweighs what is lost, and every tool counts once", () => {
  const tools = [
    tool(object({ a: { type: "array" }, b: { type: "array" } }), { name: "a" }),
    tool(object({}), { name: "b", description: "a".repeat(2049) }),
    tool(object({ a: {} }), { name: "c" }),
  ];
  const verdicts = verdictsOf(lint({ server: "pets", tools }, clients));
  const of = (client: Client) => verdicts.find((one) => one.client === client);
  expect(of("openai")).toEqual({
    client: "openai",
    verdict: "refuses",
    reasons: [{ code: "lint/array-without-items", tools: 1 }],
  });
  expect(of("anthropic")).toMatchObject({ verdict: "loses" });
  expect(
    of("anthropic")
      ?.reasons.map(({ code }) => code)
      .sort(),
  ).toEqual(["lint/long-description", "lint/untyped-argument"]);
  expect(of("gemini")).toEqual({ client: "gemini", verdict: "takes", reasons: [] });
});

test("the number of tools", () => {
  expect(found(many(80))).toEqual([]);
  expect(found(many(128))).toEqual(["lint/too-many-tools cursor"]);
  expect(found(many(129))).toEqual(["lint/too-many-tools openai,vscode", "lint/too-many-tools cursor"]);
});

test("only the clients that were chosen, each finding with its place", () => {
  const tools = [
    tool(object({}), { name: "a" }),
    tool(object({ a: { type: "array", items: { type: "array" } } })),
  ];
  expect(lint({ server: "pets", tools }, ["vscode"])).toEqual([
    {
      code: "lint/array-without-items",
      clients: ["vscode"],
      tool: 1,
      path: ["inputSchema", "properties", "a", "items"],
      what: "is a list without items",
    },
  ]);
  expect(lint({ server: "pets", tools }, ["gemini"])).toEqual([]);
});

test("a schema of any shape is looked at and never throws", () => {
  let deep: object = text;
  for (let index = 0; index < 5_000; index++) deep = { not: deep };
  const odd = { type: "object", properties: [1, null], items: null, anyOf: {}, $defs: "x" };
  for (const schema of [deep, odd, null, 1, [], object({ a: null, b: true, c: [object({})] })])
    expect(() => found([tool(schema)])).not.toThrow();
});

test("every code of the table can be found", () => {
  const known = Object.keys(codes).filter((code) => code.startsWith("lint/") && !(code in smellCodes));
  const here = new Set(schemas.map(([code]) => code as string));
  const apart = [
    "lint/dialect",
    "lint/tool-name",
    "lint/long-name",
    "lint/duplicate-name",
    "lint/long-description",
    "lint/too-many-tools",
  ];
  expect(known.filter((code) => !here.has(code)).sort()).toEqual(apart.sort());
});
