import { setTimeout } from "node:timers/promises";
import { getRequestListener } from "@hono/node-server";
import type { App } from "@jackfield/contract";
import type { Hono } from "hono";
import { consoleRoutes } from "../console/routes.js";
import type { Io } from "../io.js";
import { announceReady } from "../offer.js";
import { isLoopback } from "../options/auth.js";
import type { HttpOptions } from "../options/http.js";
import type { ServeOptions } from "../options/serve.js";
import { paths, ssePaths } from "../paths.js";
import type { Revised } from "../revisions.js";
import { allowedHosts, createAddress, loopbackHosts } from "./address.js";
import { openDoor } from "./door.js";
import { createWork, listen } from "./listen.js";
import { createLog, createRequestLog } from "./log.js";
import { type HttpParts, type HttpStart, openParts } from "./open.js";
import { createRoutes } from "./routes.js";
import { metadataUrlOf, resourceMetadata } from "./well-known.js";

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

/** The page for the person at this machine; undefined where nobody looks. */
const consoleOf = ({ app }: HttpStart, { journal, events, local }: HttpParts): Hono | undefined => {
  if (journal === undefined) return undefined;
  const { readReply, labels } = app.extension ?? {};
  const reader = events?.reader(local.id);
  return consoleRoutes({
    ...{ title: app.definition.title, hosts: loopbackHosts, journal },
    ...(labels && { labels }),
    ...(reader && { reader }),
    ...(reader && readReply && { readReply: (reply) => readReply(reply, { events: reader, tenant: local }) }),
  });
};

/** The metadata of the server as a protected resource, and where they are; undefined without an authorization server. */
const resourceOf = ({ app, options, address }: HttpStart) => {
  const { oauth, scopes } = options.http.auth;
  if (oauth === undefined) return undefined;
  return () => {
    const resource = address.endpoint();
    return {
      path: new URL(metadataUrlOf(resource)).pathname,
      document: resourceMetadata({ resource, issuer: oauth.issuer, title: app.definition.title, scopes }),
    };
  };
};

/** Opens everything and listens; what it gives takes the server through its end. */
const open = async (start: HttpStart) => {
  const { app, options, address, log } = start;
  const { http } = options;
  const parts = await openParts(start);
  const work = createWork();
  const { door, metrics } = openDoor(start, parts, work);
  let phase: "serving" | "leaving" | "closing" = "serving";
  const resource = resourceOf(start);
  const console = consoleOf(start, parts);
  const routes = createRoutes({
    ...{ definition: app.definition, door, metrics, log },
    logRequest: createRequestLog(app.definition.name, start.io.log),
    ...{ path: http.path, sse: http.sse, endpoint: address.endpoint },
    ...(resource && { resource }),
    ...(isLoopback(http.host) && { localHosts: allowedHosts(http) }),
    ...(parts.events && { webhooks: parts.events.routes }),
    ...(console && { console }),
    ready: () => phase === "serving",
    accepting: () => phase !== "closing",
    stateReady: parts.state.ready,
  });
  const onRequest = getRequestListener(routes.fetch, { overrideGlobalObjects: false });
  const server = await listen(onRequest, http, work);
  address.listensOn(server.port);
  return {
    parts,
    /** Says at /readyz that it ends, and serves on until others have taken over. */
    async leave(impatience: AbortSignal): Promise<void> {
      phase = "leaving";
      if (http.leaving === 0) return;
      log.info({ seconds: http.leaving / 1000 }, "not ready any more; serving until others take over");
      await setTimeout(http.leaving, undefined, { signal: impatience }).catch(() => undefined);
    },
    /** Accepts no new call, waits for the running ones, then closes everything. */
    async close(impatience: AbortSignal): Promise<void> {
      phase = "closing";
      log.info("shutting down");
      await server.drain(impatience);
      await door.close();
      await server.close();
      await parts.close();
    },
  };
};

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
  const address = createAddress(http);
  const server = await open({ app, options, io, revised, address, log });
  const { journal, events, opened, local, tenants } = server.parts;
  const impatience = new AbortController();
  const signal = untilSignal(io, impatience);
  // A program that reads this line may send a signal at once.
  const stream = http.sse ? { stream: address.base() + ssePaths.stream } : {};
  const page = journal === undefined ? {} : { console: address.base() + paths.console };
  log.info({ version, url: address.endpoint(), ...stream, ...page }, "serving MCP over HTTP");
  const ending = new AbortController();
  void Promise.resolve(events?.expose()).then(() =>
    tenants === undefined ? announceReady(opened, local, ending.signal) : undefined,
  );
  await signal;
  await server.leave(impatience.signal);
  ending.abort();
  await server.close(impatience.signal);
  return 0;
};
