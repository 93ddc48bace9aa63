import { type App, type CatalogRecord, suggestion, type ToolResult } from "@jackfield/contract";
import {
  type JSONRPCMessage,
  ProtocolError,
  ProtocolErrorCode,
  Server,
  type Transport,
  type Tool as WireTool,
} from "@modelcontextprotocol/server";
import { serveStdio } from "@modelcontextprotocol/server/stdio";
import type { Caller } from "./call.js";
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

/** The list does not change while a server runs: an hour, and the same for every client of this server. */
const listCache = { ttlMs: 3_600_000, cacheScope: "public" } as const;

const wireTool = (record: CatalogRecord): WireTool => ({
  name: record.name,
  ...(record.title === undefined ? {} : { title: record.title }),
  description: record.description,
  inputSchema: record.inputSchema as WireTool["inputSchema"], // the planner makes every root `type: object`
  annotations: record.annotations,
});

const wireResult = (result: ToolResult) => ({ ...result, content: [...result.content] });

/** Makes servers for one app; cheap, since what they answer with is made once and shared. */
const serverFactory = (app: App, caller: Caller): (() => Server) => {
  const { definition } = app;
  let listing: Promise<{ tools: WireTool[]; names: ReadonlySet<string> }> | undefined;
  const list = () => {
    listing ??= app.catalog().then((records) => ({
      tools: records.map(wireTool),
      names: new Set(records.map((record) => record.name)),
    }));
    return listing;
  };
  return () => {
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
        const message = `Unknown tool: ${params.name.slice(0, 100)}${suggestion(params.name, names)}`;
        const advice = await app.advice?.();
        throw new ProtocolError(
          ProtocolErrorCode.InvalidParams,
          advice === undefined ? message : `${message}. ${advice}`,
        );
      }
      return wireResult(await caller.call(params.name, params.arguments ?? {}, { signal: mcpReq.signal }));
    });
    return server;
  };
};

/**
 * Speaks MCP over a channel, revision 2026-07-28 and the handshake revisions alike: the client's first message decides.
 * Unknown tools are protocol errors (-32602), failed calls are results. `close` aborts the calls under way.
 */
export const serveMcp = (
  app: App,
  caller: Caller,
  channel: MessageChannel,
  report: (error: Error) => void = () => undefined,
): { close(): Promise<void> } =>
  serveStdio(serverFactory(app, caller), { transport: channel, onerror: report });
