import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type HttpServer, startHttp } from "./processes.js";

const tool = "@modelcontextprotocol/conformance@0.2.0-alpha.12";
const folder = mkdtempSync(join(tmpdir(), "jackfield-conformance-tool-"));
const hook = new URL("../../connect/test/conformance/hook.mjs", import.meta.url).href;
const program = fileURLToPath(new URL("conformance/server.mjs", import.meta.url));
let server: HttpServer;

const run = (command: string, args: readonly string[]): Promise<string> =>
  new Promise((resolve) => {
    const child = spawn(command, args, { cwd: folder, stdio: ["ignore", "pipe", "pipe"] });
    let output = "";
    for (const stream of [child.stdout, child.stderr])
      stream.on("data", (chunk) => {
        output += String(chunk);
      });
    child.once("close", () => resolve(output));
  });

// The tool is not a dependency: its own dependencies want a newer Node, although it runs without one.
beforeAll(async () => {
  writeFileSync(join(folder, "package.json"), '{ "private": true }');
  await run("npm", ["install", "--no-audit", "--no-fund", "--ignore-scripts", tool]);
  server = await startHttp([], {}, program);
}, 300_000);
afterAll(async () => {
  await server.close();
  rmSync(folder, { recursive: true, force: true });
});

/** What these servers do not offer: they serve tools, and ask people by themselves. A line goes when its feature comes. */
const notOffered: readonly RegExp[] = [
  /^prompts-/,
  /^resources-/,
  /^completion-/,
  /^logging-/,
  /^tools-call-with-(logging|progress)$/,
  /^tools-call-(sampling|elicitation)$/,
  /^elicitation-/,
  // The fixture cannot ask in a tool of its own: test_input_required_result_… and test_missing_capability are missing.
  /^input-required-result-/,
  /^server-stateless$/,
  // Of its lists, prompts and resources are missing.
  /^caching$/,
  /^tasks-/,
  /^http-custom-header-server-validation$/,
];

test.each([
  ["2025-11-25", 13],
  ["2026-07-28", 14],
])("the server scenarios of %s pass, but for those of what is not offered", async (revision, least) => {
  const output = await run(process.execPath, [
    ...["--import", hook, join(folder, "node_modules/@modelcontextprotocol/conformance/dist/index.js")],
    ...["server", "--url", server.mcp.href, "--requirements", revision],
  ]);
  const summary = output.slice(output.indexOf("=== SUMMARY"));
  const namesOf = (pattern: RegExp) => [...summary.matchAll(pattern)].map(([, name = ""]) => name);
  const failed = namesOf(/^✗ ([\w/.-]+):/gm);
  expect(failed.filter((name) => !notOffered.some((pattern) => pattern.test(name)))).toEqual([]);
  expect(namesOf(/^✓ ([\w/.-]+): [1-9]\d* passed, 0 failed/gm).length).toBeGreaterThanOrEqual(least);
});

test("the stateless scenario misses nothing but the diagnostic tools of the suite", async () => {
  const output = await run(process.execPath, [
    ...["--import", hook, join(folder, "node_modules/@modelcontextprotocol/conformance/dist/index.js")],
    ...["server", "--url", server.mcp.href, "--scenario", "server-stateless", "--spec-version", "2026-07-28"],
  ]);
  const errors = [...output.matchAll(/^ +Error: (.*)$/gm)].map(([, text = ""]) => text);
  expect(errors.filter((text) => !text.startsWith("Not testable:"))).toEqual([]);
  expect(output).toContain("SUCCESS");
});
