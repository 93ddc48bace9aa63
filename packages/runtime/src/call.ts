import {
  type App,
  type CatalogRecord,
  type Environment,
  errorResult,
  suggestion,
  type Tool,
  type ToolError,
  type ToolResult,
} from "@jackfield/contract";
import { CallError } from "./call-error.js";
import { type CredentialSettings, extraHeaders } from "./credentials/index.js";
import { createRedactor } from "./credentials/redact.js";
import { rememberSecrets } from "./credentials/secrets.js";
import type { Clock } from "./credentials/token.js";
import type { OpenFile } from "./file-arguments.js";
import type { HttpCaller } from "./http/open.js";
import type { ReplyLimits } from "./reply/index.js";
import { takeView } from "./reply/view.js";
import { createValidator } from "./validate.js";

export type CallerOptions = {
  readonly environment: Environment;
  /** `--base-url` or `JACKFIELD_BASE_URL`; checked beforehand by `checkHosts`. */
  readonly baseUrl?: string;
  readonly credentials?: Partial<CredentialSettings>;
  /** For one HTTP call in all; 30 when absent. */
  readonly timeoutSeconds?: number;
  readonly limits?: Partial<ReplyLimits>;
  /** Reads the files that `file:` URLs in arguments name; without it none is read. */
  readonly openFile?: OpenFile;
  readonly clock?: Clock;
  /** Takes one line for the operator's log; secrets are already removed. */
  readonly report?: (line: string) => void;
};

export type Caller = {
  /** Calls a tool of the app's catalogue. Never rejects: a failure is an error result, without any secret. */
  call(name: string, args: unknown, options: { readonly signal: AbortSignal }): Promise<ToolResult>;
  /** Closes the connections to the APIs. */
  close(): Promise<void>;
};

const unknownTool = (name: string, records: ReadonlyMap<string, CatalogRecord>): ToolError => ({
  error: `There is no tool "${name.slice(0, 100)}"${suggestion(name, records.keys())}.`,
  code: "not_found",
  recovery: "Use one of the names that tools/list gives.",
});

const brokenTool = (name: string): ToolError => ({
  error: `The tool ${name} failed inside this server; the server's log says why.`,
  code: "upstream",
  recovery: "This is a fault of the server, not of the arguments. Report it if it stays.",
});

const messageOf = (error: unknown): string =>
  (error instanceof Error ? error.message : String(error)).split("\n")[0] ?? "";

/** Loads each tool once, on its first call; a failed load is tried again on the next. */
const toolLoader = (app: App): ((record: CatalogRecord) => Promise<Tool>) => {
  const loaded = new Map<string, Promise<Tool>>();
  return (record) => {
    const known = loaded.get(record.name);
    if (known !== undefined) return known;
    const loading = app.load(record);
    loaded.set(record.name, loading);
    loading.catch(() => loaded.delete(record.name));
    return loading;
  };
};

const catalogOf = (app: App): (() => Promise<ReadonlyMap<string, CatalogRecord>>) => {
  let index: Promise<ReadonlyMap<string, CatalogRecord>> | undefined;
  return () => {
    index ??= app.catalog().then((records) => new Map(records.map((record) => [record.name, record])));
    return index;
  };
};

/** Calls the tools of an app with one set of credentials. Tool modules, validator and HTTP client load when first needed. */
export const createCaller = (app: App, options: CallerOptions): Caller => {
  const { environment } = options;
  const credentials = { noAuth: false, headerVariables: {}, allowedTokenHosts: [], ...options.credentials };
  const redactor = createRedactor();
  rememberSecrets(app.definition, environment, extraHeaders(environment, credentials), redactor);
  const validate = createValidator();
  const load = toolLoader(app);
  const catalog = catalogOf(app);
  let http: Promise<HttpCaller> | undefined;
  const openHttp = (): Promise<HttpCaller> => {
    http ??= import("./http/open.js").then((module) =>
      module.openHttp(app, { ...options, credentials }, redactor),
    );
    return http;
  };

  const run = async (name: string, args: unknown, signal: AbortSignal): Promise<ToolResult> => {
    const records = await catalog();
    const record = records.get(name);
    if (record === undefined) throw new CallError(unknownTool(name, records));
    const tool = await load(record);
    const { view, args: given } = takeView(tool, args);
    const checked = await validate(tool, given);
    if ("request" in tool) return (await openHttp()).call(tool, checked, view, signal);
    return tool.run({ ...checked }, { signal, environment });
  };

  return {
    async call(name, args, { signal }) {
      try {
        return redactor.result(await run(name, args, signal));
      } catch (error) {
        if (error instanceof CallError) return redactor.result(errorResult(error.answer));
        options.report?.(redactor.text(`tool ${name}: ${messageOf(error)}`));
        return errorResult(brokenTool(name));
      }
    },
    async close() {
      await (await http)?.close();
    },
  };
};
