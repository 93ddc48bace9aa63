import { describe, expect, test } from "vitest";
import type { Json, JsonObject } from "../../document/json.js";
import { createReport } from "../../report/index.js";
import { repair } from "./index.js";

const ok = { 200: { description: "OK" } };

const repairAll = (given: JsonObject) => {
  const report = createReport();
  const { document } = repair(given, [], { report, file: "a.yaml" });
  const again = createReport();
  expect(repair(document, [], { report: again, file: "a.yaml" }).document).toBe(document);
  expect(again.diagnostics).toEqual([]);
  return { document, codes: report.diagnostics.map(({ code }) => code.slice("patch/".length)) };
};

/** `POST /a` afterwards, with the codes that were reported. */
const post = (given: JsonObject, rest: JsonObject = { openapi: "3.0.3" }) => {
  const { document, codes } = repairAll({ ...rest, paths: { "/a": { post: { responses: ok, ...given } } } });
  const { paths } = document as { paths: { "/a": { post: JsonObject } } }; // as given
  return { ...paths["/a"].post, codes } as JsonObject & { readonly codes: readonly string[] }; // the codes are ours
};

const swagger = { swagger: "2.0" };
const open = { schema: {} };

describe("responses", () => {
  test("one inside another moves out, at any depth", () => {
    const { responses, codes } = post({
      responses: {
        400: { description: "Bad", 404: { content: {}, 500: { description: "Oh" } } },
        401: { description: "Who", content: { "a/b": {}, 403: { description: "No" } } },
      },
    });
    expect(responses).toEqual({
      400: { description: "Bad" },
      401: { description: "Who", content: { "a/b": {} } },
      403: { description: "No" },
      404: { description: "Not Found", content: {} },
      500: { description: "Oh" },
    });
    expect(codes.filter((code) => code === "nested-response")).toHaveLength(3);
  });

  test("one whose status has a response is dropped; what is no response stays", () => {
    const outer = { 400: { description: "A", 200: { description: "B" }, 201: { a: 1 }, 202: "text" } };
    expect(post({ responses: { ...outer, ...ok } })).toMatchObject({
      responses: { 400: { description: "A", 201: { a: 1 }, 202: "text" }, ...ok },
      codes: ["nested-response"],
    });
  });

  test("one inside a shared response is dropped; each is reported at its place", () => {
    const inner = { 404: { description: "B" } };
    const report = createReport();
    const { document } = repair(
      {
        openapi: "3.0.3",
        paths: { "/a": { get: { responses: { 400: { description: "A", ...inner } } } } },
        components: { responses: { Bad: { description: "A", ...inner }, 404: { description: "C" } } },
      },
      [],
      { report, file: "a.yaml" },
    );
    expect(document.components).toEqual({
      responses: { 404: { description: "C" }, Bad: { description: "A" } },
    });
    expect(report.diagnostics.map(({ at }) => at.pointer)).toEqual([
      "/paths/~1a/get/responses/400/404",
      "/components/responses/Bad/404",
    ]);
  });

  test("statuses get their spelling, and an operation without any gets one", () => {
    const responses = { "2xx": ok[200], Default: ok[200], "404 Not Found": ok[200], "20x": ok[200] };
    expect(Object.keys(post({ responses }).responses as JsonObject)).toEqual([
      "404",
      "2XX",
      "default",
      "20x",
    ]);
    expect(post({ responses: {} }).responses).toEqual({ default: { description: "Response" } });
    expect(post({ responses: { "2xx": ok[200] } }, swagger).responses).toEqual({ "2xx": ok[200] });
    expect(repairAll({ openapi: "3.1.0", paths: { "/a": { get: {} } } }).codes).toEqual([]);
    expect(repairAll({ openapi: "3.0.0", paths: { "/a": { get: {} } } }).codes).toEqual([
      "missing-responses",
    ]);
  });
});

