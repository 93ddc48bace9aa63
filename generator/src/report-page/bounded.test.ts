import { expect, test } from "vitest";
import { bounded, boundedLine, codeWeightOf, createRoom, firstOf, moreNote, weightOf } from "./bounded.js";

test("a text that fits is as it was, with its lines", () => {
  expect(bounded("a\r\nb\nc", 10)).toBe("a\nb\nc");
  expect(boundedLine("a\nb", 10)).toBe("a b");
});

test("a cut text says how much is missing", () => {
  expect(bounded("a".repeat(1_300), 100)).toBe(`${"a".repeat(100)}… [1,200 more characters]`);
});

test("a cut never halves a character", () => {
  expect(bounded(`${"😀".repeat(3)}`, 3)).toBe("😀… [4 more characters]");
});

test("hidden characters are spelled out", () => {
  expect(bounded("pay\u202Eevil\u200B\u001b[31m", 100)).toBe("pay<U+202E>evil<U+200B><U+001B>[31m");
});

test("a list and its rest", () => {
  expect(firstOf([1, 2, 3], 2)).toEqual({ shown: [1, 2], left: 1 });
  expect(moreNote(0, "tool")).toBe("");
  expect(moreNote(1_001, "tool")).toBe("… and 1,001 tools more");
});

test("a text weighs what it takes once it is escaped, or more", () => {
  expect(weightOf(`<a href="x">`)).toBeGreaterThanOrEqual("&lt;a href&#x3D;&quot;x&quot;&gt;".length);
  expect(codeWeightOf('{"a": "<&>"}')).toBe('{"a": "&lt;&amp;&gt;"}'.length + 2);
});

test("room is given until it is used up", () => {
  const fits = createRoom(10);
  expect([fits(6), fits(4), fits(1), fits(0)]).toEqual([true, true, false, false]);
});
