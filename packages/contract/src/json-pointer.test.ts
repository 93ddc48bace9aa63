import { expect, test } from "vitest";
import { pointerTo, tokensOf, valueAt } from "./json-pointer.js";

test("names with slashes and tildes go through a pointer unharmed", () => {
  const pointer = pointerTo("/paths", "/a~b/{c}", 0);
  expect(pointer).toBe("/paths/~1a~0b~1{c}/0");
  expect(tokensOf(pointer)).toEqual(["paths", "/a~b/{c}", "0"]);
});

test("a pointer reaches own members only", () => {
  const document = JSON.parse('{"a": [{"b": 1}], "__proto__": {"c": 2}, "": 3}');
  expect(valueAt(document, "/a/0/b")).toBe(1);
  expect(valueAt(document, "/__proto__/c")).toBe(2);
  expect(valueAt(document, "/constructor")).toBeUndefined();
  expect(valueAt(document, "/")).toBe(3);
  expect(valueAt(document, "")).toBe(document);
});
