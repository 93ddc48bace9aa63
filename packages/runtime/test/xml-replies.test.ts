import type { JsonSchema } from "@jackfield/contract";
import { afterEach, describe, expect, it } from "vitest";
import { api, send, text } from "./answering.js";
import { endAll } from "./loopback.js";

afterEach(endAll);

describe("XML", () => {
  const things = '<R><Things><Thing id="1"><Ok>true</Ok><N>7</N></Thing></Things></R>';
  const thing: JsonSchema = {
    type: "object",
    properties: {
      id: { type: "integer", xml: { attribute: true } },
      Ok: { type: "string" },
      N: { type: "integer" },
    },
  };
  const xml: JsonSchema = {
    type: "object",
    properties: { Things: { type: "array", items: { $ref: "#/$defs/Thing" }, xml: { wrapped: true } } },
    $defs: { Thing: thing },
  };

  it("by schema is JSON, in text and structured content alike", async () => {
    const { list } = await api((response) => send(response, "application/xml", things), {
      request: { api: "main", method: "GET", path: "/things", reply: { xml } },
    });
    const value = { Things: [{ id: 1, Ok: "true", N: 7 }] };
    expect(await list()).toEqual({ content: [text(JSON.stringify(value))], structuredContent: value });
  });

  it("without a schema is the text, and JSON when fields are asked for", async () => {
    const { list } = await api((response) => send(response, "text/xml", things));
    expect(await list()).toEqual({ content: [text(things)] });
    expect((await list({ _fields: "Things.Thing.N" })).structuredContent).toEqual({
      Things: { Thing: { N: "7" } },
    });
  });

  it("with entities of its own, or broken, stays text", async () => {
    const bomb = '<!DOCTYPE R [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><R>&b;</R>';
    const { list } = await api((response, count) => send(response, "text/xml", count === 1 ? bomb : "<R><"), {
      request: { api: "main", method: "GET", path: "/things", reply: { xml } },
    });
    const note = text(
      "The spec promises XML, but this reply cannot be read as XML (not well-formed, too large, or with a document type); it is given unchanged.",
    );
    expect(await list()).toEqual({ content: [text(bomb), note] });
    expect(await list()).toEqual({ content: [text("<R><"), note] });
  });

  const promised = { request: { api: "main", method: "GET", path: "/things", reply: { xml } } } as const;
  const value = { Things: [{ id: 1, Ok: "true", N: 7 }] };

  it.each(["text/plain", "text/html; charset=utf-8", "application/json", ""])(
    "under the type `%s` is read all the same where XML was promised",
    async (type) => {
      const { list } = await api((response) => send(response, type, things), promised);
      expect((await list()).structuredContent).toEqual(value);
    },
  );

  it.each(["application/xml", "text/xml"])("that is JSON, under the type %s, is JSON", async (type) => {
    const { list } = await api((response) => send(response, type, '{"a":[1]}'), promised);
    expect((await list()).structuredContent).toEqual({ a: [1] });
  });

  it("that is a page for people or nothing at all can be read", async () => {
    const page = "<!DOCTYPE html><html><title>Log in</title></html>";
    const { list } = await api(
      (response, count) => send(response, "text/html", count === 1 ? page : ""),
      promised,
    );
    const [shown, note] = (await list()).content;
    expect(shown).toEqual(text(page));
    expect(note).toMatchObject({ text: expect.stringContaining("cannot be read as XML") });
    expect((await list()).content).toEqual([text("200 OK, with an empty body")]);
  });

  it.each<[string, string, BufferEncoding, string]>([
    ["UTF-16 with its mark", "\ufeff<?xml version='1.0' encoding='UTF-16'?>", "utf16le", "application/xml"],
    ["UTF-16 without a mark", "<?xml version='1.0' encoding='UTF-16'?>", "utf16le", "application/xml"],
    [
      "Latin-1 by its declaration",
      "<?xml version='1.0' encoding='ISO-8859-1'?>",
      "latin1",
      "application/xml",
    ],
    ["Latin-1 by its type", "", "latin1", "text/xml; charset=iso-8859-1"],
    ["UTF-8 that says UTF-16", "<?xml version='1.0' encoding='UTF-16'?>", "utf8", "application/xml"],
    [
      "UTF-8 in an encoding nobody knows",
      "<?xml version='1.0' encoding='x-none'?>",
      "utf8",
      "application/xml",
    ],
  ])("in %s keeps its letters", async (_, start, encoding, type) => {
    const document = Buffer.from(`${start}${things.replace("true", "\u00fc\u00e9")}`, encoding);
    const { list } = await api((response) => send(response, type, document), promised);
    expect((await list()).structuredContent).toEqual({ Things: [{ id: 1, Ok: "\u00fc\u00e9", N: 7 }] });
  });

  it("with bytes that are no UTF-8 is read, the bytes replaced", async () => {
    const bytes = Buffer.concat([
      Buffer.from("<R><Things><Thing><Ok>"),
      Buffer.from([0xff, 0xc0]),
      Buffer.from("</Ok></Thing></Things></R>"),
    ]);
    const { list } = await api((response) => send(response, "application/xml", bytes), promised);
    expect((await list()).structuredContent).toEqual({ Things: [{ Ok: "\ufffd\ufffd" }] });
  });

  it.each<[string, string]>([
    ["a million elements", `<R>${"<N/>".repeat(1_000_000)}</R>`],
    ["a hundred thousand levels", `${"<N>".repeat(100_000)}${"</N>".repeat(100_000)}`],
    [
      "a hundred thousand attributes",
      `<R ${Array.from({ length: 100_000 }, (_none, at) => `a${at}='1'`).join(" ")}/>`,
    ],
    ["an external entity", '<!DOCTYPE R [<!ENTITY x SYSTEM "file:///etc/hostname">]><R>&x;</R>'],
    ["another root", "<Other><Thing><N>1</N></Thing></Other>"],
  ])("of %s is answered within the limits", async (_, document) => {
    const { list } = await api((response) => send(response, "application/xml", document), promised);
    const result = await list();
    expect(result.isError).toBeUndefined();
    expect(JSON.stringify(result).length).toBeLessThan(300_000);
  });

  it("of a failure is JSON in the details, and its sentence the error", async () => {
    const failure =
      "<OrderResponse><ErrorList><Error><Code>5001</Code><Description>No site &lt;5&gt;</Description></Error><Error><Code>1</Code><Description>b</Description></Error></ErrorList></OrderResponse>";
    const { list } = await api((response) => {
      response.writeHead(400, { "content-type": "application/xml" }).end(failure);
    }, promised);
    expect((await list()).structuredContent).toMatchObject({
      code: "validation",
      error: expect.stringContaining("No site <5>"),
      details: {
        ErrorList: {
          Error: [
            { Code: "5001", Description: "No site <5>" },
            { Code: "1", Description: "b" },
          ],
        },
      },
    });
  });

  it("tells of the next page in its own words", async () => {
    const { list } = await api((response) =>
      send(
        response,
        "application/xml",
        '<R><Links><next>Link=&lt;https://h.test/x?page=2&gt;;rel="next";</next></Links></R>',
      ),
    );
    expect((await list()).content.at(-1)).toEqual(text("Next page: call this tool again with page: 2."));
  });
});
