import { describe, expect, test } from "vitest";
import { surfaceOfDocument, withBody } from "../../test/surface-of.js";
import type { JsonObject } from "../document/json.js";
import type { SurfaceTool } from "./index.js";

const toolOf = async (...given: Parameters<typeof withBody>): Promise<SurfaceTool> => {
  const [tool] = (await surfaceOfDocument(withBody(...given))).tools;
  if (!tool) throw new Error("no tool");
  return tool;
};

const linesOf = async (...given: Parameters<typeof withBody>) => (await toolOf(...given)).arguments;

const object = (properties: JsonObject, ...required: string[]): JsonObject => ({
  type: "object",
  properties,
  ...(required.length > 0 && { required }),
});
const text = { type: "string" };
const ref = (name: string): JsonObject => ({ $ref: `#/components/schemas/${name}` });

describe("a path to every place in an argument", () => {
  test("through objects, lists and maps", async () => {
    const item = object({ sku: { ...text, maxLength: 8 } }, "sku");
    expect(
      await linesOf(
        object({
          items: { type: "array", items: item, minItems: 1 },
          labels: { type: "object", additionalProperties: { type: "integer", minimum: 1 } },
          mode: object({ wait: { type: "boolean", default: false } }),
        }),
      ),
    ).toEqual([
      { at: "items", in: "body", type: "array", minItems: 1 },
      { at: "items[]", type: "object" },
      { at: "items[].sku", required: true, type: "string", maxLength: 8 },
      { at: "labels", in: "body", type: "object" },
      { at: "labels.*", type: "integer", minimum: 1 },
      { at: "mode", in: "body", type: "object" },
      { at: "mode.wait", type: "boolean", default: false },
    ]);
  });

  test("keys that could be taken for more than a key are quoted, and no key is special", async () => {
    const properties = JSON.parse(
      '{"a.b": {"type": "string"}, "__proto__": {"type": "string"}}',
    ) as JsonObject;
    const lines = await linesOf(object({ one: object(properties) }));
    // Keys that model APIs refuse have another name, and the wire's is next to it.
    expect(lines.map(({ at, wire }) => [at, wire])).toEqual([
      ["one", undefined],
      ["one.a_b", "a.b"],
      ["one.proto", "__proto__"],
    ]);
  });
});

describe("what schemas say together", () => {
  test("references and allOf are one: the tighter limit, every required field", async () => {
    const schemas = {
      Base: { ...object({ name: { ...text, maxLength: 20 } }), additionalProperties: false },
    };
    const schema = object({
      who: { allOf: [ref("Base"), object({ name: { maxLength: 10, minLength: 2 } }, "name")] },
    });
    expect((await linesOf(schema, { schemas })).slice(0, 2)).toEqual([
      { at: "who", in: "body", type: "object", closed: true },
      { at: "who.name", required: true, type: "string", minLength: 2, maxLength: 10 },
    ]);
  });

  test.each([
    ["null next to one schema", { anyOf: [text, { type: "null" }] }, { type: "null|string" }],
    [
      "types that differ",
      { oneOf: [{ ...text, minLength: 2 }, { type: "integer" }] },
      { type: "integer|string", minLength: 2 },
    ],
    ["values", { oneOf: [{ const: "a" }, { enum: ["b", "c"] }] }, { type: "string", enum: ["a", "b", "c"] }],
    ["values whose type is not said", { enum: ["a", null] }, { type: "null|string", enum: ["a", null] }],
    ["nothing", {}, {}],
  ] as const)("%s", async (_, schema, line) => {
    expect(await linesOf(object({ x: schema as JsonObject }))).toEqual([{ at: "x", in: "body", ...line }]);
  });

  test("alternatives that differ in more stand side by side, under their names", async () => {
    const schemas = { Card: object({ number: text }, "number"), Bank: object({ iban: text }) };
    const lines = await linesOf(object({ pay: { oneOf: [ref("Card"), ref("Bank")] } }), { schemas });
    expect(lines.map(({ at }) => at)).toEqual([
      "pay",
      "pay(Card)",
      "pay(Card).number",
      "pay(Bank)",
      "pay(Bank).iban",
    ]);
  });

  test("of an optional body, a required field is required next to any other", async () => {
    const lines = await linesOf(object({ a: text, b: text, c: text }, "a"), { required: false });
    expect(lines.map(({ at, required, with: siblings }) => [at, required, siblings])).toEqual([
      ["a", undefined, ["*"]],
      ["b", undefined, undefined],
      ["c", undefined, undefined],
    ]);
  });

  test("rules that have no field of their own are hashed, words are not", async () => {
    const rules = async (schema: JsonObject) => (await linesOf(object({ x: schema })))[0]?.rules;
    const never = await rules({ ...text, not: { const: "a" } });
    expect(never).toMatch(/^[0-9a-f]{16}$/);
    expect(await rules({ ...text, not: { const: "a", description: "Words." } })).toBe(never);
    expect(await rules({ ...text, not: { const: "b" } })).not.toBe(never);
    expect(await rules(text)).toBeUndefined();
  });
});

describe("bounds", () => {
  test("a schema that holds itself is listed once", async () => {
    const schemas = { Node: object({ value: text, next: ref("Node") }) };
    expect(await linesOf(object({ root: ref("Node") }), { schemas })).toEqual([
      { at: "root", in: "body", type: "object" },
      { at: "root.value", type: "string" },
      { at: "root.next", type: "object", cut: "recursive" },
    ]);
  });

  test("what is too deep is marked, and only its rules are hashed", async () => {
    const nested = (depth: number, leaf: JsonObject): JsonObject =>
      depth === 0 ? leaf : object({ in: nested(depth - 1, leaf) });
    const tool = await toolOf(nested(12, text));
    const last = tool.arguments.at(-1);
    expect(last).toMatchObject({ type: "object", cut: "depth" });
    expect(last?.at.split(".")).toHaveLength(9);
    const unlisted = async (leaf: JsonObject) => (await toolOf(nested(12, leaf))).unlisted;
    expect(await unlisted({ ...text, description: "Words." })).toBe(tool.unlisted);
    expect(await unlisted({ ...text, minLength: 3 })).not.toBe(tool.unlisted);
  });

  test("of many, the deepest are left out", async () => {
    const many = (count: number): JsonObject =>
      object(Object.fromEntries(Array.from({ length: count }, (_, n) => [`k${n}`, text])));
    const tool = await toolOf(object({ few: many(100), more: object({ below: many(300) }) }));
    expect(tool.arguments).toHaveLength(103);
    expect(tool.arguments.at(-1)).toMatchObject({ at: "more.below", cut: "number" });
    expect(tool.unlisted).toBeDefined();
  });

  test("schemas that double at every step take no time", async () => {
    const schemas = Object.fromEntries(
      Array.from({ length: 60 }, (_, n) => [
        `S${n}`,
        n === 59 ? object({ end: text }) : { allOf: [ref(`S${n + 1}`), ref(`S${n + 1}`)] },
      ]),
    );
    expect((await linesOf(object({ x: ref("S0") }), { schemas })).map(({ at }) => at)).toEqual([
      "x",
      "x.end",
    ]);
  });

  test("long lists of values and long defaults are told by their hash", async () => {
    const values = Array.from({ length: 900 }, (_, n) => `value-${n}`);
    const [line] = await linesOf(object({ x: { ...text, enum: values, default: "d".repeat(300) } }));
    expect(line?.enum).toMatch(/^900 values, [0-9a-f]{16}$/);
    expect(line?.default).toMatch(/^[0-9a-f]{16}$/);
  });
});
