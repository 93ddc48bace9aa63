import { describe, expect, test } from "vitest";
import type { Json, JsonObject } from "../../document/json.js";
import { createReport } from "../../report/index.js";
import { repair } from "./index.js";

const id = { name: "id", in: "path", required: true, schema: { type: "string" } };
const responses = { 200: { description: "OK" } };

/** What becomes of `paths`, with the diagnostics; and a second run finds nothing. */
const paths = (given: JsonObject, rest: JsonObject = { openapi: "3.0.3" }) => {
  const report = createReport();
  const { document, changes } = repair({ ...rest, paths: given }, [], { report, file: "a.yaml" });
  const again = createReport();
  expect(repair(document, [], { report: again, file: "a.yaml" }).document).toBe(document);
  expect(again.diagnostics).toEqual([]);
  const said = report.diagnostics.map(({ code, at }) => `${code.slice("patch/".length)} ${at.pointer}`);
  return { paths: document.paths as JsonObject, said, changes }; // given as an object
};

/** The parameters of `GET path` afterwards, with the codes that were reported. */
const get = (path: string, parameters: Json, shared: JsonObject = {}) => {
  const found = paths({ [path]: { get: { parameters, responses } } }, { openapi: "3.0.3", ...shared });
  const item = found.paths[path] as { get: { parameters?: Json } }; // as given
  return { parameters: item.get.parameters, codes: found.said.map((line) => line.split(" ")[0]) };
};

describe("queries in paths", () => {
  const q = { name: "q", in: "query", schema: { type: "string" } };
  const item = { get: { parameters: [q], responses } };

  test.each([
    ["/a?q={q}", "/a"],
    ["/a?kind=x&q={query}", "/a?kind=x"],
  ])("%s with q among the parameters is %s", (path, to) => {
    expect(paths({ [path]: item })).toMatchObject({ paths: { [to]: item }, said: ["query-in-path /paths"] });
  });

  test.each<JsonObject>([
    { "/a?q={q}": { get: { responses } } },
    { "/a?page={q}": item },
    { "/a?q={q}": item, "/a": item },
  ])("%j stays", (given) => expect(paths(given)).toMatchObject({ paths: given, said: [] }));
});

describe("placeholders in other spellings", () => {
  const of = (...names: readonly string[]) => ({
    get: { parameters: names.map((name) => ({ ...id, name })), responses },
  });

  test.each<[string, JsonObject, string]>([
    ["/a/:id", of("id"), "/a/{id}"],
    ["/a/:from-:to", of("from", "to"), "/a/{from}-{to}"],
    ["/a/:id/:idea", of("id", "idea"), "/a/{id}/{idea}"],
    ["/a/:id", { parameters: [id], get: { responses } }, "/a/{id}"],
    ["/a/<id>", of("id"), "/a/{id}"],
    ["/a/<int:id>/b", of("id"), "/a/{id}/b"],
    ["/a/[id]", of("id"), "/a/{id}"],
    ["/a/%7Bid%7d", of("id"), "/a/{id}"],
    ["/a/{id", of("id"), "/a/{id}"],
    ["/a/id}/b", of("id"), "/a/{id}/b"],
    ["/a/{}", of("id"), "/a/{id}"],
    ["/a/{b}/{}", of("b", "id"), "/a/{b}/{id}"],
  ])("%s of %j is %s", (path, item, to) => {
    expect(paths({ [path]: item })).toMatchObject({
      paths: { [to]: item },
      said: ["placeholder-spelling /paths"],
    });
  });

  test.each<[string, JsonObject]>([
    ["a verb after a name", { "/a/{id}:cancel": of("id") }],
    ["a dollar before a name", { "/a/\u0024{id}": of("id") }],
    ["a name in two pairs of braces", { "/a/{{id}}": of("id") }],
    ["a colon of nobody", { "/a/:id": { get: { responses } } }],
    ["both are there", { "/a/:id": of("id"), "/a/{id}": of("id") }],
    ["another word", { "/a/:idea/{id}": of("id") }],
  ])("%s stays", (_, given) => {
    expect(paths(given).said.filter((line) => line.startsWith("placeholder"))).toEqual([]);
  });
});

