import { createServer, type Server as HttpServer } from "node:http";
import type { AddressInfo } from "node:net";
import { Client } from "@modelcontextprotocol/client";
import { StdioClientTransport } from "@modelcontextprotocol/client/stdio";
import { Client as OldClient } from "@modelcontextprotocol/sdk/client/index.js";
import { StdioClientTransport as OldTransport } from "@modelcontextprotocol/sdk/client/stdio.js";
import { Server as OldServer } from "@modelcontextprotocol/sdk/server/index.js";
import { SSEServerTransport } from "@modelcontextprotocol/sdk/server/sse.js";
import { CallToolRequestSchema, ListToolsRequestSchema } from "@modelcontextprotocol/sdk/types.js";
import { createMcpHandler, inputRequired, Server } from "@modelcontextprotocol/server";
import { afterAll, afterEach, describe, expect, test } from "vitest";
import { cleanUp, environment, newHome, program, start, until } from "./support/bin.js";
import { startPeer } from "./support/peer.js";

const servers: HttpServer[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
});
afterAll(cleanUp);

type Seen = { readonly method: string; readonly headers: Headers; readonly body: Record<string, unknown> };

/** An SDK server of 2026-07-28 over HTTP: with or without the older revisions. */
const modernServer = async (legacy: "stateless" | "reject") => {
  const seen: Seen[] = [];
  const handler = createMcpHandler(
    () => {
      const server = new Server(
        { name: "modern", title: "Modern", version: "3" },
        { capabilities: { tools: { listChanged: true }, logging: {} }, instructions: "Be modern." },
      );
      const property = { type: "string", "x-mcp-header": "Account" } as const;
      server.setRequestHandler("tools/list", () => ({
        tools: [
          { name: "echo", inputSchema: { type: "object", properties: { account: property } } },
          { name: "ask", inputSchema: { type: "object" } },
        ],
      }));
      server.setRequestHandler("tools/call", ({ params }, context) => {
        if (params.name === "echo")
          return { content: [{ type: "text", text: JSON.stringify(params.arguments) }] };
        const answers = context.mcpReq.inputResponses;
        if (answers === undefined)
          return inputRequired({
            inputRequests: {
              sure: inputRequired.elicit({
                message: "Sure?",
                requestedSchema: { type: "object", properties: { yes: { type: "boolean" } } },
              }),
            },
            requestState: "state-1",
          });
        return { content: [{ type: "text", text: JSON.stringify(answers) }] };
      });
      return server;
    },
    { legacy },
  );
  const server = createServer(async (incoming, outgoing) => {
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(chunk as Buffer); // without an encoding chunks are buffers
    const body = Buffer.concat(chunks).toString("utf8");
    const headers = new Headers(
      Object.entries(incoming.headers).map(([name, value]): [string, string] => [name, String(value)]),
    );
    if (body !== "") {
      const message: Record<string, unknown> = JSON.parse(body);
      seen.push({ method: String(message.method), headers, body: message });
    }
    const { port } = server.address() as AddressInfo; // a TCP server has a port
    const abort = new AbortController();
    outgoing.once("close", () => abort.abort());
    const reply = await handler.fetch(
      new Request(`http://127.0.0.1:${port}${incoming.url}`, {
        method: incoming.method ?? "GET",
        headers,
        signal: abort.signal,
        ...(body === "" ? {} : { body }),
      }),
    );
    outgoing.writeHead(reply.status, Object.fromEntries(reply.headers));
    if (reply.body === null) return void outgoing.end();
    outgoing.flushHeaders();
    try {
      for await (const chunk of reply.body) outgoing.write(chunk);
    } catch {
      // The bridge closed the stream.
    }
    outgoing.end();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  servers.push(server);
  const { port } = server.address() as AddressInfo; // a TCP server has a port
  return { url: `http://127.0.0.1:${port}/mcp`, seen, notify: () => handler.notify.toolsChanged() };
};

const command = (url: string, home = newHome()) => ({
  command: process.execPath,
  args: [program, url],
  env: environment({ JACKFIELD_CONNECT_HOME: home }),
  stderr: "pipe" as const,
});
const info = { name: "matrix", version: "1" };
const capabilities = { elicitation: { form: {} } };

/** The hosts of the matrix: what each of them makes of a server, as its answer to one call. */
const hosts = {
  "a host of the older revisions (old SDK)": async (url: string, home?: string) => {
    const client = new OldClient(info, { capabilities });
    await client.connect(new OldTransport(command(url, home)));
    return client;
  },
  "a host of the older revisions (new SDK)": async (url: string, home?: string) => {
    const client = new Client(info, { capabilities });
    await client.connect(new StdioClientTransport(command(url, home)));
    return client;
  },
  "a host of both eras": async (url: string, home?: string) => {
    const client = new Client(info, { capabilities, versionNegotiation: { mode: "auto" } });
    await client.connect(new StdioClientTransport(command(url, home)));
    return client;
  },
};

const targets = {
  "a server of 2026-07-28 only": () => modernServer("reject"),
  "a server of both eras": () => modernServer("stateless"),
  "a server of the older revisions": async () => {
    const peer = await startPeer();
    return { url: peer.url, seen: [], notify: () => undefined };
  },
};

describe.each(Object.entries(hosts))("%s", (_, open) => {
  test.each(Object.entries(targets))("at %s", async (_name, target) => {
    const { url } = await target();
    const client = await open(url);
    const { tools } = await client.listTools();
    expect(tools.map(({ name }) => name)).toContain("echo");
    const answer = await client.callTool({ name: "echo", arguments: { account: "a 1" } });
    expect(answer.content).toEqual([{ type: "text", text: '{"account":"a 1"}' }]);
    await client.close();
  });
});

test("a host of 2026-07-28 is passed through, with the headers the revision wants", async () => {
  const { url, seen } = await modernServer("reject");
  const client = new Client(info, { versionNegotiation: { mode: { pin: "2026-07-28" } } });
  await client.connect(new StdioClientTransport(command(url)));
  await client.listTools();
  await client.callTool({ name: "echo", arguments: { account: "ä" } });
  const call = seen.find(({ method }) => method === "tools/call");
  expect(Object.fromEntries(call?.headers ?? [])).toMatchObject({
    "mcp-protocol-version": "2026-07-28",
    "mcp-method": "tools/call",
    "mcp-name": "echo",
    "mcp-param-account": "=?base64?w6Q=?=",
  });
  expect(seen.some(({ method }) => method === "initialize")).toBe(false);
  await client.close();
});

test("headers that no longer fit are made from a fresh list, once", async () => {
  const peer = await startPeer();
  const schema = { type: "object", properties: { account: { type: "string", "x-mcp-header": "Account" } } };
  peer.always("tools/list", ({ result }) => result({ tools: [{ name: "echo", inputSchema: schema }] }));
  peer.always("tools/call", ({ error, result, request }) => {
    if (request.headers["mcp-param-account"] === "a") result({ content: [] });
    else error(-32020, "Header mismatch", 400);
  });
  const host = start([peer.url]);
  const _meta = { "io.modelcontextprotocol/protocolVersion": "2026-07-28" };
  // The host calls without having listed, so the bridge knows of no header to send.
  const answer = await host.ask(1, "tools/call", { name: "echo", arguments: { account: "a" }, _meta });
  expect(answer.result).toEqual({ content: [] });
  expect(peer.seen.map(({ message }) => message.method)).toEqual(["tools/call", "tools/list", "tools/call"]);
  const refused = await host.ask(2, "tools/call", { name: "echo", arguments: { account: "b" }, _meta });
  expect(refused.error?.code).toBe(-32020);
  await host.end();
  await peer.stop();
});

describe("a host of the older revisions at a server of 2026-07-28 only", () => {
  test("gets its welcome from server/discover", async () => {
    const { url } = await modernServer("reject");
    const client = await hosts["a host of the older revisions (old SDK)"](url);
    expect(client.getServerVersion()).toMatchObject({ name: "modern", title: "Modern", version: "3" });
    expect(client.getInstructions()).toBe("Be modern.");
    expect(client.getServerCapabilities()).toMatchObject({ tools: { listChanged: true } });
    expect(await client.ping()).toEqual({});
    await client.close();
  });

  test("is asked what the server asks, and the answers go back", async () => {
    const { url, seen } = await modernServer("reject");
    const host = start([url]);
    await host.open({ protocolVersion: "2025-06-18", capabilities, clientInfo: info });
    host.send({ id: 5, method: "tools/call", params: { name: "ask", arguments: {} } });
    const question = await host.next("the question", ({ method }) => method === "elicitation/create");
    expect(question.params).toMatchObject({ message: "Sure?" });
    host.send({ id: question.id ?? 0, result: { action: "accept", content: { yes: true } } });
    const answer = await host.next("the answer", ({ id }) => id === 5);
    expect(answer.result).toMatchObject({ content: [{ text: expect.stringContaining('"yes":true') }] });
    expect(answer.result).not.toHaveProperty("resultType");
    expect(seen.at(-1)?.body.params).toMatchObject({ requestState: "state-1" });
    await host.end();
  });

  test("hears of changed lists", async () => {
    const { url, seen, notify } = await modernServer("reject");
    const host = start([url]);
    await host.open();
    await until("the subscription", () => seen.some(({ method }) => method === "subscriptions/listen"));
    const told = host.next("the note", ({ method }) => method === "notifications/tools/list_changed");
    const again = setInterval(notify, 50); // the stream may not be registered yet when the request has arrived
    await told.finally(() => clearInterval(again));
    await host.end();
  });
});

test("the era of a server is remembered, and found out again when the server has changed", async () => {
  const { url, seen } = await modernServer("reject");
  const home = newHome();
  const open = hosts["a host of the older revisions (new SDK)"];
  await (await open(url, home)).close();
  expect(seen.filter(({ method }) => method === "initialize")).toHaveLength(1);
  await (await open(url, home)).close();
  // The second start knew, and asked in the new way at once.
  expect(seen.filter(({ method }) => method === "initialize")).toHaveLength(1);
  const port = Number(new URL(url).port);
  await Promise.all(
    servers.splice(0).map((server) => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(resolve));
    }),
  );
  const peer = await startPeer({ port });
  const client = await open(url, home);
  expect(client.getServerVersion()?.name).toBe("peer");
  await client.close();
  await peer.stop();
});

