import { expect, test } from "vitest";
import { pretty } from "./pretty.js";

test.each([
  ["a short object", { a: 1, b: [true, null, "x"] }, ['{ "a": 1, "b": [true, null, "x"] }']],
  ["nothing in it", { a: {}, b: [] }, ['{ "a": {}, "b": [] }']],
  ["a scalar", "x\ny", ['"x\\ny"']],
  ["a number that JSON knows no end of", 12345678901234567890n, ["12345678901234567890"]],
  [
    "long members",
    { a: "x".repeat(60), b: { c: "y".repeat(60) }, d: 1 },
    ["{", `  "a": "${"x".repeat(60)}",`, `  "b": { "c": "${"y".repeat(60)}" },`, '  "d": 1', "}"],
  ],
  [
    "a long list",
    ["x".repeat(60), "y".repeat(60)],
    ["[", `  "${"x".repeat(60)}",`, `  "${"y".repeat(60)}"`, "]"],
  ],
])("prints %s", (_, value, lines) => {
  expect(pretty(value, 100)).toEqual({ lines, cut: false });
});

test("what it prints is the value", () => {
  const value = {
    list: Array.from({ length: 40 }, (_, n) => ({ n, words: "w".repeat(n * 5) })),
    deep: { a: { b: [[[]]] } },
  };
  expect(JSON.parse(pretty(value, 1_000).lines.join("\n"))).toEqual(value);
});

test("keys are data, whatever they are called", () => {
  const value: unknown = JSON.parse('{"__proto__": {"x": 1}, "constructor": 2}');
  expect(pretty(value, 10).lines).toEqual(['{ "__proto__": { "x": 1 }, "constructor": 2 }']);
});

test("a long string is cut with a mark", () => {
  expect(pretty("x".repeat(1_400), 10).lines).toEqual([`"${"x".repeat(400)}"… [1,000 more characters]`]);
});

test("a wide or a deep value costs no more lines than allowed", () => {
  const wide = Array.from({ length: 100_000 }, (_, n) => `${n} ${"x".repeat(20)}`);
  expect(pretty(wide, 30)).toMatchObject({ lines: { length: 30 }, cut: true });
  let deep: unknown = "x";
  for (let level = 0; level < 50_000; level++) deep = { a: deep };
  const shown = pretty(deep, 30);
  expect(shown).toMatchObject({ lines: { length: 30 }, cut: true });
  expect(Math.max(...shown.lines.map((line) => line.length))).toBeLessThan(100);
});
