import { once } from "node:events";
import { createServer, type IncomingHttpHeaders } from "node:http";
import type { Body, BodyContent, HttpRequest, Parameter } from "@jackfield/contract";
import fc from "fast-check";
import { request as send } from "undici";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ArgumentError, buildRequest } from "./index.js";

type Seen = { readonly url: string; readonly headers: IncomingHttpHeaders; readonly body: Buffer };

let seen: Seen | undefined;
const server = createServer(async (incoming, reply) => {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk);
  seen = { url: incoming.url ?? "", headers: incoming.headers, body: Buffer.concat(chunks) };
  reply.end();
});
let base = "";
beforeAll(async () => {
  await once(server.listen(0, "127.0.0.1"), "listening");
  const address = server.address();
  base = `http://127.0.0.1:${typeof address === "object" ? address?.port : ""}/base/v1`;
});
afterAll(() => server.close());

/** Sends what was built to a real server; undefined when the arguments were refused. */
const arrive = async (
  part: Partial<HttpRequest>,
  args: Record<string, unknown>,
): Promise<Seen | undefined> => {
  try {
    const { url, ...rest } = buildRequest({ api: "a", method: "POST", path: "/x", ...part }, args, base);
    const reply = await send(url, { ...rest, method: "POST", body: rest.body ?? null });
    await reply.body.dump();
    return seen;
  } catch (error) {
    if (error instanceof ArgumentError) return undefined;
    throw error;
  }
};

const hostile = [
  "..",
  ".",
  "",
  "%2e%2e%2f",
  "a/../b",
  "..\\",
  "\0",
  "?",
  "#",
  "//evil.test/",
  "@evil.test",
  "a&b=c",
  "a+b c",
  "\r\nX: y",
  "\ud800",
  "%",
  "%zz",
  "__proto__",
  "{a}",
  ";v=1",
  "\u2028",
  "[]",
  "a[b]",
  "'\"`",
];
const anyText = fc.oneof(
  fc.constantFrom(...hostile),
  fc.string({ unit: "binary" }),
  fc.string({ unit: "grapheme" }),
  fc.string(),
);
const wellFormed = (text: string) => text.replace(/\p{Surrogate}/gu, "\uFFFD");
const parameterOf = (parameter: Parameter) => ({ parameters: { a: parameter } });
const queryOf = (found: Seen) => new URLSearchParams(found.url.replace(/^[^?]*\??/, ""));
const bodyOf = (content: BodyContent): { body: Body } => ({
  body: { required: true, source: { kind: "fields", fields: { a: "a" } }, content: [content] },
});
const check = (property: (text: string) => Promise<void>) =>
  fc.assert(fc.asyncProperty(anyText, property), { numRuns: 150 });

