import fc from "fast-check";
import { expect, test } from "vitest";
import { child } from "../document/pointer.js";
import { locator } from "./locate.js";

const json = `{
  "paths": {
    "/a/b": { "get": { "tags": ["x",
      "y, {\\"z\\""] } },
    "/c": {}
  }
}`;

const yaml = `
base: &base
  shared: 1
paths:
  /a/b:
    get:
      tags: [x, y]
  200:
    <<: *base
    own: 2
  alias: *base
`;

test.each([
  ["", 1, 1],
  ["/paths", 2, 3],
  ["/paths/~1a~1b/get", 3, 15],
  ["/paths/~1a~1b/get/tags/1", 4, 7],
  ["/paths/~1c", 5, 5],
  ["/paths/~1c/missing/deep", 5, 5],
  ["/nowhere", 1, 1],
])("in JSON %j stands in line %i, column %i", (pointer, line, column) => {
  expect(locator(json)(pointer)).toEqual({ line, column });
});

test.each([
  ["/paths", 4, 1],
  ["/paths/~1a~1b/get", 6, 5],
  ["/paths/~1a~1b/get/tags/1", 7, 17],
  ["/paths/200/own", 10, 5],
  ["/paths/200/shared", 3, 3],
  ["/paths/alias/shared", 3, 3],
  ["/paths/200/missing", 8, 3],
])("in YAML %j stands in line %i, column %i", (pointer, line, column) => {
  expect(locator(yaml)(pointer)).toEqual({ line, column });
});

test("every member of any JSON is found on its own line", () => {
  const name = fc.string({ minLength: 1, maxLength: 6 });
  fc.assert(
    fc.property(
      fc.dictionary(name, fc.dictionary(name, fc.string(), { minKeys: 1 }), { minKeys: 1 }),
      (value) => {
        const text = JSON.stringify(value, null, 1);
        const find = locator(text);
        const lines = text.split("\n");
        for (const [outer, members] of Object.entries(value)) {
          for (const inner of Object.keys(members)) {
            const { line, column } = find(child("", outer, inner));
            expect(lines[line - 1]?.slice(column - 1)).toMatch(JSON.stringify(inner).slice(0, 1));
            expect(lines[line - 1]?.slice(column - 1).startsWith(`${JSON.stringify(inner)}:`)).toBe(true);
          }
        }
      },
    ),
    { numRuns: 100 },
  );
});
