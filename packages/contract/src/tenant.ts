import type { EventReader } from "./events.js";
import type { Answer, Question } from "./question.js";
import type { ToolResult } from "./result.js";

export type Environment = Readonly<Record<string, string | undefined>>;

/** The values of a tenant's secret variables. They are read when they are needed, so a new value holds at once. */
export type Secrets = {
  /** Undefined when the variable is not set. */
  get(variable: string): string | undefined;
  /**
   * Takes the place of variables until the process ends; undefined unsets one. Only there where the process serves one
   * person, who may bring credentials of their own: on standard input and output.
   */
  set?(values: Environment): void;
};

/** Whose credentials a call uses. */
export type Tenant = {
  readonly id: string;
  readonly secrets: Secrets;
};

/** The person or program that calls, as an authorization server or the name of a bearer token identifies it. */
export type Principal = {
  readonly issuer: string;
  readonly subject: string;
  readonly scopes: readonly string[];
};

/** Levels of MCP logging (RFC 5424); `info` where none is named. */
export type LogLevel = "debug" | "info" | "notice" | "warning" | "error" | "critical" | "alert" | "emergency";

/** What a hand-written tool knows of its call apart from the arguments. */
export type CallContext = {
  /** Aborted when the caller gives up. */
  readonly signal: AbortSignal;
  readonly tenant: Tenant;
  /** Absent on standard input and output, and where nobody has to sign in. */
  readonly principal?: Principal;
  /** Calls another tool of the server with the credentials of the same tenant. Never rejects: a failure is an error result. */
  request(tool: string, args: Readonly<Record<string, unknown>>): Promise<ToolResult>;
  /**
   * Tells the client how far the work is: what is done, of how much, and in words; each number above the last. Clients that do
   * not ask for it hear nothing. Until a tool uses it the client hears once a second that the call still runs.
   */
  progress(done: number, total?: number, message?: string): void;
  /**
   * Asks the person or the client, and waits for the answer. Rejects while there is none: let that pass. When the answer is
   * there the call starts again from its beginning and the same question gets it, so ask before anything is changed. Several
   * questions at once reach the client together. A tool that another tool calls cannot ask.
   */
  ask<Kind extends Question["kind"]>(
    question: Extract<Question, { readonly kind: Kind }>,
  ): Promise<Answer<Kind>>;
  /** Tells the client something for its log (MCP logging), where it listens; secrets are removed. */
  tell(text: string, level?: LogLevel): void;
  /** A resource of the guide is another one now: clients of the same tenant that subscribe to it hear of it. */
  changed(uri: string): void;
  /** The events of the tenant; absent where the server receives none. */
  readonly events?: EventReader;
  /** Writes one line to the operator's log; secrets are removed. */
  log(line: string): void;
};

/** The single tenant of a process: its secrets are the variables of the process environment. */
export const localTenant = (environment: Environment): Tenant => ({
  id: "local",
  secrets: { get: (variable) => environment[variable] },
});

/** The same for a process that serves one person, who may replace the credentials. */
export const personalTenant = (environment: Environment): Tenant => {
  const replaced = new Map<string, string | undefined>();
  return {
    id: "local",
    secrets: {
      get: (variable) => (replaced.has(variable) ? replaced.get(variable) : environment[variable]),
      set(values) {
        for (const [variable, value] of Object.entries(values)) replaced.set(variable, value);
      },
    },
  };
};