describe("path parameters", () => {
  test.each<[string, string, JsonObject]>([
    ["/a/{userId}", "case", { name: "userid" }],
    ["/a/{user_id}", "separators", { name: "User-Id" }],
    ["/a/{id}", "braces", { name: "{id}" }],
    ["/a/{id}", "the only one left", { name: "number" }],
  ])("one of %s that differs in %s is renamed", (path, _how, given) => {
    const { parameters, codes } = get(path, [{ ...id, ...given }]);
    expect(parameters).toEqual([{ ...id, name: path.slice(4, -1) }]);
    expect(codes).toEqual(["misnamed-path-parameter"]);
  });

  test("one that is said to be in the query is in the path, without what only queries have", () => {
    const given = { name: "id", in: "query", style: "form", explode: true, schema: { type: "integer" } };
    expect(get("/a/{id}", [given])).toEqual({
      parameters: [{ name: "id", in: "path", required: true, schema: { type: "integer" } }],
      codes: ["misnamed-path-parameter"],
    });
    const both = [id, { ...id, in: "query", required: false }];
    expect(get("/a/{id}", both)).toEqual({ parameters: both, codes: [] });
  });

  test("two that may be meant are not guessed at", () => {
    const { parameters, codes } = get("/a/{userId}", [
      { ...id, name: "user_id" },
      { ...id, name: "USERID" },
    ]);
    expect(parameters).toEqual([{ ...id, name: "userId" }]);
    expect(codes).toEqual(["undeclared-path-parameter", "unused-path-parameter", "unused-path-parameter"]);
  });

  test("a shared one that is renamed is written out, and stays as it is for others", () => {
    const components = { parameters: { User: { ...id, name: "userid" } } };
    const { parameters } = get("/a/{userId}", [{ $ref: "#/components/parameters/User" }], { components });
    expect(parameters).toEqual([{ ...id, name: "userId" }]);
  });

  test("one that nothing declares is a string, or what another operation of the path says", () => {
    const known = { ...id, schema: { type: "integer" } };
    const found = paths({ "/a/{id}/{b}": { get: { responses }, put: { parameters: [known], responses } } });
    expect(found.paths["/a/{id}/{b}"]).toEqual({
      get: { parameters: [known, { ...id, name: "b" }], responses },
      put: { parameters: [known, { ...id, name: "b" }], responses },
    });
    expect(found.said).toEqual([
      "undeclared-path-parameter /paths/~1a~1{id}~1{b}/get/parameters",
      "undeclared-path-parameter /paths/~1a~1{id}~1{b}/get/parameters",
      "undeclared-path-parameter /paths/~1a~1{id}~1{b}/put/parameters",
    ]);
    expect(paths({ "/a/{id}": { get: { responses } } }, { swagger: "2.0" }).paths).toEqual({
      "/a/{id}": {
        get: { parameters: [{ name: "id", in: "path", required: true, type: "string" }], responses },
      },
    });
  });

  test("the path item declares for all its operations, through references and after its own repair", () => {
    const components = { parameters: { Id: id } };
    const shared = { parameters: [{ $ref: "#/components/parameters/Id" }], get: { responses } };
    expect(paths({ "/a/{id}": shared }, { openapi: "3.0.3", components }).said).toEqual([]);
    const found = paths({ "/a/{userId}": { parameters: [{ ...id, name: "user_id" }], get: { responses } } });
    expect(found.said).toEqual(["misnamed-path-parameter /paths/~1a~1{userId}/parameters/0"]);
    expect(found.changes).toMatchObject([
      {
        pointer: "/paths/~1a~1{userId}/parameters/0",
        before: { ...id, name: "user_id" },
        after: { ...id, name: "userId" },
      },
    ]);
  });

  test("one that the path has no place for is left out", () => {
    expect(get("/a", [id])).toEqual({ parameters: undefined, codes: ["unused-path-parameter"] });
  });

  test("one that is not required is", () => {
    const { required: _, ...optional } = id;
    expect(get("/a/{id}", [optional]).parameters).toEqual([{ ...optional, required: true }]);
    expect(get("/a/{id}", [{ ...id, required: "yes" }]).parameters).toEqual([id]);
  });

  test.each(["/a?x={id}", "/a{?id}#b", "/a/{id", "/a/{{id}}"])("%s is no template that we judge", (path) => {
    expect(get(path, [{ ...id, name: "other" }]).codes).toEqual([]);
  });

  test("callbacks, webhooks and references to path items are left alone", () => {
    const callbacks = { done: { "{$request.body#/url}": { post: { responses } } } };
    const found = paths(
      {
        "/a/{id}": { get: { parameters: [id], responses, callbacks }, put: { responses } },
        "/b/{x}": { $ref: "#/c" },
      },
      { openapi: "3.1.0", webhooks: { "new{x}": { post: { responses } } } },
    );
    expect(found.said).toEqual(["undeclared-path-parameter /paths/~1a~1{id}/put/parameters"]);
  });
});

test("of two parameters of one name and place the first counts", () => {
  const components = { parameters: { Id: { ...id, in: "query" } } };
  const list: readonly Json[] = [
    { $ref: "#/components/parameters/Id" },
    { name: "id", in: "header", schema: {} },
    { ...id, in: "query" },
  ];
  const { parameters, codes } = get("/a", list, { components });
  expect(parameters).toEqual(list.slice(0, 2));
  expect(codes).toEqual(["duplicate-parameter"]);
});

