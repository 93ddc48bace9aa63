import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";

const tool = "@modelcontextprotocol/conformance@0.2.0-alpha.12";
const file = (name: string): string => fileURLToPath(new URL(`conformance/${name}`, import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "jackfield-conformance-tool-"));

const run = (
  program: string,
  args: readonly string[],
): Promise<{ readonly code: number | null; readonly output: string }> =>
  new Promise((resolve) => {
    const child = spawn(program, args, { cwd: folder, stdio: ["ignore", "pipe", "pipe"] });
    let output = "";
    for (const stream of [child.stdout, child.stderr])
      stream.on("data", (chunk) => {
        output += String(chunk);
      });
    child.once("close", (code) => resolve({ code, output }));
  });

// The tool is not a dependency: its own dependencies want a newer Node, although it runs without one.
beforeAll(async () => {
  writeFileSync(join(folder, "package.json"), '{ "private": true }');
  const installed = await run("npm", ["install", "--no-audit", "--no-fund", "--ignore-scripts", tool]);
  expect(installed.code).toBe(0);
}, 300_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

// Grants that a bridge for people does not have: machines that log in by themselves, and keys bound to tokens.
const notOurs = [
  "auth/client-credentials-jwt",
  "auth/client-credentials-basic",
  "auth/enterprise-managed-authorization",
  "auth/dpop",
  "auth/dpop-nonce",
  "auth/wif-jwt-bearer",
];

test.each([
  ["2025-11-25", 18],
  ["2026-07-28", 32],
])("the client scenarios that %s requires pass through the bridge", async (revision, required) => {
  const { output } = await run(process.execPath, [
    "--import",
    pathToFileURL(file("hook.mjs")).href,
    join(folder, "node_modules/@modelcontextprotocol/conformance/dist/index.js"),
    "client",
    "--command",
    `${process.execPath} ${file("client.mjs")}`,
    "--requirements",
    revision,
  ]);
  const summary = output.slice(output.indexOf("SUITE SUMMARY"));
  const passed = [...summary.matchAll(/^✓ ([\w/.-]+): [1-9]\d* passed, 0 failed/gm)].map(
    ([, name = ""]) => name,
  );
  const failed = [...summary.matchAll(/^✗ ([\w/.-]+):/gm)].map(([, name = ""]) => name);
  expect(failed.filter((name) => !notOurs.includes(name))).toEqual([]);
  expect(passed.length).toBeGreaterThanOrEqual(required);
});
