import { type RuleSet, ruleSets } from "@jackfield/contract";
import type { smellCodes } from "../report/codes/lint.js";
import type { Code } from "../report/codes.js";

/** One entry of a `tools/list` result (MCP `Tool`), as far as clients have limits about it. */
export type ListedTool = {
  readonly name: string;
  readonly description?: string;
  readonly inputSchema: unknown;
};

/** What a client gets: the name of the server, under which tools are listed, and the tools. */
export type Listing = { readonly server: string; readonly tools: readonly ListedTool[] };

export type LintCode = Extract<Code, `lint/${string}`>;
export type SmellCode = Extract<LintCode, keyof typeof smellCodes>;

/** What is wrong, in words that complete the message of its code. */
export type Flaw = { readonly what: string };

/** A rule says of one subject, for one client, what is wrong with it; undefined: nothing. */
export type LintRule<Subject> = {
  readonly code: LintCode;
  /** Those it may concern. */
  readonly clients: readonly Client[];
  readonly find: (subject: Subject, client: Client) => Flaw | undefined;
};

/** A tool, and the name of the server that lists it. */
export type ToolSubject = { readonly tool: ListedTool; readonly server: string };

/** One finding, with every client that it concerns; a smell concerns none in particular. */
export type Finding = Flaw & {
  readonly code: LintCode;
  readonly clients: readonly Client[];
  /** Index of the tool; absent when the list as a whole is meant. */
  readonly tool?: number;
  /** Tokens from the tool to the part that is meant: `["inputSchema", "properties", "a"]`. */
  readonly path: readonly (string | number)[];
};

/** The clients and model APIs whose limits are known. */
export const clients = ruleSets;
export type Client = RuleSet;
