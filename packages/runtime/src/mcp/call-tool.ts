import { errorResult, type LogLevel, type ToolResult, unknownTool } from "@jackfield/contract";
import {
  CLIENT_CAPABILITIES_META_KEY,
  type ClientCapabilities,
  ProtocolError,
  ProtocolErrorCode,
  type Server,
  type ServerContext,
} from "@modelcontextprotocol/server";
import { stateDown } from "../consent.js";
import type { Offer } from "../offer.js";
import type { TraceContext } from "../session.js";
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

/** The trace of a request: in its own `_meta`, or in the headers that brought it. */
const traceIn = ({ mcpReq, http }: ServerContext): TraceContext | undefined => {
  const text = (name: string): string | undefined => {
    const value = mcpReq._meta?.[name] ?? http?.req?.headers.get(name);
    return typeof value === "string" ? value : undefined;
  };
  const traceparent = text("traceparent");
  const tracestate = text("tracestate");
  return traceparent === undefined ? undefined : { traceparent, ...(tracestate && { tracestate }) };
};

/** Messages for the client's log. What cannot be sent is not missed. */
const tellerOf =
  ({ log }: ServerContext["mcpReq"]) =>
  (level: LogLevel, text: string): void => {
    log(level, text).catch(() => undefined);
  };

const wireResult = (result: ToolResult) => ({ ...result, content: [...result.content] });

/** The ways to ask of a request to this server. */
export const askingFor =
  (server: Server, tickets: Tickets, callerOf: CallerInContext) =>
  (context: ServerContext): ReturnType<typeof askingOf> =>
    askingOf(tickets, {
      owner: ownerOf(callerOf(context)),
      capabilities: capabilitiesOf(server, context.mcpReq),
      request: context.mcpReq,
    });

type CallParts = {
  readonly tickets: Tickets;
  readonly callerOf: CallerInContext;
  /** Names of the tools that are listed. */
  names(): Promise<ReadonlySet<string>>;
};

/** Answers `tools/call`, whatever way it came. Unknown tools are protocol errors (-32602), failed calls are results. */
export const answerCalls = (
  server: Server,
  offer: Offer,
  { tickets, callerOf, names: listed }: CallParts,
): void => {
  const askFor = askingFor(server, tickets, callerOf);
  server.setRequestHandler("tools/call", async ({ params }, context) => {
    const { mcpReq } = context;
    const { tenant, principal } = callerOf(context);
    const names = await listed();
    if (!names.has(params.name)) {
      const { advice } = await offer.listing();
      const message = (await offer.whyNot(params.name)) ?? unknownTool(params.name, names);
      throw new ProtocolError(
        ProtocolErrorCode.InvalidParams,
        advice === undefined ? message : `${message} ${advice}`,
      );
    }
    const asking = askFor(context);
    const { signal } = mcpReq;
    const trace = traceIn(context);
    const onProgress = progressOf(mcpReq);
    const options = {
      signal,
      consent: asking.consent,
      ask: asking.ask,
      isOpen: asking.isOpen,
      onMessage: tellerOf(mcpReq),
      ...(principal && { principal }),
      ...(trace && { trace }),
      ...(onProgress && { onProgress }),
    };
    const result = await offer.call(tenant, params.name, params.arguments ?? {}, options);
    const shown = asking.isOpen() ? errorResult(stateDown) : result;
    return (await asking.questions().catch(() => undefined)) ?? wireResult(shown);
  });
};
