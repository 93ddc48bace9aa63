import { expect, test } from "vitest";
import { lineDiff } from "./line-diff.js";
import type { DiffLine } from "./types.js";

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

test("beside nothing, everything changed", () => {
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
