import { type ClientFacts, clientFacts, fits, listLimits } from "@jackfield/contract";
import { comparisonHeadline, type SurfaceChange, sentence } from "../../diff/index.js";
import type { Client, ClientVerdict, LintCode, ListVerdict } from "../../lint/index.js";
import { counted, number } from "../../report/index.js";
import { boundedLine, bounds, bytesOf, createRoom, moreNote, percent } from "../bounded.js";
import { anchorOf, findingGroups } from "../findings.js";
import { clipped, tokenMapOf } from "./token-map.js";
import type {
  ClientRow,
  DifferencePart,
  ListFacts,
  ListFinding,
  ListPage,
  ListToolFacts,
  ListToolRow,
  SmellRow,
} from "./types.js";

/** Bytes of HTML for each part that grows with the list, and longest texts. With all of them full the page is below 300 KB. */
const rooms = {
  tools: 95_000,
  summaries: 40_000,
  smells: 25_000,
  findings: 35_000,
  difference: 25_000,
} as const;
const lengths = { name: 100, summary: 160, message: 400 } as const;
const most = { tools: 1_000, rows: 20, changes: 200 } as const;

/** The content of the page of a list. Pure, and bounded whatever the list holds. */
export const listPageOf = (given: ListFacts): ListPage => {
  const facts = { ...given, tools: given.tools.map(named) };
  const { rows, left } = toolRows(facts);
  const [smells, findings] = [facts.findings.filter(isSmell), facts.findings.filter((one) => !isSmell(one))];
  const difference = facts.difference ? [differenceOf(facts.difference)] : [];
  const changes = facts.difference?.comparison.changes.length ?? 0;
  return {
    name: boundedLine(facts.server, bounds.name),
    source: boundedLine(facts.source, bounds.pointer),
    figures: figuresOf(facts, smells.length),
    sections: [
      { id: "clients", title: "Clients", count: number(facts.clients.length) },
      { id: "tokens", title: "Tokens", count: number(facts.totals.tokens) },
      { id: "smells", title: "Descriptions", count: number(smells.length) },
      { id: "findings", title: "Findings", count: number(findings.length) },
      ...difference.map(() => ({ id: "difference", title: "Difference", count: number(changes) })),
      { id: "tools", title: "Tools", count: number(facts.totals.tools) },
    ],
    clients: facts.clients.map(clientRow),
    budget: `Clients take about ${number(fits.tools)} tools and ${number(fits.tokens)} tokens; this list has ${number(facts.totals.tools)} and ${number(facts.totals.tokens)}.`,
    map: tokenMapOf(facts.tools, Math.min(most.tools, rows.length)),
    smells: smellRows(facts),
    smellGroups: groupsOf(smells, rooms.smells),
    findings: groupsOf(findings, rooms.findings),
    difference,
    tools: rows,
    toolsLeft: moreNote(left, "tool"),
  };
};

/** Even a name that shows nothing has its row. */
const named = (tool: ListToolFacts): ListToolFacts =>
  /\S/.test(tool.name) ? tool : { ...tool, name: "(blank)" };

const isSmell = ({ clients }: ListFinding): boolean => clients.length === 0;

const groupsOf = (findings: readonly ListFinding[], room: number) =>
  findingGroups(
    findings.map(({ diagnostic }) => diagnostic),
    {
      locate: () => undefined,
      rows: most.rows,
      message: lengths.message,
      fits: createRoom(room),
      all: "jackfield report --list … --json",
    },
  );

const figuresOf = (
  { totals, clients, difference, tools }: ListFacts,
  smells: number,
): ListPage["figures"] => {
  const products = Object.values(clientFacts);
  const taking = products.filter(({ rules }) => verdictOf(clients, rules) === "takes").length;
  const refusing = products.filter(({ rules }) => verdictOf(clients, rules) === "refuses").length;
  const most = tools[0];
  return [
    { label: "Tools", value: number(totals.tools), note: "in the list" },
    {
      label: "Tokens",
      value: number(totals.tokens),
      note: most ? `${clipped(most.name, 40)} takes ${percent(most.tokens, totals.tokens)}` : "none",
    },
    {
      label: "Clients that take it",
      value: `${taking} of ${products.length}`,
      note:
        refusing === 0
          ? "none refuses a tool"
          : `${refusing === 1 ? "1 client refuses" : `${refusing} clients refuse`} tools`,
    },
    {
      label: "Left unsaid",
      value: number(smells),
      note:
        smells === 0
          ? "by any description"
          : `in ${counted(tools.filter((tool) => tool.smells.length > 0).length, "tool")}`,
    },
    ...(difference
      ? [
          {
            label: "Breaking changes",
            value: number(difference.comparison.totals.breaking),
            note: `of ${counted(difference.comparison.changes.length, "change")}`,
          },
        ]
      : []),
  ];
};

