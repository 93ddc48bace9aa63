import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { createReport } from "../report/index.js";
import { loadConfig } from "./index.js";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "jackfield-config-"));
  await mkdir(join(folder, ".git"));
});
afterEach(() => rm(folder, { recursive: true }));

const loaded = async (name: string, text: string) => {
  await mkdir(join(folder, "api"), { recursive: true });
  await writeFile(join(folder, "api", name), text);
  const report = createReport();
  const config = await loadConfig({ folder: join(folder, "api") }, report);
  return { config, messages: report.diagnostics.map(({ code, message }) => `${code} ${message}`), report };
};

const pets = { name: "pet-store", specs: [{ id: "pets", from: "pets.yaml" }] };

test("a TypeScript config needs no installed package to be loaded, and gets every default", async () => {
  const { config, messages } = await loaded(
    "jackfield.config.ts",
    `import { defineConfig } from "jackfield";
     const id: string = "pets";
     export default defineConfig({ name: "pet-store", specs: [{ id, from: "pets.yaml" }] });`,
  );
  expect(messages).toEqual([]);
  expect(config).toMatchObject({
    prefix: "PET_STORE",
    output: "src/generated",
    naming: "preserve",
    folder: join(folder, "api"),
    repository: folder,
    specs: [{ id: "pets", overlays: [], pinned: false }],
    formats: "annotate",
    budgets: { descriptionMax: 1024, schemaSoft: 4096, schemaHard: 65_536 },
    limits: { maxBytes: 67_108_864, timeoutMs: 10_000, redirects: 5, allowPrivate: false },
    repairs: { off: [] },
  });
});

test("a config is frozen all the way down", async () => {
  const { config } = await loaded("jackfield.config.json", JSON.stringify(pets));
  expect(Object.isFrozen(config?.specs[0]?.overlays)).toBe(true);
  expect(Object.isFrozen(config?.limits)).toBe(true);
});

test("each wrong option is one line with its path, and unknown ones get a suggestion", async () => {
  const wrong = {
    ...pets,
    nameing: "snake",
    output: 5,
    specs: [{ id: "Pets", form: "x", from: "a" }],
    limits: { redirect: 1 },
  };
  const { config, messages, report } = await loaded("jackfield.config.json", JSON.stringify(wrong));
  expect(config).toBeUndefined();
  expect(messages).toEqual([
    "config/invalid Option specs[0].id: must be lower-case letters, digits and single hyphens.",
    "config/unknown-option Unknown option specs[0].form; did you mean specs[0].from?",
    "config/invalid Option output: expected string, received number.",
    "config/unknown-option Unknown option limits.redirect; did you mean limits.redirects?",
    "config/unknown-option Unknown option nameing; did you mean naming?",
  ]);
  expect(report.diagnostics[0]?.at.pointer).toBe("/specs/0/id");
  expect(report.diagnostics[0]?.at.file).toMatch(/jackfield\.config\.json$/);
});

test("two specs cannot share an id", async () => {
  const twice = { ...pets, specs: [...pets.specs, { id: "pets", from: "b.yaml" }] };
  const { messages } = await loaded("jackfield.config.json", JSON.stringify(twice));
  expect(messages).toEqual(["config/invalid Option specs[1].id: pets is used twice."]);
});

test("paths stay inside the repository", async () => {
  const spec = {
    id: "pets",
    from: "pets.yaml",
    overlays: ["../patches/a.yaml", "../../b.yaml", "/etc/c.yaml"],
  };
  const { messages } = await loaded(
    "jackfield.config.json",
    JSON.stringify({ ...pets, specs: [spec], output: "../../out" }),
  );
  expect(messages).toEqual([
    "config/outside Option output: ../../out is outside the repository.",
    "config/outside Option specs[0].overlays[1]: ../../b.yaml is outside the repository.",
    "config/outside Option specs[0].overlays[2]: /etc/c.yaml is outside the repository.",
  ]);
});

test.each([
  ["jackfield.config.json", "{ nope"],
  ["jackfield.config.ts", "export default {{"],
  ["jackfield.config.mjs", "throw new Error('on purpose')"],
])("%s that cannot be loaded is one diagnostic", async (name, text) => {
  const { config, messages } = await loaded(name, text);
  expect(config).toBeUndefined();
  expect(messages).toHaveLength(1);
  expect(messages[0]).toMatch(/^config\/unreadable Cannot read the config: .+/);
  expect(messages[0]).not.toContain("\n");
});

test("a syntax error of a config has its place", async () => {
  const { report } = await loaded("jackfield.config.mts", "export default {\n  specs: [ }\n};\n");
  expect(report.diagnostics.map(({ at, message }) => [at.line, at.column, message])).toEqual([
    [2, 12, "Cannot read the config: Unexpected token"],
  ]);
});

test("a missing config says what to do", async () => {
  const report = createReport();
  expect(await loadConfig({ folder }, report)).toBeUndefined();
  expect(report.diagnostics.map(({ code }) => code)).toEqual(["config/not-found"]);
});
