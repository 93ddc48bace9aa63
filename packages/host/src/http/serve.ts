import { getRequestListener } from "@hono/node-server";
import type { App } from "@jackfield/contract";
import { httpHandler } from "@jackfield/runtime";
import { type HttpOptions, isLoopback } from "../http-options.js";
import type { Io } from "../io.js";
import { openApp } from "../offer.js";
import type { ServeOptions } from "../options.js";
import { keyVariable } from "../tenants/command.js";
import { type Tenants, tenantsIn } from "../tenants/tenants.js";
import { keyFrom } from "../tenants/vault.js";
import { callers } from "./auth/callers.js";
import { metadataUrlOf, resourceMetadata } from "./auth/resource.js";
import { listen } from "./listen.js";
import { createLog } from "./log.js";
import { createMetrics } from "./metrics.js";
import { createRoutes } from "./routes.js";

const loopbackHosts = ["localhost", "127.0.0.1", "[::1]"];

/** Names under which clients may address the server: what the operator named, and this machine where only it can reach us. */
const allowedHosts = ({ host, publicUrl }: HttpOptions): readonly string[] => [
  ...(publicUrl === undefined ? [] : [new URL(publicUrl).hostname]),
  ...(isLoopback(host) ? loopbackHosts : []),
];

const openTenants = async (
  { tenants }: HttpOptions,
  prefix: string,
  { environment }: Io,
  log: (line: string) => void,
): Promise<Tenants | undefined> => {
  if (tenants === undefined) return undefined;
  const variable = keyVariable(prefix);
  return tenantsIn(tenants, keyFrom(variable, environment[variable]), log);
};

/** Waits for the first signal; aborts `impatience` with the second. */
const untilSignal = (io: Io, impatience: AbortController): Promise<void> =>
  new Promise((resolve) => {
    let asked = false;
    io.onSignal(() => {
      if (asked) impatience.abort();
      asked = true;
      resolve();
    });
  });

/**
 * Serves an app over HTTP until a signal ends it: then no new call is accepted, running ones get ten seconds. Throws
 * `Problem` when the app cannot be opened as asked or the address cannot be used.
 */
export const serveHttp = async (
  app: App,
  options: ServeOptions & { readonly http: HttpOptions },
  io: Io,
): Promise<number> => {
  const { http } = options;
  const { name, version } = app.definition;
  const log = createLog(name, io.log);
  const { engine, offer } = await openApp(app, options, io, (line) => log.warn(line));
  const impatience = new AbortController();
  let ready = true;
  const metrics = createMetrics({
    sessions: () => door.sessions(),
    requests: () => server.requests(),
  });
  const callerOf = callers({
    auth: http.auth,
    offer,
    environment: io.environment,
    tenants: await openTenants(http, app.definition.prefix, io, (line) => log.warn(line)),
    endpoint: () => endpoint(),
    log: (line) => log.warn(line),
  });
  const door = httpHandler(metrics.counted(offer), callerOf, {
    allowedHosts: allowedHosts(http),
    report: (error) => log.warn({ reason: error.message }, "a request was refused"),
  });
  const base = (): string =>
    http.publicUrl ?? `http://${http.host.includes(":") ? `[${http.host}]` : http.host}:${server.port}`;
  const endpoint = (): string => `${base()}${http.path}`;
  const { oauth, scopes } = http.auth;
  const resource = () => ({
    path: new URL(metadataUrlOf(endpoint())).pathname,
    document: resourceMetadata({
      resource: endpoint(),
      issuer: oauth?.issuer ?? "",
      title: app.definition.title,
      scopes,
    }),
  });
  const parts = {
    definition: app.definition,
    door,
    metrics,
    log,
    path: http.path,
    endpoint,
    ...(oauth && { resource }),
  };
  const routes = createRoutes({ ...parts, ready: () => ready });
  const server = await listen(getRequestListener(routes.fetch, { overrideGlobalObjects: false }), http);
  log.info({ version, url: endpoint() }, "serving MCP over HTTP");
  await untilSignal(io, impatience);
  ready = false;
  log.info("shutting down");
  await server.drain(impatience.signal);
  await door.close();
  await server.close();
  await engine.close();
  return 0;
};
