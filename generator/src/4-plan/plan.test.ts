import { describe, expect, test } from "vitest";
import { patchedSpec } from "../../test/patched-spec.js";
import { planOptions } from "../../test/sample-plan.js";
import { model } from "../3-model/index.js";
import type { JsonObject } from "../document/json.js";
import { createReport } from "../report/index.js";
import { makePlan, type PlanOptions } from "./index.js";

const planOf = (document: JsonObject, given: Partial<PlanOptions> = {}, ids: readonly string[] = ["t"]) => {
  const report = createReport();
  const apis = ids.map((id) => ({
    api: model(
      patchedSpec(document, { id, file: `${id}.yaml`, source: `${id}.yaml` }),
      { replySchemas: false },
      report,
    ),
    changes: [],
  }));
  const plan = makePlan(apis, { ...planOptions, ...given }, report);
  return {
    ...plan,
    tools: plan.tools.filter((tool) => tool.kind === "http"),
    codes: report.diagnostics.map(({ code }) => code),
    messages: report.diagnostics.map((d) => d.message),
  };
};

const post = (operation: JsonObject, rest: JsonObject = {}): JsonObject => ({
  paths: { "/pets/{id}": { post: { operationId: "savePet", ...operation } } },
  ...rest,
});

const json = (schema: JsonObject, required = true): JsonObject => ({
  requestBody: { required, content: { "application/json": { schema } } },
});

const toolOf = (document: JsonObject, given: Partial<PlanOptions> = {}) => {
  const [planned] = planOf(document, given).tools;
  if (!planned) throw new Error("no tool was planned");
  return planned;
};

