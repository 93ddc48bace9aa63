import { setTimeout } from "node:timers/promises";
import { getRequestListener } from "@hono/node-server";
import { type App, type EventReader, localTenant } from "@jackfield/contract";
import { httpHandler, type Offer } from "@jackfield/runtime";
import { createJournal, type Journal } from "../console/journal.js";
import { consoleRoutes } from "../console/routes.js";
import { openEvents } from "../events/open.js";
import { type HttpOptions, isLoopback } from "../http-options.js";
import type { Io } from "../io.js";
import { announceReady, type Opened, openApp } from "../offer.js";
import type { ServeOptions } from "../options.js";
import { paths, ssePaths } from "../paths.js";
import { openWatched, type Revised } from "../revisions.js";
import { openState } from "../state/open.js";
import type { SharedState } from "../state/state.js";
import { keysOf, placeOf } from "../tenants/place.js";
import { type Tenants, tenantsIn } from "../tenants/tenants.js";
import { openTracing } from "../trace/wanted.js";
import { bearerIssuer } from "./auth/bearers.js";
import { callers } from "./auth/callers.js";
import { listen } from "./listen.js";
import { createLog } from "./log.js";
import { createMetrics } from "./metrics.js";
import { budget, limited } from "./quota.js";
import { createRoutes } from "./routes.js";
import { metadataUrlOf, resourceMetadata } from "./well-known.js";

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
  { state, log }: { readonly state: SharedState; readonly log: (line: string) => void },
): Promise<Tenants | undefined> =>
  tenants === undefined ? undefined : tenantsIn(placeOf(tenants, state), keysOf(prefix, environment), log);

/** A call may take this much longer than its time limit before its place among the running ones is given away. */
const slack = 30_000;

/** Waits for the first signal; aborts `impatience` with the second. */
const untilSignal = (io: Io, impatience: AbortController): Promise<void> =>
  new Promise((resolve) => {
    let isStopping = false;
    io.onSignal(() => {
      if (isStopping) impatience.abort();
      isStopping = true;
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
  revised?: Revised,
): Promise<number> => {
  const { http } = options;
  const { name, version } = app.definition;
  const log = createLog(name, io.log);
  const warn = (line: string): void => log.warn(line);
  const tell = (line: string): void => log.info(line);
  const state = await openState(http.redis, app.definition);
  const tenants = await openTenants(http, app.definition.prefix, io, { state, log: warn });
  const quota = {
    quotas: state.quotas,
    limitsOf: (id: string) => ({ ...http.limits, ...tenants?.limitsOf(id) }),
    longest: options.timeoutSeconds * 1000 + slack,
    log: warn,
  };
  const local = localTenant(io.environment);
  const journal = http.console && !options.events?.tunnel ? createJournal() : undefined;
  const localOf = async (id: string) => (id === local.id ? local : undefined);
  const events =
    options.events &&
    (await openEvents({
      ...{ app, options: options.events, environment: io.environment, log: warn },
      tenantOf: tenants?.byId ?? localOf,
      base: () => base(),
      ...(journal && { journal }),
    }));
  const from = {
    environment: io.environment,
    transport: "http",
    ...(http.tenants === undefined && { secrets: local.secrets }),
  } as const;
  const tracing = await openTracing(io.environment, app.definition, warn);
  const offered = {
    admit: budget(quota),
    updates: state.updates,
    ...(tracing && { around: tracing.tracedTransport }),
    ...(events && { events: events.reader }),
    ...(events?.source && { source: events.source }),
  };
  const open = (one: App, as: ServeOptions): Promise<Opened> => openApp(one, as, from, warn, offered);
  const opened = await openWatched({ app, options, revised, open, warn, tell });
  const { offer, offerFor } = opened;
  const impatience = new AbortController();
  let phase: "serving" | "leaving" | "closing" = "serving";
  const metrics = createMetrics({
    sessions: () => door.sessions(),
    requests: () => server.requests(),
  });
  const callerOf = callers({
    auth: http.auth,
    offer,
    environment: io.environment,
    tenants,
    endpoint: () => endpoint(),
    log: warn,
  });
  const watched = (one: Offer): Offer => {
    const counted = metrics.counted(limited(journal?.watchedOffer(one) ?? one, quota));
    return tracing?.traced(counted) ?? counted;
  };
  const offers = new Map(
    Object.entries(options.clientsOfBearers).map(([name, client]) => [name, watched(offerFor(client))]),
  );
  const door = httpHandler(watched(offer), callerOf, {
    offerOf: ({ principal }) =>
      principal?.issuer === bearerIssuer ? offers.get(principal.subject) : undefined,
    allowedHosts: allowedHosts(http),
    claims: state.claims,
    sessions: state.sessions,
    report: (error) => log.warn({ reason: error.message }, "a request was refused"),
    begin: () => server.begin(),
  });
  const { title } = app.definition;
  const { readReply } = app.extension ?? {};
  const consoleOf = (of: Journal, reader: EventReader | undefined) =>
    consoleRoutes({
      ...{ title, hosts: loopbackHosts, journal: of },
      ...(reader && { reader }),
      ...(reader &&
        readReply && { readReply: (reply) => readReply(reply, { events: reader, tenant: local }) }),
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
    sse: http.sse,
    endpoint,
    ...(oauth && { resource }),
    ...(events && { webhooks: events.routes }),
    ...(journal && { console: consoleOf(journal, events?.reader(local.id)) }),
  };
  const routes = createRoutes({
    ...parts,
    ready: () => phase === "serving",
    accepting: () => phase !== "closing",
    stateReady: state.ready,
  });
  const server = await listen(getRequestListener(routes.fetch, { overrideGlobalObjects: false }), http);
  const signal = untilSignal(io, impatience);
  // A program that reads this line may send a signal at once.
  const stream = http.sse ? { stream: base() + ssePaths.stream } : {};
  const page = journal === undefined ? {} : { console: base() + paths.console };
  log.info({ version, url: endpoint(), ...stream, ...page }, "serving MCP over HTTP");
  const ending = new AbortController();
  void Promise.resolve(events?.expose()).then(() =>
    http.tenants === undefined ? announceReady(opened, local, ending.signal) : undefined,
  );
  await signal;
  phase = "leaving";
  if (http.leaving > 0) {
    log.info({ seconds: http.leaving / 1000 }, "not ready any more; serving until others take over");
    await setTimeout(http.leaving, undefined, { signal: impatience.signal }).catch(() => undefined);
  }
  phase = "closing";
  ending.abort();
  log.info("shutting down");
  await server.drain(impatience.signal);
  await door.close();
  await server.close();
  await events?.close();
  await opened.close();
  await tracing?.close();
  await state.close();
  return 0;
};
