import {
  type App,
  type CatalogRecord,
  type ClientFacts,
  type Guide,
  type GuideContext,
  type LocalTool,
  recordOf,
  type ServerDefinition,
  type Tenant,
  type ToolResult,
  whySearch,
} from "@jackfield/contract";
import type { Engine } from "./engine.js";
import type { EventSource } from "./events/draft.js";
import { type Listing, searchListing } from "./search/listing.js";
import { freeName } from "./search/meta-tools.js";
import type { CallOptions } from "./session.js";
import { withWayToSignIn } from "./sign-in.js";
import type { Update } from "./updates.js";

/** How the tools of a server are shown to a client. */
const modeTable = {
  all: (listing: Listing) => listing,
  search: searchListing,
} as const satisfies Readonly<Record<string, (listing: Listing) => Listing>>;

/** Characters for what is said about a result, on top of the result itself. */
const remarkRoom = 10_000;

/** `auto` is the mode that a client can take. */
export const modes = ["auto", "all", "search"] as const;
export type Mode = (typeof modes)[number];

/** A server as a client sees it, and what calls its tools. */
export type Offer = {
  readonly definition: ServerDefinition;
  /** Read when a client first asks. The same object as long as nothing changed. */
  listing(): Promise<Listing>;
  /** Calls `changed` whenever the listing is another one, until what it gives is called. Absent: it never changes. */
  onListChange?(changed: () => void): () => void;
  /** What clients are told of a listed tool in its `_meta`; undefined: nothing. */
  metaOf(record: CatalogRecord): Promise<Meta | undefined>;
  /** Why a tool of the server is not offered; undefined for one that is, and for a name that no tool has. */
  whyNot(name: string): Promise<string | undefined>;
  /** Calls `take` for every resource of the guide that changes, until what it gives is called. Absent: none ever does. */
  onUpdate?(take: (update: Update) => void): () => void;
  /** What the methods of the Events draft answer from; absent: clients have tools only. */
  readonly events?: EventSource;
  /** What the server may say apart from its tools. */
  readonly guide?: Guide;
  /** The part of it that is of use with the tools that are served. */
  servedGuide(): Promise<Guide>;
  /** Runs a part of the guide with the rights of a tenant; undefined when it fails, and the log says why. */
  consult<Value>(tenant: Tenant, work: Consultation<Value>, options: CallOptions): Promise<Value | undefined>;
  /** Calls a tool of the listing. Never rejects. */
  call(tenant: Tenant, name: string, args: unknown, options: CallOptions): Promise<ToolResult>;
};

/** A part of a guide that depends on the caller; it makes a JSON value. */
export type Consultation<Value> = (context: GuideContext) => Promise<Value> | Value;

/** Fields of a vendor; other clients ignore them. */
export type Meta = {
  /** The user is asked about the tool in every mode of permissions. */
  readonly "anthropic/requiresUserInteraction"?: true;
  /** The tool is there without being searched for. */
  readonly "anthropic/alwaysLoad"?: true;
  /** Characters of a result that reach the model. */
  readonly "anthropic/maxResultSizeChars"?: number;
};

export type OfferOptions = {
  readonly mode: Mode;
  /** The client that is served, where the operator names it. */
  readonly client?: ClientFacts;
  /** Called once, when the catalog is first read and `auto` chooses search mode, with the reason. */
  readonly onSearch?: (reason: string) => void;
  /** Called once, when the catalog is first read and holds nothing. */
  readonly onEmpty?: () => void;
  /** Whether the package of the server keeps a tool back as it is started; absent: it keeps none back. */
  readonly keepsBack?: (tool: string) => boolean;
  /** Tools that are listed in every mode and in no catalog. */
  readonly extraTools?: readonly LocalTool[];
  readonly events?: EventSource;
};

/** A listing with more tools; one whose name is taken gets a number. */
const withTools = (
  listing: Listing,
  catalog: readonly CatalogRecord[],
  tools: readonly LocalTool[],
): Listing => {
  const taken = new Set([...catalog, ...listing.records].map(({ name }) => name));
  const named = tools.map((tool) => ({ ...tool, name: freeName(tool.name, taken) }));
  const records = [...listing.records, ...named.map((tool) => recordOf(tool, false))];
  return {
    ...listing,
    records: records.sort((a, b) => (a.name < b.name ? -1 : 1)),
    own: new Map([...listing.own, ...named.map((tool) => [tool.name, tool] as const)]),
  };
};

/** The listing of an app in a mode. An app without a search index lists every tool under `auto`. */
export const listingOf = async (app: App, options: OfferOptions): Promise<Listing> => {
  const records = await app.catalog();
  const { extraTools = [] } = options;
  if (records.length + extraTools.length === 0) options.onEmpty?.();
  const listing = inMode(app, records, options);
  return extraTools.length === 0 ? listing : withTools(listing, records, extraTools);
};

