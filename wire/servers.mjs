import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Client } from "@modelcontextprotocol/client";
import { StdioClientTransport } from "@modelcontextprotocol/client/stdio";
import { appOf } from "../generator/dist/cli/serve.js";
import { fromFlags } from "../generator/dist/config/index.js";
import { prepare } from "../generator/dist/pipeline.js";
import { createReport } from "../generator/dist/report/index.js";
import { localTenant } from "../packages/contract/dist/index.js";
import { createEngine, withAskedKeys } from "../packages/runtime/dist/index.js";

const command = new URL("../generator/bin/jackfield.js", import.meta.url).pathname;

/** The plan that `serve` would run from, or undefined and why not. */
export const planOf = async (file) => {
  const report = createReport();
  const config = fromFlags({ spec: file }, process.cwd(), report);
  const prepared = config && (await prepare(config, { thorough: false }, report, () => undefined));
  return { plan: prepared?.plan, apis: prepared?.apis ?? [], diagnostics: report.diagnostics };
};

/** The planned server in this process, as `jackfield serve` runs it. */
export const serveHere = async ({ plan, url }) => {
  const app = withAskedKeys(appOf(plan));
  const engine = createEngine(app, { environment: {}, baseUrl: url, credentials: { noAuth: true } });
  const session = engine.session(localTenant({}));
  const records = await app.catalog();
  return {
    schemas: new Map(records.map(({ name, inputSchema }) => [name, inputSchema])),
    call: (name, args) => session.call(name, args, { signal: AbortSignal.timeout(20_000) }),
    close: () => engine.close(),
  };
};

const run = (...args) => {
  const done = spawnSync(process.execPath, [command, ...args], { encoding: "utf8" });
  if (done.status !== 0)
    throw new Error(`jackfield ${args[0]} ended with ${done.status}: ${done.stderr.slice(0, 500)}`);
};

/** The same server generated, bundled and started as a program of its own. */
export const serveBuilt = async ({ file, url }) => {
  const folder = mkdtempSync(join(tmpdir(), "wire-"));
  run("generate", "--quiet", "--spec", file, "--out", folder);
  run("build", "--quiet", folder);
  const client = new Client({ name: "wire", version: "0.0.0" });
  const args = [join(folder, "dist", "server.js"), "--base-url", url, "--no-auth", "--mode", "all"];
  await client.connect(new StdioClientTransport({ command: process.execPath, args, stderr: "ignore" }));
  const { tools } = await client.listTools();
  return {
    schemas: new Map(tools.map(({ name, inputSchema }) => [name, inputSchema])),
    call: (name, given) => client.callTool({ name, arguments: given }),
    async close() {
      await client.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
};
