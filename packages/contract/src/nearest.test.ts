import { expect, test } from "vitest";
import { nearest } from "./index.js";

test.each([
  ["descripton", ["title", "description"], "description"],
  ["Naming", ["naming", "name"], "naming"],
  ["outptu", ["output", "input"], "output"],
  ["/repo/{id}", ["/repos/{id}", "/users"], "/repos/{id}"],
  ["ab", ["xy"], undefined],
  ["completely", ["different"], undefined],
  ["x", [], undefined],
])("`%s` among %j means %s", (name, candidates, meant) => {
  expect(nearest(name, candidates)).toBe(meant);
});

test("the closest wins, and the first among equals", () => {
  expect(nearest("color", ["colour", "colors", "color1", "color"])).toBe("color");
  expect(nearest("color", ["colour", "colors"])).toBe("colour");
});
