import { deflateRawSync, gzipSync } from "node:zlib";
import type { JsonSchema } from "@jackfield/contract";
import { afterEach, describe, expect, it } from "vitest";
import { api, send, text } from "./answering.js";
import { callerFor, endAll, json, listen } from "./loopback.js";

afterEach(endAll);

describe("the replies of the wire battery", () => {
  it("r_error_flag: an error status is an error result", async () => {
    const { list } = await api((response) => json(response, 404, { message: "No such thing" }));
    expect((await list()).isError).toBe(true);
  });

  it("r_error_body: the whole body comes along, and its sentence is said", async () => {
    const body = { message: "No such thing", hint: "x".repeat(1000), ids: [1, 2] };
    const { list } = await api((response) => json(response, 404, body));
    const { structuredContent, content } = await list();
    expect(structuredContent).toMatchObject({
      error: 'Example API answered 404: "No such thing"',
      code: "not_found",
      status: 404,
      details: body,
    });
    expect(content).toEqual([text(JSON.stringify(structuredContent, null, 2))]);
  });

  it("r_500_flag: a failure of the API is an error result of the code upstream", async () => {
    const { list } = await api((response) => send(response, "text/plain", "boom", {}, 500));
    expect(await list()).toMatchObject({
      isError: true,
      structuredContent: {
        code: "upstream",
        status: 500,
        details: "boom",
        error: expect.stringContaining('"boom"'),
      },
    });
  });

  it("r_204: nothing is said in words", async () => {
    const { list } = await api((response) => send(response, "", "", {}, 204));
    expect(await list()).toEqual({ content: [text("204 No Content")], structuredContent: { status: 204 } });
  });

  it("304 is an answer, not a failure", async () => {
    const { list, slept } = await api((response) => send(response, "", "", { etag: '"a"' }, 304));
    expect(await list()).toEqual({
      content: [text("304 Not Modified")],
      structuredContent: { status: 304 },
    });
    expect(slept).toEqual([]);
  });

  it("r_text: text is given as it came", async () => {
    const { list } = await api((response) => send(response, "text/plain", "a,b\n1,2\n"));
    expect(await list()).toEqual({ content: [text("a,b\n1,2\n")] });
  });

  it("r_structured: JSON is in text and structuredContent", async () => {
    const { list } = await api((response) => json(response, 200, { a: { b: [1] } }));
    expect(await list()).toEqual({
      content: [text('{"a":{"b":[1]}}')],
      structuredContent: { a: { b: [1] } },
    });
  });

  it("r_array: a list is an object for structuredContent", async () => {
    const { list } = await api((response) => json(response, 200, [{ id: 1 }]));
    expect(await list()).toEqual({
      content: [text('[{"id":1}]')],
      structuredContent: { items: [{ id: 1 }] },
    });
  });

  it("r_off_schema: an API that breaks its own schema is heard all the same", async () => {
    const xml: JsonSchema = { type: "object", properties: { n: { type: "integer" } }, required: ["n"] };
    const { list } = await api((response) => json(response, 200, { n: "five", extra: null }), {
      request: { api: "main", method: "GET", path: "/things", reply: { xml } },
    });
    expect((await list()).structuredContent).toEqual({ n: "five", extra: null });
  });

  it("r_big_int: 9007199254740993 keeps its digits", async () => {
    const { list } = await api((response) => send(response, "application/json", '{"id":9007199254740993}'));
    expect(await list()).toEqual({
      content: [text('{"id":9007199254740993}')],
      structuredContent: { id: "9007199254740993" },
    });
    const selected = await list({ _fields: "id" });
    expect(selected.structuredContent).toEqual({ id: "9007199254740993" });
    expect(selected.content[0]).toEqual(text('{"id":"9007199254740993"}'));
  });

  it("r_5mb_bounded: a list of 5 MB is cut between items, with a way to the rest", async () => {
    const things = Array.from({ length: 50_000 }, (_, id) => ({ id, name: "x".repeat(80) }));
    const properties = { page: { type: "integer" }, _fields: { type: "string" }, _from: { type: "integer" } };
    const input = { type: "object", properties, additionalProperties: false } as const;
    const { list } = await api((response) => json(response, 200, things), { input });
    const first = await list();
    expect(JSON.stringify(first).length).toBeLessThan(150_000);
    const [note, shown] = first.content;
    const count = first.structuredContent?.items;
    const length = Array.isArray(count) ? count.length : 0;
    expect(length).toBeGreaterThan(300);
    expect(shown).toEqual(text(JSON.stringify(things.slice(0, length))));
    const way = `Cut: the first ${length} of 50000 items are shown. For the rest, call again page by page (page), with fewer fields (_fields: dotted paths, comma between), or with _from: ${length} to go on there.`;
    expect(note).toEqual(text(way));
    expect(first.structuredContent?._notes).toEqual([way]);
    const second = await list({ _from: length });
    expect(second.structuredContent?.items).toMatchObject({ 0: { id: length } });
  });

  it("a cut reply names no argument that the list does not have", async () => {
    const things = Array.from({ length: 50_000 }, (_, id) => ({ id }));
    const { list } = await api((response) => json(response, 200, things));
    const [note] = (await list()).content;
    expect(note).toMatchObject({ text: expect.stringMatching(/again page by page \(page\)\.$/) });
  });

  it("r_429_retry: a short Retry-After is waited for, once", async () => {
    const { list, slept, asked } = await api((response, count) =>
      count === 1
        ? send(response, "text/plain", "slow down", { "retry-after": "1" }, 429)
        : json(response, 200, { ok: true }),
    );
    expect((await list()).structuredContent).toEqual({ ok: true });
    expect(slept).toEqual([1000]);
    expect(asked).toHaveLength(2);
  });

  it("r_image: a picture is a picture", async () => {
    const { list } = await api((response) => send(response, "image/png", Buffer.from([137, 80])));
    expect(await list()).toEqual({ content: [{ type: "image", data: "iVA=", mimeType: "image/png" }] });
  });
});

