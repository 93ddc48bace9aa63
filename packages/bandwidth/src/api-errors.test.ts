import { expect, test } from "vitest";
import { listedErrors, refusalErrors } from "./api-errors.js";

const error = { code: "5016", description: "no such site" };
const xml = { Code: "5016", Description: "no such site" };

test.each<[string, unknown]>([
  ["ResponseStatus", { ResponseStatus: { ErrorCode: "5016", Description: "no such site" } }],
  ["ErrorList with one error, read without a schema", { ErrorList: { Error: xml }, Order: { Name: "x" } }],
  ["ErrorList with one error, read with one", { ErrorList: [xml] }],
  ["the Error of a search", { Error: xml }],
  ["an order inside of its reply", { TnOptionOrder: { OrderId: "1", ErrorList: [xml] } }],
  ["JSON errors", { links: [], data: {}, errors: [{ code: 5016, description: "no such site" }] }],
  ["a JSON error", { error: { code: "5016", description: "no such site" } }],
])("%s", (_, body) => {
  expect(listedErrors(body)).toEqual([error]);
  expect(refusalErrors(body)).toEqual([error]);
});

test("several errors, each with its number", () => {
  const ErrorList = { Error: [xml, { Code: 5005, Description: "taken", TelephoneNumber: "9195550100" }] };
  expect(listedErrors({ ErrorList })).toEqual([
    error,
    { code: "5005", description: "taken", phoneNumber: "9195550100" },
  ]);
});

test("a description alone is an error of a refusal, and data of a success", () => {
  expect(refusalErrors({ Description: "no" })).toEqual([{ description: "no" }]);
  expect(refusalErrors({ type: "forbidden", description: "no" })).toEqual([{ description: "no" }]);
  expect(listedErrors({ Description: "our first site" })).toEqual([]);
});

test.each([
  undefined,
  "",
  "no",
  null,
  [],
  {},
  { ErrorList: "" },
  { ErrorList: [] },
  { Site: { Description: "x" } },
])("%j has none", (body) => {
  expect(listedErrors(body)).toEqual([]);
  expect(refusalErrors(body)).toEqual([]);
});

test("what nests without end and what goes on for ever is bounded", () => {
  let nested: unknown = xml;
  for (let depth = 0; depth < 10_000; depth += 1) nested = { Error: nested };
  expect(listedErrors(nested)).toEqual([]);
  let lists: unknown = [xml];
  for (let depth = 0; depth < 10_000; depth += 1) lists = [lists];
  expect(listedErrors({ ErrorList: lists })).toEqual([]);
  expect(listedErrors({ ErrorList: Array(1_000).fill(xml) })).toHaveLength(100);
  expect(listedErrors({ Error: { Description: "x".repeat(1_000) } })[0]?.description).toHaveLength(300);
});
