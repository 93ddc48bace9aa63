import { type Client, clients, lint } from "../lint/index.js";
import { givenListing, type LintFlags, plannedListing } from "./listing.js";
import type { Session } from "./session.js";

/** `jackfield lint`: what some clients would refuse, hide or misread in the tools that a server lists. */
export const runLint = async (
  spec: string | undefined,
  flags: LintFlags & { readonly client?: readonly Client[] },
  session: Session,
): Promise<number> => {
  const { report } = session;
  if (spec !== undefined && flags.list !== undefined) {
    const problem = "--list stands for the tools of a spec: only one of them can be given.";
    report.add("config/usage", { file: "command line" }, { problem, help: "jackfield lint --help" });
    return session.finish({ summary: { ok: false } });
  }
  const subject =
    flags.list === undefined
      ? await plannedListing(spec, flags, session)
      : await givenListing(flags.list, flags, report);
  if (!subject) return session.finish({ summary: { ok: false } });
  const { listing, placeOf } = subject;
  const chosen = flags.client ?? clients;
  const findings = lint(listing, chosen);
  const before = report.diagnostics.length;
  for (const finding of findings) {
    const tool = listing.tools[finding.tool ?? -1]?.name ?? "";
    const place = { tool, at: spoken(finding.path), what: finding.what };
    report.add(finding.code, placeOf(finding), { ...place, clients: words(finding.clients) });
  }
  const { length } = listing.tools;
  const tools = new Set(findings.flatMap(({ tool }) => tool ?? [])).size;
  const verdict =
    findings.length === 0
      ? "nothing found"
      : `${findings.length} found${tools === 0 ? "" : `, in ${tools} of them`}`;
  return session.finish({
    findings: report.diagnostics.slice(before),
    summary: { ok: findings.length === 0, clients: chosen, tools: length, findings: findings.length },
    line: `${length} ${length === 1 ? "tool" : "tools"} looked at for ${words(chosen)}: ${verdict}.`,
  });
};

/** `inputSchema.properties.a.items` as people say it: `a[]`. */
const spoken = (path: readonly (string | number)[]): string => {
  let text = "";
  for (const [index, token] of path.entries()) {
    const holder = path[index - 1];
    if (holder === "properties" && index > 1) text += `${text === "" ? "" : "."}${token}`;
    else if (token === "items") text += "[]";
    else if (typeof token === "number") text += ` (${holder} ${token + 1})`;
  }
  return text.trim();
};

const words = (names: readonly string[]): string =>
  names.length < 2 ? names.join("") : `${names.slice(0, -1).join(", ")} and ${names.at(-1)}`;
