import type {
  CatalogRecord,
  Confirm,
  Hosts,
  HttpTool,
  Sender,
  ServerDefinition,
  ToolFace,
  Webhook,
} from "@jackfield/contract";

/** Everything decided, nothing printed. The same plan feeds `serve` (in memory) and `generate` (on disk). */
export type Plan = {
  readonly definition: ServerDefinition;
  /** Sorted by name, by code unit. */
  readonly tools: readonly PlannedTool[];
  /** Sorted by path, by code unit. */
  readonly webhooks: readonly PlannedWebhook[];
};

/** What an API sends by itself, with the place that it comes from. */
export type PlannedWebhook = { readonly webhook: Webhook; readonly origin: OperationOrigin };

/** A tool with its line of the catalog and the place that it comes from, whatever runs it. */
export type PlannedTool = PlannedHttpTool | PlannedLocalTool;

/** An operation of an API. */
export type PlannedHttpTool = {
  readonly kind: "http";
  readonly face: HttpTool;
  readonly record: CatalogRecord;
  /** Module of the tool, relative to the catalog: `tools/create-call.js`. */
  readonly module: string;
  readonly origin: OperationOrigin;
  readonly types: StaticTypes;
  /** Names of the fields of a success reply, for search. */
  readonly replyFields: readonly string[];
};

/** A hand-written tool. */
export type PlannedLocalTool = {
  readonly kind: "local";
  readonly face: ToolFace;
  readonly record: CatalogRecord;
  /** The compiled module, relative to the catalog: `../tools/roll-dice.js`. */
  readonly module: string;
  readonly origin: ModuleOrigin;
};

/** A hand-written tool as its module shows it. */
export type LocalToolModule = {
  readonly face: ToolFace;
  /** The compiled module, relative to the catalog: `../tools/roll-dice.js`. */
  readonly module: string;
  readonly origin: ModuleOrigin;
};

/** The export of a module that is a tool. */
export type ModuleOrigin = {
  /** The module's source, relative to the config: the same on every machine. */
  readonly file: string;
  readonly exportName: string;
  readonly line: number;
  readonly column: number;
};

/** The operation that a tool calls. */
export type OperationOrigin = {
  readonly api: string;
  /** The document as the config names it, the same on every machine. */
  readonly file: string;
  readonly pointer: string;
  /** Overlays and repairs that changed something below the operation. */
  readonly patches: readonly string[];
};

/**
 * How the tool's arguments are spelled with the types of openapi-typescript. The key sets of each part are those
 * of the tool's input schema; `5-emit/types-text.ts` is the one place that prints it.
 */
export type StaticTypes = {
  /** Key of `operations` in the schema file of `origin.api`. */
  readonly operation: string;
  readonly parts: readonly InputPart[];
  /** Status and media type of the success reply, when it has a body. */
  readonly output?: { readonly status: string; readonly mediaType: string };
};

export type InputPart =
  /** Parameters of one place, all under their own names. */
  | {
      readonly kind: "parameters";
      readonly in: "path" | "query" | "header" | "cookie";
      /** Wire name → argument key, for those that differ. */
      readonly renamed: Readonly<Record<string, string>>;
      /** Argument keys that the caller may leave out although the spec requires them. */
      readonly optional: readonly string[];
      /** Wire names of those that carry the operator's credentials, which the input leaves out. */
      readonly omitted: readonly string[];
    }
  /** The body under one key. */
  | { readonly kind: "whole"; readonly key: string; readonly mediaType: string; readonly required: boolean }
  /** The fields of an object body. */
  | {
      readonly kind: "fields";
      readonly mediaType: string;
      readonly required: boolean;
      readonly renamed: Readonly<Record<string, string>>;
      /** readOnly fields, which the input leaves out. */
      readonly omitted: readonly string[];
    }
  /** A key of our own with a fixed set of strings (the choice of a media type). */
  | { readonly kind: "choice"; readonly key: string; readonly values: readonly string[] }
  /** A key that the static types of the API do not know. */
  | { readonly kind: "untyped"; readonly key: string; readonly required: boolean };

/** What the plan needs to know apart from the APIs. The config has these fields under the same names. */
export type PlanOptions = {
  readonly name: string;
  readonly title?: string;
  readonly version?: string;
  readonly instructions?: string;
  /** Prefix of environment variables: `BW`. */
  readonly prefix: string;
  readonly naming: Naming;
  /** Nothing named: everything. */
  readonly include: Selector;
  readonly exclude: Selector;
  /** Absent: `mcp`. */
  readonly marks?: Marks;
  readonly profiles: Readonly<Record<string, readonly string[]>>;
  readonly hosts?: Hosts;
  /** Scheme name → which variable holds which secret, where the derived names will not do. */
  readonly credentials: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** Environment variable → what it is for. */
  readonly variables: Readonly<Record<string, string>>;
  /** Parameter name → context value. */
  readonly bind: Readonly<Record<string, string>>;
  /** API id → which of its webhooks are received, and how they are sent; absent: all, at addresses that are their own proof. */
  readonly webhooks?: Readonly<Record<string, WebhookOptions>>;
  /** Ids of the APIs whose hosts environments do not move. */
  readonly pinned: readonly string[];
  /** Ids of the APIs that the config names and this run does without: what it says may be about them. */
  readonly absent?: readonly string[];
  /** Tool name → why a person has to agree before it runs. Absent: only operations that say so themselves. */
  readonly confirm?: Readonly<Record<string, Confirm>>;
  /** `assert`: the server refuses values that have not their format. */
  readonly formats?: "annotate" | "assert";
  readonly budgets: Budgets;
};

/** Which marks of a spec keep an operation from being a tool: none, `x-mcp: false` and the like, `x-internal` too. */
export type Marks = "none" | "mcp" | "all";

export type WebhookOptions = {
  /** Names of webhooks and callbacks; `*` stands for any characters. */
  readonly names: readonly string[];
  readonly sender?: Sender;
};

/** Tool names and tags; `*` stands for any characters, letter case does not matter. */
export type Selector = { readonly names: readonly string[]; readonly tags: readonly string[] };

export type Naming = "preserve" | "snake" | "camel";

export type Budgets = {
  /** Characters of a tool's description. */
  readonly descriptionMax: number;
  /** Characters of a tool's advertised schema as JSON: wanted, and never exceeded. */
  readonly schemaSoft: number;
  readonly schemaHard: number;
};
