import fc from "fast-check";
import { expect, test } from "vitest";
import { compilePattern } from "./pattern.js";

test.each([
  ["^\\+[1-9]\\d{1,14}$", "+19195550100", true],
  ["^\\+[1-9]\\d{1,14}$", "19195550100", false],
  ["b", "abc", true],
  ["^[\\w-.]+$", "a-b", true],
  ["^\\p{L}+$", "é", true],
  ["^[\\u4e00-\\u9fa5]+$", "中", true],
  ["^\\/a\\-b$", "/a-b", true],
  ["^(?=.*\\d)(?=.*[a-z]).+$", "a1", true],
  ["^(?=.*\\d)(?=.*[a-z]).+$", "a", false],
  ["^.{1,2000}$", "x".repeat(2_000), true],
  ["^.{1,2000}$", "x".repeat(2_001), false],
])("%s on %s", (pattern, text, fits) => {
  expect(compilePattern(pattern).test(text)).toBe(fits);
});

test("patterns that blow up in JavaScript end at once", () => {
  const text = `${"a".repeat(50_000)}!`;
  const begun = performance.now();
  for (const pattern of ["^(a+)+$", "^(a|a)*$", "^(a|aa)+$", "(.*)*x$"])
    expect(compilePattern(pattern).test(text)).toBe(false);
  expect(performance.now() - begun).toBeLessThan(5_000);
});

test.each([
  ["(a+)\\1+$", "a"],
  ["^(?=(a+)+$)a", "a"],
  ["(?=.)a*a*a*a*b", "a"],
  ["^(?!(a+)+b)(a+)+$", "a"],
])(
  "%s, which no other engine knows, is given up on long text and still judges short one",
  (pattern, letter) => {
    const compiled = compilePattern(pattern);
    const begun = performance.now();
    for (let count = 0; count < 1_000; count += 1)
      expect(compiled.test(`${letter.repeat(4_900 - count)}!`)).toBe(true);
    // Twenty milliseconds at a time, and the bound halves with each.
    expect(performance.now() - begun).toBeLessThan(3_000);
    expect(compiled.test("!")).toBe(false);
  },
);

test("text means the same to both engines", () => {
  const patterns = ["^[a-c]+$", "^\\w{2,3}$", "[^0-9]", "^$", "a|b$", "^\\s*\\S+\\s*$"];
  fc.assert(
    fc.property(fc.constantFrom(...patterns), fc.string({ maxLength: 6 }), (pattern, text) => {
      expect(compilePattern(pattern).test(text)).toBe(new RegExp(pattern, "u").test(text));
    }),
  );
});
