import { describe, expect, test } from "vitest";
import { inBody, loose, part, places } from "./fixtures/judging.mjs";

const form = "application/x-www-form-urlencoded";

describe("JSON bodies", () => {
  const whole = { name: "a", size: "9007199254740993", tags: ["x"] };
  /** @param {{ body: { whole: unknown } }} given */
  const post = (body, type = "application/json", given = { body: { whole } }) =>
    places("json", { target: "/v2/api/json", ...inBody(type, body) }, given).join("; ");
  const text = '{"name":"a","size":9007199254740993,"tags":["x"]}';

  test.each([
    ["what is right", text, "application/json", ""],
    ["a lost digit", text.replace("993", "992"), "application/json", "/size is"],
    ["a lost field", '{"name":"a","tags":["x"]}', "application/json", "/size did not arrive"],
    ["a field more", text.replace("{", '{"b":1,'), "application/json", "/b was never given"],
    ["a number as text", text.replace(/"size":(\d+)/, '"size":"$1"'), "application/json", "must be integer"],
    ["a list as text", text.replace('["x"]', '"[\\"x\\"]"'), "application/json", "not the list"],
    ["JSON in a string", JSON.stringify(text), "application/json", "not the object"],
    ["no JSON", "name=a", "application/json", "not JSON"],
    ["another content type", text, "text/json", "the content type is text/json"],
  ])("%s", (_, body, type, words) => {
    const found = post(body, type);
    if (words === "") expect(found).toBe("");
    else expect(found).toContain(words);
  });

  test("the document's own schema is held against the body", () => {
    expect(post('{"tags":["x"]}', undefined, { body: { whole: { tags: ["x"] } } })).toContain(
      "required property 'name'",
    );
    expect(
      post('{"name":"a","made":"b"}', undefined, { body: { whole: { name: "a", made: "b" } } }),
    ).toContain("is false");
    expect(places("json", { target: "/v2/api/json" }, {}).join()).toContain("there is no body");
    expect(places("json", { target: "/v2/api/json" }, { body: { whole } }).join()).toContain(
      "did not arrive",
    );
  });
});

describe("form and multipart bodies", () => {
  const fields = { a: "x y", list: ["1", "2&"], map: { k: "v" }, csv: ["p", "q,"] };
  const post = (body, type = form) =>
    places("form", { target: "/v2/api/form", ...inBody(type, body) }, { body: { fields } }).join("; ");
  const right = "a=x+y&list=1&list=2%26&map=%7B%22k%22%3A%22v%22%7D&csv=p,q%2C";

  test("a right form is right; an optional body may be left out", () => {
    expect(post(right)).toBe("");
    expect(post(right.replace("+", "%20"))).toBe("");
    expect(places("form", { target: "/v2/api/form" }, { body: { fields: {} } })).toEqual([]);
  });

  test.each([
    ["a list with commas", right.replace("list=1&list=2%26", "list=1,2%26"), "list in form has 1 values"],
    [
      "a style that was not meant",
      right.replace("csv=p,q%2C", "csv=p&csv=q%2C"),
      "csv in form stands there 2 times",
    ],
    ["an object that became its members", right.replace(/map=[^&]*/, "k=v"), "map in form has 0 values"],
    ["a blank that is not encoded", right.replace("+", " "), "not encoded"],
    ["a field more", `${right}&z=1`, "the form field z was never given"],
  ])("%s is found", (_, body, words) => {
    expect(post(body)).toContain(words);
  });

  const file = part('name="file"; filename="f.png"\r\nContent-Type: image/png', "bytes");
  const note = part('name="note"', "n\u00fc");
  const meta = part('name="meta"\r\nContent-Type: application/json', '{"a":1}');
  const given = {
    body: { fields: { file: Buffer.from("bytes").toString("base64"), note: "n\u00fc", meta: { a: 1 } } },
  };
  const send = (body, type = "multipart/form-data; boundary=B") =>
    places("multipart", { target: "/v2/api/multipart", ...inBody(type, body) }, given).join("; ");

  test("a right multipart body is right", () => {
    expect(send(`${file}${note}${meta}--B--\r\n`)).toBe("");
  });

  test.each([
    ["no boundary in the type", `${file}${note}${meta}--B--\r\n`, "names no boundary", "multipart/form-data"],
    ["no end", `${file}${note}${meta}`, "does not end"],
    [
      "base64 in place of the file",
      `${file.replace("bytes", "Ynl0ZXM=")}${note}${meta}--B--\r\n`,
      "not the 5 bytes",
    ],
    [
      "a file without a name",
      `${file.replace('; filename="f.png"', "")}${note}${meta}--B--\r\n`,
      "without a file name",
    ],
    [
      "a file of another type",
      `${file.replace("image/png", "image/gif")}${note}${meta}--B--\r\n`,
      "not image/png",
    ],
    [
      "an object of no type",
      `${file}${note}${meta.replace("\r\nContent-Type: application/json", "")}--B--\r\n`,
      "an object of the type",
    ],
    ["a lost part", `${file}${meta}--B--\r\n`, "note has 0 parts"],
    ["a part more", `${file}${note}${meta}${part('name="z"', "1")}--B--\r\n`, "the part z was never given"],
    ["another coding", `${file}${note.replace("\u00fc", "?")}${meta}--B--\r\n`, "the part note is"],
  ])("%s is found", (_, body = "", words = "", type = undefined) => {
    expect(send(body, type)).toContain(words);
  });
});

