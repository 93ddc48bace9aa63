import type { Json } from "../document/json.js";
import type { Place, Report } from "../report/index.js";
import { lineIndex } from "./text.js";

/** What is wrong with a text, and at which offset. */
export type Fault =
  | { readonly kind: "syntax"; readonly problem: string; readonly offset: number }
  | { readonly kind: "duplicate"; readonly key: string; readonly first: number; readonly offset: number }
  | { readonly kind: "deep"; readonly offset: number }
  | { readonly kind: "aliases"; readonly offset: number }
  | { readonly kind: "cycle"; readonly cycle: string; readonly offset: number };

export type Parsed =
  | { readonly ok: true; readonly value: Json }
  | { readonly ok: false; readonly faults: readonly [Fault, ...Fault[]] };

/** Deeper documents are refused: every reader after us walks them recursively. */
export const maxDepth = 512;

/** Values that YAML aliases may stand for in one document. */
export const maxAliased = 500_000;

export const failed = (...faults: readonly [Fault, ...Fault[]]): Parsed => ({ ok: false, faults });

/** Reports the fault of a source with its line and column. */
export const reportFault = (fault: Fault, text: string, file: string, report: Report): void => {
  const positionAt = lineIndex(text);
  const at: Place = { file, ...positionAt(fault.offset) };
  switch (fault.kind) {
    case "syntax":
      report.add("load/syntax", at, { problem: fault.problem });
      break;
    case "duplicate": {
      const lines = { first: positionAt(fault.first).line, second: positionAt(fault.offset).line };
      report.add("load/duplicate-key", at, { key: fault.key, ...lines });
      break;
    }
    case "deep":
      report.add("load/too-deep", at, { limit: maxDepth });
      break;
    case "aliases":
      report.add("load/too-many-aliases", at, { limit: maxAliased });
      break;
    case "cycle":
      report.add("load/circular-alias", at, { cycle: fault.cycle });
      break;
  }
};

/** The fault of a file that another one refers to, as half a sentence. */
export const faultText = (fault: Fault, text: string): string => {
  const { line, column } = lineIndex(text)(fault.offset);
  const at = `in line ${line}, column ${column}`;
  switch (fault.kind) {
    case "syntax":
      return `the file is not valid ${at}: ${fault.problem.replace(/\.$/, "")}`;
    case "duplicate":
      return `the key \`${fault.key}\` occurs twice ${at}`;
    case "deep":
      return `the file is nested too deeply ${at}`;
    case "aliases":
      return `its YAML aliases stand for too many values ${at}`;
    case "cycle":
      return `its YAML aliases contain themselves ${at}`;
  }
};
