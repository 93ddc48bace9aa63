import { describe, expect, test } from "vitest";
import type { Surface, SurfaceTool } from "../surface/index.js";
import { compareSurfaces, comparisonMarkdown, comparisonText } from "./index.js";

const tool = (name: string, change: Partial<SurfaceTool> = {}): SurfaceTool => ({
  name,
  api: "a",
  method: "GET",
  path: `/${name}`,
  required: [],
  hints: [],
  security: [],
  description: "",
  schema: "",
  input: "",
  tokens: 10,
  source: "",
  patches: [],
  arguments: [],
  ...change,
});

const surface = (...tools: readonly SurfaceTool[]): Surface => ({
  version: 3,
  server: { title: "t" },
  profiles: [{ name: "default", mode: "all" }],
  totals: { tools: tools.length, tokens: tools.length * 10 },
  apis: [],
  tools,
});

const before = surface(
  tool("a"),
  tool("b", { arguments: [{ at: "x", in: "query", type: "string" }] }),
  tool("c"),
);
const after = surface(
  tool("a", { hints: ["destructive"], description: "Other." }),
  tool("b", { arguments: [{ at: "x", in: "query", type: "string", required: true }] }),
  tool("d"),
);

test("text: breaking changes first, marked and with a reason; the others by tool", () => {
  expect(
    comparisonText(compareSurfaces(before, after)),
  ).toBe(`2 breaking changes, 3 others; tools 3; tokens 30
! c: was removed
    Calls of it fail, and lists that allow it name nothing.
! b: \`x\` became required
    Calls that leave it out are refused.

a
  hints: none → destructive
  has another description

d
  is new
`);
  expect(comparisonText(compareSurfaces(before, before))).toBe("Nothing changed for callers.\n");
});

test("Markdown: a headline, a table of what breaks, the rest folded away", () => {
  const text = comparisonMarkdown(compareSurfaces(before, after));
  expect(text).toContain("**2 breaking changes, 3 others; tools 3; tokens 30**");
  expect(text).toContain("| b: \\`x\\` became required | Calls that leave it out are refused. |");
  expect(text).toContain("<details><summary>3 that break nothing</summary>");
  expect(text.match(/<\/details>/g)).toHaveLength(1);
  expect(comparisonMarkdown(compareSurfaces(before, before))).toBe(
    "## Tool surface\n\nNothing changed for callers.\n\n",
  );
});

describe("text of a description", () => {
  const hostile = [
    "<img src=x onerror=alert(1)>",
    "</details>",
    "| a | b |\n|---|---|",
    "@team please merge",
    "closes #12 and GH-13",
    ":tada: mailto:someone@evil.example",
    "[click](https://evil.example)",
    "https://evil.example www.evil.example",
    "![x](//evil.example/p.png)",
    "`code` **bold** ~~s~~ $x$",
    "\u001b[31m\u202e",
  ];

  test.each(hostile)("%j is no markup, mention or link in Markdown, and steers no terminal", (words) => {
    const values = (value: string): Surface =>
      surface(tool("t", { path: `/${value}`, arguments: [{ at: value, in: "query", enum: ["a", value] }] }));
    const from = values(words);
    const to = surface(
      tool("t", { arguments: [{ at: words, in: "query", enum: ["a"], default: words, pattern: words }] }),
    );
    const comparison = compareSurfaces(from, to);
    expect(comparison.changes.map(({ kind }) => kind).sort()).toEqual([
      "default",
      "limit",
      "request",
      "values",
    ]);

    const markdown = comparisonMarkdown(comparison)
      .replace("<details><summary>2 that break nothing</summary>", "")
      .replace("<details><summary>1 that breaks nothing</summary>", "")
      .replace(/<\/details>\n$/, "");
    // GitHub looks for names after Markdown: only a comment between keeps them apart, not an entity or a backslash.
    const plain = markdown.replace(/(@|#|GH-|:|www)<!-- -->/g, "");
    expect(plain).not.toMatch(/&#/);
    // Nothing opens a tag, a mention, a reference, a link, an image, code or emphasis that is not ours.
    expect(plain.replace(/\\./g, "")).not.toMatch(/[<>`[\]~$]|@|:\/\/|:\w+:|www\.|GH-\d|#\d/);
    expect(plain).not.toMatch(/#\d/);
    // A row stays a row of two cells.
    for (const row of markdown.split("\n").filter((line) => line.startsWith("| ")))
      expect(row.replace(/\\./g, "").match(/\|/g)).toHaveLength(3);

    const text = comparisonText(comparison);
    for (const character of ["\u001b", "\u202e"]) expect(text).not.toContain(character);
    expect(text.split("\n").length).toBeLessThan(12);
  });
});

test("a comment is never longer than GitHub takes, and says so", () => {
  const many = (type: string): Surface =>
    surface(
      ...Array.from({ length: 2_000 }, (_, n) => tool(`t${n}`, { path: `/${type}/${n}/${"x".repeat(40)}` })),
    );
  const text = comparisonMarkdown(compareSurfaces(many("a"), many("b")));
  expect(text.length).toBeLessThan(65_536);
  expect(text).toMatch(/… and more: `jackfield diff` shows all\.\n\n<\/details>\n$/);
});
