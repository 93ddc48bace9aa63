import { expect, test } from "vitest";
import { recognize, versionOf } from "./recognize.js";

test.each([
  ["openapi", "3.0.3", "3.0"],
  ["openapi", 3, "3.0"],
  ["openapi", "3.0", "3.0"],
  ["openapi", 3.1, "3.1"],
  ["openapi", "3.1.1", "3.1"],
  ["openapi", "3.1.0-rc1", "3.1"],
  ["openapi", "3.2.0", "3.2"],
  ["swagger", "2.0", "2.0"],
  ["swagger", 2, "2.0"],
])("%s: %s is version %s", (field, written, version) => {
  expect(recognize({ [field]: written })).toMatchObject({ kind: "openapi", version });
});

test.each([
  ["openapi", "4.0.0"],
  ["openapi", "3.3.0"],
  ["openapi", "latest"],
  ["swagger", "1.2"],
])("%s: %s is not one we read", (field, written) => {
  expect(recognize({ [field]: written })).toEqual({ kind: "unsupported", version: written });
});

test.each([
  [[1, 2], "a list of 2 values"],
  ["hello", "a single string"],
  [5, "a single number"],
  [{}, "an object without keys"],
  [{ info: { _postman_id: "x" }, item: [] }, "a Postman collection"],
  [{ asyncapi: "3.0.0" }, "an AsyncAPI document"],
  [{ overlay: "1.0.0" }, "an OpenAPI Overlay, which belongs under overlays or --overlay"],
  [{ name: "x", scripts: {} }, 'an object with the keys "name", "scripts"'],
  [JSON.parse('{"__proto__": {"openapi": "3.0.0"}}'), 'an object with the keys "__proto__"'],
])("%j is named as %s", (value, content) => {
  expect(recognize(value)).toEqual({ kind: "other", content });
});

test("null is an empty document", () => {
  expect(recognize(null)).toEqual({ kind: "empty" });
});

test("a part of a document counts as OpenAPI 3.0", () => {
  expect(versionOf({ swagger: "2.0" })).toBe("2.0");
  expect(versionOf({ openapi: "3.1.0" })).toBe("3.1");
  expect(versionOf({ components: {} })).toBe("3.0");
});
