import { expect, test } from "vitest";
import type { Json } from "./json.js";
import { rewrite } from "./walk.js";

const visited = (document: Json): string[] => {
  const seen: string[] = [];
  rewrite(document, (value, spot) => {
    seen.push(`${spot.pointer()} ${spot.slot}${typeof value === "string" ? " text" : ""}`);
    return value;
  });
  return seen;
};

test("names in maps are not taken for keywords", () => {
  const schema = { properties: { default: { type: "string" }, example: { items: { enum: [{ a: 1 }] } } } };
  expect(visited({ schema })).toEqual([
    " ",
    "/schema schema",
    "/schema/properties/default properties",
    "/schema/properties/example properties",
    "/schema/properties/example/items items",
  ]);
});

test("data is not looked into", () => {
  const data = { $ref: "#/x", properties: { a: {} } };
  const media = {
    examples: { one: { value: data } },
    example: data,
    "x-more": data,
    schema: { default: data, examples: [data] },
  };
  expect(visited({ content: { "a/b": media } })).toEqual([
    " ",
    "/content/a~1b content",
    "/content/a~1b/examples/one examples",
    "/content/a~1b/schema schema",
  ]);
});

test("path items inside callbacks are objects under a name", () => {
  const document = { callbacks: { done: { "{$request.body#/url}": { post: {} } } } };
  expect(visited(document)).toEqual([
    " ",
    "/callbacks/done callbacks",
    "/callbacks/done/{$request.body#~1url} pathItems",
    "/callbacks/done/{$request.body#~1url}/post post",
  ]);
});

test("a spot knows what its value stands in", () => {
  const get = { parameters: [{}], responses: { 200: { content: { "a/b": { schema: {} } } } } };
  const document = { paths: { "/a": { get, parameters: [{}] } }, components: { parameters: { A: {} } } };
  const within: string[] = [];
  rewrite(document, (value, spot) => {
    within.push(`${spot.slot} in ${spot.within}`);
    return value;
  });
  expect(within).toEqual([
    " in ",
    "paths in ",
    "get in paths",
    "parameters in get",
    "responses in get",
    "content in responses",
    "schema in content",
    "parameters in paths",
    "components in ",
    "parameters in components",
  ]);
});

test("strings are shown where an object is expected, and whole maps where they are a reference", () => {
  const document = {
    paths: { $ref: "p.yaml" },
    schema: { allOf: ["text"], title: "title", required: ["a"] },
  };
  expect(visited(document)).toEqual([" ", "/paths paths", "/schema schema", "/schema/allOf/0 allOf text"]);
});

test("only what changed is copied", () => {
  const document = { a: { schema: { x: 1 } }, b: { schema: { y: 1 } } };
  const result = rewrite(document, (value, { slot }) =>
    slot === "schema" && typeof value === "object" && "x" in value ? { ...value, x: 2 } : value,
  ) as typeof document;
  expect(result).toEqual({ a: { schema: { x: 2 } }, b: { schema: { y: 1 } } });
  expect(result.b).toBe(document.b);
  expect(document.a.schema.x).toBe(1);
  expect(rewrite(document, (value) => value)).toBe(document);
});