describe("input", () => {
  test("parameters and the fields of an object body are side by side", () => {
    const { face: tool } = toolOf(
      post(json({ properties: { name: { type: "string" } }, required: ["name"] })),
    );
    expect(tool.input).toEqual({
      type: "object",
      properties: { id: { type: "string" }, name: { type: "string" } },
      required: ["id", "name"],
      additionalProperties: false,
    });
    expect(tool.request.body?.source).toEqual({ kind: "fields", fields: { name: "name" } });
  });

  test.each<[string, JsonObject, string]>([
    ["nothing is said", {}, "Any JSON value."],
    ["only a description is given", { description: "The event." }, "The event. Any JSON value."],
  ])("a JSON body of which %s takes any JSON and says so", (_name, said, description) => {
    const { face: tool } = toolOf(
      post({ requestBody: { ...said, content: { "application/json": { schema: {} } } } }),
    );
    expect(tool.input.properties?.body).toEqual({ description });
  });

  test("a body whose fields clash with a parameter stays whole", () => {
    const { face: tool } = toolOf(post(json({ properties: { id: { type: "integer" } } })));
    expect(Object.keys(tool.input.properties)).toEqual(["id", "body"]);
    expect(tool.request.body?.source).toEqual({ kind: "whole", key: "body" });
  });

  test.each<[string, JsonObject]>([
    ["a list", { type: "array", items: { type: "string" } }],
    ["a map", { type: "object", additionalProperties: { type: "string" } }],
    [
      "alternatives with fields of their own",
      { oneOf: [{ properties: { a: {} } }, { properties: { b: {} } }] },
    ],
    ["an open object", { properties: { a: {} }, additionalProperties: true }],
    ["a condition over the whole", { properties: { a: {} }, not: { required: ["a"] } }],
    ["an object without fields", { type: "object" }],
  ])("%s stays whole", (_name, schema) => {
    expect(toolOf(post(json(schema))).face.request.body?.source.kind).toBe("whole");
  });

  test("allOf is merged, through references", () => {
    const components = { schemas: { Base: { properties: { a: { type: "string" } }, required: ["a"] } } };
    const body = json({
      allOf: [{ $ref: "#/components/schemas/Base" }, { properties: { b: { type: "integer" } } }],
    });
    const { face: tool } = toolOf(post(body, { components }));
    expect(tool.input.required).toEqual(["id", "a"]);
    expect(Object.keys(tool.input.properties)).toEqual(["id", "a", "b"]);
  });

  test("what one member of an allOf requires of another's fields is required", () => {
    const { face: tool } = toolOf(
      post(json({ allOf: [{ properties: { a: {} } }, { type: "object", required: ["a"] }] })),
    );
    expect(tool.input.required).toEqual(["id", "a"]);
  });

  test("a body whose fields go together stays whole, since only an object of its own can say so", () => {
    const schema = { properties: { a: {}, b: {} }, anyOf: [{ required: ["a"] }, { required: ["b"] }] };
    const { face: tool, record } = toolOf(post(json(schema)));
    expect(tool.request.body?.source).toEqual({ kind: "whole", key: "body" });
    expect(tool.input.properties.body).toMatchObject({ anyOf: [{ required: ["a"] }, { required: ["b"] }] });
    expect(tool.description).toContain("Give at least one of: a, b.");
    expect(record.inputSchema).toMatchObject({
      properties: { body: { anyOf: [{ required: ["a"] }, { required: ["b"] }] } },
    });
  });

  test("a field that is required but not described takes any value", () => {
    const { face: tool, types } = toolOf(post(json({ properties: { a: {} }, required: ["a", "b"] })));
    expect(tool.input).toMatchObject({ properties: { b: true }, required: ["id", "a", "b"] });
    expect(types.parts).toContainEqual({ kind: "untyped", key: "b", required: true });
  });

  test("a list or an object in the path has a member", () => {
    const parameters = [{ name: "id", in: "path", schema: { type: "array", items: { type: "string" } } }];
    expect(toolOf(post({ parameters })).face.input.properties.id).toMatchObject({ minItems: 1 });
    const object = [{ name: "id", in: "path", schema: { type: "object" } }];
    expect(toolOf(post({ parameters: object })).face.input.properties.id).toMatchObject({ minProperties: 1 });
  });

  test("a file in a form says how it is given", () => {
    const file = { type: "string", format: "binary" };
    const schema = {
      properties: { one: { ...file, description: "Face." }, more: { type: "array", items: file } },
    };
    const { face: tool } = toolOf(post({ requestBody: { content: { "multipart/form-data": { schema } } } }));
    const words = "A file, as base64 text or a data: URL.";
    expect(tool.input.properties.one).toMatchObject({ description: `Face. ${words}` });
    expect(tool.input.properties.more).toMatchObject({ items: { description: words } });
  });

  test("an optional body that is begun must be whole", () => {
    const { face: tool } = toolOf(post(json({ properties: { a: {}, b: {} }, required: ["a"] }, false)));
    expect(tool.input.required).toEqual(["id"]);
    expect(tool.input.dependentRequired).toEqual({ b: ["a"] });
  });

  test("readOnly fields are not asked for, nor required", () => {
    const { face: tool, types } = toolOf(
      post(
        json({ properties: { made: { type: "string", readOnly: true }, n: {} }, required: ["made", "n"] }),
      ),
    );
    expect(Object.keys(tool.input.properties)).toEqual(["id", "n"]);
    expect(tool.input.required).toEqual(["id", "n"]);
    expect(types.parts).toContainEqual(expect.objectContaining({ kind: "fields", omitted: ["made"] }));
  });

  test("names that model APIs refuse get a key, and keep their name for the wire", () => {
    const parameters = ["filter[x]", "$top", "@id"].map((name) => ({ name, in: "query", schema: {} }));
    const { face: tool } = toolOf(post({ parameters }));
    expect(tool.request.parameters).toMatchObject({
      filter_x: { in: "query", name: "filter[x]" },
      top: { in: "query", name: "$top" },
      id_query: { in: "query", name: "@id" },
    });
  });

  test("one name in two places is two arguments", () => {
    const parameters = [{ name: "id", in: "query", schema: { type: "integer" } }];
    const { face: tool } = toolOf(post({ parameters }));
    expect(tool.request.parameters).toEqual({ id_query: { in: "query", name: "id" }, id: { in: "path" } });
  });

  test("a bound parameter is optional", () => {
    const { face: tool, types } = toolOf(post({}), { bind: { id: "account" } });
    expect(tool.input.required).toBeUndefined();
    expect(tool.request.parameters?.id).toEqual({ in: "path", bind: "account" });
    expect(types.parts).toEqual([
      { kind: "parameters", in: "path", renamed: {}, optional: ["id"], omitted: [] },
    ]);
  });

  test("a closed object of reply fields is text in a path", () => {
    const properties = { major: { type: "integer", readOnly: true } };
    const schema = { type: "object", title: "Version", properties, additionalProperties: false };
    const version = { name: "id", in: "path", required: true, schema };
    const { face: tool } = toolOf(post({ parameters: [version] }));
    expect(tool.input.properties).toMatchObject({ id: { type: "string", title: "Version" } });
  });

  test("what one part of a body declares readOnly is no argument", () => {
    const volume = { type: "object", properties: { label: { type: "string" }, size: { type: "integer" } } };
    const body: JsonObject = {
      allOf: [{ $ref: "#/components/schemas/V" }, { properties: { size: { readOnly: true } } }],
    };
    const { face, record } = toolOf(post(json(body), { components: { schemas: { V: volume } } }));
    expect(Object.keys(face.input.properties)).toEqual(["id", "label"]);
    expect(record.inputSchema).toMatchObject({ properties: { label: { type: "string" } } });
    expect(JSON.stringify(record.inputSchema)).not.toContain("size");
  });

  test("the definitions that the schema needs come along, seen as a request", () => {
    const components = {
      schemas: {
        Node: { properties: { next: { $ref: "#/components/schemas/Node" }, id: { readOnly: true } } },
        Other: {},
      },
    };
    const { face: tool } = toolOf(
      post(json({ properties: { node: { $ref: "#/components/schemas/Node" } } }), { components }),
    );
    expect(tool.input.$defs).toEqual({
      Node: { type: "object", properties: { next: { $ref: "#/$defs/Node" } } },
    });
  });
});

