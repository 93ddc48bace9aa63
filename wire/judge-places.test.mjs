import { describe, expect, test } from "vitest";
import { at, inBody, loose, old, part, places } from "./fixtures/judging.mjs";

describe("paths", () => {
  const given = {
    parameters: [
      at("path", "id", "a/b c%"),
      at("path", "list", ["x,y", "z"]),
      at("path", "map", { k: "v", n: 1 }),
    ],
  };
  const right = "/v2/api/simple/a%2Fb%20c%25/x%2Cy,z/k=v,n=1";

  test("what is right is right", () => {
    expect(places("simple", { target: right }, given)).toEqual([]);
    const other = {
      parameters: [
        at("path", "label", ["a", "b"]),
        at("path", "matrix", ["c", "d"]),
        at("path", "ending", "e"),
      ],
    };
    expect(places("other", { target: "/v2/api/other/.a,b/;matrix=c;matrix=d.e" }, other)).toEqual([]);
  });

  test.each([
    ["a value that became two segments", { target: right.replace("%2F", "/") }, "the path is"],
    ["a value that was encoded twice", { target: right.replace("%2F", "%252F") }, "id in path"],
    ["a comma that divides", { target: right.replace("%2C", ",") }, "list in path has 3 values"],
    ["the wrong explode", { target: right.replace("k=v,n=1", "k,v,n,1") }, "map in path"],
    ["no base path", { target: right.replace("/v2/api", "") }, "the path is"],
    ["another method", { target: right, method: "POST" }, "the method is POST"],
    ["a trailing slash", { target: `${right}/` }, "the path is"],
    ["an empty value", { target: right.replace("a%2Fb%20c%25", "") }, "the path is"],
    ["a query nobody gave", { target: `${right}?x=1` }, 'the query holds "x"'],
    ["a body nobody gave", { target: right, ...inBody("text/plain", "x") }, "a body where there is none"],
    ["a header nobody gave", { target: right, headers: { "x-more": "1" } }, "the header x-more"],
    ["segments of dots", { target: right.replace("a%2Fb%20c%25", "%2E%2e") }, "a segment of dots"],
  ])("%s is found", (_, request, words) => {
    expect(places("simple", request, given).join("; ")).toContain(words);
  });

  test.each([
    ["a label without its dot", "/v2/api/other/a,b/;matrix=c;matrix=d.e", "lacks the `.`"],
    ["a matrix without its name", "/v2/api/other/.a,b/;c;d.e", "is not written as ;matrix="],
    ["a matrix that is not exploded", "/v2/api/other/.a,b/;matrix=c,d.e", "matrix in path has 1 values"],
  ])("%s is found", (_, target, words) => {
    const other = {
      parameters: [
        at("path", "label", ["a", "b"]),
        at("path", "matrix", ["c", "d"]),
        at("path", "ending", "e"),
      ],
    };
    expect(places("other", { target }, other).join("; ")).toContain(words);
  });
});

describe("queries, headers and cookies", () => {
  const must = at("query", "must", "a&b+c");
  const target = (more) => `/v2/api/query?must=a%26b%2Bc${more}`;

  test.each([
    ["lists", "&many=x&many=y%26", [at("query", "many", ["x", "y&"])]],
    ["comma lists", "&csv=x%2C,y", [at("query", "csv", ["x,", "y"])]],
    ["bars", "&pipes=x%7Cy", [at("query", "pipes", ["x", "y"])]],
    ["blanks", "&blanks=x%20y", [at("query", "blanks", ["x", "y"])]],
    ["deep objects", "&deep%5Ba%5D=1&deep%5Bb%5D%5Bc%5D=2", [at("query", "deep", { a: 1, b: { c: 2 } })]],
    ["deep lists", "&deep%5Ba%5D%5B%5D=1&deep%5Ba%5D%5B%5D=2", [at("query", "deep", { a: [1, 2] })]],
    ["spread objects", "&k=v&l=1", [at("query", "spread", { k: "v", l: 1 })]],
    ["names with brackets", "&filter%5Bx%5D=5", [at("query", "filter[x]", 5, "filter_x")]],
    ["JSON", "&json=%7B%22a%22%3A%22b%20c%22%7D", [at("query", "json", { a: "b c" })]],
  ])("right %s are right", (_, query, parameters) => {
    expect(places("query", { target: target(query) }, { parameters: [must, ...parameters] })).toEqual([]);
  });

  test.each([
    [
      "a comma list for a repeated one",
      "&many=x,y",
      [at("query", "many", ["x", "y"])],
      "many in query has 1 values",
    ],
    [
      "a repeated list for commas",
      "&csv=x&csv=y",
      [at("query", "csv", ["x", "y"])],
      "csv in query stands there 2 times",
    ],
    ["commas for bars", "&pipes=x,y", [at("query", "pipes", ["x", "y"])], "pipes in query has 1 values"],
    [
      "a bar inside of a value",
      "&pipes=x%7Cy",
      [at("query", "pipes", ["x|y"])],
      "pipes in query has 2 values",
    ],
    [
      "JSON for a deep object",
      "&deep=%7B%7D",
      [at("query", "deep", { a: 1 })],
      "deep in query[a] is nothing",
    ],
    ["dots for a deep object", "&deep.a=1", [at("query", "deep", { a: 1 })], "never given"],
    [
      "[object Object]",
      "&spread=%5Bobject%20Object%5D",
      [at("query", "spread", { k: "v" })],
      "spread in query: k",
    ],
    ["a lost value", "", [at("query", "filter[x]", 5, "filter_x")], "filter[x] in query has 0 values"],
    [
      "a renamed parameter",
      "&filter_x=5",
      [at("query", "filter[x]", 5, "filter_x")],
      "filter[x] in query has 0 values",
    ],
    ["a value encoded twice", "&many=x%252C", [at("query", "many", ["x,"])], "many in query"],
    [
      "an illegal character",
      "&many=x|y",
      [at("query", "many", ["x|y"])],
      "the query holds what no query may",
    ],
    ["bytes that are no UTF-8", "&many=%FF", [at("query", "many", ["\u00ff"])], "the query is no UTF-8"],
    [
      "a wrong type",
      "&filter%5Bx%5D=five",
      [at("query", "filter[x]", "five", "filter_x")],
      "must be integer",
    ],
    [
      "an argument under a strange name",
      "&filter%5Bx%5D=5",
      [at("query", "filter[x]", 5, "other")],
      "does not tell",
    ],
    ["a parameter nobody declared", "&zzz=1", [at("query", "zzz", 1)], "zzz in query is no parameter"],
  ])("%s is found", (_, query, parameters, words) => {
    expect(
      places("query", { target: target(query) }, { parameters: [must, ...parameters] }).join("; "),
    ).toContain(words);
  });

  test("a plus that means a blank is found, and a required parameter that is missing", () => {
    expect(
      places("query", { target: "/v2/api/query?must=a%26b+c" }, { parameters: [must] }).join(),
    ).toContain("must in query");
    expect(places("query", { target: "/v2/api/query" }, {}).join()).toContain(
      "the required must in query is missing",
    );
    const long = "x".repeat(21);
    expect(
      places(
        "query",
        { target: `/v2/api/query?must=${long}` },
        { parameters: [at("query", "must", long)] },
      ).join(),
    ).toContain("20 characters");
  });

  test("headers and cookies are read, and their faults found", () => {
    const parameters = [must, at("header", "X-Head", ["a", "b"]), at("cookie", "crumb", "c d")];
    const request = (head, cookie, accept = "application/json") => ({
      target: target(""),
      headers: { "x-head": head, cookie, accept },
    });
    expect(places("query", request("a,b", "crumb=c%20d"), { parameters })).toEqual([]);
    expect(places("query", request("a;b", "crumb=c%20d"), { parameters }).join()).toContain(
      "X-Head in header has 1 values",
    );
    expect(places("query", request("a,b", "crumb=c"), { parameters }).join()).toContain("crumb in cookie");
    expect(places("query", request("a,b", "crumb=c%20d; more=1"), { parameters }).join()).toContain(
      "the cookie more",
    );
    expect(places("query", request("a,b", "crumb=c%20d", "text/csv"), { parameters }).join()).toContain(
      "accepts text/csv",
    );
  });
});

