import type { SearchIndex } from "@jackfield/contract";
import { expect, test } from "vitest";
import { findersOf, liftFinders } from "./finders.js";
import { stem } from "./stem.js";

const tools = [
  ["listMovies", "GET /movies"],
  ["searchMovies", "GET /search/movie"],
  ["getCredits", "GET /movie/{movie_id}/credits"],
  ["deleteMovie", "DELETE /movie/{movie_id}"],
  ["listPeople", "GET /people"],
  ["getPoem", ""],
] as const;
const index: SearchIndex = { tools, words: [] };
const ranked = (...scores: readonly (readonly [name: string, score: number])[]) =>
  scores.map(([name, score]) => {
    const tool = tools.findIndex(([one]) => one === name);
    return { hit: { name, calls: tools[tool]?.[1] ?? "" }, tool, score };
  });
const names = (...scores: readonly (readonly [name: string, score: number])[]) =>
  liftFinders(ranked(...scores), findersOf(index)).map(({ hit }) => hit.name);

test("a search finds things of a kind before a list of them does", () => {
  expect(findersOf(index).get(stem("movie"))).toBe(1);
  expect(findersOf(index).get(stem("people"))).toBe(4);
});

test("the operation that finds an id comes up with the one that takes it", () => {
  const scores = [
    ["getCredits", 10],
    ["listPeople", 6],
    ["getPoem", 5],
    ["searchMovies", 1],
  ] as const;
  expect(names(...scores)).toEqual(["getCredits", "searchMovies", "listPeople", "getPoem"]);
});

test("several hits that need the same id lift it further than one", () => {
  expect(names(["getCredits", 10], ["listPeople", 9.5], ["searchMovies", 3])[1]).toBe("listPeople");
  expect(names(["getCredits", 10], ["listPeople", 9.5], ["deleteMovie", 9], ["searchMovies", 3])[1]).toBe(
    "searchMovies",
  );
});

test("what the query does not touch, and what asks for no id, stays where it is", () => {
  expect(names(["listPeople", 5], ["getPoem", 4])).toEqual(["listPeople", "getPoem"]);
  expect(names(["getCredits", 5], ["listPeople", 4])).toEqual(["getCredits", "listPeople"]);
  expect(names(["getCredits", Number.POSITIVE_INFINITY], ["searchMovies", 1])).toEqual([
    "getCredits",
    "searchMovies",
  ]);
});
