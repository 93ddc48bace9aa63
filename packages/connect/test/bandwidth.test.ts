import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StdioClientTransport } from "@modelcontextprotocol/sdk/client/stdio.js";
import { afterAll, expect, test } from "vitest";
import { startAuthorization } from "./support/authorization.js";
import { cleanUp, environment, newHome, program, run, within } from "./support/bin.js";
import { logIn } from "./support/drive.mjs";

afterAll(cleanUp);

const bandwidth = fileURLToPath(new URL("../../bandwidth/bin/bandwidth-mcp.js", import.meta.url));
const browser = `${process.execPath} ${fileURLToPath(new URL("support/browser.mjs", import.meta.url))}`;

/** `bandwidth-mcp` over HTTP as a resource server of this issuer, calling this API; its log says where it listens. */
const startBandwidth = async (api: string, issuer: string) => {
  const walls = ["--oauth-issuer", issuer, "--oauth-scopes", "mcp:tools,mcp:admin,mcp:admin"];
  const child = spawn(process.execPath, [bandwidth, "--transport", "http", "--port", "0", ...walls], {
    stdio: ["pipe", "ignore", "pipe"],
    env: {
      PATH: process.env.PATH,
      BW_ACCOUNT_ID: "9900000",
      BW_ACCESS_TOKEN: "upstream-token-1",
      BW_MESSAGING_URL: api,
    },
  });
  const listening = new Promise<string>((resolve) => {
    createInterface({ input: child.stderr }).on("line", (line) => {
      const [, url] = /"url":"(http:[^"]+)"/.exec(line) ?? [];
      if (url !== undefined) resolve(url);
    });
  });
  return { url: await within(listening, "the start of bandwidth-mcp"), stop: () => child.kill() };
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
  const server = await startBandwidth(`http://127.0.0.1:${port}`, authorization.issuer);

  const home = newHome();
  const env = environment({
    JACKFIELD_CONNECT_HOME: home,
    JACKFIELD_CONNECT_NO_BROWSER: "0",
    BROWSER: browser,
    BROWSER_LOG: join(home, "windows"),
  });
  const client = new Client({ name: "stdio-only", version: "1" });
  const transport = new StdioClientTransport({
    command: process.execPath,
    args: [program, server.url],
    env,
    stderr: "pipe",
  });
  await client.connect(transport);
  expect(client.getServerVersion()?.name).toContain("bandwidth");
  const { tools } = await client.listTools();
  expect(tools.map(({ name }) => name)).toContain("createMessage");
  const answer = await client.callTool({ name: "listMedia", arguments: {} });
  expect(answer.isError).toBeFalsy();
  // The caller's token ends at the server; upstream sees the server's own.
  expect(calls).toEqual([expect.stringMatching(/^GET \S*\/9900000\/media Bearer upstream-token-1$/)]);
  expect(authorization.grants).toEqual(["authorization_code"]);
  expect(readFileSync(join(home, "windows"), "utf8").trim().split("\n")).toHaveLength(1);

  // A tool that destroys needs another scope: a second login, which another process finishes.
  const destroy = () => client.callTool({ name: "deleteMedia", arguments: { mediaId: "a.png" } });
  const refusal: unknown = await destroy().catch((error: unknown) => error);
  expect(refusal).toMatchObject({
    code: -32010,
    data: { loginUrl: expect.stringContaining("scope=mcp%3Aadmin") },
  });
  const { data } = refusal as { data: { loginUrl: string } }; // matched above
  const input = await logIn(data.loginUrl);
  expect(
    await run(["complete-login", server.url], { JACKFIELD_CONNECT_HOME: home }, { input }),
  ).toMatchObject({ code: 0, stdout: expect.stringContaining("mcp:admin") });
  expect((await destroy()).isError).toBeFalsy();
  expect(calls.at(-1)).toMatch(/^DELETE \S*\/media\/a\.png Bearer upstream-token-1$/);

  await client.close();
  server.stop();
  api.close();
  await authorization.stop();
}, 60_000);
