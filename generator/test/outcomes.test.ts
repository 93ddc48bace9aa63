import { afterAll, describe, expect, test } from "vitest";
import type { JsonObject } from "../src/document/json.js";
import { type ApiRequest, endServed, operation, served } from "./served.js";

afterAll(endServed);

type Reply = readonly [status: number, headers: Readonly<Record<string, string>>, body: string];

/** One operation `t` with these responses, and what its API answers. */
const answering = async (method: string, responses: JsonObject, [status, headers, body]: Reply) => {
  const api = await served(
    { paths: { "/t": { [method]: operation("t", { responses }) } } },
    {
      settings: { environment: { JACKFIELD_AUTHORIZATION: "Bearer s3cret-of-mine" } },
      answer: (_: ApiRequest, response) => response.writeHead(status, headers).end(body),
    },
  );
  return { api, result: await api.call("t") };
};

const json = { "content-type": "application/json" };
const none = { description: "" };

describe("a status that the spec lists as an answer is one", () => {
  test.each<[string, string, JsonObject, Reply, readonly string[]]>([
    [
      "304",
      "get",
      { 200: none, 304: { description: "Nothing has changed." } },
      [304, {}, ""],
      ["304 Not Modified", "Nothing has changed."],
    ],
    [
      "404 where 204 is the only success of a GET",
      "get",
      { 204: { description: "It is starred." }, 404: { description: "It is *not* starred." } },
      [404, json, '{"message":"Not Found"}'],
      ['{"message":"Not Found"}', "404 Not Found: It is *not* starred."],
    ],
    [
      "404 of HEAD",
      "head",
      { 200: none, 404: { description: "No such file." } },
      [404, { etag: '"v"' }, ""],
      ["404 Not Found, with an empty body", 'No such file.\nETag: "v"'],
    ],
    [
      "a redirect of POST",
      "post",
      { 302: { description: "Go there and sign in." } },
      [302, { location: "https://sign-in.test/?state=1" }, ""],
      ["302 Found, with an empty body", "Go there and sign in.\nLocation: https://sign-in.test/?state=1"],
    ],
    [
      "a range",
      "post",
      { 200: none, "3XX": none },
      [300, json, '{"choices":[1,2]}'],
      ['{"choices":[1,2]}', "300 Multiple Choices"],
    ],
    [
      "what x-outcome says",
      "get",
      { 200: none, 409: { description: "Still running.", "x-outcome": true } },
      [409, json, '{"state":"running"}'],
      ['{"state":"running"}', "409 Conflict: Still running."],
    ],
  ])("%s", async (_, method, responses, reply, texts) => {
    const { result, api } = await answering(method, responses, reply);
    expect(result.isError).toBeUndefined();
    expect(result.content.map((block) => (block.type === "text" ? block.text : block.type))).toEqual(texts);
    expect(api.requests).toHaveLength(1);
  });

  test.each<[string, string, JsonObject, number]>([
    ["404 of a GET that gives something", "get", { 200: none, 404: none }, 404],
    ["404 of DELETE", "delete", { 204: none, 404: none }, 404],
    ["404 that x-outcome calls a failure", "get", { 204: none, 404: { ...none, "x-outcome": false } }, 404],
    ["a listed 409", "post", { 201: none, 409: none }, 409],
    ["a redirect that nobody lists", "post", { 200: none }, 302],
    ["what default describes", "get", { 204: none, default: none }, 404],
  ])("but not %s", async (_, method, responses, status) => {
    const { result } = await answering(method, responses, [status, { location: "https://a.test/" }, ""]);
    expect(result).toMatchObject({ isError: true, structuredContent: { status } });
  });
});

describe("reply headers that the spec lists reach the caller", () => {
  const described = (...names: readonly string[]): JsonObject => ({
    200: { description: "", headers: Object.fromEntries(names.map((name) => [name, { schema: {} }])) },
  });

  test("next to the body, in notes of both forms", async () => {
    const { result } = await answering("get", described("X-Total-Count", "ETag", "X-Absent"), [
      200,
      { ...json, "x-total-count": "57", etag: 'W/"7"', "x-other": "no" },
      '{"items":[]}',
    ]);
    const notes = ["X-Total-Count: 57", 'ETag: W/"7"'];
    expect(result).toEqual({
      content: [
        { type: "text", text: '{"items":[]}' },
        { type: "text", text: notes.join("\n") },
      ],
      structuredContent: { items: [], _notes: notes },
    });
  });

  test("also those of default, where no success is named", async () => {
    const ofDefault = (more: JsonObject): JsonObject => ({
      ...more,
      default: { description: "", headers: { "X-Total": { schema: {} } } },
    });
    const reply: Reply = [200, { ...json, "x-total": "57" }, "{}"];
    const { result } = await answering("get", ofDefault({}), reply);
    expect(result.structuredContent).toEqual({ _notes: ["X-Total: 57"] });
    const other = await answering("get", ofDefault({ 200: none }), reply);
    expect(other.result.structuredContent).toEqual({});
  });

  test("an empty reply has them too", async () => {
    const { result } = await answering("post", described("X-Job", "Location"), [
      201,
      { "x-job": "j1", location: "/jobs/j1" },
      "",
    ]);
    expect(result.structuredContent).toEqual({ status: 201, location: "/jobs/j1", _notes: ["X-Job: j1"] });
  });

  test("cookies never, secrets hidden, long ones cut, lines joined", async () => {
    const { result } = await answering("get", described("Set-Cookie", "X-Echo", "X-Long", "X-Two"), [
      200,
      {
        "set-cookie": "sid=abcdefgh",
        "x-echo": "you sent Bearer s3cret-of-mine",
        "x-long": "a".repeat(2000),
        "x-two": "a\tb",
      },
      "",
    ]);
    const shown = JSON.stringify(result);
    expect(shown).not.toContain("abcdefgh");
    expect(shown).not.toContain("s3cret");
    expect(shown).toContain("X-Echo: you sent ***");
    expect(shown).toContain(`X-Long: ${"a".repeat(499)}…`);
    expect(shown).toContain("X-Two: a b");
  });

  test("what says where the work goes on of a 202 comes by itself", async () => {
    const { result } = await answering("post", { 202: none }, [
      202,
      { "operation-location": "https://a.test/ops/1", "retry-after": "5" },
      "",
    ]);
    expect(result.structuredContent?._notes).toEqual([
      "Operation-Location: https://a.test/ops/1",
      "Retry-After: 5",
    ]);
  });
});
