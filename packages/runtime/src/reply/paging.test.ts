import type { HttpTool, JsonSchema, Parameter } from "@jackfield/contract";
import { describe, expect, test } from "vitest";
import { nextPage, pagingArguments } from "./paging.js";

const integer: JsonSchema = { type: "integer" };
const text: JsonSchema = { type: "string" };

const tool = (
  arguments_: Record<string, JsonSchema>,
  { body = {}, names = {} }: { body?: Record<string, string>; names?: Record<string, string> } = {},
): HttpTool => ({
  name: "t",
  description: "",
  hints: { readOnly: true, destructive: false, idempotent: true },
  input: { type: "object", properties: arguments_, additionalProperties: false },
  request: {
    api: "a",
    method: "GET",
    path: "/",
    parameters: Object.fromEntries(
      Object.keys(arguments_)
        .filter((key) => !Object.hasOwn(body, key))
        .map((key): [string, Parameter] => [key, { in: "query", ...(names[key] && { name: names[key] }) }]),
    ),
    ...(Object.keys(body).length > 0 && {
      body: {
        required: true,
        source: { kind: "fields", fields: body },
        content: [{ mediaType: "application/json", encoding: "json" }],
      },
    }),
  },
});

describe("arguments that page", () => {
  test.each([
    ["page", integer, "page"],
    ["page_number", integer, "page"],
    ["per_page", integer, "size"],
    ["pageSize", integer, "size"],
    ["limit", integer, "size"],
    ["$top", integer, "size"],
    ["offset", integer, "offset"],
    ["$skip", integer, "offset"],
    ["startIndex", integer, "offset"],
    ["cursor", text, "cursor"],
    ["pageToken", text, "cursor"],
    ["$skiptoken", text, "cursor"],
    ["page[after]", text, "cursor"],
    ["starting_after", text, "cursor"],
    ["continuation_token", text, "cursor"],
  ])("%s", (name, schema, role) => {
    expect(pagingArguments(tool({ k: schema }, { names: { k: name } }))).toEqual([{ key: "k", name, role }]);
  });
  test.each([
    ["from", text],
    ["start", text],
    ["size", text],
    ["count", { type: "boolean" }],
    ["name", text],
    ["pages", integer],
  ])("%s as %j does not", (name, schema) => {
    expect(pagingArguments(tool({ [name]: schema }))).toEqual([]);
  });
  test("fields of a body page too, headers and paths do not", () => {
    expect(pagingArguments(tool({ cursor: text, limit: integer }, { body: { cursor: "cursor" } }))).toEqual([
      { key: "limit", name: "limit", role: "size" },
      { key: "cursor", name: "cursor", role: "cursor" },
    ]);
    const inHeader = tool({});
    const request = { ...inHeader.request, parameters: { cursor: { in: "header" } } } as const;
    expect(pagingArguments({ ...inHeader, request })).toEqual([]);
  });
});

const again = (values: string) => `Next page: call this tool again with ${values}.`;

describe("a link", () => {
  const pager = tool({ page: integer, per_page: integer, q: text });
  test.each<[string, Record<string, unknown>, string]>([
    ["https://api.test/repositories/1/issues?q=x&page=2", { q: "x" }, again("page: 2")],
    ["/x?page=2&per_page=50", { per_page: 50 }, again("page: 2")],
    ["?page=2&per_page=100", {}, again("page: 2, per_page: 100")],
    ["/x?page=3&after=abc", { page: 2 }, again("page: 3")],
    ["/x?after=abc", {}, "Next page: /x?after=abc"],
    ["/x/2", {}, "Next page: /x/2"],
    ["/x?per_page=5", {}, "Next page: /x?per_page=5"],
    ["http://[", {}, "Next page: http://["],
  ])("%s", (link, args, expected) => expect(nextPage(link, undefined, { tool: pager, args })).toBe(expected));
  test("an element id as page, as Bandwidth has it", () => {
    const numbers = tool({ page: text, size: integer });
    for (const plus of ["%2B", "+"]) {
      expect(
        nextPage(
          `https://h.test/tns?size=2&page=${plus}12015550100`,
          {},
          { tool: numbers, args: { size: 2 } },
        ),
      ).toBe(again('page: "+12015550100"'));
    }
  });
  test("by the name of the wire", () => {
    const keyed = tool({ page_number: integer }, { names: { page_number: "page[number]" } });
    expect(nextPage("/x?page%5Bnumber%5D=2", {}, { tool: keyed, args: {} })).toBe(again("page_number: 2"));
  });
  test("without a call there is only the link", () => {
    expect(nextPage("/x?page=2", undefined, undefined)).toBe("Next page: /x?page=2");
  });
});

