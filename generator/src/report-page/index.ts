import { isReport, reportHtml } from "./html.js";
import { reportPageOf } from "./page-of.js";
import type { ReportFacts } from "./types.js";

export type { ReportFacts } from "./types.js";
export { isReport };

/** One HTML page for people who look before they publish: tools, patches, tokens, diagnostics. Same facts, same bytes. */
export const reportPage = (facts: ReportFacts): string => reportHtml(reportPageOf(facts));
