import type { Parameter } from "@jackfield/contract";
import { describe, expect, test } from "vitest";
import { buildRequest } from "./index.js";

const text = "blue";
const list = ["blue", "black", "brown"];
const map = { R: 100, G: 200, B: 150 };

const sent = (parameter: Parameter, value: unknown, path = "/x") =>
  buildRequest(
    { api: "a", method: "GET", path, parameters: { color: parameter } },
    { color: value },
    "https://h.test",
  );

const pathOf = (parameter: Omit<Parameter, "in">, value: unknown) =>
  new URL(sent({ in: "path", ...parameter }, value, "/x/{color}/y").url).pathname.slice(3, -2);

const queryOf = (parameter: Omit<Parameter, "in">, value: unknown) =>
  new URL(sent({ in: "query", ...parameter }, value).url).search.slice(1);

describe("path styles (OpenAPI 3.1.2 section 4.8.12.6)", () => {
  test.each([
    ["simple", false, text, "blue"],
    ["simple", false, list, "blue,black,brown"],
    ["simple", false, map, "R,100,G,200,B,150"],
    ["simple", true, list, "blue,black,brown"],
    ["simple", true, map, "R=100,G=200,B=150"],
    ["label", false, text, ".blue"],
    ["label", false, list, ".blue,black,brown"],
    ["label", false, map, ".R,100,G,200,B,150"],
    ["label", true, list, ".blue.black.brown"],
    ["label", true, map, ".R=100.G=200.B=150"],
    ["matrix", false, text, ";color=blue"],
    ["matrix", false, "", ";color"],
    ["matrix", false, list, ";color=blue,black,brown"],
    ["matrix", false, map, ";color=R,100,G,200,B,150"],
    ["matrix", true, list, ";color=blue;color=black;color=brown"],
    ["matrix", true, map, ";R=100;G=200;B=150"],
  ] as const)("%s explode=%s %j -> %s", (style, explode, value, expected) => {
    expect(pathOf({ style, explode }, value)).toBe(expected);
  });
  test.each([
    ["default is simple", {}, list, "blue,black,brown"],
    ["a style for queries counts as the default", { style: "form" }, list, "blue,black,brown"],
    ["label explodes only when told", { style: "label" }, list, ".blue,black,brown"],
    ["delimiters in values are encoded", {}, ["a,b", "c;d.e=f"], "a%2Cb,c%3Bd.e%3Df"],
    ["content JSON", { mediaType: "application/json" }, { a: "/" }, "%7B%22a%22%3A%22%2F%22%7D"],
    ["a boolean", {}, false, "false"],
    ["a big integer as digits", {}, "9007199254740993", "9007199254740993"],
    ["a number that JavaScript writes with an exponent", {}, 1e21, "1000000000000000000000"],
  ] as const)("%s", (_, parameter, value, expected) => {
    expect(pathOf(parameter, value)).toBe(expected);
  });
});

describe("query styles (OpenAPI 3.1.2 section 4.8.12.6)", () => {
  test.each([
    ["form", false, text, "color=blue"],
    ["form", false, "", "color="],
    ["form", false, list, "color=blue,black,brown"],
    ["form", false, map, "color=R,100,G,200,B,150"],
    ["form", true, list, "color=blue&color=black&color=brown"],
    ["form", true, map, "R=100&G=200&B=150"],
    ["spaceDelimited", false, list, "color=blue%20black%20brown"],
    ["spaceDelimited", false, map, "color=R%20100%20G%20200%20B%20150"],
    ["spaceDelimited", true, list, "color=blue&color=black&color=brown"],
    ["pipeDelimited", false, list, "color=blue%7Cblack%7Cbrown"],
    ["pipeDelimited", false, map, "color=R%7C100%7CG%7C200%7CB%7C150"],
    ["deepObject", true, map, "color%5BR%5D=100&color%5BG%5D=200&color%5BB%5D=150"],
    ["deepObject", false, map, "color%5BR%5D=100&color%5BG%5D=200&color%5BB%5D=150"],
  ] as const)("%s explode=%s %j -> %s", (style, explode, value, expected) => {
    expect(queryOf({ style, explode }, value)).toBe(expected);
  });
  test.each([
    ["default is exploded form", {}, list, "color=blue&color=black&color=brown"],
    ["pipe and space explode only when told", { style: "pipeDelimited" }, list, "color=blue%7Cblack%7Cbrown"],
    ["a style for paths counts as the default", { style: "matrix" }, text, "color=blue"],
    ["an empty list is no value", {}, [], ""],
    ["an empty object is no value", { style: "deepObject" }, {}, ""],
    ["null is no value", {}, null, ""],
    ["null members are left out", {}, ["a", null, "b"], "color=a&color=b"],
    ["null members of an object too", { style: "deepObject" }, { a: null, b: 1 }, "color%5Bb%5D=1"],
    ["zero and false are values", {}, [0, false], "color=0&color=false"],
    [
      "reserved characters and marks are encoded",
      {},
      "a&b=c+d e/?#!'()*~",
      "color=a%26b%3Dc%2Bd%20e%2F%3F%23%21%27%28%29%2A~",
    ],
    ["the delimiter inside a value is encoded", { explode: false }, ["a,b", "c"], "color=a%2Cb,c"],
    ["a name with brackets", { name: "filter[x]" }, "1", "filter%5Bx%5D=1"],
    ["objects in lists are JSON", {}, [{ a: 1 }], "color=%7B%22a%22%3A1%7D"],
    ["content JSON", { mediaType: "application/json" }, { a: [1] }, "color=%7B%22a%22%3A%5B1%5D%7D"],
    ["content JSON null", { mediaType: "application/json" }, null, "color=null"],
    ["content JSON text is quoted", { mediaType: "application/json" }, "x", "color=%22x%22"],
    ["content of another type is text", { mediaType: "text/plain" }, "a b", "color=a%20b"],
  ] as const)("%s", (_, parameter, value, expected) => {
    expect(queryOf(parameter, value)).toBe(expected);
  });
  test("deepObject below its first level", () => {
    const value = { a: { b: "c" }, list: ["x", "y"], rows: [{ id: 1, n: 2 }, { id: 3 }] };
    expect(decodeURIComponent(queryOf({ style: "deepObject" }, value))).toBe(
      "color[a][b]=c&color[list][]=x&color[list][]=y&color[rows][0][id]=1&color[rows][0][n]=2&color[rows][1][id]=3",
    );
  });
  test("deepObject with a list at the root", () => {
    expect(decodeURIComponent(queryOf({ style: "deepObject" }, ["a", "b"]))).toBe("color[]=a&color[]=b");
  });
  test("allowReserved keeps reserved characters and triples, but nothing that would end the value", () => {
    const value = "a:/?@!$'()*,;=b[c]#d&e+f g%41%4";
    // The URL parser writes the apostrophe as %27, which is the same query.
    expect(queryOf({ allowReserved: true }, value)).toBe(
      "color=a:/?@!$%27()*,;=b%5Bc%5D%23d%26e%2Bf%20g%41%254",
    );
  });
});

