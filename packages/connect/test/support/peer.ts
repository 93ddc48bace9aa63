import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

type Json = Readonly<Record<string, unknown>>;
type Message = Json & { readonly id?: string | number; readonly method?: string; readonly params?: Json };

/** One POST as the peer sees it, and the ways to answer it. */
export type Exchange = {
  readonly message: Message;
  readonly body: string;
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  result(result: Json, headers?: Record<string, string>): void;
  error(code: number, message: string, status?: number, data?: unknown): void;
  status(status: number, body?: string, headers?: Record<string, string>): void;
  /** Begins an event stream; `end` or `cut` finishes it. */
  events(): EventStream;
};
export type EventStream = {
  send(message: Json, id?: string): EventStream;
  raw(text: string): EventStream;
  end(): void;
  /** Breaks the connection. */
  cut(): void;
};
export type Handler = (exchange: Exchange) => void | Promise<void>;

export type Seen = {
  readonly verb: string;
  readonly headers: IncomingMessage["headers"];
  readonly message: Message;
  readonly body: string;
};

/** A scripted MCP server of the older revisions: no SDK, and every fault on demand. */
export type Peer = {
  readonly url: string;
  readonly seen: Seen[];
  count(method: string): number;
  of(method: string): readonly Seen[];
  /** Answers the next message of this method only. */
  once(method: string, handler: Handler): void;
  always(method: string, handler: Handler): void;
  /** Sessions that are valid; cleared to lose them all. */
  readonly sessions: Set<string>;
  /** The open stand-alone streams. */
  readonly streams: Set<ServerResponse>;
  /** Whether a GET gets a stream (405 otherwise). */
  streaming: boolean;
  push(message: Json, id?: string): void;
  /** Looks at every request first; false when it has answered it. */
  guard: ((exchange: Exchange) => Promise<boolean>) | undefined;
  stop(): Promise<void>;
};

const eventStream = (response: ServerResponse): EventStream => {
  if (!response.headersSent) response.writeHead(200, { "content-type": "text/event-stream" });
  response.flushHeaders();
  const stream: EventStream = {
    send(message, id) {
      response.write(`${id === undefined ? "" : `id: ${id}\n`}data: ${JSON.stringify(message)}\n\n`);
      return stream;
    },
    raw(text) {
      response.write(text);
      return stream;
    },
    end: () => void response.end(),
    cut: () => void response.write(": the end\n\n", () => response.destroy()),
  };
  return stream;
};

const readBody = async (request: IncomingMessage): Promise<string> => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer); // without an encoding chunks are buffers
  return Buffer.concat(chunks).toString("utf8");
};

export const welcome = {
  protocolVersion: "2025-06-18",
  capabilities: { tools: { listChanged: true }, experimental: { "vendor/thing": { on: true } } },
  serverInfo: { name: "peer", title: "A peer", version: "9" },
  instructions: "Say hello first.",
};
const tools = [
  { name: "echo", inputSchema: { type: "object" } },
  { name: "read", inputSchema: { type: "object" }, annotations: { readOnlyHint: true } },
  { name: "delete_all", inputSchema: { type: "object" } },
];

export const startPeer = async (options: { readonly port?: number } = {}): Promise<Peer> => {
  const seen: Seen[] = [];
  const next = new Map<string, Handler[]>();
  const standing = new Map<string, Handler>();
  const sessions = new Set<string>();
  const streams = new Set<ServerResponse>();
  let made = 0;

  standing.set("initialize", ({ result }) => {
    made += 1;
    const id = `session-${made}`;
    sessions.add(id);
    result(welcome, { "mcp-session-id": id });
  });
  standing.set("tools/list", ({ result }) => result({ tools }));
  standing.set("tools/call", ({ message, result }) =>
    result({ content: [{ type: "text", text: JSON.stringify(message.params?.arguments ?? {}) }] }),
  );
  standing.set("ping", ({ result }) => result({}));

  const exchangeOf = (request: IncomingMessage, response: ServerResponse, body: string): Exchange => {
    const message: Message = body === "" ? {} : JSON.parse(body);
    const send = (status: number, text: string, headers: Record<string, string>): void =>
      void response.writeHead(status, headers).end(text);
    const json = { "content-type": "application/json" };
    return {
      message,
      body,
      request,
      response,
      result: (result, headers = {}) =>
        send(200, JSON.stringify({ jsonrpc: "2.0", id: message.id, result }), { ...json, ...headers }),
      error: (code, text, status = 200, data) =>
        send(
          status,
          JSON.stringify({
            jsonrpc: "2.0",
            id: message.id ?? null,
            error: { code, message: text, ...(data === undefined ? {} : { data }) },
          }),
          json,
        ),
      status: (status, text = "", headers = {}) => send(status, text, headers),
      events: () => eventStream(response),
    };
  };

  const onGet = (request: IncomingMessage, response: ServerResponse): void => {
    const handler = next.get("GET")?.shift() ?? standing.get("GET");
    if (handler !== undefined) return void handler(exchangeOf(request, response, ""));
    if (!peer.streaming) return void response.writeHead(405).end();
    eventStream(response);
    streams.add(response);
    response.once("close", () => streams.delete(response));
  };

  const server: Server = createServer(async (request, response) => {
    response.on("error", () => undefined);
    const body = await readBody(request).catch(() => "");
    const verb = request.method ?? "";
    if (peer.guard !== undefined && !(await peer.guard(exchangeOf(request, response, body)))) {
      seen.push({ verb, headers: request.headers, message: body === "" ? {} : JSON.parse(body), body });
      return;
    }
    const exchange = verb === "POST" ? exchangeOf(request, response, body) : undefined;
    const message = exchange?.message ?? {};
    seen.push({ verb, headers: request.headers, message, body });
    if (verb === "GET") return onGet(request, response);
    if (exchange === undefined) return void response.writeHead(verb === "DELETE" ? 200 : 405).end();
    const { method = "reply" } = message;
    const handler = next.get(method)?.shift() ?? standing.get(method);
    const session = request.headers["mcp-session-id"];
    if (
      method !== "initialize" &&
      typeof session === "string" &&
      !sessions.has(session) &&
      !next.has(`lost ${method}`)
    )
      return exchange.error(-32001, "Session not found", 404);
    if (handler !== undefined) await handler(exchange);
    else if (message.id === undefined || message.method === undefined) exchange.status(202);
    else exchange.error(-32601, "Method not found");
  });
  server.keepAliveTimeout = 60_000;
  await new Promise<void>((resolve) => server.listen(options.port ?? 0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo; // a TCP server has a port

  const peer: Peer = {
    url: `http://127.0.0.1:${port}/mcp`,
    seen,
    count: (method) => seen.filter(({ message }) => message.method === method).length,
    of: (method) => seen.filter(({ message }) => message.method === method),
    once: (method, handler) => void next.set(method, [...(next.get(method) ?? []), handler]),
    always: (method, handler) => void standing.set(method, handler),
    sessions,
    streams,
    streaming: false,
    guard: undefined,
    push(message, id) {
      for (const stream of streams)
        stream.write(
          `${id === undefined ? "" : `id: ${id}\n`}data: ${JSON.stringify({ jsonrpc: "2.0", ...message })}\n\n`,
        );
    },
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return peer;
};
