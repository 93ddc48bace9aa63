import { describe, expect, test } from "vitest";
import type { Json, JsonObject } from "../document/json.js";
import { isLongReply, isWideReply, replyFields } from "./reply-size.js";

const leaf = { type: "string" };
const fields = (count: number, prefix = "f"): JsonObject =>
  Object.fromEntries(Array.from({ length: count }, (_, index) => [`${prefix}${index}`, leaf]));
const object = (properties: JsonObject): JsonObject => ({ type: "object", properties });
const list = (items: Json): JsonObject => ({ type: "array", items });

const document: JsonObject = {
  components: {
    schemas: {
      Wide: object(fields(9)),
      Small: object(fields(2)),
      Again: { $ref: "#/components/schemas/Wide" },
      Loop: { $ref: "#/components/schemas/Loop" },
      Node: object({ a: leaf, child: { $ref: "#/components/schemas/Node" } }),
    },
  },
};
const ref = (name: string): JsonObject => ({ $ref: `#/components/schemas/${name}` });

test.each<[string, Json | undefined, boolean]>([
  ["eight fields", object(fields(8)), false],
  ["nine fields", object(fields(9)), true],
  ["fields of objects count", object({ a: object(fields(5)), b: object(fields(4)) }), true],
  ["a list of objects", list(object(fields(4))), true],
  ["a list of small objects", list(object(fields(3))), false],
  ["a list of text", list(leaf), false],
  ["a list in a wrapper", object({ data: list(object(fields(4))), next: leaf }), true],
  ["a list in two wrappers", object({ a: object({ b: list(object(fields(4))) }) }), true],
  ["a reference to a reference", ref("Again"), true],
  ["a list of references", list(ref("Wide")), true],
  ["allOf adds up", { allOf: [object(fields(5)), object(fields(4, "g"))] }, true],
  ["of alternatives the widest counts", { oneOf: [object(fields(1)), ref("Wide")] }, true],
  ["alternatives do not add up", { anyOf: [object(fields(5)), object(fields(5, "g"))] }, false],
  ["a circle of references", ref("Loop"), false],
  ["a recursion ends", ref("Node"), false],
  ["a reference to nowhere", { $ref: "#/nowhere" }, false],
  ["a reference to another file", { $ref: "other.yaml#/x" }, false],
  ["no schema", undefined, false],
  ["a boolean", true, false],
  ["nonsense", { type: 5, properties: [], allOf: {}, items: "x" }, false],
])("%s", (_, schema, wide) => expect(isWideReply(document, schema)).toBe(wide));

test.each<[string, Json | undefined, boolean]>([
  ["a list of text", list(leaf), true],
  ["a list without items", { type: "array" }, true],
  ["a list in a wrapper", object({ data: object({ names: list(leaf) }) }), true],
  ["a list in one alternative", { oneOf: [object(fields(1)), list(leaf)] }, true],
  ["a map", { type: "object", additionalProperties: leaf }, true],
  ["an object of which nothing is said", { type: "object" }, true],
  ["no schema", undefined, true],
  ["a reference to nowhere", { $ref: "#/nowhere" }, true],
  ["a small object", object({ a: leaf, b: object(fields(2)), c: { enum: [1] } }), false],
  ["a closed one", { ...object(fields(2)), additionalProperties: false }, false],
  ["parts of a small object", { allOf: [ref("Small"), object(fields(1))] }, false],
  ["one that refers back to itself", ref("Node"), false],
  ["plain text", leaf, false],
])("%s may grow", (_, schema, long) => expect(isLongReply(document, schema)).toBe(long));

test("schemas that branch at every level take no time", () => {
  const wide: JsonObject = {
    components: {
      schemas: {
        T: { anyOf: Array.from({ length: 50 }, () => object({ a: { $ref: "#/components/schemas/T" } })) },
      },
    },
  };
  const start = performance.now();
  expect([isWideReply(wide, ref("T")), isLongReply(wide, ref("T"))]).toEqual([false, true]);
  expect(performance.now() - start).toBeLessThan(500);
});

describe("the names of fields", () => {
  const people: JsonObject = {
    components: {
      schemas: {
        Person: {
          type: "object",
          properties: {
            name: {},
            friends: { type: "array", items: { $ref: "#/components/schemas/Person" } },
          },
        },
        Worker: {
          allOf: [
            { $ref: "#/components/schemas/Person" },
            { properties: { job: { properties: { title: {} } } } },
          ],
        },
      },
    },
  };

  test.each<[string, JsonObject, readonly string[]]>([
    [
      "of a list, and inside it",
      { type: "array", items: { $ref: "#/components/schemas/Worker" } },
      ["name", "friends", "job", "title"],
    ],
    ["of alternatives", { oneOf: [{ properties: { a: {} } }, { properties: { b: {} } }] }, ["a", "b"]],
    ["of nothing", { type: "string" }, []],
    ["of a reference that leads nowhere", { $ref: "#/components/schemas/None" }, []],
  ])("%s", (_, schema, names) => {
    expect(replyFields(people, schema)).toEqual(names);
  });

  test("are bounded", () => {
    const properties = Object.fromEntries(Array.from({ length: 500 }, (_, n) => [`f${n}`, {}]));
    expect(replyFields({}, { properties })).toHaveLength(80);
  });
});
