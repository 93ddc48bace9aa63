import { firstLine } from "../5-emit/index.js";
import { compareSurfaces } from "../diff/index.js";
import { type Client, clients, lint, smells, verdictsOf } from "../lint/index.js";
import { createReport, toRecords } from "../report/index.js";
import { type ListFacts, type ListFinding, listPage } from "../report-page/index.js";
import { type Surface, surfaceOfList } from "../surface/index.js";
import { comparisonRecord } from "./diff.js";
import { addFindings, type GivenSubject, givenListing } from "./listing.js";
import type { Session } from "./session.js";

/** Files with tool lists, `-` for standard input. */
type Lists = { readonly list: string; readonly against?: string };

/** What there is to know of a tools/list result, of whatever server, as a page and as data. Undefined after reporting. */
export const reportOfList = async (
  { list, against }: Lists,
  { name }: { readonly name?: string },
  session: Session,
): Promise<
  | { readonly html: string; readonly tools: number; readonly facts: Readonly<Record<string, unknown>> }
  | undefined
> => {
  const named = name === undefined ? {} : { name };
  const subject = await givenListing(list, named, session.report);
  const older = against === undefined ? undefined : await givenListing(against, named, session.report);
  if (!subject || (against !== undefined && !older)) return undefined;
  session.progress("lint");
  const surface = await surfaceOfList(subject.given);
  const facts: ListFacts = {
    server: subject.listing.server,
    source: subject.file,
    totals: surface.totals,
    ...toolsAndVerdicts(subject, surface),
    ...(older && {
      difference: {
        source: older.file,
        comparison: compareSurfaces(await surfaceOfList(older.given), surface),
      },
    }),
  };
  session.progress("print");
  return {
    html: listPage(facts),
    tools: facts.totals.tools,
    facts: recordOf(facts, subject.given, session.report.locate),
  };
};

const toolsAndVerdicts = (
  subject: GivenSubject,
  surface: Surface,
): Pick<ListFacts, "tools" | "clients" | "findings"> => {
  const { listing } = subject;
  const flaws = lint(listing, clients);
  const all = [...flaws, ...smells(listing)];
  const report = createReport();
  addFindings(subject, all, report);
  const findings = all.map(({ code, tool, clients: concerned }, index): ListFinding[] => {
    const diagnostic = report.diagnostics[index];
    return diagnostic ? [{ diagnostic, code, clients: concerned, ...(tool !== undefined && { tool }) }] : [];
  });
  return {
    tools: toolFacts(subject, surface, findings.flat()),
    clients: verdictsOf(flaws),
    findings: findings.flat(),
  };
};

const toolFacts = (
  { given }: GivenSubject,
  surface: Surface,
  findings: readonly ListFinding[],
): ListFacts["tools"] => {
  // Tools of one name are in the surface in the order of the list.
  const costs = new Map<string, number[]>();
  for (const { name, tokens } of surface.tools) costs.set(name, [...(costs.get(name) ?? []), tokens]);
  const facts = given.map(({ name, description }) => ({
    name,
    summary: typeof description === "string" ? firstLine(description.slice(0, longestStart)) : "",
    tokens: costs.get(name)?.shift() ?? 0,
    smells: new Set<ListFinding["code"]>(),
    clients: new Set<Client>(),
  }));
  for (const { code, tool, clients: concerned } of findings) {
    const about = tool === undefined ? undefined : facts[tool];
    if (concerned.length === 0) about?.smells.add(code);
    for (const client of concerned) about?.clients.add(client);
  }
  return facts
    .map((one) => ({
      ...one,
      smells: [...one.smells],
      clients: clients.filter((client) => one.clients.has(client)),
    }))
    .sort((a, b) => b.tokens - a.tokens);
};

/** More than a first sentence has. */
const longestStart = 2_000;

/** The facts for programs. */
const recordOf = (
  { difference, findings, totals, source, tools, ...facts }: ListFacts,
  given: GivenSubject["given"],
  locate: Session["report"]["locate"],
): Readonly<Record<string, unknown>> => ({
  ...facts,
  list: source,
  tokens: totals.tokens,
  listed: tools,
  findings: findings.flatMap(({ diagnostic, tool, clients: concerned }) =>
    toRecords([diagnostic], locate).map((record) => ({
      ...record,
      ...(tool !== undefined && { tool: given[tool]?.name }),
      clients: concerned,
    })),
  ),
  ...(difference && {
    difference: { against: difference.source, ...comparisonRecord(difference.comparison) },
  }),
});
