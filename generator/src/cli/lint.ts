import { commaList, modes } from "@jackfield/runtime";
import { type LintProfile, lintProfiles } from "../config/index.js";
import { type Client, clients, lint, ownFindings, smells } from "../lint/index.js";
import { counted } from "../report/index.js";
import { defineCommand, specFlags, usageFault } from "./command.js";
import { addFindings, givenListing, type LintFlags, plannedListing, words } from "./listing.js";
import type { Session } from "./session.js";

/** `jackfield lint`: what clients would refuse, hide or misread in the tools that a server lists, and what their texts leave out. */
export const runLint = async (
  spec: string | undefined,
  flags: LintFlags & { readonly client?: readonly Client[]; readonly rules?: readonly LintProfile[] },
  session: Session,
): Promise<number> => {
  const { report } = session;
  if (spec !== undefined && flags.list !== undefined) {
    const problem = "--list is in place of a spec: give only one of them.";
    return usageFault(session, problem, "jackfield lint --help");
  }
  const subject =
    flags.list === undefined
      ? await plannedListing(spec, flags, session)
      : await givenListing(flags.list, flags, report);
  if (!subject) return session.finish();
  const { listing, placeOf, ownRules } = subject;
  const rules = lintProfiles.filter((one) => (flags.rules ?? subject.rules).includes(one));
  const chosen = rules.includes("clients") ? (flags.client ?? clients) : [];
  const findings = [...lint(listing, chosen), ...(rules.includes("smells") ? smells(listing) : [])];
  const own = ownFindings(listing, ownRules);
  const before = report.diagnostics.length;
  addFindings(subject, findings, report);
  for (const { tool, path, ...texts } of own)
    report.push({ ...texts, at: placeOf({ path, ...(tool !== undefined && { tool }) }) });
  const { length } = listing.tools;
  const all = [...findings, ...own];
  const tools = new Set(all.flatMap(({ tool }) => tool ?? [])).size;
  const verdict =
    all.length === 0
      ? "no findings"
      : `${counted(all.length, "finding")}${tools === 0 ? "" : ` in ${counted(tools, "tool")}`}`;
  return session.finish({
    findings: report.diagnostics.slice(before),
    summary: { rules, clients: chosen, tools: length, findings: all.length },
    line: `${counted(length, "tool")} checked for ${words([...chosen, ...(rules.includes("smells") ? ["smells"] : [])])}: ${verdict}.`,
  });
};

export const lintCommand = defineCommand({
  usage: "lint [spec]",
  summary:
    "Check the tools of a spec, the config or a list: what clients accept, what descriptions leave out.",
  flags: {
    client: {
      value: "<name>",
      many: true,
      oneOf: clients,
      doc: `only for this client, of ${clients.join(", ")}; may be repeated`,
    },
    rules: {
      value: "<profile>",
      many: true,
      oneOf: lintProfiles,
      doc: "clients (what they accept, the default) or smells (what descriptions leave out: purpose, inputs, limits, example); may be repeated",
    },
    list: {
      value: "<file>",
      conflicts: ["mode", "profile", "tools", "overlay"],
      doc: "check the tools/list result of any server instead, as JSON; - is standard input",
    },
    name: { value: "<name>", doc: "name under which clients know the server" },
    mode: { value: "<mode>", oneOf: modes, default: "auto", doc: "as for serve" },
    profile: { value: "<name>", many: true, doc: "as for serve; may be repeated" },
    tools: { value: "<names>", list: (text: string) => commaList(text), doc: "as for serve" },
    ...specFlags,
  },
  help: `Examples:
  jackfield lint openapi.yaml                        every client, the tools that serve would list
  jackfield lint openapi.yaml --mode all             every tool, even where serve would search
  jackfield lint --profile full --client vscode      the config's server, one of its profiles
  jackfield lint --list tools.json --name github     the tool list of any MCP server
  jackfield lint --list tools.json --rules smells    what its descriptions leave out`,
  run: (given, [spec], session) => runLint(spec, given, session),
});
