import { describe, expect, test } from "vitest";
import { samplePlan } from "../../test/sample-plan.js";
import { surfaceOfDocument, withBody } from "../../test/surface-of.js";
import { keepAbsent, readSurface, type Surface, surfaceFiles, surfaceOf } from "./index.js";

const lockOf = (surface: Surface): string => surfaceFiles(surface)[0]?.text ?? "";

describe("reading a committed lock", () => {
  test("gives back what was written", async () => {
    const limits = {
      type: ["string", "null"],
      enum: ["a", null],
      default: null,
      pattern: "a|b",
      maxLength: 1,
    };
    const tree = { type: "object", properties: { limits, again: { $ref: "#/components/schemas/Tree" } } };
    const document = withBody({ $ref: "#/components/schemas/Tree" }, { schemas: { Tree: tree } });
    for (const surface of [await surfaceOf(samplePlan()), await surfaceOfDocument(document)])
      expect(readSurface(lockOf(surface))).toEqual({ kind: "surface", surface });
  });

  test("prints as it was, in whatever order a run came upon the fields of an argument", async () => {
    const surface = await surfaceOf(samplePlan());
    const text = lockOf(surface);
    const reversed = surface.tools.map((tool) => ({
      ...tool,
      arguments: tool.arguments.map((one) => Object.fromEntries(Object.entries(one).reverse())),
    }));
    expect(reversed.some((tool) => tool.arguments.some((one) => Object.keys(one).length > 1))).toBe(true);
    expect(lockOf({ ...surface, tools: reversed as unknown as Surface["tools"] })).toBe(text); // the same fields
    const read = readSurface(text);
    expect(read.kind === "surface" && lockOf(read.surface)).toBe(text);
  });

  test.each([
    ["not JSON", "<<<<<<< HEAD", /not valid JSON/],
    ["another document", '{"openapi": "3.1.0"}', /lists no tools/],
    ["a list", "[]", /lists no tools/],
    ["a tool without a name", '{"version":3,"totals":{"tools":1},"tools":[{"tokens":1}]}', /lists no tools/],
    [
      "a lock that lost a part",
      '{"version":3,"totals":{"tools":1,"tokens":1},"server":{"title":"t"},"profiles":[],"apis":[],"tools":[{"name":"a","tokens":1}]}',
      /^tools\.0\.required/,
    ],
  ])("%s is none", (_, text, problem) => {
    expect(readSurface(text)).toEqual({ kind: "other", problem: expect.stringMatching(problem) });
  });

  test("a lock of the first form says so, and one of a later form", () => {
    const tools = [{ name: "a", tokens: 1, method: "GET" }];
    const totals = { tools: 1, tokens: 1 };
    expect(readSurface(JSON.stringify({ totals, tools }))).toEqual({ kind: "version", version: 1 });
    expect(readSurface(JSON.stringify({ version: 4, totals, tools }))).toEqual({
      kind: "version",
      version: 4,
    });
  });
});

describe("sources that are not there", () => {
  const tool = (name: string, api: string, tokens: number) => ({ name, api, tokens });
  const surfaceWith = (tools: readonly object[], apis: readonly string[]): Surface => {
    const rest = { method: "GET", path: "/", required: [], hints: [], security: [], description: "" };
    const more = { schema: "", input: "", source: "", patches: [], arguments: [] };
    const text = {
      version: 3,
      server: { title: "t" },
      profiles: [{ name: "default", mode: "all" }],
      totals: { tools: tools.length, tokens: 0 },
      apis: apis.map((id) => ({ id, servers: [], schemes: [] })),
      tools: tools.map((one) => ({ ...rest, ...more, ...one })),
    };
    const read = readSurface(JSON.stringify(text));
    if (read.kind !== "surface") throw new Error("no surface");
    return read.surface;
  };
  const made = surfaceWith([tool("a", "one", 10), tool("d", "one", 1)], ["one"]);
  const committed = surfaceWith(
    [tool("a", "one", 7), tool("b", "two", 20), tool("c", "three", 40)],
    ["one", "three", "two"],
  );

  test("keep their lines; what was made is new; totals are of both", () => {
    const kept = keepAbsent(made, committed, ["two"]);
    expect(kept.tools.map(({ name, tokens }) => [name, tokens])).toEqual([
      ["a", 10],
      ["b", 20],
      ["d", 1],
    ]);
    expect(kept.apis.map(({ id }) => id)).toEqual(["one", "two"]);
    expect(kept.totals).toEqual({ tools: 3, tokens: 31 });
  });

  test("nothing absent changes nothing, and an absent source that was never committed adds nothing", () => {
    expect(lockOf(keepAbsent(made, committed, []))).toBe(
      lockOf({ ...made, totals: { tools: 2, tokens: 11 } }),
    );
    expect(keepAbsent(made, committed, ["four"]).tools).toHaveLength(2);
  });

  test("a name that was made is not listed twice", () => {
    const other = surfaceWith([tool("a", "two", 5)], ["two"]);
    expect(keepAbsent(made, other, ["two"]).tools.map(({ name, api }) => [name, api])).toEqual([
      ["a", "one"],
      ["d", "one"],
    ]);
  });
});
