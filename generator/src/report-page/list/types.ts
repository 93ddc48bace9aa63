import type { Comparison } from "../../diff/index.js";
import type { Client, ClientVerdict, LintCode, ListVerdict } from "../../lint/index.js";
import type { Diagnostic } from "../../report/index.js";
import type { Figure, FindingGroup } from "../types.js";

/** What is known of a tools/list result, of whatever server. */
export type ListFacts = {
  /** The name under which clients know the server. */
  readonly server: string;
  /** Where the list was read from, as people know it. */
  readonly source: string;
  readonly totals: { readonly tools: number; readonly tokens: number };
  /** The most expensive first. */
  readonly tools: readonly ListToolFacts[];
  readonly clients: readonly ClientVerdict[];
  /** What clients would refuse, hide or misread, and what descriptions leave out. */
  readonly findings: readonly ListFinding[];
  readonly difference?: { readonly source: string; readonly comparison: Comparison };
};

export type ListToolFacts = {
  readonly name: string;
  /** The first sentence of its description. */
  readonly summary: string;
  readonly tokens: number;
  /** Codes of the smells of its texts. */
  readonly smells: readonly LintCode[];
  /** Those that have something against it. */
  readonly clients: readonly Client[];
};

export type ListFinding = {
  readonly diagnostic: Diagnostic;
  readonly code: LintCode;
  /** Index of the tool in the list that was read; absent: the list as a whole. */
  readonly tool?: number;
  /** Empty for a smell. */
  readonly clients: readonly Client[];
};

/** The page as data, bounded and readable like `ReportPage`. */
export type ListPage = {
  readonly name: string;
  readonly source: string;
  readonly figures: readonly Figure[];
  readonly sections: readonly { readonly id: string; readonly title: string; readonly count: string }[];
  readonly clients: readonly ClientRow[];
  /** What clients take, and how much of it this list is. */
  readonly budget: string;
  readonly map: TokenMap;
  readonly smells: readonly SmellRow[];
  readonly smellGroups: readonly FindingGroup[];
  readonly findings: readonly FindingGroup[];
  /** At most one. */
  readonly difference: readonly DifferencePart[];
  readonly tools: readonly ListToolRow[];
  readonly toolsLeft: string;
};

export type ClientRow = {
  /** The products that have these rules. */
  readonly names: string;
  readonly rules: Client;
  readonly verdict: ListVerdict;
  readonly word: string;
  readonly limits: readonly { readonly label: string; readonly pattern: string }[];
  readonly reasons: readonly { readonly code: LintCode; readonly anchor: string; readonly count: string }[];
};

/** A rectangle per tool, in the order of the table. Places are percentages of the map. */
export type TokenMap = {
  readonly label: string;
  readonly cells: readonly MapCell[];
  /** What one rectangle more stands for; empty where every tool has its own. */
  readonly rest: string;
};

export type MapCell = Box & {
  readonly color: string;
  /** Empty where there is no room for them. */
  readonly name: string;
  readonly tokens: string;
};

export type Box = {
  readonly x: string;
  readonly y: string;
  readonly width: string;
  readonly height: string;
};

export type SmellRow = {
  readonly title: string;
  readonly code: LintCode;
  readonly anchor: string;
  readonly count: string;
  readonly width: string;
};

export type DifferencePart = {
  readonly source: string;
  readonly headline: string;
  readonly breaking: readonly { readonly sentence: string; readonly reason: string }[];
  readonly others: readonly { readonly sentence: string; readonly reason: string }[];
  readonly left: string;
};

export type ListToolRow = {
  readonly name: string;
  readonly summary: string;
  readonly tokens: string;
  /** Words for what its texts leave out: `limits, example`. */
  readonly lacks: string;
  readonly clients: string;
};
