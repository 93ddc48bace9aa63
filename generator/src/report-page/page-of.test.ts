import { expect, test } from "vitest";
import { patchedSpec } from "../../test/patched-spec.js";
import { samplePlan } from "../../test/sample-plan.js";
import type { Change } from "../2-patch/index.js";
import type { PlannedHttpTool } from "../4-plan/types.js";
import type { JsonObject } from "../document/json.js";
import { createReport, type OwnCode, type Severity } from "../report/index.js";
import { surfaceOf } from "../surface/index.js";
import { isReport, reportPage } from "./index.js";
import { reportPageOf } from "./page-of.js";
import type { ReportFacts } from "./types.js";

const by = "patches/letters/fix.yaml";

const change = (more: Partial<Change> = {}): Change => ({
  by,
  action: "update",
  pointer: "/components/schemas/Letter",
  before: { type: "object", required: ["a"] },
  after: { type: "object", required: ["a", "b"], description: "d".repeat(80) },
  reason: "b is needed",
  at: { file: by, pointer: "/actions/0", line: 5, column: 3 },
  ...more,
});

const factsOf = async ({
  changes = [],
  tools,
  text,
}: {
  readonly changes?: readonly Change[];
  readonly tools?: (tool: PlannedHttpTool) => readonly PlannedHttpTool[];
  readonly text?: string;
} = {}) => {
  const sample = samplePlan(text === undefined ? {} : { text });
  const definition = { ...sample.definition, profiles: { default: ["getLetter"] } };
  const plan = { definition, tools: tools ? sample.tools.flatMap(tools) : sample.tools, webhooks: [] };
  const surface = await surfaceOf(plan);
  const document: JsonObject = {};
  const names = { id: "letters", file: "letters.yaml", source: "letters.yaml", hash: "sha256-00" };
  const title = text ?? "Letters";
  const facts: ReportFacts = {
    plan,
    surface,
    specs: [patchedSpec(document, { ...names, locate: () => ({ line: 7, column: 2 }), changes })],
    diagnostics: [],
    summary: {
      name: "letters-mcp",
      absent: ["gone"],
      apis: [
        {
          ...{ id: "letters", title, version: "1", openapi: "3.1.0", source: "letters.yaml" },
          ...{ servers: ["https://letters.example"], operations: 3, tools: 2 },
          skipped: [{ pointer: "/paths/~1x/get", code: "model/bad-value" }],
        },
      ],
      credentials: { schemes: [], authorization: "JACKFIELD_AUTHORIZATION" },
      tokens: { all: surface.totals.tokens, search: 500 },
      auto: { mode: "all" },
      profiles: [{ name: "default", tools: 1, tokens: surface.tools[0]?.tokens ?? 0 }],
    },
    limits: { tools: 100, tokens: 40_000 },
  };
  return { ...facts, plan };
};

test("the head counts what matters", async () => {
  const page = reportPageOf(await factsOf({ changes: [change()] }));
  expect(page.figures.map(({ label, value, note }) => `${label} ${value} ${note}`)).toEqual([
    "Tools 2 of 3 operations",
    "Left out 1 see specs",
    expect.stringMatching(/^Tokens \d+ 500 in search mode$/),
    "Changes 1 0 tools touched",
    "Findings 0 none",
  ]);
  expect(page.apis[0]?.rows.map(({ value }) => value)).toContain("sha256-00");
  expect(page.apis[0]?.left).toEqual([{ pointer: "/paths/~1x/get", code: "model/bad-value" }]);
});

test("receivers of webhooks are listed with what checks their senders; without any there is no section", async () => {
  const facts = await factsOf();
  const webhook = {
    ...{ path: "letter_sent", name: "letter.<sent>", description: "A letter was sent." },
    check: { kind: "hmac", header: "x-sign", secret: "KEY", algorithm: "sha256", encoding: "hex" },
  } as const;
  const origin = { api: "letters", file: "letters.yaml", pointer: "/webhooks/sent", patches: [] };
  const plan = { ...facts.plan, webhooks: [{ webhook, origin }] };
  const html = reportPage({ ...facts, plan, surface: await surfaceOf(plan) });
  expect(reportPageOf({ ...facts, plan, surface: await surfaceOf(plan) }).receivers).toEqual([
    {
      ...{ path: "letter_sent", method: "POST", event: "letter.<sent>", check: "hmac x-sign" },
      ...{ description: "A letter was sent.", source: "letters.yaml#/webhooks/sent" },
    },
  ]);
  expect(html).toContain('<a href="#receivers">Webhooks <span>1</span></a>');
  expect(html).toContain("letter.&lt;sent&gt;");
  expect(reportPage(facts)).not.toContain('id="receivers"');
});

