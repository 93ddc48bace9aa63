import { expect, test } from "vitest";
import { select } from "./json-path.js";

const document = { paths: { "/a": { summary: `${"a".repeat(34)}!` }, "/b": { summary: "aaa" } } };

test.each(["^(a+)+$", "^(a|a)*$", "^(a|aa)+$"])(
  "a target with the pattern %s ends in bounded time",
  (pattern) => {
    const selection = select(document, `$.paths[?search(@.summary, '${pattern}')]`, 200);
    expect(selection).toEqual({ ok: false, problem: "it takes longer than 0.2 s; simplify its pattern" });
  },
);

test("a target with a plain pattern selects by it", () => {
  expect(select(document, "$.paths[?match(@.summary, 'a+')]")).toEqual({
    ok: true,
    places: [["paths", "/b"]],
  });
});
