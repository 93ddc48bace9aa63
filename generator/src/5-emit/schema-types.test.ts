import ts from "typescript";
import { expect, test } from "vitest";
import { sampleApi } from "../../test/sample-plan.js";
import type { Api, Operation, Schema } from "../3-model/index.js";
import { schemaTypes, typesDocument } from "./schema-types.js";

const wanted = [
  {
    id: "getLetter",
    pointer: "/paths/~1get-letter/post",
    output: { status: "200", mediaType: "application/json" },
  },
  { id: "sendLetter", pointer: "/paths/~1send-letter/post" },
];

const textOf = async (text?: string): Promise<string> => {
  const types = await schemaTypes(sampleApi(text), wanted);
  return types.kind === "printed" ? types.text : `failed: ${types.problem}`;
};

test("prints operations and the components they use", async () => {
  const text = await textOf();
  expect(text).toContain(`getLetter: {`);
  expect(text).toContain(`"letter-id": "plain";`);
  expect(text).toContain(`copies?: number;`);
  expect(text).not.toMatch(/Unused|paths|webhooks/);
});

test("the same document gives the same text", async () => {
  expect(await textOf()).toBe(await textOf());
});

test.each([
  ["*/ evil(); /*"],
  ['"]; evil(); //'],
  ["`\u0024{evil()}`"],
  ["\u2028evil();"],
  ["\r\nevil();\n"],
  ["\u202eevil"],
])("text of a spec stays in string literals: %j", async (hostile) => {
  const text = await textOf(hostile);
  const file = ts.createSourceFile("x.ts", text, ts.ScriptTarget.ES2023, true);
  const names: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isIdentifier(node)) names.push(node.text);
    ts.forEachChild(node, visit);
  };
  visit(file);
  expect(names.filter((name) => name.includes("evil"))).toEqual([]);
  expect(text).not.toMatch(/(?!\n)[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
  expect(
    text.split("\n").filter((line) => /\/[/*]/.test(line.replace(/"(?:[^"\\]|\\.)*"/g, ""))),
  ).toHaveLength(1);
});

test("an operation that the API lacks is a problem with a name", async () => {
  expect(await schemaTypes(sampleApi(), [{ id: "gone", pointer: "/paths/~1gone/get" }])).toEqual({
    kind: "failed",
    problem: "there is no operation gone",
  });
});

const def = (name: string): Schema => ({ $ref: `#/$defs/${name}` });
const component = (name: string) => ({ $ref: `#/components/schemas/${name}` });

const apiOf = (schemas: Api["schemas"], change: Partial<Operation> = {}): Api => {
  const api = sampleApi();
  const [, send] = api.operations;
  if (send === undefined) throw new Error("the sample has two operations");
  const { body: _, ...bare } = send;
  return { ...api, schemas, operations: [{ ...bare, pointer: "/p", ...change }] };
};

const media = (mediaType: string, schema: Schema) => ({
  mediaType,
  schema,
  size: "small" as const,
  fields: [],
});

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
      {
        status: "200",
        headers: [],
        content: [media("application/json", def("Used")), media("a/b", def("Other"))],
      },
      { status: "404", headers: [], content: [media("application/json", def("Other"))] },
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

test("names and ids that would not do in a reference are printed as they are", async () => {
  const inner: Schema = {
    type: "object",
    properties: { "50%": { type: "object", properties: { a: true } } },
  };
  const api = apiOf({}, { replies: [], parameters: [] });
  const [operation] = api.operations;
  if (operation === undefined) throw new Error("the API has an operation");
  const body = {
    pointer: "",
    required: true,
    content: [{ ...media("application/json", inner), encoding: {} }] as const,
  };
  const both = { ...api, operations: [{ ...operation, body }] };
  const ids = ["letters#send", "letters/send"].map((id) => ({ id, pointer: "/p" }));
  const types = await schemaTypes(both, ids);
  expect(types.kind).toBe("printed");
  for (const key of ['"50%"?: {', '"letters#send": {', '"letters/send": {'])
    expect(types.kind === "printed" && types.text).toContain(key);
});
