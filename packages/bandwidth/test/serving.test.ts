import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { afterAll, expect, test } from "vitest";

const bin = fileURLToPath(new URL("../bin/bandwidth-mcp.js", import.meta.url));
const endings: (() => void)[] = [];
afterAll(() => {
  for (const end of endings) end();
});

/** The server with nothing but variables, once it says where it listens. */
const started = (environment: Readonly<Record<string, string>>): Promise<Readonly<Record<string, unknown>>> =>
  new Promise((resolve, reject) => {
    const env = { PATH: process.env.PATH, ...environment };
    const child = spawn(process.execPath, [bin], { env, stdio: ["ignore", "pipe", "pipe"] });
    endings.push(() => child.kill("SIGKILL"));
    const lines: string[] = [];
    createInterface(child.stderr).on("line", (line) => {
      lines.push(line);
      if (line.includes("serving MCP over HTTP")) resolve(JSON.parse(line));
    });
    child.once("close", () => reject(new Error(lines.join("\n"))));
  });

test("variables alone choose HTTP, the address, and the URL by which clients know the server", async () => {
  const environment = { BW_MCP_TRANSPORT: "http", BW_MCP_HOST: "localhost", BW_MCP_PORT: "0" };
  const { url } = await started(environment);
  expect(url).toMatch(/^http:\/\/localhost:[1-9]\d*\/mcp$/);
  expect((await fetch(new URL("/readyz", String(url)))).status).toBe(200);

  // Its own URL, and not that of the API: a base URL of the API shows nowhere.
  const named = { BW_MCP_BASE_URL: "https://mcp.example.com", JACKFIELD_BASE_URL: "http://127.0.0.1:1" };
  const server = await started({ ...environment, BW_MCP_PORT: "0", ...named });
  expect(server.url).toBe("https://mcp.example.com/mcp");
});

test("a variable that cannot be used is named", async () => {
  await expect(started({ BW_MCP_TRANSPORT: "http", BW_MCP_PORT: "70000" })).rejects.toThrow(
    /^bandwidth-mcp: BW_MCP_PORT must be a number from 0 to 65535, got "70000"\.$/,
  );
});
