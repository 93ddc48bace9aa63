import { expect } from "vitest";
import { picture } from "./api.js";
import { type Behavior, type Check, expectGreeting, expectRequest, headerOf, sends } from "./behavior.js";
import { type Part, partsOf } from "./multipart.js";

const jsonType = { "content-type": "application/json" };
const formType = { "content-type": "application/x-www-form-urlencoded" };
const sendsJson = (line: string, body: unknown): Check =>
  sends(line, { headers: jsonType, body: JSON.stringify(body) });

const everyByte = Uint8Array.from({ length: 256 }, (_, byte) => byte);

/** These parts in this order and nothing else; Node has a second opinion of their number. */
const sendsParts =
  (line: string, parts: readonly Part[]): Check =>
  async (call) => {
    const { request } = call;
    const type = headerOf(request, "content-type");
    expectRequest(call, line, { headers: { "content-type": type }, body: request.body });
    expect(partsOf(request)).toEqual(parts);
    const headers = request.headers.map(([name, value]): [string, string] => [name, value]);
    const form = await new Response(new Uint8Array(request.body), { headers }).formData();
    expect([...form.keys()]).toHaveLength(parts.length);
    expectGreeting(call);
  };

const part = (name: string, content: string, ...more: readonly string[]): Part => ({
  head: [`Content-Disposition: form-data; name="${name}"`, ...more],
  content,
});
const filePart = (
  name: string,
  file: { readonly name: string; readonly type: string },
  bytes: Buffer,
): Part => ({
  head: [
    `Content-Disposition: form-data; name="${name}"; filename="${file.name}"`,
    `Content-Type: ${file.type}`,
  ],
  content: bytes.toString("latin1"),
});

export const bodyBehaviors: readonly Behavior[] = [
  [
    "b_object",
    { name: 'é\n"', tags: ["a", ""], inner: { size: 1.5, on: false } },
    sendsJson("POST /v1/b_object", { name: 'é\n"', tags: ["a", ""], inner: { size: 1.5, on: false } }),
  ],
  ["b_array", { body: [3, 1, 2] }, sendsJson("POST /v1/b_array", [3, 1, 2])],
  ["b_string", { body: 'say "hi"' }, sendsJson("POST /v1/b_string", 'say "hi"')],
  [
    "b_oneof",
    { body: { kind: "Dog", barks: true } },
    sendsJson("POST /v1/b_oneof", { kind: "Dog", barks: true }),
  ],
  // The body stays one argument where a field of it has the name of a parameter: each reaches its own place.
  [
    "b_collide_path",
    { id: "of path", body: { id: "of body", name: "n" } },
    sendsJson("PUT /v1/b_collide_path/of%20path", { id: "of body", name: "n" }),
  ],
  // Null is a value, and a field that was left out is none.
  ["b_null", { note: null }, sendsJson("PATCH /v1/b_null", { note: null })],
  [
    "b_free_map",
    { body: { any: 1, "other key": 2 } },
    sendsJson("POST /v1/b_free_map", { any: 1, "other key": 2 }),
  ],
  // Operation Object, `requestBody`: allowed on DELETE though HTTP gives it no meaning of its own.
  ["b_delete", { ids: ["1", "2"] }, sendsJson("DELETE /v1/b_delete", { ids: ["1", "2"] })],
  // Request Body Object: `required` is false unless it is said.
  ["optional_body_absent", {}, sends("POST /v1/optional_body_absent")],

  // Encoding Object: a list is repeated, an object is JSON by default. Appendix E allows %20 for a blank.
  [
    "b_form",
    { name: "a b&c=é+", size: 5, address: { city: "x y" } },
    sends("POST /v1/b_form", {
      headers: formType,
      body: "name=a%20b%26c%3D%C3%A9%2B&size=5&address=%7B%22city%22%3A%22x%20y%22%7D",
    }),
  ],
  [
    "b_form_array",
    { color: ["blue", "b&w"], joined: ["a", "b,c"] },
    sends("POST /v1/b_form_array", { headers: formType, body: "color=blue&color=b%26w&joined=a,b%2Cc" }),
  ],
  [
    "b_text",
    { body: "plain é\r\n{not json}" },
    sends("POST /v1/b_text", {
      headers: { "content-type": "text/plain; charset=utf-8" },
      body: "plain é\r\n{not json}",
    }),
  ],
  [
    "b_xml",
    { body: '<a b="1">é &amp; c</a>' },
    sends("POST /v1/b_xml", {
      headers: { "content-type": "application/xml" },
      body: '<a b="1">é &amp; c</a>',
    }),
  ],
  // XML Object: `attribute`, `wrapped`, `name` and `namespace`, in the order of the schema.
  [
    "b_xml_object",
    { lines: ["one", "t<w>o"], title: "a & b", id: 7 },
    sends("POST /v1/b_xml_object", {
      headers: { "content-type": "application/xml" },
      body: '<?xml version="1.0" encoding="UTF-8"?><order xmlns="urn:behaviors" id="7"><title>a &amp; b</title><lines><line>one</line><line>t&lt;w&gt;o</line></lines></order>',
    }),
  ],
  [
    "b_vendor_json",
    { name: "n" },
    sends("POST /v1/b_vendor_json", {
      headers: { "content-type": "application/vnd.behaviors.v2+json" },
      body: '{"name":"n"}',
    }),
  ],

  // Encoding Object, `contentType`: text parts are text/plain, which RFC 7578 section 4.4 lets be unsaid; objects JSON.
  [
    "m_fields",
    { title: 'é "t"', size: 5, tags: ["a", "b"], meta: { a: 1 }, note: "# n" },
    sendsParts("POST /v1/m_fields", [
      part("title", Buffer.from('é "t"').toString("latin1")),
      part("size", "5"),
      part("tags", "a"),
      part("tags", "b"),
      part("meta", '{"a":1}', "Content-Type: application/json"),
      part("note", "# n", "Content-Type: text/markdown"),
    ]),
  ],
  // Considerations for File Uploads: `contentMediaType` without `contentEncoding` is raw bytes.
  [
    "m_file",
    {
      title: "Two files",
      photo: `data:image/png;name=point.png;base64,${picture.toString("base64")}`,
      pages: [Buffer.from(everyByte).toString("base64"), "cGFnZSAy"],
    },
    sendsParts("POST /v1/m_file", [
      part("title", "Two files"),
      filePart("photo", { name: "point.png", type: "image/png" }, picture),
      filePart("pages", { name: "pages", type: "application/octet-stream" }, Buffer.from(everyByte)),
      filePart("pages", { name: "pages", type: "application/octet-stream" }, Buffer.from("page 2")),
    ]),
  ],
  [
    "o_bytes",
    { body: Buffer.from(everyByte).toString("base64") },
    sends("POST /v1/o_bytes", { headers: { "content-type": "application/octet-stream" }, body: everyByte }),
  ],
];
