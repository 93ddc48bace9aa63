/**
 * What a config file, a repair or a rule may import from "jackfield". These helpers only give a value its type, so that
 * an editor completes it and the compiler checks it.
 */

import type { Repair } from "./2-patch/repairs/repair.js";
import type { Page } from "./5-emit/index.js";
import type { ConfigInput } from "./config/index.js";
import type { JsonObject } from "./document/json.js";
import type { OwnLintRule } from "./lint/index.js";
import type { Plugin } from "./plugins/index.js";
import type { Diagnostic } from "./report/index.js";

export {
  defineRepair,
  type Repair,
  type RepairChange,
  type RepairDefinition,
  type Repaired,
} from "./2-patch/repairs/repair.js";
export type { Api } from "./3-model/index.js";
export type { Plan, PlannedTool } from "./4-plan/index.js";
export type { Page } from "./5-emit/index.js";
export type { Config, ConfigInput } from "./config/index.js";
export type { Json, JsonObject } from "./document/json.js";
export type { WalkSpot } from "./document/walk.js";
export type {
  ListedTool,
  Listing,
  OwnLintRule,
  SchemaNode,
  ToolSubject,
} from "./lint/index.js";
export type { Plugin } from "./plugins/index.js";
export type { Surface, SurfaceTool } from "./surface/index.js";

/** A config: `export default defineConfig({ … })` in `jackfield.config.ts`. */
export const defineConfig = (config: ConfigInput): ConfigInput => config;

/** A rule of `jackfield lint`, about a whole list, a tool, or one schema in a tool. */
export const defineLintRule = (rule: OwnLintRule): OwnLintRule => rule;

/** A file that is generated next to the tools. */
export const definePage = (page: Page): Page => page;

/** What a package brings that a config names under `plugins`: `export default definePlugin({ … })`. */
export const definePlugin = (plugin: Plugin): Plugin => plugin;

/**
 * A document after the given repairs, and what they reported, as a test of them wants it. The built-in ones do not run.
 */
export const runRepairs = async (
  document: JsonObject,
  repairs: readonly Repair[],
): Promise<{ readonly document: JsonObject; readonly diagnostics: readonly Diagnostic[] }> => {
  // Most configs import this module, and do not need these two.
  const [{ runPasses }, { createReport }] = await Promise.all([
    import("./2-patch/repairs/index.js"),
    import("./report/index.js"),
  ]);
  const report = createReport();
  const result = runPasses(document, [repairs], { off: [], report, file: "document" });
  return { document: result.document, diagnostics: report.diagnostics };
};
