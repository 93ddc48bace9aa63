/**
 * What clients and model APIs take, as their documentation and the reports of their users have it. One place, since these
 * facts age: `jackfield lint` judges lists by it, `--client` chooses by it, and the guide shows how each client is set up.
 */

/** Those who have rules of their own for a list of tools. */
export const ruleSets = ["anthropic", "openai", "gemini", "cursor", "vscode"] as const;
export type RuleSet = (typeof ruleSets)[number];

export type ListLimits = {
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

/** A limit that has fallen is a line to delete. */
export const listLimits: Readonly<Record<RuleSet, ListLimits>> = {
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

export const clientNames = [
  "claude-code",
  "claude-desktop",
  "chatgpt",
  "codex",
  "cursor",
  "vscode",
  "gemini-cli",
  "goose",
] as const;
export type ClientName = (typeof clientNames)[number];

/** How a client is told of a server: the file and the key in it, or that it takes URLs only. */
export type ClientSetup =
  | { readonly kind: "json" | "toml" | "yaml"; readonly file: string; readonly key: string }
  | { readonly kind: "url" };

export type ClientFacts = {
  readonly title: string;
  /** Whose limits its lists have to keep. */
  readonly rules: RuleSet;
  /** It finds tools in a long list by itself, so search mode would only hide them. */
  readonly searches?: true;
  /** Bytes of a result that it shows a model when the tool's `_meta` asks for them; absent: the usual. */
  readonly resultBytes?: number;
  readonly setup: ClientSetup;
};

export const clientFacts: Readonly<Record<ClientName, ClientFacts>> = {
  "claude-code": {
    title: "Claude Code",
    rules: "anthropic",
    searches: true,
    resultBytes: 100_000,
    setup: { kind: "json", file: ".mcp.json", key: "mcpServers" },
  },
  "claude-desktop": {
    title: "Claude Desktop",
    rules: "anthropic",
    setup: { kind: "json", file: "claude_desktop_config.json", key: "mcpServers" },
  },
  chatgpt: { title: "ChatGPT", rules: "openai", setup: { kind: "url" } },
  codex: {
    title: "Codex",
    rules: "openai",
    setup: { kind: "toml", file: "~/.codex/config.toml", key: "mcp_servers" },
  },
  cursor: {
    title: "Cursor",
    rules: "cursor",
    setup: { kind: "json", file: ".cursor/mcp.json", key: "mcpServers" },
  },
  vscode: {
    title: "VS Code",
    rules: "vscode",
    setup: { kind: "json", file: ".vscode/mcp.json", key: "servers" },
  },
  "gemini-cli": {
    title: "Gemini CLI",
    rules: "gemini",
    setup: { kind: "json", file: "~/.gemini/settings.json", key: "mcpServers" },
  },
  goose: {
    title: "Goose",
    rules: "openai",
    setup: { kind: "yaml", file: "~/.config/goose/config.yaml", key: "extensions" },
  },
};
