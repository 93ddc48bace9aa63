import type { HttpRequest, Parameter } from "@jackfield/contract";
import { describe, expect, test } from "vitest";
import { ArgumentError, buildRequest } from "./index.js";

const request = (path: string, parameters: Readonly<Record<string, Parameter>> = {}): HttpRequest => ({
  api: "a",
  method: "GET",
  path,
  parameters,
});
const inPath: Parameter = { in: "path" };
const urlOf = (path: string, base: string) => buildRequest(request(path), {}, base).url;

describe("joining base and path", () => {
  test.each([
    ["https://h.test", "/plain", "https://h.test/plain"],
    ["https://h.test/", "/plain", "https://h.test/plain"],
    ["https://h.test/v1", "/plain", "https://h.test/v1/plain"],
    ["https://h.test/v1//", "/plain", "https://h.test/v1/plain"],
    ["https://h.test/v1", "plain", "https://h.test/v1/plain"],
    ["https://h.test/v1", "/", "https://h.test/v1/"],
    ["https://h.test/v1", "", "https://h.test/v1"],
    ["https://h.test/v1/", "", "https://h.test/v1/"],
    ["http://h.test:8080/a%20b", "/x/", "http://h.test:8080/a%20b/x/"],
    ["https://u:p@h.test/v1#part", "/x", "https://h.test/v1/x"],
    ["https://h.test/v1?tenant=7", "/x?a=b", "https://h.test/v1/x?tenant=7&a=b"],
    ["https://h.test", "/x?a=b&c#Action=Go", "https://h.test/x?a=b&c"],
    ["https://h.test", "/#X-Amz-Target=Go", "https://h.test/"],
    ["https://h.test", "/caf\u00e9 |x%20", "https://h.test/caf%C3%A9%20%7Cx%20"],
  ])("%s + %s -> %s", (base, path, expected) => {
    expect(urlOf(path, base)).toBe(expected);
  });
  test("query parameters follow the query of the template", () => {
    const built = buildRequest(request("/x?a=b", { q: { in: "query" } }), { q: "c" }, "https://h.test");
    expect(built.url).toBe("https://h.test/x?a=b&q=c");
    const same = buildRequest(
      request("/x?q=&a=b&q=1", { q: { in: "query" } }),
      { q: "c" },
      "https://h.test?q=2",
    );
    expect(same.url).toBe("https://h.test/x?q=2&a=b&q=c");
  });
});

describe("path parameters", () => {
  const build = (path: string, args: Record<string, unknown>, parameter: Parameter = inPath) =>
    new URL(buildRequest(request(path, { a: parameter, b: inPath }), args, "https://h.test/v1").url).pathname;
  test.each([
    ["/x/{a}", { a: "a/b c" }, "/v1/x/a%2Fb%20c"],
    ["/x/{a}", { a: "?#%!'()*" }, "/v1/x/%3F%23%25%21%27%28%29%2A"],
    ["/x/{a}", { a: "%2e%2e%2f" }, "/v1/x/%252e%252e%252f"],
    ["/x/{a}", { a: "a/../b" }, "/v1/x/a%2F..%2Fb"],
    ["/x/{a}", { a: "..\\..\\" }, "/v1/x/..%5C..%5C"],
    ["/x/{a}", { a: "\0" }, "/v1/x/%00"],
    ["/x/{a}", { a: "..." }, "/v1/x/..."],
    ["/x/{a}-{b}.json", { a: 1, b: 2 }, "/v1/x/1-2.json"],
    ["/{a}{b}", { a: "x", b: "" }, "/v1/x"],
    ["/x/{a}:cancel", { a: "1" }, "/v1/x/1:cancel"],
  ])("%s %j -> %s", (path, args, expected) => {
    expect(build(path, args)).toBe(expected);
  });
  test.each([
    ["/x/{a}", { a: "." }],
    ["/x/{a}", { a: ".." }],
    ["/x/{a}/y", { a: "" }],
    ["/x/{a}", { a: [] }],
    ["/x/{b}{a}", { a: ".", b: "." }],
    ["/x/.{a}", { a: "." }],
    ["/x/%2e{a}", { a: "." }],
    ["/x/{a}", {}],
    ["/x/{a}", { a: null }],
  ])("%s %j is refused, naming the argument", (path, args) => {
    expect(() => build(path, args)).toThrow(
      expect.objectContaining({ name: "ArgumentError", argument: "a" }),
    );
  });
  test("a label without text would be a dot and is refused", () => {
    expect(() => build("/{a}", { a: "" }, { in: "path", style: "label" })).toThrow(ArgumentError);
  });
  test("a placeholder that no parameter fills is never sent", () => {
    expect(() => build("/x/{missing}", {})).toThrow(
      expect.objectContaining({ argument: "missing", message: "{missing} of the path has no value" }),
    );
  });
  test("arguments of the object prototype do not count", () => {
    expect(() =>
      buildRequest(request("/{c}", { constructor: { ...inPath, name: "c" } }), {}, "https://h.test"),
    ).toThrow(ArgumentError);
  });
  test("of an exploded list with allowSlash each item is a segment of its own", () => {
    const list: Parameter = { in: "path", allowSlash: true, explode: true };
    expect(build("/m/{a}", { a: ["a", "b c", "d/e", 5] }, list)).toBe("/v1/m/a/b%20c/d%2Fe/5");
    for (const a of [["a", ".."], ["a", ""], []])
      expect(() => build("/m/{a}", { a }, list)).toThrow(ArgumentError);
  });

  test("allowSlash keeps slashes and refuses the rest", () => {
    const slash: Parameter = { in: "path", allowSlash: true };
    expect(build("/m/{a}", { a: "a/b c/d?#.jpg" }, slash)).toBe("/v1/m/a/b%20c/d%3F%23.jpg");
    for (const a of ["../x", "a/./b", "a//b", "/a", "a/", "a/..", ""]) {
      expect(() => build("/m/{a}", { a }, slash)).toThrow(ArgumentError);
    }
  });
  test("the same name in path and query", () => {
    const parameters = { id: inPath, query_id: { in: "query", name: "id" } } as const;
    const built = buildRequest(request("/{id}", parameters), { id: 1, query_id: 2 }, "https://h.test");
    expect(built.url).toBe("https://h.test/1?id=2");
  });
  test("a template that leaves its base is refused", () => {
    expect(() => urlOf("/../admin", "https://h.test/v1")).toThrow(ArgumentError);
    expect(() => urlOf("/a/%2e%2e/admin", "https://h.test/v1")).toThrow(ArgumentError);
  });
});