describe("Swagger 2.0", () => {
  const parameters = [
    at("path", "ids", ["a", "b"]),
    at("query", "tabs", ["c", "d"]),
    at("query", "each", ["e", "f"]),
  ];

  test.each([
    ["what is right", "/base/find/a%7Cb?tabs=c%09d&each=e&each=f", ""],
    ["commas for bars", "/base/find/a,b?tabs=c%09d&each=e&each=f", "ids in path has 1 values"],
    ["commas for tabs", "/base/find/a%7Cb?tabs=c,d&each=e&each=f", "tabs in query has 1 values"],
    ["commas for repetition", "/base/find/a%7Cb?tabs=c%09d&each=e,f", "each in query has 1 values"],
    ["no base path", "/find/a%7Cb?tabs=c%09d&each=e&each=f", "the path is"],
  ])("%s", (_, target, words) => {
    const found = old("find", { target }, { parameters }).join("; ");
    if (words === "") expect(found).toBe("");
    else expect(found).toContain(words);
  });

  test("a file goes as multipart, a list by its collection format, and a required field is asked for", () => {
    const file = part('name="file"; filename="f"', "bytes");
    const type = "multipart/form-data; boundary=B";
    const send = (body, fields) =>
      old("upload", { target: "/base/upload", ...inBody(type, body) }, { body: { fields } }).join("; ");
    const given = { file: "Ynl0ZXM=", tags: ["a", "b"] };
    expect(send(`${file}${part('name="tags"', "a,b")}--B--`, given)).toBe("");
    expect(send(`${file}${part('name="tags"', "a")}${part('name="tags"', "b")}--B--`, given)).toContain(
      "tags in form stands there 2 times",
    );
    expect(send(`${part('name="tags"', "a,b")}--B--`, { tags: ["a", "b"] })).toContain(
      "the required field file is missing",
    );
  });
});

describe("paths that documents spell otherwise", () => {
  const given = { parameters: [at("path", "id", "a/b")] };

  test.each([
    ["noSlash", "/plain/a%2Fb"],
    ["expression", "/expression/a%2Fb"],
    ["colon", "/colon/a%2Fb"],
    ["slashes", "/slashes/a%2Fb"],
    ["kinds", "/kinds/a%2Fb.json"],
    ["inQuery", "/query?lat=a%2Fb&mode=fast"],
  ])("%s", (name, target) => {
    expect(loose(name, { target }, given)).toEqual([]);
    expect(loose(name, { target: target.replace("%2Fb", "") }, given)).not.toEqual([]);
  });

  test("null in a query is nothing", () => {
    const query = { parameters: [at("query", "q", null)] };
    expect(loose("twice", { target: "/twice" }, query)).toEqual([]);
    expect(loose("twice", { target: "/twice?q=null" }, query)).not.toEqual([]);
  });

  test("a parameter of the query stands there once", () => {
    const query = { parameters: [at("query", "q", "x")] };
    expect(loose("twice", { target: "/twice?q=x" }, query)).toEqual([]);
    expect(loose("twice", { target: "/twice?q=x&q=x" }, query)).not.toEqual([]);
  });
});
