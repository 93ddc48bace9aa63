import { expect, it } from "vitest";
import { readQuery } from "./query.js";

it.each([
  ["Close an issue", "close issue", "update"],
  ["please show me all of the open invoices", "show me open invoices", "read"],
  ["listCalls", "list calls", "read"],
  ["delete_recording", "delete recording", "delete"],
  ["star a repository", "star repository", "act"],
  ["members of an organization", "members organization", undefined],
  ["who am I", "user me", "read"],
  ["How many messages did I send?", "messages me send", "read"],
  ["open a ticket", "create ticket", "create"],
  ["look at the logs", "show logs", "read"],
  ["set up a webhook", "create webhook", "create"],
  ["turn off alerts", "disable alerts", "update"],
  ["my issues, my pull requests", "me issues pull requests", undefined],
  ["to be or not to be", "not", undefined],
  ["of the", "of the", undefined],
  ["!?", "", undefined],
])("%s", (text, words, intent) => {
  expect(readQuery(text)).toEqual({ words: words.split(" ").filter((word) => word !== ""), intent });
});

it("reads a bounded part of a query", () => {
  expect(readQuery(Array.from({ length: 1_000 }, (_, n) => `w${n}`).join(" ")).words).toHaveLength(300);
  expect(readQuery("x".repeat(1_000_000)).words).toEqual(["x".repeat(4_000)]);
});
