import { statSync } from "node:fs";
import { parseArgs } from "node:util";
import { type App, clientNames, type Environment } from "@jackfield/contract";
import {
  type ConfirmPolicy,
  checkHosts,
  commaList,
  confirmPolicies,
  type Mode,
  modes,
} from "@jackfield/runtime";
import { argumentProblem, Problem } from "../problem.js";
import { type Clients, clientsIn } from "./clients.js";
import { type EventsOptions, eventsFlags, readEventsOptions } from "./events.js";
import type { Flags } from "./flags.js";
import { type HttpOptions, httpFlags, readHttpOptions } from "./http.js";

/** What the command line and the environment say about serving; checked. */
export type ServeOptions = Clients & {
  readonly baseUrl?: string;
  readonly noAuth: boolean;
  readonly tools: readonly string[];
  readonly excludeTools: readonly string[];
  readonly profiles: readonly string[];
  readonly tags: readonly string[];
  readonly mode: Mode;
  /** True: only tools that change nothing. False: `<prefix>_READ_ONLY` decides. */
  readonly readOnly: boolean;
  /** Header name → variable that holds its value. */
  readonly headerVariables: Readonly<Record<string, string>>;
  readonly allowedTokenHosts: readonly string[];
  readonly allowedHosts: readonly string[];
  /** Values for the variables of server URLs. */
  readonly serverVariables: Readonly<Record<string, string>>;
  /** Folders whose files may be uploaded. */
  readonly files: readonly string[];
  /** Keep the API's cookies between the calls of a tenant. */
  readonly keepCookies: boolean;
  readonly timeoutSeconds: number;
  /** When a person is asked before a tool runs. */
  readonly confirm: ConfirmPolicy;
  /** Absent: standard input and output. */
  readonly http?: HttpOptions;
  /** Absent: the server receives and keeps no events. */
  readonly events?: EventsOptions;
};

export type ParsedOptions =
  | { readonly kind: "serve"; readonly options: ServeOptions }
  | { readonly kind: "help" }
  | { readonly kind: "version" }
  /** One line for the operator; exit code 2. */
  | { readonly kind: "problem"; readonly problem: string };

/** Every flag of a server: the one list for parsing and help. */
export const serveFlags = {
  "base-url": {
    type: "string",
    value: "<url>",
    doc: "Send calls to this server instead of the API's own (or JACKFIELD_BASE_URL)",
  },
  "no-auth": { type: "boolean", doc: "Send no credentials" },
  tools: { type: "string", multiple: true, value: "<a,b>", doc: "Serve only these tools" },
  "exclude-tools": { type: "string", multiple: true, value: "<a,b>", doc: "Never serve these tools" },
  profile: {
    type: "string",
    multiple: true,
    value: "<a,b>",
    doc: "Serve the tools of these profiles; full means all",
  },
  tags: { type: "string", multiple: true, value: "<a,b>", doc: "Serve only tools with one of these tags" },
  "read-only": { type: "boolean", doc: "Serve only tools that change nothing" },
  mode: {
    type: "string",
    value: "<auto|all|search>",
    doc: "List all tools, or four that search, describe, read with and call them; auto: all unless there are more than clients accept",
  },
  "header-env": {
    type: "string",
    multiple: true,
    value: "<Name=VAR>",
    doc: "Send the value of VAR as header Name to the API's servers",
  },
  "allow-host": {
    type: "string",
    multiple: true,
    value: "<host>",
    doc: "Also send credentials to this host, which is not one of the API's own",
  },
  "allow-token-host": {
    type: "string",
    multiple: true,
    value: "<host>",
    doc: "Also get access tokens from this host, which is not one of the API's own",
  },
  "server-variable": {
    type: "string",
    multiple: true,
    value: "<name=value>",
    doc: "Fill in a variable of the API's server URL (or JACKFIELD_SERVER_<NAME>)",
  },
  files: {
    type: "string",
    multiple: true,
    value: "<folder>",
    doc: "Allow uploads of files in this folder, by file: URLs in arguments",
  },
  cookies: {
    type: "boolean",
    doc: "Keep the API's cookies between calls, each tenant its own, for APIs that sign in by a session",
  },
  confirm: {
    type: "string",
    value: "<off|marked|destructive|all>",
    doc: "Ask a person before a tool runs: tools marked for it (the default), destructive tools too, or every tool that changes something",
  },
  client: {
    type: "string",
    multiple: true,
    value: "<name|bearer=name>",
    doc: `Serve in the way that suits this client, or the caller of this --bearer: ${clientNames.join(", ")}`,
  },
  timeout: { type: "string", value: "<seconds>", doc: "Time limit of a call, default 30" },
  ...httpFlags,
  ...eventsFlags,
  help: { type: "boolean", doc: "Show this text" },
  version: { type: "boolean", doc: "Show the version" },
} as const satisfies Flags;

const parse = (argv: readonly string[]) => {
  try {
    return parseArgs({ args: [...argv], options: serveFlags, strict: true, allowPositionals: false }).values;
  } catch (error) {
    throw argumentProblem(error, Object.keys(serveFlags));
  }
};

