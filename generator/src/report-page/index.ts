import { listHtml, reportHtml } from "./html.js";
import { listPageOf } from "./list/page-of.js";
import type { ListFacts } from "./list/types.js";
import { reportPageOf } from "./page-of.js";
import type { ReportFacts } from "./types.js";

export { isReport } from "./html.js";
export type { ListFacts, ListFinding } from "./list/types.js";
export type { ReportApi, ReportFacts, ReportSummary } from "./types.js";

/** One HTML page for people who look before they publish: tools, patches, tokens, diagnostics. Same facts, same bytes. */
export const reportPage = (facts: ReportFacts): string => reportHtml(reportPageOf(facts));

/** The same about the tool list of any server: what it costs, which clients take it, what its texts leave out. */
export const listPage = (facts: ListFacts): string => listHtml(listPageOf(facts));
