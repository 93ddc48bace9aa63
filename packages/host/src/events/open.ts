import { randomBytes } from "node:crypto";
import { getRequestListener } from "@hono/node-server";
import type { App, Environment, EventReader, LiveWebhook, Tenant, Webhook } from "@jackfield/contract";
import {
  createAddresses,
  createSubscriptions,
  type EventStore,
  eventReader,
  openStore,
  receiver,
  StoreUnavailable,
} from "@jackfield/events";
import { type EventSource, kindsOf, occurrence, type Updates } from "@jackfield/runtime";
import { Hono } from "hono";
import type { Journal } from "../console/journal.js";
import { listen } from "../http/listen.js";
import { type EventsOptions, webhookSecretVariable } from "../options/events.js";
import { paths } from "../paths.js";
import { Problem } from "../problem.js";
import { createAnnouncer, resourcesOfEvents } from "./announce.js";
import { openTunnel, type Tunnel } from "./tunnel.js";
import { webhooksOf } from "./webhooks.js";

/** The events of a server, and what receives them. */
export type Events = {
  reader(tenant: string): EventReader;
  /** For the methods of the Events draft; absent: nobody asked for them. */
  readonly source?: EventSource;
  /** Answers webhooks below their path. */
  readonly routes: Hono;
  /** Makes the addresses public where the operator wants a tunnel; called once the process listens. */
  expose(): Promise<void>;
  close(): Promise<void>;
};

type EventsParts = {
  readonly app: Pick<App, "definition" | "extension" | "webhooks">;
  readonly options: EventsOptions;
  readonly environment: Environment;
  tenantOf(id: string): Promise<Tenant | undefined>;
  /** Where vendors reach this process, without a path; undefined: it does not listen. */
  base(): string | undefined;
  log(line: string): void;
  /** Notes what live webhooks are answered, and who waits. */
  readonly journal?: Journal;
  readonly updates: Pick<Updates, "publish">;
};

/** Fewer characters can be guessed. */
const shortestSecret = 16;

const secretOf = ({ app, environment, options, log }: EventsParts): string => {
  const variable = webhookSecretVariable(app.definition.prefix);
  const secret = environment[variable]?.trim();
  if (secret === undefined || secret === "") {
    if (options.store !== "memory:")
      log(`the addresses of webhooks change with every start; set ${variable} to keep them`);
    return randomBytes(32).toString("base64url");
  }
  if (secret.length < shortestSecret)
    throw new Problem(`${variable} must hold at least ${shortestSecret} characters.`);
  return secret;
};

const storeOf = async ({ store, keep }: EventsOptions): Promise<EventStore> => {
  try {
    return await openStore(store, { ...(keep && { limits: keep }) });
  } catch (error) {
    if (error instanceof StoreUnavailable) throw new Problem(`--events: ${error.message}.`);
    throw error;
  }
};

type SourceParts = Pick<EventsParts, "log"> &
  Pick<Events, "reader"> & { readonly draft: NonNullable<EventsOptions["draft"]> };

const sourceOf = (
  webhooks: readonly (Webhook | LiveWebhook)[],
  { reader, draft: { subscriberHosts }, log }: SourceParts,
): EventSource => {
  const kinds = kindsOf(webhooks);
  const subscriptions =
    subscriberHosts &&
    createSubscriptions({
      reader,
      log,
      allowedHosts: subscriberHosts,
      bodyOf: (event, name) => occurrence(event, name),
    });
  return { kinds: async () => kinds, reader, ...(subscriptions && { subscriptions }) };
};

/** The same store, which tells of new events where a resource shows them. */
const announced = (
  store: EventStore,
  { app, updates }: Pick<EventsParts, "app" | "updates">,
): Pick<EventStore, "append"> => {
  const uris = resourcesOfEvents(app.extension?.guide);
  if (uris.length === 0) return store;
  const announce = createAnnouncer(uris, updates);
  return {
    async append(tenant, event) {
      const stored = await store.append(tenant, event);
      if (!stored.duplicate) announce(tenant);
      return stored;
    },
  };
};

/** Opens the store of events and what receives webhooks. Throws `Problem` when the store cannot be opened. */
export const openEvents = async (parts: EventsParts): Promise<Events> => {
  const { app, options, tenantOf, log } = parts;
  const addresses = createAddresses(secretOf(parts));
  const store = await storeOf(options);
  let tunnel: Tunnel | undefined;
  let tunneled: string | undefined;
  const base = (): string | undefined => {
    const own = parts.base();
    return own === undefined ? undefined : `${tunneled ?? options.publicUrl ?? own}${paths.webhooks}`;
  };
  const reader = (tenant: string): EventReader => eventReader({ store, tenant, base, addresses });
  const { journal } = parts;
  const declared = await webhooksOf(app, options);
  const webhooks = journal === undefined ? declared : declared.map(journal.watchedWebhook);
  const source = options.draft && sourceOf(webhooks, { reader, draft: options.draft, log });
  const received = receiver({
    webhooks,
    store: announced(store, parts),
    log,
    async recipientOf(token) {
      const addressee = addresses.addresseeOf(token);
      const tenant = addressee && (await tenantOf(addressee.tenant));
      if (tenant === undefined) return undefined;
      const credentials = addressee?.guarded ? addresses.credentialsOf(tenant.id) : undefined;
      const own = reader(tenant.id);
      const events = journal?.watchedReader(own) ?? own;
      return { tenant, events, ...(credentials && { credentials }) };
    },
  });
  return {
    reader,
    ...(source && { source }),
    routes: new Hono().route(paths.webhooks, received),
    async expose() {
      const target = parts.base();
      if (!options.tunnel || target === undefined) return;
      tunnel = openTunnel({ target, environment: parts.environment, log });
      tunneled = await tunnel.url;
    },
    async close() {
      tunnel?.close();
      await source?.subscriptions?.close();
      await store.close();
    },
  };
};

/** Opens events for a server that speaks MCP elsewhere, with a listener of its own on loopback where a port is given. */
export const openOwnEvents = async (parts: Omit<EventsParts, "base">): Promise<Omit<Events, "routes">> => {
  const { port } = parts.options;
  let address: string | undefined;
  const events = await openEvents({ ...parts, base: () => address });
  if (port === undefined) return events;
  const onRequest = getRequestListener(events.routes.fetch, { overrideGlobalObjects: false });
  const server = await listen(onRequest, { host: "127.0.0.1", port, flag: "--events-port" }).catch(
    async (error: unknown) => {
      await events.close();
      throw error;
    },
  );
  address = `http://127.0.0.1:${server.port}`;
  parts.log(`receiving webhooks on port ${server.port}`);
  return {
    reader: events.reader,
    ...(events.source && { source: events.source }),
    expose: events.expose,
    async close() {
      await server.drain(AbortSignal.timeout(2_000));
      await server.close();
      await events.close();
    },
  };
};
