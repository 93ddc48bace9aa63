import { type CatalogRecord, listedTool, type Tenant } from "@jackfield/contract";
import { Server, type ServerOptions, type Tool as WireTool } from "@modelcontextprotocol/server";
import { serveStdio } from "@modelcontextprotocol/server/stdio";
import { type Claims, memoryClaims } from "../consent.js";
import type { Offer } from "../offer.js";
import type { Listing } from "../search/listing.js";
import { askingOf } from "./asking.js";
import type { HttpAnswer } from "./call-channel.js";
import {
  answerCalls,
  askingFor,
  type CallParts,
  type Settled,
  type ToolCall,
  toolCaller,
} from "./call-tool.js";
import { type CallerIdentity, ownerOf } from "./caller.js";
import { announceChanges, type ListCache } from "./changes.js";
import { answerEvents } from "./events-draft.js";
import { answerGuide, guideCapabilities, instructionsFor } from "./guide/answer.js";
import { answeringChannel, type MessageChannel } from "./message.js";
import { type PlainCall, plainAnswer } from "./plain-call.js";
import { memorySubscriptions, type Subscriptions } from "./session-store.js";
import { createTickets } from "./tickets.js";

const hour = 3_600_000;

/** An answer to an HTTP request that reaches no server. */
export const rpcError = (status: number, code: number, message: string): Response =>
  Response.json({ jsonrpc: "2.0", id: null, error: { code, message } }, { status });

/** The list as clients get it. */
type WireList = { readonly tools: WireTool[]; readonly names: ReadonlySet<string> };

/** A request that brings no answers. */
const unanswered = { inputResponses: undefined, requestState: <State>() => undefined as State };

/** What a vendor's clients take beyond the protocol; the names are theirs. */
type Experimental = Readonly<Record<string, Readonly<Record<string, never>>>>;

export type ServerParts = {
  /** It greets its client, so it has instructions. */
  readonly isGreeting?: boolean;
  /** What its client subscribes to, for one that lasts. */
  readonly subscriptions?: Subscriptions;
};

/** Servers that answer alike. */
type ServerFactory = {
  /** One for a connection or a request of this caller. */
  serverFor(caller: CallerIdentity, parts?: ServerParts): Promise<Server>;
  /** One for nothing but calls of tools in a revision without connections, by anyone. */
  callServer(revision: string, parts: Pick<CallParts, "callerOf" | "settledIn">): Server;
  /** Makes a plain call without any server; one that does not end in a plain result is to be answered by a server. */
  callPlainly(
    call: PlainCall,
    caller: CallerIdentity,
    parts: Pick<ToolCall, "signal" | "trace">,
  ): Promise<HttpAnswer | Settled>;
};

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
): ServerFactory => {
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
  const names = async (): Promise<ReadonlySet<string>> => (await list()).names;
  const callTool = toolCaller(offer, names);
  const serverInfo = { name: definition.name, title: definition.title, version: definition.version };
  const open = (own: Pick<ServerOptions, "instructions" | "supportedProtocolVersions">): Server =>
    new Server(serverInfo, {
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
      ...own,
      requestState: { verify: tickets.open },
    });
  return {
    async serverFor(caller, { isGreeting = true, subscriptions = noSubscriptions } = {}) {
      const { tenant, principal } = caller;
      const callerOf = (): CallerIdentity => caller;
      const instructions = isGreeting ? await instructionsFor(offer, tenant) : undefined;
      const server = open(instructions === undefined ? {} : { instructions });
      server.setRequestHandler("tools/list", async () => ({ tools: (await list()).tools }));
      answerCalls(server, callTool, { tickets, callerOf });
      const askFor = askingFor(server, tickets, callerOf);
      answerGuide(server, offer, { tenant, cache: listCache, subscriptions, askFor });
      if (offer.events)
        answerEvents(server, offer.events, {
          tenant: tenant.id,
          isKnown: principal !== undefined,
          owner: ownerOf(caller),
          streams,
        });
      return server;
    },
    callServer(revision, { callerOf, settledIn }) {
      const server = open({ supportedProtocolVersions: [revision] });
      answerCalls(server, callTool, { tickets, callerOf, ...(settledIn && { settledIn }) });
      return server;
    },
    async callPlainly({ id, name, args, capabilities }, caller, { signal, trace }) {
      const asking = () => askingOf(tickets, { owner: ownerOf(caller), capabilities, request: unanswered });
      const call = { name, args, caller, signal, trace, onProgress: undefined, onMessage: undefined, asking };
      try {
        const result = await callTool(call);
        return plainAnswer(id, result, serverInfo) ?? { kind: "result", result };
      } catch (error) {
        return { kind: "error", error };
      }
    },
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
  const { serverFor: factory } = serverFactory(offer, "public", memoryClaims(), waking?.experimental);
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
