import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "vitest";
import { load } from "../src/1-load/index.js";
import { builtInRepairs, patch } from "../src/2-patch/index.js";
import { fromFlags } from "../src/config/index.js";
import type { JsonObject } from "../src/document/json.js";
import { createReport } from "../src/report/index.js";

/** What overlays are applied to when a test does not bring its own. */
const library = `openapi: 3.1.0
info: { title: Library, version: "2" }
paths:
  /books:
    summary: Shelves
    get:
      description: All books
      tags: [open, draft]
      parameters:
        - { name: filter, in: query, schema: { type: object } }
        - { name: filter, in: header, schema: { type: string } }
        - { name: dummy, in: query }
      responses: { "200": { description: Books } }
  /loans:
    get:
      description: All loans
      tags: [draft]
      parameters: [{ name: dummy, in: header }]
      responses: { "200": { description: Loans } }
    delete: { responses: { "204": { description: None left } } }
components: { schemas: { Book: { type: object } } }
`;

type Files = { readonly spec?: string; readonly specName?: string; readonly overlayName?: string };

/** A spec after an overlay, both from files, and what was said about them: line, code, message. */
export const overlaid = async (overlay: string, files: Files = {}) => {
  const folder = await mkdtemp(join(tmpdir(), "jackfield-overlay-"));
  try {
    return await overlaidIn(folder, overlay, files);
  } finally {
    await rm(folder, { recursive: true });
  }
};

const overlaidIn = async (folder: string, overlay: string, files: Files) => {
  const { spec = library, specName = "library.yaml", overlayName = "fix.overlay.yaml" } = files;
  await writeFile(join(folder, specName), spec);
  await writeFile(join(folder, overlayName), overlay);
  const report = createReport();
  const config = fromFlags({ spec: specName, overlay: [overlayName] }, folder, report);
  if (!config) throw new Error("the flags are wrong");
  const sources = config.specs.map(({ id, from }) => ({ id, from, folder }));
  const loaded = await load(sources, config.limits, report);
  const original = JSON.stringify(loaded[0]?.document);
  // Overlays alone: a spec that is only as long as a test needs has faults that would be repaired.
  const [result] = await patch(
    loaded,
    { ...config, repairs: { off: builtInRepairs.map(({ code }) => code) } },
    report,
  );
  expect(JSON.stringify(loaded[0]?.document)).toBe(original);
  if (!result) throw new Error("the spec cannot be read");
  const { paths = {}, ...rest } = result.document as { paths?: Record<string, JsonObject> }; // as the spec above has it
  return {
    document: rest,
    paths,
    changes: result.changes.map(({ action, pointer }) => `${action} ${pointer}`),
    said: report.diagnostics.map(({ code, message, at }) => `${at.line} ${code} ${message}`),
  };
};

/** The text of an overlay with these actions. */
export const overlay = (actions: string, version = "1.1.0"): string =>
  `overlay: ${version}\ninfo: { title: Behavior, version: 1.0.0 }\nactions:\n${actions}`;
