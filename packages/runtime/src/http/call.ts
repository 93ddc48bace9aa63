import type {
  Api,
  Credentials,
  Extension,
  HttpRequest,
  HttpTool,
  Secrets,
  ServerDefinition,
  ToolError,
  ToolResult,
} from "@jackfield/contract";
import { type OnProgress, startBeats } from "../beats.js";
import { bindArguments } from "../bind.js";
import { CallError } from "../call-error.js";
import type { Clock } from "../clock.js";
import type { CertificateStore } from "../credentials/certificate.js";
import type { Discovery } from "../credentials/discovery.js";
import { type CredentialSettings, chooseCredentials, credentialsFor } from "../credentials/index.js";
import type { Redactor } from "../credentials/redact.js";
import type { TokenStore } from "../credentials/token.js";
import { checkCalledHost } from "../credentials/trusted-host.js";
import { type OpenFile, withFiles } from "../file-arguments.js";
import { type HostSettings, type ResolvedServer, resolveServer } from "../hosts.js";
import {
  type Asked,
  acceptEncoding,
  declaredOutcome,
  failureBody,
  failureDetails,
  failureReason,
  lessSentence,
  type ReadReply,
  ReplyError,
  type ReplyLimits,
  type ReplyView,
  successResult,
  withoutSecrets,
} from "../reply/index.js";
import type { Arguments } from "../request/given.js";
import { ArgumentError, buildRequest, type WireRequest, withoutNames } from "../request/index.js";
import { type Deadline, startDeadline } from "./deadline.js";
import { exchange } from "./exchange.js";
import { statusError } from "./failure.js";
import { cancelledError, networkError, type Progress, stageWords, timeoutError } from "./fault.js";
import { isIdempotent } from "./retry.js";
import type { Transport } from "./transport.js";

/** What all HTTP calls of one tenant share. */
type HttpContext = {
  readonly definition: ServerDefinition;
  readonly extension: Extension | undefined;
  readonly hosts: HostSettings;
  /** Where requests go, as far as they were sent. */
  readonly servers: WeakMap<HttpRequest, ResolvedServer>;
  readonly secrets: Secrets;
  readonly credentials: CredentialSettings;
  readonly tokens: TokenStore;
  readonly discovery: Discovery;
  readonly certificates: CertificateStore;
  readonly redactor: Redactor;
  readonly transport: Transport;
  readonly clock: Clock;
  readonly limits: ReplyLimits;
  /** For the whole call: token, retries and reading included. */
  readonly timeoutSeconds: number;
  readonly openFile: OpenFile | undefined;
  /** Why a call that is complete may not go out. */
  admit(tool: HttpTool): Promise<ToolError | undefined>;
};

const apiOf = (definition: ServerDefinition, tool: HttpTool): Api => {
  const { api } = tool.request;
  const match = Object.hasOwn(definition.apis, api) ? definition.apis[api] : undefined;
  if (match === undefined) throw new Error(`the tool ${tool.name} names the unknown API "${api}"`);
  return match;
};

/** Hosts are settings of the process, so a request always goes to the same one. */
const serverOf = (
  { definition, hosts, servers }: HttpContext,
  request: HttpRequest,
  api: Api,
): ResolvedServer => {
  const server = servers.get(request) ?? resolveServer(definition, request, api, hosts);
  servers.set(request, server);
  return server;
};

const build = ({ request, input }: HttpTool, args: Arguments, base: string): WireRequest => {
  try {
    return buildRequest(request, args, base, { input });
  } catch (error) {
    if (!(error instanceof ArgumentError)) throw error;
    const path = `/${error.argument}`;
    const [key = "", ...below] = error.argument.split("/");
    throw new CallError({
      error: `The argument ${key} cannot be sent: ${below.length > 0 ? `${path} ` : ""}${error.message}`,
      code: "validation",
      recovery: "Correct this argument and call again. Nothing was sent.",
      details: [{ path, expected: error.message }],
    });
  }
};

/** The query of the server URL, but for what the call itself says. */
const withServerQuery = (wire: WireRequest, query: string | undefined): WireRequest => {
  if (query === undefined) return wire;
  const others = withoutNames(query, new URL(wire.url).search);
  if (others === "") return wire;
  return { ...wire, url: `${wire.url}${wire.url.includes("?") ? "&" : "?"}${others}` };
};

const withOwnHeaders = (
  { method, url, headers, body }: WireRequest,
  definition: ServerDefinition,
): WireRequest => ({
  method,
  url,
  headers: {
    // Some APIs ask for the caller's own name in a parameter.
    "user-agent": `${definition.name}/${definition.version}`,
    ...headers,
    "accept-encoding": acceptEncoding,
  },
  ...(body !== undefined && { body }),
});

const tooLarge = (api: Api, call: Asked, limits: ReplyLimits): CallError =>
  new CallError({
    error: `${api.title} sent a response larger than ${limits.maxBytes} bytes, so reading stopped.`,
    code: "upstream",
    recovery: lessSentence(call),
  });

const unreadable = (api: Api, error: ReplyError): CallError =>
  new CallError({
    error: `${api.title} sent a response that cannot be read: ${error.message}.`,
    code: "upstream",
    recovery: "This is a fault of the API or of a proxy in front of it; try again later.",
  });

