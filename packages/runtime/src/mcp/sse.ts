import type { ServerResponse } from "node:http";
import {
  isJSONRPCErrorResponse,
  isJSONRPCNotification,
  isJSONRPCRequest,
  isJSONRPCResultResponse,
  ProtocolErrorCode,
  type Server,
} from "@modelcontextprotocol/server";
import { SSEServerTransport } from "@modelcontextprotocol/server-legacy/sse";
import { type CallerIdentity, ownerOf } from "./caller.js";
import { createHttpSessions } from "./http-sessions.js";
import { rpcError } from "./server.js";
import { memorySubscriptions, type Subscriptions } from "./session-store.js";

/** Streams that are open at once; one more ends the one that was silent for longest. A stream ends with its connection. */
const bounds = { most: 1000, idle: Number.POSITIVE_INFINITY };

type SseParts = {
  readonly serverFor: (caller: CallerIdentity, subscriptions: Subscriptions) => Promise<Server>;
  /** Called when a request of a client begins; what it gives is called when the request is answered. */
  readonly begin: () => () => void;
};

type SseSession = {
  readonly transport: SSEServerTransport;
  /** A request begins, unless one with this id is running. */
  begin(id: unknown): boolean;
  /** A request is answered, or its client no longer waits for an answer. */
  end(id: unknown): void;
  close(): Promise<void>;
};

/**
 * HTTP+SSE, the transport of revision 2024-11-05: a stream from the server, and an address for the client's messages that
 * the stream names first. A session lives on the instance that has its stream, and ends with it.
 */
export const createSse = ({ serverFor, begin }: SseParts) => {
  const open = createHttpSessions<SseSession>(bounds);

  const sessionOn = (transport: SSEServerTransport): SseSession => {
    const running = new Map<unknown, () => void>();
    const end = (id: unknown): void => {
      running.get(id)?.();
      running.delete(id);
    };
    const send = transport.send.bind(transport);
    transport.send = async (message, options) => {
      await send(message, options);
      if (isJSONRPCResultResponse(message) || isJSONRPCErrorResponse(message)) end(message.id);
    };
    return {
      transport,
      end,
      begin(id) {
        if (running.has(id)) return false;
        running.set(id, begin());
        return true;
      },
      async close() {
        for (const id of running.keys()) end(id);
        await transport.close();
      },
    };
  };
  return {
    /** Opens the stream of a new session. `messages` is the path to which the client posts, as it sees the server. */
    async stream(caller: CallerIdentity, response: ServerResponse, messages: string): Promise<void> {
      const session = sessionOn(new SSEServerTransport(messages, response));
      const { transport } = session;
      open.add(transport.sessionId, ownerOf(caller), session);
      response.once("close", () => open.end(transport.sessionId));
      const uris = new Set<string>();
      await (
        await serverFor(
          caller,
          memorySubscriptions(() => uris),
        )
      ).connect(transport);
    },
    /** Takes a message of a client; what it is answered with goes to the stream. */
    async post(caller: CallerIdentity, id: string, message: unknown): Promise<Response> {
      const session = open.find(id, ownerOf(caller));
      if (session === undefined) return rpcError(404, -32001, "Session not found");
      if (isJSONRPCRequest(message) && !session.begin(message.id))
        return rpcError(400, ProtocolErrorCode.InvalidRequest, "A request with this id is running");
      if (isJSONRPCNotification(message) && message.method === "notifications/cancelled")
        session.end(message.params?.requestId);
      try {
        await session.transport.handleMessage(message);
        return new Response("Accepted", { status: 202 });
      } catch {
        return rpcError(
          400,
          ProtocolErrorCode.InvalidRequest,
          "Invalid request: this is not a JSON-RPC message",
        );
      }
    },
    sessions: open.size,
    close: open.closeAll,
  };
};
