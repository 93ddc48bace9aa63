import type { JsonObject } from "../src/document/json.js";
import { field, inQuery, of, query, type Row, ref } from "./unusual-row.js";

/** Fields of text in a list of objects, by the keys that the list shows and by their names. */
const renamed = (title: string, names: readonly string[], given: JsonObject, sent: JsonObject): Row => ({
  title,
  field: {
    type: "array",
    items: {
      type: "object",
      properties: Object.fromEntries(names.map((name) => [name, { type: "string" }])),
    },
  },
  args: { v: [given] },
  sent: JSON.stringify({ v: [sent] }),
});

/** A required field `r` of replies next to a field `n`: it is neither listed nor needed. */
const notAsked = (title: string, schema: JsonObject, parts?: readonly JsonObject[]): Row => ({
  title,
  body: {
    type: "object",
    required: ["v"],
    properties: {
      v: {
        type: "object",
        required: ["r"],
        properties: { n: { type: "string" }, ...(parts === undefined && { r: schema }) },
        ...(parts && { allOf: [...parts] }),
      },
    },
  },
  args: { v: { n: "a" } },
  sent: '{"v":{"n":"a"}}',
  shows: { type: "object", properties: { n: { type: "string" } } },
});

const tags: JsonObject = { type: "array", enum: ["up", "down"], items: { type: "string" } };
const listed: JsonObject = { type: "array", items: { type: "string", enum: ["up", "down"] } };
const kinds = (one: JsonObject, two: JsonObject): JsonObject => ({
  oneOf: [
    { type: "object", required: ["kind"], properties: { kind: one, a: { type: "string" } } },
    { type: "object", required: ["kind"], properties: { kind: two, a: { type: "string" } } },
  ],
});

export const schemas: JsonObject = {
  Saw: {
    type: "object",
    required: ["kind"],
    properties: { kind: { const: "saw" }, teeth: { type: "integer" } },
  },
  Axe: {
    type: "object",
    required: ["kind"],
    properties: { kind: { const: "axe" }, teeth: { type: "integer" } },
  },
  Base: {
    type: "object",
    required: ["kind"],
    properties: { kind: { type: "string" } },
    discriminator: { propertyName: "kind", mapping: { oak: "#/components/schemas/Oak", elm: "Elm" } },
  },
  Oak: {
    allOf: [
      ref("Base"),
      { type: "object", required: ["acorns"], properties: { acorns: { type: "integer" } } },
    ],
  },
  Elm: { allOf: [ref("Base"), { type: "object", properties: { leaf: { type: "string" } } }] },
  Check: {
    required: ["operator"],
    properties: { operator: { type: "string" } },
    discriminator: {
      propertyName: "operator",
      mapping: { yes: "#/components/schemas/Yes", no: "No", all: "#/components/schemas/All" },
    },
    oneOf: [ref("Yes"), ref("No"), ref("All")],
  },
  Yes: { allOf: [ref("Check")] },
  No: { allOf: [ref("Check")] },
  All: {
    allOf: [ref("Check"), { type: "object", properties: { inner: { type: "array", items: ref("Check") } } }],
  },
  Shut: { type: "object", properties: { w: { type: "string" } }, additionalProperties: false },
  Cork: { allOf: [ref("Oak"), { type: "object", properties: { bark: { type: "boolean" } } }] },
};
export const tools: JsonObject = { oneOf: [ref("Saw"), ref("Axe")], discriminator: { propertyName: "kind" } };

