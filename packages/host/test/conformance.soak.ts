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

const extensionOfTasks = [
  "tasks-lifecycle",
  "tasks-capability-negotiation",
  "tasks-wire-fields",
  "tasks-request-state-removal",
  "tasks-mrtr-input",
  "tasks-request-headers",
  "tasks-dispatch-and-envelope",
  "tasks-required-task-error",
  "tasks-mrtr-composition",
];

/** By revision: what these servers do not offer, and how many scenarios pass. A name goes when its feature comes. */
const revisions = [
  {
    revision: "2025-11-25",
    notOffered: [],
    passing: 32,
  },
  {
    revision: "2026-07-28",
    notOffered: [
      // An extension, and not scored. A call here answers within its time limit, so there is nothing to come back for.
      ...extensionOfTasks,
      // Not scored. No tool here wants an argument mirrored in a header.
      "http-custom-header-server-validation",
    ],
    passing: 39,
  },
];

// The suite speaks HTTP only. asking.test.ts does what is at the core of them over standard input and output.
test.each(revisions)(
  "all server scenarios of $revision pass, but for those of what is not offered",
  async ({ revision, notOffered, passing }) => {
    const output = await run(process.execPath, [
      ...["--import", hook, join(folder, "node_modules/@modelcontextprotocol/conformance/dist/index.js")],
      ...["server", "--url", server.mcp.href, "--requirements", revision],
    ]);
    const summary = output.slice(output.indexOf("=== SUMMARY"));
    const namesOf = (pattern: RegExp) => [...summary.matchAll(pattern)].map(([, name = ""]) => name);
    expect(namesOf(/^✗ ([\w/.-]+):/gm)).toEqual(notOffered);
    expect(namesOf(/^✓ ([\w/.-]+): [1-9]\d* passed, 0 failed/gm)).toHaveLength(passing);
  },
);