describe("bodies", () => {
  const bodyOf = (content: JsonObject) => toolOf(post({ requestBody: { required: true, content } })).face;

  test("JSON is taken before other media types", () => {
    const schema = { properties: { a: {} } };
    const { request } = bodyOf({ "application/xml": { schema }, "application/json": { schema } });
    expect(request.body?.content).toEqual([{ mediaType: "application/json", encoding: "json" }]);
  });

  test("several kinds of bytes are a choice", () => {
    const { request, input } = bodyOf({ "image/png": {}, "image/jpeg": {} });
    expect(request.body).toMatchObject({
      mediaTypeKey: "contentType",
      source: { kind: "whole", key: "body" },
    });
    expect(input.properties.contentType).toMatchObject({ enum: ["image/png", "image/jpeg"] });
  });

  test("a file is bytes under every media type, JSON and text too, and text where all of them are text", () => {
    const file = { schema: { type: "string", format: "binary" } };
    const { request } = bodyOf({ "application/json": file, "text/csv": file, "image/png": file });
    expect(request.body?.content).toEqual([
      { mediaType: "application/json", encoding: "bytes" },
      { mediaType: "text/csv", encoding: "bytes" },
      { mediaType: "image/png", encoding: "bytes" },
    ]);
    expect(bodyOf({ "application/json": file }).request.body?.content[0].encoding).toBe("text");
  });

  test("XML is text", () => {
    expect(
      bodyOf({ "application/xml": { schema: { type: "string" } } }).request.body?.content[0].encoding,
    ).toBe("text");
  });

  test("binary fields of a multipart body are files", () => {
    const schema = { properties: { photo: { type: "string", format: "binary" }, name: { type: "string" } } };
    expect(bodyOf({ "multipart/form-data": { schema } }).request.body?.content).toEqual([
      { mediaType: "multipart/form-data", encoding: "multipart", fields: { photo: { file: true } } },
    ]);
  });
});

