import { errorResult, type LogLevel, type ToolResult, unknownTool } from "@jackfield/contract";
import {
  type CallToolResult,
  CLIENT_CAPABILITIES_META_KEY,
  type ClientCapabilities,
  type InputRequiredResult,
  ProtocolError,
  ProtocolErrorCode,
  type Server,
  type ServerContext,
} from "@modelcontextprotocol/server";
import { stateDown } from "../consent.js";
import type { Offer } from "../offer.js";
import type { CallOptions, TraceContext } from "../session.js";
import { askingOf } from "./asking.js";
import { type CallerIdentity, ownerOf } from "./caller.js";
import { progressOf } from "./progress.js";
import type { Tickets } from "./tickets.js";

/** Who makes a request. */
type CallerInContext = (context: ServerContext) => CallerIdentity;

/** Per request since revision 2026-07-28, before that per connection. */
const capabilitiesOf = (
  server: Server,
  { envelope = {} }: ServerContext["mcpReq"],
): ClientCapabilities | undefined => {
  const fields: { readonly [CLIENT_CAPABILITIES_META_KEY]?: ClientCapabilities } = envelope;
  return fields[CLIENT_CAPABILITIES_META_KEY] ?? server.getClientCapabilities();
};

/** The trace of a request, from what `field` gives of its own `_meta` or of the headers that brought it. */
export const traceIn = (field: (name: string) => unknown): TraceContext | undefined => {
  const traceparent = field("traceparent");
  if (typeof traceparent !== "string") return undefined;
  const tracestate = field("tracestate");
  return typeof tracestate === "string" && tracestate !== "" ? { traceparent, tracestate } : { traceparent };
};

/** Messages for the client's log. What cannot be sent is not missed. */
const tellerOf =
  ({ log }: ServerContext["mcpReq"]) =>
  (level: LogLevel, text: string): void => {
    log(level, text).catch(() => undefined);
  };

const wireResult = (result: ToolResult): CallToolResult => ({ ...result, content: [...result.content] });

/** The ways to ask of a request to this server. */
export const askingFor =
  (server: Server, tickets: Tickets, callerOf: CallerInContext) =>
  (context: ServerContext): ReturnType<typeof askingOf> =>
    askingOf(tickets, {
      owner: ownerOf(callerOf(context)),
      capabilities: capabilitiesOf(server, context.mcpReq),
      request: context.mcpReq,
    });

/** What a request says about the call of a tool, and the ways to answer it before its result. */
export type ToolCall = {
  readonly name: string;
  readonly args: Readonly<Record<string, unknown>>;
  readonly caller: CallerIdentity;
  readonly signal: AbortSignal;
  readonly trace: TraceContext | undefined;
  readonly onProgress: CallOptions["onProgress"] | undefined;
  readonly onMessage: CallOptions["onMessage"] | undefined;
  /** Opens the ways to ask, with the first question. */
  asking(): ReturnType<typeof askingOf>;
};

/** Calls a tool that is listed; rejects with `ProtocolError` (-32602) where none of the name is. */
type CallTool = (call: ToolCall) => Promise<CallToolResult | InputRequiredResult>;

/** `names` are those of the tools that are listed. */
export const toolCaller =
  (offer: Offer, names: () => Promise<ReadonlySet<string>>): CallTool =>
  async (call) => {
    const { name, args, caller, signal, trace, onProgress, onMessage } = call;
    const listed = await names();
    if (!listed.has(name)) {
      const { advice } = await offer.listing();
      const message = (await offer.whyNot(name)) ?? unknownTool(name, listed);
      throw new ProtocolError(
        ProtocolErrorCode.InvalidParams,
        advice === undefined ? message : `${message} ${advice}`,
      );
    }
    const { tenant, principal } = caller;
    let asking: ReturnType<typeof askingOf> | undefined;
    const ways = (): ReturnType<typeof askingOf> => {
      asking ??= call.asking();
      return asking;
    };
    const result = await offer.call(tenant, name, args, {
      signal,
      consent: (subject) => ways().consent(subject),
      ask: (subject, question) => ways().ask(subject, question),
      isOpen: () => asking?.isOpen() === true,
      ...(onMessage && { onMessage }),
      ...(principal && { principal }),
      ...(trace && { trace }),
      ...(onProgress && { onProgress }),
    });
    if (asking === undefined) return wireResult(result);
    const shown = asking.isOpen() ? errorResult(stateDown) : result;
    return (await asking.questions().catch(() => undefined)) ?? wireResult(shown);
  };

/** How a call ended that the SDK has only to answer. */
export type Settled =
  | { readonly kind: "result"; readonly result: CallToolResult | InputRequiredResult }
  | { readonly kind: "error"; readonly error: unknown };

export type CallParts = {
  readonly tickets: Tickets;
  readonly callerOf: CallerInContext;
  /** How the call of a request ended that is over already; undefined for one that has to be made. */
  readonly settledIn?: (context: ServerContext) => Settled | undefined;
};

/** Answers `tools/call`, whatever way it came: failed calls are results. */
export const answerCalls = (
  server: Server,
  callTool: CallTool,
  { tickets, callerOf, settledIn }: CallParts,
): void => {
  const askFor = askingFor(server, tickets, callerOf);
  server.setRequestHandler("tools/call", async ({ params }, context) => {
    const settled = settledIn?.(context);
    if (settled?.kind === "error") throw settled.error;
    if (settled !== undefined) return settled.result;
    const { mcpReq, http } = context;
    return callTool({
      name: params.name,
      args: params.arguments ?? {},
      caller: callerOf(context),
      signal: mcpReq.signal,
      trace: traceIn((name) => mcpReq._meta?.[name] ?? http?.req?.headers.get(name)),
      onProgress: progressOf(mcpReq),
      onMessage: tellerOf(mcpReq),
      asking: () => askFor(context),
    });
  });
};
