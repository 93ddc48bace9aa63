import { expect, test } from "vitest";
import { isInside } from "./paths.js";

test.each(["a", "tools/create-call.ts", ".jackfield.json", "a/..b", "schema/x.y.ts"])(
  "%j lies inside",
  (path) => {
    expect(isInside(path)).toBe(true);
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
  expect(isInside(path)).toBe(false);
});
