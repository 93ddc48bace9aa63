import { expect, test } from "vitest";
import { escapeMarkdown, firstLine } from "./markdown.js";

test.each([
  ["a | b\nc", "a \\| b c"],
  ["<script>x</script>", "\\<script\\>x\\</script\\>"],
  ["[a](javascript:b) `c` **d**", "\\[a\\](javascript:b) \\`c\\` \\*\\*d\\*\\*"],
  ["\u202eevil\u0007\u2028x", "evil x"],
  ["/users/{userId}", "/users/{userId}"],
])("%j is plain text on a page", (text, markdown) => {
  expect(escapeMarkdown(text)).toBe(markdown);
});

test.each([
  ["Get a pet. It must exist.", "Get a pet."],
  ["One\ntwo\n\nthree", "One two"],
  ["e.g. this one", "e.g. this one"],
  ["x".repeat(200), `${"x".repeat(159)}…`],
  ["", ""],
])("the first line of %j", (text, line) => {
  expect(firstLine(text)).toBe(line);
});
