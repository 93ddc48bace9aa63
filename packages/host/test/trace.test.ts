import { text } from "node:stream/consumers";
import { afterAll, beforeAll, expect, it } from "vitest";
import { callModern } from "./modern.js";
import { type Api, type HttpServer, startApi, startHttp, startServer } from "./processes.js";

type Attribute = {
  readonly key: string;
  readonly value: { readonly stringValue?: string; readonly intValue?: number };
};
type Span = {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly name: string;
  readonly attributes: readonly Attribute[];
  readonly status: { readonly code: number };
};
type Resource = { readonly attributes: readonly Attribute[] };
/** An export as OTLP writes it in JSON. */
type Export = {
  readonly resourceSpans: readonly {
    readonly resource: Resource;
    readonly scopeSpans: readonly { readonly spans: readonly Span[] }[];
  }[];
};

const exports: Export[] = [];
const spans = (): readonly Span[] =>
  exports.flatMap(({ resourceSpans }) =>
    resourceSpans.flatMap(({ scopeSpans }) => scopeSpans.flatMap((one) => one.spans)),
  );
const attributesOf = ({ attributes }: Resource | Span): Record<string, unknown> =>
  Object.fromEntries(attributes.map(({ key, value }) => [key, value.stringValue ?? value.intValue]));

let api: Api;
let collector: Api;
let server: HttpServer;
const collected = (url: string): Record<string, string> => ({
  FIXTURE_KEY: "canary-key-123456",
  OTEL_EXPORTER_OTLP_ENDPOINT: url,
  OTEL_BSP_SCHEDULE_DELAY: "20",
});

beforeAll(async () => {
  api = await startApi((request, response) => {
    response.statusCode = request.url?.includes("missing") === true ? 404 : 200;
    response.setHeader("content-type", "application/json");
    response.end("{}");
  });
  collector = await startApi(async (request, response) => {
    exports.push(JSON.parse(await text(request)) as Export); // only the servers of this file send here
    response.setHeader("content-type", "application/json");
    response.end("{}");
  });
  server = await startHttp(["--base-url", `${api.url}/v1`], collected(collector.url));
});
afterAll(async () => {
  await server.close();
  await collector.close();
  await api.close();
});

const trace = "0af7651916cd43dd8448eb211c80319c";
const parent = "b7ad6b7169203331";
const traceparent = `00-${trace}-${parent}-01`;

/** The span of a call and that of its request, once both have arrived. */
const pairOf = async (traceId: string, tool: string): Promise<readonly [Span, Span]> => {
  const ofTrace = () => spans().filter((span) => span.traceId === traceId);
  await expect.poll(() => ofTrace().length, { timeout: 10_000 }).toBe(2);
  const call = ofTrace().find(({ name }) => name === `tools/call ${tool}`);
  const request = ofTrace().find(({ name }) => name === "GET");
  if (call === undefined || request === undefined) throw new Error(JSON.stringify(ofTrace()));
  return [call, request];
};

it("continues the trace of a header through the call to the API", async () => {
  await callModern({
    mcp: server.mcp,
    tool: "getThing",
    args: { id: "canary-argument" },
    headers: { traceparent, tracestate: "vendor=1" },
  });
  const [call, request] = await pairOf(trace, "getThing");
  expect(call.parentSpanId).toBe(parent);
  expect(request.parentSpanId).toBe(call.spanId);
  expect(api.requests.at(-1)?.headers).toMatchObject({
    traceparent: `00-${trace}-${request.spanId}-01`,
    tracestate: "vendor=1",
  });
  expect(attributesOf(call)).toEqual({ "mcp.method.name": "tools/call", "gen_ai.tool.name": "getThing" });
  expect(attributesOf(request)).toEqual({
    "http.request.method": "GET",
    "server.address": "127.0.0.1",
    "server.port": Number(new URL(api.url).port),
    "http.response.status_code": 200,
  });
  const [resource] = exports.flatMap(({ resourceSpans }) => resourceSpans.map((one) => one.resource));
  if (resource === undefined) throw new Error("no resource");
  expect(attributesOf(resource)).toMatchObject({ "service.name": "fixture", "service.version": "1.2.3" });
  expect(JSON.stringify(exports)).not.toContain("canary");
});

it("continues the trace that the request itself names, on standard input and output, and marks what failed", async () => {
  const own = startServer(["--base-url", `${api.url}/v1`], {
    ...collected(collector.url),
    OTEL_SERVICE_NAME: "by another name",
  });
  await own.initialize();
  const traceId = trace.replace("0", "1");
  const params = {
    name: "getThing",
    arguments: { id: "missing" },
    _meta: { traceparent: `00-${traceId}-${parent}-01` },
  };
  own.send({ jsonrpc: "2.0", id: 1, method: "tools/call", params });
  await own.reply(1);
  own.stdin.end();
  // What is left goes out before the process ends.
  expect(await own.exited).toBe(0);
  const [call, request] = await pairOf(traceId, "getThing");
  expect(call).toMatchObject({ parentSpanId: parent, status: { code: 2 } });
  expect(attributesOf(call)).toMatchObject({ "error.type": "not_found" });
  expect(attributesOf(request)).toMatchObject({ "error.type": "404", "http.response.status_code": 404 });
  expect(JSON.stringify(exports.at(-1)?.resourceSpans[0]?.resource)).toContain("by another name");
});

it("serves on when the collector does not answer, and ends soon", async () => {
  const own = await startHttp(["--base-url", `${api.url}/v1`], collected("http://127.0.0.1:1"));
  await callModern({ mcp: own.mcp, tool: "getThing", args: { id: "1" } });
  own.signal("SIGTERM");
  expect(await own.exited).toBe(0);
  expect(own.log.at(-1)).toContain("tracing: the last spans could not be sent to the collector");
});

it.each([
  ["OTEL_EXPORTER_OTLP_ENDPOINT", "user:secret@collector"],
  ["OTEL_EXPORTER_OTLP_PROTOCOL", "grpc"],
])("refuses %s=%s in one line", async (variable, value) => {
  const own = startServer([], { ...collected(collector.url), [variable]: value });
  expect(await own.exited).toBe(2);
  expect(own.log).toEqual([expect.stringMatching(new RegExp(`^fixture: ${variable} must be (?!.*secret)`))]);
});
