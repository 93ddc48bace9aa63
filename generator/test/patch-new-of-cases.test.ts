import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { load } from "../src/1-load/index.js";
import { patch, scaffold } from "../src/2-patch/index.js";
import { fromFlags } from "../src/config/index.js";
import { createReport } from "../src/report/index.js";

const root = new URL("cases/", import.meta.url).pathname;
const specs = readdirSync(root)
  .map((name) => join(root, name, "spec.yaml"))
  .filter(existsSync);
const folder = mkdtempSync(join(tmpdir(), "jackfield-scaffold-"));
afterAll(() => rmSync(folder, { recursive: true }));

/** Every fault that a repair knows, in the words of the golden cases and a spec of its own. */
const faulty = join(folder, "faulty.yaml");
writeFileSync(
  faulty,
  `openapi: 3.0.3
info: { title: Faults, version: "1" }
paths:
  /it's/{a~b}:
    get:
      responses:
        "200": { content: { description: Slipped, application/json: { schema: { ref: '#/components/schemas/A' } } } }
        default: { content: { application/json: { schema: { allOf: ["$ref:'#/components/schemas/A'", { ref: '#/components/schemas/A' }] } } } }
components:
  schemas:
    A: { type: array, minimum: 1, maximum: 3, items: { type: string, maximum: 9 } }
    B: { oneOf: [{ type: string }, "$ref:'#/components/schemas/A'"], properties: { "x y": "$ref:'#/components/schemas/A'" } }
`,
);

const patched = async (spec: string, overlays: readonly string[] = []) => {
  const report = createReport();
  const config = fromFlags({ spec, overlay: overlays }, folder, report);
  if (!config) throw new Error("the flags are wrong");
  const loaded = await load([{ id: "a", from: spec, folder }], config.limits, report);
  const listed = { ...config, specs: config.specs.map((one) => ({ ...one, id: "a" })) };
  const [result] = await patch(loaded, listed, report);
  return { result, report };
};

test.each([faulty, ...specs])("%s: a scaffolded overlay ends each repair", async (spec) => {
  const { result } = await patched(spec);
  if (result === undefined) return;
  for (const [index, { by, pointer, reason }] of result.changes.entries()) {
    const file = join(folder, `${index}.yaml`);
    const made = scaffold(result, { code: by, pointer, message: reason ?? "" });
    expect(made.complete).toBe(true);
    writeFileSync(file, made.text);
    const { result: again, report } = await patched(spec, [file]);
    expect(report.diagnostics.filter(({ severity }) => severity === "error")).toEqual([]);
    const left = again?.changes.map((change) => `${change.by} ${change.pointer}`);
    expect(left).not.toContain(`${by} ${pointer}`);
    expect(again?.document).toEqual(result.document);
  }
});

test("there is a repair of every kind to try", async () => {
  const { result } = await patched(faulty);
  expect(new Set(result?.changes.map(({ by }) => by)).size).toBeGreaterThanOrEqual(4);
});
