import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath, pathToFileURL } from "node:url";
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { dialects, startModel } from "./model-api.js";
import { type Api, fixture, type HttpServer, startApi, startHttp } from "./processes.js";

/** Installed outside of the workspace: they are large, and some want a newer Node, which npm has as well. */
const packages = [
  "@anthropic-ai/claude-code@2.1.332",
  "@openai/codex@0.171.0",
  "@google/gemini-cli@0.61.0",
  "@modelcontextprotocol/inspector@2.12.0",
  "@ai-sdk/mcp@1.0.101",
  "node@22",
];
const folder = mkdtempSync(join(tmpdir(), "jackfield-real-clients-"));
const home = join(folder, "home");
const bin = (name: string): string => join(folder, "node_modules/.bin", name);
const key = "canary-key-123456";

let api: Api;
let server: HttpServer;
const command = (): string[] => [fixture, "--base-url", `${api.url}/v1`];
const connect = fileURLToPath(new URL("../../connect/bin/jackfield-connect.js", import.meta.url));
const isAsked = (): boolean =>
  api.requests.some(({ url, headers }) => url === "/v1/things/7" && headers["x-key"] === key);

type Run = { readonly code: unknown; readonly output: string };
const run = (
  program: string,
  args: readonly string[],
  environment: Record<string, string> = {},
): Promise<Run> =>
  new Promise((resolve) => {
    const path = `${join(folder, "node_modules/.bin")}:${process.env.PATH}`;
    const env = { HOME: home, PATH: path, DISABLE_TELEMETRY: "1", DISABLE_AUTOUPDATER: "1", ...environment };
    const child = spawn(program, args, {
      cwd: folder,
      env,
      stdio: ["ignore", "pipe", "pipe"],
      timeout: 120_000,
    });
    let output = "";
    for (const stream of [child.stdout, child.stderr])
      stream.on("data", (chunk) => {
        output += String(chunk);
      });
    child.once("close", (code) => resolve({ code, output }));
  });
const writeHome = (path: string, content: string): void => {
  const file = join(home, path);
  mkdirSync(join(file, ".."), { recursive: true });
  writeFileSync(file, content);
};

beforeAll(async () => {
  mkdirSync(home);
  writeFileSync(join(folder, "package.json"), '{ "private": true }');
  const { code, output } = await run("npm", ["install", "--no-audit", "--no-fund", ...packages]);
  expect(code, output).toBe(0);
  api = await startApi((request, response) => {
    response.setHeader("content-type", "application/json");
    response.end(JSON.stringify({ path: request.url }));
  });
  server = await startHttp(["--transport", "sse", "--base-url", `${api.url}/v1`], { FIXTURE_KEY: key });
}, 600_000);
afterAll(async () => {
  await server?.close();
  await api?.close();
  rmSync(folder, { recursive: true, force: true });
}, 120_000);
beforeEach(() => void api.requests.splice(0));

/** The server by each transport, as most clients have it in their configuration. */
const entries = () => ({
  stdio: { command: process.execPath, args: command(), env: { FIXTURE_KEY: key } },
  http: { type: "http", url: server.mcp.href },
  sse: { type: "sse", url: `${server.origin}/sse` },
  bridge: {
    command: process.execPath,
    args: [connect, server.mcp.href],
    env: { JACKFIELD_CONNECT_HOME: join(home, "connect") },
  },
});
const transports = ["stdio", "http", "sse", "bridge"] as const;

/** HTTP+SSE is older than the modern era. */
const eras = [
  ["stdio", "legacy"],
  ["stdio", "modern"],
  ["http", "legacy"],
  ["http", "modern"],
  ["sse", "legacy"],
  ["bridge", "legacy"],
  ["bridge", "modern"],
] as const;

it.each(eras)("MCP Inspector: %s, %s", async (transport, era) => {
  const entry = entries()[transport];
  const target =
    "command" in entry
      ? [entry.command, ...entry.args, "-e", `JACKFIELD_CONNECT_HOME=${join(home, "connect")}`]
      : [entry.url, "--transport", transport];
  const inspect = (...args: string[]) =>
    run(bin("mcp-inspector"), [
      "--cli",
      ...target,
      "--protocol-era",
      era,
      "--format",
      "json",
      "-e",
      `FIXTURE_KEY=${key}`,
      ...args,
    ]);
  expect((await inspect("--method", "tools/list")).output).toContain("getThing");
  const { output } = await inspect("--method", "tools/call", "--tool-name", "getThing", "--tool-arg", "id=7");
  expect(output).toContain("/v1/things/7");
});