const explained = async (
  answer: ToolError,
  reply: ReadReply,
  extension: Extension | undefined,
  { tool, credentials }: { readonly tool: string; readonly credentials: Credentials },
): Promise<ToolError> => {
  const failure = { tool, status: reply.status, body: failureBody(reply), credentials };
  // An explanation that fails must not hide the failure itself.
  const better = await extension?.explain?.(failure).catch(() => undefined);
  return better === undefined ? answer : { ...answer, ...better };
};

/** 304 is what a caller with `If-None-Match` and the like hopes for (RFC 9110 section 15.4.5). */
const isSuccess = (status: number): boolean => (status >= 200 && status < 300) || status === 304;

const remarkOn =
  (tool: string, { status }: ReadReply, extension: Extension | undefined) =>
  (body: unknown): string | undefined => {
    try {
      return extension?.remark?.({ tool, status, body });
    } catch {
      // A remark that fails must not hide the success.
      return undefined;
    }
  };

/** Rejects with `CallError` when the call may not go out. Retries belong to the same call, so it is asked once. */
const admission = (context: HttpContext, tool: HttpTool): (() => Promise<void>) => {
  let admitted: Promise<void> | undefined;
  return () => {
    admitted ??= context.admit(tool).then((refusal) => {
      if (refusal !== undefined) throw new CallError(refusal);
    });
    return admitted;
  };
};

const ended = (
  deadline: Deadline,
  context: HttpContext,
  at: { readonly idempotent: boolean; readonly progress: Progress },
): CallError | undefined => {
  const { idempotent, progress } = at;
  if (deadline.ended() === "caller") return new CallError(cancelledError(idempotent, progress));
  if (deadline.ended() === undefined) return undefined;
  return new CallError(timeoutError(context.timeoutSeconds, idempotent, progress));
};

/** Who waits for a call: gives up, and hears that it still runs. */
export type CallerSide = { readonly signal: AbortSignal; readonly onProgress?: OnProgress };

/**
 * Calls the operation of a tool with validated arguments. A reply with a status of success becomes a result; everything
 * else throws `CallError`. Nothing is sent before server, credentials and arguments are known to be complete.
 */
export const callHttpTool = async (
  { tool, args, view }: { readonly tool: HttpTool; readonly args: Arguments; readonly view: ReplyView },
  caller: CallerSide,
  context: HttpContext,
): Promise<ToolResult> => {
  const { definition, extension, hosts, limits } = context;
  const { request } = tool;
  const api = apiOf(definition, tool);
  const server = serverOf(context, request, api);
  const { discovery, tokens, certificates, redactor, secrets } = context;
  // Each by its name and in one literal: V8 takes longer to copy members than all that is done with them.
  const needs = {
    definition,
    request,
    api,
    server,
    hosts,
    secrets,
    discovery,
    tokens,
    certificates,
    redactor,
    settings: context.credentials,
  };
  const authorizer = chooseCredentials(needs);
  const { allowedHosts = [] } = context.credentials;
  if (authorizer.carries) checkCalledHost({ definition, api, called: server, hosts, allowed: allowedHosts });
  const deadline = startDeadline(context.timeoutSeconds * 1000, caller.signal);
  const credentials = credentialsFor(needs, deadline.signal);
  const progress: Progress = { stage: "getting credentials", sent: false, url: server.base, received: 0 };
  const at = { idempotent: isIdempotent(request.method), progress };
  const beats = startBeats(caller.onProgress, () => redactor.text(stageWords(progress)));
  try {
    const filled = await withFiles(tool, args, context.openFile);
    const bound = await bindArguments(request, filled, extension, credentials);
    const wire = withOwnHeaders(withServerQuery(build(tool, bound, server.base), server.query), definition);
    const { transport, clock } = context;
    const result = await exchange({
      transport,
      clock,
      redactor,
      limits,
      admit: admission(context, tool),
      wire,
      authorizer,
      deadline,
      progress,
      isOutcome: (status) => declaredOutcome(status, tool) !== undefined,
    });
    if (result.kind === "fault") {
      throw new CallError(networkError(result.fault, at.idempotent, progress));
    }
    const reply = await withoutSecrets(result.reply, redactor);
    if (isSuccess(reply.status) || declaredOutcome(reply.status, tool) !== undefined) {
      const call = { tool, args: bound };
      if (reply.tooLarge) throw tooLarge(api, call, limits);
      return successResult(reply, limits, { call, view, remark: remarkOn(tool.name, reply, extension) });
    }
    const details = failureDetails(reply, limits);
    const answer = statusError({
      title: api.title,
      status: reply.status,
      reason: failureReason(reply),
      details,
      retryAfter: result.retryAfter,
    });
    throw new CallError(await explained(answer, reply, extension, { tool: tool.name, credentials }));
  } catch (error) {
    if (error instanceof CallError) throw error;
    if (error instanceof ReplyError) throw unreadable(api, error);
    throw ended(deadline, context, at) ?? error;
  } finally {
    beats.stop();
    deadline.clear();
  }
};
