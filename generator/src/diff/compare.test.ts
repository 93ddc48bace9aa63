import { describe, expect, test } from "vitest";
import { surfaceOfDocument, withBody } from "../../test/surface-of.js";
import type { JsonObject } from "../document/json.js";
import { readSurface, type Surface, type SurfaceTool, surfaceFiles } from "../surface/index.js";
import { compareSurfaces, sentence } from "./index.js";

/** Each change as its sentence, with `!` before the breaking ones. */
const told = (before: Surface, after: Surface): readonly string[] =>
  compareSurfaces(before, after).changes.map((change) => `${change.breaking ? "! " : ""}${sentence(change)}`);

const between = async (before: JsonObject, after: JsonObject): Promise<readonly string[]> =>
  told(await surfaceOfDocument(before), await surfaceOfDocument(after));

const object = (properties: JsonObject, ...required: string[]): JsonObject => ({
  type: "object",
  properties,
  ...(required.length > 0 && { required }),
});
const text = { type: "string" };
const ref = (name: string): JsonObject => ({ $ref: `#/components/schemas/${name}` });
/** One field, whose schema is what matters. */
const field = (x: JsonObject): JsonObject => withBody(object({ x }));

test("a surface has no changes against itself", async () => {
  const surface = await surfaceOfDocument(field(text));
  expect(compareSurfaces(surface, surface).changes).toEqual([]);
});

describe("one field that becomes required is one breaking line, and optional again none", () => {
  const a = object({ a: text, b: text });
  const query = (required: boolean): JsonObject[] => [{ name: "q", in: "query", required, schema: text }];
  test.each<[string, JsonObject, JsonObject, string]>([
    ["of a body", withBody(a), withBody({ ...a, required: ["b"] }), "`b`"],
    [
      "of an object in the body",
      withBody(object({ in: a })),
      withBody(object({ in: { ...a, required: ["a"] } })),
      "`in.a`",
    ],
    [
      "of the items of a list",
      withBody(object({ list: { type: "array", items: a } })),
      withBody(object({ list: { type: "array", items: { ...a, required: ["a"] } } })),
      "`list[].a`",
    ],
    [
      "of a schema that allOf adds",
      withBody({ allOf: [ref("A"), object({ c: text })] }, { schemas: { A: a } }),
      withBody({ allOf: [ref("A"), object({ c: text })] }, { schemas: { A: { ...a, required: ["a"] } } }),
      "`a`",
    ],
    [
      "of allOf next to the fields",
      withBody({ allOf: [a] }),
      withBody({ allOf: [a, { required: ["a"] }] }),
      "`a`",
    ],
    [
      "of one of several alternatives",
      withBody({ oneOf: [ref("A"), ref("B")] }, { schemas: { A: a, B: object({ z: text }) } }),
      withBody(
        { oneOf: [ref("A"), ref("B")] },
        { schemas: { A: { ...a, required: ["b"] }, B: object({ z: text }) } },
      ),
      "`body(A).b`",
    ],
    [
      "of a query",
      withBody(a, { parameters: query(false) }),
      withBody(a, { parameters: query(true) }),
      "`q`",
    ],
    [
      "of a schema that two arguments share",
      withBody(object({ one: ref("A"), two: ref("A") }), { schemas: { A: a } }),
      withBody(object({ one: ref("A"), two: ref("A") }), { schemas: { A: { ...a, required: ["a"] } } }),
      "`one.a`, `two.a`",
    ],
  ])("%s", async (_, before, after, name) => {
    expect(await between(before, after)).toEqual([`! send: ${name} became required`]);
    expect(await between(after, before)).toEqual([`send: ${name} became optional`]);
  });

  test("of an optional body: as soon as the body is begun", async () => {
    const before = withBody(a, { required: false });
    const after = withBody({ ...a, required: ["a"] }, { required: false });
    // The description of a tool says what a body needs.
    expect(await between(before, after)).toEqual([
      "! send: `a` became required as soon as the body is begun",
      "send: has another description",
    ]);
    expect(await between(after, before)).toEqual([
      "send: `a` became optional",
      "send: has another description",
    ]);
  });

  test("also where the schema is used again deeper than the lock lists", async () => {
    const nested = (depth: number, leaf: JsonObject): JsonObject =>
      depth === 0 ? leaf : object({ in: nested(depth - 1, leaf) });
    const document = (leaf: JsonObject) =>
      withBody(object({ near: ref("A"), far: nested(11, ref("A")) }), { schemas: { A: leaf } });
    const changes = await between(document(a), document({ ...a, required: ["a"] }));
    expect(changes).toEqual(["! send: `near.a` became required", "send: changed deeper than the lock lists"]);
  });
});

