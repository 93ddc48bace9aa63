import type { ServerResponse } from "node:http";
import { isRecord } from "@jackfield/contract";
import {
  type AuthInfo,
  createMcpHandler,
  type JSONRPCRequest,
  ProtocolErrorCode,
  type ServerContext,
} from "@modelcontextprotocol/server";
import { type Claims, memoryClaims } from "../consent.js";
import type { Offer } from "../offer.js";
import { CallChannel, type HttpAnswer, statelessRevision } from "./call-channel.js";
import { type Settled, traceIn } from "./call-tool.js";
import { type CallerIdentity, ownerOf } from "./caller.js";
import { announceChanges, createStreams, mostSubscriptions } from "./changes.js";
import { callIn, classified } from "./classify.js";
import { bodyOf, foreignTo, ownSource, type RequestSource, toolsIn } from "./http-request.js";
import { createLegacy } from "./legacy.js";
import { createPlainCalls, type OwnHeaders, type PlainCall } from "./plain-call.js";
import { type ServerParts, serverFactory } from "./server.js";
import {
  memorySessions,
  type SessionBounds,
  type SessionStore,
  type Subscriptions,
  usualBounds,
} from "./session-store.js";
import type { createSse } from "./sse.js";

/** Who makes an HTTP request, or the response that refuses it (401 and 403 with their challenge). */
export type CallerOf = (request: Request, tools: readonly string[]) => Promise<CallerIdentity | Response>;

export type HttpDoor = {
  /** Answers one request to the MCP endpoint. `source` takes the place of its own body and signal, which cost more time. */
  fetch(request: Request, source?: RequestSource): Promise<HttpAnswer>;
  /**
   * Speaks HTTP+SSE, the transport of 2024-11-05, with one client: a GET opens the stream on `outgoing` and gives no
   * response, a POST brings a message. `messages` is the path of these POSTs, as clients see the server.
   */
  fetchSse(request: Request, outgoing: ServerResponse, messages: string): Promise<Response | undefined>;
  /** Open sessions of handshake clients. */
  sessions(): number;
  /** Ends the calls under way and all sessions. */
  close(): Promise<void>;
};

export type HttpDoorOptions = {
  /** What a caller is offered; absent: everybody the same. Always the same object for the same kind of caller. */
  readonly offerOf?: (caller: CallerIdentity) => Offer | undefined;
  /** Of handshake clients; absent: 1,000 sessions, each ended after 30 idle minutes. */
  readonly sessionBounds?: SessionBounds;
  /** Names under which the server may be addressed, in Host and in Origin, without ports (DNS rebinding). */
  readonly allowedHosts: readonly string[];
  /** What several instances share; absent: this process is alone. */
  readonly claims?: Claims;
  readonly sessions?: SessionStore;
  readonly report?: (error: Error) => void;
  /** Called when a request begins that outlives its HTTP request; what it gives is called at its end. */
  readonly begin?: () => () => void;
};

/** A request that may be served. */
type Incoming = { readonly request: Request; readonly parsedBody: unknown; readonly caller: CallerIdentity };

/** The SDK hands this through to the factory. It takes the place of the caller's token, which goes no further. */
const authInfoOf = (caller: CallerIdentity, body?: unknown, settled?: Settled): AuthInfo => ({
  token: "",
  clientId: caller.principal?.subject ?? "",
  scopes: [...(caller.principal?.scopes ?? [])],
  extra: { caller, isGreeting: isRecord(body) && body.method === "server/discover", settled },
});

const callerIn = (info: AuthInfo | undefined): CallerIdentity => info?.extra?.caller as CallerIdentity; // set by `authInfoOf`

const partsOfCall = {
  callerOf: ({ http }: ServerContext): CallerIdentity => callerIn(http?.authInfo),
  settledIn: ({ http }: ServerContext) => http?.authInfo?.extra?.settled as Settled | undefined, // set by `authInfoOf`
};

/** The SDK quotes a request that it refuses; what callers send does not belong in a log, so only its word for it is kept. */
const refusalOf = ({ message, name }: Error): Error =>
  new Error(/^[\w ]+ \([\w-]+\)/.exec(message)?.[0] ?? name);

/** Why a stream of revision 2026-07-28 is not opened, as the answer to its request. */
const refusedStream = (
  { id, params }: Readonly<Record<string, unknown>>,
  isFull: boolean,
): Response | undefined => {
  const wish = isRecord(params) && isRecord(params.notifications) ? params.notifications : {};
  const { resourceSubscriptions: uris } = wish;
  const isLong = Array.isArray(uris) && uris.length > mostSubscriptions;
  if (!isFull && !isLong) return undefined;
  const code = isLong ? ProtocolErrorCode.InvalidParams : ProtocolErrorCode.InternalError;
  const message = isLong
    ? `A stream has at most ${mostSubscriptions} resourceSubscriptions.`
    : "Subscription limit reached: end a stream first.";
  return Response.json({ jsonrpc: "2.0", id, error: { code, message } });
};

/**
 * Speaks MCP over HTTP: revision 2026-07-28 without any state, the handshake revisions with sessions, on one endpoint.
 * `callerOf` decides who calls before anything is done. Paths and connections are the business of the server around it.
 */
