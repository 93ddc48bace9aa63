import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

export const fixture = fileURLToPath(new URL("./fixture/server.mjs", import.meta.url));

export type Api = { readonly url: string; readonly requests: IncomingMessage[]; close(): Promise<void> };

/** An HTTP server on loopback that remembers what it was asked. */
export const startApi = async (
  answer: (request: IncomingMessage, response: ServerResponse) => void,
): Promise<Api> => {
  const requests: IncomingMessage[] = [];
  const server: Server = createServer((request, response) => {
    requests.push(request);
    answer(request, response);
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo; // a TCP server has no other kind of address
  return {
    url: `http://127.0.0.1:${port}`,
    requests,
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
};

/** An API that says what it was asked for, and keeps in `held` the replies to requests for something slow. */
export const startHoldingApi = (held: ServerResponse[]): Promise<Api> =>
  startApi((request, response) => {
    if (request.url?.includes("slow") === true) {
      held.push(response);
      return;
    }
    response.setHeader("content-type", "application/json");
    response.end(JSON.stringify({ path: request.url, key: request.headers["x-key"] }));
  });

/** A server process that is spoken to line by line. */
export const startServer = (args: readonly string[], environment: Readonly<Record<string, string>>) => {
  const child: ChildProcess = spawn(process.execPath, [fixture, ...args], {
    env: { PATH: process.env.PATH, ...environment },
    stdio: ["pipe", "pipe", "pipe"],
  });
  const { stdin, stdout, stderr } = child;
  if (stdin === null || stdout === null || stderr === null) throw new Error("the process has no pipes");
  const lines: string[] = [];
  const log: string[] = [];
  const waiting = new Set<() => void>();
  createInterface(stdout).on("line", (line) => {
    lines.push(line);
    for (const wake of waiting) wake();
  });
  createInterface(stderr).on("line", (line) => log.push(line));
  const exited = once(child, "close").then(([code]: unknown[]) => code);

  /** The first message that fits, waiting for it if need be. */
  const message = (fits: (message: Record<string, unknown>) => boolean): Promise<Record<string, unknown>> =>
    new Promise((resolve) => {
      const look = (): void => {
        const found = lines.map((line) => JSON.parse(line)).find(fits);
        if (found === undefined) return;
        waiting.delete(look);
        resolve(found);
      };
      waiting.add(look);
      look();
    });
  return {
    child,
    lines,
    log,
    exited,
    stdin,
    stdout,
    send: (value: unknown) =>
      void stdin.write(`${typeof value === "string" ? value : JSON.stringify(value)}\n`),
    message,
    reply: (id: unknown) => message((each) => each.id === id && !("method" in each)),
    async initialize() {
      const clientInfo = { name: "test", version: "1" };
      const params = { protocolVersion: "2025-06-18", capabilities: {}, clientInfo };
      this.send({ jsonrpc: "2.0", id: "init", method: "initialize", params });
      const reply = await this.reply("init");
      this.send({ jsonrpc: "2.0", method: "notifications/initialized" });
      return reply;
    },
    call(id: unknown, name: string, args: unknown) {
      this.send({ jsonrpc: "2.0", id, method: "tools/call", params: { name, arguments: args } });
    },
  };
};

/** A server process on HTTP, once it listens on a free port of loopback. */
export const startHttp = async (
  args: readonly string[],
  environment: Readonly<Record<string, string>> = {},
  program = fixture,
) => {
  const child = spawn(process.execPath, [program, "--transport", "http", "--port", "0", ...args], {
    env: { PATH: process.env.PATH, ...environment },
    stdio: ["ignore", "ignore", "pipe"],
  });
  const { stderr } = child;
  if (stderr === null) throw new Error("the process has no pipe");
  const log: string[] = [];
  const exited = once(child, "close").then(([code]: unknown[]) => code);
  const origin = await new Promise<string>((resolve, reject) => {
    createInterface(stderr).on("line", (line) => {
      log.push(line);
      const url = /"url":"(http[^"]+)\/mcp"/.exec(line)?.[1];
      if (url !== undefined) resolve(url);
    });
    exited.then(() => reject(new Error(`the server ended: ${log.join("\n")}`)));
  });
  return {
    origin,
    mcp: new URL(`${origin}/mcp`),
    log,
    exited,
    signal: (name: NodeJS.Signals) => child.kill(name),
    async close() {
      child.kill("SIGKILL");
      await exited;
    },
  };
};

export type HttpServer = Awaited<ReturnType<typeof startHttp>>;