test("a tool shows its call, its arguments and where it comes from", async () => {
  const page = reportPageOf(await factsOf({ text: "plain" }));
  expect(page.tools[0]).toMatchObject({
    name: "getLetter",
    method: "GET",
    path: "/letters/{letter-id}",
    effect: "reads",
    profiles: ["default"],
    source: expect.stringMatching(/:7:2$/),
    arguments: [{ name: "letterId", place: "path", required: true, type: '"plain"' }],
  });
  expect(JSON.parse(page.tools[0]?.schema ?? "")).toHaveProperty("properties");
  // Required ones first, whatever the order of the document.
  expect(page.tools[1]?.arguments.map(({ name }) => name)[0]).toBe("to");
});

test("a change shows both sides with their difference, its reason once and its place", async () => {
  const repair = change({
    by: "patch/string-ref",
    action: "repair",
    at: { file: "letters.yaml", pointer: "/a" },
  });
  const page = reportPageOf(await factsOf({ changes: [change(), change({ reason: "other" }), repair] }));
  const [patch, repaired] = page.patches;
  expect(patch).toMatchObject({
    by,
    kind: "patch",
    reason: "",
    count: "2 changes",
    anchor: "patch-1",
    open: true,
  });
  expect(patch?.changes[0]).toMatchObject({ reason: "b is needed", place: `${by}:5:3`, note: "" });
  expect(repaired).toMatchObject({ kind: "repair", reason: "b is needed" });
  expect(repaired?.changes[0]).toMatchObject({ reason: "", place: "letters.yaml:7:2" });
  const marked = (side: "before" | "after") =>
    patch?.changes[0]?.[side].filter(({ kind }) => kind === "changed").map(({ text }) => text);
  expect(marked("before")).toEqual(['{ "type": "object", "required": ["a"] }']);
  expect(marked("after")).toContain('  "required": ["a", "b"],');
});

test("compared with nothing there are no filling lines", async () => {
  const { before, ...added } = change();
  const page = reportPageOf(await factsOf({ changes: [added] }));
  expect(page.patches[0]?.changes[0]?.before).toEqual([]);
});

test("a difference below what is compared or shown is owned up to", async () => {
  const long = (last: string) => [...Array.from({ length: 500 }, (_, n) => `${n} ${"x".repeat(90)}`), last];
  const far = reportPageOf(await factsOf({ changes: [change({ before: long("a"), after: long("b") })] }));
  expect(far.patches[0]?.changes[0]?.note).toContain("line 400");
  const all = reportPageOf(await factsOf({ changes: [change({ before: ["a"], after: long("b") })] }));
  expect(all.patches[0]?.changes[0]?.note).toMatch(/… and \d+ lines more/);
});

test("diagnostics are grouped, the gravest first, and stand with their tool", async () => {
  const report = createReport();
  for (const line of [1, 2]) report.add("load/empty", { file: "letters.yaml", line }, {});
  const facts = await factsOf();
  const pointer = facts.plan.tools[0]?.origin.pointer ?? "";
  const repaired = (code: OwnCode, severity: Severity, place: string): void =>
    report.push({ code, severity, message: "M.", fix: "F.", at: { file: "letters.yaml", pointer: place } });
  repaired("patch/missing-description", "info", `${pointer}/responses`);
  repaired("patch/ref-without-dollar", "warning", "/a");
  const page = reportPageOf({ ...facts, diagnostics: report.diagnostics });
  expect(page.findings.map(({ severity, count }) => `${severity} ${count}`)).toEqual([
    "error 2 errors",
    "warning 1 warning",
    "info 1 note",
  ]);
  expect(page.findings[1]?.rows[0]).toMatchObject({ place: "letters.yaml:7:2", pointer: "/a" });
  expect(page.tools[0]?.findings.map(({ code }) => code)).toEqual(["patch/missing-description"]);
});

