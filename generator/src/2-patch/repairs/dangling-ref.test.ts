import { describe, expect, test } from "vitest";
import type { JsonObject } from "../../document/json.js";
import { createReport } from "../../report/index.js";
import { repair } from "./index.js";

const repaired = (document: JsonObject) => {
  const report = createReport();
  const result = repair(document, [], { report, file: "a.yaml" });
  const said = report.diagnostics.map(({ code, at, message }) => `${code} ${at.pointer}: ${message}`);
  return { document: result.document, said, changes: result.changes };
};

const schemas = (members: JsonObject, openapi = "3.0.3") => {
  const { document, said } = repaired({ openapi, components: { schemas: members } });
  return { schemas: (document as { components: { schemas: unknown } }).components.schemas, said };
};

/** What a reference from a property of A became, among these other schemas. */
const meant = (ref: string, others: JsonObject) =>
  schemas({ A: { properties: { a: { $ref: ref } } }, ...others }).schemas as {
    A: { properties: { a: unknown } };
  };

const stays = (document: JsonObject) => expect(repaired(document)).toMatchObject({ document, said: [] });

const ref = (name: string, section = "schemas") => ({ $ref: `#/components/${section}/${name}` });

describe("a schema that is missing", () => {
  test("becomes an open one that says so, and keeps what was next to the reference", () => {
    const { schemas: now, said } = schemas({
      A: { items: { ...ref("No"), description: "All.", nullable: true } },
    });
    expect(now).toEqual({
      A: {
        type: "array",
        items: {
          description: "All. Described by #/components/schemas/No, which is missing.",
          nullable: true,
        },
      },
    });
    expect(said[1]).toBe(
      "patch/dangling-ref /components/schemas/A/items: Reference #/components/schemas/No points at nothing; anything is allowed here.",
    );
  });

  test("is never taken for its plural, nor for the schema around the reference", () => {
    for (const name of ["Group", "groups"]) {
      const { schemas: now } = schemas({ Groups: { type: "array", items: ref(name) } });
      expect(now).toMatchObject({
        Groups: { items: { description: expect.stringContaining("is missing") } },
      });
    }
  });

  test.each([
    ["case and separators", "#/components/schemas/pet_store", "PetStore"],
    ["the place of Swagger 2.0", "#/definitions/Pet", "Pet"],
    ["both", "#/definitions/petStore", "Pet-Store"],
    ["a name that is escaped", "#/definitions/a~1b%25", "a/b%"],
  ])("is found by %s", (_, from, name) => {
    const token = name.replace("/", "~1").replace("%", "%25");
    expect(meant(from, { [name]: {} }).A.properties.a).toEqual({ $ref: `#/components/schemas/${token}` });
  });

  test.each<[string, string, JsonObject]>([
    ["two names fit", "#/components/schemas/pet", { Pet: {}, PET: {} }],
    ["the pointer leads into something", "#/components/schemas/Pet/properties/name", { name: {} }],
    ["it does so in Swagger's words", "#/definitions/Pet/name", { name: {} }],
    ["the name has no letters", "#/components/schemas/-", { _: {} }],
    ["it would make a circle", "#/components/schemas/b", { B: { $ref: "#/components/schemas/a" } }],
    ["inherited names lead nowhere", "#/components/schemas/constructor", {}],
    ["so do the lengths of lists", "#/components/schemas/L/allOf/length", { L: { allOf: [{}] } }],
  ])("stays open when %s", (_, from, others) => {
    expect(meant(from, others).A.properties.a).toMatchObject({
      description: `Described by ${from}, which is missing.`,
    });
  });

  test("is found in the pasted JSON Schema around it", () => {
    const pasted = { $defs: { id: { type: "string" } }, properties: { a: { $ref: "#/$defs/id" } } };
    expect(schemas({ A: pasted }, "3.1.0").schemas).toEqual({
      A: { ...pasted, properties: { a: { $ref: "#/components/schemas/A/$defs/id" } } },
    });
  });

  test("is not ours to judge where a schema is a document of its own", () => {
    stays({
      openapi: "3.1.0",
      components: {
        schemas: { A: { $id: "https://a.test/", items: { $ref: "#/$defs/no" }, type: "array" } },
      },
    });
  });
});

test("a pointer through references is written out", () => {
  const members = {
    A: { properties: { a: { $ref: "#/components/schemas/C/properties/x" } } },
    B: { properties: { x: {} } },
    C: ref("B"),
  };
  expect(schemas(members).schemas).toMatchObject({
    A: { properties: { a: { $ref: "#/components/schemas/B/properties/x" } } },
  });
});

test("references that are fine, or elsewhere, or data stay", () => {
  stays({
    openapi: "3.1.0",
    paths: {
      "/a": { $ref: "#/components/pathItems/No" },
      "/b~c%d": { get: { responses: { 204: { description: "" } } } },
    },
    components: {
      schemas: {
        ...{
          A: { properties: { $ref: { type: "string" }, b: { $ref: "#" }, c: { $ref: "other.yaml#/No" } } },
        },
        ...{ B: { $ref: "#anchor" }, C: ref("D"), D: ref("E"), E: {}, F: { $ref: "#/paths/~1b~0c%25d/get" } },
        ...{ G: { default: { $ref: "#/no" }, "x-a": { $ref: "#/no" } }, H: { $ref: "#/%zz" } },
      },
      "%zz": {},
    },
    "%zz": {},
  });
});

