import { expect, it } from "vitest";
import { stem } from "./stem.js";

it.each([
  ["close closes closed closing"],
  ["issue issues"],
  ["list lists listed listing listings"],
  ["star stars starred starring"],
  ["repository repositories"],
  ["branch branches"],
  ["box boxes"],
  ["address addresses"],
  ["verify verified verifies"],
  ["invite invitation invitations"],
  ["protect protection protected"],
  ["review reviewer reviewers"],
  ["get getting"],
  ["transcript transcription"],
])("one word: %s", (forms) => {
  expect([...new Set(forms.split(" ").map(stem))]).toHaveLength(1);
});

it.each([
  ["status", "state"],
  ["order", "ordeal"],
  ["user", "use"],
  ["team", "tea"],
  ["ring", "red"],
  ["string", "strong"],
  ["post", "pos"],
])("two words: %s, %s", (a, b) => {
  expect(stem(a)).not.toBe(stem(b));
});

it.each(["s", "es", "ing", "ed", "ies", "ation", "", "é", "数据", "a1"])("does not eat up %j", (word) => {
  expect(stem(word).length).toBeGreaterThanOrEqual(Math.min(1, word.length));
});
