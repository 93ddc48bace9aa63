import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import {
  type Api,
  type App,
  type Extension,
  type HttpRequest,
  type HttpTool,
  localTenant,
  type ServerDefinition,
  type Tool,
} from "@jackfield/contract";
import type { CallOptions, EngineParts, EngineSettings } from "../src/index.js";
import { createEngine } from "../src/index.js";

export type Asked = {
  method: string;
  url: string;
  headers: IncomingMessage["headers"];
  body: string;
  raw: IncomingMessage;
};
export type Answer = (asked: Asked, response: ServerResponse, count: number) => void;

const running: (() => Promise<void>)[] = [];

/** Ends every server and engine that a test started. */
export const endAll = async (): Promise<void> => {
  for (const end of running.splice(0)) await end();
};

/** An HTTP server on loopback that remembers what it was asked. */
export const listen = async (answer: Answer): Promise<{ url: string; asked: Asked[] }> => {
  const asked: Asked[] = [];
  const server = createServer(async (raw, response) => {
    const body = await text(raw).catch(() => "");
    const request = { method: raw.method ?? "", url: raw.url ?? "", headers: raw.headers, body, raw };
    asked.push(request);
    answer(request, response, asked.length);
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  running.push(async () => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo; // a TCP server has no other kind of address
  return { url: `http://127.0.0.1:${port}`, asked };
};

export const json = (
  response: ServerResponse,
  status: number,
  body: unknown,
  headers: Record<string, string> = {},
): void => {
  response.writeHead(status, { "content-type": "application/json", ...headers });
  response.end(JSON.stringify(body));
};

const tool = (method: string, more: Partial<HttpRequest> = {}): HttpTool => ({
  name: method.toLowerCase(),
  description: method,
  hints: { readOnly: false, destructive: false, idempotent: false },
  input: { type: "object", properties: { q: { type: "string" } }, additionalProperties: false },
  request: { api: "main", method, path: "/thing", parameters: { q: { in: "query" } }, ...more },
});

export type Setup = {
  readonly url: string;
  readonly api?: Partial<Api>;
  readonly definition?: Partial<ServerDefinition>;
  readonly extension?: Extension;
  readonly request?: Partial<HttpRequest>;
  readonly tools?: readonly Tool[];
  readonly options?: Partial<EngineSettings> & EngineParts;
};

/** A session for an app with one tool a method, and shortened waits. */
export const callerFor = (setup: Setup) => {
  const methods = ["GET", "HEAD", "POST", "PUT", "DELETE", "PATCH"];
  const tools = setup.tools ?? methods.map((method) => tool(method, setup.request));
  const slept: number[] = [];
  const log: string[] = [];
  const app: App = {
    definition: {
      name: "example",
      title: "Example",
      version: "1.0.0",
      prefix: "EXAMPLE",
      apis: {
        main: {
          title: "Example API",
          servers: [{ url: setup.url }],
          security: [],
          schemes: {},
          ...setup.api,
        },
      },
      ...setup.definition,
    },
    ...(setup.extension === undefined ? {} : { extension: setup.extension }),
    catalog: async () =>
      tools.map(({ name, description }) => ({
        name,
        description,
        inputSchema: { type: "object" },
        annotations: {
          readOnlyHint: false,
          destructiveHint: false,
          idempotentHint: false,
          openWorldHint: true,
        },
        tags: [],
      })),
    load: async (record) => {
      const found = tools.find(({ name }) => name === record.name);
      if (found === undefined) throw new Error("no such module");
      return found;
    },
  };
  const { environment = {}, clock: ownClock, transport, ...options } = setup.options ?? {};
  const clock = ownClock ?? {
    now: Date.now,
    random: () => 0.5,
    sleep: async (milliseconds) => void slept.push(milliseconds),
  };
  const engine = createEngine(
    app,
    { environment, report: (line) => log.push(line), ...options },
    { clock, ...(transport && { transport }) },
  );
  running.push(() => engine.close());
  const local = localTenant(environment);
  const session = engine.session(local);
  const call = (
    name: string,
    args: unknown = {},
    signal = new AbortController().signal,
    more: Partial<CallOptions> = {},
  ) => session.call(name, args, { signal, ...more });
  const callAs = (id: string, name: string, args: unknown = {}) =>
    engine.session({ id, secrets: local.secrets }).call(name, args, { signal: new AbortController().signal });
  return { call, callAs, slept, log };
};
