import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { startRecorder } from "./recorder.mjs";
import { planOf, serveHere } from "./servers.mjs";

const json = (value) => ({
  status: 200,
  headers: { "content-type": "application/json" },
  body: typeof value === "string" ? value : JSON.stringify(value),
});

let recorder;
let server;
beforeAll(async () => {
  recorder = await startRecorder();
  const { plan } = await planOf(new URL("fixtures/behaviours.yaml", import.meta.url).pathname);
  server = await serveHere({ plan, url: recorder.url });
});
afterAll(async () => {
  await server?.close();
  await recorder?.close();
});
beforeEach(() => {
  recorder.state.requests.length = 0;
  recorder.state.answer = () => json({ ok: true });
});

const sent = async (tool, args) => {
  const result = await server.call(tool, args);
  expect(result.isError, result.content?.[0]?.text).toBeFalsy();
  expect(recorder.state.requests).toHaveLength(1);
  return recorder.state.requests[0];
};

describe("where and how arguments go", () => {
  test.each([
    ["plain_op", {}, "GET /v1/plain"],
    ["base_path_prefix", {}, "GET /v1/base"],
    ["q_encode", { q: "a b&c=d+e/?#%\u00fc" }, "GET /v1/q/encode?q=a%20b%26c%3Dd%2Be%2F%3F%23%25%C3%BC"],
    ["q_array_explode", { ids: ["a", "b"] }, "GET /v1/q/explode?ids=a&ids=b"],
    ["q_array_csv", { ids: ["a", "b,c"] }, "GET /v1/q/csv?ids=a,b%2Cc"],
    ["q_array_pipe", { ids: ["a", "b"] }, "GET /v1/q/pipe?ids=a%7Cb"],
    ["q_array_space", { ids: ["a", "b"] }, "GET /v1/q/space?ids=a%20b"],
    ["q_deepobject", { f: { x: 1, y: "z" } }, "GET /v1/q/deep?f%5Bx%5D=1&f%5By%5D=z"],
    ["q_object_explode", { f: { x: 1, y: "z" } }, "GET /v1/q/object?x=1&y=z"],
    ["q_object_csv", { f: { x: 1, y: "z" } }, "GET /v1/q/object-csv?f=x,1,y,z"],
    ["q_bracket_name", { filter_name: "a" }, "GET /v1/q/bracket?filter%5Bname%5D=a"],
    ["q_json_content", { f: { x: 1 } }, "GET /v1/q/json?f=%7B%22x%22%3A1%7D"],
    ["p_encode", { id: "a/b c" }, "GET /v1/p/encode/a%2Fb%20c"],
    ["p_array", { ids: ["a", "b"] }, "GET /v1/p/array/a,b"],
    ["p_label", { ids: ["a", "b"] }, "GET /v1/p/label/.a,b"],
    ["p_matrix", { ids: ["a", "b"] }, "GET /v1/p/matrix/;ids=a;ids=b"],
    ["p_two_in_segment", { a: "x", b: "y" }, "GET /v1/p/two/x-y"],
    ["pq_same_name", { id: "p", id_query: "q" }, "GET /v1/pq/p?id=q"],
    ["ref_param", { page: 2 }, "GET /v1/ref?page=2"],
  ])("%s", async (tool, args, line) => {
    const { method, target, body } = await sent(tool, args);
    expect(`${method} ${target}`).toBe(line);
    expect(body).toHaveLength(0);
  });

  test.each([
    ["h_param", { "X-Trace": "a b" }, { "x-trace": "a b" }],
    ["h_array", { "X-Ids": ["a", "b"] }, { "x-ids": "a,b" }],
    ["c_param", { sid: "a;b" }, { cookie: "sid=a%3Bb" }],
  ])("%s", async (tool, args, headers) => {
    expect((await sent(tool, args)).headers).toMatchObject(headers);
  });
});

