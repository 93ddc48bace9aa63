import { expect, test } from "vitest";
import { lineDiff, pretty } from "./lines.js";
import type { DiffLine } from "./types.js";

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

const signs = { same: " ", changed: "*", blank: "_", fold: "~" } as const;
const spelled = (lines: readonly DiffLine[]) => lines.map(({ kind, text }) => `${signs[kind]}${text}`);

const sides = (before: string, after: string) => {
  const { before: left, after: right } = lineDiff(before.split(" "), after.split(" "));
  expect(left.length).toBe(right.length);
  return [spelled(left).join(" "), spelled(right).join(" ")];
};

test.each([
  ["equal texts, which fold", "a b", "a b", "~… 2 equal lines", "~… 2 equal lines"],
  ["a changed line", "a b c", "a x c", " a *b  c", " a *x  c"],
  ["an added line", "a c", "a b c", " a _  c", " a *b  c"],
  ["a removed line", "a b c", "a c", " a *b  c", " a _  c"],
  ["two lines for one", "a b c", "a x y c", " a *b _  c", " a *x *y  c"],
  ["lines that moved", "a b c", "b c a", "*a  b  c _", "_  b  c *a"],
])("%s", (_, before, after, left, right) => {
  expect(sides(before, after)).toEqual([left, right]);
});

test("compared with nothing, everything changed", () => {
  expect(lineDiff([], ["a", "b"])).toEqual({
    before: [
      { kind: "blank", text: "" },
      { kind: "blank", text: "" },
    ],
    after: [
      { kind: "changed", text: "a" },
      { kind: "changed", text: "b" },
    ],
  });
});

test("equal lines far from a difference fold, on both sides alike", () => {
  const lines = Array.from({ length: 20 }, (_, n) => `l${n}`);
  const { before, after } = lineDiff(lines, lines.with(10, "new"));
  expect(spelled(before)).toEqual([
    "~… 7 equal lines",
    " l7",
    " l8",
    " l9",
    "*l10",
    " l11",
    " l12",
    " l13",
    "~… 6 equal lines",
  ]);
  expect(spelled(after)[4]).toBe("*new");
});

test("no side loses a changed line", () => {
  const before = Array.from({ length: 300 }, (_, n) => `${n % 7}`);
  const after = Array.from({ length: 280 }, (_, n) => `${n % 5}`);
  const { before: left, after: right } = lineDiff(before, after);
  const kept = (lines: readonly DiffLine[]) =>
    lines.reduce((sum, { kind, text }) => {
      if (kind === "fold") return sum + Number(/\d+/.exec(text)?.[0]);
      return kind === "blank" ? sum : sum + 1;
    }, 0);
  expect([kept(left), kept(right)]).toEqual([300, 280]);
});
