import {
  type CatalogRecord,
  errorResult,
  type LogLevel,
  listedTool,
  type Principal,
  type Tenant,
  type ToolResult,
  unknownTool,
} from "@jackfield/contract";
import {
  CLIENT_CAPABILITIES_META_KEY,
  type ClientCapabilities,
  ProtocolError,
  ProtocolErrorCode,
  Server,
  type ServerContext,
  type Tool as WireTool,
} from "@modelcontextprotocol/server";
import { serveStdio } from "@modelcontextprotocol/server/stdio";
import { type Claims, memoryClaims, stateDown } from "../consent.js";
import type { Offer } from "../offer.js";
import type { Listing } from "../search/listing.js";
import type { TraceContext } from "../session.js";
import { askingOf } from "./asking.js";
import { announceChanges, type ListCache } from "./changes.js";
import { answerEvents } from "./events-draft.js";
import { answerGuide, guideCapabilities, instructionsFor } from "./guide/answer.js";
import { answeringChannel, type MessageChannel } from "./message.js";
import { progressOf } from "./progress.js";
import { memorySubscriptions, type Subscriptions } from "./session-store.js";
import { createTickets } from "./tickets.js";

/** Whose call it is. */
export type CallerIdentity = { readonly tenant: Tenant; readonly principal?: Principal };

const hour = 3_600_000;

/** An answer to an HTTP request that reaches no server. */
export const rpcError = (status: number, code: number, message: string): Response =>
  Response.json({ jsonrpc: "2.0", id: null, error: { code, message } }, { status });

/** Names a caller, so that what belongs to one is not given to another. */
export const ownerOf = ({ tenant, principal }: CallerIdentity): string =>
  JSON.stringify([tenant.id, principal?.issuer, principal?.subject]);

/** Per request since revision 2026-07-28, before that per connection. */
const capabilitiesOf = (
  server: Server,
  { envelope = {} }: ServerContext["mcpReq"],
): ClientCapabilities | undefined => {
  const fields: { readonly [CLIENT_CAPABILITIES_META_KEY]?: ClientCapabilities } = envelope;
  return fields[CLIENT_CAPABILITIES_META_KEY] ?? server.getClientCapabilities();
};

/** The trace of a request: in its own `_meta`, or in the headers that brought it. */
const traceIn = ({ mcpReq, http }: ServerContext): TraceContext | undefined => {
  const text = (name: string): string | undefined => {
    const value = mcpReq._meta?.[name] ?? http?.req?.headers.get(name);
    return typeof value === "string" ? value : undefined;
  };
  const traceparent = text("traceparent");
  const tracestate = text("tracestate");
  return traceparent === undefined ? undefined : { traceparent, ...(tracestate && { tracestate }) };
};

/** Messages for the client's log. What cannot be sent is not missed. */
const tellerOf =
  ({ log }: ServerContext["mcpReq"]) =>
  (level: LogLevel, text: string): void => {
    log(level, text).catch(() => undefined);
  };

const wireResult = (result: ToolResult) => ({ ...result, content: [...result.content] });

/** The list as clients get it. */
type WireList = { readonly tools: WireTool[]; readonly names: ReadonlySet<string> };

/** What a vendor's clients take beyond the protocol; the names are theirs. */
type Experimental = Readonly<Record<string, Readonly<Record<string, never>>>>;

export type ServerParts = {
  /** It greets its client, so it has instructions. */
  readonly isGreeting?: boolean;
  /** What its client subscribes to, for one that lasts. */
  readonly subscriptions?: Subscriptions;
};

type ServerFor = (caller: CallerIdentity, parts?: ServerParts) => Promise<Server>;

/** Of a server that answers one request: revision 2026-07-28 has no subscriptions but its streams. */
const noSubscriptions = memorySubscriptions(() => new Set());

/**
 * The one factory behind both doors. Servers are cheap: what they answer with is made once and shared.
 */
