import { describe, expect, test } from "vitest";
import { selectFields } from "./fields.js";

const pets = [
  { id: 1, name: "a", owner: { id: 7, name: "x" }, tags: ["t"] },
  { id: 2, name: "b", owner: null, tags: [] },
];

describe("what is kept", () => {
  test.each<[string, unknown, readonly string[], unknown]>([
    ["a field", pets[0], ["id"], { id: 1 }],
    ["nested", pets[0], ["owner.name"], { owner: { name: "x" } }],
    ["several of one object", pets[0], ["owner.name", "owner.id"], { owner: { id: 7, name: "x" } }],
    ["a whole object, and a part of it", pets[0], ["owner", "owner.id"], { owner: { id: 7, name: "x" } }],
    ["the order of the reply", pets[0], ["name", "id"], { id: 1, name: "a" }],
    ["of each item", pets, ["id"], [{ id: 1 }, { id: 2 }]],
    ["of each item, as structured content calls the list", pets, ["items.id"], [{ id: 1 }, { id: 2 }]],
    ["the whole list by that name", pets, ["items"], pets],
    ["null where nothing can be selected", pets, ["owner.id"], [{ owner: { id: 7 } }, { owner: null }]],
    [
      "lists inside objects",
      { data: { pets } },
      ["data.pets.id"],
      { data: { pets: [{ id: 1 }, { id: 2 }] } },
    ],
    ["an own items key", [{ items: [{ a: 1, b: 2 }] }], ["items.a"], [{ items: [{ a: 1 }] }]],
    ["lists in lists", [[{ a: 1, b: 2 }]], ["a"], [[{ a: 1 }]]],
    ["a key with a dot", { "a.b": { c: 1, d: 2 }, a: 3 }, ["a.b.c"], { "a.b": { c: 1 } }],
    ["of empty lists nothing is said", { items: [] }, ["items.id"], { items: [] }],
    ["digits of big integers", { id: "9007199254740993", x: 1 }, ["id"], { id: "9007199254740993" }],
  ])("%s", (_, value, paths, expected) => expect(selectFields(value, paths)).toEqual({ value: expected }));

  test("items that lack a field that others have stay in their place", () => {
    expect(selectFields([{ a: 1 }, { b: 2 }], ["a"])).toEqual({ value: [{ a: 1 }, {}] });
  });
  test("__proto__ and constructor are fields like any other", () => {
    const { value, note } = selectFields(JSON.parse('{"__proto__":{"a":1},"b":2}'), ["__proto__.a"]);
    expect(JSON.stringify(value)).toBe('{"__proto__":{"a":1}}');
    expect(note).toBeUndefined();
    expect(selectFields({ a: 1 }, ["constructor"]).note).toContain("constructor");
  });
});

describe("what is not there", () => {
  test("is named with the nearest that is", () => {
    expect(selectFields({ data: pets }, ["data.naem", "data.id", "zzzzzz"])).toEqual({
      value: { data: [{ id: 1 }, { id: 2 }] },
      note: 'Not in the reply: data.naem (did you mean "data.name"?), zzzzzz.',
    });
  });
  test("below a plain value", () => {
    expect(selectFields({ a: 1, b: 2 }, ["a.x", "b"]).value).toEqual({ b: 2 });
  });
  test("leaves the whole reply when nothing else was asked for", () => {
    expect(selectFields({ id: 1 }, ["ids"])).toEqual({
      value: { id: 1 },
      note: 'Not in the reply: ids (did you mean "id"?); the whole reply is given.',
    });
  });
});
