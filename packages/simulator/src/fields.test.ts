import { expect, test } from "vitest";
import {
  type Check,
  checkFields,
  dateTime,
  flag,
  httpUrl,
  listOf,
  nullable,
  number,
  oneOf,
  optional,
  phoneNumber,
  required,
  text,
} from "./fields.js";

const rules = { name: required(text({ min: 1, max: 3 })), size: nullable(number(1, 5)), on: optional(flag) };

test.each([
  [{ name: "abc" }, []],
  [{ name: "abc", size: null, on: true }, []],
  [{}, ["name is required"]],
  [{ name: null }, ["name must be a string"]],
  [{ name: "", size: 9 }, ["name must not be empty", "size must be a number from 1 to 5"]],
  [{ name: "abcd" }, ["name must have at most 3 characters"]],
  [{ name: "a", on: null }, ["on must be true or false"]],
  [{ name: "a", toString: 1 }, ["toString is not a known field"]],
  [JSON.parse('{"name":"a","__proto__":{}}'), ["__proto__ is not a known field"]],
  [[], ["body must be a JSON object"]],
  [null, ["body must be a JSON object"]],
  ["text", ["body must be a JSON object"]],
])("%j has the faults %j", (body, faults) => {
  expect(checkFields(body, rules).map(({ fieldName, description }) => `${fieldName} ${description}`)).toEqual(
    faults,
  );
});

test.each<[string, Check, readonly unknown[], readonly unknown[]]>([
  ["number", number(0.5, 2), [0.5, 2], [0.4, 2.1, "1", Number.NaN]],
  ["whole number", number(1, 5, true), [1, 5], [1.5, 0]],
  ["oneOf", oneOf("a", "b"), ["a"], ["A", "", 1]],
  [
    "httpUrl",
    httpUrl(20),
    ["http://a.b/c", "HTTPS://a.b"],
    ["a.b", "ftp://a.b", "http://a.b/0123456789abc", 1],
  ],
  [
    "dateTime",
    dateTime,
    ["2026-01-01T00:00:00Z", "2026-01-01T00:00:00.5+02:00"],
    ["2026-01-01", "2026-13-01T00:00:00Z", 0],
  ],
  [
    "phoneNumber",
    phoneNumber,
    ["+19195550100", "+442079460000"],
    ["19195550100", "+01", "+1919555010012345", "+1 919"],
  ],
  [
    "listOf",
    listOf(oneOf("a", "b"), { min: 1, max: 2, unique: true }),
    [["a"], ["a", "b"]],
    [[], "a", ["c"], ["a", "a"], ["a", "b", "a"]],
  ],
])("%s", (_, check, good, bad) => {
  for (const value of good) expect(check(value)).toBeUndefined();
  for (const value of bad) expect(check(value)).toEqual(expect.any(String));
});
