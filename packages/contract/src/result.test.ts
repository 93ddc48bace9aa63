import { expect, test } from "vitest";
import { jsonResult } from "./result.js";

test("text and structured content of a result say the same, and hide nothing", () => {
  const result = jsonResult({ "k\u202e": ["a\u200bb", 1, "two\nlines"] });
  expect(result.structuredContent).toEqual({ "k\\u202e": ["a\\u200bb", 1, "two\nlines"] });
  const [block] = result.content;
  expect(JSON.parse(block?.type === "text" ? block.text : "")).toEqual(result.structuredContent);
});

test("what hides nothing is given as it is", () => {
  const value = { a: [1, "b"] };
  expect(jsonResult(value)).toEqual({
    content: [{ type: "text", text: '{"a":[1,"b"]}' }],
    structuredContent: value,
  });
});
