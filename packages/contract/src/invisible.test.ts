import { expect, test } from "vitest";
import { codePointName, concealing, escapedUnits, invisible, isPlain, withVisible } from "./invisible.js";

const points = (...codes: readonly number[]): string => String.fromCodePoint(...codes);
const rid = (text: string, pattern: RegExp): string => text.replaceAll(pattern, "");

test.each([
  ["controls, a return alone too", points(0, 7, 0x0d, 0x1b, 0x7f, 0x85, 0x9b)],
  ["bidirectional marks", points(0x061c, 0x200e, 0x200f, 0x202a, 0x202e, 0x2066, 0x2069)],
  ["zero width", points(0x200b, 0x2060, 0xfeff, 0x034f, 0x180e)],
  ["line separators", points(0x2028, 0x2029)],
  ["tags", points(0xe0001, 0xe0041, 0xe007f)],
  ["blank letters", points(0x115f, 0x1160, 0x3164, 0xffa0)],
  ["annotations", points(0xfff9, 0xfffb)],
  ["half a pair", "\ud800"],
])("%s conceal", (_, text) => {
  expect(rid(`a${text}b`, concealing)).toBe("ab");
  expect(rid(`a${text}b`, invisible)).toBe("ab");
});

test("joiners, variation selectors and the soft hyphen are invisible, but scripts need them", () => {
  const text = points(0x200c, 0x200d, 0xfe0f, 0xe0100, 0x180b, 0x00ad);
  expect(rid(text, concealing)).toBe(text);
  expect(rid(text, invisible)).toBe("");
});

test("what shows stays: blanks, line feeds, tabs, letters and marks of all scripts", () => {
  const text = `a\tb\n${points(0xa0, 0x3000, 0x0301, 0x0600, 0x0915, 0x093c, 0x1f600)}`;
  expect(rid(text, invisible)).toBe(text);
});

test("names and escapes", () => {
  expect(codePointName(points(0x200b))).toBe("U+200B");
  expect(codePointName(points(0xe0041))).toBe("U+E0041");
  expect(JSON.parse(`"${escapedUnits(points(0xe0041))}"`)).toBe(points(0xe0041));
});

test("a value shows what its strings and keys hide", () => {
  const hidden = points(0x202e, 0xe0041);
  const spelled = "\\u202e\\udb40\\udc41";
  expect(withVisible({ [`k${hidden}`]: [`a${hidden}`, 1, null, { b: "c\r\n\td" }] })).toEqual({
    [`k${spelled}`]: [`a${spelled}`, 1, null, { b: "c\r\n\td" }],
  });
});

test("a plain text hides nothing, read as it is or as JSON", () => {
  for (const text of ["", 'a "b" {c: [1]}~', "two\n\tlines"]) {
    expect(isPlain(text)).toBe(true);
    expect(text).not.toMatch(concealing);
  }
  // A JSON text spells what it hides with a backslash, if it does not hold it.
  for (const text of ["é", points(0x200b), points(0x0d), points(0x7f), String.raw`"\u200b"`])
    expect(isPlain(text)).toBe(false);
});