const seconds = (text: string | undefined): number => {
  if (text === undefined) return 30;
  const value = Number(text);
  if (text.trim() !== "" && value > 0 && value <= 86_400) return value;
  throw new Problem(`--timeout must be a number of seconds above 0, got "${text.slice(0, 40)}".`);
};

type Choice<Word> = {
  readonly flag: string;
  readonly variable: string;
  readonly words: readonly Word[];
  readonly usual: Word;
};

/** One of a few words, from a flag or a variable. */
const choiceOf = <Word extends string>(
  given: string | undefined,
  { flag, variable, words, usual }: Choice<Word>,
  environment: Environment,
): Word => {
  const text = (given ?? environment[variable] ?? "").trim();
  if (text === "" && given === undefined) return usual;
  const word = words.find((one) => one === text);
  if (word !== undefined) return word;
  const name = given === undefined ? variable : flag;
  throw new Problem(`${name} must be one of ${words.join(", ")}, got "${text.slice(0, 40)}".`);
};

const modeChoice = (prefix: string): Choice<Mode> => ({
  flag: "--mode",
  variable: `${prefix}_MODE`,
  words: modes,
  usual: "auto",
});

const confirmChoice = (prefix: string): Choice<ConfirmPolicy> => ({
  flag: "--confirm",
  variable: `${prefix}_CONFIRM`,
  words: confirmPolicies,
  usual: "marked",
});

const headerVariables = (
  pairs: readonly string[],
  environment: Environment,
): Readonly<Record<string, string>> => {
  const entries = pairs.map((pair): [string, string] => {
    const [, name, variable] = /^([!#$%&'*+\-.^_`|~0-9A-Za-z]+)=([A-Za-z_]\w*)$/.exec(pair) ?? [];
    // The text itself is not repeated: somebody may have written the secret where its variable belongs.
    if (name === undefined || variable === undefined)
      throw new Problem("--header-env takes Name=VAR, where VAR names an environment variable.");
    if (!environment[variable]?.trim())
      throw new Problem(`--header-env ${name}: the variable after "=" is not set.`);
    return [name, variable];
  });
  return Object.fromEntries(entries);
};

const serverVariables = (pairs: readonly string[]): Readonly<Record<string, string>> =>
  Object.fromEntries(
    pairs.map((pair) => {
      const [, name, value] = /^([^=]+)=(.+)$/s.exec(pair) ?? [];
      if (name === undefined || value === undefined)
        throw new Problem(`--server-variable takes name=value, got "${pair.slice(0, 40)}".`);
      return [name.trim(), value.trim()];
    }),
  );

const foldersIn = (folders: readonly string[]): readonly string[] => {
  const missing = folders.find((folder) => !statSync(folder, { throwIfNoEntry: false })?.isDirectory());
  if (missing !== undefined) throw new Problem(`--files ${missing}: the folder does not exist.`);
  return folders;
};

const listOf = (flag: string, values: readonly string[] | undefined): readonly string[] => {
  const names = (values ?? []).flatMap((value) => commaList(value));
  if (values !== undefined && names.length === 0) throw new Problem(`--${flag} needs at least one name.`);
  return names;
};

/** Reads the command line (without node and script) and checks it together with the server's environment variables. */
export const readOptions = (
  argv: readonly string[],
  app: Pick<App, "definition" | "extension">,
  environment: Environment,
): ParsedOptions => {
  const { definition } = app;
  try {
    const values = parse(argv);
    if (values.help) return { kind: "help" };
    if (values.version) return { kind: "version" };
    const baseUrl = (values["base-url"] ?? environment.JACKFIELD_BASE_URL)?.trim();
    if (values["base-url"]?.trim() === "") throw new Problem("--base-url needs a URL.");
    const base = baseUrl === undefined || baseUrl === "" ? {} : { baseUrl };
    const problem = checkHosts(definition, { environment, ...base });
    if (problem !== undefined) throw new Problem(problem);
    const http = readHttpOptions(values, definition.prefix, environment);
    const clients = clientsIn(values.client ?? [], `${definition.prefix}_CLIENT`, { environment, http });
    const events = readEventsOptions(values, app, { environment, http });
    return {
      kind: "serve",
      options: {
        ...base,
        noAuth: values["no-auth"] === true,
        tools: listOf("tools", values.tools),
        excludeTools: listOf("exclude-tools", values["exclude-tools"]),
        profiles: listOf("profile", values.profile),
        tags: listOf("tags", values.tags),
        mode: choiceOf(values.mode, modeChoice(definition.prefix), environment),
        readOnly: values["read-only"] === true,
        headerVariables: headerVariables(values["header-env"] ?? [], environment),
        allowedTokenHosts: listOf("allow-token-host", values["allow-token-host"]),
        allowedHosts: listOf("allow-host", values["allow-host"]),
        serverVariables: serverVariables(values["server-variable"] ?? []),
        files: foldersIn(values.files ?? []),
        keepCookies: values.cookies === true,
        timeoutSeconds: seconds(values.timeout),
        confirm: choiceOf(values.confirm, confirmChoice(definition.prefix), environment),
        ...clients,
        ...(http && { http }),
        ...(events && { events }),
      },
    };
  } catch (error) {
    if (error instanceof Problem) return { kind: "problem", problem: error.message };
    throw error;
  }
};