describe("lists that are divided by blanks, bars and tabs (Swagger 2.0 `collectionFormat`)", () => {
  test.each([
    ["spaceDelimited", "a%20b%2F", "color=a%20b%2F", "a b/"],
    ["pipeDelimited", "a%7Cb%2F", "color=a%7Cb%2F", "a|b/"],
    ["tabDelimited", "a%09b%2F", "color=a%09b%2F", "a\tb/"],
  ] as const)("%s", (style, inPath, inQuery, inHeader) => {
    const value = ["a", "b/"];
    expect(pathOf({ style, explode: false }, value)).toBe(inPath);
    expect(queryOf({ style, explode: false }, value)).toBe(inQuery);
    expect(sent({ in: "header", style, explode: false }, value).headers.color).toBe(inHeader);
  });
});

describe("a member that holds what stands between members arrives as one, or not at all", () => {
  test.each<[string, Parameter, unknown, string]>([
    ["commas in a header list", { in: "header" }, ["a,b"], ","],
    ["commas in a header object", { in: "header", explode: true }, { a: "b,c" }, ","],
    ["an equals sign in the name of a header member", { in: "header", explode: true }, { "a=b": "c" }, ","],
    ["dots in a label", { in: "path", style: "label", explode: true }, ["a.b", "c"], "."],
    ["blanks", { in: "query", style: "spaceDelimited", explode: false }, ["a b", "c"], " "],
    ["bars", { in: "query", style: "pipeDelimited", explode: false }, ["a|b", "c"], "|"],
    ["tabs", { in: "path", style: "tabDelimited" }, ["a\tb"], "tab"],
  ])("%s are refused", (_, parameter, value, mark) => {
    const path = parameter.in === "path" ? "/x/{color}" : "/x";
    expect(() => sent(parameter, value, path)).toThrow(`must not contain "${mark}" in an item`);
  });

  test("what is not divided may hold anything", () => {
    expect(sent({ in: "header" }, "a,b").headers.color).toBe("a,b");
    expect(queryOf({ style: "pipeDelimited" }, "a|b")).toBe("color=a%7Cb");
    expect(pathOf({ style: "label" }, "a.b")).toBe(".a.b");
  });

  test("allowReserved keeps commas, but not where they divide", () => {
    expect(queryOf({ allowReserved: true, explode: false }, ["a,b", "c/d"])).toBe("color=a%2Cb,c/d");
    expect(queryOf({ allowReserved: true }, ["a,b"])).toBe("color=a,b");
  });
});

describe("headers and cookies", () => {
  const headersOf = (parameter: Parameter, value: unknown) => sent(parameter, value).headers;
  test.each([
    [{ explode: false }, list, "blue,black,brown"],
    [{ explode: false }, map, "R,100,G,200,B,150"],
    [{ explode: true }, map, "R=100,G=200,B=150"],
    [{}, "a b/c%", "a b/c%"],
    [{}, "caf\u00e9", "caf\u00e9"],
    [{ mediaType: "application/json" }, { a: "\u20ac\n" }, '{"a":"\\u20ac\\n"}'],
  ] as const)("header %j %j", (parameter, value, expected) => {
    expect(headersOf({ in: "header", ...parameter }, value).color).toBe(expected);
  });
  test.each([
    [{}, text, "color=blue"],
    [{}, "a;b, c\u20ac", "color=a%3Bb%2C%20c%E2%82%AC"],
    [{}, list, "color=blue; color=black; color=brown"],
    [{ explode: false }, list, "color=blue,black,brown"],
    [{}, map, "R=100; G=200; B=150"],
    [{ mediaType: "application/json" }, { a: 1 }, "color=%7B%22a%22%3A1%7D"],
    [{ mediaType: "text/plain" }, "abc+/==", "color=abc+/=="],
  ] as const)("cookie %j %j", (parameter, value, expected) => {
    expect(headersOf({ in: "cookie", ...parameter }, value).cookie).toBe(expected);
  });
  test("several cookies make one header", () => {
    const parameters = { a: { in: "cookie" }, b: { in: "cookie" } } as const;
    const request = { api: "a", method: "GET", path: "/x", parameters };
    expect(buildRequest(request, { a: 1, b: 2 }, "https://h.test").headers.cookie).toBe("a=1; b=2");
  });
});
