import fc from "fast-check";
import ts from "typescript";
import { describe, expect, test } from "vitest";
import { sampleApi, samplePlan } from "../../test/sample-plan.js";
import { tokenCounter } from "../compiler/index.js";
import { createReport } from "../report/index.js";
import { emit, type OutputFile } from "./index.js";

const emitSample = async (text?: string): Promise<readonly OutputFile[]> => {
  const report = createReport();
  const files = await emit(samplePlan(text === undefined ? {} : { text }), [sampleApi(text)], report);
  expect(report.diagnostics).toEqual([]);
  return files;
};

const paths = (files: readonly OutputFile[]): readonly string[] => files.map(({ path }) => path);

describe("emit", () => {
  test("the files of a server, sorted by path", async () => {
    expect(paths(await emitSample())).toEqual([
      "catalog.json",
      "definition.ts",
      "schema/letters.ts",
      "search.json",
      "tools.md",
      "tools/get-letter.ts",
      "tools/send-letter.ts",
    ]);
  });

  test("the same plan gives the same bytes", async () => {
    expect(await emitSample()).toEqual(await emitSample());
  });

  test("a catalog has one record a line", async () => {
    const catalog = (await emitSample()).find(({ path }) => path === "catalog.json")?.text ?? "";
    expect(catalog.split("\n")).toHaveLength(5);
    expect(JSON.parse(catalog)).toEqual(
      samplePlan().tools.map(({ record, module }) => ({ ...record, module })),
    );
  });

  test("an API without the operation is an error with the API's name", async () => {
    const report = createReport();
    const files = await emit(samplePlan(), [{ ...sampleApi(), operations: [] }], report);
    expect(report.diagnostics.map(({ code }) => code)).toEqual(["emit/no-types"]);
    expect(paths(files)).not.toContain("schema/letters.ts");
  });
});

const pieces = [
  '"',
  "'",
  "`",
  "\\",
  "${",
  "*/",
  "/*",
  "//",
  "\r",
  "\n",
  "\u2028",
  "</script>",
  "{{",
  "}}",
  "]",
  ")",
  ";",
];

/** Nodes that call, declare a function or name the marker. */
const suspects = (source: string): readonly string[] => {
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isIdentifier(node) && node.text.includes("marker")) found.push(node.text);
    if (
      ts.isCallExpression(node) ||
      (ts.isFunctionLike(node) && !ts.isIndexSignatureDeclaration(node)) ||
      ts.isTemplateLiteral(node)
    )
      found.push(node.getText());
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile("x.ts", source, ts.ScriptTarget.ES2023, true));
  return found;
};

test("no text of a spec becomes code", async () => {
  const hostile = fc
    .array(fc.constantFrom(...pieces), { maxLength: 5 })
    .map((parts) => `${parts.join("")}marker()${parts.reverse().join("")}`);
  await fc.assert(
    fc.asyncProperty(hostile, async (text) => {
      for (const { path, text: source } of await emitSample(text)) {
        if (path.endsWith(".ts")) expect(suspects(source)).toEqual([]);
        if (path.endsWith(".json")) JSON.parse(source);
      }
    }),
    { numRuns: 100 },
  );
});

test("tokens: long text counts whole, and a run without end does not take the square of its length", async () => {
  const { countTokens } = await import("gpt-tokenizer/encoding/o200k_base");
  const count = tokenCounter();
  const prose = JSON.stringify({ words: "Lists the calls of an account, 100 at a time. ".repeat(500) });
  expect(count(prose)).toBe(countTokens(prose));
  // Whole, a hundredth of this takes seconds.
  expect(count("unbroken".repeat(500_000))).toBeGreaterThan(500_000);
  expect(count("<".repeat(1_000_000) + " ".repeat(1_000_000))).toBeGreaterThan(1_000);
});
