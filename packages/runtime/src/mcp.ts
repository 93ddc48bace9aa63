import { listedTool, type Principal, type Tenant, type ToolResult, unknownTool } from "@jackfield/contract";
import {
  type JSONRPCMessage,
  ProtocolError,
  ProtocolErrorCode,
  Server,
  type Transport,
  type Tool as WireTool,
} from "@modelcontextprotocol/server";
import { serveStdio } from "@modelcontextprotocol/server/stdio";
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
type CallerIdentity = { readonly tenant: Tenant; readonly principal?: Principal };

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