describe("any text arrives as one value or is refused", () => {
  test("path", () =>
    check(async (text) => {
      const found = await arrive({ path: "/users/{a}/end", ...parameterOf({ in: "path" }) }, { a: text });
      if (found === undefined) expect(["", ".", ".."]).toContain(text);
      else
        expect(found.url.split("/").map(decodeURIComponent)).toEqual([
          "",
          "base",
          "v1",
          "users",
          wellFormed(text),
          "end",
        ]);
    }));
  test("path with slashes", () =>
    check(async (text) => {
      const found = await arrive(
        { path: "/m/{a}", ...parameterOf({ in: "path", allowSlash: true }) },
        { a: text },
      );
      if (found === undefined)
        expect(text.split("/").some((piece) => ["", ".", ".."].includes(piece))).toBe(true);
      else expect(decodeURIComponent(found.url)).toBe(`/base/v1/m/${wellFormed(text)}`);
    }));
  test.each(["label", "matrix"] as const)("path as %s", (style) =>
    check(async (text) => {
      const found = await arrive({ path: "/{a}", ...parameterOf({ in: "path", style }) }, { a: text });
      const start = style === "label" ? "." : text === "" ? ";a" : ";a=";
      if (found === undefined) expect([".", ".."]).toContain(start + text);
      else
        expect(found.url.split("/").map(decodeURIComponent)).toEqual([
          "",
          "base",
          "v1",
          start + wellFormed(text),
        ]);
    }),
  );
  test("query, name and value", () =>
    check(async (text) => {
      const found = await arrive({ parameters: { a: { in: "query", name: text } } }, { a: text });
      expect(found && [...queryOf(found)]).toEqual([[wellFormed(text), wellFormed(text)]]);
    }));
  test("query with reserved characters allowed", () =>
    check(async (text) => {
      const found = await arrive(parameterOf({ in: "query", allowReserved: true }), { a: text });
      // Percent-encoded triples count as encoded already; they are the one thing that is not the caller's text.
      fc.pre(!/%[\da-f]{2}/i.test(text));
      expect(found && [...queryOf(found)]).toEqual([["a", wellFormed(text)]]);
    }));
  test.each(["form", "spaceDelimited", "pipeDelimited"] as const)("query list as %s", (style) =>
    check(async (text) => {
      const found = await arrive(parameterOf({ in: "query", style, explode: false }), { a: [text, "z"] });
      const delimiter = { form: ",", spaceDelimited: "%20", pipeDelimited: "%7C" }[style];
      const value = found?.url.split("?a=")[1] ?? "";
      // Only `form` keeps its delimiter apart from the same character in a value (OpenAPI 3.1.2 appendix E).
      fc.pre(style === "form" || !/[ |]/.test(text));
      expect(value.split(delimiter).map(decodeURIComponent)).toEqual([wellFormed(text), "z"]);
    }),
  );
  test("query object as deepObject", () =>
    check(async (text) => {
      const found = await arrive(parameterOf({ in: "query", style: "deepObject" }), { a: { k: text } });
      expect(found && [...queryOf(found)]).toEqual([["a[k]", wellFormed(text)]]);
    }));
  test("header", () =>
    check(async (text) => {
      const found = await arrive(parameterOf({ in: "header", name: "X-A" }), { a: text });
      if (found === undefined) expect(text).toMatch(/[^\t -~\u0080-\u00ff]/);
      else expect(found.headers["x-a"]).toBe(text.replace(/^[ \t]+|[ \t]+$/g, ""));
    }));
  test("cookie", () =>
    check(async (text) => {
      const found = await arrive(parameterOf({ in: "cookie" }), { a: text });
      expect(found?.headers.cookie?.split("; ").map(decodeURIComponent)).toEqual([`a=${wellFormed(text)}`]);
    }));
  test("JSON", () =>
    check(async (text) => {
      const found = await arrive(bodyOf({ mediaType: "application/json", encoding: "json" }), { a: text });
      expect(JSON.parse(found?.body.toString() ?? "")).toEqual({ a: text });
    }));
  test("form", () =>
    check(async (text) => {
      const content = { mediaType: "application/x-www-form-urlencoded", encoding: "form" } as const;
      const found = await arrive(bodyOf(content), { a: text });
      expect([...new URLSearchParams(found?.body.toString())]).toEqual([["a", wellFormed(text)]]);
    }));
  test("multipart, text and file", () =>
    fc.assert(
      fc.asyncProperty(anyText, fc.uint8Array(), async (text, bytes) => {
        const found = await arrive(
          {
            body: {
              required: true,
              source: { kind: "fields", fields: { a: "a", f: "f" } },
              content: [
                { mediaType: "multipart/form-data", encoding: "multipart", fields: { f: { file: true } } },
              ],
            },
          },
          { a: text, f: Buffer.from(bytes).toString("base64") },
        );
        const headers = { "content-type": found?.headers["content-type"] ?? "" };
        const data = await new Response(new Uint8Array(found?.body ?? []), { headers }).formData();
        const file = data.get("f");
        expect(data.get("a")).toBe(wellFormed(text));
        expect(file instanceof Blob ? new Uint8Array(await file.arrayBuffer()) : file).toEqual(bytes);
      }),
      { numRuns: 100 },
    ));
});