describe("a shared parameter with the name of another", () => {
  const query = (name: string) => ({ name, in: "query", schema: { type: "integer" } });
  const refs = (...keys: readonly string[]) =>
    keys.map((key) => ({ $ref: `#/components/parameters/${key}` }));
  const after = (shared: JsonObject, ...keys: readonly string[]) => {
    const given = { "/a": { get: { parameters: refs(...keys), responses } } };
    const found = paths(given, { openapi: "3.0.3", components: { parameters: shared } });
    return { said: found.said, changes: found.changes };
  };

  test.each<[string, string, string, string]>([
    ["pageQueryParam", "sizeQueryParam", "page", "size"],
    ["PageSizeParam", "SortOrderParam", "pageSize", "sortOrder"],
    ["page_param", "page_size_param", "page", "page_size"],
  ])("%s and %s, used together", (other, key, name, meant) => {
    const { said, changes } = after({ [other]: query(name), [key]: query(name) }, other, key);
    expect(said).toEqual([`copied-parameter-name /components/parameters/${key}/name`]);
    expect(changes).toMatchObject([{ before: name, after: meant }]);
  });

  test("is left alone where the two are variants, never used together", () => {
    expect(after({ idParam: query("id"), accountIdParam: query("id") }, "accountIdParam").said).toEqual([]);
  });

  test("is left alone where no key tells the name", () => {
    const dropped = ["duplicate-parameter /paths/~1a/get/parameters"];
    expect(after({ first: query("page"), second: query("page") }, "first", "second").said).toEqual(dropped);
    expect(after({ page: query("page"), size: query("page") }, "page", "size").said).toEqual(dropped);
  });
});

test("a list that something refers into keeps its length", () => {
  const list = [
    { ...id, name: "gone" },
    { ...id, in: "query" },
    { ...id, in: "query" },
  ];
  const schemas = { A: { $ref: "#/paths/~1a/get/parameters/2/schema" } };
  expect(get("/a", list, { components: { schemas } })).toEqual({ parameters: list, codes: [] });
});

test("paths begin with a slash, unless that one is there", () => {
  const found = paths({
    users: { get: { responses } },
    " /b": {},
    b: {},
    "/b": {},
    "x-c": {},
    "https://d.test/": {},
  });
  expect(Object.keys(found.paths)).toEqual(["/users", " /b", "b", "/b", "x-c", "https://d.test/"]);
  expect(found.said).toEqual(["path-without-slash /paths"]);
});

test("methods are in lower case, unless that one is there", () => {
  const found = paths({ "/a": { GET: { responses }, Put: { responses }, put: { responses }, DELETE: "no" } });
  expect(Object.keys(found.paths["/a"] as JsonObject)).toEqual(["get", "Put", "put", "DELETE"]);
});

describe("operationIds", () => {
  const ids = (given: Readonly<Record<string, string>>): readonly string[] => {
    const items = Object.entries(given).map(([place, operationId]) => {
      const [method = "", path = ""] = place.split(" ");
      const names = [...path.matchAll(/\{(.+?)\}/g)].map(([, name = ""]) => ({ ...id, name }));
      return [
        path,
        { [method]: { operationId, ...(names.length > 0 && { parameters: names }), responses } },
      ] as const;
    });
    const joined: { [path: string]: JsonObject } = {};
    for (const [path, item] of items) joined[path] = { ...joined[path], ...item };
    const found = paths(joined);
    return Object.keys(given).map((place) => {
      const [method = "", path = ""] = place.split(" ");
      const item = found.paths[path] as { [method: string]: { operationId?: string } }; // as given
      return item[method]?.operationId ?? "none";
    });
  };

  test("a later one is told apart by what only its path has", () => {
    expect(ids({ "get /a/{id}": "Read", "get /a": "Read" })).toEqual(["ReadById", "Read"]);
    expect(ids({ "get /a": "r", "get /a/{user-id}/{n}": "r" })).toEqual(["r", "rByUserIdAndN"]);
  });

  test("or by a number that is free", () => {
    expect(ids({ "get /a": "r", "put /a": "r", "get /b": "r_2" })).toEqual(["r", "r_3", "r_2"]);
    expect(ids({ "get /a": "r", "get /a/{id}": "r", "get /b": "rById" })).toEqual(["r", "r_2", "rById"]);
    expect(ids({ "get /a/{id}": "r", "get /b/{id}": "r" })).toEqual(["r", "r_2"]);
  });

  test("blanks are taken out, an empty one is none", () => {
    expect(
      ids({ "get /a": "Retrieve tn port-out passcodes", "get /b": " find pet ", "get /c": " " }),
    ).toEqual(["RetrieveTnPortOutPasscodes", "findPet", "none"]);
    expect(ids({ "get /a": "get it", "get /b": "get  it", "get /c": "? ?" })).toEqual([
      "getIt",
      "getIt_2",
      "? ?",
    ]);
    expect(ids({ "get /a": "repos/list-all", "get /b": "a.b" })).toEqual(["repos/list-all", "a.b"]);
  });

  test("links follow, and no schema is taken for an operation", () => {
    const links = { next: { operationId: "find pet", requestBody: null } };
    const schema = { options: { operationId: "a b", responses: {} } };
    const document = paths(
      { "/a": { get: { operationId: "find pet", responses: { 200: { description: "", links } } } } },
      { openapi: "3.0.3", components: { schemas: { A: schema } } },
    );
    expect(document.said).toEqual([
      "operation-id-with-blanks /paths/~1a/get/operationId",
      "operation-id-with-blanks /paths/~1a/get/responses/200/links/next/operationId",
    ]);
  });
});