describe("what a value may be", () => {
  const list = (...values: unknown[]): JsonObject => ({ type: "string", enum: values as string[] });
  test.each<[string, JsonObject, JsonObject, string]>([
    [
      "a type less",
      { type: ["string", "integer"] },
      text,
      "! send: `x` narrowed from integer|string to string",
    ],
    ["a type more", text, { type: ["string", "null"] }, "send: `x` widened from string to null|string"],
    [
      "integers are numbers",
      { type: "integer" },
      { type: "number" },
      "send: `x` widened from integer to number",
    ],
    [
      "numbers are not integers",
      { type: "number" },
      { type: "integer" },
      "! send: `x` narrowed from number to integer",
    ],
    ["any type", {}, text, "! send: `x` narrowed from any type to string"],
    ["a value less", list("a", "b"), list("a"), '! send: `x` lost "b"'],
    ["a value more", list("a"), list("b", "a"), 'send: `x` gained "b"'],
    ["a list comes", text, list("a", "b"), '! send: `x` takes only "a", "b"'],
    ["a list goes", list("a"), text, "send: `x` takes any value, not only those of a list"],
    [
      "a lower maximum",
      { ...text, maxLength: 9 },
      { ...text, maxLength: 5 },
      "! send: `x` narrowed: maxLength 9 → 5",
    ],
    [
      "a higher maximum",
      { ...text, maxLength: 5 },
      { ...text, maxLength: 9 },
      "send: `x` widened: maxLength 5 → 9",
    ],
    [
      "a lower minimum",
      { type: "integer", minimum: 2 },
      { type: "integer", minimum: 1 },
      "send: `x` widened: minimum 2 → 1",
    ],
    [
      "a minimum comes",
      { type: "integer" },
      { type: "integer", minimum: 1 },
      "! send: `x` narrowed: minimum none → 1",
    ],
    [
      "a minimum goes",
      { type: "integer", minimum: 1 },
      { type: "integer" },
      "send: `x` widened: minimum 1 → none",
    ],
    [
      "a finer step",
      { type: "number", multipleOf: 6 },
      { type: "number", multipleOf: 3 },
      "send: `x` widened: multipleOf 6 → 3",
    ],
    [
      "another step",
      { type: "number", multipleOf: 6 },
      { type: "number", multipleOf: 4 },
      "! send: `x` narrowed: multipleOf 6 → 4",
    ],
    ["a pattern", text, { ...text, pattern: "^a" }, '! send: `x` narrowed: pattern none → "^a"'],
    [
      "a format that is checked",
      text,
      { ...text, format: "uuid" },
      '! send: `x` narrowed: format none → "uuid"',
    ],
    ["a format for people", text, { ...text, format: "e164" }, 'send: `x` has another format none → "e164"'],
    ["fewer rules", { ...text, not: { const: "a" } }, text, "send: `x` follows fewer rules"],
    ["other rules", text, { ...text, not: { const: "a" } }, "! send: `x` follows other rules"],
    ["another default", { ...text, default: "a" }, text, 'send: `x` has another default: "a" → none'],
    [
      "no other fields",
      { ...object({ a: text }), additionalProperties: true },
      { ...object({ a: text }), additionalProperties: false },
      "! send: `x` refuses other fields",
    ],
    ["words", text, { ...text, description: "What it is." }, "send: has other words in its arguments"],
  ])("%s", async (_, before, after, line) => {
    expect(await between(field(before), field(after))).toEqual([line]);
  });
});

