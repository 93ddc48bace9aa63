import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Json, JsonObject } from "../src/document/json.js";
import { endServed, operation, type Served, served } from "./served.js";

/** A field of a body that is too large to be listed whole: what the list must say of it, and calls that go or are refused. */
type Row = {
  readonly title: string;
  readonly schema: JsonObject;
  readonly required?: true;
  readonly good: readonly Json[];
  /** Refused, and not listed as if it were fine. */
  readonly bad?: readonly Json[];
  /** What its place in the list has. */
  readonly shows: unknown;
};

const words = (count: number): string[] => Array.from({ length: count }, (_, at) => `word_${at}`);
const text: JsonObject = { type: "string", maxLength: 900, enum: words(20) };
const wide = (count: number): JsonObject =>
  Object.fromEntries(Array.from({ length: count }, (_, at) => [`f${at}`, text]));
const deep = (levels: number): JsonObject => ({
  type: "object",
  properties:
    levels === 0
      ? wide(6)
      : { ...wide(4), inner: deep(levels - 1), others: { type: "array", items: deep(0) } },
});
/** What makes the tool too large. */
const rest: JsonObject = { a: deep(3), b: deep(3), c: deep(3) };

const object = (properties: JsonObject, ...required: string[]): JsonObject => ({
  type: "object",
  properties,
  ...(required.length > 0 && { required }),
});
const list = (items: JsonObject): JsonObject => ({ type: "array", minItems: 1, items });
const on: JsonObject = { type: "boolean" };
const ref = (name: string): JsonObject => ({ $ref: `#/components/schemas/${name}` });

const rows: Readonly<Record<string, readonly Row[]>> = {
  "required parts far down are told as what they are": [
    {
      title: "objects in lists in objects",
      schema: list(object({ cell: object({ parts: list(ref("Part")) }, "parts") }, "cell")),
      good: [[{ cell: { parts: [{ on: true }] } }]],
      bad: [[{ cell: { parts: ["x"] } }], [{ cell: {} }]],
      shows: expect.objectContaining({
        items: expect.objectContaining({
          properties: {
            cell: expect.objectContaining({
              required: ["parts"],
              properties: {
                parts: expect.objectContaining({ items: expect.objectContaining({ type: "object" }) }),
              },
            }),
          },
        }),
      }),
    },
    {
      title: "in parts of allOf",
      schema: {
        allOf: [object({ x: object({ y: object({ z: ref("Part") }, "z") }, "y") }, "x"), object(wide(8))],
      },
      good: [{ x: { y: { z: { on: false } } } }],
      bad: [{}, { x: { y: { z: {} } } }],
      shows: expect.objectContaining({ required: ["x"] }),
    },
    {
      title: "in a map",
      schema: {
        type: "object",
        minProperties: 1,
        additionalProperties: object({ part: ref("Part"), ...wide(9) }, "part"),
      },
      good: [{ k: { part: { on: true } } }],
      bad: [{}, { k: {} }],
      shows: expect.objectContaining({ type: "object" }),
    },
  ],
  "values of a required field are told": [
    {
      title: "thirteen of them",
      schema: { type: "string", enum: words(13) },
      required: true,
      good: ["word_12"],
      bad: ["word_13"],
      shows: expect.objectContaining({ enum: words(13) }),
    },
    {
      title: "in the items of a required list",
      schema: list({ type: "string", enum: words(15) }),
      required: true,
      good: [["word_14"]],
      bad: [["other"]],
      shows: expect.objectContaining({ items: expect.objectContaining({ enum: words(15) }) }),
    },
    {
      title: "of a required field of a required object",
      schema: object({ kind: { type: "string", enum: words(12) }, ...wide(9) }, "kind"),
      required: true,
      good: [{ kind: "word_11" }],
      bad: [{ kind: "other" }, {}],
      shows: expect.objectContaining({
        required: ["kind"],
        properties: expect.objectContaining({ kind: expect.objectContaining({ enum: words(12) }) }),
      }),
    },
  ],
  "bounds of an object stay": [
    {
      title: "minProperties and maxProperties",
      schema: { ...object(wide(9)), minProperties: 1, maxProperties: 1 },
      good: [{ f0: "word_1" }],
      bad: [{}, { f0: "word_1", f1: "word_1" }],
      shows: expect.objectContaining({ minProperties: 1, maxProperties: 1 }),
    },
    {
      title: "in a list",
      schema: list({ ...object(wide(9)), minProperties: 2 }),
      good: [[{ f0: "word_1", f1: "word_1" }]],
      bad: [[{ f0: "word_1" }], []],
      shows: expect.objectContaining({ minItems: 1, items: expect.objectContaining({ minProperties: 2 }) }),
    },
    {
      title: "behind a reference",
      schema: ref("Bounded"),
      good: [{ f0: "word_1" }],
      bad: [{}],
      shows: expect.objectContaining({ minProperties: 1 }),
    },
  ],
  "alternatives name what one of them requires": [
    {
      title: "in a list, next to a type",
      schema: list({ type: "object", oneOf: [ref("Cat"), ref("Dog")] }),
      good: [[{ type: "cat", id: "1" }], [{ type: "dog", id: "1" }]],
      bad: [[{}], [{ type: "cow", id: "1" }]],
      shows: expect.objectContaining({
        items: expect.not.objectContaining({ properties: {} }),
      }),
    },
    {
      title: "in a map",
      schema: { type: "object", additionalProperties: { anyOf: [ref("Cat"), ref("Dog")] } },
      good: [{ k: { type: "dog", id: "1" } }],
      bad: [{ k: {} }],
      shows: expect.objectContaining({ type: "object" }),
    },
    {
      title: "of a large base",
      schema: { allOf: [object(wide(9)), { oneOf: [ref("Cat"), ref("Dog")] }] },
      good: [{ type: "cat", id: "1", f0: "word_1" }],
      bad: [{ f0: "word_1" }],
      shows: expect.not.objectContaining({ properties: {} }),
    },
  ],
};

