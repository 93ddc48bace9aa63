import { expect, test } from "vitest";
import { touching } from "./touching.js";

const changed = (...pointers: readonly string[]) =>
  touching(pointers.map((pointer) => ({ by: pointer, action: "update", pointer, at: { file: "p.yaml" } })));

test("a place is touched by what is in it, and by what is around it except the document", () => {
  const found = changed(
    "",
    "/paths",
    "/paths/~1a",
    "/paths/~1a/get",
    "/paths/~1a/get/tags/0",
    "/paths/~1a~1b",
  );
  expect(found(["/paths/~1a/get"])).toEqual([
    "/paths",
    "/paths/~1a",
    "/paths/~1a/get",
    "/paths/~1a/get/tags/0",
  ]);
  expect(found(["/paths/~1a~1b/put"])).toEqual(["/paths", "/paths/~1a~1b"]);
  expect(found(["/components/schemas/A", "/servers"])).toEqual([]);
});

test("each patch is named once, in the order of code units", () => {
  const at = { file: "p.yaml" };
  const found = touching([
    { by: "b", action: "update", pointer: "/a/1", at },
    { by: "a", action: "update", pointer: "/a/2", at },
    { by: "b", action: "remove", pointer: "/a/1", at },
  ]);
  expect(found(["/a", "/a/1"])).toEqual(["a", "b"]);
});