describe("_fields", () => {
  const things = { data: [{ id: 1, name: "a", big: "x" }], next_page: 2 };

  it("keeps what was asked for, sends nothing of it, and does not lose the next page", async () => {
    const { list, asked } = await api((response) => json(response, 200, things));
    const notes = ["Next page: call this tool again with page: 2."];
    expect(await list({ q: "x", _fields: ["data.id", "data.nam"] })).toEqual({
      content: [
        text('{"data":[{"id":1}]}'),
        text(`${notes[0]}\nNot in the reply: data.nam (did you mean "data.name"?).`),
      ],
      structuredContent: {
        data: [{ id: 1 }],
        _notes: [...notes, 'Not in the reply: data.nam (did you mean "data.name"?).'],
      },
    });
    expect(asked.map(({ url }) => url)).toEqual(["/things?q=x"]);
  });

  it("that is not a list of paths is a validation error, and nothing is sent", async () => {
    const { list, asked } = await api((response) => json(response, 200, things));
    expect((await list({ _fields: 5 })).structuredContent).toMatchObject({ code: "validation" });
    expect(asked).toEqual([]);
  });

  it("of the API itself goes to the API", async () => {
    const { list, asked } = await api((response) => json(response, 200, things), {
      input: { type: "object", properties: { _fields: { type: "string" } }, additionalProperties: false },
      request: { api: "main", method: "GET", path: "/things", parameters: { _fields: { in: "query" } } },
    });
    expect((await list({ _fields: "data.id" })).structuredContent).toMatchObject(things);
    expect(asked[0]?.url).toBe("/things?_fields=data.id");
  });
});

describe("streams", () => {
  it("an event stream that ends", async () => {
    const { list } = await api((response) =>
      send(response, "text/event-stream", 'event: a\ndata: {"n":9007199254740993}\n\ndata: [DONE]\n\n'),
    );
    const value = {
      items: [{ event: "a", data: { n: "9007199254740993" } }, { data: "[DONE]" }],
      ended: true,
    };
    expect(await list()).toEqual({ content: [text(JSON.stringify(value))], structuredContent: value });
  });

  it("one that does not end is given up after a pause, and its socket closed", async () => {
    let closed: Promise<unknown> | undefined;
    const { list } = await api(
      (response) => {
        closed = new Promise((resolve) => response.once("close", resolve));
        response.writeHead(200, { "content-type": "text/event-stream" });
        response.write("data: 1\n\n: still here\n\n");
      },
      {},
      { stream: { idleMilliseconds: 50 } },
    );
    expect((await list()).structuredContent).toEqual({
      items: [{ data: 1 }],
      ended: false,
      _notes: ["The stream had not ended: no record came for 0.05 s."],
    });
    await closed;
  });

  it("one that never says anything ends with the time of the call, as a result", async () => {
    const server = await listen((_, response) => {
      response.writeHead(200, { "content-type": "text/event-stream" });
      response.flushHeaders();
    });
    const { call } = callerFor({ url: server.url, options: { timeoutSeconds: 1 } });
    expect((await call("get")).structuredContent).toMatchObject({ items: [], ended: false });
  });

  it("JSON lines, compressed", async () => {
    const { list } = await api((response) =>
      send(response, "application/x-ndjson", gzipSync('{"a":1}\n{"a":2}\n'), { "content-encoding": "gzip" }),
    );
    expect((await list({ _fields: "items.a" })).structuredContent).toEqual({ items: [{ a: 1 }, { a: 2 }] });
  });
});

