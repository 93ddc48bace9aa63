import { readFileSync } from "node:fs";

/**
 * Failures that are the fault of a description: `{ spec, operation, round?, reason }`; `spec` is the end of a
 * file's name; `depends` says that it does not show with every draw.
 */
const known = JSON.parse(readFileSync(new URL("known-faults.json", import.meta.url), "utf8"));

const isOf = (fault, { spec, operation, round }) =>
  spec.endsWith(fault.spec) &&
  fault.operation === operation &&
  (fault.round === undefined || fault.round === round);

/** Why a failure is none of ours; undefined when nobody said so. */
export const reasonFor = (failure) => known.find((fault) => isOf(fault, failure))?.reason;

/** Known faults of the documents that were run, which did not show: what explains nothing should go. */
export const outdated = (specs, failures) =>
  known.filter(
    (fault) =>
      fault.depends === undefined &&
      specs.some((spec) => spec.endsWith(fault.spec)) &&
      !failures.some((failure) => isOf(fault, failure)),
  );