describe("XML, text and bytes", () => {
  const whole = { id: 5, note: 'a<b&"c', item: ["x", "y"], wrapped: ["p"] };
  const right =
    '<?xml version="1.0"?><order id="5"><Note>a&lt;b&amp;"c</Note><item>x</item><item>y</item><wrapped><one>p</one></wrapped></order>';
  const send = (body, type = "application/xml") =>
    places("xml", { target: "/v2/api/xml", ...inBody(type, body) }, { body: { whole } }).join("; ");

  test("a right document is right", () => {
    expect(send(right)).toBe("");
  });

  test.each([
    ["another root", right.replaceAll("order", "Order"), "the root element is Order"],
    [
      "an attribute as an element",
      right.replace(' id="5"', "").replace("<Note", "<id>5</id><Note"),
      "as an attribute",
    ],
    ["a field under its own name", right.replaceAll("Note", "note"), "Note stands there 0 times"],
    [
      "a list that is not wrapped",
      right.replace("<wrapped><one>p</one></wrapped>", "<wrapped>p</wrapped>"),
      "has 0 elements <one>",
    ],
    ["a lost item", right.replace("<item>y</item>", ""), "has 1 elements <item>"],
    ["an element more", right.replace("</order>", "<z/></order>"), "z was never given"],
    ["text that is not escaped", right.replace("&lt;", "<"), "no well-formed XML"],
    ["text that was escaped twice", right.replace("&lt;", "&amp;lt;"), "Note is"],
    ["an element that does not end", right.replace("</order>", ""), "no well-formed XML"],
    ["JSON", '{"id":5}', "no well-formed XML"],
  ])("%s is found", (_, body, words) => {
    expect(send(body)).toContain(words);
  });

  test("bytes and text are compared as they are, under a declared type", () => {
    const put = (body, type, whole) =>
      places("bytes", { target: "/v2/api/bytes", ...inBody(type, body) }, { body: { whole } }).join("; ");
    expect(put("bytes", "image/png", "Ynl0ZXM=")).toBe("");
    expect(put("bytes", "image/png", "data:image/png;base64,Ynl0ZXM=")).toBe("");
    expect(put("b y", "text/plain; charset=utf-8", "b y")).toBe("");
    expect(put("bytes!", "image/png", "Ynl0ZXM=")).toContain("the body is");
    expect(put("bytes", "image/*", "Ynl0ZXM=")).toContain("the content type is image/*");
    expect(put("bytes", "application/pdf", "Ynl0ZXM=")).toContain("the content type is application/pdf");
    expect(put('"b y"', "text/plain", "b y")).toContain("the body is");
  });
});

describe("what a document says against itself is read so that something fits", () => {
  const judged = (whole) =>
    loose(
      "body",
      { target: "/body", ...inBody("application/json", JSON.stringify(whole)) },
      { body: { whole } },
    );

  test.each([
    { parts: { a: "x", b: "y" } },
    { choice: { c: "x", d: "y" } },
    { marks: ["up"] },
    { scope: "own" },
    { name: "ab", code: "AB", send: "now", none: 3, gone: { y: "" } },
  ])("%j", (whole) => {
    expect(judged(whole)).toEqual([]);
  });

  test.each([
    { parts: { a: 1 } },
    { choice: {} },
    { marks: ["left"] },
    { scope: "other" },
    { name: "a" },
    { code: "A1" },
    { send: "later" },
    { none: "3" },
    { gone: { x: 1 } },
  ])("%j is still wrong", (whole) => {
    expect(judged(whole)).not.toEqual([]);
  });
});
