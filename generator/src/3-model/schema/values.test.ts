import fc from "fast-check";
import { expect, test } from "vitest";
import { pattern, strictPattern } from "./values.js";

test.each([
  ["^[a-z]{2,3}$", "^[a-z]{2,3}$"],
  ["^{[0-9]{4}}$", "^\\{[0-9]{4}\\}$"],
  ["^[\\w-.]+$", "^[\\w\\-.]+$"],
  ["^[.-\\w]+$", "^[.\\-\\w]+$"],
  ["^\\@\\_a\\-b$", "^@_a-b$"],
  ["^a]$", "^a\\]$"],
  ["(", "("],
])("%s becomes %s", (given, want) => {
  expect(strictPattern(given)).toBe(want);
});

test("the strict spelling means the same", () => {
  const piece = fc.constantFrom(
    "{",
    "}",
    "]",
    "\\-",
    "\\@",
    "[\\w-.]",
    "[.-\\d]",
    "a",
    "{2}",
    "{2,}",
    "\\d",
    "[a-c]",
    "x?",
    "-",
  );
  fc.assert(
    fc.property(
      fc.array(piece, { maxLength: 6 }),
      fc.string({ unit: fc.constantFrom(..."{}]-@.a12x"), maxLength: 8 }),
      (pieces, text) => {
        const loose = pieces.join("");
        let expression: RegExp;
        try {
          expression = new RegExp(loose);
        } catch {
          return;
        }
        const strict = strictPattern(loose);
        expect(new RegExp(strict).test(text)).toBe(expression.test(text));
      },
    ),
    { numRuns: 2_000 },
  );
});

test.each([
  ["^[a-z]((?![_-]{2,})[a-z_-])+$", "^[a-z]((?![_-][_-])[a-z_-])+$"],
  ["^(?!a+)(?=\\d{3,5})x$", "^(?!a)(?=\\d\\d\\d)x$"],
  ["^(?!a\\+)[+]$", "^(?!a\\+)[+]$"],
  ["^(?!a+?b)c$", "^(?!a+?b)c$"],
  ["^(?!\\x61{2,})c$", "^(?!\\x61{2,})c$"],
])("a lookahead of %s needs no more than the least count", (given, want) => {
  expect(pattern(given, () => true)).toEqual({ value: want });
});

test("lookaheads without what they do not need mean the same", () => {
  const piece = fc.constantFrom(
    "a",
    "b",
    "\\d",
    "[ab]",
    "(?!a+)",
    "(?=b{2,})",
    "(?![ab]{2,3})",
    "(?=a|b+)",
    ".",
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 5 }), fc.stringMatching(/^[ab1]{0,6}$/), (pieces, text) => {
      const given = `^${pieces.join("")}$`;
      const read = pattern(given, () => true);
      if ("value" in read)
        expect(new RegExp(String(read.value)).test(text)).toBe(new RegExp(given).test(text));
    }),
  );
});
