import { parseArgs } from "node:util";
import { Failure } from "../failure.js";

type Flag = {
  readonly type: "string" | "boolean";
  readonly multiple?: true;
  /** What stands for the value in the help text. */
  readonly value?: string;
  readonly text: string;
  readonly in: "all" | "server" | "one" | readonly string[];
};

/**
 * All flags: where they are allowed, and what the help says. `server` means every command that talks to servers, `one`
 * those that may name a single one: its credentials are nobody else's.
 */
const flags = {
  config: {
    type: "string",
    multiple: true,
    value: "file",
    text: "read this configuration, and no other",
    in: "all",
  },
  home: { type: "string", value: "dir", text: "folder of tokens and other state", in: "all" },
  "log-level": { type: "string", value: "level", text: "error, warn, info (default) or debug", in: "all" },
  "log-file": { type: "string", value: "file", text: "write the log to a file too", in: "all" },
  "no-color": { type: "boolean", text: "accepted for scripts; output has no colors", in: "all" },
  version: { type: "boolean", text: "print the version", in: "all" },
  help: { type: "boolean", text: "print this text", in: "all" },
  header: { type: "string", multiple: true, value: "'Name: value'", text: "send a header", in: "one" },
  "header-env": {
    type: "string",
    multiple: true,
    value: "Name=VAR",
    text: "send a header whose value is in a variable",
    in: "one",
  },
  "bearer-env": { type: "string", value: "VAR", text: "token from a variable", in: "one" },
  "bearer-file": { type: "string", value: "file", text: "token from a file", in: "one" },
  transport: { type: "string", value: "kind", text: "auto (default), http or sse", in: "server" },
  protocol: { type: "string", value: "era", text: "auto (default), legacy or modern", in: "server" },
  resource: {
    type: "string",
    value: "uri",
    text: "OAuth resource, instead of the server's address",
    in: "one",
  },
  "no-resource": { type: "boolean", text: "send no OAuth resource", in: "one" },
  scope: { type: "string", multiple: true, value: "scope", text: "ask for this OAuth scope", in: "one" },
  "client-id": { type: "string", value: "id", text: "OAuth client that you registered", in: "one" },
  "client-secret-env": { type: "string", value: "VAR", text: "its secret, from a variable", in: "one" },
  "client-metadata-url": {
    type: "string",
    value: "url",
    text: "https address of a client metadata document",
    in: "one",
  },
  "callback-port": { type: "string", value: "n", text: "port for the browser to come back to", in: "server" },
  "callback-host": { type: "string", value: "host", text: "127.0.0.1 (default) or localhost", in: "server" },
  auth: {
    type: "string",
    value: "how",
    text: "auto (default), none, browser, paste, device or tool",
    in: "server",
  },
  "auth-timeout": { type: "string", value: "s", text: "seconds for a login (300)", in: "server" },
  "connect-timeout": {
    type: "string",
    value: "s",
    text: "seconds to reach the server at the start (30)",
    in: "server",
  },
  "request-timeout": {
    type: "string",
    value: "s",
    text: "seconds for an answer (0: the host decides)",
    in: "server",
  },
  "ignore-tool": { type: "string", multiple: true, value: "glob", text: "hide tools", in: "server" },
  "only-tool": { type: "string", multiple: true, value: "glob", text: "hide all other tools", in: "server" },
  "allow-http": { type: "boolean", text: "allow plain http to other machines", in: "server" },
  "max-message-mb": { type: "string", value: "n", text: "largest message in MB (64)", in: "server" },
  "ca-file": {
    type: "string",
    multiple: true,
    value: "file",
    text: "trust the certificates in this file too",
    in: "server",
  },
  "system-ca": {
    type: "boolean",
    text: "trust the system's certificates too (Node 22.15 and later)",
    in: "server",
  },
  proxy: { type: "string", value: "url", text: "proxy, instead of HTTPS_PROXY and HTTP_PROXY", in: "server" },
  session: {
    type: "string",
    value: "name",
    text: "keep these tokens apart from others of the same server",
    in: "server",
  },
  "user-key-env": {
    type: "string",
    value: "VAR",
    text: "keep the logins of each user apart, by this variable",
    in: "server",
  },
  "user-key-header": {
    type: "string",
    value: "Name",
    text: "the same by a header that is sent",
    in: "server",
  },
  profile: { type: "string", value: "name", text: "vendor profile that resolves the address", in: "one" },
  reset: { type: "boolean", text: "forget the cached address first", in: "server" },
  resolve: { type: "boolean", text: "put values in for variables", in: ["list"] },
  "show-secrets": { type: "boolean", text: "do not mask secrets", in: ["list"] },
  approve: {
    type: "string",
    value: "name",
    text: "trust this entry of the project's configuration",
    in: ["list"],
  },
  json: { type: "boolean", text: "print JSON", in: ["list", "status", "connect", "doctor", "resolve"] },
  live: { type: "boolean", text: "connect to the servers too", in: ["status"] },
  timeout: { type: "string", value: "s", text: "seconds to wait", in: ["connect", "login", "status"] },
  browser: { type: "boolean", text: "log in with the browser of this machine", in: ["login"] },
  paste: {
    type: "string",
    value: "url",
    text: "finish with this address (visible in the shell's history; - reads it)",
    in: ["login"],
  },
  device: { type: "boolean", text: "log in with a code on another device", in: ["login"] },
  "print-url": { type: "boolean", text: "print the address, and let complete-login finish", in: ["login"] },
  force: { type: "boolean", text: "log in even if there is a valid token", in: ["login"] },
  "redirect-url": {
    type: "string",
    value: "url",
    text: "where the browser ended up; - reads it (default)",
    in: ["complete-login"],
  },
  "allow-bare-code": {
    type: "boolean",
    text: "accept a code alone, without its state",
    in: ["complete-login", "login"],
  },
  revoke: { type: "boolean", text: "tell the authorization server too", in: ["logout"] },
  all: { type: "boolean", text: "all servers", in: ["logout"] },
  "no-network": { type: "boolean", text: "look at files only", in: ["doctor"] },
  refresh: { type: "boolean", text: "try to refresh the token", in: ["doctor"] },
  url: { type: "string", value: "url", text: "address of the server", in: ["add"] },
  global: { type: "boolean", text: "in the configuration of this user (default)", in: ["add", "remove"] },
  project: { type: "boolean", text: "in the configuration of this folder", in: ["add", "remove"] },
} as const satisfies Readonly<Record<string, Flag>>;

