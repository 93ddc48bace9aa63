import { expect, test } from "vitest";
import { decode } from "./text.js";

const utf16 = (text: string, littleEndian: boolean): Uint8Array => {
  const bytes = Buffer.from(text, "utf16le");
  return littleEndian ? bytes : bytes.swap16();
};

test.each([
  ["UTF-8", Buffer.from("é: ✓")],
  ["UTF-8 with a mark", Buffer.from("\ufeffé: ✓")],
  ["UTF-16 LE with a mark", utf16("\ufeffé: ✓", true)],
  ["UTF-16 BE with a mark", utf16("\ufeffé: ✓", false)],
])("%s is text", (_, bytes) => {
  expect(decode(bytes)).toEqual({ ok: true, text: "é: ✓" });
});

test("UTF-16 without a mark gives itself away", () => {
  expect(decode(utf16("a: b", true))).toEqual({ ok: true, text: "a: b" });
  expect(decode(utf16("a: b", false))).toEqual({ ok: true, text: "a: b" });
});

test.each([
  ["a gzip archive", [0x1f, 0x8b, 8, 0]],
  ["a zip archive", [0x50, 0x4b, 3, 4]],
  ["a PDF file", [...Buffer.from("%PDF-1.7")]],
  ["its bytes are not UTF-8", [...Buffer.from("a: caf"), 0xe9]],
  ["a binary file", [...Buffer.from("abc"), 0, 0, 1]],
])("%s is named", (content, bytes) => {
  expect(decode(Uint8Array.from(bytes))).toEqual({ ok: false, content });
});
