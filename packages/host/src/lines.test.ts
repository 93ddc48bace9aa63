import { expect, it } from "vitest";
import { lineSplitter } from "./lines.js";

const split = (most: number, chunks: readonly string[]) => {
  const seen: string[] = [];
  const push = lineSplitter(most, {
    line: (text) => seen.push(text),
    tooLong: (head, tail) => seen.push(`TOO LONG: ${head} ${tail}`),
  });
  for (const chunk of chunks) push(Buffer.from(chunk));
  return seen;
};

it.each([
  [["a\nb\n"], ["a", "b"]],
  [
    ["a", "b\r\n", "\n\nc\n", "rest"],
    ["ab", "c"],
  ],
  [["0123456789x\nok\n"], ["TOO LONG: 0123456789x 0123456789x", "ok"]],
  [
    ["01234", "56789", "x", "more", "\nok\n"],
    ["TOO LONG: 0123456789x 0123456789xmore", "ok"],
  ],
])("%j", (chunks, lines) => {
  expect(split(10, chunks)).toEqual(lines);
});

it("keeps characters that two chunks share", () => {
  const bytes = Buffer.from("é\n");
  const seen: string[] = [];
  const push = lineSplitter(10, { line: (text) => seen.push(text), tooLong: () => undefined });
  push(bytes.subarray(0, 1));
  push(bytes.subarray(1));
  expect(seen).toEqual(["é"]);
});
