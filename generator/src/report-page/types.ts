import type { DescribedScheme } from "@jackfield/contract";
import type { PatchedSpec } from "../2-patch/index.js";
import type { Plan } from "../4-plan/types.js";
import type { Diagnostic, Severity } from "../report/index.js";
import type { Surface } from "../surface/index.js";

/** What a report is made from: what `inspect` knows, and the values that it was made from. */
export type ReportFacts = {
  readonly plan: Plan;
  readonly surface: Surface;
  readonly specs: readonly PatchedSpec[];
  readonly diagnostics: readonly Diagnostic[];
  readonly summary: ReportSummary;
  /** What clients take of a tool list: beyond either, `auto` searches. */
  readonly limits: { readonly tools: number; readonly tokens: number };
};

/** The figures of a server that page and inspection show. */
export type ReportSummary = {
  readonly name: string;
  readonly apis: readonly ReportApi[];
  /** Ids of optional specs that were never pulled. */
  readonly absent: readonly string[];
  readonly credentials: {
    readonly schemes: readonly DescribedScheme[];
    /** Takes a whole Authorization header, whatever the schemes. */
    readonly authorization: string;
  };
  readonly tokens: {
    /** Of `tools/list` with every tool, and in search mode. */
    readonly all: number;
    readonly search: number;
  };
  /** What `--mode auto` does when nothing is selected; `why` is there when it searches. */
  readonly auto: { readonly mode: "all" | "search"; readonly why?: string };
  readonly profiles: readonly { readonly name: string; readonly tools: number; readonly tokens: number }[];
};

export type ReportApi = {
  readonly id: string;
  readonly title: string;
  readonly version: string;
  /** As the document says: `3.0.3`. */
  readonly openapi: string;
  readonly source: string;
  readonly servers: readonly string[];
  readonly operations: number;
  readonly tools: number;
  readonly skipped: readonly { readonly pointer: string; readonly code: string }[];
};

/**
 * The page as data: every text is bounded and readable, nothing is escaped. What was left out for size says so where it
 * is missing. Empty texts and lists stand for "none", since templates know no optional values.
 */
export type ReportPage = {
  readonly title: string;
  readonly name: string;
  readonly figures: readonly Figure[];
  readonly sections: readonly { readonly id: string; readonly title: string; readonly count: string }[];
  readonly apis: readonly ApiCard[];
  /** Ids of optional specs that were never pulled, in words. */
  readonly absent: string;
  readonly credentials: { readonly rows: readonly CredentialRow[]; readonly authorization: string };
  readonly budget: Budget;
  readonly tools: readonly ToolEntry[];
  readonly toolsLeft: string;
  readonly profiles: readonly string[];
  readonly receivers: readonly ReceiverRow[];
  readonly receiversLeft: string;
  readonly patches: readonly PatchGroup[];
  readonly patchesLeft: string;
  readonly findings: readonly FindingGroup[];
};

export type Figure = { readonly label: string; readonly value: string; readonly note: string };

export type ApiCard = {
  readonly title: string;
  readonly rows: readonly { readonly label: string; readonly value: string; readonly code: boolean }[];
  readonly servers: readonly string[];
  readonly left: readonly { readonly pointer: string; readonly code: string }[];
  readonly more: string;
};

/** Where the server takes a webhook in. */
export type ReceiverRow = {
  readonly path: string;
  readonly method: string;
  readonly event: string;
  /** How its sender is checked. */
  readonly check: string;
  readonly description: string;
  readonly source: string;
};

export type CredentialRow = {
  readonly scheme: string;
  readonly apis: string;
  readonly sent: string;
  /** Alternatives, each needed whole. */
  readonly ways: readonly string[];
};

export type Budget = {
  readonly lists: readonly ListCost[];
  readonly limit: { readonly tokens: string; readonly tools: string; readonly at: string };
  readonly verdict: string;
  readonly top: readonly ToolCost[];
  readonly share: string;
};

/** A list that a client may be given. Lengths are percentages of the chart's width. */
export type ListCost = {
  readonly name: string;
  readonly tools: string;
  readonly tokens: string;
  readonly width: string;
  readonly over: boolean;
};

type ToolCost = { readonly name: string; readonly tokens: string; readonly width: string };

export type Effect = "reads" | "changes" | "destroys";

export type ToolEntry = {
  readonly name: string;
  readonly title: string;
  readonly method: string;
  readonly path: string;
  readonly effect: Effect;
  readonly hints: readonly string[];
  readonly tokens: number;
  readonly cost: string;
  readonly tags: readonly string[];
  readonly profiles: readonly string[];
  readonly patches: readonly { readonly by: string; readonly anchor: string }[];
  readonly description: string;
  readonly source: string;
  readonly arguments: readonly ArgumentRow[];
  readonly argumentsLeft: string;
  /** The advertised schema; empty when the page has no room for it. */
  readonly schema: string;
  readonly schemaNote: string;
  readonly findings: readonly {
    readonly severity: Severity;
    readonly code: string;
    readonly message: string;
  }[];
};

export type ArgumentRow = {
  readonly name: string;
  readonly place: string;
  readonly required: boolean;
  readonly type: string;
  readonly notes: string;
  readonly description: string;
};

export type PatchGroup = {
  readonly by: string;
  readonly anchor: string;
  readonly kind: "patch" | "repair";
  readonly reason: string;
  readonly count: string;
  readonly tools: readonly string[];
  readonly toolsLeft: string;
  readonly changes: readonly ChangeEntry[];
  /** Few enough to be shown at once. */
  readonly open: boolean;
  readonly left: string;
};

export type ChangeEntry = {
  readonly action: string;
  readonly pointer: string;
  readonly place: string;
  /** Where it differs from the group's. */
  readonly reason: string;
  readonly before: readonly DiffLine[];
  readonly after: readonly DiffLine[];
  readonly note: string;
};

/** `blank` keeps the two sides in step, `fold` stands for equal lines that are not shown. */
export type DiffLine = { readonly kind: "same" | "changed" | "blank" | "fold"; readonly text: string };

export type FindingGroup = {
  readonly code: string;
  /** The id of the group in the page. */
  readonly anchor: string;
  readonly severity: Severity;
  readonly word: string;
  readonly count: string;
  readonly fix: string;
  readonly rows: readonly { readonly place: string; readonly pointer: string; readonly message: string }[];
  readonly left: string;
  /** The command that lists all of them. */
  readonly all: string;
};
