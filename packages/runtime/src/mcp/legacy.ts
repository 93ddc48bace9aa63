import { randomUUID } from "node:crypto";
import { isRecord } from "@jackfield/contract";
import {
  type AuthInfo,
  isInitializeRequest,
  isJSONRPCErrorResponse,
  isJSONRPCNotification,
  isJSONRPCRequest,
  isJSONRPCResultResponse,
  type JSONRPCMessage,
  ProtocolErrorCode,
  type Server,
  WebStandardStreamableHTTPServerTransport,
} from "@modelcontextprotocol/server";
import { noBatches, sessionTakesBatches } from "./batches.js";
import { type CallerIdentity, ownerOf } from "./caller.js";
import { createHttpSessions } from "./http-sessions.js";
import { rpcError } from "./server.js";
import type { SessionBounds, SessionStore, StoredSession, Subscriptions } from "./session-store.js";

type LegacyTransport = WebStandardStreamableHTTPServerTransport;

type LegacyParts = {
  readonly serverFor: (caller: CallerIdentity, subscriptions: Subscriptions) => Promise<Server>;
  readonly authInfoOf: (caller: CallerIdentity) => AuthInfo;
  readonly store: SessionStore;
  readonly bounds: SessionBounds;
  readonly report: (error: Error) => void;
};

/** A request of a handshake revision, with what was read of it. */
type LegacyRequest = {
  readonly request: Request;
  readonly parsedBody: unknown;
  readonly caller: CallerIdentity;
};

/** What one instance tells another: a message of a client for the session's server there. */
type Relayed = { readonly session: string; readonly message: JSONRPCMessage };

/**
 * Requests of the server to a client carry the instance in their id, since the client's reply may reach another one:
 * `<instance>.<number>`.
 */
const instanceIn = (id: unknown): string | undefined =>
  typeof id === "string" ? /^([\w-]+)\.\d+$/.exec(id)?.[1] : undefined;

const isResponse = (message: unknown): message is JSONRPCMessage & { readonly id?: unknown } =>
  isJSONRPCResultResponse(message) || isJSONRPCErrorResponse(message);

/** The reply with the number that this instance's server gave its request. */
const numbered = (message: JSONRPCMessage): JSONRPCMessage =>
  "id" in message && typeof message.id === "string"
    ? { ...message, id: Number(message.id.split(".")[1]) }
    : message;

const sessionIdHeader = "mcp-session-id";

/** The opening of a session once more, for a server that did not see it. */
const reopening = ({ url, headers }: Request): Request => {
  const copy = new Headers(headers);
  copy.delete(sessionIdHeader);
  copy.set("accept", "application/json, text/event-stream");
  copy.set("content-type", "application/json");
  return new Request(url, { method: "POST", headers: copy, body: "{}" });
};

/**
 * The sessions of handshake clients. Any instance can serve any request of a session: one that does not have it opens a
 * server of its own with the session's first message. Replies and cancellations go on to the instance that waits for them.
 */
