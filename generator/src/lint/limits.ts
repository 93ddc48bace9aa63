import type { Client } from "./types.js";

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