describe("what a body says", () => {
  const cursor = tool({ cursor: text, limit: integer });
  const token = tool({ page_token: text, page_size: integer });
  const page = tool({ page: integer });
  const link = tool({ offset: integer, limit: integer });
  test.each<[string, HttpTool, unknown, string | undefined]>([
    ["a cursor at the top", cursor, { next_cursor: "abc" }, again('cursor: "abc"')],
    ["in another spelling", cursor, { nextCursor: "abc" }, again('cursor: "abc"')],
    ["under its own name", cursor, { cursor: "abc" }, again('cursor: "abc"')],
    ["a token", token, { nextPageToken: "abc" }, again('page_token: "abc"')],
    ["inside paging", cursor, { paging: { next: "abc" } }, again('cursor: "abc"')],
    ["inside meta", cursor, { response_metadata: { next_cursor: "abc=" } }, again('cursor: "abc="')],
    [
      "after, two levels down",
      tool({ after: text }),
      { paging: { cursors: { before: "a", after: "z" } } },
      again('after: "z"'),
    ],
    ["the number of a page", page, { meta: { next_page: 3 } }, again("page: 3")],
    ["the number of a page, as text", page, { next_page: "3" }, again('page: "3"')],
    ["an offset", link, { next_offset: 40 }, again("offset: 40")],
    ["a link", link, { next: "https://h.test/x?offset=20&limit=20" }, again("offset: 20, limit: 20")],
    ["a link in links", link, { links: { next: "/x?offset=20" } }, again("offset: 20")],
    ["HAL", link, { _links: { next: { href: "/x?offset=20" } } }, again("offset: 20")],
    [
      "a list of links",
      link,
      {
        links: [
          { rel: "self", href: "/" },
          { rel: "next", href: "/x?offset=20" },
        ],
      },
      again("offset: 20"),
    ],
    [
      "OData",
      cursor,
      { "@odata.nextLink": "https://h.test/x?$skip=2" },
      "Next page: https://h.test/x?$skip=2",
    ],
    [
      "the text of a Link header",
      link,
      { Links: { next: 'Link=<https://h.test/x?offset=9>;rel="next";' } },
      again("offset: 9"),
    ],
    [
      "the end of a page",
      tool({ after: text }),
      { pageInfo: { hasNextPage: true, endCursor: "z" } },
      again('after: "z"'),
    ],
    [
      "the last item",
      tool({ starting_after: text }),
      { has_more: true, data: [{ id: "a" }, { id: "b" }] },
      again('starting_after: "b"'),
    ],
    ["no more", tool({ starting_after: text }), { has_more: false, data: [{ id: "a" }] }, undefined],
    ["no next page", tool({ after: text }), { pageInfo: { hasNextPage: false, endCursor: "z" } }, undefined],
    ["null", cursor, { next_cursor: null, paging: { next: "" } }, undefined],
    ["a cursor for which there is no argument", page, { next_cursor: "abc" }, undefined],
    ["a next that does not page", cursor, { steps: { next: "abc" } }, undefined],
    ["a list", cursor, [{ next: "abc" }], undefined],
    ["too deep", cursor, { meta: { meta: { meta: { meta: { next: "abc" } } } } }, undefined],
    ["too long", cursor, { next_cursor: "x".repeat(5000) }, undefined],
    ["text", cursor, "next", undefined],
  ])("%s", (_, used, value, expected) => {
    expect(nextPage(undefined, value, { tool: used, args: {} })).toBe(expected);
  });
  test("before is not after", () => {
    const both = tool({ before: text, after: text });
    expect(nextPage(undefined, { next: "abc" }, { tool: both, args: {} })).toBe(again('after: "abc"'));
  });
});
