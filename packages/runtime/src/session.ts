import {
  type Answer,
  type App,
  type CallContext,
  type CatalogRecord,
  errorResult,
  type Fault,
  type LocalTool,
  type LogLevel,
  type Principal,
  type Question,
  type Tenant,
  type Tool,
  type ToolError,
  type ToolResult,
  unknownTool,
} from "@jackfield/contract";
import { type OnProgress, startBeats } from "./beats.js";
import { CallError } from "./call-error.js";
import {
  type Asker,
  type CallSubject,
  type Consent,
  calledByTool,
  cannotAsk,
  reasonToAsk,
} from "./consent.js";
import { type CredentialSettings, extraHeaders } from "./credentials/index.js";
import { createRedactor } from "./credentials/redact.js";
import { secretValues } from "./credentials/secrets.js";
import { withDigits } from "./digits.js";
import type { HttpCaller, HttpEngine } from "./http/open.js";
import { takeView } from "./reply/view.js";
import type { Arguments } from "./request/given.js";
import type { EngineParts, EngineSettings } from "./settings.js";
import type { Updates } from "./updates.js";
import type { Validator } from "./validate.js";

/** The trace that a call is part of (W3C Trace Context), as its client names it. */
export type TraceContext = { readonly traceparent: string; readonly tracestate?: string };

export type CallOptions = {
  readonly signal: AbortSignal;
  /** Who calls; absent where nobody has to sign in. */
  readonly principal?: Principal;
  /** Asks a person where that has to be; absent: nobody can be asked, so such a tool does not run. */
  readonly consent?: Consent;
  /** Puts the questions of the tool that is called; absent: it cannot ask. */
  readonly ask?: Asker;
  /** Hears what a tool tells the client; absent: nobody listens. */
  readonly onMessage?: (level: LogLevel, text: string) => void;
  /** Whether a question is still open: then the call has not run to its end, and its result is not shown. */
  readonly isOpen?: () => boolean;
  /** Absent where the client names no trace. */
  readonly trace?: TraceContext;
  /** Hears that the call still runs; absent: nobody asked. */
  readonly onProgress?: OnProgress;
};

/** The calls of one tenant. */
export type Session = {
  /** Calls a tool of the app by name. Never rejects: a failure is an error result, without any secret. */
  call(name: string, args: unknown, options: CallOptions): Promise<ToolResult>;
  /** The same for a tool that is none of the app's: those of search mode. */
  run(tool: LocalTool, args: unknown, options: CallOptions): Promise<ToolResult>;
  /**
   * What a package of a server does without a tool being called. Gives what comes of it, a JSON value, without any secret;
   * undefined when it fails: the log says why.
   */
  consult<Value>(
    work: (context: CallContext) => Promise<Value>,
    options: CallOptions,
  ): Promise<Value | undefined>;
};

/** What the sessions of an engine share. */
type SessionParts = {
  readonly app: App;
  readonly settings: EngineSettings & { readonly credentials: CredentialSettings };
  readonly validate: Validator;
  load(record: CatalogRecord): Promise<Tool>;
  catalog(): Promise<ReadonlyMap<string, CatalogRecord>>;
  openHttp(): Promise<HttpEngine>;
  readonly events?: EngineParts["events"];
  readonly updates: Updates;
};

const noSuchTool = (name: string, names: Iterable<string>): CallError =>
  new CallError({
    error: unknownTool(name, names),
    code: "not_found",
    recovery: "Use a name from tools/list.",
  });

const refusedByReview = (name: string, faults: readonly Fault[]): ToolError => {
  const [first] = faults;
  const rest = faults.length > 1 ? ` (and ${faults.length - 1} more)` : "";
  return {
    error: `Invalid arguments for ${name}: ${first?.path}: expected ${first?.expected}${rest}.`,
    code: "validation",
    recovery: "Correct the arguments listed in details and call again. Nothing was sent.",
    details: faults,
  };
};

const brokenTool = (name: string): ToolError => ({
  error: `The tool ${name} failed inside this server; the server's log says why.`,
  code: "upstream",
  recovery: "This is a bug in the server, not a fault in the arguments. Report it if it persists.",
});

const messageOf = (error: unknown): string =>
  (error instanceof Error ? error.message : String(error)).split("\n")[0] ?? "";