/** What APIs write amiss, by kind: three variations or more of each, at other places. */
export const rows: Readonly<Record<string, readonly Row[]>> = {
  "values of the items next to the type of a list": [
    inQuery("in a query", tags, ["up"], "up", listed),
    field("in a part of allOf", { allOf: [tags, { description: "Ways" }] }, ["down"], {
      ...listed,
      description: "Ways",
    }),
    field("in the items of a list", { type: "array", items: tags }, [["up"]], {
      type: "array",
      items: listed,
    }),
  ],
  "alternatives that overlap": [
    inQuery("number and integer", { oneOf: [{ type: "number" }, { type: "integer" }] }, 5, "5"),
    field(
      "text and a longer text",
      { type: "array", items: { oneOf: [{ type: "string" }, { type: "string", minLength: 2 }] } },
      ["abc"],
    ),
    field(
      "objects in allOf",
      { allOf: [{ oneOf: [of({ type: "string" }), { type: "object" }] }] },
      { v: "x" },
    ),
  ],
  "tags that alternatives fix": [
    field("by const", tools, { kind: "saw", teeth: 3 }),
    field("by const, in a list", { type: "array", items: tools }, [{ kind: "axe" }]),
    field("by enum, without a discriminator", kinds({ enum: ["b"] }, { enum: ["c"] }), { kind: "c", a: "x" }),
  ],
  "heirs of a base": [
    field("in a field", ref("Base"), { kind: "oak", acorns: 2 }),
    field(
      "in a map",
      { type: "object", additionalProperties: ref("Base") },
      { one: { kind: "elm", leaf: "x" } },
    ),
    field("of an heir", ref("Oak"), { kind: "Cork", acorns: 1, bark: true }),
  ],
  "steps in decimals": [
    inQuery("in a query", { type: "number", multipleOf: 0.1 }, 0.7, "0.7"),
    field("in a list", { type: "array", items: { type: "number", multipleOf: 0.05 } }, [0.15, 0.35]),
    field("with bounds", { type: "number", multipleOf: 0.001, minimum: 1, maximum: 2 }, 1.001),
  ],
  "formats that APIs take loosely": [
    inQuery("a date of a month", { type: "string", format: "date" }, "2024-05", "2024-05"),
    field("an address without a scheme", { type: "array", items: { type: "string", format: "uri" } }, [
      "example.com/a",
    ]),
    field(
      "an identifier without hyphens",
      { type: "string", format: "uuid" },
      "6ba7b8109dad41d180b400c04fd430c8",
    ),
  ],
  "patterns of other languages": [
    inQuery("with a flag", { type: "string", pattern: "/^[a-f]+$/i" }, "AbC", "AbC"),
    field("of PHP", { type: "array", items: { type: "string", pattern: "#^[a-z]+$#" } }, ["abc"]),
    field("of Ruby", { type: "array", items: { type: "string", pattern: "\\A[a-z]+\\Z" } }, ["abc"]),
    field(
      "of POSIX",
      { type: "object", additionalProperties: { type: "string", pattern: "^[[:digit:]]+$" } },
      { a: "12" },
    ),
  ],
  "a constant against its own limits": [
    inQuery("a pattern, in a query", { type: "string", const: "v1.0", pattern: "^v\\d+$" }, "v1.0", "v1.0"),
    field("a length", { type: "string", const: "none", maxLength: 2 }, "none", {
      type: "string",
      enum: ["none"],
    }),
    field("a bound, in allOf", { allOf: [{ const: 0, minimum: 1 }, { type: "integer" }] }, 0),
  ],
  "null that means something": [
    field("in a list", { type: "array", items: { type: ["string", "null"] } }, [null, "a"]),
    field("in a map", { type: "object", additionalProperties: { type: ["integer", "null"] } }, { a: null }),
    field(
      "as an alternative",
      { anyOf: [{ type: "object", properties: { a: { type: "string" } } }, { type: "null" }] },
      null,
    ),
  ],
  "only in replies, and null too": [
    notAsked("next to a reference", { readOnly: true, nullable: true, allOf: [ref("Saw")] }),
    notAsked("next to alternatives", {
      readOnly: true,
      oneOf: [{ type: "string" }, { type: "integer" }, { type: "null" }],
    }),
    notAsked("in each alternative", { anyOf: [{ type: "string", readOnly: true }, { type: "null" }] }),
    notAsked("in another part of allOf than its type", {}, [
      { type: "object", properties: { r: { type: "string" } } },
      { type: "object", properties: { r: { readOnly: true, nullable: true, allOf: [{ type: "string" }] } } },
    ]),
  ],
  "null for what is left out": [
    { title: "a number in a query", parameter: query({ type: "integer" }), args: { v: null }, sent: "" },
    {
      title: "a list in a query",
      parameter: query({ type: "array", items: { type: "string" } }),
      args: { v: null },
      sent: "",
    },
    { title: "a field", field: { type: "string" }, args: { v: null }, sent: "{}" },
  ],
  bytes: [
    field("of format byte", { type: "string", format: "byte" }, "aGk=", {
      type: "string",
      contentEncoding: "base64",
    }),
    field(
      "by contentEncoding, in a list",
      { type: "array", items: { type: "string", contentEncoding: "base64" } },
      ["aGk="],
    ),
    {
      title: "as the whole body",
      bytes: { type: "string", format: "binary" },
      args: { body: "aGk=" },
      sent: "hi",
    },
    { title: "as the whole body of any schema", bytes: {}, args: { body: "data:;base64,aGk=" }, sent: "hi" },
  ],
  "subtypes that refer back to their base": [
    field("in a field", ref("Check"), { operator: "yes" }),
    field("in a list", { type: "array", items: ref("Check") }, [{ operator: "no" }, { operator: "yes" }]),
    field(
      "in a map, inside each other",
      { type: "object", additionalProperties: ref("Check") },
      {
        one: { operator: "all", inner: [{ operator: "no" }] },
      },
    ),
  ],
  "names that no client takes": [
    renamed("in Chinese", ["单号"], { DanHao: "x" }, { 单号: "x" }),
    renamed("with brackets and dots", ["a[b].c"], { a_b_c: "x" }, { "a[b].c": "x" }),
    renamed("of two that become one", ["a b", "a_b"], { a_b: "y", a_b_2: "x" }, { a_b: "y", "a b": "x" }),
  ],
  "required, and only in replies": [
    {
      title: "at the top",
      body: {
        type: "object",
        required: ["id"],
        properties: { id: { type: "string", readOnly: true }, v: { type: "string" } },
      },
      args: { v: "a" },
      sent: '{"v":"a"}',
    },
    field(
      "in a list",
      {
        type: "array",
        items: { type: "object", required: ["id"], properties: { id: { type: "string", readOnly: true } } },
      },
      [{}],
    ),
    field(
      "in another part of allOf",
      {
        allOf: [
          { type: "object", properties: { id: { type: "string", readOnly: true }, n: { type: "string" } } },
          { required: ["id"] },
        ],
      },
      { n: "a" },
    ),
  ],
};
