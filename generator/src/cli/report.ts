import { resolve } from "node:path";
import { fits } from "@jackfield/contract";
import { writePage } from "../6-write/index.js";
import { isReport, reportPage } from "../report-page/index.js";
import { defineCommand, nameFlag, specFlags, usageFault } from "./command.js";
import { type InspectedFlags, inspected, skippedOf } from "./inspection.js";
import { reportOfList } from "./report-list.js";
import type { Session } from "./session.js";

type ReportFlags = InspectedFlags & {
  /** A file, or `-` for standard output. */
  readonly out: string;
  /** The tool list of any server, in place of a spec, and an older one of the same. */
  readonly list?: string;
  readonly against?: string;
};

/** What is printed, and what is said of it. */
type MadePage = {
  readonly html: string;
  readonly tools: number;
  readonly skipped?: number;
  /** What the page shows, as data. */
  readonly facts?: Readonly<Record<string, unknown>>;
};

/** `jackfield report`: what `inspect` knows, or what there is to know of a tool list, as one HTML page. */
export const runReport = async (
  spec: string | undefined,
  { out, list, against, ...flags }: ReportFlags,
  session: Session,
): Promise<number> => {
  const fault = faultOf({ spec, list, against });
  if (fault !== undefined) return usageFault(session, fault, "jackfield report --help");
  const page: MadePage | undefined =
    list === undefined
      ? await reportOfServer(spec, flags, session)
      : await reportOfList({ list, ...(against !== undefined && { against }) }, flags, session);
  if (!page) return session.finish();
  const { html, tools, skipped = 0, facts = {} } = page;
  if (out === "-") return session.finish({ skipped, summary: { ...facts, html }, text: html });
  const written = writePage(resolve(out), html, session.report, isReport);
  const bytes = Buffer.byteLength(html);
  return session.finish({
    skipped,
    ...(written && { summary: { file: out, bytes, tools, ...facts } }),
    ...(written && { line: doneLine(out, bytes, tools) }),
  });
};

const faultOf = ({
  spec,
  list,
  against,
}: Readonly<Record<"spec" | "list" | "against", string | undefined>>) => {
  if (spec !== undefined && list !== undefined) return "--list is in place of a spec: give only one of them.";
  if (against !== undefined && list === undefined) return "--against compares with a --list: give both.";
  return list === "-" && against === "-" ? "Only one of the two lists can be standard input." : undefined;
};

const reportOfServer = async (
  spec: string | undefined,
  flags: InspectedFlags,
  session: Session,
): Promise<MadePage | undefined> => {
  const result = await inspected(spec, flags, session);
  if (!result) return undefined;
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
  return { html, tools: surface.totals.tools, skipped: skippedOf(inspection) };
};

const doneLine = (out: string, bytes: number, tools: number): string => {
  const size = bytes < 1_000_000 ? `${Math.ceil(bytes / 1_000)} KB` : `${(bytes / 1_000_000).toFixed(1)} MB`;
  return `${out}: ${size}, ${tools.toLocaleString("en-US")} ${tools === 1 ? "tool" : "tools"}`;
};

export const reportCommand = defineCommand({
  usage: "report [spec]",
  summary:
    "Write an HTML page about the server of a spec, the config or a tool list: tools, tokens, what to improve.",
  flags: {
    list: {
      value: "<file>",
      conflicts: Object.keys(specFlags),
      doc: "the tools/list result of any server instead, as JSON; - is standard input",
    },
    against: { value: "<file>", doc: "with --list: an older list of the same server, to show what changed" },
    out: { value: "<file>", default: "report.html", doc: "the page, or - for standard output" },
    ...nameFlag,
    ...specFlags,
  },
  help: `The page is a single file that loads nothing: open it, mail it, attach it to a pull request.

Examples:
  jackfield report                                   the config's server, as report.html
  jackfield report openapi.yaml --out openapi.html   a server from a spec
  jackfield report openapi.yaml --overlay fix.yaml   with an overlay: the page shows before and after
  jackfield report --list tools.json --name github   any server's list: what it costs, who takes it, what it leaves out
  jackfield report --list new.json --against old.json --out diff.html   with the difference between two versions`,
  run: (given, [spec], session) => runReport(spec, given, session),
});