type Table = typeof flags;
type FlagName = keyof Table;
type ValueOf<F> = F extends { readonly type: "boolean" }
  ? boolean
  : F extends { readonly multiple: true }
    ? readonly string[]
    : string;
/** What the command line says. A flag that is not given is absent. */
export type Flags = { readonly [Name in FlagName]?: ValueOf<Table[Name]> };

/** Commands that talk to no server. */
const offline: ReadonlySet<string> = new Set(["list", "add", "remove"]);

export const flagsOf = (command: string): readonly (readonly [FlagName, Flag])[] =>
  Object.entries<Flag>(flags).flatMap(([name, flag]) => {
    const allowed = Array.isArray(flag.in)
      ? flag.in.includes(command)
      : flag.in === "all" || !(offline.has(command) || (flag.in === "one" && command === "serve"));
    return allowed ? [[name as FlagName, flag] as const] : []; // keys of `flags`
  });

/** Flags whose value may be left out: the value then comes from standard input. */
const optionalValues: ReadonlySet<string> = new Set(["--paste", "--redirect-url"]);

const withValues = (args: readonly string[]): readonly string[] =>
  args.map((word, at) => {
    const next = args[at + 1];
    const alone = next === undefined || (next.startsWith("-") && next !== "-");
    return optionalValues.has(word) && alone ? `${word}=` : word;
  });

const pairs: readonly (readonly [FlagName, FlagName])[] = [
  ["device", "paste"],
  ["device", "browser"],
  ["device", "print-url"],
  ["paste", "browser"],
  ["paste", "print-url"],
  ["browser", "print-url"],
  ["resource", "no-resource"],
  ["bearer-env", "bearer-file"],
  ["global", "project"],
];

const splitHeader = /^--header(=|$)/;

/** `--header Name: value` split at the space by a host leaves `value` as a word of its own. */
const explainOrphans = (args: readonly string[], words: readonly string[], most: number): void => {
  if (words.length <= most) return;
  const orphan = args.find((word, at) => {
    const before = args[at - 1] ?? "";
    const named = before.endsWith(":") && (splitHeader.test(args[at - 2] ?? "") || splitHeader.test(before));
    return named && words.includes(word);
  });
  if (orphan === undefined) throw new Failure("usage", `Unexpected argument ${words[most]}`, "See --help.");
  throw new Failure(
    "usage",
    "A header and its value arrived as separate arguments: the host split them at the space",
    "Write --header 'Name:value' without a space, or use --header-env Name=VAR or JACKFIELD_CONNECT_HEADERS.",
  );
};

type CommandLine = {
  readonly flags: Flags;
  readonly words: readonly string[];
  readonly rest: readonly string[];
};

/** Reads the flags of one command. `most` is how many words it takes; what follows `--` is `rest`. */
export const readFlags = (command: string, args: readonly string[], most: number): CommandLine => {
  const split = args.indexOf("--");
  const before = withValues(split < 0 ? args : args.slice(0, split));
  const options = Object.fromEntries(
    flagsOf(command).map(([name, { type, multiple }]) => [name, { type, multiple: multiple === true }]),
  );
  try {
    const { values, positionals } = parseArgs({
      args: [...before],
      options,
      allowPositionals: true,
      strict: true,
    });
    const flagValues = values as Flags; // the options above are made of the table that Flags is made of
    explainOrphans(before, positionals, most);
    const clash = pairs.find(
      ([one, other]) => flagValues[one] !== undefined && flagValues[other] !== undefined,
    );
    if (clash !== undefined) throw new Failure("usage", `--${clash[0]} and --${clash[1]} exclude each other`);
    return { flags: flagValues, words: positionals, rest: split < 0 ? [] : args.slice(split + 1) };
  } catch (error) {
    if (error instanceof Failure) throw error;
    const reason = error instanceof Error ? error.message.split(". ", 1)[0] : String(error);
    throw new Failure(
      "usage",
      reason ?? "The command line cannot be read",
      `See jackfield-connect ${command} --help.`,
    );
  }
};

/** A number of seconds or the like, from a flag. */
export const numberOf = (flags: Flags, name: FlagName, otherwise: number): number => {
  const text = flags[name];
  if (text === undefined) return otherwise;
  if (typeof text === "string" && /^\d+(\.\d+)?$/.test(text)) return Number(text);
  throw new Failure("usage", `--${name} takes a number, not ${String(text)}`);
};

/** One of a few words, from a flag. */
export const oneOf = <Word extends string>(
  flags: Flags,
  name: FlagName,
  words: readonly Word[],
  otherwise: Word,
): Word => {
  const text = flags[name];
  if (text === undefined) return otherwise;
  const word = words.find((one) => one === text);
  if (word !== undefined) return word;
  throw new Failure("usage", `--${name} takes ${words.join(", ")}; not ${String(text)}`);
};
