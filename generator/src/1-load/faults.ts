import type { Place, Report } from "../report/index.js";
import { lineIndex } from "./lines.js";
import { type Fault, maxAliased, maxDepth } from "./parsed.js";

/** Turns a fault of a text into a diagnostic with its line and column. */
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