const inMode = (
  app: App,
  records: readonly CatalogRecord[],
  { mode, client, onSearch }: OfferOptions,
): Listing => {
  const listing: Listing = { app, records, own: new Map() };
  if (mode !== "auto") return modeTable[mode](listing);
  const fits = app.search === undefined || client?.searches === true;
  const reason = fits ? undefined : whySearch(records);
  if (reason === undefined) return modeTable.all(listing);
  onSearch?.(reason);
  return modeTable.search(listing);
};

/** A tool that no selection brings back. */
const keptBack = (name: string): string =>
  `The tool "${name}" exists, but not as this server was started: it depends on the transport, the credentials or whether webhooks are received.`;

/** A tool of the whole server that a selection of it leaves out, and the profiles that have it. */
const leftOut = (name: string, { profiles = {} }: ServerDefinition): string => {
  const having = Object.keys(profiles).filter((profile) => profiles[profile]?.includes(name));
  const [first] = having;
  const way =
    first === undefined
      ? "a selection that has it"
      : `a selection that has it, such as --profile ${first} (it belongs to ${having.join(", ")})`;
  return `The tool "${name}" exists, but this server was started without it. The operator can start it with ${way}.`;
};

/** The part of a guide whose tools are all there. */
const guideWith = (tools: ReadonlySet<string>, guide: Guide = {}): Guide => {
  const useful = <One extends { readonly needs?: readonly string[] }>(all: readonly One[]): readonly One[] =>
    all.filter(({ needs = [] }) => needs.every((name) => tools.has(name)));
  const { resources, templates, prompts, skills } = guide;
  return {
    ...guide,
    ...(resources && { resources: useful(resources) }),
    ...(templates && { templates: useful(templates) }),
    ...(prompts && { prompts: useful(prompts) }),
    ...(skills && { skills: useful(skills) }),
  };
};

/**
 * Offers the tools of an app, which is the engine's own or a selection of it, in a mode. In search mode a call goes the
 * same way as in mode `all`: through the tenant's session.
 */
export const offerTools = (engine: Engine, app: App, options: OfferOptions): Offer => {
  let listing: Promise<Listing> | undefined;
  const list = (): Promise<Listing> => {
    listing ??= listingOf(app, options);
    return listing;
  };
  /** Tools of the default profile, where they are among others. */
  let usual: Promise<ReadonlySet<string>> | undefined;
  const usualTools = (): Promise<ReadonlySet<string>> => {
    usual ??= list().then(({ records }) => {
      const names = new Set(app.definition.profiles?.default ?? []);
      return records.every(({ name }) => names.has(name)) ? new Set() : names;
    });
    return usual;
  };
  const { guide } = app.extension ?? {};
  const toolNames = async (): Promise<ReadonlySet<string>> =>
    new Set((await app.catalog()).map(({ name }) => name));
  let served: Promise<Guide> | undefined;
  return {
    definition: app.definition,
    ...(options.events && { events: options.events }),
    listing: list,
    async metaOf(record) {
      // A tool of a mode calls others, which ask by themselves.
      const isOwn = (await list()).own.has(record.name);
      const bytes = options.client?.resultBytes;
      const isUsual = isOwn || (await usualTools()).has(record.name);
      const meta: Meta = {
        ...(!isOwn && engine.asks(record) && { "anthropic/requiresUserInteraction": true }),
        ...(isUsual && options.client?.searches && { "anthropic/alwaysLoad": true }),
        ...(bytes !== undefined && { "anthropic/maxResultSizeChars": bytes + remarkRoom }),
      };
      return Object.keys(meta).length === 0 ? undefined : meta;
    },
    async whyNot(name) {
      const [all, chosen] = await Promise.all([engine.app.catalog(), app.catalog()]);
      const named = (records: readonly CatalogRecord[]): boolean => records.some((one) => one.name === name);
      if (!named(all) || named(chosen)) return undefined;
      return options.keepsBack?.(name) ? keptBack(name) : leftOut(name, app.definition);
    },
    ...(guide && { guide }),
    servedGuide() {
      served ??= toolNames().then((names) => guideWith(names, guide));
      return served;
    },
    ...([...(guide?.resources ?? []), ...(guide?.templates ?? [])].some(({ changes }) => changes) && {
      onUpdate: engine.updates.listen,
    }),
    async consult(tenant, work, options) {
      const tools = await toolNames();
      return engine.session(tenant).consult(async (call) => work({ call, tools }), options);
    },
    async call(tenant, name, args, call) {
      const own = (await list()).own.get(name);
      const session = engine.session(tenant);
      const result = await (own === undefined
        ? session.call(name, args, call)
        : session.run(own, args, call));
      const { signInTool } = app.extension ?? {};
      const isServed = signInTool !== undefined && signInTool !== name && (await toolNames()).has(signInTool);
      return withWayToSignIn(result, tenant, isServed ? signInTool : undefined);
    },
  };
};
