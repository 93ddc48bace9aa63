import type { CodeDefinition, ErrorClass } from "./codes/code.js";
import { configCodes, pluginCodes, toolsCodes } from "./codes/config.js";
import { lintCodes } from "./codes/lint.js";
import { loadCodes } from "./codes/load.js";
import { lockCodes, sourceCodes } from "./codes/locks.js";
import { modelCodes } from "./codes/model.js";
import { outputCodes } from "./codes/output.js";
import { patchCodes } from "./codes/patch.js";
import { planCodes } from "./codes/plan.js";

/**
 * Every diagnostic there is, by the stage that reports it; a repair brings its own. A new one is one entry in the table
 * of its stage, the line that reports it, and one golden case.
 */
export const codes = {
  ...configCodes,
  ...loadCodes,
  ...sourceCodes,
  ...patchCodes,
  ...modelCodes,
  ...planCodes,
  ...toolsCodes,
  ...pluginCodes,
  ...outputCodes,
  ...lintCodes,
  ...lockCodes,
} as const;

export type Code = keyof typeof codes;
export type ParamsOf<C extends Code> =
  (typeof codes)[C] extends CodeDefinition<infer Params> ? Params : never;

/** Whose turn it is when an error of a table ends a command; a code of it may say otherwise. */
const classOfTable: readonly (readonly [ErrorClass, Readonly<Record<string, Classed>>])[] = [
  ["usage", { ...configCodes, ...patchCodes, ...planCodes, ...toolsCodes, ...pluginCodes }],
  ["input", { ...loadCodes, ...lockCodes }],
  ["output", outputCodes],
  ["findings", { ...sourceCodes, ...modelCodes, ...lintCodes }],
];

type Classed = { readonly errorClass?: ErrorClass };

const classes: ReadonlyMap<string, ErrorClass> = new Map(
  classOfTable.flatMap(([ofTable, table]) =>
    Object.entries(table).map(([code, { errorClass = ofTable }]) => [code, errorClass] as const),
  ),
);

export const errorClassOf = (code: string): ErrorClass => classes.get(code) ?? "findings";
