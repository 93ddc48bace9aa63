import { expect, test } from "vitest";
import { sampleApi } from "../../test/sample-plan.js";
import type { Api, Operation, Schema } from "../3-model/index.js";
import { typesDocument } from "./types-document.js";

const def = (name: string): Schema => ({ $ref: `#/$defs/${name}` });
const component = (name: string) => ({ $ref: `#/components/schemas/${name}` });

const apiOf = (schemas: Api["schemas"], change: Partial<Operation> = {}): Api => {
  const api = sampleApi();
  const [, send] = api.operations;
  if (send === undefined) throw new Error("the sample has two operations");
  const { body: _, ...bare } = send;
  return { ...api, schemas, operations: [{ ...bare, pointer: "/p", ...change }] };
};

const media = (mediaType: string, schema: Schema) => ({ mediaType, schema, wide: false, fields: [] });

test("takes what the wanted operations lead to, and nothing else", () => {
  const schemas: Api["schemas"] = {
    Used: { type: "object", title: "x", properties: { next: def("Next") } },
    Next: { type: "object", properties: { again: def("Used") } },
    Other: { type: "string" },
  };
  const [parameter] = sampleApi().operations[0]?.parameters ?? [];
  if (parameter === undefined) throw new Error("the sample has a parameter");
  const api = apiOf(schemas, {
    parameters: [
      { ...parameter, name: "q", in: "query", required: false, schema: { type: "string" } },
      { ...parameter, in: "querystring" },
    ],
    replies: [
      { status: "200", content: [media("application/json", def("Used")), media("a/b", def("Other"))] },
      { status: "404", content: [media("application/json", def("Other"))] },
    ],
  });
  const output = { status: "200", mediaType: "application/json" };
  expect(typesDocument(api, [{ id: "one", pointer: "/p", output }])).toEqual({
    openapi: "3.1.0",
    info: { title: "", version: "" },
    paths: {
      "/0": {
        post: {
          operationId: "one",
          parameters: [{ name: "q", in: "query", required: false, schema: { type: "string" } }],
          responses: { "200": { content: { "application/json": { schema: component("Used") } } } },
        },
      },
    },
    components: {
      schemas: {
        Next: { type: "object", properties: { again: component("Used") }, required: [] },
        Used: { type: "object", properties: { next: component("Next") }, required: [] },
      },
    },
  });
});

test("refuses an operation that is not there", () => {
  expect(() => typesDocument(apiOf({}), [{ id: "two", pointer: "/q" }])).toThrow("there is no operation two");
});

const bodyOf = (schemas: Api["schemas"], schema: Schema): unknown => {
  const body = {
    pointer: "",
    required: true,
    content: [{ mediaType: "a/b", schema, encoding: {} }] as const,
  };
  const document = typesDocument(apiOf(schemas, { body }), [{ id: "one", pointer: "/p" }]);
  return JSON.parse(JSON.stringify(document)).paths["/0"].post.requestBody.content["a/b"].schema;
};

test.each<[string, Api["schemas"], Schema, unknown]>([
  [
    "through a schema that is only a reference",
    { A: def("B"), B: { type: "string" } },
    def("A"),
    component("B"),
  ],
  ["through one with words", { A: { $ref: "#/$defs/B", title: "x" }, B: {} }, def("A"), component("B")],
  ["in a circle", { A: def("B"), B: def("A") }, def("A"), true],
  ["to nothing", {}, def("A"), true],
  ["to a name that a pointer escapes", { "a/b~c": { type: "string" } }, def("a/b~c"), component("a_b_c")],
  ["to an inherited name", {}, def("constructor"), true],
])("a reference %s", (_, schemas, schema, want) => {
  expect(bodyOf(schemas, schema)).toEqual(want);
});

test("names that look alike once cleaned stay apart", () => {
  const schemas: Api["schemas"] = { "a b": { type: "string" }, "a+b": { type: "number" } };
  const both: Schema = { properties: { x: def("a b"), y: def("a+b") } };
  expect(bodyOf(schemas, both)).toMatchObject({ properties: { x: component("a_b"), y: component("a_b_2") } });
});