describe("arguments", () => {
  test.each<[string, JsonObject, JsonObject, readonly string[]]>([
    ["one that may be left out", object({ a: text }), object({ a: text, b: text }), ["send: `b` is new"]],
    [
      "one that may not",
      object({ a: text }),
      object({ a: text, b: text }, "b"),
      ["! send: `b` is new and required"],
    ],
    ["one that is gone", object({ a: text, b: text }), object({ a: text }), ["! send: `b` was removed"]],
    [
      "what comes whole is one change, whatever is required in it",
      object({ a: text }),
      object({ a: text, b: object({ c: object({ d: text }, "d") }, "c") }),
      ["send: `b` is new"],
    ],
    [
      "one more alternative takes nothing away",
      object({ a: { oneOf: [object({ b: text }), object({ c: text })] } }),
      object({ a: { oneOf: [object({ b: text }), object({ c: text }), object({ d: text })] } }),
      ["send: `a(3)` is new"],
    ],
    [
      "one alternative less does",
      object({ a: { oneOf: [object({ b: text }), object({ c: text }), object({ d: text })] } }),
      object({ a: { oneOf: [object({ b: text }), object({ c: text })] } }),
      ["! send: `a(3)` was removed"],
    ],
  ])("%s", async (_, before, after, lines) => {
    expect(await between(withBody(before), withBody(after))).toEqual(lines);
  });

  test("what moves on the wire breaks no caller", async () => {
    const parameter = (place: string, name: string): JsonObject => ({ name, in: place, schema: text });
    const body = object({ a: text });
    const having = (place: string, name: string) => withBody(body, { parameters: [parameter(place, name)] });
    expect(await between(having("query", "q"), having("header", "q"))).toEqual([
      "send: `q` moved from query to header",
    ]);
    expect(await between(having("query", "f.x"), having("query", "f[x"))).toEqual([
      'send: `f_x` is sent as "f[x", not "f.x"',
    ]);
  });
});

describe("tools", () => {
  const operation = (operationId: string, summary = "Do it."): JsonObject => ({
    get: {
      operationId,
      summary,
      parameters: [{ name: "id", in: "query", schema: text }],
      responses: { "204": { description: "" } },
    },
  });
  const document = (paths: JsonObject): JsonObject => ({
    openapi: "3.1.0",
    info: { title: "t", version: "1" },
    paths,
  });
  const pets = { "/v1/pets": operation("listPets") };
  const before = { ...pets, "/v1/owners": operation("listOwners") };

  test.each<[string, JsonObject, readonly string[]]>([
    ["one is gone", pets, ["! listOwners: was removed"]],
    ["one is new", { ...before, "/z": operation("z") }, ["z: is new"]],
    [
      "one has another name",
      { ...pets, "/v1/owners": operation("owners") },
      ["! owners: was called listOwners"],
    ],
    [
      "one calls another path",
      { ...pets, "/people": operation("listOwners") },
      ["listOwners: calls GET /people, not GET /v1/owners"],
    ],
    [
      "one has another name on a path much like the old",
      { ...pets, "/v1/owners/all": operation("allOwners") },
      ["! allOwners: was called listOwners", "allOwners: calls GET /v1/owners/all, not GET /v1/owners"],
    ],
    [
      "one has another name on a path unlike the old",
      { ...pets, "/people": operation("people") },
      ["! listOwners: was removed", "people: is new"],
    ],
  ])("%s", async (_, after, lines) => {
    const found = await between(document(before), document(after));
    expect(found.filter((line) => !line.includes("list costs"))).toEqual(lines);
  });

  test("when two could be the one that is gone, none is", async () => {
    const after = { ...pets, "/v1/owners/all": operation("all"), "/v1/owners/few": operation("few") };
    const found = await between(document(before), document(after));
    expect(found.filter((line) => !line.includes("list costs"))).toEqual([
      "! listOwners: was removed",
      "all: is new",
      "few: is new",
    ]);
  });
});

