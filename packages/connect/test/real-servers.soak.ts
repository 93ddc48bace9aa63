import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { type AddressInfo, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StdioClientTransport } from "@modelcontextprotocol/sdk/client/stdio.js";
import {
  CreateMessageRequestSchema,
  ElicitRequestSchema,
  ListRootsRequestSchema,
} from "@modelcontextprotocol/sdk/types.js";
import { afterAll, beforeAll, expect, test } from "vitest";
import { cleanUp, environment, program, until } from "./support/bin.js";

const everything = "@modelcontextprotocol/server-everything@2026.8.31";
const folder = mkdtempSync(join(tmpdir(), "jackfield-real-servers-"));
const servers: ChildProcess[] = [];

beforeAll(async () => {
  writeFileSync(join(folder, "package.json"), '{ "private": true }');
  const npm = spawn("npm", ["install", "--no-audit", "--no-fund", "--ignore-scripts", everything], {
    cwd: folder,
    stdio: "ignore",
  });
  expect(await new Promise((resolve) => npm.once("close", resolve))).toBe(0);
}, 300_000);
afterAll(() => {
  for (const server of servers) server.kill();
  cleanUp();
  rmSync(folder, { recursive: true, force: true });
});

const freePort = async (): Promise<number> => {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo; // a TCP server has a port
  await new Promise((resolve) => server.close(resolve));
  return port;
};

/** The reference server of the protocol, over one of its transports; it says where it listens. */
const startEverything = async (transport: string): Promise<number> => {
  const port = await freePort();
  const file = join(folder, "node_modules/@modelcontextprotocol/server-everything/dist/index.js");
  const env = { PATH: process.env.PATH, PORT: String(port) };
  const child = spawn(process.execPath, [file, transport], { env, stdio: ["ignore", "pipe", "pipe"] });
  servers.push(child);
  let output = "";
  for (const stream of [child.stdout, child.stderr])
    stream.on("data", (chunk) => {
      output += String(chunk);
    });
  await until("the start of the server", () => output.includes(String(port)));
  return port;
};

test.each([
  ["streamableHttp", "/mcp"],
  ["sse", "/sse"],
])(
  "everything that the reference server does over %s reaches a client of the SDK through the bridge",
  async (transport, path) => {
    const port = await startEverything(transport);
    const client = new Client(
      { name: "host", version: "1" },
      { capabilities: { elicitation: {}, sampling: {}, roots: {} } },
    );
    const said = { action: "accept", content: { name: "Ann" } } as const;
    client.setRequestHandler(ElicitRequestSchema, () => said);
    client.setRequestHandler(ListRootsRequestSchema, () => ({
      roots: [{ uri: "file:///attic", name: "attic" }],
    }));
    client.setRequestHandler(CreateMessageRequestSchema, () => ({
      role: "assistant",
      model: "none",
      content: { type: "text", text: "sampled here" },
    }));
    await client.connect(
      new StdioClientTransport({
        command: process.execPath,
        args: [program, `http://127.0.0.1:${port}${path}`],
        env: environment(),
        stderr: "ignore",
      }),
    );
    const call = async (name: string, args: Record<string, unknown> = {}, onprogress?: () => void) =>
      JSON.stringify(
        (
          await client.callTool(
            { name, arguments: args },
            undefined,
            onprogress === undefined ? {} : { onprogress },
          )
        ).content,
      );
    expect(await call("echo", { message: "hello" })).toContain("hello");
    let notes = 0;
    await call("trigger-long-running-operation", { duration: 1, steps: 5 }, () => {
      notes += 1;
    });
    expect(notes).toBe(5);
    expect(await call("trigger-elicitation-request")).toContain("Ann");
    expect(await call("trigger-sampling-request", { prompt: "x" })).toContain("sampled here");
    expect(await call("get-roots-list")).toContain("attic");
    const { resources } = await client.listResources();
    expect((await client.readResource({ uri: resources[0]?.uri ?? "" })).contents).toHaveLength(1);
    expect((await client.listPrompts()).prompts.length).toBeGreaterThan(0);
    await client.close();
  },
);
