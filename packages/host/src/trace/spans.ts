import { AsyncLocalStorage } from "node:async_hooks";
import { isRecord, type ServerDefinition } from "@jackfield/contract";
import type { Offer, OpenReply, Transport } from "@jackfield/runtime";
import {
  type Attributes,
  type Context,
  DiagLogLevel,
  diag,
  ROOT_CONTEXT,
  type Span,
  SpanKind,
  SpanStatusCode,
  trace,
} from "@opentelemetry/api";
import { setGlobalErrorHandler, W3CTraceContextPropagator } from "@opentelemetry/core";
import { OTLPTraceExporter } from "@opentelemetry/exporter-trace-otlp-http";
import {
  defaultResource,
  detectResources,
  envDetector,
  resourceFromAttributes,
} from "@opentelemetry/resources";
import { BasicTracerProvider, BatchSpanProcessor } from "@opentelemetry/sdk-trace-base";

/** Spans of a server. No argument, header, query, body or message of an error is ever in one. */
export type Tracing = {
  /** The same offer; each call is a span below the client's, where the client names one. */
  traced(offer: Offer): Offer;
  /** The same transport; each request is a span below its call's, and the API is told of it (W3C Trace Context). */
  tracedTransport(transport: Transport): Transport;
  /** Sends what is left. */
  close(): Promise<void>;
};

/** At the end, a collector that does not answer is waited for no longer, in milliseconds. */
const patience = 2_000;

const byKey = {
  get: (carrier: Readonly<Record<string, string>>, key: string) => carrier[key],
  keys: (carrier: Readonly<Record<string, string>>) => Object.keys(carrier),
  set: (carrier: Record<string, string>, key: string, value: string) =>
    void Object.assign(carrier, { [key]: value }),
};

/** A word for what went wrong that holds nothing of a request: a code or a status, or the name of a class. */
const kindOf = (error: unknown): string => {
  const code = isRecord(error) ? error.code : undefined;
  if (typeof code === "number") return String(code);
  if (typeof code === "string" && /^[A-Z][A-Z0-9_]{1,60}$/.test(code)) return code;
  return error instanceof Error ? error.name : "error";
};

const fail = (span: Span, kind: string): void => {
  span.setAttribute("error.type", kind);
  span.setStatus({ code: SpanStatusCode.ERROR });
};

const portOf = ({ port, protocol }: URL): number => Number(port) || (protocol === "https:" ? 443 : 80);

/** Where spans go, how many are taken and what else describes the process: the variables of OpenTelemetry say it. */
const openProvider = ({ name, version }: ServerDefinition): BasicTracerProvider =>
  new BasicTracerProvider({
    resource: defaultResource()
      .merge(resourceFromAttributes({ "service.name": name, "service.version": version }))
      .merge(detectResources({ detectors: [envDetector] })),
    spanProcessors: [new BatchSpanProcessor(new OTLPTraceExporter())],
  });

const reportTo = (log: (line: string) => void): void => {
  // The error of a failed export holds the collector's whole reply.
  setGlobalErrorHandler((error) =>
    log(`tracing: spans could not be sent to the collector (${kindOf(error)})`),
  );
  const report = (message: string): void => log(`tracing: ${message.split("\n")[0]?.slice(0, 200)}`);
  const silent = (): void => undefined;
  const logger = { error: report, warn: report, info: silent, debug: silent, verbose: silent };
  diag.setLogger(logger, { logLevel: DiagLogLevel.WARN, suppressOverrideMessage: true });
};

export const createTracing = (definition: ServerDefinition, log: (line: string) => void): Tracing => {
  reportTo(log);
  const provider = openProvider(definition);
  const tracer = provider.getTracer("jackfield");
  const propagator = new W3CTraceContextPropagator();
  const current = new AsyncLocalStorage<Context>();

  const within = async <Value>(
    name: string,
    {
      parent,
      ...options
    }: { readonly kind: SpanKind; readonly attributes: Attributes; readonly parent: Context },
    work: (span: Span, context: Context) => Promise<Value>,
  ): Promise<Value> => {
    const span = tracer.startSpan(name, options, parent);
    const context = trace.setSpan(parent, span);
    try {
      return await current.run(context, () => work(span, context));
    } catch (error) {
      fail(span, kindOf(error));
      throw error;
    } finally {
      span.end();
    }
  };

  return {
    traced: (offer) => ({
      ...offer,
      call(tenant, tool, args, options) {
        const parent = propagator.extract(ROOT_CONTEXT, options.trace ?? {}, byKey);
        const attributes = { "mcp.method.name": "tools/call", "gen_ai.tool.name": tool };
        return within(`tools/call ${tool}`, { kind: SpanKind.SERVER, attributes, parent }, async (span) => {
          const result = await offer.call(tenant, tool, args, options);
          const code = result.structuredContent?.code;
          if (options.isOpen?.()) span.setAttribute("jackfield.asked", true);
          else if (result.isError) fail(span, typeof code === "string" ? code : "tool_error");
          return result;
        });
      },
    }),
    tracedTransport: (transport) => ({
      ...transport,
      send(wire, options) {
        const url = new URL(wire.url);
        const attributes = {
          "http.request.method": wire.method,
          "server.address": url.hostname,
          "server.port": portOf(url),
        };
        const parent = current.getStore() ?? ROOT_CONTEXT;
        return within(
          wire.method,
          { kind: SpanKind.CLIENT, attributes, parent },
          async (span, context): Promise<OpenReply> => {
            const headers: Record<string, string> = {};
            propagator.inject(context, headers, byKey);
            const reply = await transport.send(
              { ...wire, headers: { ...headers, ...wire.headers } },
              options,
            );
            span.setAttribute("http.response.status_code", reply.status);
            if (reply.status >= 400) fail(span, String(reply.status));
            return reply;
          },
        );
      },
    }),
    async close() {
      const late = new Promise<"late">((resolve) => void setTimeout(resolve, patience, "late").unref());
      const end = await Promise.race([provider.shutdown(), late]).catch(kindOf);
      if (end !== undefined) log(`tracing: the last spans could not be sent to the collector (${end})`);
    },
  };
};
