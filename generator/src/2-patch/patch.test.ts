import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { load } from "../1-load/index.js";
import { loadConfig } from "../config/index.js";
import { createReport } from "../report/index.js";
import { patch } from "./index.js";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "jackfield-patch-"));
  await mkdir(join(folder, "repo/.git"), { recursive: true });
});
afterEach(() => rm(folder, { recursive: true }));

const put = async (path: string, text: string): Promise<void> => {
  await mkdir(dirname(join(folder, path)), { recursive: true });
  await writeFile(join(folder, path), text);
};

const spec =
  "openapi: 3.0.0\ninfo: {title: T, version: 1.0.0}\npaths: {}\ncomponents: {schemas: {A: {type: array, maximum: 3}}}\n";

const patched = async (overlays: readonly string[], options: object = {}) => {
  await put("repo/spec.yaml", spec);
  const config = { name: "x", specs: [{ id: "api", from: "spec.yaml", overlays }], ...options };
  await put("repo/jackfield.config.json", JSON.stringify(config));
  const report = createReport();
  const loaded = await loadConfig({ folder: join(folder, "repo") }, report);
  if (!loaded) return { said: report.diagnostics.map(({ code }) => code) };
  const sources = loaded.specs.map(({ id, from }) => ({ id, from, folder: loaded.folder }));
  const specs = await load(sources, loaded.limits, report);
  const before = JSON.stringify(specs[0]?.document);
  const [result] = await patch(specs, loaded, report);
  expect(JSON.stringify(specs[0]?.document)).toBe(before);
  const said = report.diagnostics.map(({ code, at }) => `${code} ${at.line ?? ""}`.trim());
  return { result, said, report };
};

const overlay = (actions: string, reason = "x-reason: because\n") =>
  `overlay: 1.0.0\ninfo: {title: t, version: 1.0.0}\n${reason}actions:\n${actions}`;

test("overlays come first, in their order, then the repairs; every change is recorded", async () => {
  await put("repo/patches/a.yaml", overlay("  - {target: $.info, update: {title: A}}\n"));
  await put(
    "repo/patches/b.yaml",
    overlay("  - {target: $.info, x-expect: {title: A, version: 1.0.0}, update: {title: B}}\n"),
  );
  const { result, said } = await patched(["patches/a.yaml", "patches/b.yaml"]);
  expect(said).toEqual(["patch/misplaced-bounds"]);
  expect(result?.document).toMatchObject({
    info: { title: "B" },
    components: { schemas: { A: { type: "array", maxItems: 3 } } },
  });
  expect(result?.changes).toMatchObject([
    { by: "patches/a.yaml", action: "update", pointer: "/info/title", before: "T", after: "A" },
    { by: "patches/b.yaml", action: "update", pointer: "/info/title", before: "A", after: "B" },
    {
      by: "patch/misplaced-bounds",
      action: "repair",
      pointer: "/components/schemas/A",
      reason: '"maximum" does not apply to type array; read as "maxItems".',
    },
  ]);
});

test("a repair can be switched off", async () => {
  const { result, said } = await patched([], { repairs: { off: ["patch/misplaced-bounds"] } });
  expect(said).toEqual([]);
  expect(result?.changes).toEqual([]);
});

test("a fault in an overlay is reported with its line", async () => {
  await put(
    "repo/a.yaml",
    overlay("  - target: $.info\n    update: {x: 1}\n  - target: $.nope\n    remove: true\n", ""),
  );
  const { said } = await patched(["a.yaml"], { repairs: { off: ["patch/misplaced-bounds"] } });
  expect(said).toEqual(["patch/no-reason 1", "patch/no-match 6"]);
});

test.each([
  ["actions:\n  - {update: {a: 1}}\n", ["patch/invalid 4"]],
  ["actions:\n  - {target: $.a}\n", ["patch/invalid 4"]],
  ["actions:\n  - {target: $.a, remove: true, copy: $.b}\n", ["patch/invalid 4"]],
  ["actions: []\n", ["patch/invalid 3"]],
])("%j is no overlay", async (actions, codes) => {
  await put("repo/a.yaml", `overlay: 1.0.0\ninfo: {title: t, version: 1}\n${actions}`);
  const { said } = await patched(["a.yaml"], { repairs: { off: ["patch/misplaced-bounds"] } });
  expect(said).toEqual(codes);
});

test("a missing, broken or doubled overlay is named", async () => {
  await put("repo/broken.yaml", "overlay: [");
  await put("repo/twice.yaml", overlay("  - {target: $.info, update: {x-a: [1]}}\n"));
  const { result, said } = await patched(["none.yaml", "broken.yaml", "twice.yaml", "./twice.yaml"]);
  expect(said).toEqual([
    "patch/unreadable",
    "patch/unreadable",
    "patch/listed-twice",
    "patch/misplaced-bounds",
  ]);
  expect(result?.document.info).toMatchObject({ "x-a": [1] });
});

test("an overlay does not climb out of the repository, not even through a link", async () => {
  await put("outside.yaml", overlay("  - {target: $.info, update: {title: stolen}}\n"));
  await symlink(join(folder, "outside.yaml"), join(folder, "repo/link.yaml"));
  expect((await patched(["../outside.yaml"])).said).toEqual(["config/outside"]);
  expect((await patched([join(folder, "outside.yaml")])).said).toEqual(["config/outside"]);
  const { result, said } = await patched(["link.yaml"], { repairs: { off: ["patch/misplaced-bounds"] } });
  expect(said).toEqual(["patch/unreadable"]);
  expect(result?.document.info).toMatchObject({ title: "T" });
});