describe("headers", () => {
  const headersOf = (name: string, value: unknown) =>
    buildRequest(request("/x", { h: { in: "header", name } }), { h: value }, "https://h.test").headers;
  test("names are lower case, Accept prefers JSON", () => {
    expect(headersOf("X-Trace", "1")).toEqual({ accept: "application/json, */*;q=0.8", "x-trace": "1" });
    expect(buildRequest({ ...request("/x"), accept: "text/csv" }, {}, "https://h.test").headers.accept).toBe(
      "text/csv",
    );
  });
  test.each([
    "Accept",
    "Content-Type",
    "Authorization",
    "Host",
    "Content-Length",
    "Cookie",
    "Connection",
    "Transfer-Encoding",
    "TE",
    "Upgrade",
    "Proxy-Authorization",
    "Expect",
  ])("%s cannot be set by a parameter", (name) => {
    expect(headersOf(name, "evil")).toEqual({ accept: "application/json, */*;q=0.8" });
  });
  test.each(["a\r\nx: y", "a\nb", "a\rb", "a\0b", "a\u001bb", "a\u007f", "\u20ac", "\u{1f600}"])(
    "%j is refused",
    (value) => {
      expect(() => headersOf("X-A", value)).toThrow(
        expect.objectContaining({ name: "ArgumentError", argument: "h" }),
      );
    },
  );
  test("a name that is no token is refused", () => {
    expect(() => headersOf("X A:", "1")).toThrow(ArgumentError);
  });
  test("__proto__ is a name like any other", () => {
    expect(Object.entries(headersOf("__proto__", "1"))).toContainEqual(["__proto__", "1"]);
  });
  test.each<[string, Parameter]>([
    ["a text cookie", { in: "cookie", mediaType: "text/plain" }],
    ["the style cookie", { in: "cookie", style: "cookie" }],
  ])("%s that is no cookie value is refused", (_, c) => {
    for (const value of ["a;b", "a b", 'a"', "\u00e9", "a\nb"]) {
      expect(() => buildRequest(request("/x", { c }), { c: value }, "https://h.test")).toThrow(ArgumentError);
    }
  });
  // The table of OpenAPI 3.2 section 4.12.4.
  test.each<[unknown, boolean, string]>([
    ["blue", true, "c=blue"],
    ["a%2Fb", true, "c=a%2Fb"],
    ["", true, "c="],
    [["blue", "black"], true, "c=blue; c=black"],
    [["blue", "black"], false, "c=blue,black"],
    [{ R: 100, G: 200 }, true, "R=100; G=200"],
    [{ R: 100, G: 200 }, false, "c=R,100,G,200"],
  ])("style cookie: %j, exploded %s", (value, explode, cookie) => {
    const c: Parameter = { in: "cookie", style: "cookie", explode };
    const { headers } = buildRequest(request("/x", { c }), { c: value }, "https://h.test");
    expect(headers.cookie).toBe(cookie);
  });
  test("the style cookie refuses members with names that are no tokens", () => {
    const c: Parameter = { in: "cookie", style: "cookie" };
    expect(() => buildRequest(request("/x", { c }), { c: { "a b": 1 } }, "https://h.test")).toThrow(
      expect.objectContaining({ argument: "c" }),
    );
  });
});