export const httpHandler = (offer: Offer, callerOf: CallerOf, options: HttpDoorOptions): HttpDoor => {
  const report = options.report ?? (() => undefined);
  const claims = options.claims ?? memoryClaims();
  const factories = new Map<Offer, ReturnType<typeof serverFactory>>();
  const factoryOf = (one: Offer): ReturnType<typeof serverFactory> => {
    const factory = factories.get(one) ?? serverFactory(one, "private", claims);
    factories.set(one, factory);
    return factory;
  };
  const offerTo = (caller: CallerIdentity): Offer => options.offerOf?.(caller) ?? offer;
  const serverFor = (caller: CallerIdentity, parts: ServerParts) =>
    factoryOf(offerTo(caller)).serverFor(caller, parts);
  const channels = new Map<Offer, Promise<CallChannel>>();
  const openChannel = async (one: Offer): Promise<CallChannel> => {
    const channel = new CallChannel();
    await factoryOf(one).callServer(statelessRevision, partsOfCall).connect(channel);
    return channel;
  };
  const channelTo = (one: Offer): Promise<CallChannel> => {
    const channel = channels.get(one) ?? openChannel(one);
    channels.set(one, channel);
    return channel;
  };
  /** For a session: the server of a single request has nobody to tell of changes. */
  const lastingFor = async (caller: CallerIdentity, subscriptions: Subscriptions) =>
    announceChanges(await serverFor(caller, { subscriptions }), offerTo(caller), {
      tenant: caller.tenant.id,
      wants: subscriptions.has,
    });
  const streams = createStreams();
  offer.onListChange?.(() => streams.bus.publish({ kind: "tools_list_changed" }));
  offer.onUpdate?.(streams.updated);
  const modern = createMcpHandler(
    ({ authInfo }) => serverFor(callerIn(authInfo), { isGreeting: authInfo?.extra?.isGreeting === true }),
    {
      legacy: "reject",
      bus: streams.bus,
      onerror: (error) => report(refusalOf(error)),
    },
  );
  const bounds = options.sessionBounds ?? usualBounds;
  const store = options.sessions ?? memorySessions(bounds);
  const legacy = createLegacy({ serverFor: lastingFor, authInfoOf, store, bounds, report });
  const plainCalls = createPlainCalls();
  /** Answers a plain call; where it does not end in a plain result the SDK answers. */
  const answerPlainly = (call: PlainCall, incoming: Incoming, source: RequestSource, headers: OwnHeaders) => {
    const { request, parsedBody, caller } = incoming;
    const { whenGone } = source;
    const one = offerTo(caller);
    const work = async (signal: AbortSignal): Promise<HttpAnswer> => {
      const trace = traceIn((name) => headers.get(name));
      const answer = await factoryOf(one).callPlainly(call, caller, { signal, trace });
      if (!("kind" in answer)) return answer;
      const channel = await channelTo(one);
      const message = parsedBody as JSONRPCRequest; // a plain call is one
      return channel.take({ request, message, authInfo: authInfoOf(caller, undefined, answer), whenGone });
    };
    return plainCalls.run(work, whenGone);
  };
  const hosts = [...options.allowedHosts];
  const admit = async (request: Request, source = ownSource(request)): Promise<Incoming | Response> => {
    const foreign = foreignTo(hosts, request, source.headers);
    if (foreign !== undefined) return foreign;
    const parsedBody = await bodyOf(request, source);
    if (parsedBody instanceof Response) return parsedBody;
    const caller = await callerOf(request, toolsIn(parsedBody));
    return caller instanceof Response ? caller : { request, parsedBody, caller };
  };
  let isClosed = false;
  let sse: ReturnType<typeof createSse> | undefined;
  // Loaded only here, so that no other server pays for a transport that few clients still need.
  const openSse = async () => {
    const module = await import("./sse.js");
    sse ??= module.createSse({ serverFor: lastingFor, begin: options.begin ?? (() => () => undefined) });
    return sse;
  };
  return {
    async fetch(request, source = ownSource(request)) {
      const incoming = await admit(request, source);
      if (incoming instanceof Response) return incoming;
      const { parsedBody, caller } = incoming;
      const { headers } = source;
      const plain = headers && !isClosed ? plainCalls.find(headers, parsedBody) : undefined;
      if (headers && plain) return answerPlainly(plain, incoming, source, headers);
      const outcome = classified(request, parsedBody);
      if (outcome.kind === "legacy") return legacy.serve(incoming);
      const message = callIn(outcome, request);
      if (message !== undefined && !isClosed) {
        plainCalls.learn(message);
        const channel = await channelTo(offerTo(caller));
        const { whenGone } = source;
        return channel.take({ request, message, authInfo: authInfoOf(caller), whenGone });
      }
      const serve = () => modern.fetch(request, { parsedBody, authInfo: authInfoOf(caller, parsedBody) });
      if (!isRecord(parsedBody) || parsedBody.method !== "subscriptions/listen") return serve();
      const { tenant, principal } = caller;
      const opener = { tenant: tenant.id, ...(principal && { owner: ownerOf(caller) }) };
      const refusal = refusedStream(parsedBody, streams.isFull(opener));
      return refusal ?? streams.open(opener, serve);
    },
    async fetchSse(request, outgoing, messages) {
      const incoming = await admit(request);
      if (incoming instanceof Response) return incoming;
      const { parsedBody, caller } = incoming;
      const { post, stream } = await openSse();
      if (request.method === "GET") return stream(caller, outgoing, messages).then(() => undefined);
      return post(caller, new URL(request.url).searchParams.get("sessionId") ?? "", parsedBody);
    },
    sessions: () => legacy.sessions() + (sse?.sessions() ?? 0),
    async close() {
      isClosed = true;
      plainCalls.close();
      const calls = [...channels.values()].map(async (channel) => (await channel).close());
      await Promise.all([...calls, modern.close(), legacy.close(), sse?.close()]);
    },
  };
};