describe("parameters", () => {
  const parameter = (given: JsonObject, rest?: JsonObject): Json => {
    const found = post({ parameters: [{ name: "p", in: "query", ...given }] }, rest);
    return Array.isArray(found.parameters) ? (found.parameters[0] ?? null) : null;
  };

  test("what is said of the value goes into its schema", () => {
    const sort = { sort: { type: "string", enum: ["asc", "desc"] } };
    expect(
      parameter({ style: "deepObject", properties: sort, required: ["sort"], example: { sort: "asc" } }),
    ).toEqual({
      ...{ name: "p", in: "query", style: "deepObject", example: { sort: "asc" } },
      schema: { type: "object", properties: sort, required: ["sort"] },
    });
    expect(parameter({ type: "integer", minimum: 1, required: true })).toMatchObject({
      required: true,
      schema: { type: "integer", minimum: 1 },
    });
    expect(parameter({ type: "array", items: { type: "string" }, collectionFormat: "csv" })).toEqual({
      ...{ name: "p", in: "query", explode: false },
      schema: { type: "array", items: { type: "string" } },
    });
    expect(parameter({ enum: ["a"], schema: { type: "string" } })).toMatchObject({
      schema: { enum: ["a"], type: "string" },
    });
    expect(parameter({})).toMatchObject({ schema: { type: "string" } });
    const schema = { $ref: "#/components/schemas/A" };
    const rest = { openapi: "3.0.3", components: { schemas: { A: { type: "string" } } } };
    expect(parameter({ enum: ["a"], schema }, rest)).toMatchObject({
      schema: { allOf: [schema], enum: ["a"] },
    });
  });

  test.each<[string, JsonObject]>([
    ["content", { content: { "application/json": { schema: {} } } }],
    ["a schema", { schema: { type: "string" }, example: "a" }],
  ])("one with %s stays", (_name, given) => {
    expect(parameter(given)).toEqual({ name: "p", in: "query", ...given });
  });

  test("in Swagger 2.0 the type stands on the parameter, except on a body", () => {
    expect(parameter({ type: "integer" }, swagger)).toEqual({ name: "p", in: "query", type: "integer" });
    expect(parameter({}, swagger)).toEqual({ name: "p", in: "query", type: "string" });
    expect(parameter({ schema: { type: "integer", title: "T" } }, swagger)).toEqual({
      ...{ name: "p", in: "query", type: "integer" },
    });
    expect(parameter({ in: "body" }, swagger)).toEqual({ name: "p", in: "body", schema: {} });
    expect(parameter({ in: "body", type: "string" }, swagger)).toMatchObject({ schema: { type: "string" } });
  });

  test("headers too, but not what links and references say", () => {
    const headers = { Location: { description: "d" }, Same: { $ref: "#/components/headers/A" } };
    const links = { next: { operationId: "a", parameters: { p: { name: "x", in: "query" } } } };
    const rest = { openapi: "3.0.3", components: { headers: { A: { schema: {} } } } };
    expect(post({ responses: { 200: { description: "", headers, links } } }, rest).responses).toEqual({
      200: {
        description: "",
        headers: { ...headers, Location: { description: "d", schema: { type: "string" } } },
        links,
      },
    });
  });

  test("bodies of Swagger 2.0 in OpenAPI 3 are request bodies", () => {
    const schema = { type: "object" };
    const query = { name: "q", in: "query", schema: { type: "string" } };
    const body = { name: "b", in: "body", required: true, schema };
    expect(post({ parameters: [query, body] })).toMatchObject({
      parameters: [query],
      requestBody: { required: true, content: { "application/json": { schema } } },
      codes: ["body-parameter"],
    });
    const form: readonly Json[] = [
      { name: "f", in: "formData", type: "file", required: true },
      { name: "__proto__", in: "formData", type: "string", description: "d" },
    ];
    const { requestBody, parameters } = post({ parameters: form });
    expect(parameters).toBeUndefined();
    expect(JSON.stringify(requestBody)).toBe(
      '{"required":true,"content":{"multipart/form-data":{"schema":{"type":"object","properties":{"f":{"type":"string","format":"binary"},"__proto__":{"description":"d","type":"string"}},"required":["f"]}}}}',
    );
    expect(post({ parameters: [body], requestBody: { content: { "a/b": {} } } })).toMatchObject({
      requestBody: { content: { "a/b": {} } },
    });
    expect(post({ parameters: [body] }, swagger)).toMatchObject({ parameters: [body], codes: [] });
  });
});