describe("names", () => {
  const namesOf = (ids: readonly (string | undefined)[], naming: PlanOptions["naming"] = "preserve") =>
    planOf(
      {
        paths: Object.fromEntries(
          ids.map((id, index): [string, JsonObject] => [
            `/p${index}`,
            { get: id === undefined ? {} : { operationId: id } },
          ]),
        ),
      },
      { naming },
    );

  test("an operationId that fits stays as it is", () => {
    expect(namesOf(["getPet_v2-x"]).tools.map(({ face }) => face.name)).toEqual(["getPet_v2-x"]);
  });

  test("a missing or blank operationId is made from method and path", () => {
    expect(namesOf([undefined, " "]).tools.map(({ face }) => face.name)).toEqual(["get_p0", "get_p1"]);
  });

  test("a long name ends in a hash, and stays the same", () => {
    const [{ face: { name } = { name: "" } } = {}] = namesOf(["x".repeat(80)]).tools;
    expect(name).toMatch(/^x{46}_[0-9a-f]{5}$/);
  });

  test("the later of two equal names gets a suffix and a diagnostic that names the other place", () => {
    const { tools, codes, messages } = namesOf(["same", "same"]);
    expect(tools.map(({ face }) => face.name)).toEqual(["same", "same_2"]);
    expect(codes).toEqual(["plan/name-collision"]);
    expect(messages[0]).toContain("t.yaml#/paths/~1p0/get");
  });

  test("names that differ by case only get different files and a diagnostic", () => {
    const { tools, codes, messages } = namesOf(["getPet", "GetPet", "getPets"]);
    expect(tools.map(({ module }) => module)).toEqual([
      "tools/get-pet-2.js",
      "tools/get-pet.js",
      "tools/get-pets.js",
    ]);
    expect(codes).toEqual(["plan/names-differ-by-case"]);
    expect(messages[0]).toContain("getPet, GetPet");
  });

  test.each([
    ["snake", "get_user_id"],
    ["camel", "getUserId"],
  ] as const)("naming %s", (naming, want) => {
    expect(namesOf(["getUserID"], naming).tools[0]?.face.name).toBe(want);
  });

  test("the order of the documents does not matter", () => {
    const document = { paths: { "/a": { get: { operationId: "x" } } } };
    const names = (ids: string[]) =>
      planOf(document, {}, ids).tools.map(({ face, origin }) => [face.name, origin.api]);
    expect(names(["a", "b"])).toEqual(names(["b", "a"]));
  });
});

describe("definition", () => {
  test("profiles refer to each other; unknown names are errors with the nearest name", () => {
    const document = {
      paths: { "/a": { get: { operationId: "getA" } }, "/b": { get: { operationId: "getB" } } },
    };
    const { definition, messages } = planOf(document, {
      profiles: { a: ["getA"], both: ["@a", "getB", "getBB"] },
    });
    expect(definition.profiles).toEqual({ a: ["getA"], both: ["getA", "getB"] });
    expect(messages).toEqual(['Profile both names "getBB", which is not a tool; did you mean "getB"?']);
  });

  test("schemes say which variables hold their secrets", () => {
    const components = {
      securitySchemes: {
        apiKey: { type: "apiKey", in: "header", name: "X-Key" },
        "my-oauth": {
          type: "oauth2",
          flows: { clientCredentials: { tokenUrl: "https://x.test/t", scopes: {} } },
        },
        person: { type: "oauth2", flows: { authorizationCode: {} } },
      },
    };
    const { definition } = planOf(post({}, { components }), {
      credentials: { "my-oauth": { clientId: "ID" } },
    });
    expect(definition.apis.t?.schemes).toEqual({
      apiKey: { type: "apiKey", in: "header", name: "X-Key", variables: { key: "T_API_KEY" } },
      "my-oauth": {
        type: "oauth2",
        grants: [
          {
            type: "clientCredentials",
            endpoint: { tokenUrl: "https://x.test/t" },
            variables: { clientId: "ID", clientSecret: "T_MY_OAUTH_CLIENT_SECRET" },
          },
        ],
        variables: { token: "T_MY_OAUTH_TOKEN" },
      },
      person: { type: "bearer", variables: { token: "T_PERSON_TOKEN" } },
    });
  });

  test("include and exclude take names and tags with *", () => {
    const document = {
      paths: {
        "/a": { get: { operationId: "getA", tags: ["Pets"] }, put: { operationId: "putA", tags: ["Pets"] } },
        "/b": { get: { operationId: "getB" } },
      },
    };
    const { tools } = planOf(document, {
      include: { names: [], tags: ["pet*"] },
      exclude: { names: ["put*"], tags: [] },
    });
    expect(tools.map(({ face }) => face.name)).toEqual(["getA"]);
  });
});

describe("what the server is called", () => {
  const about = { ...post({}), info: { title: "Pet\u200b  store", version: "2.1" } };

  test.each<[string, Partial<PlanOptions>, readonly string[], object]>([
    ["by its one API", {}, ["a"], { title: "Pet store", version: "2.1" }],
    ["by the config", { title: "T", version: "9" }, ["a"], { title: "T", version: "9" }],
    ["by its name, with several APIs", {}, ["a", "b"], { title: "t", version: "0.1.0" }],
  ])("%s", (_, given, ids, want) => {
    expect(planOf(about, given, ids).definition).toMatchObject(want);
  });
});
