import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { localTenant, type ToolResult } from "@jackfield/contract";
import {
  type CallOptions,
  createEngine,
  type Engine,
  type EngineSettings,
  withAskedKeys,
  withSuppliedHeaders,
} from "@jackfield/runtime";
import { stringify } from "yaml";
import { appOf } from "../src/cli/serve.js";
import { fromFlags } from "../src/config/index.js";
import type { JsonObject } from "../src/document/json.js";
import { prepare } from "../src/pipeline.js";
import { createReport } from "../src/report/index.js";

/** What reached the API. */
export type ApiRequest = {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingMessage["headers"];
  readonly body: string;
};

type Answer = (requests: ApiRequest, response: ServerResponse, count: number) => void;

type Given = {
  readonly answer?: Answer;
  readonly settings?: Partial<EngineSettings>;
  readonly marks?: "none" | "mcp" | "all";
  readonly form?: "json" | "yaml";
};

/** A spec as `jackfield serve` serves it, in this process, against an API on loopback. */
export type Served = {
  /** What the list shows of each tool. */
  readonly listed: Readonly<Record<string, JsonObject>>;
  readonly requests: readonly ApiRequest[];
  /** The API's address. */
  readonly url: string;
  /** Diagnostics as `code message`. */
  readonly findings: readonly string[];
  call(tool: string, args?: unknown, options?: Partial<CallOptions>): Promise<ToolResult>;
};

const open: { readonly server: Server; readonly engine: Engine }[] = [];

/** Ends what the tests of a file started. */
export const endServed = async (): Promise<void> => {
  for (const { server, engine } of open.splice(0)) {
    await engine.close();
    server.closeAllConnections();
    server.close();
  }
};

const ok: Answer = (_, response) => {
  response.setHeader("content-type", "application/json");
  response.end('{"ok":true}');
};

export const served = async (
  document: JsonObject,
  { answer = ok, settings, marks, form = "json" }: Given = {},
) => {
  const folder = mkdtempSync(join(tmpdir(), "jackfield-served-"));
  const requests: ApiRequest[] = [];
  const server = createServer(async (raw, response) => {
    const { method = "", url = "", headers } = raw;
    const one = { method, url, headers, body: await text(raw).catch(() => "") };
    requests.push(one);
    answer(one, response, requests.length);
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo; // a TCP server has no other kind of address
  const url = `http://127.0.0.1:${port}`;
  const spec = join(folder, `api.${form}`);
  const { openapi = document.swagger === undefined ? "3.1.0" : undefined, ...rest } = document;
  const whole = { ...(openapi && { openapi }), info: { title: "T", version: "1" }, ...rest };
  const source = form === "yaml" ? stringify(whole, { aliasDuplicateObjects: false }) : JSON.stringify(whole);
  writeFileSync(spec, source.replaceAll("http://api.test", url));
  const report = createReport();
  const config = fromFlags({ spec, ...(marks && { marks }) }, folder, report);
  const prepared = config && (await prepare(config, { thorough: false }, report, () => {}));
  rmSync(folder, { recursive: true });
  if (prepared === undefined) throw new Error(report.diagnostics.map(({ message }) => message).join("\n"));
  const environment = settings?.environment ?? {};
  const plain = appOf(prepared.plan);
  const app = withSuppliedHeaders(
    settings?.credentials?.noAuth ? withAskedKeys(plain) : plain,
    Object.keys(settings?.credentials?.headerVariables ?? {}),
  );
  const engine = createEngine(app, { baseUrl: url, ...settings, environment });
  open.push({ server, engine });
  const session = engine.session(localTenant(environment));
  const records = await app.catalog();
  return {
    listed: Object.fromEntries(
      records.map(({ name, inputSchema }) => [name, inputSchema as JsonObject]), // the planner makes objects
    ),
    requests,
    url,
    findings: report.diagnostics.map(({ code, message }) => `${code} ${message}`),
    call: (tool, args = {}, options = {}) =>
      session.call(tool, args, { signal: new AbortController().signal, ...options }),
  } satisfies Served as Served;
};

/** An operation that answers JSON. */
export const operation = (operationId: string, more: JsonObject = {}): JsonObject => ({
  operationId,
  responses: { 200: { description: "ok", content: { "application/json": { schema: { type: "object" } } } } },
  ...more,
});
