import fc from "fast-check";
import { expect, test } from "vitest";
import { clients } from "../../lint/index.js";
import { codes } from "../../report/index.js";
import { listPage } from "../index.js";
import { listPageOf } from "./page-of.js";
import type { ListFacts, ListFinding, ListToolFacts } from "./types.js";

const verdicts = clients.map((client) => ({ client, verdict: "takes", reasons: [] }) as const);
const tool = (index: number, more: Partial<ListToolFacts> = {}): ListToolFacts => ({
  name: `getInvoiceOfCustomer${index}`,
  summary: "Gets an invoice of a customer by its number.",
  tokens: 5_000 - index,
  smells: ["lint/no-example"],
  clients: [],
  ...more,
});
const facts = (tools: readonly ListToolFacts[], more: Partial<ListFacts> = {}): ListFacts => ({
  server: "pets",
  source: "tools.json",
  totals: { tools: tools.length, tokens: tools.reduce((sum, { tokens }) => sum + tokens, 0) },
  tools,
  clients: verdicts,
  findings: [],
  ...more,
});
const finding = (code: ListFinding["code"], message: string, index: number): ListFinding => ({
  code,
  tool: index,
  clients: code.startsWith("lint/no-") ? [] : ["openai"],
  diagnostic: {
    code,
    severity: codes[code].severity,
    message,
    fix: "Repair it.",
    at: { file: message, pointer: `/tools/${message}`, line: 1, column: 1 },
  },
});

const lists = (length: number, name: (index: number) => string): ListFacts => {
  const tools = Array.from({ length }, (_, index) =>
    tool(index, {
      name: name(index),
      summary: name(index),
      smells: ["lint/no-purpose", "lint/unexplained-input", "lint/no-limits", "lint/no-example"],
      clients,
    }),
  );
  const found = ["lint/no-purpose", "lint/no-example", "lint/tool-name", "lint/untyped-argument"] as const;
  return facts(tools, {
    server: name(0).slice(0, 50),
    findings: tools.flatMap((one, index) => found.map((code) => finding(code, one.name, index))),
    difference: {
      source: "older.json",
      comparison: {
        changes: tools.map((one) => ({
          kind: "tool-removed",
          where: [{ tool: one.name }],
          breaking: true,
          reason: one.name,
        })),
        totals: {
          breaking: length,
          other: 0,
          tools: { from: length, to: length },
          tokens: { from: 1, to: 2 },
        },
      },
    },
  });
};

test.each<readonly [string, number, (index: number) => string]>([
  ["plain", 1_000, (index) => `getInvoiceOfCustomerByTheNumber${index}`],
  ["many", 20_000, (index) => `t${index}`],
  ["long", 1_000, (index) => `${"unbroken".repeat(500)}${index}`],
  ["full of markup", 1_000, (index) => `${`<"&'=\``.repeat(100)}${index}`],
  ["of wide and hidden characters", 1_000, (index) => `${"\u8a9e\u202e".repeat(200)}${index}`],
])("a page of tools that are %s stays below 300 KB", (_, length, name) => {
  const html = listPage(lists(length, name));
  expect(Buffer.byteLength(html)).toBeLessThan(300_000);
});

test("a thousand tools are all there, what is beyond is counted", () => {
  const { tools, toolsLeft, map } = listPageOf(
    facts(Array.from({ length: 1_000 }, (_, index) => tool(index))),
  );
  expect([tools.length, toolsLeft, map.cells.length, map.rest]).toEqual([1_000, "", 1_000, ""]);
  const more = listPageOf(facts(Array.from({ length: 1_003 }, (_, index) => tool(index))));
  expect(more.toolsLeft).toBe("… and 3 tools more");
  expect([more.map.cells.length, more.map.rest]).toEqual([
    1_001,
    "3 tools with the fewest tokens share one rectangle.",
  ]);
});

test("rectangles fill the map, do not overlap, and are as large as their tokens", () => {
  fc.assert(
    fc.property(fc.array(fc.nat(2_000), { minLength: 1, maxLength: 60 }), (weights) => {
      const sorted = [...weights].sort((a, b) => b - a);
      const { cells } = listPageOf(facts(sorted.map((tokens, index) => tool(index, { tokens })))).map;
      const boxes = cells.map(({ x, y, width, height }) => [x, y, width, height].map(Number.parseFloat));
      const sum = sorted.reduce((total, one) => total + one, 0);
      for (const [index, [x = 0, y = 0, width = 0, height = 0]] of boxes.entries()) {
        expect(Math.max(x + width, y + height)).toBeLessThan(100.03);
        if (sum > 0) {
          const share = (sorted[index] ?? 0) / sum;
          expect(Math.abs((width * height) / 10_000 - share)).toBeLessThan(0.0005);
        }
        for (const [a = 0, b = 0, c = 0, d = 0] of boxes.slice(index + 1)) {
          const apart =
            a >= x + width - 0.03 || x >= a + c - 0.03 || b >= y + height - 0.03 || y >= b + d - 0.03;
          expect(apart || sum === 0).toBe(true);
        }
      }
    }),
  );
});

test("a verdict names the products behind the rules, and a list without tools has a page", () => {
  const page = listPageOf(facts([]));
  expect(page.clients.map(({ names }) => names).join()).toMatch(
    /Claude Code.*ChatGPT.*Gemini CLI.*Cursor.*VS Code/,
  );
  expect(listPage(facts([]))).toContain("The list has no tools.");
});
