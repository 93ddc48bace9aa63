/**
 * What a config file, a repair or a rule may import from "jackfield". These helpers only give a value its type, so that
 * an editor completes it and the compiler checks it.
 */
import type { ConfigInput } from "./config/index.js";
import type { LintRule } from "./lint/index.js";

export {
  defineRepair,
  type Repair,
  type RepairChange,
  type RepairDefinition,
  type Repaired,
} from "./2-patch/repairs/repair.js";
export type { Api } from "./3-model/index.js";
export type { Plan, PlannedTool } from "./4-plan/index.js";
export type { Config, ConfigInput } from "./config/index.js";
export type { Json, JsonObject } from "./document/json.js";
export type { WalkSpot } from "./document/walk.js";
export type {
  Client,
  Finding,
  LintRule,
  ListedTool,
  Listing,
  SchemaNode,
  ToolSubject,
} from "./lint/index.js";
export type { Surface, SurfaceTool } from "./surface/index.js";

/** A config: `export default defineConfig({ … })` in `jackfield.config.ts`. */
export const defineConfig = (config: ConfigInput): ConfigInput => config;

/** A rule of `jackfield lint`, about a whole list, a tool, or one schema in a tool. */
export const defineLintRule = <Subject>(rule: LintRule<Subject>): LintRule<Subject> => rule;