test("places of parameters lose their capitals", () => {
  const schema = { type: "string" };
  const parameters = ["Header", "QUERY", "nowhere"].map((place) => ({ name: "a", in: place, schema }));
  expect(post({ parameters })).toMatchObject({
    parameters: [{ in: "header" }, { in: "query" }, { in: "nowhere" }],
    codes: ["place-case", "place-case"],
  });
  const form = [{ name: "f", in: "FormData", type: "string" }];
  expect(post({ parameters: form }, swagger).parameters).toMatchObject([{ in: "formData" }]);
});

describe("request bodies", () => {
  const body = (requestBody: Json) => post({ requestBody });

  test.each<[string, Json]>([
    ["empty", {}],
    ["null", null],
  ])("one that is %s is none", (_name, given) => {
    expect(body(given)).not.toHaveProperty("requestBody");
  });

  test("JSON of which nothing is said is any JSON", () => {
    const json = { content: { "application/json": open } };
    expect(body({ content: {} }).requestBody).toEqual(json);
    expect(body({ content: null, required: true }).requestBody).toEqual({ required: true, ...json });
    expect(body({ content: { "application/json": null } }).requestBody).toEqual(json);
    expect(
      body({ content: { "application/x+json; charset=utf-8": { example: 1 }, "text/plain": {} } })
        .requestBody,
    ).toEqual({
      content: { "application/x+json; charset=utf-8": { example: 1, schema: {} }, "text/plain": {} },
    });
    const fine = {
      content: {
        "application/json": { itemSchema: {} },
        "text/json": { $ref: "#/components/mediaTypes/M" },
        "a/b": {},
      },
    };
    const rest = { openapi: "3.2.0", components: { mediaTypes: { M: {} } } };
    expect(post({ requestBody: fine }, rest)).toMatchObject({ requestBody: fine, codes: [] });
  });

  test("a schema in the place of a media type, a body or a response goes down to where schemas are", () => {
    const schema = { $ref: "#/components/schemas/S" };
    const json = { "application/json": { schema } };
    const rest = { openapi: "3.0.3", components: { schemas: { S: {} } } };
    const responses = { 200: schema, 201: { description: "d", content: { "application/json": schema } } };
    expect(post({ requestBody: schema, responses }, rest)).toMatchObject({
      requestBody: { content: json },
      responses: { 200: { description: "OK", content: json }, 201: { description: "d", content: json } },
      codes: ["missing-content", "missing-content", "missing-content", "missing-description"],
    });
    const written = { type: "object", properties: { a: {} } };
    expect(body({ ...written, description: "d", required: true }).requestBody).toEqual({
      description: "d",
      required: true,
      content: { "application/json": { schema: { ...written, description: "d" } } },
    });
    for (const content of [{ "application/json": written }, written])
      expect(body({ content }).requestBody).toEqual({ content: { "application/json": { schema: written } } });
    const given = { responses: { 200: { $ref: "#/definitions/S" } } };
    expect(post(given, { swagger: "2.0", definitions: { S: {} } }).responses).toEqual({
      200: { description: "OK", schema: { $ref: "#/definitions/S" } },
    });
  });

  test("a level that was left out is put in", () => {
    const schema = { type: "object" };
    const wanted = { description: "d", content: { "application/json": { schema } } };
    expect(body({ description: "d", schema }).requestBody).toEqual(wanted);
    expect(body({ description: "d", "application/json": { schema } }).requestBody).toEqual(wanted);
    expect(body({ content: { description: "d", schema } }).requestBody).toEqual(wanted);
    expect(body({ content: { description: "d", "application/json": { schema } } }).requestBody).toEqual(
      wanted,
    );
    expect(post({ responses: { 200: { description: "d", schema } } }).responses).toEqual({ 200: wanted });
    expect(post({ responses: { 200: { description: "d", schema } } }, swagger).codes).toEqual([]);
  });
});