const animal = (type: string): JsonObject =>
  object({ type: { type: "string", enum: [type] }, id: { type: "string" }, ...wide(9) }, "type", "id");
const schemas: JsonObject = {
  Part: object({ on }, "on"),
  Bounded: { ...object(wide(9)), minProperties: 1 },
  Cat: animal("cat"),
  Dog: animal("dog"),
};

const all = Object.entries(rows).flatMap(([kind, some], at) =>
  some.map((row, index) => ({ ...row, kind, id: `call_${at}_${index}` })),
);

const pathsOf = (): JsonObject =>
  Object.fromEntries(
    all.map(({ id, schema, required }) => {
      const body = object({ v: schema, ...rest }, ...(required ? ["v"] : []));
      const content = { "application/json": { schema: body } };
      return [`/${id}`, { post: operation(id, { requestBody: { required: true, content } }) }];
    }),
  );

describe.each([
  ["OpenAPI 3.0 in YAML", "3.0.3", "yaml"],
  ["OpenAPI 3.2", "3.2.0", "json"],
] as const)("a tool that is too large to be listed whole, in %s", (_, openapi, form) => {
  let api: Served;
  beforeAll(async () => {
    api = await served({ openapi, paths: pathsOf(), components: { schemas } }, { form });
  });
  afterAll(endServed);

  test.each(all)("$kind: $title", async ({ id, good, bad = [], shows }) => {
    const { properties = {} } = api.listed[id] as { properties?: JsonObject }; // the planner lists objects
    expect(JSON.stringify(api.listed[id]).length).toBeLessThan(16_000);
    expect(properties.v).toEqual(shows);
    for (const v of good) {
      const before = api.requests.length;
      const result = await api.call(id, { v });
      expect(result.isError, JSON.stringify(result.content)).not.toBe(true);
      expect(api.requests[before]?.body).toBe(JSON.stringify({ v }));
    }
    for (const v of bad)
      expect(await api.call(id, { v }), JSON.stringify(v)).toMatchObject({ isError: true });
  });
});
