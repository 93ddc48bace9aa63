import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseJson } from "./json.js";

describe("exact numbers", () => {
  test.each([
    ["9007199254740991", 9007199254740991],
    ["9007199254740992", "9007199254740992"],
    ["9007199254740993", "9007199254740993"],
    ["-9007199254740993", "-9007199254740993"],
    ["[12345678901234567890,1]", ["12345678901234567890", 1]],
    ['{"a":9007199254740993,"b":"9007199254740993"}', { a: "9007199254740993", b: "9007199254740993" }],
    ['{"9007199254740993":1}', { "9007199254740993": 1 }],
    ['"\\"9007199254740993"', '"9007199254740993'],
    ['["\\\\",9007199254740993]', ["\\", "9007199254740993"]],
    ["1e400", "1e400"],
    ["-1E+999", "-1E+999"],
    ["1e20", 1e20],
    ["0.12345678901234567890", 0.12345678901234568],
    ["-0", -0],
    [" 5 ", 5],
  ])("%s", (text, value) => {
    expect(parseJson(text)).toEqual({ value });
  });
  test.each([
    "",
    "{",
    "[1",
    "01234567890123456789",
    "{12345678901234567890:1}",
    "-",
    "'a'",
    '"',
    '"\\',
    "1 2",
    "NaN",
    "tru",
  ])("%j is not JSON", (text) => {
    expect(parseJson(text)).toBeUndefined();
  });
});

test("__proto__ is an own key and pollutes nothing", () => {
  const parsed = parseJson('{"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}}}');
  expect(JSON.stringify(parsed?.value)).toContain('"__proto__"');
  expect(Reflect.get({}, "polluted")).toBeUndefined();
});

test("deep nesting is refused, moderate nesting is not", () => {
  expect(parseJson("[".repeat(400) + "]".repeat(400))).toBeDefined();
  expect(parseJson("[".repeat(100_000) + "]".repeat(100_000))).toBeUndefined();
  expect(parseJson('{"a":'.repeat(100_000))).toBeUndefined();
});

test("agrees with JSON.parse wherever no digits are lost", () => {
  fc.assert(
    fc.property(fc.jsonValue({ stringUnit: "binary" }), fc.boolean(), (value, pretty) => {
      const text = JSON.stringify(value, null, pretty ? 2 : 0);
      expect(JSON.stringify(parseJson(text)?.value)).toBe(JSON.stringify(asRead(value)));
    }),
  );
});

/** Doubles beyond 2^53 that print as integers come back as text. */
const asRead = (value: unknown): unknown => {
  if (typeof value === "number")
    return /^-?\d{16,}$/.test(`${value}`) && !Number.isSafeInteger(value) ? `${value}` : value;
  if (Array.isArray(value)) return value.map(asRead);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, asRead(member)]));
};

test("any integer keeps its digits", () => {
  fc.assert(
    fc.property(fc.bigInt(), (number) => {
      expect(String(parseJson(`{"id":${number}}`)?.value)).toBe("[object Object]");
      expect(parseJson(`[${number}]`)?.value).toEqual([
        Number.isSafeInteger(Number(number)) ? Number(number) : `${number}`,
      ]);
    }),
  );
});
