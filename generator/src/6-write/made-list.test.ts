import { expect, test } from "vitest";
import { isSafePath, parseMadeList, printMadeList } from "./made-list.js";

test("is printed in order and read back", () => {
  const text = printMadeList(
    new Map([
      ["b", ["2", "3"]],
      ["a", ["1"]],
    ]),
  );
  expect(text.indexOf('"a"')).toBeLessThan(text.indexOf('"b"'));
  expect([...parseMadeList(text)]).toEqual([
    ["a", ["1"]],
    ["b", ["2", "3"]],
  ]);
});

test.each([
  ["cut off", `{"files":{"a":"1"`],
  ["of another shape", `[1,2]`],
  ["without files", `{}`],
  [
    "with paths that lead out",
    `{"files":{"../a":"1","/etc/passwd":"2","b":3,".git/config":"4","a/.GIT/x":"5"}}`,
  ],
])("a list that is %s names nothing", (_, text) => {
  expect(parseMadeList(text).size).toBe(0);
});

test.each(["a", "tools/create-call.ts", ".jackfield.json", "a/..b", "schema/x.y.ts"])(
  "%j is below the folder",
  (path) => {
    expect(isSafePath(path)).toBe(true);
  },
);

test.each([
  "",
  "/a",
  "../a",
  "a/../b",
  "./a",
  "a//b",
  "a/",
  "C:\\a",
  "a\\b",
  "c:a",
  "a\0",
  "a\nb",
  "ü",
  "a b",
])("%j is refused", (path) => {
  expect(isSafePath(path)).toBe(false);
});