describe("bodies", () => {
  const form = "application/x-www-form-urlencoded";
  test.each([
    ["b_object", { x: 1, y: "z" }, "application/json", '{"x":1,"y":"z"}'],
    ["b_array", { body: ["a"] }, "application/json", '["a"]'],
    ["b_string", { body: "hi" }, "application/json", '"hi"'],
    ["b_oneof", { body: { dog: "d" } }, "application/json", '{"dog":"d"}'],
    ["b_collide_path", { id: "p", body: { id: 5 } }, "application/json", '{"id":5}'],
    ["b_null", { n: null }, "application/json", '{"n":null}'],
    ["b_free_map", { body: { a: 1 } }, "application/json", '{"a":1}'],
    ["b_delete", { x: 1 }, "application/json", '{"x":1}'],
    ["b_form", { x: 1, y: "a b&c" }, form, "x=1&y=a%20b%26c"],
    ["b_form_array", { ids: ["a", "b"] }, form, "ids=a&ids=b"],
    ["b_text", { body: "hello" }, "text/plain", "hello"],
    ["b_xml", { body: "<a/>" }, "application/xml", "<a/>"],
    ["b_vendor_json", { x: 1 }, "application/vnd.a.v1+json", '{"x":1}'],
    ["o_bytes", { body: "AAEC/w==" }, "application/octet-stream", "\u0000\u0001\u0002\u00ff"],
  ])("%s", async (tool, args, type, body) => {
    const request = await sent(tool, args);
    expect(request.headers["content-type"]).toBe(type);
    expect(request.body.toString("latin1")).toBe(body);
  });

  test("b_xml_object", async () => {
    const { headers, body } = await sent("b_xml_object", { x: 1, y: "a<b" });
    expect(headers["content-type"]).toBe("application/xml");
    expect(body.toString().replace(/^<\?xml[^>]*\?>/, "")).toBe('<point x="1"><y>a&lt;b</y></point>');
  });

  test("optional_body_absent", async () => {
    const { headers, body } = await sent("optional_body_absent", {});
    expect(body).toHaveLength(0);
    expect(headers).not.toHaveProperty("content-type");
  });

  test("m_file and m_fields", async () => {
    const file = await sent("m_file", { file: "data:image/png;name=a.png;base64,iVBORw0KGgo=", note: "n" });
    const boundary = /^multipart\/form-data; boundary=(\S+)$/.exec(file.headers["content-type"])?.[1];
    const text = file.body.toString("latin1");
    expect(text.startsWith(`--${boundary}\r\n`)).toBe(true);
    expect(text).toContain(
      'name="file"; filename="a.png"\r\nContent-Type: image/png\r\n\r\n\u0089PNG\r\n\u001a\n\r\n',
    );
    expect(text).toContain('name="note"\r\n\r\nn\r\n');
    recorder.state.requests.length = 0;
    const fields = (await sent("m_fields", { a: "x", n: 5 })).body.toString();
    expect(fields).toContain('name="a"\r\n\r\nx\r\n');
    expect(fields).toContain('name="n"\r\n\r\n5\r\n');
  });
});

describe("replies", () => {
  const textOf = ({ content }) => content.map((block) => block.text ?? "").join("\n");
  const answered = (reply, tool = "reply_json") => {
    recorder.state.answer = () => reply;
    return server.call(tool, {});
  };

  test("r_error_flag, r_error_body and r_500_flag", async () => {
    const missing = await answered({ ...json({ reason: `no ${"x".repeat(400)} end` }), status: 404 });
    expect(missing.isError).toBe(true);
    expect(textOf(missing)).toContain("x end");
    expect((await answered({ status: 500, body: "boom" }, "reply_to_write")).isError).toBe(true);
  });

  test("r_204, r_text, r_structured and r_array", async () => {
    const empty = await answered({ status: 204 });
    expect(empty.isError).toBeFalsy();
    expect(empty.content.length).toBeGreaterThan(0);
    expect(
      textOf(await answered({ status: 200, headers: { "content-type": "text/plain" }, body: "hi" })),
    ).toBe("hi");
    expect((await answered(json({ a: 1 }))).structuredContent).toEqual({ a: 1 });
    const list = await answered(json([1, 2]));
    expect(list.structuredContent).toEqual({ items: [1, 2] });
    expect(JSON.parse(textOf(list))).toEqual([1, 2]);
  });

  test("r_off_schema and r_big_int", async () => {
    expect((await answered(json("just text"))).isError).toBeFalsy();
    const big = await answered(json('{"id":9007199254740993}'));
    expect(textOf(big)).toContain("9007199254740993");
    expect(big.structuredContent).toEqual({ id: "9007199254740993" });
  });

  test("r_5mb_bounded", async () => {
    const rows = Array.from({ length: 50_000 }, (_, id) => ({ id, text: "x".repeat(80) }));
    const result = await answered(json(rows));
    expect(result.isError).toBeFalsy();
    expect(JSON.stringify(result).length).toBeLessThan(300_000);
  });

  test("r_429_retry", async () => {
    const replies = [{ status: 429, headers: { "retry-after": "1" } }, json({ ok: 1 })];
    recorder.state.answer = () => replies.shift();
    const begun = Date.now();
    expect((await server.call("reply_json", {})).structuredContent).toEqual({ ok: 1 });
    expect(Date.now() - begun).toBeGreaterThanOrEqual(950);
  });

  test("r_image", async () => {
    const body = Buffer.from("iVBORw0KGgo=", "base64");
    const image = await answered(
      { status: 200, headers: { "content-type": "image/png" }, body },
      "reply_image",
    );
    expect(image.content[0]).toEqual({ type: "image", data: "iVBORw0KGgo=", mimeType: "image/png" });
  });
});
