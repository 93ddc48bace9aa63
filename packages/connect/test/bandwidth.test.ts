import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StdioClientTransport } from "@modelcontextprotocol/sdk/client/stdio.js";
import { afterAll, expect, test } from "vitest";
import { startAuthorization, startProtected } from "./support/authorization.js";
import { cleanUp, environment, newHome, program } from "./support/bin.js";
import type { Exchange } from "./support/peer.js";

afterAll(cleanUp);

const bandwidth = fileURLToPath(new URL("../../bandwidth/bin/bandwidth-mcp.js", import.meta.url));
const browser = `${process.execPath} ${fileURLToPath(new URL("support/browser.mjs", import.meta.url))}`;

/** Hands each request to the server on standard input and output, and its answer back over HTTP. */
const forwardTo = (child: ChildProcessWithoutNullStreams) => {
  const waiting = new Map<unknown, (result: Record<string, unknown>) => void>();
  createInterface({ input: child.stdout }).on("line", (line) => {
    const { id, result } = JSON.parse(line);
    waiting.get(id)?.(result);
  });
  return ({ message, body, result, status }: Exchange): void => {
    child.stdin.write(`${body}\n`);
    if (message.id === undefined) status(202);
    else waiting.set(message.id, (answer) => result(answer));
  };
};

test("a client that speaks over standard input only reaches a protected bandwidth-mcp over HTTP", async () => {
  const calls: string[] = [];
  const api = createServer((request, response) => {
    calls.push(`${request.method} ${request.url} ${request.headers.authorization}`);
    response.writeHead(200, { "content-type": "application/json" }).end('{"media":[]}');
  });
  await new Promise<void>((resolve) => api.listen(0, "127.0.0.1", resolve));
  const { port } = api.address() as AddressInfo; // a TCP server has a port
  const authorization = await startAuthorization();
  const front = await startProtected(authorization, ["mcp:tools"]);
  const server = spawn(process.execPath, [bandwidth], {
    env: {
      PATH: process.env.PATH,
      BW_ACCOUNT_ID: "9900000",
      BW_ACCESS_TOKEN: "upstream-token-1",
      BW_MESSAGING_URL: `http://127.0.0.1:${port}`,
    },
  });
  const forward = forwardTo(server);
  for (const method of ["initialize", "notifications/initialized", "tools/list", "tools/call"])
    front.always(method, forward);

  const home = newHome();
  const env = environment({
    JACKFIELD_CONNECT_HOME: home,
    JACKFIELD_CONNECT_NO_BROWSER: "0",
    BROWSER: browser,
    BROWSER_LOG: join(home, "windows"),
  });
  const client = new Client({ name: "stdio-only", version: "1" });
  await client.connect(
    new StdioClientTransport({ command: process.execPath, args: [program, front.url], env, stderr: "pipe" }),
  );
  expect(client.getServerVersion()?.name).toContain("bandwidth");
  const { tools } = await client.listTools();
  expect(tools.map(({ name }) => name)).toContain("createMessage");
  const answer = await client.callTool({ name: "listMedia", arguments: {} });
  expect(answer.isError).toBeFalsy();
  // The caller's token ends at the server; upstream sees the server's own.
  expect(calls).toEqual([expect.stringMatching(/^GET \S*\/9900000\/media Bearer upstream-token-1$/)]);
  expect(front.seen[0]?.headers.authorization).toBeUndefined();
  expect(front.of("tools/call")[0]?.headers.authorization).toMatch(/^Bearer ey/);

  await client.close();
  server.kill();
  api.close();
  await front.stop();
  await authorization.stop();
}, 60_000);
