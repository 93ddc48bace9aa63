import { expect, test } from "vitest";
import type { Json } from "../document/json.js";
import type { OverlayVersion } from "./format.js";
import { applyUpdate, holds } from "./merge.js";

const merged = (target: Json, update: Json, version: OverlayVersion = "1.0") => {
  const changed: string[] = [];
  const result = applyUpdate(target, update, version, (tokens) => changed.push(tokens.join("/")));
  return result.ok ? { value: result.value, changed } : { problem: result.problem };
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
  expect(merged({ a: 1 }, [1])).toEqual({ problem: "the update of an object must be an object" });
  expect(merged("text", { a: 1 })).toEqual({ problem: "it is neither an object nor a list" });
});

test("since 1.1 a plain value takes another one, and nothing else", () => {
  expect(merged("text", "other")).toEqual({ problem: "it is neither an object nor a list" });
  expect(merged("text", "other", "1.1")).toEqual({ value: "other", changed: [""] });
  expect(merged(null, 1, "1.1")).toEqual({ value: 1, changed: [""] });
  expect(merged("same", "same", "1.1")).toEqual({ value: "same", changed: [] });
  expect(merged("text", { a: 1 }, "1.1")).toEqual({
    problem: "it is a plain value and the update is an object",
  });
});

test("since 1.1 a value does not take the place of one of another kind", () => {
  const target = { a: { b: [1] }, c: "text" };
  expect(merged(target, { a: { b: "x" } }, "1.1")).toEqual({
    problem: "the update has a plain value where /a/b is a list",
  });
  expect(merged(target, { c: { d: 1 } }, "1.1")).toHaveProperty("problem");
  expect(merged(target, { a: null }, "1.1")).toHaveProperty("problem");
  expect(merged(target, { c: null }, "1.1")).toMatchObject({ value: { c: null } });
  expect(merged(target, { a: { b: "x" } })).toMatchObject({ value: { a: { b: "x" } } });
});

test("in 1.0 an empty member is no order to drop what is there", () => {
  const target = { components: { schemas: {} }, tags: [1] };
  expect(merged(target, { components: null, tags: null })).toEqual({ value: target, changed: [] });
  expect(merged({}, { components: null })).toEqual({ value: { components: null }, changed: ["components"] });
});

test("an update has nothing to add when everything of it is there", () => {
  expect(holds({ a: { b: [1, 2] }, c: 1 }, { a: { b: [2] } })).toBe(true);
  expect(holds({ a: { b: [1, 2] } }, { a: { b: [3] } })).toBe(false);
  expect(holds({ a: 1 }, { b: null })).toBe(false);
  expect(holds([{ x: 1 }], { x: 1 })).toBe(true);
});

test("hostile names are only names", () => {
  const { value } = merged(JSON.parse('{"__proto__": {"a": 1}}'), JSON.parse('{"__proto__": {"b": 2}}'));
  expect(JSON.stringify(value)).toBe('{"__proto__":{"a":1,"b":2}}');
  expect(({} as { b?: unknown }).b).toBeUndefined();
});
