import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { ran } from "../../test/command-run.js";
import { runInspect } from "./inspect.js";
import type { GlobalOptions } from "./session.js";

const folder = mkdtempSync(join(tmpdir(), "jackfield-inspect-"));
afterAll(() => rmSync(folder, { recursive: true }));

const text = { type: "string" };
const get = (operationId: string, more: object = {}) => ({
  get: { operationId, summary: `Get ${operationId}`, responses: { 200: { description: "ok" } }, ...more },
});

const document = {
  openapi: "3.0.3",
  info: { title: "Pets\u001b[31m", version: "2.1" },
  servers: [{ url: "https://pets.example/v1" }],
  security: [{ key: [] }],
  paths: {
    "/pets": get("listPets", {
      parameters: [{ name: "q", in: "query", description: "w ".repeat(200), schema: text }],
    }),
    "/owners": get("listOwners", { servers: [{ url: "https://owners.example" }] }),
    "/toys": get("listToys"),
  },
  components: { securitySchemes: { key: { type: "apiKey", in: "header", name: "X-Key" } } },
};
const spec = join(folder, "pets.json");
writeFileSync(spec, JSON.stringify(document));
const overlay = join(folder, "fix.yaml");
writeFileSync(
  overlay,
  `overlay: 1.0.0
info: { title: Version, version: 1.0.0 }
x-reason: The version is wrong.
actions: [{ target: $.info, update: { version: "3.0" } }]
`,
);

const run = (
  what: string | undefined,
  flags: Parameters<typeof runInspect>[1] = {},
  options: Partial<GlobalOptions> = {},
) => ran((session) => runInspect(what, flags, session), options);

test("shows what a person wants to know, on standard output", async () => {
  const { code, out } = await run(spec, { overlay: [overlay] });
  expect(code).toBe(0);
  expect(out).toContain("Pets<U+001B>[31m 3.0\n");
  expect(out).toContain("format      OpenAPI 3.0.3");
  expect(out).toContain("servers     https://pets.example/v1, https://owners.example");
  expect(out).toMatch(/patch +.*fix\.yaml: 1 change\n/);
  expect(out).toContain("operations  3: 3 tools, 0 left out");
  expect(out).toContain("key: API key in the header X-Key\n    PETS_KEY");
  expect(out).toMatch(
    /3 tools, .*\n {2}all listed +\d+\n {2}search mode +\d+\n {2}--mode auto: all\n\n +\d+ {2}listPets +GET \/pets\n/,
  );
  expect(out).not.toMatch(/[ \t]$/m);
});

test("gives everything to programs", async () => {
  const { out } = await run(spec, {}, { json: true });
  const told = JSON.parse(out);
  expect(told).toMatchObject({
    ok: true,
    name: "pets",
    apis: [
      { title: document.info.title, openapi: "3.0.3", operations: 3, tools: 3, skipped: [], patches: [] },
    ],
    credentials: {
      schemes: [{ name: "key", ways: [["PETS_KEY"]] }],
      authorization: "JACKFIELD_AUTHORIZATION",
    },
    auto: { mode: "all" },
    profiles: [],
  });
  expect(told.tools[0]).toMatchObject({
    name: "listPets",
    calls: "GET /pets",
    hints: ["readOnly", "idempotent"],
  });
  const costs = told.tools.map(({ tokens }: { tokens: number }) => tokens);
  expect(costs).toEqual([...costs].sort((a, b) => b - a));
  expect(told.tokens.all).toBe(costs.reduce((sum: number, cost: number) => sum + cost, 0));
  expect(told.tokens.search).toBeLessThan(1_500);
});

test("shows the twenty tools that cost most, or all; says when auto would search", async () => {
  const paths = Object.fromEntries(Array.from({ length: 101 }, (_, n) => [`/p${n}`, get(`tool${n}`)]));
  const many = join(folder, "many.json");
  writeFileSync(many, JSON.stringify({ ...document, paths }));
  const { out } = await run(many);
  expect(out.match(/GET \/p\d+$/gm)).toHaveLength(20);
  expect(out).toContain("… 81 more; --all shows them");
  expect(out).toContain("--mode auto: search, because 101 tools exceed what clients accept");
  expect((await run(many, { all: true })).out.match(/GET \/p\d+$/gm)).toHaveLength(101);
});

test("reads a config, with its profiles", async () => {
  const config = {
    name: "pets",
    specs: [{ id: "pets", from: "./pets.json" }],
    profiles: { few: ["listPets"] },
  };
  const file = join(folder, "jackfield.config.json");
  writeFileSync(file, JSON.stringify({ ...config, output: "out" }));
  const { code, out } = await run(undefined, {}, { config: file });
  expect(code).toBe(0);
  expect(out).toMatch(/Profiles, .*\n {2}few {2}1 tool +\d+\n/);
});

test("what cannot be read is reported on standard error", async () => {
  const { code, out, err } = await run(join(folder, "missing.json"));
  expect({ code, out }).toEqual({ code: 3, out: "" });
  expect(err).toContain("missing.json");
});

test("findings have their line even when the run ends early", async () => {
  const broken = join(folder, "broken.json");
  const schemas = { A: { type: "string" }, B: { items: { ref: "#/components/schemas/A" }, type: "array" } };
  writeFileSync(broken, JSON.stringify({ ...document, components: { schemas } }, null, 1));
  const wrong = join(folder, "wrong.yaml");
  writeFileSync(
    wrong,
    "overlay: 1.0.0\ninfo: { title: Wrong, version: 1.0.0 }\nactions: [{ target: $.nope, remove: true }]\n",
  );
  const { code, err } = await run(broken, { overlay: [wrong] });
  expect(code).toBe(2);
  expect(err).toMatch(/wrong\.yaml:3:\d+ patch\/no-match /);
  expect(err).toMatch(/broken\.json:\d+:\d+ patch\/ref-without-dollar /);
});
