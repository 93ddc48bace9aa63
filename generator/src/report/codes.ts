import type { CodeDefinition } from "./codes/code.js";
import { configCodes } from "./codes/config.js";
import { lintCodes } from "./codes/lint.js";
import { loadCodes } from "./codes/load.js";
import { lockCodes } from "./codes/lock.js";
import { modelCodes } from "./codes/model.js";
import { outputCodes } from "./codes/output.js";
import { patchCodes } from "./codes/patch.js";
import { planCodes } from "./codes/plan.js";
import { sourceCodes } from "./codes/source.js";

/**
 * Every diagnostic there is, by the stage that reports it. A new one is one entry in the table of its stage, the line
 * that reports it, and one golden case.
 */
export const codes = {
  ...configCodes,
  ...loadCodes,
  ...sourceCodes,
  ...patchCodes,
  ...modelCodes,
  ...planCodes,
  ...outputCodes,
  ...lintCodes,
  ...lockCodes,
} as const;

export type Code = keyof typeof codes;
export type ParamsOf<C extends Code> =
  (typeof codes)[C] extends CodeDefinition<infer Params> ? Params : never;

/** The repairs of any document; a config can switch each off by its code. */
export const repairCodes = [
  "patch/string-ref",
  "patch/ref-without-dollar",
  "patch/misplaced-bounds",
  "patch/missing-description",
  "patch/misplaced-keywords",
  "patch/dangling-ref",
  "patch/items-without-type",
  "patch/mistyped-value",
  "patch/nullable",
  "patch/version-number",
  "patch/null-member",
  "patch/not-a-list",
  "patch/path-without-slash",
  "patch/method-case",
  "patch/status-spelling",
  "patch/nested-response",
  "patch/missing-responses",
  "patch/text-for-boolean",
  "patch/blank-operation-id",
  "patch/operation-id-with-blanks",
  "patch/duplicate-operation-id",
  "patch/missing-content",
  "patch/empty-body",
  "patch/body-without-schema",
  "patch/body-parameter",
  "patch/parameter-without-schema",
  "patch/misnamed-path-parameter",
  "patch/undeclared-path-parameter",
  "patch/unused-path-parameter",
  "patch/optional-path-parameter",
  "patch/duplicate-parameter",
] as const satisfies readonly Code[];

export type RepairCode = (typeof repairCodes)[number];
