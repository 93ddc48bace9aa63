import type { CodeDefinition } from "./codes/code.js";
import { configCodes } from "./codes/config.js";
import { lintCodes } from "./codes/lint.js";
import { loadCodes } from "./codes/load.js";
import { lockCodes } from "./codes/lock.js";
import { modelCodes } from "./codes/model.js";
import { outputCodes } from "./codes/output.js";
import { patchCodes } from "./codes/patch.js";
import { planCodes } from "./codes/plan.js";
import { repairTable } from "./codes/repair.js";
import { sourceCodes } from "./codes/source.js";
import { toolsCodes } from "./codes/tools.js";

/**
 * Every diagnostic there is, by the stage that reports it. A new one is one entry in the table of its stage, the line
 * that reports it, and one golden case.
 */
export const codes = {
  ...configCodes,
  ...loadCodes,
  ...sourceCodes,
  ...patchCodes,
  ...repairTable,
  ...modelCodes,
  ...planCodes,
  ...toolsCodes,
  ...outputCodes,
  ...lintCodes,
  ...lockCodes,
} as const;

export type Code = keyof typeof codes;
export type ParamsOf<C extends Code> =
  (typeof codes)[C] extends CodeDefinition<infer Params> ? Params : never;

export type RepairCode = keyof typeof repairTable;

/** What a config can switch off. */
export const repairCodes = Object.keys(repairTable) as readonly RepairCode[]; // its own keys