test("the transport of 2024-11-05 is tried when a server refuses a POST", async () => {
  const server = new OldServer({ name: "sse", version: "1" }, { capabilities: { tools: {} } });
  server.setRequestHandler(ListToolsRequestSchema, () => ({
    tools: [{ name: "echo", inputSchema: { type: "object" } }],
  }));
  server.setRequestHandler(CallToolRequestSchema, ({ params }) => ({
    content: [{ type: "text", text: JSON.stringify(params.arguments) }],
  }));
  let transport: SSEServerTransport | undefined;
  const http = createServer(async (request, response) => {
    if (request.method === "GET") {
      transport = new SSEServerTransport("/messages", response);
      await server.connect(transport);
    } else if (request.url?.startsWith("/messages")) await transport?.handlePostMessage(request, response);
    else response.writeHead(405).end();
  });
  await new Promise<void>((resolve) => http.listen(0, "127.0.0.1", resolve));
  servers.push(http);
  const { port } = http.address() as AddressInfo; // a TCP server has a port
  const client = await hosts["a host of the older revisions (old SDK)"](`http://127.0.0.1:${port}/sse`);
  const answer = await client.callTool({ name: "echo", arguments: { a: 1 } });
  expect(answer.content).toEqual([{ type: "text", text: '{"a":1}' }]);
  await client.close();
});