const verdictOf = (clients: readonly ClientVerdict[], rules: Client): ListVerdict =>
  clients.find(({ client }) => client === rules)?.verdict ?? "takes";

const verdictWords: Readonly<Record<ListVerdict, string>> = {
  takes: "takes it",
  loses: "takes it, with losses",
  refuses: "refuses tools",
};

const clientRow = ({ client, verdict, reasons }: ClientVerdict): ClientRow => ({
  names: Object.values<ClientFacts>(clientFacts)
    .filter(({ rules }) => rules === client)
    .map(({ title, searches }) => (searches ? `${title} (searches long lists by itself)` : title))
    .join(", "),
  rules: client,
  verdict,
  word: verdictWords[verdict],
  limits: limitRows(client),
  reasons: reasons.map(({ code, tools }) => ({
    code,
    anchor: anchorOf(code),
    count: tools === 0 ? "the whole list" : counted(tools, "tool"),
  })),
});

const limitRows = (client: Client): ClientRow["limits"] => {
  const { tools, name, fullName, argument, description } = listLimits[client];
  const limit = (label: string, pattern = "") => ({ label, pattern });
  return [
    ...(tools === undefined ? [] : [limit(`${number(tools)} tools`)]),
    ...(fullName ? [limit(`${fullName.most} characters of a name with the server's`)] : []),
    ...(description === undefined ? [] : [limit(`${number(description)} characters of a description`)]),
    ...(name ? [limit("names of tools:", name.source)] : []),
    ...(argument ? [limit("names of arguments:", argument.source)] : []),
  ];
};

/** What a description should say, and the code of its absence. */
const subjects: readonly (readonly [code: LintCode, title: string, word: string])[] = [
  ["lint/no-purpose", "What it does and when to use it", "purpose"],
  ["lint/unexplained-input", "What its inputs mean", "inputs"],
  ["lint/no-limits", "What it refuses and how much it takes", "limits"],
  ["lint/no-example", "An example where a value cannot be guessed", "example"],
];

const smellRows = ({ tools }: ListFacts): readonly SmellRow[] =>
  subjects.map(([code, title]) => {
    const lacking = tools.filter(({ smells }) => smells.includes(code)).length;
    return {
      title,
      code,
      anchor: anchorOf(code),
      count: `${number(lacking)} of ${number(tools.length)}`,
      width: percent(lacking, tools.length),
    };
  });

const toolRows = ({ tools }: ListFacts): { readonly rows: readonly ListToolRow[]; readonly left: number } => {
  const hasRoom = createRoom(rooms.tools);
  const rows: ListToolRow[] = [];
  for (const tool of tools.slice(0, most.tools)) {
    const row: ListToolRow = {
      name: boundedLine(tool.name, lengths.name),
      summary: boundedLine(tool.summary, lengths.summary),
      tokens: number(tool.tokens),
      lacks: subjects.flatMap(([code, , word]) => (tool.smells.includes(code) ? [word] : [])).join(", "),
      clients: tool.clients.join(", "),
    };
    if (!hasRoom(rowBytes + bytesOf(row.name + row.tokens + row.lacks + row.clients))) break;
    rows.push(row);
  }
  const summaries = rows.reduce((sum, { summary }) => sum + summaryBytes + bytesOf(summary), 0);
  return {
    rows: summaries <= rooms.summaries ? rows : rows.map((row) => ({ ...row, summary: "" })),
    left: tools.length - rows.length,
  };
};

/** Of the markup around a row and a summary. */
const rowBytes = 45;
const summaryBytes = 20;

const differenceOf = ({ source, comparison }: NonNullable<ListFacts["difference"]>): DifferencePart => {
  const hasRoom = createRoom(rooms.difference);
  const shown = comparison.changes.slice(0, most.changes).flatMap((change) => {
    const line = {
      sentence: boundedLine(sentence(change), lengths.message),
      reason: boundedLine(change.reason, lengths.message),
    };
    return hasRoom(rowBytes + bytesOf(line.sentence + line.reason)) ? [{ change, line }] : [];
  });
  const of = (breaking: SurfaceChange["breaking"]) =>
    shown.flatMap(({ change, line }) => (change.breaking === breaking ? [line] : []));
  return {
    source: boundedLine(source, bounds.pointer),
    headline: comparison.changes.length === 0 ? "" : comparisonHeadline(comparison),
    breaking: of(true),
    others: of(false),
    left: moreNote(comparison.changes.length - shown.length, "change"),
  };
};
