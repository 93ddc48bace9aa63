import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { shownJson, shownText, type Window } from "./cut.js";

const window = (bound: number, from = 0): Window => ({ bound, from, rest: (next) => `Go on at ${next}.` });
const numbers = (count: number) => Array.from({ length: count }, (_, index) => index);

describe("JSON", () => {
  test("that fits is the API's own spelling", () => {
    expect(shownJson([1], "[ 1 ]", window(10))).toEqual({ text: "[ 1 ]", value: [1] });
  });
  test("that fits only without its blanks loses these", () => {
    expect(shownJson([1, 2], "[\n  1,\n  2\n]", window(6))).toEqual({ text: "[1,2]", value: [1, 2] });
  });
  test("keeps the first items of a list", () => {
    expect(shownJson(numbers(100), undefined, window(11))).toEqual({
      text: "[0,1,2,3,4]",
      value: [0, 1, 2, 3, 4],
      note: "Cut: the first 5 of 100 items are shown. Go on at 5.",
    });
  });
  test("and not one byte more", () => {
    expect(shownJson(numbers(100), undefined, window(10)).text).toBe("[0,1,2,3]");
  });
  test("goes on where it stopped, to the end", () => {
    expect(shownJson(numbers(8), undefined, window(11, 5))).toEqual({
      text: "[5,6,7]",
      value: [5, 6, 7],
      note: "Cut: 6 to 8 of 8 items are shown.",
    });
  });
  test("behind the end there is nothing", () => {
    expect(shownJson(numbers(8), undefined, window(11, 90))).toMatchObject({
      value: [],
      note: "Cut: none of 8 items is shown.",
    });
  });
  test("cuts the longest list, and keeps what is around it", () => {
    const value = { total: 50, few: [1], data: { rows: numbers(50) }, next: "x" };
    const shown = shownJson(value, undefined, window(70));
    expect(shown.value).toEqual({ ...value, data: { rows: numbers(9) } });
    expect(shown.text).toBe(JSON.stringify(shown.value));
    expect(shown.note).toBe("Cut: the first 9 of 50 items of data.rows are shown. Go on at 9.");
  });
  test("without a list is cut like text", () => {
    expect(shownJson({ a: "x".repeat(100) }, undefined, window(10))).toEqual({
      text: '{"a":"xxxx',
      note: "Cut: the first 10 of 108 bytes are shown. Go on at 10.",
    });
  });
  test("with an item that does not fit is cut like text, wherever it is asked for", () => {
    const value = [1, "x".repeat(100), 2];
    expect(shownJson(value, undefined, window(20)).value).toBeUndefined();
    expect(shownJson(value, undefined, window(20, 20))).toEqual({
      text: "x".repeat(20),
      note: expect.stringMatching(/^Cut: 21 to 40 of 108 bytes/),
    });
  });
  test("is never longer than the bound, is valid, and its parts make the whole", () => {
    const item = fc.oneof(
      fc.integer(),
      fc.string({ maxLength: 20 }),
      fc.dictionary(fc.string({ maxLength: 3 }), fc.boolean(), { maxKeys: 4 }),
    );
    fc.assert(
      fc.property(
        fc.array(item, { minLength: 1, maxLength: 60 }),
        fc.integer({ min: 200, max: 400 }),
        (items, bound) => {
          const collected: unknown[] = [];
          for (let from = 0; from < items.length; ) {
            const { text, value } = shownJson({ items }, undefined, window(bound, from));
            expect(Buffer.byteLength(text)).toBeLessThanOrEqual(bound);
            expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)));
            const part: unknown[] = JSON.parse(text).items;
            collected.push(...part);
            from += part.length;
            if (part.length === 0) throw new Error("no progress");
          }
          expect(collected).toEqual(JSON.parse(JSON.stringify(items)));
        },
      ),
    );
  });
});

describe("text", () => {
  test("that fits is whole", () => expect(shownText("abc", window(3))).toEqual({ text: "abc" }));
  test("is cut with a note, and its parts make the whole", () => {
    fc.assert(
      fc.property(
        fc.string({ unit: "binary", minLength: 1, maxLength: 60 }),
        fc.integer({ min: 4, max: 30 }),
        (whole, bound) => {
          // Lone surrogates are not text.
          fc.pre(whole.isWellFormed());
          const bytes = Buffer.byteLength(whole);
          let text = "";
          for (let from = 0; from < bytes; from = Buffer.byteLength(text)) {
            text += shownText(whole, window(bound, from)).text;
          }
          expect(text).toBe(whole);
        },
      ),
    );
  });
  test("beyond what was read has no end to go on to", () => {
    expect(shownText("abcdef", { ...window(4), rest: () => "", readTo: 99 })).toEqual({
      text: "abcd",
      note: "Cut: the first 4 of more than 99 bytes are shown.",
    });
  });
});
