import { expect, test } from "vitest";
import { sameSite, siteOf } from "./site.js";

test.each([
  ["api.example.com", "example.com"],
  ["a.b.example.co.uk", "example.co.uk"],
  ["example.com.au", "example.com.au"],
  ["one.azurewebsites.net", "one.azurewebsites.net"],
  ["x.one.herokuapp.com", "one.herokuapp.com"],
  ["localhost", "localhost"],
  ["10.0.0.1", "10.0.0.1"],
  ["[::1]", "[::1]"],
])("%s belongs to %s", (hostname, site) => expect(siteOf(hostname)).toBe(site));

test("one owner has both hosts, or not", () => {
  expect(sameSite("api.example.com", "login.example.com")).toBe(true);
  expect(sameSite("API.example.com", "example.com")).toBe(true);
  expect(sameSite("a.azurewebsites.net", "b.azurewebsites.net")).toBe(false);
  expect(sameSite("a.github.io", "b.github.io")).toBe(false);
  expect(sameSite("a.co.uk", "b.co.uk")).toBe(false);
  expect(sameSite("", "")).toBe(false);
});
