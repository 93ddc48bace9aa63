import type { PatchedSpec } from "../2-patch/index.js";
import { boundedLine, bounds, counted, firstOf, moreNote, number } from "./bounded.js";
import { budgetOf } from "./budget.js";
import { findingGroups, severityCounts } from "./findings.js";
import { patchAnchors, patchGroups } from "./patches.js";
import { toolEntries } from "./tools.js";
import type { ApiCard, CredentialRow, Figure, ReportApi, ReportFacts, ReportPage } from "./types.js";

/** The content of the report page. Pure, and bounded whatever the description holds. */
export const reportPageOf = (facts: ReportFacts): ReportPage => {
  const { plan, surface, specs, diagnostics, summary } = facts;
  const { entries, left } = toolEntries(facts, patchAnchors(facts));
  const patches = patchGroups(facts);
  const changes = specs.reduce((sum, spec) => sum + spec.changes.length, 0);
  return {
    title: boundedLine(plan.definition.title, bounds.name),
    name: plan.definition.name,
    figures: figuresOf(facts, changes),
    sections: [
      { id: "descriptions", title: "Descriptions", count: number(specs.length) },
      { id: "budget", title: "Tokens", count: number(surface.totals.tokens) },
      { id: "tools", title: "Tools", count: number(surface.tools.length) },
      { id: "patches", title: "Patches", count: number(changes) },
      { id: "diagnostics", title: "Diagnostics", count: number(diagnostics.length) },
    ],
    apis: summary.apis.slice(0, bounds.groups).map((api) => apiCard(api, specs)),
    absent: boundedLine(summary.absent.join(", "), bounds.pointer),
    credentials: {
      rows: credentialRows(facts),
      authorization: summary.credentials.authorization,
    },
    budget: budgetOf(facts),
    tools: entries,
    toolsLeft: left,
    profiles: Object.keys(plan.definition.profiles ?? {}).slice(0, bounds.groups),
    patches: patches.groups,
    patchesLeft: patches.left,
    findings: findingGroups(facts),
  };
};

const figuresOf = ({ surface, summary, diagnostics }: ReportFacts, changes: number): readonly Figure[] => {
  const operations = summary.apis.reduce((sum, api) => sum + api.operations, 0);
  const left = summary.apis.reduce((sum, api) => sum + api.skipped.length, 0);
  const patched = surface.tools.filter(({ patches }) => patches.length > 0).length;
  return [
    {
      label: "Tools",
      value: number(surface.tools.length),
      note: `of ${counted(operations, "operation")}`,
    },
    {
      label: "Left out",
      value: number(left),
      note: left === 0 ? "every operation was read" : "see descriptions",
    },
    {
      label: "Tokens",
      value: number(surface.totals.tokens),
      note: `${number(summary.tokens.search)} in search mode`,
    },
    { label: "Changes", value: number(changes), note: `${counted(patched, "tool")} touched` },
    { label: "Findings", value: number(diagnostics.length), note: severityCounts(diagnostics) },
  ];
};

const apiCard = (api: ReportApi, specs: readonly PatchedSpec[]): ApiCard => {
  const servers = firstOf(api.servers, bounds.servers);
  const left = firstOf(api.skipped, bounds.findings);
  const line = (label: string, value: string, code = false) => ({
    label,
    value: boundedLine(value, bounds.pointer),
    code,
  });
  return {
    title: boundedLine(api.title, bounds.name),
    rows: [
      line("Version", api.version),
      line("Format", `OpenAPI ${api.openapi}`),
      line("Source", api.source, true),
      line("Hash", specs.find(({ id }) => id === api.id)?.hash ?? "unknown", true),
      line(
        "Operations",
        `${number(api.operations)}: ${counted(api.tools, "tool")}, ${number(api.skipped.length)} left out`,
      ),
    ],
    servers: [
      ...servers.shown.map((url) => boundedLine(url, bounds.server)),
      ...(servers.left === 0 ? [] : [moreNote(servers.left, "server")]),
    ],
    left: left.shown.map(({ pointer, code }) => ({ pointer: boundedLine(pointer, bounds.pointer), code })),
    more: moreNote(left.left, "operation"),
  };
};

const credentialRows = ({ summary: { credentials, apis } }: ReportFacts): readonly CredentialRow[] =>
  credentials.schemes.slice(0, bounds.groups).map(({ name, apis: owners, sent, ways }) => ({
    scheme: boundedLine(name, bounds.name),
    apis: apis.length > 1 ? boundedLine(owners.join(", "), bounds.name) : "",
    sent: boundedLine(sent, bounds.name),
    ways: ways.map((names) => names.join(" and ")),
  }));
