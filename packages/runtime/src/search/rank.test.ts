import type { IndexedWord, SearchIndex } from "@jackfield/contract";
import { expect, it } from "vitest";
import { createRanker } from "./rank.js";

const tools = [
  ["createPet", "POST /pets", "create pet add shop"],
  ["deletePet", "DELETE /pets/{id}", "delete pet remove shop"],
  ["getPet", "GET /pets/{id}", "get pet shop"],
  ["listPets", "GET /pets", "list pets shop"],
  ["re_run_check", "POST /checks/{id}/runs", "re run check"],
  ["updateOrder", "PATCH /orders/{id}", "update order shop state"],
  ["uploadImage", "POST /images", "upload image"],
  ["write_poem", "", "poem write constructor toString"],
] as const;

/** An index in which each word weighs the same. */
const indexOf = (rows: readonly (readonly [string, string, string])[]): SearchIndex => {
  const words = new Map<string, number[]>();
  const last = new Map<string, number>();
  rows.forEach(([, , text], position) => {
    for (const word of text.toLowerCase().split(" ")) {
      words.set(word, [...(words.get(word) ?? []), position - (last.get(word) ?? 0), 4]);
      last.set(word, position);
    }
  });
  return {
    tools: rows.map(([name, calls]) => [name, calls] as const),
    words: [...words].map(([word, postings]): IndexedWord => [word, ...postings]),
  };
};

const rank = createRanker(indexOf(tools));
const names = (query: string, limit = 3, allowed: (name: string) => boolean = () => true) =>
  rank(query, limit, allowed).map(({ name }) => name);

it.each([
  ["create a pet", "createPet"],
  ["make new pets", "createPet"],
  ["get rid of a pet", "deletePet"],
  ["show me every pet", "listPets"],
  ["rerun a check", "re_run_check"],
  ["close an order", "updateOrder"],
  ["upload a picture", "uploadImage"],
  ["uplaod", "uploadImage"],
  ["updateOrder", "updateOrder"],
  ["WRITE-POEM", "write_poem"],
  ["constructor", "write_poem"],
])("%s: %s first", (query, first) => {
  expect(names(query)[0]).toBe(first);
});

it("does not offer to delete unless asked", () => {
  expect(names("pet", 8).at(-1)).toBe("deletePet");
});

it("says what each tool calls, hand-written ones nothing", () => {
  expect(rank("poem", 1, () => true)).toEqual([{ name: "write_poem", calls: "" }]);
  expect(rank("order", 1, () => true)).toEqual([{ name: "updateOrder", calls: "PATCH /orders/{id}" }]);
});

it("gives at most what was asked for, of what is allowed", () => {
  expect(names("shop", 2)).toHaveLength(2);
  expect(names("pet", 8, (name) => name !== "getPet")).not.toContain("getPet");
});

it("finds nothing where nothing fits", () => {
  expect(names("zzzz")).toEqual([]);
  expect(names("")).toEqual([]);
  expect(createRanker({ tools: [], words: [] })("pet", 5, () => true)).toEqual([]);
});

it("keeps the order of the index among equals", () => {
  const rows = ["b", "a", "c"].map((name) => [name, "GET /x", "same"] as const);
  expect(createRanker(indexOf(rows))("same", 5, () => true).map(({ name }) => name)).toEqual(["b", "a", "c"]);
});

it("stays quick in a large index", () => {
  const rows = Array.from(
    { length: 5_000 },
    (_, n) => [`tool${n}`, "GET /x", `list thing${n} part${n % 97} of${n % 13} shop`] as const,
  );
  const large = createRanker(indexOf(rows));
  const begun = process.cpuUsage();
  expect(large("list the thing4711 part55 shop misspeltt words here", 5, () => true)[0]?.name).toBe(
    "tool4711",
  );
  expect(process.cpuUsage(begun).user / 1_000).toBeLessThan(1_000);
});