it.each(transports)("@ai-sdk/mcp: %s", async (transport) => {
  const from = (path: string) =>
    import(pathToFileURL(join(folder, "node_modules/@ai-sdk/mcp/dist", path)).href);
  const { createMCPClient } = await from("index.mjs");
  const { Experimental_StdioMCPTransport: Stdio } = await from("mcp-stdio/index.mjs");
  const entry = entries()[transport];
  const client = await createMCPClient({ transport: "command" in entry ? new Stdio(entry) : entry });
  const { getThing } = await client.tools();
  await getThing.execute({ id: "7" }, { toolCallId: "1", messages: [] });
  expect(isAsked()).toBe(true);
  await client.close();
});

it.each(transports)("Claude Code: %s", async (transport) => {
  const name = `mcp__${transport}__getThing`;
  const model = await startModel(dialects.anthropic, { tool: name, args: { id: "7" } });
  const config = join(folder, "claude.json");
  writeFileSync(config, JSON.stringify({ mcpServers: entries() }));
  const prompt = ["-p", "go", "--strict-mcp-config", "--mcp-config", config, "--allowedTools", name];
  const { output } = await run(bin("claude"), prompt, {
    ANTHROPIC_BASE_URL: model.url,
    ANTHROPIC_API_KEY: "sk-ant-none",
    ENABLE_TOOL_SEARCH: "false",
    CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: "1",
  });
  await model.close();
  expect(model.offered[0], output).toContain(name);
  expect(isAsked(), output).toBe(true);
});

it.each(transports)("Gemini CLI: %s", async (transport) => {
  const name = `mcp_${transport}_getThing`;
  const model = await startModel(dialects.gemini, { tool: name, args: { id: "7" } });
  const trusted = Object.entries(entries()).map(([id, entry]) => [id, { ...entry, trust: true }]);
  const security = { auth: { selectedType: "gemini-api-key" } };
  writeHome(".gemini/settings.json", JSON.stringify({ security, mcpServers: Object.fromEntries(trusted) }));
  const { output } = await run(bin("gemini"), ["-m", "gemini-3.1-pro-preview", "-p", "go", "--yolo"], {
    GEMINI_CLI_TRUST_WORKSPACE: "true",
    GEMINI_API_KEY: "none",
    GOOGLE_GEMINI_BASE_URL: model.url,
  });
  await model.close();
  expect(model.offered.flat(), output).toContain(name);
  expect(isAsked(), output).toBe(true);
});

/** Codex lists and calls for the programs around it, without a model. It knows no HTTP+SSE. */
it.each(["stdio", "http", "bridge"] as const)("Codex: %s", async (transport) => {
  const { stdio, http, bridge } = entries();
  const program = ({ command, args }: typeof stdio | typeof bridge): string =>
    `command = ${JSON.stringify(command)}\nargs = ${JSON.stringify(args)}\n`;
  writeHome(
    ".codex/config.toml",
    `[mcp_servers.stdio]\n${program(stdio)}env = { FIXTURE_KEY = "${key}" }\n` +
      `[mcp_servers.http]\nurl = ${JSON.stringify(http.url)}\n` +
      `[mcp_servers.bridge]\n${program(bridge)}env = { JACKFIELD_CONNECT_HOME = "${bridge.env.JACKFIELD_CONNECT_HOME}" }\n`,
  );
  const child = spawn(bin("codex"), ["app-server"], {
    env: { HOME: home, PATH: process.env.PATH },
    stdio: ["pipe", "pipe", "ignore"],
  });
  const replies = new Map<unknown, (result: Record<string, unknown>) => void>();
  createInterface(child.stdout).on("line", (line) => {
    const { id, result, error } = JSON.parse(line);
    replies.get(id)?.(result ?? { error });
  });
  const ask = (method: string, params: Record<string, unknown>): Promise<Record<string, unknown>> => {
    const id = replies.size + 1;
    child.stdin.write(`${JSON.stringify({ id, method, params })}\n`);
    return new Promise((resolve) => replies.set(id, resolve));
  };
  await ask("initialize", { clientInfo: { name: "test", title: "Test", version: "1" } });
  child.stdin.write('{"method":"initialized"}\n');
  expect(JSON.stringify(await ask("mcpServerStatus/list", {}))).toContain("createThing");
  const { thread } = await ask("thread/start", { ephemeral: true });
  const threadId = Reflect.get(Object(thread), "id");
  const call = { server: transport, threadId, tool: "getThing", arguments: { id: "7" } };
  expect(JSON.stringify(await ask("mcpServer/tool/call", call))).toContain("/v1/things/7");
  child.kill();
  expect(isAsked()).toBe(true);
});