describe("values of another kind than OpenAPI has there", () => {
  test("single entries become lists", () => {
    const { document, codes } = repairAll({
      openapi: "3.0.3",
      servers: "https://a.test",
      tags: ["one", { name: "two" }],
      security: { key: null },
      components: { securitySchemes: { key: { type: "http", scheme: "basic" } } },
      paths: {
        "/a": {
          parameters: { name: "q", in: "query", schema: {} },
          get: {
            tags: "one",
            security: "key",
            parameters: { p: { in: "query", schema: {} } },
            responses: ok,
          },
          put: { tags: [{ name: "one" }], security: {}, responses: ok },
          post: { security: "none", tags: ["a"], parameters: { p: 1 }, responses: ok },
        },
      },
    });
    expect(document).toMatchObject({
      servers: [{ url: "https://a.test" }],
      tags: [{ name: "one" }, { name: "two" }],
      security: [{ key: [] }],
      paths: {
        "/a": {
          parameters: [{ name: "q" }],
          get: { tags: ["one"], security: [{ key: [] }], parameters: [{ name: "p", in: "query" }] },
          put: { tags: ["one"], security: [] },
          post: { security: "none", tags: ["a"], parameters: { p: 1 } },
        },
      },
    });
    expect(codes).toEqual(Array(9).fill("not-a-list"));
    expect(repairAll({ ...swagger, consumes: "a/b", schemes: "https" }).document).toMatchObject({
      ...{ consumes: ["a/b"], schemes: ["https"] },
    });
  });

  test("null where nothing may be null is nothing", () => {
    const { document, codes } = repairAll({
      openapi: "3.0.3",
      info: { title: "T", description: null, "x-a": null },
      paths: {
        "/a": {
          get: {
            parameters: null,
            responses: { 204: null, 200: { description: "", content: { "a/b": null } } },
          },
        },
      },
      components: {
        schemas: { A: { type: null, default: null, example: null, enum: null, properties: { a: null } } },
      },
    });
    expect(document).toEqual({
      openapi: "3.0.3",
      info: { title: "T", "x-a": null },
      paths: {
        "/a": {
          get: {
            responses: {
              204: { description: "No Content" },
              200: { description: "", content: { "a/b": {} } },
            },
          },
        },
      },
      components: { schemas: { A: { type: null, default: null, example: null, properties: { a: null } } } },
    });
    expect(codes.filter((code) => code === "null-member")).toHaveLength(5);
  });

  test("versions are whole, and text", () => {
    const versions = (given: JsonObject) => repairAll(given).document;
    expect(versions({ openapi: 3.1, info: { version: 1 } })).toEqual({
      openapi: "3.1.0",
      info: { version: "1" },
    });
    expect(versions({ openapi: "3.0" })).toEqual({ openapi: "3.0.0" });
    expect(versions({ swagger: 2 })).toEqual({ swagger: "2.0" });
    const fine = { openapi: "3.1.1", info: { version: "1" } };
    expect(repairAll(fine)).toEqual({ document: fine, codes: [] });
  });

  test("words for booleans are booleans, except in schemas", () => {
    const p = { name: "p", in: "query", required: "Yes", explode: " FALSE", deprecated: "soon", schema: {} };
    const found = post({
      deprecated: "true",
      parameters: [p],
      requestBody: { required: "no", content: { "a/b": {} } },
    });
    expect(found).toMatchObject({
      deprecated: true,
      parameters: [{ ...p, required: true, explode: false }],
      requestBody: { required: false },
    });
    expect(
      repairAll({ components: { schemas: { A: { required: "true", options: { deprecated: "true" } } } } })
        .codes,
    ).toEqual([]);
  });
});
