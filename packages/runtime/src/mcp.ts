import { randomUUID } from "node:crypto";
import {
  isRecord,
  listedTool,
  type Principal,
  type Tenant,
  type ToolResult,
  unknownTool,
} from "@jackfield/contract";
import {
  type AuthInfo,
  createMcpHandler,
  hostHeaderValidationResponse,
  isInitializeRequest,
  isJsonContentType,
  isLegacyRequest,
  type JSONRPCMessage,
  originValidationResponse,
  ProtocolError,
  ProtocolErrorCode,
  readRequestBody,
  Server,
  type Transport,
  WebStandardStreamableHTTPServerTransport,
  type Tool as WireTool,
} from "@modelcontextprotocol/server";
import { serveStdio } from "@modelcontextprotocol/server/stdio";
import { createHttpSessions, type HttpSessions, type SessionBounds } from "./http-sessions.js";
import type { Offer } from "./offer.js";

/** One JSON-RPC 2.0 message as MCP speaks it. */
export type Message = JSONRPCMessage;

/**
 * A duplex of messages (what MCP calls a transport). The server sets `onmessage` and `onclose` before `start`;
 * `send` resolves when the message has been handed to the other side.
 */
export type MessageChannel = Pick<
  Transport,
  "start" | "send" | "close" | "onmessage" | "onclose" | "onerror"
>;

/** Whose call it is. */
export type CallerIdentity = { readonly tenant: Tenant; readonly principal?: Principal };

/** The list does not change while a server runs. `private` where it may differ by caller. */
type ListCache = { readonly ttlMs: number; readonly cacheScope: "public" | "private" };

const hour = 3_600_000;

const wireResult = (result: ToolResult) => ({ ...result, content: [...result.content] });

/** The one factory behind both doors. Servers are cheap: what they answer with is made once and shared. */
const serverFactory = (offer: Offer, listCache: ListCache): ((caller: CallerIdentity) => Server) => {
  const { definition } = offer;
  let listed: Promise<{ tools: WireTool[]; names: ReadonlySet<string> }> | undefined;
  const list = () => {
    listed ??= offer.listing().then(({ records }) => ({
      // The planner makes the root of every input schema `type: object`.
      tools: records.map((record) => listedTool(record) as WireTool),
      names: new Set(records.map((record) => record.name)),
    }));
    return listed;
  };
  return ({ tenant, principal }) => {
    const server = new Server(
      { name: definition.name, title: definition.title, version: definition.version },
      {
        capabilities: { tools: {} },
        cacheHints: { "tools/list": listCache, "server/discover": listCache },
        ...(definition.instructions === undefined ? {} : { instructions: definition.instructions }),
      },
    );
    server.setRequestHandler("tools/list", async () => ({ tools: (await list()).tools }));
    server.setRequestHandler("tools/call", async ({ params }, { mcpReq }) => {
      const { names } = await list();
      if (!names.has(params.name)) {
        const { advice } = await offer.listing();
        const message = unknownTool(params.name, names);
        throw new ProtocolError(
          ProtocolErrorCode.InvalidParams,
          advice === undefined ? message : `${message} ${advice}`,
        );
      }
      const options = { signal: mcpReq.signal, ...(principal && { principal }) };
      return wireResult(await offer.call(tenant, params.name, params.arguments ?? {}, options));
    });
    return server;
  };
};

/**
 * Speaks MCP over a channel for one tenant, revision 2026-07-28 and the handshake revisions alike: the client's first
 * message decides. Unknown tools are protocol errors (-32602), failed calls are results. `close` aborts the calls under way.
 */
export const serveChannel = (
  offer: Offer,
  tenant: Tenant,
  channel: MessageChannel,
  report: (error: Error) => void = () => undefined,
): { close(): Promise<void> } => {
  const serverFor = serverFactory(offer, { ttlMs: hour, cacheScope: "public" });
  return serveStdio(() => serverFor({ tenant }), { transport: channel, onerror: report });
};

/** Who makes an HTTP request, or the response that refuses it (401 and 403 with their challenge). */
export type CallerOf = (request: Request, tools: readonly string[]) => Promise<CallerIdentity | Response>;

export type HttpDoor = {
  /** Answers one request to the MCP endpoint. */
  fetch(request: Request): Promise<Response>;
  /** Open sessions of handshake clients. */
  sessions(): number;
  /** Ends the calls under way and all sessions. */
  close(): Promise<void>;
};

export type HttpDoorOptions = {
  /** Of handshake clients; absent: 1,000 sessions, each ended after 30 idle minutes. */
  readonly sessionBounds?: SessionBounds;
  /** Names under which the server may be addressed, in Host and in Origin, without ports (DNS rebinding). */
  readonly allowedHosts: readonly string[];
  readonly report?: (error: Error) => void;
};