describe("circles", () => {
  test("of references only are opened; recursion is none", () => {
    const { schemas: now, said } = schemas({
      ...{ A: ref("B"), B: ref("A"), C: ref("C") },
      D: { type: "object", properties: { d: ref("D") } },
    });
    expect(now).toMatchObject({ C: { description: expect.stringContaining("leads back to itself") } });
    expect(now).toMatchObject({ D: { properties: { d: ref("D") } } });
    expect(said).toHaveLength(3);
  });

  test("through pointers end", () => {
    const { said } = schemas({
      A: { $ref: "#/components/schemas/A/x" },
      B: { $ref: "#/components/schemas/C/x" },
      C: ref("B"),
    });
    expect(said.length).toBeGreaterThan(0);
  });

  test("and chains of many links are read in one go", () => {
    const many = 20_000;
    const chain = Array.from({ length: many }, (_, index) => [`A${index}`, ref(`A${(index + 1) % many}`)]);
    expect(schemas(Object.fromEntries(chain)).said).toHaveLength(many);
    const open = Array.from({ length: many }, (_, index) => [`A${index}`, ref(`A${index + 1}`)]);
    expect(schemas(Object.fromEntries(open)).said).toHaveLength(1);
  });
});

describe("other parts that are missing", () => {
  const responses = { 204: { description: "" } };
  const operation = (members: JsonObject, components: JsonObject = {}) => {
    const paths = { "/a": { get: { responses, ...members } } };
    const { document, said } = repaired({ openapi: "3.0.3", paths, components });
    const { get } = (document as { paths: { "/a": { get: JsonObject } } }).paths["/a"]; // as given
    const { responses: _, ...others } = get;
    return { get: members.responses === undefined ? others : get, document, said };
  };

  test("parameters and bodies are left out", () => {
    const parameters = [ref("No", "parameters"), { name: "a", in: "query", schema: {} }];
    const { get, said } = operation({ parameters, requestBody: ref("No", "requestBodies") });
    expect(get).toEqual({ parameters: parameters.slice(1) });
    expect(said).toEqual([
      "patch/dangling-ref /paths/~1a/get/parameters/0: Reference #/components/parameters/No points at nothing; the parameter is left out.",
      "patch/dangling-ref /paths/~1a/get/requestBody: Reference #/components/requestBodies/No points at nothing; the request body is left out.",
    ]);
  });

  test("but not before others in a list that something refers into", () => {
    const parameters = [ref("No", "parameters"), { name: "a", in: "query", schema: {} }];
    const components = { schemas: { A: { $ref: "#/paths/~1a/get/parameters/1/schema" } } };
    expect(operation({ parameters }, components)).toMatchObject({ get: { parameters }, said: [] });
  });

  test("even at the end of a chain, which goes too", () => {
    const components = {
      parameters: { A: ref("B", "parameters"), C: { name: "c", in: "query", schema: {} } },
    };
    const { document } = operation({ parameters: [ref("A", "parameters")] }, components);
    expect(document).toMatchObject({
      paths: { "/a": { get: { parameters: [] } } },
      components: { parameters: { C: components.parameters.C } },
    });
    expect(Object.keys((document.components as { parameters: object }).parameters)).toEqual(["C"]);
  });

  test("a name with another spelling is found too", () => {
    const components = { parameters: { PageSize: { name: "size", in: "query", schema: {} } } };
    const { get } = operation({ parameters: [ref("pageSize", "parameters")] }, components);
    expect(get).toEqual({ parameters: [ref("PageSize", "parameters")] });
  });

  test("responses, headers, examples and links get the least that is one", () => {
    const inside = {
      description: "ok",
      headers: { H: ref("No", "headers") },
      links: { L: ref("No", "links") },
    };
    expect(operation({ responses: { 200: inside, 404: ref("No", "responses") } }).get).toEqual({
      responses: {
        200: {
          ...inside,
          headers: {
            H: { description: "Described by #/components/headers/No, which is missing.", schema: {} },
          },
          links: { L: {} },
        },
        404: { description: "Described by #/components/responses/No, which is missing." },
      },
    });
  });

  test("in Swagger 2.0, from its own places", () => {
    const { document } = repaired({
      swagger: "2.0",
      paths: {
        "/a": {
          get: { parameters: [{ $ref: "#/parameters/no" }], responses: { 200: { $ref: "#/responses/ok" } } },
        },
      },
      definitions: { A: { items: { $ref: "#/components/schemas/b" }, type: "array" }, B: {} },
      parameters: { N: { $ref: "#/parameters/M" } },
      responses: { OK: { description: "fine" } },
    });
    expect(document).toMatchObject({
      paths: { "/a": { get: { parameters: [], responses: { 200: { $ref: "#/responses/OK" } } } } },
      definitions: { A: { items: { $ref: "#/definitions/B" } } },
      parameters: {},
    });
  });
});

test("a slash that was forgotten is put in", () => {
  expect(meant("#components/schemas/B", { B: {} }).A.properties.a).toEqual(ref("B"));
  expect(meant("#components/schemas/No", {}).A.properties.a).toHaveProperty("description");
  expect(meant("#anchor", {}).A.properties.a).toEqual({ $ref: "#anchor" });
});

test("a media type that is missing admits anything", () => {
  const content = { "application/json": ref("No", "mediaTypes") };
  const responses = { 200: { description: "OK", content } };
  expect(repaired({ openapi: "3.2.0", paths: { "/a": { get: { responses } } } }).document).toMatchObject({
    paths: { "/a": { get: { responses: { 200: { content: { "application/json": { schema: {} } } } } } } },
  });
});
