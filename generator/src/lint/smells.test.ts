import { expect, test } from "vitest";
import { smells } from "./index.js";

type Tool = {
  readonly description?: string;
  readonly properties?: object;
  readonly required?: readonly string[];
};

const codesOf = ({ properties = {}, required = [], ...texts }: Tool, name = "sendMessage") =>
  smells({
    server: "s",
    tools: [{ name, ...texts, inputSchema: { type: "object", properties, required } }],
  }).map(({ code, what }) => `${code} ${what}`.trim());

const good = "Sends a text message to up to 10 numbers, such as +19195550100.";

test("a description that says everything", () => {
  const properties = { to: { type: "string", description: "Number that receives it, in E.164 form" } };
  expect(codesOf({ description: good, properties, required: ["to"] })).toEqual([]);
});

test.each<readonly [string | undefined, string | undefined]>([
  [undefined, "has no description"],
  ["  ", "has no description"],
  ["Send message", "has a description that only repeats its name"],
  ["Sends a message.", "has a description that only repeats its name"],
  ["SMS to someone", "has a description of 3 words"],
  ["Sends an SMS to a number", undefined],
  ["指定した番号にテキストを送信します", undefined],
])("purpose: %j", (description, what) => {
  expect(codesOf(description === undefined ? {} : { description })).toEqual(
    what === undefined ? [] : [`lint/no-purpose ${what}`],
  );
});

test("inputs: those without words, or whose words repeat their name", () => {
  const properties = {
    accountId: { type: "string", description: "The account ID", maxLength: 9 },
    from: { type: "string", description: "A number that you own" },
    to: { type: "string" },
  };
  expect(codesOf({ description: good, properties })).toEqual(["lint/unexplained-input `accountId`, `to`"]);
  expect(codesOf({ description: `${good} Give \`to\` and \`accountId\`.`, properties })).toEqual([]);
});

test("limits: in the schema, at any depth, or in words", () => {
  const description = "Finds the messages that somebody sent";
  const field = (more: object) => ({
    page: { type: "integer", description: "Which page of results", ...more },
  });
  expect(codesOf({ description, properties: field({}) })).toEqual(["lint/no-limits"]);
  expect(codesOf({ description, properties: field({ maximum: 9 }) })).toEqual([]);
  expect(codesOf({ description: `${description}, at most a year ago`, properties: field({}) })).toEqual([]);
  const deep = { page: { type: "array", description: "Which pages", items: { anyOf: [{ enum: [1] }] } } };
  expect(codesOf({ description, properties: deep })).toEqual([]);
  expect(codesOf({ description })).toEqual([]);
});

test("example: of required values that cannot be guessed", () => {
  const description = "Finds at most 9 messages that somebody sent";
  const field = (more: object) => ({ filter: { type: "string", description: "Which of them", ...more } });
  const codesWith = (more: object, required = ["filter"]) =>
    codesOf({ description, properties: field(more), required });
  expect(codesWith({})).toEqual(["lint/no-example `filter`"]);
  expect(codesWith({}, [])).toEqual([]);
  for (const more of [
    { examples: ["a"] },
    { default: "a" },
    { enum: ["a"] },
    { format: "date" },
    { type: "integer" },
    { description: "Which of them, e.g. unread" },
  ])
    expect(codesWith(more)).toEqual([]);
});

test("a list from anywhere does no harm", () => {
  for (const inputSchema of [
    undefined,
    null,
    true,
    [],
    { properties: [] },
    { properties: { a: null }, required: 7 },
  ])
    expect(() => smells({ server: "s", tools: [{ name: "a", inputSchema }] })).not.toThrow();
});
