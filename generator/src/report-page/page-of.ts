import type { PatchedSpec } from "../2-patch/index.js";
import { counted, number } from "../report/index.js";
import { boundedLine, bounds, firstOf, moreNote, percent } from "./bounded.js";
import { findingGroups, severityCounts } from "./findings.js";
import { patchAnchors, patchGroups } from "./patches.js";
import { toolEntries } from "./tools.js";
import type {
  ApiCard,
  Budget,
  CredentialRow,
  Figure,
  ListCost,
  ReceiverRow,
  ReportApi,
  ReportFacts,
  ReportPage,
} from "./types.js";

/** The content of the report page. Pure, and bounded whatever the spec holds. */
export const reportPageOf = (facts: ReportFacts): ReportPage => {
  const { plan, surface, specs, diagnostics, summary } = facts;
  const { entries, left } = toolEntries(facts, patchAnchors(facts));
  const patches = patchGroups(facts);
  const receivers = firstOf(receiverRows(facts), bounds.receivers);
  const changes = specs.reduce((sum, spec) => sum + spec.changes.length, 0);
  return {
    title: boundedLine(plan.definition.title, bounds.name),
    name: plan.definition.name,
    figures: figuresOf(facts, changes),
    sections: [
      { id: "specs", title: "Specs", count: number(specs.length) },
      { id: "budget", title: "Tokens", count: number(surface.totals.tokens) },
      { id: "tools", title: "Tools", count: number(surface.tools.length) },
      ...(plan.webhooks.length === 0
        ? []
        : [{ id: "receivers", title: "Webhooks", count: number(plan.webhooks.length) }]),
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
    receivers: receivers.shown,
    receiversLeft: moreNote(receivers.left, "receiver"),
    patches: patches.groups,
    patchesLeft: patches.left,
    findings: findingGroups(diagnostics, {
      locate: ({ file, pointer }) =>
        pointer === undefined ? undefined : specs.find((spec) => spec.file === file)?.locate(pointer),
      rows: bounds.findings,
      message: bounds.message,
      fits: () => true,
      all: "jackfield inspect --json",
    }),
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
      note: left === 0 ? "every operation was read" : "see specs",
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

/** As the lock has them, with what happened in words. */
const receiverRows = ({ plan, surface }: ReportFacts): readonly ReceiverRow[] =>
  (surface.webhooks ?? []).map(({ path, method, event, check, source }) => {
    const { webhook } = plan.webhooks.find((planned) => planned.webhook.path === path) ?? {};
    return {
      path: boundedLine(path, bounds.name),
      method,
      event: boundedLine(event ?? "as the delivery says", bounds.name),
      check: boundedLine(check, bounds.name),
      description: boundedLine(webhook?.description ?? "", bounds.argument),
      source: boundedLine(source, bounds.pointer),
    };
  });

const credentialRows = ({ summary: { credentials, apis } }: ReportFacts): readonly CredentialRow[] =>
  credentials.schemes.slice(0, bounds.groups).map(({ name, apis: owners, sent, ways }) => ({
    scheme: boundedLine(name, bounds.name),
    apis: apis.length > 1 ? boundedLine(owners.join(", "), bounds.name) : "",
    sent: boundedLine(sent, bounds.name),
    ways: ways.map((names) => names.join(" and ")),
  }));

const topTools = 20;

/** What lists of tools cost a model's context, against what clients take; and which tools cost most. */
const budgetOf = (facts: ReportFacts): Budget => {
  const { summary, surface, limits } = facts;
  const { tokens, profiles } = summary;
  const lists = [
    ...profiles.slice(0, bounds.groups),
    { name: "every tool", tools: surface.tools.length, tokens: tokens.all },
    { name: "search mode", tools: 3, tokens: tokens.search },
  ];
  // The limit is always on the chart, with some air after it.
  const scale = Math.max(limits.tokens * 1.1, ...lists.map((list) => list.tokens));
  const top = [...surface.tools].sort((a, b) => b.tokens - a.tokens).slice(0, topTools);
  const most = top[0]?.tokens ?? 1;
  const sum = top.reduce((total, tool) => total + tool.tokens, 0);
  return {
    lists: lists.map(
      (list): ListCost => ({
        name: list.name,
        tools: counted(list.tools, "tool"),
        tokens: number(list.tokens),
        width: percent(list.tokens, scale),
        over: list.tokens > limits.tokens || list.tools > limits.tools,
      }),
    ),
    limit: {
      tokens: number(limits.tokens),
      tools: number(limits.tools),
      at: percent(limits.tokens, scale),
    },
    verdict: verdictOf(facts),
    top: top.map(({ name, tokens: cost }) => ({
      name,
      tokens: number(cost),
      width: percent(cost, most),
    })),
    share:
      top.length < surface.tools.length
        ? `The ${top.length} most expensive of ${number(surface.tools.length)} tools take ${percent(sum, tokens.all)} of the tokens.`
        : "",
  };
};

/** What a client gets when nothing is chosen. */
const verdictOf = ({ summary: { auto }, plan }: ReportFacts): string => {
  const what = plan.definition.profiles?.default?.length ? "the tools of the profile `default`" : "all tools";
  return auto.why === undefined
    ? `When nothing else is asked for, ${what} are listed one by one.`
    : `When nothing else is asked for, four tools search ${what}, since ${auto.why} exceed what clients accept.`;
};