test("lists beyond what clients take are over, and the limit is on the chart", async () => {
  const facts = await factsOf();
  const profiles = [
    { name: "small", tools: 3, tokens: 20_000 },
    { name: "many", tools: 101, tokens: 100 },
    { name: "heavy", tools: 3, tokens: 80_000 },
  ];
  const { lists, limit } = reportPageOf({ ...facts, summary: { ...facts.summary, profiles } }).budget;
  expect(limit.at).toBe("50%");
  expect(lists.slice(0, 3)).toMatchObject([
    { name: "small", width: "25%", over: false },
    { name: "many", over: true },
    { name: "heavy", width: "100%", over: true },
  ]);
});

const hostile = `</script><script>alert(1)</script>"'><img src=x onerror=alert(1)>{{this}} javascript:alert(1) \u202E`;

test("text of a description is text: no tag, no attribute, no template, no hidden character", async () => {
  const facts = await factsOf({
    text: hostile,
    changes: [
      change({
        by: hostile,
        pointer: hostile,
        before: { [hostile]: hostile },
        after: hostile,
        reason: hostile,
      }),
    ],
  });
  const report = createReport();
  report.add("load/syntax", { file: hostile, pointer: hostile }, { problem: hostile });
  const html = reportPage({ ...facts, diagnostics: report.diagnostics });
  expect(html.match(/<script/g)).toHaveLength(1);
  expect(html.match(/<\/script/g)).toHaveLength(1);
  expect(html).not.toContain("<img");
  expect(html).not.toContain("\u202E");
  expect(html).toContain("&lt;U+202E&gt;");
  expect(html).toContain("{{this}}");
  expect(isReport(html)).toBe(true);
});

test("the same facts make the same bytes", async () => {
  const facts = await factsOf({ changes: [change()] });
  expect(reportPage(facts)).toBe(reportPage(facts));
});

test("however much a description holds, the page stays small and says what is missing", async () => {
  const words = `"&\u202E${"w".repeat(30_000)}`;
  const properties = Object.fromEntries(
    Array.from({ length: 300 }, (_, n) => [`p${n}`, { description: words }]),
  );
  const copies = (planned: PlannedHttpTool): readonly PlannedHttpTool[] =>
    Array.from({ length: 100 }, (_, n) => ({
      ...planned,
      face: { ...planned.face, name: `${planned.face.name}${n}` },
    }));
  const changes = Array.from({ length: 5_000 }, (_, n) =>
    change({ by: `p${n % 300}`, before: [words, words], after: words }),
  );
  const report = createReport();
  for (let n = 0; n < 5_000; n++)
    report.add("load/syntax", { file: words, pointer: words }, { problem: words });
  const few = await factsOf({ tools: copies, changes });
  // The surface is counted before the texts grow: counting tokens is not what is tested.
  const tools = few.plan.tools.map(({ face, record, ...rest }) => ({
    ...rest,
    face: { ...face, input: { ...face.input, properties } },
    record: { ...record, description: words, inputSchema: { type: "object", properties } },
  }));
  const parameters = Object.keys(properties).map((key) => ({ key, in: "query" as const })); // the literal, not any string
  const surface = { ...few.surface, tools: few.surface.tools.map((tool) => ({ ...tool, parameters })) };
  const facts = { ...few, plan: { ...few.plan, tools }, surface, diagnostics: report.diagnostics };
  const page = reportPageOf(facts);
  expect(page.tools[0]).toMatchObject({ argumentsLeft: "… and 200 arguments more" });
  expect(page.tools.at(-1)).toMatchObject({
    arguments: [],
    schema: "",
    schemaNote: expect.stringContaining("left out"),
  });
  expect(page.patches[0]).toMatchObject({ count: "17 changes", open: false });
  expect(page.patchesLeft).toBe("… and 100 overlay or repairs more");
  expect(page.findings[0]?.left).toBe("… and 4,900 errors more");
  expect(reportPage(facts).length).toBeLessThan(10_000_000);
});

test("descriptions that were not pulled are named where the others are", async () => {
  const facts = await factsOf();
  expect(reportPage(facts)).toContain("Not pulled, so nothing here is of: <b>gone</b>.");
  const whole = reportPage({ ...facts, summary: { ...facts.summary, absent: [] } });
  expect(whole).not.toContain("Not pulled");
});
