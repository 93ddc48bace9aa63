import type { IncomingMessage, ServerResponse } from "node:http";
import { authenticate, forbidden } from "./auth.js";
import { timestamp } from "./clock.js";
import { requestFault } from "./faults.js";
import { type ErrorFamily, json, jsonType, type Outcome, problem, problemText, xmlType } from "./outcome.js";
import type { RequestFault } from "./outside/fault.js";
import type { RecordedRequest } from "./record.js";
import { type Incoming, match, type Route } from "./router.js";
import type { Interception } from "./settings.js";
import { mediaType } from "./webhook.js";
import type { World } from "./world.js";
import { writeXml } from "./xml/write.js";

/** Answers one HTTP request out of the table of routes, and records it. */
export async function answer(
  world: World,
  routes: readonly Route[],
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const bytes = await readBody(request, world.settings.limits.bodyBytes);
  const [path = "", query = ""] = splitOnce(request.url ?? "", "?");
  const record = recordOf(world, request, path, query, bytes ?? Buffer.alloc(0));
  const fault = requestFault(world, record);
  if (fault?.delayMs !== undefined) await world.clock.sleep(fault.delayMs, world.closing);
  if (fault?.close === "before") return void request.socket.destroy();
  const { outcome, errors } = await outcomeOf(world, routes, { record, query, bytes, request, fault });
  world.counters.requests += 1;
  world.requests.add({ ...record, status: outcome.status });
  if (fault?.close === "after") return void request.socket.destroy();
  write(response, outcome, errors, world.settings.newId);
}

type Received = {
  readonly record: RecordedRequest;
  readonly query: string;
  /** Undefined when the body was too large. */
  readonly bytes: Buffer | undefined;
  readonly request: IncomingMessage;
  readonly fault: RequestFault | undefined;
};
type Answer = { readonly outcome: Outcome; readonly errors: ErrorFamily };

async function outcomeOf(world: World, routes: readonly Route[], received: Received): Promise<Answer> {
  const { record } = received;
  const matched = match(routes, record.method, record.path);
  const errors =
    matched.kind === "route" ? matched.route.errors : matched.kind === "unknown" ? "voice" : matched.errors;
  const intercepted = interceptionOf(world, received);
  if (intercepted) {
    const { status, headers = {}, body } = intercepted;
    const outcome: Outcome =
      body === undefined ? { kind: "empty", status, headers } : json(status, body, headers);
    return { outcome, errors };
  }
  switch (matched.kind) {
    case "unknown":
      return { outcome: problem(404, `There is nothing at ${record.path}.`), errors };
    case "wrong-method": {
      const allow = matched.allowed.join(", ");
      const text = `${record.method} is not allowed here, only ${allow}.`;
      return { outcome: problem(405, text, { headers: { allow } }), errors };
    }
    case "route":
      return { outcome: await routed(world, matched.route, matched.params, received).catch(broken), errors };
  }
}

/** The answer that a fault on demand or the script of the options has instead of ours. */
function interceptionOf(world: World, { fault, record }: Received): Interception | undefined {
  if (fault?.status === undefined) return world.settings.intercept(record);
  return { status: fault.status, headers: fault.headers ?? {}, body: fault.body };
}

/** A bug, here or in a script of the options. */
const broken = (error: unknown): Outcome =>
  problem(500, error instanceof Error ? error.message : "The simulator failed.");

async function routed(
  world: World,
  route: Route,
  params: Incoming["params"],
  { record, query, bytes, request }: Received,
): Promise<Outcome> {
  const { authorization } = request.headers;
  const grant = route.auth === "none" ? undefined : await authenticate(world, authorization, route.basicOnly);
  if (grant && "kind" in grant) return grant;
  if (grant && route.auth === "account") {
    const refusal = forbidden(world, grant, params.account ?? "", route.feature);
    if (refusal) return refusal;
  }
  if (!bytes) return problem(413, `The body has more than ${world.settings.limits.bodyBytes} bytes.`);
  const headers: Incoming["headers"] = {
    ...record.headers,
    authorization: request.headers.authorization ?? "",
  };
  const type = mediaType(headers["content-type"]);
  const incoming = { params, query: new URLSearchParams(query), headers, mediaType: type, bytes, grant };
  if (!route.accepts) return route.handle(world, { ...incoming, body: undefined });
  if (!route.accepts.has(type)) {
    return problem(415, `Content-Type ${type || "(none)"} is not accepted here.`);
  }
  if (type !== "application/json" || route.accepts.size > 1) {
    return route.handle(world, { ...incoming, body: undefined });
  }
  const parsed = parseJson(bytes);
  if (!parsed) return problem(400, "The body is not valid JSON in UTF-8.");
  return route.handle(world, { ...incoming, body: parsed.value });
}

function parseJson(bytes: Buffer): { readonly value: unknown } | undefined {
  try {
    return { value: JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes)) };
  } catch {
    return undefined;
  }
}

/** The whole body, or undefined when it is larger than the limit; the rest is read and dropped so that we can answer. */
async function readBody(request: IncomingMessage, limit: number): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    if (!Buffer.isBuffer(chunk)) continue;
    size += chunk.length;
    if (size <= limit) chunks.push(chunk);
  }
  return size <= limit ? Buffer.concat(chunks) : undefined;
}

function recordOf(
  world: World,
  request: IncomingMessage,
  path: string,
  query: string,
  bytes: Buffer,
): RecordedRequest {
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(request.headers)) headers[name] = [value].flat().join(", ");
  if (headers.authorization) headers.authorization = headers.authorization.split(" ", 1)[0] ?? "";
  return {
    time: timestamp(world.clock),
    method: request.method ?? "",
    path,
    query: Object.fromEntries(new URLSearchParams(query)),
    headers,
    body: bytes.toString("utf8"),
  };
}

function write(response: ServerResponse, outcome: Outcome, errors: ErrorFamily, newId: () => string): void {
  const { headers = {}, status } = outcome;
  switch (outcome.kind) {
    case "empty":
      response.writeHead(status, headers).end();
      break;
    case "bytes":
      response.writeHead(status, headers).end(outcome.body);
      break;
    case "json":
      response.writeHead(status, { "content-type": jsonType, ...headers }).end(JSON.stringify(outcome.body));
      break;
    case "xml":
      response.writeHead(status, { "content-type": xmlType, ...headers }).end(writeXml(outcome.root));
      break;
    case "problem": {
      const { type, text } = problemText(errors, outcome, newId);
      response.writeHead(status, { "content-type": type, ...headers }).end(text);
    }
  }
}

function splitOnce(text: string, separator: string): readonly string[] {
  const at = text.indexOf(separator);
  return at < 0 ? [text] : [text.slice(0, at), text.slice(at + 1)];
}
