import { expect, test } from "vitest";
import type { JsonObject } from "../document/json.js";
import { typesDocument } from "./types-document.js";

const ref = (name: string): JsonObject => ({ $ref: `#/components/schemas/${name}` });
const reply = (schema: JsonObject): JsonObject => ({
  description: "x",
  content: { "application/json": { schema } },
});

const documentOf = (schemas: JsonObject, operation: JsonObject = {}): JsonObject => ({
  openapi: "3.1.0",
  info: { title: "x" },
  paths: { "/a": { post: { operationId: "one", summary: "x", ...operation } } },
  webhooks: { hook: {} },
  components: { schemas, examples: { a: {} } },
});

test("takes what the wanted operations lead to, and nothing else", () => {
  const schemas = {
    Used: { type: "object", title: "x", properties: { next: ref("Next") } },
    Next: { type: "object", properties: { again: ref("Used") } },
    Other: { type: "string" },
  };
  const operation = {
    parameters: [{ name: "q", in: "query", description: "x", example: 1, schema: { type: "string" } }],
    responses: { "200": reply(ref("Used")), "404": reply(ref("Other")) },
  };
  const output = { status: "200", mediaType: "application/json" };
  const { document, missing } = typesDocument(documentOf(schemas, operation), [{ id: "one", output }]);
  expect(missing).toEqual([]);
  expect(document).toEqual({
    openapi: "3.1.0",
    info: { title: "", version: "" },
    paths: {
      "/0": {
        post: {
          operationId: "one",
          parameters: [{ name: "q", in: "query", required: false, schema: { type: "string" } }],
          responses: { "200": { content: { "application/json": { schema: ref("Used") } } } },
        },
      },
    },
    components: {
      schemas: {
        Next: { type: "object", properties: { again: ref("Used") }, required: [] },
        Used: { type: "object", properties: { next: ref("Next") }, required: [] },
      },
    },
  });
});

test("says which operations are not there", () => {
  expect(typesDocument(documentOf({}), [{ id: "one" }, { id: "two" }]).missing).toEqual(["two"]);
});

const bodyOf = (schemas: JsonObject, schema: JsonObject): unknown => {
  const operation = { requestBody: { required: true, content: { "a/b": { schema } } } };
  const { document } = typesDocument(documentOf(schemas, operation), [{ id: "one" }]);
  return JSON.parse(JSON.stringify(document)).paths["/0"].post.requestBody.content["a/b"].schema;
};

test.each<[string, JsonObject, JsonObject, unknown]>([
  ["through a schema that is only a reference", { A: ref("B"), B: { type: "string" } }, ref("A"), ref("B")],
  ["in a circle", { A: ref("B"), B: ref("A") }, ref("A"), true],
  ["to nothing", {}, ref("A"), true],
  ["elsewhere than to a component schema", { A: {} }, { $ref: "#/paths/~1a" }, true],
  ["to a name that a pointer escapes", { "a/b~c": { type: "string" } }, ref("a~1b~0c"), ref("a_b_c")],
  ["to an inherited name", {}, ref("constructor"), true],
])("a reference %s", (_, schemas, schema, want) => {
  expect(bodyOf(schemas, schema)).toEqual(want);
});

test("names that look alike once cleaned stay apart", () => {
  const schemas = { "a b": { type: "string" }, "a+b": { type: "number" } };
  const both = { properties: { x: ref("a b"), y: ref("a+b") } };
  expect(bodyOf(schemas, both)).toMatchObject({ properties: { x: ref("a_b"), y: ref("a_b_2") } });
});