export const serverFactory = (
  offer: Offer,
  cacheScope: ListCache["cacheScope"],
  claims: Claims,
  experimental?: Experimental,
): ServerFor => {
  const { definition } = offer;
  const tickets = createTickets(claims);
  const wireTool = async (record: CatalogRecord): Promise<WireTool> => {
    const meta = await offer.metaOf(record);
    // The planner makes the root of every input schema `type: object`.
    return { ...(listedTool(record) as WireTool), ...(meta && { _meta: meta }) };
  };
  const streams = new Map<string, number>();
  const changes = offer.onListChange !== undefined;
  const listCache = { ttlMs: changes ? 0 : hour, cacheScope };
  const listed = new WeakMap<Listing, Promise<WireList>>();
  const list = async (): Promise<WireList> => {
    const listing = await offer.listing();
    const known = listed.get(listing);
    if (known !== undefined) return known;
    const { records } = listing;
    const made = Promise.all(records.map(wireTool)).then((tools) => ({
      tools,
      names: new Set(records.map((record) => record.name)),
    }));
    listed.set(listing, made);
    return made;
  };
  return async (caller, { isGreeting = true, subscriptions = noSubscriptions } = {}) => {
    const { tenant, principal } = caller;
    const instructions = isGreeting ? await instructionsFor(offer, tenant) : undefined;
    const server = new Server(
      { name: definition.name, title: definition.title, version: definition.version },
      {
        capabilities: {
          tools: changes ? { listChanged: true } : {},
          logging: {},
          ...(offer.guide && guideCapabilities(offer.guide, offer.onUpdate !== undefined)),
          ...(experimental && { experimental: { ...experimental } }),
          ...(offer.events && { events: { listChanged: false } }),
        },
        cacheHints: {
          "tools/list": listCache,
          "resources/list": listCache,
          "resources/templates/list": listCache,
          "resources/read": { ttlMs: 0, cacheScope: "private" },
          "prompts/list": listCache,
          "server/discover": listCache,
        },
        ...(instructions !== undefined && { instructions }),
        requestState: { verify: tickets.open },
      },
    );
    const askFor = ({ mcpReq }: ServerContext) =>
      askingOf(tickets, {
        owner: ownerOf(caller),
        capabilities: capabilitiesOf(server, mcpReq),
        request: mcpReq,
      });
    server.setRequestHandler("tools/list", async () => ({ tools: (await list()).tools }));
    server.setRequestHandler("tools/call", async ({ params }, context) => {
      const { mcpReq } = context;
      const { names } = await list();
      if (!names.has(params.name)) {
        const { advice } = await offer.listing();
        const message = (await offer.whyNot(params.name)) ?? unknownTool(params.name, names);
        throw new ProtocolError(
          ProtocolErrorCode.InvalidParams,
          advice === undefined ? message : `${message} ${advice}`,
        );
      }
      const asking = askFor(context);
      const { signal } = mcpReq;
      const trace = traceIn(context);
      const onProgress = progressOf(mcpReq);
      const options = {
        signal,
        consent: asking.consent,
        ask: asking.ask,
        isOpen: asking.isOpen,
        onMessage: tellerOf(mcpReq),
        ...(principal && { principal }),
        ...(trace && { trace }),
        ...(onProgress && { onProgress }),
      };
      const result = await offer.call(tenant, params.name, params.arguments ?? {}, options);
      const shown = asking.isOpen() ? errorResult(stateDown) : result;
      return (await asking.questions().catch(() => undefined)) ?? wireResult(shown);
    });
    answerGuide(server, offer, { tenant, cache: listCache, subscriptions, askFor });
    if (offer.events)
      answerEvents(server, offer.events, {
        tenant: tenant.id,
        isKnown: principal !== undefined,
        owner: ownerOf(caller),
        streams,
      });
    return server;
  };
};

export type ChannelOptions = {
  readonly report?: (error: Error) => void;
  /**
   * Wakes the client by notifications that it did not ask for, with the capability that says so. Only the handshake revisions
   * have a way for them, so only these are spoken then.
   */
  readonly waking?: { readonly experimental: Experimental; readonly onInitialized: () => void };
};

/**
 * Speaks MCP over a channel for one tenant, revision 2026-07-28 and the handshake revisions alike: the client's first
 * message decides. Unknown tools are protocol errors (-32602), failed calls are results. `close` aborts the calls under way.
 */
export const serveChannel = (
  offer: Offer,
  tenant: Tenant,
  channel: MessageChannel,
  { report = () => undefined, waking }: ChannelOptions = {},
): { close(): Promise<void> } => {
  const factory = serverFactory(offer, "public", memoryClaims(), waking?.experimental);
  const serverFor = async (era: "legacy" | "modern"): Promise<Server> => {
    const uris = new Set<string>();
    const subscriptions = memorySubscriptions(() => uris);
    // The SDK sorts out what the streams of revision 2026-07-28 want.
    const wants = era === "modern" ? async () => true : subscriptions.has;
    return announceChanges(await factory({ tenant }, { subscriptions }), offer, { tenant: tenant.id, wants });
  };
  const transport = answeringChannel(channel, report);
  if (waking === undefined) return serveStdio(({ era }) => serverFor(era), { transport, onerror: report });
  const opening = serverFor("legacy").then((server) => {
    server.oninitialized = waking.onInitialized;
    server.onerror = report;
    server.connect(transport).catch(report);
    return server;
  });
  return { close: async () => (await opening).close() };
};
