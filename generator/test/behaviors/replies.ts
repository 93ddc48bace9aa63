import { expect } from "vitest";
import { longError, longList, picture } from "./api.js";
import { answers, type Behavior, type Call, expectRequest } from "./behavior.js";

const text = (value: string) => ({ type: "text" as const, text: value });

/** JSON that came whole: its own text, and the same as structured content. */
const asJson = (own: string, structuredContent: Record<string, unknown>) => ({
  content: [text(own)],
  structuredContent,
});

/** One member of the structured content, which MCP leaves open. */
const member = ({ structuredContent = {} }: Call["result"], key: string): unknown =>
  new Map(Object.entries(structuredContent ?? {})).get(key);

/** An error result says the same in text and structured content. */
const expectError = ({ result }: Call, wanted: Readonly<Record<string, unknown>>): void => {
  expect(result.isError).toBe(true);
  expect(result.structuredContent).toMatchObject(wanted);
  expect(member(result, "recovery")).toMatch(/\w/);
  expect(result.content).toEqual([text(JSON.stringify(result.structuredContent, null, 2))]);
};

const items = (result: Call["result"]): readonly unknown[] => {
  const found = member(result, "items");
  return Array.isArray(found) ? found : [];
};

export const replyBehaviors: readonly Behavior[] = [
  [
    "r_error_flag",
    {},
    (call) => {
      expectRequest(call, "GET /v1/r_error_flag");
      expectError(call, { status: 404, code: "not_found" });
    },
  ],
  [
    "r_error_body",
    {},
    (call) => {
      expectRequest(call, "GET /v1/r_error_body");
      expectError(call, {
        error: 'Behaviors answered 400: "No such thing"',
        status: 400,
        details: longError,
      });
    },
  ],
  [
    // A POST is not repeated after a failure: it may have had its effect.
    "r_500_flag",
    {},
    (call) => {
      expectRequest(call, "POST /v1/r_500_flag");
      expectError(call, { status: 500, code: "upstream", details: "boom" });
    },
  ],
  [
    "r_204",
    {},
    answers("DELETE /v1/r_204", { content: [text("204 No Content")], structuredContent: { status: 204 } }),
  ],
  // Text is not an object, so there is no structured content.
  [
    "r_text",
    {},
    answers("GET /v1/r_text", { content: [text("a,b\n1,2\n")] }, { headers: { accept: "text/csv" } }),
  ],
  [
    "r_structured",
    {},
    answers("GET /v1/r_structured", asJson('{"a":{"b":[1,null,"c"]}}', { a: { b: [1, null, "c"] } })),
  ],
  // Structured content is an object in MCP, so a list is a member of one.
  [
    "r_array",
    {},
    answers("GET /v1/r_array", asJson('[{"id":1},{"id":2}]', { items: [{ id: 1 }, { id: 2 }] })),
  ],
  [
    "r_off_schema",
    {},
    answers("GET /v1/r_off_schema", asJson('{"n":"five","extra":null}', { n: "five", extra: null })),
  ],
  [
    "r_big_int",
    {},
    answers("GET /v1/r_big_int", asJson('{"id":9007199254740993}', { id: "9007199254740993" })),
  ],
  [
    "r_5mb_bounded",
    {},
    async (call) => {
      expectRequest(call, "GET /v1/r_5mb_bounded");
      expect(JSON.stringify(longList).length).toBeGreaterThan(5_000_000);
      expect(JSON.stringify(call.result).length).toBeLessThan(150_000);
      const shown = items(call.result);
      expect(shown.length).toBeGreaterThan(100);
      expect(shown).toEqual(longList.slice(0, shown.length));
      expect(call.result.isError).toBeUndefined();
      const [note, list] = call.result.content;
      expect(list).toEqual(text(JSON.stringify(shown)));
      const [way] = [member(call.result, "_notes")].flat();
      expect(way).toMatch(`the first ${shown.length} of ${longList.length} items`);
      expect(note).toEqual(text(String(way)));
      // And the way that it names leads on without a gap.
      expect(way).toContain(`_from: ${shown.length}`);
      const next = items(await call.again({ _from: shown.length }));
      expect(next).toEqual(longList.slice(shown.length, shown.length + next.length));
      expect(next.length).toBeGreaterThan(100);
    },
  ],
  [
    // RFC 9110 section 10.2.3: seconds to wait before the same request again.
    "r_429_retry",
    {},
    ({ requests, result, milliseconds }) => {
      expect(requests.map(({ line }) => line)).toEqual(Array(2).fill("GET /v1/r_429_retry HTTP/1.1"));
      // A timer may be a moment early.
      expect(milliseconds).toBeGreaterThanOrEqual(990);
      expect(milliseconds).toBeLessThan(10_000);
      expect(result).toEqual(asJson('{"done":true}', { done: true }));
    },
  ],
  [
    "r_image",
    {},
    answers(
      "GET /v1/r_image",
      { content: [{ type: "image", data: picture.toString("base64"), mimeType: "image/png" }] },
      { headers: { accept: "image/png" } },
    ),
  ],
];