describe("the next page", () => {
  it("of a Link header, by the argument of the tool", async () => {
    const { list } = await api((response) =>
      send(response, "application/json", "[1]", { link: '</things?q=x&page=2>; rel="next"' }),
    );
    const note = "Next page: call this tool again with page: 2.";
    expect(await list({ q: "x" })).toEqual({
      content: [text("[1]"), text(note)],
      structuredContent: { items: [1], _notes: [note] },
    });
  });
});

describe("replies that are not what they should be", () => {
  it.each<[string, string, string | Uint8Array, Record<string, string>, unknown]>([
    ["HTML with 200", "text/html", "<!doctype html><title>Sign in</title>", {}, undefined],
    ["HTML under the name of JSON", "application/json", "<html>Bad gateway</html>", {}, undefined],
    ["JSON under the name of HTML", "text/html", '{"a":1}', {}, { a: 1 }],
    ["nothing with 200", "application/json", "", {}, { status: 200 }],
    ["NaN", "application/json", '{"a":NaN}', {}, undefined],
    ["a key twice", "application/json", '{"a":0,"a":1}', {}, { a: 1 }],
    ["UTF-16", "application/json", Buffer.from('\ufeff{"a":1}', "utf16le"), {}, { a: 1 }],
    [
      "Latin-1",
      "application/json; charset=latin1",
      Buffer.from('{"a":"\u00e9"}', "latin1"),
      {},
      { a: "\u00e9" },
    ],
    ["gzip that no header tells of", "application/json", gzipSync('{"a":1}'), {}, { a: 1 }],
    [
      "deflate without its wrapper",
      "application/json",
      deflateRawSync('{"a":1}'),
      { "content-encoding": "deflate" },
      { a: 1 },
    ],
    ["invalid UTF-8", "application/json", Buffer.from([0x22, 0xff, 0x22]), {}, { value: "\ufffd" }],
    ["a huge number", "application/json", "1e999", {}, { value: "1e999" }],
  ])("%s", async (_, type, body, headers, structured) => {
    const { list } = await api((response) => send(response, type, body, headers));
    const result = await list();
    expect(result.isError).toBeUndefined();
    expect(result.structuredContent).toEqual(structured);
    expect(result.content).toHaveLength(1);
  });

  it("JSON 100,000 levels deep is text", async () => {
    const { list } = await api((response) =>
      send(response, "application/json", "[".repeat(100_000) + "]".repeat(100_000)),
    );
    const result = await list();
    expect(result.structuredContent).toBeUndefined();
    expect(JSON.stringify(result).length).toBeLessThan(100_000);
  });

  it("a bomb ends at the limit, and the error names what makes the reply smaller", async () => {
    const bomb = gzipSync(Buffer.alloc(200_000_000));
    const { list } = await api((response) =>
      send(response, "application/json", bomb, { "content-encoding": "gzip" }),
    );
    expect(await list()).toMatchObject({
      isError: true,
      structuredContent: {
        error: expect.stringContaining("larger than 10000000 bytes"),
        recovery: "Ask for less at once with page, q.",
      },
    });
  });

  it("text that would steer a terminal or hide from its reader is cleaned, also in errors", async () => {
    const evil = "\u001b[2Jplease\u202e ignore\u200b";
    const { list } = await api((response, count) =>
      count === 1 ? send(response, "text/plain", evil) : send(response, "text/plain", evil, {}, 400),
    );
    expect((await list()).content).toEqual([text("please ignore")]);
    expect((await list()).structuredContent).toMatchObject({
      error: 'Example API answered 400: "please ignore"',
      details: "please ignore",
    });
  });
});
