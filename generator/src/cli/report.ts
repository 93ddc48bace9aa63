import { resolve } from "node:path";
import { fits } from "@jackfield/contract";
import { writePage } from "../6-write/index.js";
import { isReport, reportPage } from "../report-page/index.js";
import { defineCommand, nameFlag, specFlags } from "./command.js";
import { type Inspected, type InspectedFlags, inspected, skippedOf } from "./inspection.js";
import type { Session } from "./session.js";

type ReportFlags = InspectedFlags & {
  /** A file, or `-` for standard output. */
  readonly out: string;
};

/** `jackfield report`: what `inspect` knows, with every tool, patch and diagnostic, as one HTML page. */
export const runReport = async (
  spec: string | undefined,
  { out, ...flags }: ReportFlags,
  session: Session,
): Promise<number> => {
  const result = await inspected(spec, flags, session);
  if (!result) return session.finish({ summary: { ok: false } });
  const { plan, specs, surface, inspection } = result;
  session.progress("print");
  const html = reportPage({
    plan,
    surface,
    specs,
    diagnostics: session.report.diagnostics,
    summary: inspection,
    limits: fits,
  });
  const outcome = { skipped: skippedOf(inspection) };
  if (out === "-") return session.finish({ ...outcome, summary: { ok: true, html }, text: html });
  const written = writePage(resolve(out), html, session.report, isReport);
  const bytes = Buffer.byteLength(html);
  return session.finish({
    ...outcome,
    summary: { ok: written, ...(written && { file: out, bytes, tools: surface.totals.tools }) },
    ...(written && { line: doneLine(out, bytes, result) }),
  });
};

const doneLine = (out: string, bytes: number, { surface }: Inspected): string => {
  const size = bytes < 1_000_000 ? `${Math.ceil(bytes / 1_000)} KB` : `${(bytes / 1_000_000).toFixed(1)} MB`;
  const { tools } = surface.totals;
  return `${out}: ${size}, ${tools.toLocaleString("en-US")} ${tools === 1 ? "tool" : "tools"}`;
};

export const reportCommand = defineCommand({
  usage: "report [spec]",
  summary: "Write an HTML page about the server of a spec or the config: tools, patches, tokens.",
  flags: {
    out: { value: "<file>", default: "report.html", doc: "the page, or - for standard output" },
    ...nameFlag,
    ...specFlags,
  },
  help: `The page is a single file that loads nothing: open it, mail it, attach it to a pull request.

Examples:
  jackfield report                                   the config's server, as report.html
  jackfield report openapi.yaml --out openapi.html   a server from a spec
  jackfield report openapi.yaml --overlay fix.yaml   with an overlay: the page shows before and after`,
  run: (given, [spec], session) => runReport(spec, given, session),
});
