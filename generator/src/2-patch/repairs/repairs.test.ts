import { expect, test } from "vitest";
import type { JsonObject } from "../../document/json.js";
import { createReport } from "../../report/index.js";
import { repair } from "./index.js";

/** The fragments here lack what they refer to, and types: other repairs' concerns. */
const off = ["patch/dangling-ref", "patch/items-without-type"] as const;

const repaired = (document: JsonObject) => {
  const report = createReport();
  const before = structuredClone(document);
  const result = repair(document, off, { report, file: "a.yaml" });
  expect(document).toEqual(before);
  const said = report.diagnostics.map(({ code, at }) => `${code} ${at.pointer}`);
  return { document: result.document, said, changes: result.changes };
};

const schema = (value: JsonObject | string) => repaired({ components: { schemas: { A: value } } });

const unchanged = (value: JsonObject) => {
  const { document, said } = schema(value);
  expect(said).toEqual([]);
  expect(document).toEqual({ components: { schemas: { A: value } } });
};

test.each([
  "$ref:'#/components/schemas/B'",
  '$ref:"#/components/schemas/B"',
  "$ref:#/components/schemas/B",
  "$ref:#/components/schemas/B'",
  "$ref: '#/components/schemas/B",
])("%s was meant to be a reference", (text) => {
  const wanted = { $ref: "#/components/schemas/B" };
  expect(schema({ allOf: [text] })).toMatchObject({
    document: { components: { schemas: { A: { allOf: [wanted] } } } },
    said: ["patch/string-ref /components/schemas/A/allOf/0"],
    changes: [{ by: "patch/string-ref", action: "repair", pointer: "/components/schemas/A/allOf/0" }],
  });
  expect(schema(text).document).toEqual({ components: { schemas: { A: wanted } } });
});

test('"ref" alone is read as "$ref", a property of that name is not', () => {
  expect(schema({ items: { ref: "#/components/schemas/B" } }).document).toEqual({
    components: { schemas: { A: { items: { $ref: "#/components/schemas/B" } } } },
  });
  unchanged({ properties: { ref: { type: "string" } }, example: { ref: "#/a" }, enum: [{ ref: "#/a" }] });
  unchanged({ items: { ref: "#/a", type: "object" } });
});

test("bounds get the names that their type knows", () => {
  expect(schema({ type: "array", minimum: 1, maximum: 9 }).document).toEqual({
    components: { schemas: { A: { type: "array", minItems: 1, maxItems: 9 } } },
  });
  const { document, said } = schema({ type: "string", maximum: 1024, description: "d" });
  expect(document).toEqual({
    components: { schemas: { A: { type: "string", maxLength: 1024, description: "d" } } },
  });
  expect(said).toEqual(["patch/misplaced-bounds /components/schemas/A"]);
});

test("bounds that may be meant as they are stay", () => {
  unchanged({ type: "integer", minimum: 1 });
  unchanged({ type: "array", maximum: 5, maxItems: 3 });
  unchanged({ type: "array", minimum: -1, maximum: 1.5 });
  unchanged({ type: "string", format: "date", maximum: 2030 });
  unchanged({ type: "string", pattern: "^\\d+$", minimum: 1000 });
  unchanged({ type: "string", minimum: 1000, maximum: 65535, example: "8080" });
  unchanged({
    properties: { type: { type: "integer" }, minimum: { type: "integer" } },
    default: { type: "array", minimum: 1 },
  });
});

const responses = (replies: JsonObject) => {
  const { document, said } = repaired({ paths: { "/a": { get: { responses: replies } } } });
  return {
    replies: (document as { paths: { "/a": { get: { responses: unknown } } } }).paths["/a"].get.responses,
    said,
  };
};

test("a response without description gets the meaning of its status", () => {
  expect(responses({ 204: {}, 404: { content: {} }, "5XX": {}, default: { headers: {} } }).replies).toEqual({
    204: { description: "No Content" },
    404: { description: "Not Found", content: {} },
    "5XX": { description: "Server error" },
    default: { description: "Response", headers: {} },
  });
});

test("a description that slipped into content is taken out of it", () => {
  expect(responses({ 204: { content: { description: "Gone" } } }).replies).toEqual({
    204: { description: "Gone" },
  });
  expect(responses({ 200: { content: { description: "Yes", "a/b": {} } } }).replies).toEqual({
    200: { description: "Yes", content: { "a/b": {} } },
  });
});

test("responses that are fine, references or extensions stay", () => {
  const fine = { 200: { description: "" }, 400: { $ref: "#/components/responses/Bad" }, "x-note": { a: 1 } };
  expect(responses(fine)).toEqual({ replies: fine, said: [] });
  unchanged({ properties: { responses: { type: "object", properties: { 200: { type: "string" } } } } });
});

test("a form that is one value gets a field for it", () => {
  const body = (schema: JsonObject) => ({ content: { "multipart/form-data": { schema } } });
  const withBody = (schema: JsonObject) => ({
    openapi: "3.0.3",
    components: { schemas: { F: { type: "string", format: "binary" } }, requestBodies: { A: body(schema) } },
  });
  const { document, said } = repaired(withBody({ $ref: "#/components/schemas/F" }));
  const properties = { file: { $ref: "#/components/schemas/F" } };
  expect(document).toEqual(withBody({ type: "object", properties, required: ["file"] }));
  const at = "/components/requestBodies/A/content/multipart~1form-data/schema";
  expect(said).toEqual([`patch/part-without-name ${at}`]);
  const whole = withBody({ type: "object", properties: { a: { type: "string" } } });
  expect(repaired(whole).document).toEqual(whole);
});

test.each<[JsonObject, JsonObject]>([
  [{ json: { schema: {} } }, { "application/json": { schema: {} } }],
  [{ "": { schema: {} } }, { "application/json": { schema: {} } }],
  [{ XML: { schema: {} } }, { "application/xml": { schema: {} } }],
  [{ "": { schema: {} }, "text/csv": { schema: {} } }, { "text/csv": { schema: {} } }],
])("the media types of %j are %j", (content, expected) => {
  const document = (inner: JsonObject) => ({ components: { requestBodies: { A: { content: inner } } } });
  const { document: now, said } = repaired(document(content));
  expect(now).toEqual(document(expected));
  expect(said).toEqual(["patch/media-type-spelling /components/requestBodies/A/content"]);
});
