import type { Api, ApiId, Hosts } from "./api.js";
import type { CatalogRecord, SearchIndex } from "./catalog.js";
import type { EventReader } from "./events.js";
import type { Guide } from "./guide.js";
import type { Labels } from "./labels.js";
import type { ToolError } from "./result.js";
import type { CallContext, Secrets, Tenant } from "./tenant.js";
import type { Tool } from "./tool.js";
import type { LiveWebhook, Webhook } from "./webhook.js";

/** Everything that a server is, as data: what `definition.ts` of a generated server holds. */
export type ServerDefinition = {
  readonly name: string;
  readonly title: string;
  readonly version: string;
  readonly instructions?: string;
  readonly apis: Readonly<Record<ApiId, Api>>;
  /** Named tool lists; `default` is what is served when nothing is asked for. Absent or empty: every tool. */
  readonly profiles?: Readonly<Record<string, readonly string[]>>;
  readonly hosts?: Hosts;
  /** Environment variables of the extension, with what each is for. */
  readonly variables?: Readonly<Record<string, string>>;
  /** The APIs send something by themselves; the app has a list of it. */
  readonly webhooks?: true;
  /** Prefix of the server's own variables: `<prefix>_MODE`, `<prefix>_PROFILE`, `<prefix>_TOOLS` … */
  readonly prefix: string;
  /** `assert`: an argument that has not the `format` of its schema is refused. Absent: formats only describe. */
  readonly formats?: "assert";
};

/** A runnable server: its definition, its catalog and a way to get a tool. */
export type App = {
  readonly definition: ServerDefinition;
  /** Sorted by name (code unit). Called when a client first asks. */
  catalog(): Promise<readonly CatalogRecord[]>;
  /** The tool of a catalog record; called on the tool's first call. */
  load(record: CatalogRecord): Promise<Tool>;
  /** What search mode looks through; called on the first search. Absent: the app cannot be searched. */
  search?(): Promise<SearchIndex>;
  /** What the APIs send by themselves, by path; read where events are on. Absent: nothing. */
  webhooks?(): Promise<readonly Webhook[]>;
  readonly extension?: Extension;
};

/** What an argument should be, in a sentence that goes on from its path. */
export type Fault = { readonly path: string; readonly expected: string };

/** What a vendor's package says of a call before it is sent. */
export type Review = {
  /** What the call does, with its figures; the person who is asked reads it. */
  readonly summary?: string;
  /** Everything that the API would refuse, although the arguments fit the schema. With one, nobody is asked and nothing is sent. */
  readonly faults?: readonly Fault[];
};

/** How an app is about to be served. */
export type Situation = {
  readonly transport: "stdio" | "http";
  /** Absent where every tenant has its own. */
  readonly secrets?: Secrets;
  /** Webhooks are received and kept. */
  readonly hasEvents: boolean;
};

/** Prepares a reply that a person wrote for a key, or says what is wrong with it, a line for each fault. */
export type ReadReply = (
  reply: { readonly key: string; readonly text: string },
  context: { readonly events: EventReader; readonly tenant: Tenant },
) =>
  | { readonly ok: true; readonly text: string }
  | { readonly ok: false; readonly problems: readonly string[] };

/** What a vendor's package may add to the generated behavior. */
export type Extension = {
  /** More webhooks, next to those of the app; one with the same path takes the place of the other. */
  readonly webhooks?: readonly (Webhook | LiveWebhook)[];
  /** Checks replies of the console; absent: every text is a reply. */
  readonly readReply?: ReadReply;
  /** Words of the console; absent: it shows names and keys. */
  readonly labels?: Labels;
  /** Instructions, resources, prompts and skills. */
  readonly guide?: Guide;
  /** The tool by which a person brings credentials, where the process serves one person: errors for want of them name it. */
  readonly signInTool?: string;
  /** The package has tools of its own that read events, so the general ones are not added. */
  readonly ownEventTools?: true;
  /**
   * Called once when the server can be reached, with the rights of its only tenant; never where every tenant has
   * credentials of its own. What it throws is a line in the log.
   */
  ready?(context: CallContext): Promise<void>;
  /** Whether a tool is served in this situation; absent: all are. A tool that is not can neither be listed nor called. */
  serves?(tool: string, situation: Situation): boolean;
  /** Looks at a call whose arguments fit the schema; undefined: there is nothing to say. What it throws ends the call. */
  review?(call: {
    readonly tool: string;
    readonly arguments: Readonly<Record<string, unknown>>;
    readonly tenant: Tenant;
  }): Review | undefined;
  /** Values of bound parameters, from the credentials. Called per call, so it should remember what it learned. */
  context?(credentials: Credentials): Promise<Readonly<Record<string, BoundValue>>>;
  /** A better reading of a failed reply than its status alone gives; undefined: the default holds. */
  explain?(failure: {
    /** Name of the tool that was called. */
    readonly tool: string;
    readonly status: number;
    /** Parsed JSON or XML, else text; undefined for none and for bytes. */
    readonly body: unknown;
    readonly credentials: Credentials;
  }): Promise<Partial<Pick<ToolError, "code" | "error" | "recovery">> | undefined>;
  /** What a reply with a status of success says that is easily missed, in a sentence; it becomes a note of the result. */
  remark?(success: {
    readonly tool: string;
    readonly status: number;
    /** As the caller gets it, before fields are selected; undefined for none and for bytes. */
    readonly body: unknown;
  }): string | undefined;
};

/** The caller's credentials as an extension sees them. */
export type Credentials = {
  readonly secrets: Secrets;
  /** Access token of the first client-credentials scheme, minted if need be; undefined without such credentials. */
  accessToken(): Promise<string | undefined>;
};

/** The value of a bound parameter, or why there is none. */
export type BoundValue =
  | {
      readonly value: string /** What a caller may say instead; absent: anything. */;
      readonly allowed?: readonly string[];
    }
  | {
      readonly value?: undefined;
      readonly problem: string;
      readonly recovery: string;
      readonly allowed?: readonly string[];
    };
