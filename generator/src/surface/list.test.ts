import fc from "fast-check";
import { expect, test } from "vitest";
import { compareSurfaces, sentence } from "../diff/index.js";
import { surfaceOfList } from "./list.js";

const text = { type: "string" };
const tool = (name: string, inputSchema: unknown, more: object = {}) => ({ name, inputSchema, ...more });

const changesOf = async (
  before: readonly ReturnType<typeof tool>[],
  after: readonly ReturnType<typeof tool>[],
): Promise<readonly string[]> => {
  const { changes } = compareSurfaces(await surfaceOfList(before), await surfaceOfList(after));
  return changes.map((change) => `${change.breaking ? "! " : ""}${sentence(change)}`);
};

test("tools that came, went and changed, the last argument by argument", async () => {
  const before = [
    tool("send", { type: "object", properties: { to: text, note: text }, required: ["to"] }),
    tool("stop", {}),
  ];
  const after = [
    tool("find", { type: "object", properties: { a: text } }),
    tool("send", { type: "object", properties: { to: text, from: text }, required: ["to", "from"] }),
  ];
  const changes = await changesOf(before, after);
  expect(changes.filter((line) => line.startsWith("! "))).toHaveLength(3);
  expect(changes.join("\n")).toMatch(/stop.*note.*from.*find/s);
});

test("the order of tools and of keys is no difference; hints and words are", async () => {
  const [a, b] = [
    tool("a", { type: "object", properties: {} }),
    tool("b", { properties: {}, type: "object" }),
  ];
  expect(await changesOf([a, b], [b, { ...a, inputSchema: { properties: {}, type: "object" } }])).toEqual([]);
  const changed = { ...a, description: "Does a.", annotations: { readOnlyHint: true } };
  expect(await changesOf([a], [changed])).toHaveLength(2);
});

test("older dialects: definitions, lists of items", async () => {
  const schema = (maxLength: number) => ({
    type: "object",
    properties: { a: { $ref: "#/definitions/A" }, b: { type: "array", items: [text] } },
    definitions: { A: { type: "string", maxLength } },
  });
  const [line = "", ...others] = await changesOf([tool("t", schema(9))], [tool("t", schema(5))]);
  expect([line.startsWith("! "), line.includes("maxLength"), others]).toEqual([true, true, []]);
});

test("a tool without a schema, and several of one name, which keep their order", async () => {
  const list = [tool("b", {}), { name: "a" }, tool("a", { type: "object" }), tool("a", {})];
  const { tools } = await surfaceOfList(list);
  expect(tools.map(({ name }) => name)).toEqual(["a", "a", "a", "b"]);
  expect(tools[0]?.tokens).toBeLessThan(tools[2]?.tokens ?? 0);
  expect(tools[1]?.tokens).toBeGreaterThan(tools[2]?.tokens ?? 0);
});

test("any JSON is read as a schema as far as it makes sense", async () => {
  const keys = "type properties items $ref $defs required enum anyOf additionalProperties a #/$defs/a".split(
    " ",
  );
  const keyword = fc.constantFrom(...keys);
  const { schema } = fc.letrec((tie) => ({
    schema: fc.oneof(
      { maxDepth: 5 },
      fc.constantFrom(null, true, 7, "object", "#/$defs/a", "#/definitions/a", "#"),
      fc.array(tie("schema"), { maxLength: 3 }),
      fc.dictionary(keyword, tie("schema"), { maxKeys: 5 }),
    ),
  }));
  await fc.assert(
    fc.asyncProperty(schema, async (one) => {
      const surface = await surfaceOfList([tool("t", one)]);
      expect(compareSurfaces(surface, surface).changes).toEqual([]);
    }),
    { numRuns: 300 },
  );
});
