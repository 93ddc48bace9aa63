import { expect, test } from "vitest";
import type { Json } from "../1-load/index.js";
import { applyUpdate } from "./merge.js";

const merged = (target: Json, update: Json) => {
  const changed: string[] = [];
  const value = applyUpdate(target, update, (tokens) => changed.push(tokens.join("/")));
  return { value, changed };
};

test("members are merged, lists joined, everything else replaced", () => {
  const target = { a: { b: 1, c: [1] }, d: "old", e: "same" };
  const update = { a: { b: 2, c: [2] }, d: { new: true }, e: "same", f: null };
  expect(merged(target, update)).toEqual({
    value: { a: { b: 2, c: [1, 2] }, d: { new: true }, e: "same", f: null },
    changed: ["a/b", "a/c", "d", "f"],
  });
  expect(target).toEqual({ a: { b: 1, c: [1] }, d: "old", e: "same" });
});

test("a list gets an entry, or the entries of a list", () => {
  expect(merged([1], { x: 1 })).toEqual({ value: [1, { x: 1 }], changed: ["1"] });
  expect(merged([1], [2, 3])).toEqual({ value: [1, 2, 3], changed: ["1", "2"] });
});

test("an object cannot take a list, and a text takes nothing", () => {
  expect(merged({ a: 1 }, [1]).value).toBeUndefined();
  expect(merged("text", { a: 1 }).value).toBeUndefined();
});

test("hostile names are only names", () => {
  const { value } = merged(JSON.parse('{"__proto__": {"a": 1}}'), JSON.parse('{"__proto__": {"b": 2}}'));
  expect(JSON.stringify(value)).toBe('{"__proto__":{"a":1,"b":2}}');
  expect(({} as { b?: unknown }).b).toBeUndefined();
});
