import type { HttpBindings } from "@hono/node-server";
import { RESPONSE_ALREADY_SENT } from "@hono/node-server/utils/response";
import type { ServerDefinition } from "@jackfield/contract";
import type { HttpDoor } from "@jackfield/runtime";
import { type Context, Hono, type Next } from "hono";
import { etag } from "hono/etag";
import type { Logger } from "pino";
import { paths, ssePaths } from "../paths.js";
import { isForeign } from "./foreign.js";
import type { LogRequest } from "./log.js";
import type { Metrics } from "./metrics.js";
import { sentBy, sourceOf } from "./node-body.js";
import { aiCatalog, cardType, serverCard } from "./well-known.js";

type RouteParts = {
  readonly definition: ServerDefinition;
  readonly door: HttpDoor;
  readonly metrics: Metrics;
  readonly log: Logger;
  readonly logRequest: LogRequest;
  /** Path of the MCP endpoint. */
  readonly path: string;
  /** The names of a server that only this machine reaches; absent for others, which are scraped under any name. */
  readonly localHosts?: readonly string[];
  /** Whether clients of HTTP+SSE (2024-11-05) are served as well. */
  readonly sse: boolean;
  /** URL of the MCP endpoint, as clients see it. */
  endpoint(): string;
  /** The metadata of this resource (RFC 9728), with the path where they are; absent without an authorization server. */
  resource?(): { readonly path: string; readonly document: object };
  /** What answers webhooks; absent: nothing does. */
  readonly webhooks?: Hono;
  /** The page for the person at this machine, below its path. */
  readonly console?: Hono;
  /** False once the server is to end: new calls are better sent to another instance. */
  ready(): boolean;
  /** False once it takes no more calls. */
  accepting(): boolean;
  /** False while calls that need shared state would fail. */
  stateReady(): Promise<boolean>;
};

const mcpMethods = ["GET", "POST", "DELETE"];

/** Everything that the server answers on HTTP. */
export const createRoutes = ({
  definition,
  door,
  metrics,
  log,
  logRequest,
  path,
  localHosts,
  sse,
  endpoint,
  ready,
  accepting,
  stateReady,
  resource,
  webhooks,
  console: page,
}: RouteParts): Hono => {
  const app = new Hono();
  const { health, ready: readiness, metrics: figures, webhooks: hooks, wellKnown } = paths;
  const { stream, messages } = ssePaths;
  const routes = new Set<string>([path, stream, messages, hooks, health, readiness, figures]);

  app.use(async (context, next) => {
    const started = performance.now();
    await next();
    const { method, path } = context.req;
    // The rest of a webhook's path is a secret.
    const name = path.startsWith(`${hooks}/`) ? hooks : path;
    const route = routes.has(name) ? name : "other";
    const { status } = context.res;
    const milliseconds = performance.now() - started;
    metrics.request(route, status, milliseconds / 1000);
    if (route === path || status >= 400) logRequest({ method, route, status, ms: Math.round(milliseconds) });
  });
  app.get(health, (context) => context.json({ status: "ok" }));
  app.get(readiness, async (context) => {
    if (!ready()) return context.json({ status: "shutting down" }, 503);
    if (!(await stateReady())) return context.json({ status: "the shared state cannot be reached" }, 503);
    return context.json({ status: "ready" });
  });
  app.get(figures, async (context) => {
    if (localHosts !== undefined && isForeign(context.req.raw, localHosts))
      return context.json({ error: "The figures are for this machine" }, 403);
    const { type, body } = await metrics.text();
    return context.body(body, 200, { "content-type": type });
  });
  app.use(`${path}/server-card`, etag());
  app.get(`${path}/server-card`, (context) =>
    context.body(JSON.stringify(serverCard(definition, endpoint())), 200, { "content-type": cardType }),
  );
  app.use(`${wellKnown}/ai-catalog.json`, etag());
  app.get(`${wellKnown}/ai-catalog.json`, (context) => context.json(aiCatalog(definition, endpoint())));
  app.get(`${wellKnown}/oauth-protected-resource/*`, (context) => {
    const metadata = resource?.();
    if (metadata === undefined || context.req.path !== metadata.path) return context.notFound();
    return context.json(metadata.document, 200, { "access-control-allow-origin": "*" });
  });
  if (webhooks !== undefined) app.route("/", webhooks);
  if (page !== undefined) app.route("/", page);
  const whileAccepting = async (context: Context, next: Next) =>
    accepting()
      ? next()
      : context.json({ error: "The server is shutting down" }, 503, { connection: "close" });
  app.all(path, async (context, next) => {
    // The raw request's: Hono takes HEAD for GET, which would open a stream.
    if (mcpMethods.includes(context.req.raw.method)) return next();
    return context.json({ error: `MCP takes ${mcpMethods.join(", ")}` }, 405, {
      allow: mcpMethods.join(", "),
    });
  });
  app.all(path, whileAccepting, async ({ req, env }: Context<{ Bindings: HttpBindings }>) =>
    sentBy(await door.fetch(req.raw, sourceOf(env.incoming, env.outgoing)), env.outgoing),
  );
  if (sse) {
    const serve = async ({ req, env }: Context<{ Bindings: HttpBindings }>) => {
      const { pathname } = new URL(endpoint());
      const own = pathname.slice(0, -path.length) + messages;
      return (await door.fetchSse(req.raw, env.outgoing, own)) ?? RESPONSE_ALREADY_SENT;
    };
    app.get(stream, whileAccepting, serve);
    app.post(messages, whileAccepting, serve);
  }
  app.notFound((context) => context.json({ error: `MCP is served at ${path}` }, 404));
  app.onError((error, context) => {
    log.error({ reason: error.message }, "a request failed inside this server");
    return context.json({ error: "Internal error; the server's log says why" }, 500);
  });
  return app;
};
