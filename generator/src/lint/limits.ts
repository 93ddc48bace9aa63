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

/** One finding, with every client that it concerns. */
export type Finding = Flaw & {
  readonly code: LintCode;
  readonly clients: readonly Client[];
  /** Index of the tool; absent when the list as a whole is meant. */
  readonly tool?: number;
  /** Tokens from the tool to the part that is meant: `["inputSchema", "properties", "a"]`. */
  readonly path: readonly (string | number)[];
};

/** The clients and model APIs whose limits are known. */
export const clients = ["anthropic", "openai", "gemini", "cursor", "vscode"] as const;
export type Client = (typeof clients)[number];

/**
 * What clients and model APIs take, as their documentation and the reports of their users have it. One place, since
 * these figures age: a limit that has fallen is a line to delete.
 */
type ClientLimits = {
  /** Names of tools; others are refused. */
  readonly name?: RegExp;
  /** Longest name with what the host puts before it. */
  readonly fullName?: { readonly most: number; readonly with: (server: string, tool: string) => string };
  /** Most tools of one request, or of all servers together. */
  readonly tools?: number;
  /** Names of arguments. */
  readonly argument?: RegExp;
  /** Characters of a description that reach the model. */
  readonly description?: number;
};

const plainName = /^[a-zA-Z0-9_-]{1,64}$/;

export const limits: Readonly<Record<Client, ClientLimits>> = {
  anthropic: {
    name: plainName,
    fullName: { most: 64, with: (server, tool) => `mcp__${server}__${tool}` },
    argument: /^[a-zA-Z0-9_.-]{1,64}$/,
    description: 2048,
  },
  openai: { name: plainName, tools: 128 },
  gemini: { name: /^[a-zA-Z_][a-zA-Z0-9_.:-]{0,63}$/ },
  // Longer ones are hidden without a word.
  cursor: { fullName: { most: 60, with: (server, tool) => `${server}:${tool}` }, tools: 80 },
  vscode: {
    name: plainName,
    // The prefix of a server is cut to 18 characters.
    fullName: { most: 64, with: (server, tool) => `${`mcp_${server}`.slice(0, 17)}_${tool}` },
    tools: 128,
  },
};