describe("what callers need not know of to go on", () => {
  const plain = async (): Promise<{ readonly surface: Surface; readonly tool: SurfaceTool }> => {
    const surface = await surfaceOfDocument(field(text));
    const [tool] = surface.tools;
    if (!tool) throw new Error("no tool");
    return { surface, tool };
  };

  test.each<[Partial<SurfaceTool>, string]>([
    [{ hints: ["destructive"] }, "send: hints: none → destructive"],
    [{ security: ["key", "OAuth2"] }, "send: credentials: none → key, OAuth2"],
    [{ servers: ["https://b.example"] }, "send: servers: / → https://b.example"],
    [{ media: ["text/csv"] }, "send: media types: application/json → text/csv"],
    [{ patches: ["patches/a.yaml"] }, "send: patches: none → patches/a.yaml"],
    [{ description: "Other." }, "send: has another description"],
    [{ reply: "0123" }, "send: replies with another shape"],
    [{ schema: "0123", input: "0123" }, "send: has other words in its arguments"],
  ])("%j", async (change, line) => {
    const { surface, tool } = await plain();
    expect(told(surface, { ...surface, tools: [{ ...tool, ...change }] })).toEqual([line]);
  });

  test("a cost is told when it moves by fifty tokens and a tenth, that of the list by fifty and a hundredth", async () => {
    const { surface, tool } = await plain();
    const costing = (tokens: number, total: number): Surface => ({
      ...surface,
      totals: { tools: 1, tokens: total },
      tools: [{ ...tool, tokens }],
    });
    expect(told(costing(400, 1000), costing(449, 1049))).toEqual([]);
    expect(told(costing(1000, 9000), costing(1099, 9080))).toEqual([]);
    expect(told(costing(400, 1000), costing(450, 1050))).toEqual([
      "the list costs 1000 → 1050 tokens",
      "send: costs 400 → 450 tokens",
    ]);
  });

  test("the same in several tools is one line", async () => {
    const { surface, tool } = await plain();
    const tools = (security: readonly string[]): Surface => ({
      ...surface,
      tools: ["a", "b", "c", "d", "e", "f", "g"].map((name) => ({ ...tool, name, security })),
    });
    expect(told(tools([]), tools(["key"]))).toEqual(["a, b, c, d, e and 2 more: credentials: none → key"]);
  });
});

test("a text of the guide that comes, goes or changes is a change of the server", async () => {
  const part = { kind: "prompt", name: "write", text: "0123" } as const;
  const having = async (...guide: NonNullable<Surface["guide"]>): Promise<Surface> => ({
    ...(await surfaceOfDocument(field(text))),
    guide,
  });
  const instructions = { kind: "instructions", name: "", text: "0123" } as const;
  expect(told(await having(part), await having({ ...part, text: "4567" }))).toEqual([
    "the server has another text in the prompt write",
  ]);
  expect(told(await having(part), await having({ ...part, name: "send" }))).toEqual([
    "! the server lost the prompt write",
    "the server gained the prompt send",
  ]);
  expect(told(await having(instructions), await having())).toEqual(["the server lost the instructions"]);
});

describe("webhooks", () => {
  const hook = (name: string, more: JsonObject = {}): JsonObject => ({
    ...field(text),
    openapi: "3.1.0",
    webhooks: { [name]: { post: { responses: {}, ...more } } },
  });
  const sent = (schema: JsonObject): JsonObject => ({
    requestBody: { content: { "application/json": { schema } } },
  });

  test("one that comes, goes or sends something else is a change of the server", async () => {
    expect(await between(field(text), hook("sent"))).toEqual(["the server gained the webhook sent"]);
    expect(await between(hook("sent"), hook("failed"))).toEqual([
      "! the server lost its webhook sent",
      "the server gained the webhook failed",
    ]);
    expect(
      await between(hook("sent", sent(object({ a: text }))), hook("sent", sent(object({ b: text })))),
    ).toEqual(["the server gets another payload at the webhook sent"]);
  });

  test("one that is checked in another way may refuse what was accepted", async () => {
    const sender = { check: { kind: "standard", secret: "HOOK_KEY" } } as const;
    const options = { webhooks: { t: { names: ["*"], sender } } };
    const before = await surfaceOfDocument(hook("sent"));
    const after = await surfaceOfDocument(hook("sent"), options);
    expect(told(before, after)).toEqual([
      "! the server accepts the webhook sent as POST standard, not as POST path",
    ]);
    const read = readSurface(surfaceFiles(after)[0]?.text ?? "");
    expect(read).toEqual({ kind: "surface", surface: after });
  });
});