const rpcError = (status: number, code: number, message: string): Response =>
  Response.json({ jsonrpc: "2.0", id: null, error: { code, message } }, { status });

/** The SDK hands this through to the factory. It takes the place of the caller's token, which goes no further. */
const authInfoOf = (caller: CallerIdentity): AuthInfo => ({
  token: "",
  clientId: caller.principal?.subject ?? "",
  scopes: [...(caller.principal?.scopes ?? [])],
  extra: { caller },
});

const callerIn = (info: AuthInfo | undefined): CallerIdentity => info?.extra?.caller as CallerIdentity; // set by `authInfoOf`

const ownerOf = ({ tenant, principal }: CallerIdentity): string =>
  JSON.stringify([tenant.id, principal?.issuer, principal?.subject]);

/** Names of the tools that a message or a batch calls. */
const toolsIn = (body: unknown): readonly string[] =>
  (Array.isArray(body) ? body : [body]).flatMap((message) => {
    if (!isRecord(message) || message.method !== "tools/call" || !isRecord(message.params)) return [];
    return typeof message.params.name === "string" ? [message.params.name] : [];
  });

/** The JSON body of a POST; undefined for other methods; a response when there is none. */
const bodyOf = async (request: Request): Promise<unknown> => {
  if (request.method !== "POST") return undefined;
  if (!isJsonContentType(request.headers.get("content-type")))
    return rpcError(415, ProtocolErrorCode.InvalidRequest, "Content-Type must be application/json");
  const body = await readRequestBody(request);
  if (body.tooLarge) return rpcError(413, ProtocolErrorCode.InvalidRequest, "The request body is too large");
  try {
    return JSON.parse(body.text);
  } catch {
    return rpcError(400, ProtocolErrorCode.ParseError, "Parse error: the body is not JSON");
  }
};

type Legacy = {
  readonly sessions: HttpSessions<WebStandardStreamableHTTPServerTransport>;
  readonly serverFor: (caller: CallerIdentity) => Server;
};

/** A request of a handshake revision: it opens a session, or belongs to one. */
const serveLegacy = async (
  request: Request,
  parsedBody: unknown,
  caller: CallerIdentity,
  { sessions, serverFor }: Legacy,
): Promise<Response> => {
  const id = request.headers.get("mcp-session-id");
  const known = id === null ? undefined : sessions.find(id, ownerOf(caller));
  const options = { parsedBody, authInfo: authInfoOf(caller) };
  if (known !== undefined) return known.handleRequest(request, options);
  if (id !== null) return rpcError(404, -32001, "Session not found");
  if (!isInitializeRequest(parsedBody))
    return rpcError(400, ProtocolErrorCode.InvalidRequest, "Send initialize first, then the Mcp-Session-Id");
  const transport: WebStandardStreamableHTTPServerTransport = new WebStandardStreamableHTTPServerTransport({
    sessionIdGenerator: () => randomUUID(),
    onsessioninitialized: (opened) => sessions.add(opened, ownerOf(caller), transport),
    onsessionclosed: (closed) => sessions.remove(closed),
  });
  await serverFor(caller).connect(transport);
  return transport.handleRequest(request, options);
};

/**
 * Speaks MCP over HTTP: revision 2026-07-28 without any state, the handshake revisions with sessions, on one endpoint.
 * `callerOf` decides who calls before anything is done. Paths and connections are the business of the server around it.
 */
export const httpHandler = (offer: Offer, callerOf: CallerOf, options: HttpDoorOptions): HttpDoor => {
  const report = options.report ?? (() => undefined);
  const serverFor = serverFactory(offer, { ttlMs: hour, cacheScope: "private" });
  const modern = createMcpHandler(({ authInfo }) => serverFor(callerIn(authInfo)), {
    legacy: "reject",
    onerror: report,
  });
  const sessions = createHttpSessions<WebStandardStreamableHTTPServerTransport>(
    options.sessionBounds ?? { most: 1000, idle: 30 * 60_000 },
  );
  const hosts = [...options.allowedHosts];
  return {
    async fetch(request) {
      const foreign =
        hostHeaderValidationResponse(request, hosts) ?? originValidationResponse(request, hosts);
      if (foreign !== undefined) return foreign;
      const parsedBody = await bodyOf(request);
      if (parsedBody instanceof Response) return parsedBody;
      const caller = await callerOf(request, toolsIn(parsedBody));
      if (caller instanceof Response) return caller;
      return (await isLegacyRequest(request, parsedBody))
        ? serveLegacy(request, parsedBody, caller, { sessions, serverFor })
        : modern.fetch(request, { parsedBody, authInfo: authInfoOf(caller) });
    },
    sessions: sessions.size,
    async close() {
      await Promise.all([modern.close(), sessions.closeAll()]);
    },
  };
};