export const createSession = (tenant: Tenant, parts: SessionParts): Session => {
  const { app, settings, validate } = parts;
  const redactor = createRedactor();
  const holdSecrets = (): void =>
    redactor.hold(
      secretValues(app.definition, tenant.secrets, extraHeaders(tenant.secrets, settings.credentials)),
    );
  const log = (line: string): void => settings.report?.(redactor.text(line));
  let http: Promise<HttpCaller> | undefined;
  const openHttp = (): Promise<HttpCaller> => {
    http ??= parts.openHttp().then((engine) => engine.caller(tenant, redactor, log));
    return http;
  };

  const policy = settings.confirm ?? "marked";
  /** Arguments are checked before, so that a person is asked about what will be sent. */
  const confirm = async (record: CatalogRecord, args: Arguments, { consent }: CallOptions): Promise<void> => {
    const { review } = app.extension ?? {};
    const { faults = [], summary } = review?.({ tool: record.name, arguments: args, tenant }) ?? {};
    if (faults.length > 0) throw new CallError(refusedByReview(record.name, faults));
    const reason = reasonToAsk(record, policy);
    if (reason === undefined) return;
    const { name, title = name } = record;
    const refusal = consent
      ? await consent({ tool: name, title, reason, arguments: args, ...(summary && { summary }) })
      : cannotAsk({ tool: name });
    if (refusal !== undefined) throw new CallError(refusal);
  };
  /** A person who agreed to a tool agreed to what it calls; another tool cannot ask in the middle of its work. */
  const consentWithin = (outer: CatalogRecord): Consent => {
    const agreed = reasonToAsk(outer, policy) !== undefined;
    return async ({ tool }) => (agreed ? undefined : calledByTool(tool, outer.name));
  };

  /** `inner` are the options of the calls that it makes. */
  const contextOf = (
    author: string,
    { ask, onMessage }: Pick<CallOptions, "ask" | "onMessage">,
    { subject, progress }: { readonly subject: CallSubject; readonly progress: OnProgress },
    inner: CallOptions,
  ): CallContext => ({
    signal: inner.signal,
    tenant,
    progress: (done, total, message) =>
      progress(done, total, message === undefined ? undefined : redactor.text(message)),
    ...(inner.principal && { principal: inner.principal }),
    request: (name, args) => session.call(name, args, inner),
    ask: async <Kind extends Question["kind"]>(question: Extract<Question, { readonly kind: Kind }>) =>
      // A question is answered by its kind.
      (ask
        ? await ask(subject, redactor.value(question) as Question)
        : { kind: "unsupported" }) as Answer<Kind>,
    tell: (text, level = "info") => onMessage?.(level, redactor.text(text)),
    ...(parts.events && { events: parts.events(tenant.id) }),
    changed: (uri) => parts.updates.publish({ tenant: tenant.id, uri }),
    log: (line) => log(`${author}: ${line}`),
  });

  /** Only where the body may be of several media types: nothing of requests is loaded for others. */
  const withMediaType = async (tool: Tool, args: Arguments): Promise<Arguments> => {
    const body = "request" in tool ? tool.request.body : undefined;
    if (body?.mediaTypeKey === undefined) return args;
    const { settleMediaType } = await import("./request/media-type.js");
    const { name } = tool;
    return settleMediaType({ input: tool.input, body }, args, (input, given) =>
      validate({ name, input }, given),
    );
  };

  const execute = async (record: CatalogRecord, args: unknown, options: CallOptions): Promise<ToolResult> => {
    const tool = await parts.load(record);
    const { view, args: given } = takeView(tool, args);
    const checked = await withMediaType(tool, await validate(tool, given));
    if ("request" in tool) {
      const sent = withDigits(checked, given) as Arguments; // the same members
      await confirm(record, sent, options);
      return (await openHttp()).call(tool, sent, view, options);
    }
    await confirm(record, checked, options);
    const { onProgress, ask, isOpen, ...others } = options;
    const beats = startBeats(onProgress, () => `${record.name} is at work`);
    const context = contextOf(
      `tool ${tool.name}`,
      options,
      { subject: { tool: record.name, arguments: checked }, progress: beats.progress },
      { ...others, consent: consentWithin(record) },
    );
    try {
      // A tool in plain JavaScript may give its result at once.
      return await tool.run({ ...checked }, context);
    } finally {
      beats.stop();
    }
  };
  /** A tool of a mode is none of the app's: what it calls asks and tells its progress by itself. */
  const runOwn = async (tool: LocalTool, args: unknown, options: CallOptions): Promise<ToolResult> => {
    const { args: given } = takeView(tool, args);
    const checked = await validate(tool, given);
    const progress: OnProgress = (...step) => options.onProgress?.(...step);
    const subject = { tool: tool.name, arguments: checked };
    return tool.run({ ...checked }, contextOf(`tool ${tool.name}`, options, { subject, progress }, options));
  };

  /** A result without secrets, whatever happens. Secrets are looked up before and after: they may change during a call. */
  const guarded = async (name: string, work: () => Promise<ToolResult>): Promise<ToolResult> => {
    try {
      holdSecrets();
      return redactor.result(await work().finally(holdSecrets));
    } catch (error) {
      if (error instanceof CallError) return redactor.result(errorResult(error.answer));
      log(`tool ${name}: ${messageOf(error)}`);
      return errorResult(brokenTool(name));
    }
  };

  const session: Session = {
    call: (name, args, options) =>
      guarded(name, async () => {
        const records = await parts.catalog();
        const record = records.get(name);
        if (record === undefined) throw noSuchTool(name, records.keys());
        return execute(record, args, options);
      }),
    run: (tool, args, options) => guarded(tool.name, () => runOwn(tool, args, options)),
    async consult<Value>(work: (context: CallContext) => Promise<Value>, options: CallOptions) {
      try {
        holdSecrets();
        const about = { subject: { tool: "", arguments: {} }, progress: () => undefined };
        const value = await work(contextOf("server", options, about, options)).finally(holdSecrets);
        return redactor.value(value) as Value; // same shape: only strings change
      } catch (error) {
        if (!(error instanceof CallError)) log(`the server's own work failed: ${messageOf(error)}`);
        return undefined;
      }
    },
  };
  return session;
};
