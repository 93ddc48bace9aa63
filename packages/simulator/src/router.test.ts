import { expect, test } from "vitest";
import { json } from "./outcome.js";
import { match, type Route } from "./router.js";

const route = (method: Route["method"], path: string): Route => ({
  method,
  path,
  errors: "voice",
  auth: "none",
  handle: () => json(200, {}),
});

const routes = [
  route("GET", "/a/{id}"),
  route("PUT", "/a/{id}"),
  route("GET", "/a/{id}/files"),
  route("GET", "/a/{id}/files/{name+}"),
];

test.each([
  ["/a/1", { id: "1" }],
  ["/a/%2B1%2F2", { id: "+1/2" }],
  ["/a/1/files", { id: "1" }],
  ["/a/1/files/x", { id: "1", name: "x" }],
  ["/a/1/files/x/0/y%20z", { id: "1", name: "x/0/y z" }],
])("GET %s has the parameters %j", (path, params) => {
  expect(match(routes, "GET", path)).toMatchObject({ kind: "route", params });
});

test.each(["/a", "/a/", "/a/1/", "/a/1/files/", "/A/1", "/a/%ZZ", "/a/1/other", "//a/1", ""])(
  "GET %j is unknown",
  (path) => {
    expect(match(routes, "GET", path)).toEqual({ kind: "unknown" });
  },
);

test("a path that has other methods tells which", () => {
  expect(match(routes, "DELETE", "/a/1")).toEqual({
    kind: "wrong-method",
    errors: "voice",
    allowed: ["GET", "PUT"],
  });
});
