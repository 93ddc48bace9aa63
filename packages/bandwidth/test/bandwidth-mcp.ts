import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { Client, type ClientOptions, StreamableHTTPClientTransport } from "@modelcontextprotocol/client";
import { StdioClientTransport } from "@modelcontextprotocol/client/stdio";
import { onTestFinished } from "vitest";

export const bin = fileURLToPath(new URL("../bin/bandwidth-mcp.js", import.meta.url));

export type Variables = Readonly<Record<string, string>>;

/** A tool result as the tests look at it. */
export type Result = {
  readonly isError: boolean;
  readonly value: Readonly<Record<string, unknown>>;
  /** Everything that was said, for a search. */
  readonly text: string;
};

export type Connection = {
  readonly client: Client;
  call(name: string, args?: Readonly<Record<string, unknown>>): Promise<Result>;
  tools(): Promise<readonly string[]>;
  /** What the process wrote to standard error so far. */
  log(): string;
  close(): Promise<void>;
};

/** Starts the real server as a client would, with no other variables than these. */
export const startServer = async (
  args: readonly string[],
  variables: Variables,
  options: ClientOptions = {},
): Promise<Connection> => {
  const transport = new StdioClientTransport({
    command: process.execPath,
    args: [bin, ...args],
    env: { ...variables },
    stderr: "pipe",
  });
  let log = "";
  transport.stderr?.on("data", (chunk: Buffer) => {
    log += chunk.toString();
  });
  const client = new Client({ name: "test", version: "1" }, options);
  await client.connect(transport).catch((error: unknown) => {
    throw new Error(`the server did not start: ${log.trim() || "it said nothing"}`, { cause: error });
  });
  return { ...connectionOf(client), log: () => log, close: () => client.close() };
};

const connectionOf = (client: Client): Pick<Connection, "client" | "call" | "tools"> => ({
  client,
  async call(name, args = {}) {
    const result = await client.callTool({ name, arguments: args });
    const value = typeof result.structuredContent === "object" ? { ...result.structuredContent } : {};
    return { isError: result.isError === true, value, text: JSON.stringify(result) };
  },
  tools: async () => (await client.listTools()).tools.map(({ name }) => name),
});

/** The same over HTTP, with a process of its own on a free port. */
export const startHttpServer = async (args: readonly string[], variables: Variables): Promise<Connection> => {
  const child = spawn(process.execPath, [bin, "--transport", "http", "--port", "0", ...args], {
    env: { PATH: process.env.PATH, ...variables },
    stdio: ["ignore", "ignore", "pipe"],
  });
  let log = "";
  const url = await new Promise<string>((resolve, reject) => {
    child.stderr.on("data", (chunk: Buffer) => {
      log += chunk.toString();
      const [, address] = /"url":"(http[^"]+)"/.exec(log) ?? [];
      if (address !== undefined) resolve(address);
    });
    child.once("exit", () => reject(new Error(`the server did not start: ${log.trim()}`)));
  });
  const client = new Client({ name: "test", version: "1" });
  await client.connect(new StreamableHTTPClientTransport(new URL(url)));
  return {
    ...connectionOf(client),
    log: () => log,
    async close() {
      await client.close();
      const exit = once(child, "exit");
      child.kill();
      await exit;
    },
  };
};

/** A server that ends with the test. */
export const connect = async (...how: Parameters<typeof startServer>): Promise<Connection> => {
  const connection = await startServer(...how);
  onTestFinished(() => connection.close());
  return connection;
};

/** Runs the server until it ends by itself; its input stays open, so that only a refusal ends it. */
export const runToEnd = async (args: readonly string[], variables: Variables = {}) => {
  const child = spawn(process.execPath, [bin, ...args], {
    env: { PATH: process.env.PATH, ...variables },
    stdio: ["pipe", "pipe", "pipe"],
  });
  let [stdout, stderr] = ["", ""];
  child.stdout.on("data", (chunk: Buffer) => {
    stdout += chunk.toString();
  });
  child.stderr.on("data", (chunk: Buffer) => {
    stderr += chunk.toString();
  });
  const limit = setTimeout(() => child.kill("SIGKILL"), 15_000);
  const [code] = await once(child, "close");
  clearTimeout(limit);
  return { code, stdout, stderr };
};
