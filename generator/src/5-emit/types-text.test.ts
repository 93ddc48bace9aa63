import { expect, test } from "vitest";
import type { InputPart, StaticTypes } from "../4-plan/types.js";
import { isTypeText, toolTypes } from "./types-text.js";

const parameters = `NonNullable<Op["parameters"]["query"]>`;
const json = `NonNullable<Op["requestBody"]>["content"]["application/json"]`;
const query = { kind: "parameters", in: "query", renamed: {}, optional: [], omitted: [] } as const;
const fields = {
  kind: "fields",
  mediaType: "application/json",
  required: true,
  renamed: {},
  omitted: [],
} as const;

test.each<[string, readonly InputPart[], string]>([
  ["nothing", [], "Record<never, never>"],
  ["parameters", [query], parameters],
  ["renamed", [{ ...query, renamed: { "a-b": "aB" } }], `Renamed<${parameters}, { "a-b": "aB" }>`],
  ["loose", [{ ...query, optional: ["a", "b"] }], `Loose<${parameters}, "a" | "b">`],
  ["without a key", [{ ...query, omitted: ["key"] }], `Omit<${parameters}, "key">`],
  ["fields", [fields], `Fields<${json}>`],
  ["without readOnly fields", [{ ...fields, omitted: ["id"] }], `Omit<Fields<${json}>, "id">`],
  ["an optional body", [{ ...fields, required: false }], `Partial<Fields<${json}>>`],
  [
    "a whole body",
    [{ kind: "whole", key: "body", mediaType: "text/plain", required: false }],
    `{ body?: NonNullable<Op["requestBody"]>["content"]["text/plain"] }`,
  ],
  [
    "a choice",
    [{ kind: "choice", key: "content-type", values: ["a", "b"] }],
    `{ "content-type"?: "a" | "b" }`,
  ],
  [
    "several parts, too long for a line",
    [
      query,
      { kind: "choice", key: "contentType", values: ["application/json", "application/xml", "text/plain"] },
    ],
    `${parameters} &\n  { contentType?: "application/json" | "application/xml" | "text/plain" }`,
  ],
])("%s", (_, parts, text) => {
  expect(toolTypes({ operation: "x", parts }).input.text).toBe(text);
});

test.each<[StaticTypes["output"], string]>([
  [undefined, "void"],
  [{ status: "200", mediaType: "application/json" }, `Op["responses"][200]["content"]["application/json"]`],
  [{ status: "2XX", mediaType: "a/b" }, `Op["responses"]["2XX"]["content"]["a/b"]`],
  [{ status: "default", mediaType: "a/b" }, `Op["responses"]["default"]["content"]["a/b"]`],
])("output %j", (output, text) => {
  expect(toolTypes({ operation: "x", parts: [], ...(output && { output }) }).output.text).toBe(text);
});

test("names the helper types it uses, and only those", () => {
  const { helpers } = toolTypes({ operation: "x", parts: [{ ...fields, renamed: { "Loose<": "b" } }] });
  expect(helpers).toEqual(["Fields", "Renamed"]);
});

test("spec text comes in quotes", () => {
  const evil = `"]; evil(); //\u2028`;
  const { operation, input } = toolTypes({
    operation: `a#${evil}`,
    parts: [{ kind: "choice", key: evil, values: [evil] }],
  });
  const inQuotes = `"\\"]; evil(); //\\u2028"`;
  expect(operation.text).toBe(`"a#${inQuotes.slice(1)}`);
  expect(input.text).toBe(`{ ${inQuotes}?: ${inQuotes} }`);
});

test("knows its own texts from look-alikes", () => {
  expect(isTypeText(toolTypes({ operation: "x", parts: [] }).input)).toBe(true);
  expect(isTypeText({ text: "any" })).toBe(false);
});
