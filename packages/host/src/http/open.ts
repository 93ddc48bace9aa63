import { type App, localTenant, type Tenant } from "@jackfield/contract";
import type { Logger } from "pino";
import { createJournal, type Journal } from "../console/journal.js";
import { type Events, openEvents } from "../events/open.js";
import type { Io } from "../io.js";
import { type Opened, openApp } from "../offer.js";
import type { HttpOptions } from "../options/http.js";
import type { ServeOptions } from "../options/serve.js";
import { openWatched, type Revised } from "../revisions.js";
import { openState } from "../state/open.js";
import type { SharedState } from "../state/state.js";
import { keysOf, placeOf } from "../tenants/place.js";
import { type Tenants, tenantsIn } from "../tenants/tenants.js";
import { openTracing } from "../trace/wanted.js";
import type { Address } from "./address.js";
import { budget, type QuotaParts } from "./quota.js";

/** What the operator asked for, and the process that it is asked of. */
export type HttpStart = {
  readonly app: App;
  readonly options: ServeOptions & { readonly http: HttpOptions };
  readonly io: Io;
  /** Absent: the app stays as it is. */
  readonly revised: Revised | undefined;
  readonly address: Address;
  readonly log: Logger;
};

/** Everything that is there before the server listens, and outlives all requests. */
export type HttpParts = {
  readonly state: SharedState;
  /** Absent: every caller has the credentials of the process environment. */
  readonly tenants?: Tenants;
  /** The only tenant, where there are no others. */
  readonly local: Tenant;
  readonly quota: QuotaParts;
  /** Absent: nobody looks. */
  readonly journal?: Journal;
  readonly events?: Events;
  readonly tracing: Awaited<ReturnType<typeof openTracing>>;
  readonly opened: Opened;
  close(): Promise<void>;
};

/** A call may take this much longer than its time limit before its place among the running ones is given away. */
const slack = 30_000;

const openTenants = async (
  { app, options, io }: HttpStart,
  state: SharedState,
  log: (line: string) => void,
): Promise<Tenants | undefined> => {
  const { tenants } = options.http;
  if (tenants === undefined) return undefined;
  return tenantsIn(placeOf(tenants, state), keysOf(app.definition.prefix, io.environment), log);
};

/** Opens what a server on HTTP consists of. Throws `Problem` when something cannot be opened as asked. */
export const openParts = async (start: HttpStart): Promise<HttpParts> => {
  const { app, options, io, revised, address, log } = start;
  const { http } = options;
  const { environment } = io;
  const warn = (line: string): void => log.warn(line);
  const state = await openState(http.redis, app.definition, {
    down: (reason) => warn(`${reason}; calls that need it are refused until it does`),
    up: () => log.info("Redis answers again"),
  });
  // The operator hears of it now rather than with the first call.
  void state.ready();
  const tenants = await openTenants(start, state, warn);
  const quota = {
    quotas: state.quotas,
    limitsOf: (id: string) => ({ ...http.limits, ...tenants?.limitsOf(id) }),
    longest: options.timeoutSeconds * 1000 + slack,
    log: warn,
  };
  const local = localTenant(environment);
  const journal = http.console && !options.events?.tunnel ? createJournal(app.extension?.labels) : undefined;
  const events =
    options.events &&
    (await openEvents({
      ...{ app, options: options.events, environment, log: warn },
      tenantOf: tenants?.byId ?? (async (id) => (id === local.id ? local : undefined)),
      ...{ base: address.base, updates: state.updates },
      ...(journal && { journal }),
    }));
  const tracing = await openTracing(environment, app.definition, warn);
  const situation = {
    environment,
    transport: "http",
    ...(tenants === undefined && { secrets: local.secrets }),
  } as const;
  const offered = {
    admit: budget(quota),
    updates: state.updates,
    ...(tracing && { around: tracing.tracedTransport }),
    ...(events && { events: events.reader }),
    ...(events?.source && { source: events.source }),
  };
  const opened = await openWatched({
    ...{ app, options, revised, warn },
    open: (one, as, before) => openApp(one, as, situation, warn, { ...offered, ...before }),
    tell: (line) => log.info(line),
  });
  return {
    ...{ state, local, quota, tracing, opened },
    ...(tenants && { tenants }),
    ...(journal && { journal }),
    ...(events && { events }),
    async close() {
      await events?.close();
      await opened.close();
      await tracing?.close();
      await state.close();
    },
  };
};