export const createLegacy = ({ serverFor, authInfoOf, store, bounds, report }: LegacyParts) => {
  const instance = randomUUID();
  const open = createHttpSessions<LegacyTransport>(bounds);
  /** Sessions that are being taken up, so that two requests at once make one server. */
  const opening = new Map<string, Promise<LegacyTransport>>();
  /** Ids of the requests that are not answered yet. With the same id twice, one of the two would never be answered. */
  const running = new WeakMap<LegacyTransport, Set<unknown>>();
  const take = (text: string): void => {
    const { session, message } = JSON.parse(text) as Relayed; // only instances of this server tell each other something
    const transport = open.get(session);
    if (transport === undefined) return;
    // What was cancelled is not answered.
    if (isJSONRPCNotification(message)) running.get(transport)?.delete(message.params?.requestId);
    transport.onmessage?.(numbered(message));
  };
  const listening = store.listen(instance, take).catch(report);

  const transportFor = async (id: string, caller: CallerIdentity): Promise<LegacyTransport> => {
    const transport: LegacyTransport = new WebStandardStreamableHTTPServerTransport({
      sessionIdGenerator: () => id,
      onsessioninitialized: () => open.add(id, ownerOf(caller), transport),
      async onsessionclosed() {
        open.remove(id);
        await store.remove(id);
      },
    });
    const ids = new Set<unknown>();
    running.set(transport, ids);
    const send = transport.send.bind(transport);
    transport.send = (message, options) => {
      if (isResponse(message)) ids.delete(message.id);
      return send(
        isJSONRPCRequest(message) ? { ...message, id: `${instance}.${message.id}` } : message,
        options,
      );
    };
    await (await serverFor(caller, store.subscriptions(id))).connect(transport);
    return transport;
  };

  const takeUp = async (id: string, { initialize }: StoredSession, { request, caller }: LegacyRequest) => {
    const transport = await transportFor(id, caller);
    const authInfo = authInfoOf(caller);
    const answer = await transport.handleRequest(reopening(request), { parsedBody: initialize, authInfo });
    await answer.text();
    transport.onmessage?.({ jsonrpc: "2.0", method: "notifications/initialized" });
    return transport;
  };
  const transportOf = async (
    id: string,
    session: StoredSession,
    incoming: LegacyRequest,
  ): Promise<LegacyTransport> => {
    const here = open.find(id, session.owner);
    if (here !== undefined) return here;
    const pending = opening.get(id) ?? takeUp(id, session, incoming).finally(() => opening.delete(id));
    opening.set(id, pending);
    return pending;
  };

  /** Hands on what others wait for; gives what is for this instance. */
  const relay = async (session: string, messages: readonly unknown[]): Promise<readonly unknown[]> => {
    const own: unknown[] = [];
    for (const message of messages) {
      const waiting = isResponse(message) ? instanceIn(message.id) : undefined;
      const everywhere = isJSONRPCNotification(message) && message.method === "notifications/cancelled";
      if (waiting !== undefined && waiting !== instance)
        await store.tell(waiting, JSON.stringify({ session, message }));
      else if (everywhere) await store.tell("all", JSON.stringify({ session, message }));
      else own.push(isResponse(message) ? numbered(message) : message);
    }
    return own;
  };

  const serve = async (incoming: LegacyRequest): Promise<Response> => {
    const { request, parsedBody, caller } = incoming;
    await listening;
    const authInfo = authInfoOf(caller);
    const id = request.headers.get(sessionIdHeader);
    if (id === null) {
      if (!isInitializeRequest(parsedBody))
        return rpcError(
          400,
          ProtocolErrorCode.InvalidRequest,
          "Send initialize first, then the Mcp-Session-Id",
        );
      const transport = await transportFor(randomUUID(), caller);
      const answer = await transport.handleRequest(request, { parsedBody, authInfo });
      const { sessionId } = transport;
      if (sessionId === undefined) return answer;
      try {
        await store.put(sessionId, { owner: ownerOf(caller), initialize: parsedBody });
      } catch (error) {
        open.end(sessionId);
        throw error;
      }
      return answer;
    }
    const session = await store.find(id);
    if (session === undefined || session.owner !== ownerOf(caller)) {
      if (session === undefined) open.end(id);
      return rpcError(404, -32001, "Session not found");
    }
    if (Array.isArray(parsedBody) && !sessionTakesBatches(session.initialize))
      return rpcError(400, ProtocolErrorCode.InvalidRequest, noBatches);
    if (!isRecord(parsedBody) && !Array.isArray(parsedBody))
      return (await transportOf(id, session, incoming)).handleRequest(request, { parsedBody, authInfo });
    const own = await relay(id, [parsedBody].flat());
    if (own.length === 0) return new Response(null, { status: 202 });
    const transport = await transportOf(id, session, incoming);
    const ids = running.get(transport) ?? new Set();
    const requests = own.filter(isJSONRPCRequest);
    if (requests.some((one) => ids.has(one.id)))
      return rpcError(400, ProtocolErrorCode.InvalidRequest, "A request with this id is running");
    for (const one of requests) ids.add(one.id);
    const rest = Array.isArray(parsedBody) ? own : own[0];
    const answer = await transport.handleRequest(request, { parsedBody: rest, authInfo });
    // What was refused at the door is not answered later.
    if (!answer.ok) for (const one of requests) ids.delete(one.id);
    return answer;
  };
  return {
    async serve(incoming: LegacyRequest): Promise<Response> {
      try {
        return await serve(incoming);
      } catch (error) {
        report(error instanceof Error ? error : new Error(String(error)));
        return rpcError(
          503,
          ProtocolErrorCode.InternalError,
          "The sessions cannot be reached; try again soon",
        );
      }
    },
    sessions: open.size,
    close: open.closeAll,
  };
};
