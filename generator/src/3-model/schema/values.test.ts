import fc from "fast-check";
import { expect, test } from "vitest";
import { strictPattern } from "./values.js";

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
